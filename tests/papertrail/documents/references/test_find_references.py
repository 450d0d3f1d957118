"""References of documents are found: bibliographies, their entries, across pages."""
# ruff: noqa: E501 - an entry is one line, and has dashes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertrail.documents.references import find_references
from papertrail.types.document import Block, BlockKind, DocumentText, Page, Reference

NAMES = ("Abel", "Bolt", "Cole", "Dahl", "Eves", "Frey", "Gale", "Holt")


def document(*pages: str, blocks: tuple[Block, ...] = ()) -> DocumentText:
    return DocumentText(
        tuple(Page(number, text) for number, text in enumerate(pages, 1)), blocks, ()
    )


def numbered(count: int, first: int = 1) -> str:
    return "\n".join(
        f"[{number}] Ada {NAMES[number % 8]} and Mary Smith. The title of\nwork {number}. In ICML, 2019."
        for number in range(first, first + count)
    )


def unnumbered(names: tuple[str, ...] = NAMES) -> str:
    return "\n".join(
        f"Ada {name}, Charles Babbage, and Mary Somerville. 2019.\nThe many works of {name}.\n"
        "In Proceedings of the Conference on\nMatters, pages 1–9, Paris. Association for\nMatters."
        for name in names
    )


def titles(references: tuple[Reference, ...]) -> list[str]:
    return [reference.title for reference in references]


@pytest.mark.parametrize(
    "heading",
    [
        "References",
        "REFERENCES",
        "7. References",
        "Bibliography",
        "Literature Cited",
        "参 考 文 献",
    ],
)
def test_a_bibliography_begins_at_its_heading(heading: str) -> None:
    found = find_references(document(f"Some text [1] of 2019.\n{heading}\n{numbered(4)}"))

    assert [reference.number for reference in found] == [1, 2, 3, 4]
    assert titles(found)[0] == "The title of work 1"


def test_entries_go_on_over_pages_without_page_numbers_and_running_heads() -> None:
    head = "A. Lovelace et al."
    text = numbered(6).split("\n")
    pages = [
        f"{head}\nText.\n1",
        f"{head}\nReferences\n" + "\n".join(text[:5]) + "\n2",
        f"{head}\n" + "\n".join(text[5:]) + "\n3",
    ]

    found = find_references(document(*pages))

    assert titles(found) == [f"The title of work {number}" for number in range(1, 7)]
    assert [reference.page for reference in found] == [2, 2, 2, 3, 3, 3]


def test_an_appendix_after_the_bibliography_is_not_part_of_it() -> None:
    text = f"References\n{numbered(5)}\nA Proofs of all theorems\nWe prove that [3] holds."

    assert len(find_references(document(text))[-1].text) < 100


def test_two_bibliographies_are_both_read() -> None:
    text = f"References\n{numbered(3)}\nAppendix\nMore text.\nReferences\n{numbered(2)}"

    assert [reference.number for reference in find_references(document(text))] == [1, 2, 3, 1, 2]


def test_entries_without_numbers_are_split_where_names_begin() -> None:
    found = find_references(document(f"Text.\nReferences\n{unnumbered()}"))

    assert titles(found) == [f"The many works of {name}" for name in NAMES]
    assert [reference.number for reference in found] == list(range(1, 9))


def test_entries_without_numbers_end_at_an_appendix() -> None:
    text = f"References\n{unnumbered()}\nA Details\n" + "Some text about nothing at all.\n" * 40

    assert len(find_references(document(text))) == 8


def test_blocks_show_where_entries_begin() -> None:
    entries = ("NVIDIA. Tensor cores. 2017.", "OpenML. A platform. 2018.", "RDKit. Tools. 2019.")
    blocks = tuple(Block(BlockKind.REFERENCE, text, 1) for text in entries)

    found = find_references(document("References\n" + "\n".join(entries), blocks=blocks))

    assert [reference.text for reference in found] == list(entries)


def test_a_numbered_list_at_the_end_needs_no_heading() -> None:
    text = "Text.\n" * 20 + numbered(8)

    assert len(find_references(document(text))) == 8


@pytest.mark.parametrize("text", ["", "References", "References\nnothing here", "Text [1] only."])
def test_a_document_without_a_bibliography_has_no_references(text: str) -> None:
    assert find_references(document(text)) == ()


def test_hyphens_and_accents_are_undone() -> None:
    text = (
        "References\n[1] J¨urgen M¨uller and Bj¨orn Smith. The dif\ufffeficulty of infor-\nmation "
        "in gradient-\nbased work. In ICML, 2019."
    )

    (found,) = find_references(document(text))

    assert found.authors[0] == "Jürgen Müller"
    assert found.title == "The difficulty of information in gradient-based work"


@pytest.mark.parametrize(
    "piece", ["a", " ", "A. ", "[1] ", "2019. ", "Aa, B., ", "“", "\n", "A.\n", "(", "\ufffe"]
)
def test_a_hundred_thousand_characters_of_anything_come_to_an_end(piece: str) -> None:
    text = f"References\n[1] A. Lovelace. A title. 2019.\n{piece * (100_000 // len(piece))}"

    assert isinstance(find_references(document(text)), tuple)


lines = st.sampled_from(
    ["References", "[1] Ada Lovelace. A title. 2019.", "[2] x", "Appendix", "2019.", "Abel, Ada. Z.", "1"]
)  # fmt: skip


@given(st.lists(lines | st.text(max_size=20), max_size=30))
def test_any_lines_give_entries_in_order(parts: list[str]) -> None:
    found = find_references(document("\n".join(parts)))

    assert all(reference.page == 1 and reference.text for reference in found)

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.paper import Author, Paper, clean, parse_arxiv_id, parse_identifier

CANONICAL = re.compile(r"[0-9]{4}\.[0-9]{4,5}|[a-z-]+(\.[A-Z]{2})?/[0-9]{7}")
PREFIXES = (
    "",
    "arXiv:",
    "arxiv:",
    "oai:arXiv.org:",
    "http://arxiv.org/abs/",
    "https://arxiv.org/abs/",
    "https://www.arxiv.org/pdf/",
    "https://export.arxiv.org/abs/",
    "https://arxiv.org/html/",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1706.03762", ("1706.03762", None)),
        ("1706.03762v7", ("1706.03762", 7)),
        ("0704.0001", ("0704.0001", None)),
        ("  arXiv:2606.10000v12\n", ("2606.10000", 12)),
        ("https://arxiv.org/pdf/1706.03762v5.pdf", ("1706.03762", 5)),
        ("hep-th/9901001v2", ("hep-th/9901001", 2)),
        ("http://arxiv.org/abs/math.GT/0309136", ("math.GT/0309136", None)),
        ("oai:arXiv.org:quant-ph/0201082v1", ("quant-ph/0201082", 1)),
    ],
)
def test_an_identifier_is_read_in_each_of_its_spellings(
    text: str, expected: tuple[str, int | None]
) -> None:
    assert parse_arxiv_id(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "attention",
        "170.03762",
        "1706.037",
        "1706.037621",
        "1706.03762v0",
        "1706.03762v",
        "1706.03762v1 and more",
        "https://example.org/abs/1706.03762",
        "https://arxiv.org/list/cs.LG",
        "http://arxiv.org/api/errors#incorrect_id_format",
        "10.48550/arXiv.1706.03762",
        "17arxiv:06.03762",
        "１７０６.０３７６２",  # noqa: RUF001 - digits, but not arXiv's
        "see arxiv:1706.03762",
        "hep-th/990100",
        "HEP-TH/9901001",
    ],
)
def test_what_is_no_identifier_is_not_taken_for_one(text: str) -> None:
    assert parse_arxiv_id(text) is None


@given(
    st.from_regex(CANONICAL, fullmatch=True),
    st.none() | st.integers(1, 99),
    st.sampled_from(PREFIXES),
    st.sampled_from(["", " ", "\n"]),
)
def test_every_spelling_of_a_paper_is_the_same_paper(
    arxiv_id: str, version: int | None, prefix: str, space: str
) -> None:
    text = f"{space}{prefix}{arxiv_id}{f'v{version}' if version else ''}{space}"

    assert parse_arxiv_id(text) == (arxiv_id, version)


@given(st.text() | st.text("0123456789.v/-arxivcsLG:", max_size=20))
def test_whatever_the_text_an_identifier_found_is_canonical(text: str) -> None:
    found = parse_arxiv_id(text)

    if found:
        assert CANONICAL.fullmatch(found[0])
        assert parse_arxiv_id(found[0]) == (found[0], None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, ""),
        ("  two\n  lines\t ", "two lines"),
        ("bell\x07 and \x1b[31mred", "bell and [31mred"),
        ("a\u00a0b\u2009c", "a b c"),
        ("next\x85line", "next line"),
        ("half \ud83d a pair", "half a pair"),
        ("$x<y$ & \\alpha", "$x<y$ & \\alpha"),
    ],
)
def test_white_space_is_folded_and_controls_are_dropped(text: str | None, expected: str) -> None:
    assert clean(text) == expected


@given(st.text(st.characters(codec=None)))
def test_clean_text_is_one_printable_line_that_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)

    assert clean(cleaned) == cleaned
    assert cleaned == cleaned.strip()
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]|\s\s", cleaned)
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_cleaning_neither_loses_nor_joins_words(text: str) -> None:
    assert clean(text).split(" ") == (text.split() or [""])


@given(
    st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1)),
    st.sampled_from("\n\t\r\x0b\x85\x1c\x1f"),
)
def test_control_characters_that_part_words_still_part_them(words: list[str], space: str) -> None:
    assert clean(space.join(words)).split() == words


def test_a_paper_is_found_by_any_of_its_identifiers() -> None:
    paper = Paper(
        (("arxiv", "1706.03762"), ("doi", "10.1000/182")), "Title", authors=(Author("A"),)
    )

    assert paper.identifier("arxiv") == "1706.03762"
    assert paper.identifier("doi") == "10.1000/182"
    assert paper.identifier("openreview") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1706.03762v7", ("arxiv", "1706.03762")),
        ("https://arxiv.org/abs/1706.03762", ("arxiv", "1706.03762")),
        ("doi:10.1109/TPAMI.2026.1", ("doi", "10.1109/tpami.2026.1")),
        ("DOI: 10.1109/tpami.2026.1", ("doi", "10.1109/tpami.2026.1")),
        ("https://doi.org/10.1109/TPAMI.2026.1", ("doi", "10.1109/tpami.2026.1")),
        ("http://dx.doi.org/10.1109/TPAMI.2026.1", ("doi", "10.1109/tpami.2026.1")),
        ("https://doi.org/10.48550/arXiv.1706.03762", ("arxiv", "1706.03762")),
        ("doi:10.48550/ARXIV.1706.03762", ("arxiv", "1706.03762")),
        (" ACL:2024.acl-long.1\n", ("acl", "2024.acl-long.1")),
        ("openreview:aBc", ("openreview", "aBc")),
        ("attention", None),
        ("acl:", None),
        (":1", None),
        ("", None),
    ],
)
def test_papers_are_named_by_ids_and_addresses(text: str, expected: tuple[str, str] | None) -> None:
    assert parse_identifier(text) == expected


@given(st.text())
def test_any_text_is_an_identifier_or_none(text: str) -> None:
    found = parse_identifier(text)

    assert found is None or all(found)

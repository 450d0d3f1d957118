"""Notes are updated inside their marks only; names and links are safe for whatever title."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertrail.exchange.marked_block import block, update
from papertrail.exchange.vault_names import folded, note_link, note_name
from papertrail.exchange.vault_notes import id_of

OUTSIDE = st.binary(max_size=60) | st.just(
    b"title: <!-- papertrail:end -->\n# <!-- papertrail:begin"
)
TEXTS = st.text(max_size=80) | st.sampled_from(
    ["<!-- papertrail:end -->", "a\r\nb", "<!-- papertrail:begin -->\nx", "", "\n\n", "\ud800"]
)


@given(before=OUTSIDE, after=OUTSIDE, first=TEXTS, second=TEXTS, crlf=st.booleans())
def test_no_byte_outside_of_the_block_changes(
    before: bytes, after: bytes, first: str, second: str, crlf: bool
) -> None:
    def note(text: str) -> bytes:
        inner = block(text).encode()
        return before + b"\n" + (inner.replace(b"\n", b"\r\n") if crlf else inner) + after

    updated = update(note(first), second)

    assert not updated.is_kept
    assert updated.content == note(second)
    assert update(updated.content, second).content == updated.content


@given(text=TEXTS, words=st.text(min_size=1, max_size=20))
def test_a_block_with_a_persons_words_stays(text: str, words: str) -> None:
    edited = block(text).replace("\n", f"\n{words}~", 1).encode("utf-8", "replace")

    updated = update(edited, "something else")

    assert (updated.content, updated.is_kept) == (edited, True)


@given(content=st.binary(max_size=200))
def test_a_note_without_a_block_stays(content: bytes) -> None:
    assert update(content, "new").content == content
    id_of(content)


def test_an_empty_block_is_filled_and_a_second_one_is_doubt() -> None:
    empty = b"mine\n<!-- papertrail:begin -->\n<!-- papertrail:end -->\nmine too"

    filled = update(empty, "new")

    assert (filled.content, filled.is_kept) == (
        b"mine\n" + block("new").rstrip("\n").encode() + b"\nmine too",
        False,
    )
    assert update(filled.content + filled.content, "newer").is_kept


@given(titles=st.lists(st.text(max_size=300), max_size=6))
def test_names_are_safe_on_every_file_system_and_unique(titles: list[str]) -> None:
    taken: set[str] = set()
    for number, title in enumerate(titles):
        name = note_name(title, f"key{number}", taken)
        assert name
        assert folded(name) not in taken
        assert not set(name) & set('<>:"/\\|?*#^[]\x00\n\r\t')
        assert len(name.encode()) < 200
        assert (name[0], name[-1]) == (name.strip()[0], name.strip(" .")[-1])
        taken.add(folded(name))


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("CON", "CON_"),
        ("nul.txt", "_nul.txt"),
        ("../../etc/passwd", "etc passwd"),
        ("A [[link|x]] #tag ^b: why?", "A link x tag b why"),
        ("...", "key"),
        ("\u202egnp", "gnp"),
    ],
)
def test_a_hostile_title_becomes_a_plain_name(title: str, name: str) -> None:
    assert note_name(title, "key", ()) == name


def test_names_that_differ_in_case_or_composition_alone_get_their_keys() -> None:
    assert (
        note_name("\u00c4THER", "aether2026", {folded("a\u0308ther")}) == "\u00c4THER (aether2026)"
    )


@pytest.mark.parametrize(
    ("stem", "title", "link"),
    [
        ("A link", "A [[link|x]]", "[[A link|A link x]]"),
        ("Same", "Same", "[[Same]]"),
        ("by [hand]", "T]t", "[T\\]t](by%20%5Bhand%5D.md)"),
    ],
)
def test_a_link_leads_to_its_note_whatever_the_title(stem: str, title: str, link: str) -> None:
    assert note_link(stem, title) == link


@pytest.mark.parametrize(
    ("front", "found"),
    [
        ('---\npapertrail: "arxiv:1"\n---\n', "arxiv:1"),
        ("\ufeff---\r\ntags: [a]\r\npapertrail: arxiv:1\r\n---\r\n", "arxiv:1"),
        ("---\npapertrail: 'arxiv:1'\n", None),
        ("# papertrail: arxiv:1\n", None),
        ("---\ntitle: x\n---\npapertrail: arxiv:1\n", None),
    ],
)
def test_an_id_is_read_from_front_matter_alone(front: str, found: str | None) -> None:
    assert id_of(front.encode()) == found

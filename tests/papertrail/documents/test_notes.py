"""Notes are cut into passages, which follow them whatever changes them."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from papertrail import Papertrail
from papertrail.core.indexing import index_passages
from papertrail.documents.notes import WORDS, cut_note
from papertrail.types.full_text import TextKind

# As the library makes it.
TABLE = """CREATE TABLE IF NOT EXISTS notes (
    work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE, reader TEXT NOT NULL,
    created TEXT NOT NULL, changed TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (work, reader)
) STRICT, WITHOUT ROWID"""


def test_paragraphs_below_a_heading_are_one_passage() -> None:
    note = "First thought.\n\n# Method  \nThey use a camera.\n\nAnd a drone.\r\n\r\n## Data\nNone."

    assert [(each.section, each.text, each.page) for each in cut_note(note)] == [
        ("", "First thought.", 0),
        ("Method", "They use a camera. And a drone.", 0),
        ("Data", "None.", 0),
    ]


@given(st.text(st.sampled_from("ab# \n\r"), max_size=60))
def test_no_word_of_a_note_is_lost(note: str) -> None:
    passages = cut_note(note)

    kept = " ".join(f"{each.section} {each.text}" for each in passages)
    words = [word for word in kept.split() if word.strip("#")]
    assert set(words) <= set(note.split())
    assert [each.number for each in passages] == list(range(len(passages)))


def test_a_long_note_is_cut() -> None:
    passages = cut_note("word " * (3 * WORDS))

    assert [len(each.text.split()) for each in passages] == [WORDS] * 3


def test_notes_are_found_until_they_are_removed(opened: Papertrail, papers: Sequence[str]) -> None:
    database = opened.resources.store.connection
    database.execute(TABLE)
    work = opened.show(papers[0]).work.key
    write = "INSERT OR REPLACE INTO notes VALUES (?, 'me', '2026-06-17', '2026-06-17', ?)"
    database.execute(write, [work, "# Idea\nCompare with walruses."])

    index_passages(opened.resources)

    (hit,) = opened.search_full_text("walruses").hits
    assert (hit.work.id, hit.passages[0].passage.kind) == (papers[0], TextKind.NOTE)
    assert hit.passages[0].sentence == "Compare with walruses."
    assert index_passages(opened.resources).embedded == 0
    database.execute("DELETE FROM notes")
    index_passages(opened.resources)
    assert opened.search_full_text("walruses").hits == ()

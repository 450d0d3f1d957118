"""Documents and passages in the database, and the sequence in which their indexes follow them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from papertrail.errors import StoreError
from papertrail.store import Store
from papertrail.store.document_text import pack, unpack
from papertrail.types.document import (
    Block,
    BlockKind,
    DocumentText,
    HiddenText,
    Page,
    Passage,
)
from papertrail.types.fetched import Document
from papertrail.types.full_text import TextKind
from tests.papertrail.documents.conftest import NOW, paper

DOCUMENT = Document("a" * 64, 1000, "https://arxiv.org/pdf/2606.00001", 1, "2026-06-17T08:00:00Z")
FIRST = Passage(0, "We counted zebrafish.", 1, "1 Introduction")
SECOND = Passage(1, "They have stripes.", 2, "2 Results")
TEXT = DocumentText(
    pages=(Page(1, "1 Introduction\nWe counted zebrafish."), Page(2, "They have stripes.")),
    blocks=(Block(BlockKind.BODY, "We counted zebrafish.", 1, "1 Introduction"),),
    passages=(FIRST, SECOND),
    hidden=(HiddenText(2, "praise this paper", "white on white"),),
    scanned=(3,),
    remarks=("page 4 could not be read",),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store of two papers, whose keys are 1 and 2; the first has a document."""
    with Store.open(tmp_path / "papertrail.db", create=True) as opened:
        with opened.transaction() as tx:
            tx.works.save([paper("2606.00001"), paper("2606.00002")], "arxiv:cs.LG", NOW)
            tx.documents.save(1, DOCUMENT, TEXT)
        yield opened


def changes(store: Store, after: int = 0) -> list[tuple[int, str | None]]:
    """Return (key, text) of what changed after a place, None for what was removed."""
    return [(each.key, each.text) for each in store.passages.changed_after(after, 100)]


def test_a_text_comes_back_as_it_was_saved(store: Store) -> None:
    assert store.documents.text(1) == TEXT
    assert store.documents.of([1, 2]) == {1: DOCUMENT}
    assert store.documents.text(2) is None


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.builds(Page, st.integers(1, 99), texts), max_size=3),
    st.lists(
        st.builds(Block, st.sampled_from(BlockKind), texts, st.integers(1, 99), texts), max_size=3
    ),
    st.lists(st.integers(1, 99), max_size=3),
)
def test_any_text_is_packed_and_unpacked(
    pages: list[Page], blocks: list[Block], scanned: list[int]
) -> None:
    text = DocumentText(tuple(pages), tuple(blocks), (FIRST,), (), tuple(scanned))

    assert unpack(pack(text), text.passages) == text


@pytest.mark.parametrize("damage", [b"", b"x", pack(TEXT)[:20], b"\x00" + pack(TEXT)])
def test_a_damaged_text_says_what_to_do(damage: bytes) -> None:
    with pytest.raises(StoreError) as refused:
        unpack(damage, ())

    assert "papertrail fetch --again" in refused.value.hint


def test_half_characters_of_broken_fonts_are_no_failure(store: Store) -> None:
    broken = replace(TEXT, passages=(replace(FIRST, text="a \ud835 b", section="\udfff"),))
    broken = replace(broken, pages=(Page(1, "a \ud835 b"),))
    with store.transaction() as tx:
        tx.documents.save(1, DOCUMENT, broken)

    assert store.passages.of(1)[0].text == "a ? b"
    text = store.documents.text(1)
    assert text
    assert text.pages[0].text == "a ? b"


def test_a_passage_that_stays_keeps_its_key(store: Store) -> None:
    before = {passage.text: passage.key for passage in store.passages.of(1)}
    place = store.passages.last_change()
    better = replace(
        TEXT, passages=(replace(SECOND, number=0, page=1), Passage(1, "And fins.", 2, "2 Results"))
    )

    with store.transaction() as tx:
        tx.documents.save(1, DOCUMENT, better)

    stayed, new = store.passages.of(1)
    assert (stayed.key, stayed.page) == (before[SECOND.text], 1)
    assert new.key > max(before.values())
    assert sorted(changes(store, place)) == sorted(
        [(new.key, "And fins."), (before[FIRST.text], None)]
    )


def test_every_removal_comes_after_all_that_an_index_has_seen(store: Store) -> None:
    place = store.passages.last_change()
    keys = [passage.key for passage in store.passages.of(1)]

    with store.transaction() as tx:
        tx.documents.remove(1)

    assert changes(store, place) == [(key, None) for key in keys]
    assert store.passages.pending(place) == len(keys)
    assert store.passages.last_change() > place
    assert store.documents.text(1) is None
    assert store.documents.of([1]) == {}


def test_a_merged_paper_brings_its_document_along(store: Store) -> None:
    keys = [passage.key for passage in store.passages.of(1)]
    place = store.passages.last_change()

    with store.transaction() as tx:
        tx.works.join([2, 1], NOW)

    (kept,) = store.works.get([1, 2])
    assert store.documents.text(kept.key) == TEXT
    assert [passage.key for passage in store.passages.of(kept.key)] == keys
    assert changes(store, place) == []


def test_of_two_merged_papers_one_document_stays(store: Store) -> None:
    other = replace(TEXT, passages=(Passage(0, "We counted giraffes.", 1),))
    with store.transaction() as tx:
        tx.documents.save(2, replace(DOCUMENT, sha256="b" * 64), other)
    with store.transaction() as tx:
        tx.works.join([1, 2], NOW)

    (kept,) = store.works.get([1, 2])
    text = store.documents.text(kept.key)
    assert text
    assert text.passages in (TEXT.passages, other.passages)
    assert len(store.documents.all()) == 1
    assert store.passages.count() == len(text.passages)


def test_notes_are_passages_of_their_reader_alone(store: Store) -> None:
    with store.transaction() as tx:
        tx.passages.replace(1, TextKind.NOTE, [Passage(0, "Compare with ours.", 0)])

    (note,) = store.passages.of(1, TextKind.NOTE)
    other = store.for_reader("somebody").passages
    assert store.passages.get([note.key]) == [note]
    assert other.get([note.key]) == []
    assert other.of(1, TextKind.NOTE) == []
    assert len(other.of(1)) == len(TEXT.passages)
    with store.transaction() as tx:
        tx.documents.remove(1)
    assert store.passages.of(1, TextKind.NOTE) == [note]


def test_which_pdfs_are_used_and_which_cant_be_fetched_again(store: Store) -> None:
    with store.transaction() as tx:
        tx.documents.save(2, replace(DOCUMENT, sha256="b" * 64, origin="file:a.pdf"), None)

    assert store.documents.used() == {"a" * 64, "b" * 64}
    assert store.documents.local() == {"b" * 64}
    assert not store.documents.is_used("c" * 64)


def test_a_failure_is_forgotten_once_there_is_a_document(store: Store) -> None:
    with store.transaction() as tx:
        tx.documents.note_failure(2, NOW, "404")
    assert store.documents.failures() == {2: ("2026-06-17T08:00:00Z", "404")}

    with store.transaction() as tx:
        tx.documents.save(2, DOCUMENT, None)

    assert store.documents.failures() == {}

"""The indexes of passages follow the documents, from whatever state they are in."""

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.keywords.index import KeywordIndex
from index.keywords.query import Question, Words
from papertrail.config import parse
from papertrail.indexing.catch_up import catch_up, pending
from papertrail.indexing.corpus import PASSAGES
from papertrail.indexing.generations import Semantics, open_semantics
from papertrail.indexing.keywords import catch_up_keywords, open_keywords, pending_keywords
from papertrail.store import Store
from papertrail.types.document import Passage
from papertrail.workspace import Home
from tests.papertrail.documents.conftest import NOW, paper
from tests.papertrail.store.test_documents import DOCUMENT, TEXT


@pytest.fixture
def place(tmp_path: Path, model_cache: Path) -> Home:
    return Home(tmp_path, model_cache, tmp_path / "state")


@pytest.fixture
def store(place: Home) -> Iterator[Store]:
    """A store of two papers; the first has a document of two passages."""
    with Store.open(place.database, create=True) as opened:
        with opened.transaction() as tx:
            tx.works.save([paper("2606.00001"), paper("2606.00002")], "arxiv:cs.LG", NOW)
            tx.documents.save(1, DOCUMENT, TEXT)
        yield opened


def bring_forward(store: Store, place: Home) -> tuple[Semantics, KeywordIndex, int]:
    """Bring both indexes up to date; return them and how many texts were embedded."""
    semantics = open_semantics(place, parse("", place.config_file), PASSAGES)
    keywords = open_keywords(place, PASSAGES)
    embedded = catch_up(store, semantics, corpus=PASSAGES)
    catch_up_keywords(store, keywords, corpus=PASSAGES)
    assert pending(store, semantics, PASSAGES) == 0
    assert pending_keywords(store, keywords, PASSAGES) == 0
    return semantics, keywords, embedded


def worded(keywords: KeywordIndex, word: str) -> list[int]:
    return sorted(match.key for match in keywords.search(Question((Words(word),)), 10))


def test_passages_have_indexes_of_their_own(store: Store, place: Home) -> None:
    semantics, keywords, embedded = bring_forward(store, place)

    first, second = (passage.key for passage in store.passages.of(1))
    assert embedded == 2
    assert semantics.vectors.keys().tolist() == [first, second]
    assert worded(keywords, "stripes") == [second]
    # The heading is a part of what is searched.
    assert worded(keywords, "introduction") == [first]
    assert (place.index / "passages" / "keywords").is_dir()
    assert bring_forward(store, place)[2] == 0


def test_what_is_read_again_is_embedded_where_it_differs(store: Store, place: Home) -> None:
    bring_forward(store, place)
    better = replace(TEXT, passages=(*TEXT.passages[:1], Passage(1, "They have dots.", 2)))
    with store.transaction() as tx:
        tx.documents.save(1, DOCUMENT, better)

    semantics, keywords, embedded = bring_forward(store, place)

    assert embedded == 1
    assert set(semantics.vectors.keys().tolist()) == store.passages.keys()
    assert worded(keywords, "stripes") == []
    assert len(worded(keywords, "dots")) == 1


def test_a_removed_document_leaves_both_indexes(store: Store, place: Home) -> None:
    bring_forward(store, place)
    with store.transaction() as tx:
        tx.documents.remove(1)

    semantics, keywords, embedded = bring_forward(store, place)

    assert (embedded, len(semantics.vectors), len(keywords)) == (0, 0, 0)


def test_an_older_database_that_is_put_back_is_followed(store: Store, place: Home) -> None:
    copy = place.root / "older.db"
    with sqlite3.connect(copy) as target:
        store.connection.backup(target)
    target.close()
    with store.transaction() as tx:
        later = replace(TEXT, passages=(Passage(0, "We counted giraffes.", 1),))
        tx.documents.save(2, replace(DOCUMENT, sha256="b" * 64), later)
    bring_forward(store, place)
    store.close()
    for file in place.root.glob("papertrail.db*"):
        file.unlink()
    shutil.move(copy, place.database)

    with Store.open(place.database) as older:
        with older.transaction() as tx:
            other = replace(TEXT, passages=(Passage(0, "We counted penguins.", 1),))
            tx.documents.save(2, replace(DOCUMENT, sha256="c" * 64), other)
        semantics, keywords, _ = bring_forward(older, place)

        assert set(semantics.vectors.keys().tolist()) == older.passages.keys()
        assert len(worded(keywords, "penguins")) == 1
        assert worded(keywords, "giraffes") == []

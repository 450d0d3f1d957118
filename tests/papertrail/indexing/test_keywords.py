"""The keyword index follows the works: their changes, merges and removals."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.paper import Author, Paper
from index.keywords.index import KeywordIndex
from index.keywords.query import Clause, Name, Question, Span, Tag, Words
from papertrail.indexing.entries import entry
from papertrail.indexing.keywords import (
    EVERYTHING,
    catch_up_keywords,
    clauses,
    pending_keywords,
)
from papertrail.store import Store
from papertrail.types.filter import Filter

NOW = datetime(2026, 6, 18, tzinfo=UTC)
PREPRINT = Paper(
    identifiers=(("arxiv", "2606.00001"),),
    title="Zebrafish recognition in murky waters",
    abstract="We recognise zebrafish.",
    url="https://arxiv.org/abs/2606.00001",
    authors=(Author("Chelsea B. Finn"), Author("Bernhard Schölkopf")),
    categories=("cs.LG", "stat.ML"),
    version=1,
    submitted=datetime(2026, 6, 15, 14, tzinfo=UTC),
    updated=datetime(2026, 6, 15, 14, tzinfo=UTC),
)
OTHER = replace(
    PREPRINT,
    identifiers=(("arxiv", "2606.00002"),),
    title="Counting giraffes from satellites",
    abstract="We count giraffes.",
    authors=(Author("Bengio, Yoshua"),),
    categories=("cs.CV",),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store of two works, whose keys are 1 and 2."""
    with Store.open(tmp_path / "papertrail.db", create=True) as opened:
        with opened.transaction() as tx:
            tx.works.save([PREPRINT, OTHER], "arxiv:cs.LG", NOW)
        yield opened


@pytest.fixture
def keywords(store: Store, tmp_path: Path) -> KeywordIndex:
    """An index that is up to date with the store."""
    index = KeywordIndex.open(tmp_path / "keywords")
    assert catch_up_keywords(store, index) == 2
    return index


def found(index: KeywordIndex, *required: Clause) -> list[int]:
    return sorted(match.key for match in index.search(Question(required=required), 10))


def test_catching_up_indexes_each_change_once(store: Store, keywords: KeywordIndex) -> None:
    assert pending_keywords(store, keywords) == 0
    assert catch_up_keywords(store, keywords) == 0
    revised = replace(
        OTHER, title="Counting okapis", version=2, updated=datetime(2026, 6, 17, tzinfo=UTC)
    )
    with store.transaction() as tx:
        tx.works.save([revised], "arxiv:cs.LG", NOW)

    assert pending_keywords(store, keywords) == 1
    assert catch_up_keywords(store, keywords) == 1
    assert found(keywords, Words("okapi")) == [2]
    assert found(keywords, EVERYTHING) == [1, 2]


def test_a_work_that_became_part_of_another_vanishes_and_appears_again_when_it_is_split_off(
    store: Store, keywords: KeywordIndex
) -> None:
    with store.transaction() as tx:
        tx.works.join([1, 2], NOW)
    catch_up_keywords(store, keywords)
    assert found(keywords, EVERYTHING) == [1]

    with store.transaction() as tx:
        key = tx.works.split("arxiv", "2606.00002", NOW)
    catch_up_keywords(store, keywords)
    assert found(keywords, EVERYTHING) == [1, key]
    assert found(keywords, Words("giraffes")) == [key]
    assert found(keywords, Name("Yoshua Bengio")) == [key]


def test_changed_authors_categories_and_venues_reach_the_index(
    store: Store, keywords: KeywordIndex
) -> None:
    revised = replace(
        PREPRINT,
        authors=(Author("Ann Other"),),
        categories=("math.OC",),
        version=2,
        updated=datetime(2026, 6, 17, tzinfo=UTC),
    )
    printed = Paper(
        identifiers=(("openreview", "xyz"),),
        title=OTHER.title,
        abstract=OTHER.abstract,
        url="https://openreview.net/forum?id=xyz",
        authors=OTHER.authors,
        venue="ICLR",
        year=2027,
    )
    with store.transaction() as tx:
        tx.works.save([revised], "arxiv:cs.LG", NOW)
        tx.works.save([printed], "iclr", NOW)
    catch_up_keywords(store, keywords)

    assert found(keywords, Name("Ann Other")) == [1]
    assert found(keywords, Name("Chelsea Finn")) == []
    assert found(keywords, Tag(("cat:math",))) == [1]
    assert found(keywords, Tag(("cat:cs.lg",))) == []
    assert found(keywords, Tag(("year:2027",))) == [2]
    assert found(keywords, Tag(("source:iclr",))) == [2]


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ("Finn", [1]),
        ("Chelsea Finn", [1]),
        ("Chelsea B. Finn", [1]),
        ("C. Finn", [1]),
        ("C. B. Finn", [1]),
        ("Finn, Chelsea", [1]),
        ("Finn, C.", [1]),
        ("chelsea finn", [1]),
        ("Bernhard Scholkopf", [1]),
        ("B. Schölkopf", [1]),
        ("Yoshua Bengio", [2]),
        ("Y. Bengio", [2]),
        ("Bengio, Y.", [2]),
        ("Chelsea Schölkopf", []),
        ("Samy Bengio", []),
    ],
)
def test_names_are_found_with_and_without_middle_names_and_by_initials(
    keywords: KeywordIndex, asked: str, keys: list[int]
) -> None:
    assert found(keywords, Name(asked)) == keys


def test_a_name_of_one_word_is_kept_as_it_is(store: Store) -> None:
    (work,) = store.works.get([1])

    assert entry(replace(work, authors=(Author("DeepSeek-AI"), Author("王伟")))).names == (
        "DeepSeek-AI",
        "王伟",
    )


@pytest.mark.parametrize(
    "criteria",
    [
        Filter(categories=("cs",)),
        Filter(categories=("CS.lg", "math")),
        Filter(sources=("arxiv",)),
        Filter(sources=("ARXIV:cs.LG",)),
        Filter(since="2026-06-15"),
        Filter(since="2026-06-16"),
        Filter(since="2026-03-01", until="2026-06-15"),
        Filter(until="2026-06-14"),
        Filter(first_year=2025, last_year=2026),
        Filter(first_year=2027, last_year=2028),
        Filter(first_year=2027, last_year=2026),
        Filter(first_year=1, last_year=9000),
        Filter(first_year=2026),
        Filter(venues=("ICLR",), authors=("Bengio",)),
    ],
)
def test_every_work_that_passes_a_filter_meets_its_clauses(
    store: Store, keywords: KeywordIndex, criteria: Filter
) -> None:
    with store.transaction() as tx:
        old = replace(
            OTHER,
            identifiers=(("openreview", "old"),),
            title="Only a year is known",
            submitted=None,
        )
        tx.works.save(
            [replace(old, updated=None, version=None, categories=(), venue="ICLR", year=2026)],
            "iclr",
            NOW,
        )
    catch_up_keywords(store, keywords)

    assert set(store.works.matching(criteria).tolist()) <= set(
        found(keywords, EVERYTHING, *clauses(criteria))
    )


def test_clauses_leave_out_what_a_filter_does(keywords: KeywordIndex) -> None:
    assert clauses(Filter()) == ()
    assert clauses(Filter(since="2026-06-16")) == (Span(20260000),)
    assert found(keywords, *clauses(Filter(categories=("cs.CV",)))) == [2]
    assert found(keywords, *clauses(Filter(until="2026-06-14"))) == []
    assert found(keywords, *clauses(Filter(sources=("neurips",)))) == []

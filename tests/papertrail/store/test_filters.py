from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from feeds.paper import Author, Paper
from papertrail.store import Store
from papertrail.types.filter import Filter

NOW = datetime(2026, 6, 18, tzinfo=UTC)
PAPER = Paper(
    identifiers=(("arxiv", "2606.00001"),),
    title="A first paper about filters",
    abstract="We filter.",
    url="https://arxiv.org/abs/2606.00001",
    authors=(Author("Geoffrey E. Hinton"), Author("Jürgen O'Brien")),
    categories=("cs.LG", "cs.AI"),
    version=1,
    submitted=datetime(2026, 6, 15, 14, tzinfo=UTC),
    updated=datetime(2026, 6, 15, 14, tzinfo=UTC),
)
LATER = replace(
    PAPER,
    identifiers=(("arxiv", "2606.00002"),),
    title="Something else that came two days later",
    authors=(Author("Y. LeCun"), Author("Hinton, G.")),
    categories=("stat.ML",),
    submitted=datetime(2026, 6, 17, tzinfo=UTC),
)
ACCEPTED = Paper(
    identifiers=(("openreview", "xyz"),),
    title="An accepted one of which only the year is known",
    abstract="",
    url="https://openreview.net/forum?id=xyz",
    authors=(Author("王伟"), Author("Łukasz Kaiser")),
    venue="NeurIPS 2025",
    year=2025,
)
LISTED = Paper(
    identifiers=(("arxiv", "2512.00009"),),
    title="Listed at the end of a year, printed in the next",
    abstract="",
    url="https://arxiv.org/abs/2512.00009",
    authors=(Author("Ann Lecunberri"),),
    categories=("csx.AB",),
    announced=date(2025, 12, 31),
    venue="ICML",
    year=2026,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store of four works, whose keys are 1 to 4."""
    with Store.open(tmp_path / "papertrail.db", create=True) as opened:
        with opened.transaction() as tx:
            tx.works.save([PAPER, LATER], "arxiv:cs.LG", NOW)
            tx.works.save([ACCEPTED], "neurips", NOW)
            tx.works.save([LISTED], "arxiv:csx.AB", NOW)
            tx.marks.set([1, 3], "later", NOW)
            tx.marks.set([1, 2], "like", NOW, "filters")
        yield opened


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        (Filter(), [1, 2, 3, 4]),
        (Filter(since="2026-06-15"), [1, 2]),
        (Filter(since="2026-06-16"), [2]),
        (Filter(since="2025-12-31"), [1, 2, 3, 4]),
        (Filter(since="2026-01-01"), [1, 2]),
        (Filter(until="2026-06-15"), [1, 3, 4]),
        (Filter(until="2025-12-30"), [3]),
        (Filter(until="2024-12-31"), []),
        (Filter(since="2026-06-15", until="2026-06-16"), [1]),
        (Filter(categories=("cs.ai",)), [1]),
        (Filter(categories=("cs",)), [1]),
        (Filter(categories=("CS", "stat.ML")), [1, 2]),
        (Filter(categories=("c%",)), []),
        (Filter(categories=("' OR 1 --",)), []),
        (Filter(venues=("neurips",)), [3]),
        (Filter(venues=("NIPS 2025", "ICML")), [3, 4]),
        (Filter(venues=("neurips 2024",)), []),
        (Filter(venues=("?!",)), []),
        (Filter(sources=("arxiv",)), [1, 2, 4]),
        (Filter(sources=("arxiv:cs",)), []),
        (Filter(sources=("ARXIV:cs.lg", "neurips")), [1, 2, 3]),
        (Filter(statuses=("later",)), [1, 3]),
        (Filter(statuses=("Like", "discarded")), [1, 2]),
        (Filter(first_year=2026), [1, 2, 4]),
        (Filter(last_year=2025), [3]),
        (Filter(first_year=2026, last_year=2025), []),
        (
            Filter(since="2026-06-16", categories=("stat",), authors=("lecun",), first_year=2026),
            [2],
        ),
    ],
)
def test_a_filter_passes_what_fits_all_of_it(
    store: Store, criteria: Filter, expected: list[int]
) -> None:
    assert store.works.matching(criteria).tolist() == expected
    assert store.works.passing(criteria).tolist() == [key in expected for key in range(5)]


CRITERIA = (
    Filter(),
    Filter(since="2026-06-16"),
    Filter(until="2025-12-31"),
    Filter(categories=("cs",)),
    Filter(categories=("stat.ML",)),
    Filter(sources=("neurips",)),
    Filter(venues=("icml",)),
    Filter(first_year=2026),
    Filter(statuses=("later",)),
)


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO works (id, title, abstract, url, fetched, change) VALUES (9000, '', '', '', '', 99)",
        "UPDATE works SET submitted = '2026-06-18T00:00:00Z' WHERE id = 1",
        "UPDATE works SET submitted = NULL, announced = NULL WHERE id = 1",
        "UPDATE works SET venue = 'ICML 2026', year = 2026 WHERE id = 3",
        "DELETE FROM works WHERE id = 2",
        "DELETE FROM categories WHERE work = 1",
        "INSERT INTO categories VALUES (3, 0, 'cs.CV')",
        "UPDATE categories SET name = 'stat.ML' WHERE work = 1 AND position = 0",
        "UPDATE categories SET work = 3 WHERE work = 1",
        "UPDATE appearances SET work = 1 WHERE work = 3",
        "UPDATE appearances SET source = 'neurips' WHERE work = 1",
        "DELETE FROM appearances WHERE work = 3",
    ],
)
def test_filters_that_were_prepared_follow_every_change(store: Store, change: str) -> None:
    before = [store.works.matching(criteria).tolist() for criteria in CRITERIA]
    with store.transaction():
        store.works.prepare_filters()
    assert [store.works.matching(criteria).tolist() for criteria in CRITERIA] == before
    with store.transaction():
        store.connection.execute(change)
    found = [store.works.matching(criteria).tolist() for criteria in CRITERIA]
    with store.transaction():
        store.works.prepare_filters()
    prepared = [store.works.matching(criteria).tolist() for criteria in CRITERIA]
    with store.transaction():
        store.connection.execute("DELETE FROM facet_blocks")

    assert (
        found
        == prepared
        == [store.works.matching(criteria).tolist() for criteria in CRITERIA]
        != before
    )


def test_preparing_filters_touches_only_what_changed(store: Store) -> None:
    with store.transaction():
        store.connection.executemany(
            "INSERT INTO works (id, title, abstract, url, submitted, fetched, change)"
            " VALUES (?, 'T', '', 'u', '2020-02-02', 'f', ?)",
            [(key, key) for key in range(5, 9005)],
        )
        store.connection.executemany(
            "INSERT INTO categories VALUES (?, 0, ?)",
            [(key, f"math.{key % 3}") for key in range(5, 9005)],
        )
        store.works.prepare_filters()
    assert store.works.matching(Filter(categories=("math.1",))).tolist() == list(range(7, 9005, 3))
    with store.transaction():
        store.connection.execute("UPDATE categories SET name = 'math.9' WHERE work = 5000")
    left = [
        block
        for (block,) in store.connection.execute("SELECT block FROM facet_blocks ORDER BY block")
    ]

    assert left == [0, 2]
    assert store.works.matching(Filter(categories=("math.9",))).tolist() == [5000]
    assert store.works.passing(Filter(categories=("MATH",))).sum() == 9000


def test_a_filter_in_the_middle_of_a_transaction_sees_it(store: Store) -> None:
    with store.transaction():
        store.connection.execute("DELETE FROM works WHERE id = 2")
        assert store.works.matching(Filter()).tolist() == [1, 3, 4]


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        (("hinton",), [1, 2]),
        (("Geoffrey Hinton",), [1, 2]),
        (("Hinton, Geoffrey",), [1, 2]),
        (("G. E. Hinton",), [1]),
        (("Albert Hinton",), []),
        (("geoffrey",), [1]),
        (("lecun", "hinton"), [2]),
        (("jurgen obrien",), [1]),
        (("Jürgen O'Brien",), [1]),
        (("王伟",), [3]),
        (("lukasz kaiser",), [3]),
        (("%",), []),
        (("",), []),
    ],
)
def test_authors_are_found_however_their_names_are_written(
    store: Store, authors: tuple[str, ...], expected: list[int]
) -> None:
    assert store.works.matching(Filter(authors=authors)).tolist() == expected
    with store.transaction():
        store.works.prepare_filters()
    assert store.works.matching(Filter(authors=authors)).tolist() == expected


@pytest.mark.parametrize(
    "asked", ["Lise-Anne Dahl", "Liseanne Dahl", "Dahl, Lise Anne", "L. Dahl Jr.", "d\u00e5hl"]
)
def test_an_author_is_found_by_another_spelling_before_and_after_preparation(
    store: Store, asked: str
) -> None:
    paper = replace(
        PAPER, identifiers=(("arxiv", "2606.77777"),), authors=(Author("Lise\u2010Anne Dahl III"),)
    )
    with store.transaction() as tx:
        tx.works.save([replace(paper, title="Quite another subject")], "arxiv:cs.LG", NOW)
    expected = [store.works.last_key()]

    assert store.works.matching(Filter(authors=(asked,))).tolist() == expected
    with store.transaction():
        store.works.prepare_filters()
    assert store.works.matching(Filter(authors=(asked,))).tolist() == expected


@pytest.mark.parametrize("most_new", [1, 3, 1000])
def test_authors_that_were_prepared_follow_every_change(
    store: Store, most_new: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("papertrail.store.author_names._MOST_NEW", most_new)
    with store.transaction() as tx:
        store.works.prepare_filters()
        revised = replace(
            PAPER,
            authors=(Author("Ann Other"),),
            version=2,
            updated=datetime(2026, 6, 18, tzinfo=UTC),
        )
        tx.works.save([revised], "arxiv:cs.LG", NOW)

    def by(name: str) -> list[int]:
        return store.works.matching(Filter(authors=(name,))).tolist()

    assert (by("Ann Other"), by("A. Other"), by("Hinton")) == ([1], [1], [2])
    with store.transaction():
        store.works.prepare_filters()
    assert (by("Ann Other"), by("A. Other"), by("Hinton")) == ([1], [1], [2])
    with store.transaction() as tx:
        tx.works.join([1, 2], NOW)
    assert (by("Hinton"), by("Y. LeCun")) == ([], [])
    with store.transaction():
        store.works.prepare_filters()
    assert (by("Ann Other"), by("Hinton")) == ([1], [])


def test_only_a_filter_that_asks_for_something_is_one() -> None:
    assert not Filter()
    assert Filter(last_year=2020)
    assert Filter(venues=("ICML",))

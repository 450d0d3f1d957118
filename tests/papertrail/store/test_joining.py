"""One work, many appearances: how papers find together, come apart, and stay so."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from feeds.paper import Author, Paper
from papertrail.errors import PapertrailError
from papertrail.store import Store
from papertrail.types.digest import Digest, DigestPaper

NOW = datetime(2026, 6, 17, 8, tzinfo=UTC)
AUTHORS = (Author("Ada Example"), Author("Bob Sample"), Author("Chen Li"))
PREPRINT = Paper(
    identifiers=(("arxiv", "2506.00001"),),
    title="Learning Sparse Graph Attention for Long Sequences",
    abstract="The preprint's abstract.",
    authors=AUTHORS,
    url="https://arxiv.org/abs/2506.00001",
    version=1,
    submitted=datetime(2025, 6, 2, 14, tzinfo=UTC),
    updated=datetime(2025, 6, 2, 14, tzinfo=UTC),
    categories=("cs.LG",),
)
POSTER = Paper(
    identifiers=(("openreview", "AbCdEf1234"),),
    title="Learning Sparse Graph Attention for Long Sequences",
    abstract="The poster's abstract.",
    authors=AUTHORS,
    url="https://openreview.net/forum?id=AbCdEf1234",
    venue="NeurIPS 2025",
    year=2025,
)
PROCEEDINGS = replace(
    POSTER,
    identifiers=(("neurips", "0" * 32),),
    title="Learning sparse graph attention for long sequences",
    abstract="",
    url="https://papers.nips.cc/paper_files/paper/2025/hash/0-Abstract-Conference.html",
)
OTHER = replace(
    PREPRINT,
    identifiers=(("arxiv", "2506.00002"),),
    title="A Survey of Robot Grasping in Clutter",
    abstract="Another abstract.",
    url="https://arxiv.org/abs/2506.00002",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "papertrail.db", create=True) as opened:
        yield opened


def save(
    store: Store, *papers: Paper, source: str = "arxiv:cs.LG", news: bool = False
) -> tuple[int, int]:
    with store.transaction() as tx:
        saved = tx.works.save(papers, source, NOW, news=news)
    return saved.new, saved.updated


def work_of(store: Store, scheme: str, value: str):  # noqa: ANN201 - a work
    key = store.works.find(scheme, value)
    assert key is not None
    return store.works.get([key])[0]


def test_a_preprint_and_its_conference_paper_are_one_work(store: Store) -> None:
    assert save(store, PREPRINT) == (1, 0)
    assert save(store, POSTER, PROCEEDINGS, source="neurips") == (0, 0)

    (work,) = store.works.get([1])
    assert store.works.count() == 1
    assert work.id == "arxiv:2506.00001"
    assert {scheme for scheme, _ in work.identifiers} == {"arxiv", "openreview", "neurips"}
    assert (work.venue, work.year) == ("NeurIPS 2025", 2025)
    assert [(seen.source, seen.identifiers[0][0]) for seen in store.works.appearances(1)] == [
        ("arxiv:cs.LG", "arxiv"),
        ("neurips", "openreview"),
        ("neurips", "neurips"),
    ]


def test_being_accepted_is_an_event(store: Store) -> None:
    save(store, PREPRINT)
    save(store, POSTER, source="neurips")

    assert [(event.kind, event.detail) for event in store.works.events(1)] == [
        ("accepted", "NeurIPS 2025")
    ]


def test_being_published_in_a_journal_is_an_event(store: Store) -> None:
    save(store, PREPRINT)
    save(store, replace(PREPRINT, journal_ref="J. Examples 7 (2026)"))
    save(store, replace(PREPRINT, withdrawn=True))

    told = [(event.kind, event.detail) for event in store.works.events(1)]
    assert told == [("published", "J. Examples 7 (2026)"), ("withdrawn", "")]
    assert store.works.get([1])[0].withdrawn


def test_a_withdrawal_ends_with_a_later_version_or_a_source_that_knows_better(store: Store) -> None:
    def is_withdrawn(**changes: object) -> bool:
        save(store, replace(PREPRINT, **changes))  # type: ignore[arg-type]
        return store.works.get([1])[0].withdrawn

    assert is_withdrawn(version=2, withdrawn=True)
    assert is_withdrawn(version=2, withdrawn=None)
    assert not is_withdrawn(version=2, withdrawn=False)
    assert is_withdrawn(version=3, withdrawn=True)
    assert not is_withdrawn(version=4, withdrawn=None)


def test_the_order_of_arrival_does_not_matter(store: Store) -> None:
    save(store, PROCEEDINGS, POSTER, source="neurips")
    save(store, PREPRINT)

    (work,) = store.works.get([1])
    assert store.works.count() == 1
    assert work.abstract == PREPRINT.abstract
    assert work.published == "2025-06-02"


def test_papers_of_one_title_by_others_stay_apart(store: Store) -> None:
    save(store, PREPRINT)
    save(
        store,
        replace(POSTER, authors=(Author("Dora Else"), Author("Emil Other"))),
        source="neurips",
    )

    assert store.works.count() == 2


def test_two_arxiv_papers_are_never_one_even_with_one_doi(store: Store) -> None:
    save(store, replace(PREPRINT, identifiers=(*PREPRINT.identifiers, ("doi", "10.1000/1"))))
    save(store, replace(OTHER, identifiers=(*OTHER.identifiers, ("doi", "10.1000/1"))))

    assert store.works.count() == 2


def test_a_source_that_knows_both_identifiers_joins_two_works(store: Store) -> None:
    save(store, PREPRINT)
    save(
        store,
        replace(POSTER, title="A camera-ready title that says something else entirely"),
        source="neurips",
    )
    assert store.works.count() == 2
    digest = Digest("2026-06-17T08:00:00Z", 2, 2, (), (DigestPaper("T", 1, 2, 0.5, {}),))
    with store.transaction() as tx:
        tx.digests.add(digest)

    save(
        store,
        replace(
            POSTER,
            identifiers=(("cvf", "x_paper"), ("openreview", "AbCdEf1234"), PREPRINT.identifiers[0]),
        ),
    )

    assert store.works.count() == 1
    assert len(store.works.merged_keys()) == 1
    assert (
        work_of(store, "openreview", "AbCdEf1234").key
        == work_of(store, "arxiv", "2506.00001").key
        == 1
    )
    assert store.digests.last().papers[0].work == 1  # type: ignore[union-attr]


def test_only_papers_without_any_date_are_listed_today_when_they_are_news(store: Store) -> None:
    save(store, replace(POSTER, announced=None), source="neurips", news=True)
    save(store, OTHER, news=True)

    assert work_of(store, "openreview", "AbCdEf1234").announced == "2026-06-17"
    assert work_of(store, "arxiv", "2506.00002").announced is None


def test_a_first_reading_is_no_news(store: Store) -> None:
    save(store, POSTER, source="neurips")

    (work,) = store.works.get([1])
    assert (work.announced, work.published) == (None, "2025")
    assert store.works.arrived_after(0, "2020-01-01") == []


def test_split_takes_an_appearance_off_and_it_stays_off(store: Store) -> None:
    save(store, PREPRINT)
    save(store, POSTER, source="neurips")

    with store.transaction() as tx:
        key = tx.works.split("openreview", "AbCdEf1234", NOW)
    save(store, PREPRINT)
    save(store, POSTER, PROCEEDINGS, source="neurips")

    preprint, poster = (
        work_of(store, "arxiv", "2506.00001"),
        work_of(store, "openreview", "AbCdEf1234"),
    )
    assert poster.key == key != preprint.key
    assert (preprint.abstract, poster.abstract) == (PREPRINT.abstract, POSTER.abstract)
    assert (preprint.submitted, poster.submitted) == ("2025-06-02T14:00:00Z", None)
    assert (preprint.venue, poster.venue) == (None, "NeurIPS 2025")
    assert [seen.source for seen in store.works.appearances(preprint.key)] == ["arxiv:cs.LG"]


def test_split_of_the_preprint_gives_the_other_back_what_it_said(store: Store) -> None:
    save(
        store,
        replace(POSTER, title="Learning sparse graph attention for long sequences"),
        source="neurips",
    )
    save(store, PREPRINT)

    with store.transaction() as tx:
        tx.works.split("arxiv", "2506.00001", NOW)

    preprint, poster = (
        work_of(store, "arxiv", "2506.00001"),
        work_of(store, "openreview", "AbCdEf1234"),
    )
    assert (poster.title, poster.abstract) == (
        "Learning sparse graph attention for long sequences",
        POSTER.abstract,
    )
    assert poster.submitted is None
    assert (preprint.title, preprint.abstract) == (PREPRINT.title, PREPRINT.abstract)
    assert preprint.submitted == "2025-06-02T14:00:00Z"


def test_what_has_one_appearance_cannot_be_split(store: Store) -> None:
    save(store, PREPRINT)

    with pytest.raises(PapertrailError, match="all that there is"), store.transaction() as tx:
        tx.works.split("arxiv", "2506.00001", NOW)
    assert store.works.count() == 1


def test_what_was_split_can_be_merged_again_and_stays_merged(store: Store) -> None:
    save(store, PREPRINT)
    save(store, POSTER, source="neurips")
    with store.transaction() as tx:
        key = tx.works.split("openreview", "AbCdEf1234", NOW)
        assert tx.works.join([key, 1], NOW) == 1
    save(store, POSTER, PROCEEDINGS, source="neurips")

    assert store.works.count() == 1
    assert {seen.source for seen in store.works.appearances(1)} == {"arxiv:cs.LG", "neurips"}


def test_merging_by_hand_joins_what_no_rule_would(store: Store) -> None:
    save(store, PREPRINT, OTHER)
    with store.transaction() as tx:
        tx.works.join([2, 1], NOW)
    save(store, PREPRINT, OTHER)

    assert store.works.count() == 1
    assert work_of(store, "arxiv", "2506.00002").key == 1
    assert {seen.title for seen in store.works.appearances(1)} == {PREPRINT.title, OTHER.title}


@pytest.mark.parametrize("preprint_first", [True, False])
def test_what_was_merged_by_mistake_comes_apart_as_it_was(
    preprint_first: bool, store: Store
) -> None:
    poster = replace(
        POSTER,
        title="Robot Grasping in the Rain",
        authors=(Author("Dan Stranger"), Author("Eve Foreign")),
    )
    for paper in (PREPRINT, poster) if preprint_first else (poster, PREPRINT):
        save(store, paper, source="icml" if paper is poster else "arxiv:cs.LG")
    before = {
        scheme: work_of(store, scheme, value)
        for ((scheme, value),) in (PREPRINT.identifiers, poster.identifiers)
    }
    with store.transaction() as tx:
        key = tx.works.join([1, 2], NOW)

    (work,) = store.works.get([key])
    assert (work.title, work.authors) == (before["arxiv"].title, before["arxiv"].authors)

    with store.transaction() as tx:
        tx.works.split("openreview", "AbCdEf1234", NOW)
    for scheme, was in before.items():
        now = work_of(store, scheme, was.id.partition(":")[2])
        assert (now.title, now.authors, now.abstract, now.venue) == (
            was.title,
            was.authors,
            was.abstract,
            was.venue,
        )


@pytest.mark.parametrize("leaving", ["2506.00001", "2506.00002"])
def test_two_arxiv_papers_that_were_merged_by_mistake_get_their_versions_and_dates_back(
    leaving: str, store: Store
) -> None:
    other = replace(OTHER, version=3, submitted=NOW, updated=NOW, comment="Twelve pages.")
    save(store, PREPRINT, other)
    before = {work.id: work for work in store.works.get([1, 2])}
    with store.transaction() as tx:
        tx.works.join([1, 2], NOW)
    save(store, PREPRINT, other)

    with store.transaction() as tx:
        tx.works.split("arxiv", leaving, NOW)

    for arxiv_id in ("2506.00001", "2506.00002"):
        now, was = work_of(store, "arxiv", arxiv_id), before[f"arxiv:{arxiv_id}"]
        for fact in ("title", "abstract", "version", "submitted", "updated", "comment"):
            assert getattr(now, fact) == getattr(was, fact), fact


def test_a_joined_work_is_indexed_again_when_its_text_changed(store: Store) -> None:
    save(store, replace(POSTER, abstract=""), source="neurips")
    save(store, replace(PREPRINT, title="Quite another title"), OTHER)
    before = store.works.last_change()
    with store.transaction() as tx:
        tx.works.join([1, 2], NOW)

    assert [key for _, key, _, _ in store.works.changed_after(before, 10)] == [1]


def test_a_discussion_is_kept_for_a_paper_that_comes_later(store: Store) -> None:
    post = Paper(
        identifiers=(("arxiv", "2506.00001"),),
        title="Nice paper",
        discussions=("https://www.reddit.com/r/x/1",),
    )
    assert save(store, post, source="reddit") == (0, 0)
    assert store.works.count() == 0

    save(store, PREPRINT)

    assert store.works.discussions(1) == [("reddit", "Nice paper", "https://www.reddit.com/r/x/1")]


def test_a_paper_that_an_upstream_removed_is_kept_and_noted_once(store: Store) -> None:
    save(store, PREPRINT)
    for _ in range(2):
        with store.transaction() as tx:
            tx.works.note_removed("arxiv", "2506.00001", NOW)
            tx.works.note_removed("arxiv", "unknown", NOW)

    assert [event.kind for event in store.works.events(1)] == ["removed"]


def test_a_source_is_known_to_have_an_abstract_only_where_there_is_one(store: Store) -> None:
    save(store, PROCEEDINGS, source="neurips")
    assert not store.works.has_abstract("neurips", "0" * 32)

    save(store, POSTER, source="neurips")
    assert store.works.has_abstract("neurips", "0" * 32)
    assert not store.works.has_abstract("neurips", "1" * 32)


def test_a_doi_of_former_days_is_found_in_either_case(tmp_path: Path) -> None:
    path = tmp_path / "papertrail.db"
    with Store.open(path, create=True) as store:
        save(store, replace(POSTER, identifiers=(("doi", "10.1109/tpami.2026.1"),)), source="tpami")
        store.connection.execute("UPDATE identifiers SET value = '10.1109/TPAMI.2026.1'")
        store.connection.execute(
            "DELETE FROM _sqlite_migrations WHERE name = 'm012_dois_in_lower_case'"
        )
        store.connection.execute("PRAGMA user_version = 11")
        store.connection.commit()

    with Store.open(path) as store:
        assert store.works.find("doi", "10.1109/tpami.2026.1") == 1


def test_a_database_of_the_former_version_is_brought_up_to_date(tmp_path: Path) -> None:
    from sqlite_utils import Database

    from papertrail.store import database, schema

    path = tmp_path / "old.db"
    old = Database(path)
    old.enable_wal()
    old.execute(f"PRAGMA application_id = {database.APPLICATION_ID}")
    schema.migrations.apply(old, stop_before="m003_one_work_many_appearances")
    old.conn.executescript(
        """
        INSERT INTO works (id, title, abstract, url, fetched, change) VALUES
            (1, 'Learning Sparse Graph Attention for Long Sequences', 'An abstract.', 'https://arxiv.org/abs/2506.00001',
             '2026-06-01T08:00:00Z', 1);
        INSERT INTO identifiers VALUES ('arxiv', '2506.00001', 1), ('doi', '10.1000/1', 1);
        INSERT INTO authors VALUES (1, 0, 'Ada Example', NULL), (1, 1, 'Bob Sample', NULL), (1, 2, 'Chen Li', NULL);
        INSERT INTO appearances VALUES (1, 'arxiv:cs.LG', '2026-06-01T08:00:00Z');
        PRAGMA user_version = 2;
        """
    )
    old.conn.commit()
    old.close()

    with Store.open(path) as store:
        save(store, POSTER, source="neurips")

        assert store.works.count() == 1
        assert [seen.source for seen in store.works.appearances(1)] == ["arxiv:cs.LG", "neurips"]
        assert json.loads(json.dumps(store.works.get([1])[0].sources)) == ["arxiv:cs.LG", "neurips"]


def test_papers_of_a_year_pass_a_filter_within_it(store: Store) -> None:
    from papertrail.types.filter import Filter

    save(store, POSTER, source="neurips")

    for criteria, found in (
        (Filter(since="2025-03-01"), 1),
        (Filter(since="2026-01-01"), 0),
        (Filter(until="2025-03-01"), 1),
        (Filter(until="2024-12-31"), 0),
    ):
        assert len(store.works.matching(criteria)) == found, criteria


def test_announced_is_the_earliest_day_said(store: Store) -> None:
    save(store, replace(POSTER, announced=date(2025, 12, 1)), source="neurips")
    save(store, replace(POSTER, announced=date(2025, 11, 1)), source="neurips")

    assert store.works.get([1])[0].announced == "2025-11-01"


@pytest.mark.parametrize("leaving", ["2506.00001", "2506.00002"])
@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_what_was_merged_by_hand_is_restored_exactly(
    store: Store, leaving: str, order: tuple[int, int]
) -> None:
    save(store, PREPRINT)
    save(store, replace(OTHER, authors=AUTHORS[:1], categories=("cs.RO", "cs.AI"), version=3))
    with store.transaction() as tx:
        tx.marks.set([2], "like", NOW, "Robots")
        tx.works.note_removed("arxiv", "2506.00002", NOW)
    before = everything(store, [1, 2])

    with store.transaction() as tx:
        merged = tx.works.join(list(order), NOW)
        new = tx.works.split("arxiv", leaving, NOW)

    keys = [new, merged] if leaving == "2506.00001" else [merged, new]
    assert everything(store, keys) == before


def everything(store: Store, keys: list[int]) -> list[object]:
    """Return all that is known of some works, apart from their keys."""
    return [
        (
            replace(work, key=0),
            store.works.events(work.key),
            store.works.appearances(work.key),
            {(mark.kind, mark.topic, mark.marked) for mark in store.marks.of([work.key])},
            store.works.titled(work.title) == [work.key],
        )
        for work in store.works.get(keys)
    ]


def test_what_an_update_changed_after_a_merge_survives_the_split(store: Store) -> None:
    save(store, PREPRINT)
    save(store, OTHER)
    with store.transaction() as tx:
        tx.works.join([1, 2], NOW)
    save(store, replace(PREPRINT, version=2, updated=NOW, abstract="A second abstract."))

    with store.transaction() as tx:
        tx.works.split("arxiv", "2506.00002", NOW)

    assert [work.abstract for work in store.works.get([1])] == ["A second abstract."]

"""Old arXiv identifiers with a subject class, as earlier versions stored them, and abstract keys."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from feeds.paper import Author, Paper
from papertrail.store import Store
from tests.papertrail.dedup.test_same_work import ABSTRACT, REVISED
from tests.papertrail.store.test_later_migrations import database

NOW = datetime(2026, 6, 17, 8, tzinfo=UTC)
WORK = "INSERT INTO works (id, title, abstract, url, fetched, change) VALUES"
SHOWN = "INSERT INTO appearances (id, work, source, scheme, value, others, url, seen) VALUES"
NAMED = "INSERT INTO identifiers (scheme, value, work, own) VALUES"
MARK = "INSERT INTO marks (work, reader, topic, aspect, kind, marked) VALUES"
LATER = "2026-06-01T00:00:00Z"

PREPRINT = Paper(
    identifiers=(("arxiv", "2506.00001"),),
    title="Learning Sparse Graph Attention for Long Sequences",
    abstract=ABSTRACT,
    authors=(Author("Ada Example"), Author("Bob Sample")),
    url="https://arxiv.org/abs/2506.00001",
    version=1,
    submitted=datetime(2025, 6, 15, 14, tzinfo=UTC),
    updated=datetime(2025, 6, 15, 14, tzinfo=UTC),
)
POSTER = replace(
    PREPRINT,
    identifiers=(("neurips", "2025/hash-1"),),
    title="Neighbourhoods Are All That Transformers Require",
    abstract=REVISED,
    url="https://neurips.cc/virtual/2025/poster/1",
    version=None,
    submitted=None,
    updated=None,
    announced=date(2025, 12, 1),
    venue="NeurIPS 2025",
    year=2025,
)


def test_a_stored_identifier_loses_its_subject_class_everywhere(tmp_path: Path) -> None:
    path = database(
        tmp_path / "papertrail.db",
        22,
        f"{WORK} (1, 'Knots', '', '', '{LATER}', 1)",
        f"{NAMED} ('arxiv', 'math.GT/0309136', 1, 0), ('url', 'https://a.org/1', 1, 1)",
        f"{SHOWN} (1, 1, 'https://a.org', 'url', 'https://a.org/1',"
        f""" '[["arxiv", "math.GT/0309136"]]', '', '{LATER}')""",
        "INSERT INTO claims (scheme, value, appearance) VALUES ('arxiv', 'math.GT/0309136', 1)",
    )

    with Store.open(path) as store:
        (work,) = store.works.get([1])
        changed = [key for _, key, _, _ in store.works.changed_after(1, 9)]
        (others,) = store.connection.execute("SELECT others FROM appearances").fetchone()
        (claimed,) = store.connection.execute("SELECT value FROM claims").fetchone()

    assert ("arxiv", "math/0309136") in work.identifiers
    assert "math.GT" not in str(work.identifiers) + others + claimed
    assert changed == [1]


def test_two_works_of_one_identifier_are_joined_with_their_marks(tmp_path: Path) -> None:
    path = database(
        tmp_path / "papertrail.db",
        22,
        f"{WORK} (1, 'Knots (a blog)', '', '', '{LATER}', 1), (2, 'Knots', '', '', '{LATER}', 2)",
        f"{NAMED} ('arxiv', 'math.GT/0309136', 1, 0), ('arxiv', 'math/0309136', 2, 1)",
        f"{SHOWN} (1, 1, 'https://a.org', 'url', 'https://a.org/1', NULL, '', '{LATER}')",
        f"{SHOWN} (2, 2, 'arxiv:math.GT', 'arxiv', 'math/0309136', NULL, '', '{LATER}')",
        "UPDATE appearances SET authority = 2 WHERE id = 2",
        f"{MARK} (1, 'me', '', 'opinion', 'like', '{LATER}')",
    )

    with Store.open(path) as store:
        works = store.connection.execute("SELECT id, title FROM works").fetchall()
        marked = store.connection.execute("SELECT work, kind FROM marks").fetchall()
        merged = store.connection.execute("SELECT work, into_work FROM merged_works").fetchall()
        shown = store.connection.execute("SELECT DISTINCT work FROM appearances").fetchall()

    assert [tuple(row) for row in works] == [(2, "Knots")]
    assert [tuple(row) for row in marked] == [(2, "like")]
    assert [tuple(row) for row in merged] == [(1, 2)]
    assert [tuple(row) for row in shown] == [(2,)]


def test_a_renamed_paper_of_another_source_is_the_work_that_is_stored(tmp_path: Path) -> None:
    with Store.open(tmp_path / "papertrail.db", create=True) as store:
        with store.transaction() as tx:
            tx.works.save([PREPRINT], "arxiv:cs.LG", NOW)
        with store.transaction() as tx:
            saved = tx.works.save([POSTER], "neurips", NOW)

        (work,) = store.works.get([1])

    assert saved.new == 0
    assert {scheme for scheme, _ in work.identifiers} == {"arxiv", "neurips"}
    assert work.venue == "NeurIPS 2025"


def test_a_paper_stored_by_an_earlier_version_is_found_by_its_abstract(tmp_path: Path) -> None:
    path = database(
        tmp_path / "papertrail.db",
        22,
        f"{WORK} (1, 'Learning Sparse Graph Attention', '{ABSTRACT}', '', '{LATER}', 1)",
        f"{NAMED} ('arxiv', '2506.00001', 1, 1)",
        "INSERT INTO authors (work, position, name) VALUES (1, 0, 'Ada Example'),"
        " (1, 1, 'Bob Sample')",
        "UPDATE works SET submitted = '2025-06-15T14:00:00Z'",
    )

    with Store.open(path) as store, store.transaction() as tx:
        assert tx.works.save([POSTER], "neurips", NOW).new == 0

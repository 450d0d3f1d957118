import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from feeds.paper import Author, Paper
from papertrail.errors import StoreError
from papertrail.store import Store
from papertrail.store.database import SCHEMA_VERSION
from papertrail.store.schema_arxiv_ids import migrations
from papertrail.types.digest import Digest, DigestPaper, SourceHealth
from papertrail.types.filter import Filter

NOW = datetime(2026, 6, 17, 8, tzinfo=UTC)
PAPER = Paper(
    identifiers=(("arxiv", "2606.00001"), ("doi", "10.1000/1")),
    title="A title",
    abstract="An abstract.",
    authors=(Author("Zoë First"), Author("Ada Second", "Somewhere")),
    url="https://arxiv.org/abs/2606.00001",
    version=1,
    submitted=datetime(2026, 6, 15, 14, tzinfo=UTC),
    updated=datetime(2026, 6, 15, 14, tzinfo=UTC),
    categories=("cs.LG", "cs.AI"),
    comment="8 pages",
)
ANNOUNCED = replace(PAPER, submitted=None, updated=None, comment=None, announced=date(2026, 6, 16))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "papertrail.db", create=True) as opened:
        yield opened


def save(store: Store, *papers: Paper, source: str = "arxiv:cs.LG") -> tuple[int, int]:
    with store.transaction() as tx:
        saved = tx.works.save(papers, source, NOW)
    return saved.new, saved.updated


def only(store: Store):  # noqa: ANN201 - a work
    (work,) = store.works.get([1])
    return work


def test_a_stored_paper_comes_back_whole(store: Store) -> None:
    assert save(store, PAPER) == (1, 0)

    work = only(store)
    assert work.id == "arxiv:2606.00001"
    assert work.authors == PAPER.authors
    assert work.categories == PAPER.categories
    assert (work.submitted, work.updated, work.announced) == (
        "2026-06-15T14:00:00Z",
        "2026-06-15T14:00:00Z",
        None,
    )
    assert work.fetched == "2026-06-17T08:00:00Z"
    assert work.sources == ("arxiv:cs.LG",)
    assert work.published == "2026-06-15"


def test_the_same_paper_from_two_sources_is_one_work_seen_in_both(store: Store) -> None:
    save(store, ANNOUNCED)
    assert save(store, PAPER, source="arxiv:cs.AI") == (0, 0)

    assert store.works.count() == 1
    assert only(store).sources == ("arxiv:cs.AI", "arxiv:cs.LG")
    assert (only(store).announced, only(store).submitted) == ("2026-06-16", "2026-06-15T14:00:00Z")
    assert only(store).comment == "8 pages"


def test_a_second_version_updates_the_work_and_is_noted(store: Store) -> None:
    save(store, PAPER)
    change = store.works.last_change()
    second = replace(
        PAPER, version=2, abstract="A better abstract.", updated=datetime(2026, 6, 17, tzinfo=UTC)
    )

    assert save(store, second) == (0, 1)

    assert only(store).version == 2
    assert only(store).abstract == "A better abstract."
    assert only(store).submitted == "2026-06-15T14:00:00Z"
    assert [event.kind for event in store.works.events(1)] == ["new_version", "abstract_changed"]
    assert store.works.last_change() > change


def test_a_second_version_with_the_same_text_asks_for_no_new_embedding(store: Store) -> None:
    save(store, PAPER)
    change = store.works.last_change()

    assert save(store, replace(PAPER, version=2)) == (0, 1)

    assert store.works.last_change() == change
    assert [event.kind for event in store.works.events(1)] == ["new_version"]


def test_an_older_version_that_comes_late_changes_nothing_but_gaps(store: Store) -> None:
    save(store, replace(ANNOUNCED, version=2, abstract="New."))

    assert save(store, PAPER) == (0, 0)

    assert (only(store).version, only(store).abstract) == (2, "New.")
    assert only(store).submitted == "2026-06-15T14:00:00Z"
    assert store.works.events(1) == []


def test_two_channels_with_different_text_of_one_version_do_not_take_turns(store: Store) -> None:
    announcement = replace(ANNOUNCED, abstract="An abstract with other spacing .")
    changes = []
    for paper in (PAPER, announcement, PAPER, announcement):
        save(store, paper)
        changes.append(store.works.last_change())

    assert only(store).abstract == PAPER.abstract
    # The announcement brought its day, once.
    assert changes[0] < changes[1] == changes[2] == changes[3]


def test_an_empty_field_never_erases_what_is_known(store: Store) -> None:
    save(store, PAPER)
    save(store, replace(PAPER, version=2, abstract="", comment=None, authors=(), categories=()))

    assert only(store).abstract == PAPER.abstract
    assert only(store).comment == "8 pages"
    assert only(store).authors == PAPER.authors
    assert only(store).categories == PAPER.categories


def test_the_first_announcement_day_stays(store: Store) -> None:
    save(store, ANNOUNCED)
    save(store, replace(ANNOUNCED, announced=date(2026, 6, 18)))

    assert only(store).announced == "2026-06-16"


def test_a_failed_transaction_leaves_neither_papers_nor_cursor(store: Store) -> None:
    with pytest.raises(RuntimeError), store.transaction() as tx:  # noqa: PT012 - the failure comes last on purpose
        tx.works.save([PAPER], "arxiv:cs.LG", NOW)
        tx.sources.save_cursor("arxiv:cs.LG", {"until": "2026-06-16T00:00:00+00:00"})
        raise RuntimeError

    assert store.works.count() == 0
    assert store.sources.cursor("arxiv:cs.LG") == {}


def test_held_counts_a_source_to_the_minute(store: Store) -> None:
    save(store, PAPER)
    at = datetime(2026, 6, 15, 14, tzinfo=UTC)

    assert store.works.count_submitted("arxiv:cs.LG", at, at) == 1
    assert store.works.count_submitted("arxiv:cs.AI", at, at) == 0
    assert (
        store.works.count_submitted("arxiv:cs.LG", at.replace(minute=1), at.replace(hour=15)) == 0
    )


def test_filters_choose_by_date_and_category(store: Store) -> None:
    late = replace(
        PAPER,
        identifiers=(("arxiv", "2606.00002"),),
        submitted=datetime(2026, 6, 17, tzinfo=UTC),
        categories=("stat.ML",),
    )
    save(store, PAPER, late)

    def chosen(**criteria: object) -> list[int]:
        return store.works.matching(Filter(**criteria)).tolist()  # type: ignore[arg-type]

    assert chosen(since="2026-06-16") == [2]
    assert chosen(until="2026-06-15") == [1]
    assert chosen(categories=("cs.ai",)) == [1]
    assert chosen(categories=("cs",)) == [1]
    assert chosen(categories=("cs.LG", "stat.ML")) == [1, 2]
    assert chosen(categories=("c%",)) == []
    assert chosen(categories=("' OR 1 --",)) == []


def test_a_digest_is_recorded_and_read_again(store: Store) -> None:
    save(store, PAPER)
    digest = Digest(
        "2026-06-17T08:00:00Z",
        1,
        1,
        (SourceHealth("arxiv:cs.LG", "current", 1),),
        (DigestPaper("T", 1, 1, 0.5, {"sentence": "s"}),),
    )
    with store.transaction() as tx:
        tx.digests.add(digest)

    assert store.digests.last() == digest
    assert store.digests.of_day("2026-06-17") == [digest]
    assert store.digests.of_day("2026-06-18") == []
    assert store.digests.of_days("2026-06-17", "2026-06-17") == [digest]


def test_opening_again_migrates_nothing_and_keeps_everything(tmp_path: Path, store: Store) -> None:
    save(store, PAPER)
    store.close()

    with Store.open(tmp_path / "papertrail.db") as again:
        assert again.works.count() == 1
        assert again.connection.execute("PRAGMA foreign_keys").fetchone()[0] == 1
        assert again.connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_titles_and_names_of_an_earlier_schema_are_looked_up_as_they_are_folded_now(
    tmp_path: Path, store: Store
) -> None:
    title, author = "On wa\u00advelets of the second kind", Author("Eva Ny\u00adborg")
    save(store, replace(PAPER, title=title, authors=(author,)))
    with store.transaction():
        # What an earlier version had folded otherwise.
        store.connection.execute("DELETE FROM title_keys")
        store.connection.execute("UPDATE author_words_reached SET reached = 1000")
        store.connection.execute("DELETE FROM _sqlite_migrations WHERE name LIKE 'm016%'")
    store.connection.execute("PRAGMA user_version = 12")
    store.close()

    with Store.open(tmp_path / "papertrail.db") as again:
        assert again.works.titled("On wavelets of the second kind") == [1]
        assert again.works.matching(Filter(authors=("Nyborg",))).tolist() == [1]


def test_a_missing_database_is_not_made_by_a_reader(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no database"):
        Store.open(tmp_path / "none.db")

    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize(
    "content", [b"a text that is long enough " * 40, b"SQLite format 3\x00" + b"\xff" * 5000]
)
def test_a_file_that_is_no_database_is_refused_and_left_alone(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "papertrail.db"
    path.write_bytes(content)

    with pytest.raises(StoreError, match=r"can't use the database .*papertrail\.db"):
        Store.open(path, create=True)

    assert path.read_bytes() == content


def test_the_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE things (id)")
    other.commit()
    other.close()

    with pytest.raises(StoreError, match="not a papertrail database"):
        Store.open(path, create=True)


def test_the_database_of_a_newer_papertrail_is_refused(tmp_path: Path, store: Store) -> None:
    store.connection.execute("PRAGMA user_version = 99")
    store.close()

    with pytest.raises(StoreError, match="newer papertrail"):
        Store.open(tmp_path / "papertrail.db")


def test_processes_that_begin_together_make_one_database(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from papertrail.store import Store;"
        "sys.stdin.readline(); Store.open(Path(sys.argv[1]), create=True).close()"
    )
    path = tmp_path / "papertrail.db"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(path)],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()

    assert [process.communicate()[1] for process in processes] == [""] * 4
    with Store.open(path) as store:
        assert store.works.count() == 0


def test_the_schema_version_counts_the_migrations() -> None:
    connection = sqlite3.connect(":memory:")

    assert len(migrations.pending(Database(connection))) == SCHEMA_VERSION

    connection.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_home_that_cannot_be_written_to_can_be_read(tmp_path: Path, store: Store) -> None:
    with store.transaction() as tx:
        tx.works.save([PAPER], "arxiv:cs.LG", NOW)
    store.close()
    tmp_path.chmod(0o555)
    try:
        with Store.open(tmp_path / "papertrail.db") as opened:
            assert opened.works.count() == 1
            with (
                pytest.raises(sqlite3.OperationalError, match="readonly"),
                opened.transaction() as tx,
            ):
                tx.works.save([PAPER], "arxiv:cs.CV", NOW)
    finally:
        tmp_path.chmod(0o755)


READ_WITHOUT_ROOM = """
import resource, sys
from pathlib import Path
from papertrail.store import Store

resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
with Store.open(Path(sys.argv[1])) as store:
    print(store.works.count())
"""


OPEN_WITHOUT_ROOM = """
import resource, sys
from pathlib import Path
from papertrail.errors import StoreError
from papertrail.store import Store

resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
try:
    Store.open(Path(sys.argv[1]), create=True)
except StoreError as error:
    print(error.hint)
"""


def run_script(script: str, path: Path) -> subprocess.CompletedProcess[str]:
    """Run a script on a database in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the limit on files is the kernel's"
)
def test_a_full_disk_does_not_keep_a_database_from_being_read(tmp_path: Path, store: Store) -> None:
    save(store, PAPER)
    store.close()
    done = run_script(READ_WITHOUT_ROOM, tmp_path / "papertrail.db")
    assert done.stdout == "1\n", done.stderr


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the limit on files is the kernel's"
)
def test_a_full_disk_is_not_taken_for_a_damaged_database(tmp_path: Path, store: Store) -> None:
    save(store, PAPER)
    store.close()
    done = run_script(OPEN_WITHOUT_ROOM, tmp_path / "papertrail.db")

    assert done.stdout.startswith("see that its disk has room"), done.stderr


def test_a_full_disk_hides_nothing_that_another_process_has_just_stored(
    tmp_path: Path, store: Store
) -> None:
    save(store, PAPER)
    done = run_script(READ_WITHOUT_ROOM, tmp_path / "papertrail.db")
    assert done.stdout == "1\n" or "StoreError" in done.stderr


def test_a_paper_was_published_by_the_day_on_which_it_is_listed(store: Store) -> None:
    days = [date(2026, 6, 18), date(2097, 8, 5), date(2026, 6, 1)]
    papers = [
        Paper(
            (("url", f"https://example.org/{number}"),),
            title=f"An entry with a day of its own, number {number}",
            announced=day,
            year=day.year,
        )
        for number, day in enumerate(days)
    ]
    with store.transaction() as tx:
        tx.works.save(papers, "https://example.org/feed.xml", NOW)

    found = [(work.announced, work.year) for work in store.works.get([1, 2, 3])]
    assert found == [("2026-06-18", 2026), ("2026-06-17", 2026), ("2026-06-01", 2026)]


def test_an_acceptance_in_a_comment_is_a_venue_and_an_event(store: Store) -> None:
    save(store, replace(PAPER, comment="8 pages"))
    save(
        store,
        replace(PAPER, comment="8 pages. Accepted by ICML 2026", version=2, updated=NOW),
    )

    (work,) = store.works.get([1])
    assert (work.venue, work.year) == ("ICML 2026", 2026)
    assert store.works.matching(Filter(venues=("icml 2026",))).tolist() == [1]
    assert [(event.kind, event.detail) for event in store.works.events(1)] == [
        ("new_version", ""),
        ("accepted", "ICML 2026"),
    ]


def test_a_proceedings_is_believed_before_a_comment(store: Store) -> None:
    title = "Sparse graph attention for long sequences"
    save(store, replace(PAPER, title=title, comment="Accepted by ICML 2026"))
    official = replace(
        PAPER,
        title=title,
        identifiers=(("openreview", "AbCdEf12"),),
        comment=None,
        version=None,
        submitted=None,
        updated=None,
        venue="NeurIPS 2026",
        year=2026,
    )
    with store.transaction() as tx:
        tx.works.save([official], "neurips", NOW)

    (work,) = store.works.get([1])
    assert (work.venue, len(store.works.matching(Filter()))) == ("NeurIPS 2026", 1)
    assert [event.kind for event in store.works.events(1)] == []

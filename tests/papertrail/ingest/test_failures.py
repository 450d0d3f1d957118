"""What one source or one paper does wrong is its failure alone."""

from __future__ import annotations

import logging
import sqlite3
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from feeds import registry
from feeds.paper import Paper
from feeds.registry import Feed
from feeds.source import Batch, FetchRequest, Status
from papertrail import clock
from papertrail.errors import ReadOnlyError
from papertrail.ingest.fetch import fetch
from papertrail.types.filter import Filter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from papertrail.store import Store
    from papertrail.workspace import Home
    from tests.fake_arxiv import FakeArxiv
    from tests.fake_site import FakeSite
    from tests.papertrail.conftest import Run


def paper(number: int, **changes: object) -> Paper:
    made = Paper(
        (("url", f"https://example.org/{number}"),), f"The paper of number {number}", "Words."
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@dataclass
class Scripted:
    """A source that follows a script."""

    name: str = "scripted"
    batches: list[Batch] = field(default_factory=list)
    at_end: Callable[[FetchRequest], object] = lambda _: None

    def fetch(self, request: FetchRequest) -> Iterator[Batch]:
        yield from self.batches
        self.at_end(request)


def raising(error: BaseException) -> Callable[[FetchRequest], None]:
    def fail(_: FetchRequest) -> None:
        raise error

    return fail


GOOD = Scripted("good", [Batch((paper(1),), {"n": 1})])


@pytest.mark.parametrize(
    "error",
    [
        OverflowError("too large"),
        ValueError("odd\nlines \ud800"),
        MemoryError(),
        RecursionError("deep"),
        KeyError("x"),
        sqlite3.OperationalError("of a database of its own"),
        SystemExit(4),
    ],
)
def test_whatever_a_source_raises_is_its_own_failure(store: Store, error: BaseException) -> None:
    bad = Scripted("bad", at_end=raising(error))
    late = Scripted("late", [Batch((paper(2),), {})], raising(error))

    reports = {one.name: one for one in fetch(store, [[bad, late, GOOD]], clock.now())}

    assert [reports[name].status for name in ("bad", "late", "good")] == [
        Status.FAILED,
        Status.PARTIAL,
        Status.CURRENT,
    ]
    assert type(error).__name__ in (reports["bad"].error or "")
    assert "\n" not in (reports["bad"].error or "")
    assert store.works.count() == 2


@pytest.mark.parametrize(
    "bad",
    [
        paper(9, version="two"),
        paper(9, title=None),
        paper(9, identifiers=()),
        paper(9, identifiers=(("url", "https://example.org/" + "a" * 10_000),)),
        paper(9, abstract=b"bytes"),
    ],
    ids=["version", "title", "nameless", "address", "bytes"],
)
def test_a_paper_that_cannot_be_stored_is_left_out_and_the_rest_of_its_batch_stored(
    store: Store, bad: Paper
) -> None:
    source = Scripted(batches=[Batch((paper(1), bad, paper(2)), {"place": 3})])

    (report,) = fetch(store, [[source]], clock.now())

    assert (report.status, report.fetched, report.new) == (Status.CURRENT, 2, 2)
    assert "a paper that can't be stored was left out" in report.note
    assert store.sources.cursor("scripted") == {"place": 3}


def test_numbers_without_bounds_do_no_harm(store: Store, run: Run) -> None:
    odd = paper(1, version=10**60, year=10**60, abstract="word " * 1_000_000)

    (report,) = fetch(store, [[Scripted(batches=[Batch((odd,), {})])]], clock.now())

    assert (report.status, report.new) == (Status.CURRENT, 1)
    (work,) = store.works.get([1])
    assert (work.version, work.year, len(work.abstract) <= 50_000) == (None, None, True)


def test_what_the_database_does_is_the_failure_of_the_update(store: Store) -> None:
    source = Scripted(batches=[Batch((paper(1),), {}), Batch((paper(2),), {})])

    with pytest.raises(ReadOnlyError):
        fetch(
            store,
            [[source]],
            clock.now(),
            on_progress=lambda _: store.connection.execute("PRAGMA query_only = ON"),
        )


def test_a_source_cannot_hide_the_failure_of_the_database(store: Store) -> None:
    def ask(request: FetchRequest) -> None:
        try:
            request.stored.has_abstract("arxiv", "2606.00001")
        except sqlite3.Error as error:
            raise ValueError("something went wrong") from error

    source = Scripted(batches=[Batch((paper(1),), {})], at_end=ask)

    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        fetch(
            store,
            [[source]],
            clock.now(),
            on_progress=lambda _: store.connection.execute("DROP TABLE identifiers"),
        )


def test_ctrl_c_in_a_source_ends_the_update(store: Store) -> None:
    with pytest.raises(KeyboardInterrupt):
        fetch(store, [[Scripted(at_end=raising(KeyboardInterrupt()))]], clock.now())


RSS = (
    '<rss version="2.0"><channel><title>c</title><item><title>A title of a paper</title>'
    "<link>{link}</link>"
    "<description>Words.</description></item></channel></rss>"
)


def test_an_arxiv_version_of_sixty_digits_costs_no_other_feed(
    home: Home, site: FakeSite, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERTRAIL_MIRROR", site.address)
    site.pages["one.example.org/feed"] = RSS.format(
        link="https://arxiv.org/abs/2606.11111v" + "9" * 60
    ).encode()
    site.pages["two.example.org/feed"] = RSS.format(link="https://two.example.org/1").encode()
    feeds = '"https://one.example.org/feed", "https://two.example.org/feed"'
    config = home.config_file.read_text(encoding="utf-8").replace('"arxiv:cs.LG"', feeds)
    home.config_file.write_text(f"{config}interval = 0\n", encoding="utf-8")

    done = run("update", "--json")

    assert done.status == 0
    assert [source["status"] for source in done.json["sources"]] == ["current", "current"]
    assert run("search", "words").status == 0


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch, home: Home) -> None:
    """Follow a feed whose source can't be made, one whose source fails, and arXiv."""

    def unmade(*_: object) -> Scripted:
        raise OverflowError("can't be made")

    feeds = {
        "unmade": Feed("unmade", "unmade", unmade),
        "failing": Feed(
            "failing",
            "failing",
            lambda *_: Scripted("failing", at_end=raising(OverflowError("too large"))),
        ),
    }
    for name, feed in feeds.items():
        monkeypatch.setitem(registry._by_folded_name(), name, feed)
    config = home.config_file.read_text(encoding="utf-8")
    home.config_file.write_text(
        config.replace('["arxiv:cs.LG"]', '["unmade", "failing", "arxiv:cs.LG"]'), encoding="utf-8"
    )


def test_an_update_goes_on_past_sources_that_cannot_be_made_or_fail(
    broken: None, arxiv: FakeArxiv, run: Run
) -> None:
    done = run("update", "--json")

    assert done.status == 3
    assert [source["status"] for source in done.json["sources"]] == ["failed", "failed", "current"]
    assert "Traceback" not in done.err
    assert "unexpected OverflowError: can't be made" in done.err


def test_debug_shows_where_a_source_failed(
    broken: None, arxiv: FakeArxiv, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    run("update")

    assert "OverflowError: too large" in caplog.text
    assert "Traceback" in caplog.text


def test_reconcile_goes_on_past_them_too(broken: None, arxiv: FakeArxiv, run: Run) -> None:
    done = run("reconcile", "--since", "2026-06-10")

    assert done.status == 3
    assert "unmade: not proven: unmade failed with an unexpected OverflowError" in done.err
    assert "failing: not proven: failing failed with an unexpected OverflowError" in done.err


@pytest.mark.parametrize("name", ["unmade", "failing"])
def test_a_check_says_in_one_line_that_a_source_failed(broken: None, run: Run, name: str) -> None:
    done = run("feeds", "check", name)

    assert (done.status, done.err.count("\n")) == (1, 1)
    assert done.err.startswith(f"papertrail: {name} failed with an unexpected OverflowError: ")


def test_an_address_whose_check_fails_is_not_followed(
    home: Home, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feeds.discovery.discover", raising_two(OverflowError("too large")))

    done = run("feeds", "add", "https://example.org/feed")

    assert (done.status, done.err.count("\n")) == (1, 1)
    assert "OverflowError: too large; nothing was followed" in done.err


def raising_two(error: Exception) -> Callable[[object, object], None]:
    def fail(_one: object, _other: object) -> None:
        raise error

    return fail


def test_a_database_of_an_earlier_version_with_values_without_bounds_is_searched(
    filled: Home, store: Store, run: Run
) -> None:
    with store.transaction():
        run_sql = store.connection.execute
        run_sql(
            "UPDATE works SET abstract = ?, change = change + 1000 WHERE id = 3",
            ["A graph. " * 1_000_000],
        )
        run_sql(
            "UPDATE works SET year = 10000000000, submitted = NULL, announced = NULL WHERE id = 4"
        )
        run_sql("UPDATE works SET abstract = ? WHERE id = 5", ["." * 2_000_000])
        run_sql("DELETE FROM facet_blocks")
        run_sql("DELETE FROM facets")
    started = time.monotonic()

    assert run("update").status == 0
    assert run("search", "graphs").status == 0
    assert run("search", "graphs year:2026").status == 0
    assert len(store.works.matching(Filter(since="2026-01-01"))) > 0
    assert time.monotonic() - started < 60

import os
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from feeds.paper import Paper
from index.vectors.index import text_hash
from papertrail.config import load
from papertrail.indexing.generations import open_semantics
from papertrail.locks import updating
from papertrail.store import Store
from papertrail.workspace import Home
from tests.fake_arxiv import FakeArxiv, FakePaper, make_papers
from tests.papertrail.conftest import CONFIG, Run


def ids(arxiv: FakeArxiv) -> set[str]:
    return {f"arxiv:{paper.id}" for paper in arxiv.shown()}


def stored(run: Run) -> set[str]:
    return {hit["id"] for hit in run("search", "paper", "-n", "1000", "--json").json}


def test_the_first_update_stores_and_indexes_the_last_week(
    home: Home, arxiv: FakeArxiv, run: Run
) -> None:
    done = run("update", "--json")

    assert done.status == 0
    (source,) = done.json["sources"]
    assert (source["name"], source["status"], source["error"]) == ("arxiv:cs.LG", "current", None)
    assert (source["fetched"], source["new"], source["updated"]) == (40, 40, 0)
    assert (done.json["new"], done.json["embedded"], done.json["pending"]) == (40, 40, 0)
    assert stored(run) == ids(arxiv)


def test_a_day_later_only_what_is_new_is_fetched_and_embedded(
    home: Home, arxiv: FakeArxiv, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("update")
    arxiv.papers = [
        *arxiv.papers,
        *make_papers(3, last_day=date(2026, 6, 17), per_day=3, first=1000),
    ]
    arxiv.today = date(2026, 6, 18)
    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-18T08:00:00Z")

    done = run("update", "--json").json

    assert (done["sources"][0]["fetched"], done["new"], done["embedded"]) == (3, 3, 3)


def test_an_update_with_nothing_new_embeds_nothing(home: Home, run: Run) -> None:
    run("update")

    done = run("update", "--json")

    assert done.status == 0
    assert (done.json["sources"][0]["fetched"], done.json["new"], done.json["embedded"]) == (
        0,
        0,
        0,
    )


def test_a_revised_abstract_is_embedded_again_and_noted(
    home: Home, arxiv: FakeArxiv, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("update")
    paper = arxiv.papers[5]
    paper.revised = arxiv.today = date(2026, 6, 18)
    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-18T08:00:00Z")

    done = run("update", "--json").json
    shown = run("show", paper.id, "--json").json

    assert (done["new"], done["updated"], done["embedded"]) == (0, 1, 1)
    assert shown["version"] == 2
    assert shown["abstract"].endswith("Revision 2.")
    assert [event["kind"] for event in shown["events"]] == ["new_version", "abstract_changed"]
    assert shown["submitted"] == f"{paper.submitted:%Y-%m-%dT%H:%M:%SZ}"


def test_a_paper_that_appears_days_after_its_submission_is_found(
    home: Home, arxiv: FakeArxiv, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    delayed = FakePaper(
        "2606.19999",
        "Held back by moderators",
        "An abstract.",
        arxiv.papers[20].submitted,
        date(2026, 6, 18),
    )
    arxiv.papers.append(delayed)
    run("update")
    assert "arxiv:2606.19999" not in stored(run)
    # Nobody looked on the day of its announcement.
    arxiv.today = date(2026, 6, 19)
    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-19T08:00:00Z")

    run("update")

    assert "arxiv:2606.19999" in stored(run)


@pytest.fixture
def put_back(home: Home, arxiv: FakeArxiv, run: Run, tmp_path: Path) -> None:
    """Put an older copy of the database back: it has 10 of the 40 papers in the indexes."""
    everything = arxiv.papers
    arxiv.papers = everything[:10]
    run("update")
    shutil.copy(home.database, tmp_path / "copy.db")
    arxiv.papers = everything
    run("update")
    for file in home.root.glob("papertrail.db*"):
        file.unlink()
    shutil.copy(tmp_path / "copy.db", home.database)
    arxiv.papers = everything[:10]


def test_what_is_stored_after_an_older_copy_of_the_database_was_put_back_is_indexed(
    put_back: None, home: Home, run: Run
) -> None:
    # More than were lost, before any index is looked at.
    others = [
        Paper(
            identifiers=(("doi", f"10.1000/{number}"),),
            title=f"A zebra of kind {number}",
            abstract="An abstract.",
            url="https://example.org/",
        )
        for number in range(35)
    ]
    with Store.open(home.database) as store, store.transaction() as tx:
        tx.works.save(others, "tpami", datetime(2026, 6, 17, tzinfo=UTC))

    done = run("update", "--json").json

    assert (done["embedded"], done["pending"]) == (35, 0)
    with Store.open(home.database) as store:
        works = store.works.get(range(1, store.works.last_key() + 1))
    vectors = open_semantics(home, load(home.config_file)).vectors
    assert [vectors.text_hash(work.key) for work in works] == [
        text_hash(work.text) for work in works
    ]
    assert len(run("search", "zebra", "-n", "100", "--mode", "keyword", "--json").json) == 35


def test_indexes_that_are_ahead_of_the_database_count_as_incomplete(
    put_back: None, run: Run
) -> None:

    printed = run("status", "--json").json
    assert (printed["meaning"]["pending"], printed["words"]["pending"]) == (10, 10)
    run("update")
    printed = run("status", "--json").json
    assert (printed["meaning"]["pending"], printed["words"]["pending"]) == (0, 0)


def test_since_fills_the_store_back_to_a_day(home: Home, arxiv: FakeArxiv, run: Run) -> None:
    arxiv.papers = make_papers(200, per_day=2)
    run("update")
    assert len(stored(run)) < 20

    done = run("update", "--since", "2026-03-01")

    assert done.status == 0
    assert stored(run) == ids(arxiv)


def test_a_back_fill_that_fails_half_way_goes_on_where_it_stopped(
    home: Home, arxiv: FakeArxiv, run: Run
) -> None:
    arxiv.papers = make_papers(200, per_day=2)
    arxiv.fail(500, path="api/query", times=4, after=2)

    first = run("update", "--since", "2026-03-01", "--json")
    assert first.status == 3
    assert first.json["sources"][0]["status"] == "partial"
    assert "answered 500" in first.json["sources"][0]["error"]
    before = len(arxiv.seen)
    second = run("update", "--since", "2026-03-01", "--json")

    assert second.status == 0
    assert stored(run) == ids(arxiv)
    windows = [
        seen.query["search_query"] for seen in arxiv.seen[before:] if "search_query" in seen.query
    ]
    assert not any("TO 202606170" in window and "[202605" in window for window in windows)


def test_one_failing_source_does_not_stop_the_others(
    home: Home, arxiv: FakeArxiv, run: Run
) -> None:
    arxiv.papers += make_papers(5, category="cs.CL", per_day=5, first=1000)
    home.config_file.write_text(
        CONFIG.replace('["arxiv:cs.LG"]', '["arxiv:cs.CL", "arxiv:cs.LG"]'), encoding="utf-8"
    )
    arxiv.fail("html", path="cs.CL", times=100)

    done = run("update", "--json")

    assert done.status == 3
    assert [source["status"] for source in done.json["sources"]] == ["failed", "current"]
    assert "HTML page" in done.json["sources"][0]["error"]
    assert done.json["sources"][1]["new"] == 40
    arxiv.faults.clear()
    assert run("update").status == 0
    assert stored(run) == ids(arxiv)


@pytest.mark.parametrize(
    "kind", ["html", "garbage", "truncate", "cut", "close", "huge", "bomb", 500, 404, 403]
)
def test_after_any_fault_the_next_update_repairs_everything(
    home: Home, arxiv: FakeArxiv, run: Run, kind: int | str
) -> None:
    home.config_file.write_text(CONFIG + "max_mb = 1\n", encoding="utf-8")
    arxiv.fail(kind, times=100)

    failed = run("update", "--json")
    arxiv.faults.clear()

    assert failed.status == 1
    assert failed.json["sources"][0]["status"] == "failed"
    assert run("status").status == 3
    assert run("update").status == 0
    assert stored(run) == ids(arxiv)
    assert run("status").status == 0


def test_throttling_is_said_and_cools_the_host_down(home: Home, arxiv: FakeArxiv, run: Run) -> None:
    arxiv.fail(429, times=100)

    done = run("update", "--json")
    asked = len(arxiv.seen)
    arxiv.faults.clear()
    again = run("update", "--json")

    assert (done.status, again.status) == (1, 1)
    assert done.json["sources"][0]["status"] == again.json["sources"][0]["status"] == "throttled"
    assert "again after" in again.json["sources"][0]["error"]
    assert len(arxiv.seen) == asked


def test_without_a_network_one_line_says_so(
    home: Home, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERTRAIL_MIRROR", "http://127.0.0.1:1")

    done = run("update", "--json")

    assert done.status == 1
    assert "connection refused" in done.json["sources"][0]["error"]


def test_a_name_that_cannot_be_resolved_is_a_dns_failure(
    home: Home, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERTRAIL_MIRROR", "http://no-such-host.invalid")

    assert "DNS" in run("update", "--json").json["sources"][0]["error"]


def test_a_second_update_at_the_same_time_fails_and_fetches_nothing(
    home: Home, arxiv: FakeArxiv, run: Run
) -> None:
    with updating(home, "a test"):
        done = run("update")

    assert done.status == 1
    assert "another papertrail process is updating" in done.err
    assert arxiv.seen == []


def test_single_sources_can_be_named(home: Home, arxiv: FakeArxiv, run: Run) -> None:
    done = run("update", "arxiv:cs.CL", "--json")

    assert [source["name"] for source in done.json["sources"]] == ["arxiv:cs.CL"]


def test_an_unknown_category_is_answered_with_a_near_one(home: Home, run: Run) -> None:
    done = run("update", "arxiv:cs.LL")

    assert done.status == 1
    assert "unknown feed 'arxiv:cs.LL'; did you mean arxiv:cs." in done.err


@pytest.mark.parametrize("since", ["2026-13-01", "soon", "2026-06-31"])
def test_a_day_that_does_not_exist_is_wrong_usage(home: Home, run: Run, since: str) -> None:
    done = run("update", "--since", since)

    assert done.status == 2
    assert "is no day" in done.err


def test_a_day_in_the_future_is_wrong_usage(home: Home, run: Run) -> None:
    assert run("update", "--since", "2026-06-18").status == 2


@pytest.mark.parametrize("damage", [b"not a database", b"SQLite format 3\0" + bytes(4080)])
def test_a_damaged_database_is_named_in_one_line_and_left_alone(
    damage: bytes, home: Home, run: Run
) -> None:
    home.database.write_bytes(damage)

    done = run("update")

    assert (done.status, done.out) == (1, "")
    assert done.err.count("\n") == 1
    assert f"can't use the database {home.database}" in done.err
    assert "restore a copy or update anew" in done.err
    assert home.database.read_bytes() == damage


def test_a_weekend_is_quiet(
    home: Home, arxiv: FakeArxiv, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-20T12:00:00Z")
    arxiv.today = date(2026, 6, 20)

    done = run("update", "--json")

    assert done.status == 0
    assert done.json["sources"][0]["status"] == "quiet"


def test_a_feed_that_lags_is_stale(
    home: Home, arxiv: FakeArxiv, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    arxiv.announcement = arxiv.rss("cs.LG")
    arxiv.today += timedelta(days=1)
    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-18T12:00:00Z")

    assert run("update", "--json").json["sources"][0]["status"] == "stale"
    assert "still shows 2026-06-17 on 2026-06-18" in run("status").out


def test_pages_that_stay_empty_are_an_error_and_not_the_end(
    home: Home, arxiv: FakeArxiv, run: Run
) -> None:
    arxiv.fail("empty", path="api/query", times=100)

    done = run("update", "--json")
    arxiv.faults.clear()
    run("update")

    assert done.status == 3
    assert done.json["sources"][0]["status"] == "partial"
    assert "an empty page came at 0 of 40" in done.json["sources"][0]["error"]
    assert stored(run) == ids(arxiv)


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="the system has no priorities")
def test_an_update_steps_back_for_other_programs(home: Home, arxiv: FakeArxiv) -> None:
    program = (
        "import os, sys; from papertrail.cli import main\n"
        "try: main()\n"
        "finally: print(os.getpriority(os.PRIO_PROCESS, 0), file=sys.stderr)"
    )
    own = os.getpriority(os.PRIO_PROCESS, 0)
    seen = {}
    for command in ("update", "status"):
        done = subprocess.run(
            [sys.executable, "-c", program, command], capture_output=True, text=True, check=True
        )
        seen[command] = int(done.stderr.splitlines()[-1])

    assert seen == {"update": max(own, 10), "status": own}

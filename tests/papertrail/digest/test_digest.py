import contextlib
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import feedparser
import pytest

from papertrail.locks import updating
from papertrail.render.phrases import plural
from papertrail.store import Store
from papertrail.workspace import Home
from tests.fake_arxiv import FakeArxiv, make_papers
from tests.papertrail.conftest import CONFIG, Run


def next_day(arxiv: FakeArxiv, run: Run, monkeypatch: pytest.MonkeyPatch, count: int = 10) -> None:
    arxiv.papers = [
        *arxiv.papers,
        *make_papers(count, last_day=date(2026, 6, 17), per_day=count, first=1000),
    ]
    arxiv.today = date(2026, 6, 18)
    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-18T08:00:00Z")
    assert run("update").status == 0


def titles(digest: dict) -> dict[str, list[str]]:
    return {
        topic["name"]: [paper["title"] for paper in topic["papers"]] for topic in digest["topics"]
    }


def ids(digest: dict) -> set[str]:
    return {paper["id"] for topic in digest["topics"] for paper in topic["papers"]}


def test_papers_are_grouped_by_topic_best_first_and_cut_at_the_limit(
    filled: Home, run: Run
) -> None:
    digest = run("digest", "--json").json

    assert digest["date"] == "2026-06-17"
    assert digest["considered"] == 40
    assert digest["sources"] == [{"name": "arxiv:cs.LG", "status": "current", "considered": 40}]
    found = titles(digest)
    assert len(found["Graphs"]) == 4
    assert all("graphs" in title for title in found["Graphs"])
    assert len(found["Speech"]) == 2
    for topic in digest["topics"]:
        scores = [paper["score"] for paper in topic["papers"]]
        assert scores == sorted(scores, reverse=True)


def test_each_paper_says_why(filled: Home, run: Run) -> None:
    paper = run("digest", "--json").json["topics"][0]["papers"][0]

    assert paper["why"]["sentence"] in paper["abstract"]
    assert paper["why"]["terms"] == ["graphs"]


def test_strict_and_loose_come_before_what_topics_ask_for(filled: Home, run: Run) -> None:
    filled.config_file.write_text(
        CONFIG.replace("threshold = 0.3", "threshold = 1"), encoding="utf-8"
    )
    usual, strict, loose = (
        [
            paper
            for topic in run("digest", "--dry-run", "--json", *options).json["topics"]
            for paper in topic["papers"]
        ]
        for options in ([], ["--strict"], ["--loose"])
    )

    assert usual == []
    assert all(paper["score"] >= 0.8 for paper in strict)
    assert len(loose) >= max(1, len(strict))
    assert run("digest", "--strict", "--date", "today").status == 2


def test_before_the_first_update_there_is_no_quiet_day(home: Home, run: Run) -> None:
    run("init")

    done = run("digest")

    assert "Nothing was fetched yet: papertrail update" in done.out
    assert "quiet" not in done.out


def test_the_digest_of_a_day_is_made_once_and_is_the_same_wherever_it_is_read(
    filled: Home, arxiv: FakeArxiv, run: Run
) -> None:
    first = run("digest", "--json").json
    arxiv.papers = [*arxiv.papers, *make_papers(8, per_day=8, first=1000)]
    run("update")

    again, seen = run("digest", "--json"), run("digest")

    assert again.json == first
    for topic in first["topics"]:
        assert all(paper["title"] in seen.out for paper in topic["papers"])
    assert seen.err == (
        "today's digest, made at 08:00; 8 papers came since: papertrail digest --add looks at "
        "them\n"
    )


def test_a_quiet_morning_does_not_use_up_the_day(home: Home, run: Run) -> None:
    run("init")
    assert "Nothing was fetched yet" in run("digest").out
    run("update")

    assert len(run("digest", "--json").json["topics"][0]["papers"]) == 4


def test_an_addition_has_what_came_since_and_is_part_of_the_day_from_then_on(
    filled: Home, arxiv: FakeArxiv, run: Run
) -> None:
    morning = run("digest", "--json").json
    arxiv.papers = [*arxiv.papers, *make_papers(20, per_day=20, first=1000)]
    run("update")

    added, second = run("digest", "--add", "--json").json, run("digest", "--add")
    day = run("digest", "--json").json

    assert ids(added)
    assert not ids(added) & ids(morning)
    assert ids(day) == ids(added) | ids(morning)
    assert "nothing has come since that is good enough" in second.err
    assert all(title in second.out for title in titles(day)["Graphs"])


def test_an_addition_has_only_what_the_day_would_have_had_room_for(
    filled: Home, arxiv: FakeArxiv, run: Run
) -> None:
    morning = run("digest", "--json").json
    arxiv.papers = [*arxiv.papers, *make_papers(20, per_day=20, first=1000)]
    run("update")

    added = run("digest", "--add", "--json").json

    least = min(paper["score"] for paper in morning["topics"][1]["papers"])
    assert all(paper["score"] >= least for paper in added["topics"][1]["papers"])
    assert all(not paper["exploration"] for topic in added["topics"] for paper in topic["papers"])


def test_what_a_limit_cut_is_offered_for_a_week_and_is_no_news(
    filled: Home, arxiv: FakeArxiv, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = run("digest", "--json").json
    cut = {paper["id"] for topic in day["more"] for paper in topic["papers"]}
    shown = run("digest").out

    assert cut
    assert f"{len(cut)} more papers found no room: papertrail digest --more" in shown
    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-23T08:00:00Z")
    tomorrow, offered = run("digest", "--json").json, run("digest", "--more", "--json").json
    assert tomorrow["considered"] == 0
    assert {paper["id"] for topic in offered["topics"] for paper in topic["papers"]} == cut
    run("mark", "later", min(cut))
    assert f"{plural(len(cut) - 1, 'paper')} that limits cut" in run("digest", "--more").out
    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-24T08:00:00Z")
    assert "No limit cut a paper" in run("digest", "--more").out


def test_the_best_of_several_topics_come_first(filled: Home, run: Run) -> None:
    filled.config_file.write_text(
        CONFIG.replace("[digest]", "[digest]\nbest = 3"), encoding="utf-8"
    )
    day, text = run("digest", "--json").json, run("digest").out

    papers = [paper for topic in day["topics"] for paper in topic["papers"]]
    best = sorted(papers, key=lambda paper: -paper["score"])[:3]
    assert day["best"] == [paper["id"] for paper in best]
    listed = re.findall(r"arxiv:2\S+", text.split("more papers")[0])
    assert listed[:3] == day["best"]
    assert sorted(listed) == sorted(paper["id"] for paper in papers)
    assert text.index("Best of all topics (3)") < text.index("Graphs (")
    assert run("show", "1", "--json").json["id"] == day["best"][0]


def test_the_next_digest_shows_only_what_arrived_since(
    filled: Home, arxiv: FakeArxiv, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run("digest", "--json").json
    next_day(arxiv, run, monkeypatch)

    second = run("digest", "--json").json

    assert (second["considered"], second["carried"]) == (10, 0)
    shown = {paper["id"] for topic in first["topics"] for paper in topic["papers"]}
    assert not shown & {paper["id"] for topic in second["topics"] for paper in topic["papers"]}


def test_a_dry_run_and_a_look_back_record_nothing(filled: Home, run: Run) -> None:
    looks = [
        run("digest", *options, "--json").json
        for options in (["--dry-run"], ["--since", "2026-06-01"], ["--topic", "graphs"], [])
    ]

    assert [look["considered"] for look in looks] == [40, 40, 40, 40]


def test_a_day_in_the_future_is_refused(filled: Home, run: Run) -> None:
    done = run("digest", "--since", "2030-01-01")

    assert done.status == 2
    assert "2030-01-01 is in the future" in done.err


@pytest.mark.parametrize("status", ["failed", "partial"])
def test_a_failure_of_a_feed_that_is_not_followed_is_not_reported_for_ever(
    filled: Home, run: Run, store: Store, status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.transaction() as tx:
        tx.sources.record("arxiv:cs.CV", status, "stopped", "2026-06-17T07:00:00Z", succeeded=False)
        tx.sources.save_cursor("arxiv:cs.RO", {"until": "x"})

    assert [source["name"] for source in run("digest", "--json").json["sources"]] == ["arxiv:cs.LG"]
    run("feeds", "add", "cs.CV")
    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-18T08:00:00Z")
    assert "arxiv:cs.CV" in [source["name"] for source in run("digest", "--json").json["sources"]]


def test_since_also_shows_papers_of_earlier_digests(filled: Home, run: Run) -> None:
    first = run("digest", "--json").json

    assert run("digest", "--since", "7d", "--json").json["topics"] == first["topics"]
    assert run("digest", "--since", "2026-06-17", "--json").json["considered"] == 10


def test_a_past_digest_is_shown_again_as_it_was(
    filled: Home, arxiv: FakeArxiv, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run("digest", "--json").json
    next_day(arxiv, run, monkeypatch)
    run("digest")

    again = run("digest", "--date", "2026-06-17", "--json").json

    assert again == first


def test_a_day_without_digest_is_named(filled: Home, run: Run) -> None:
    done = run("digest", "--date", "2026-06-01")

    assert done.status == 1
    assert "there is no digest of 2026-06-01" in done.err


def test_back_filled_papers_are_no_news(
    filled: Home, arxiv: FakeArxiv, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("digest")
    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-18T08:00:00Z")
    arxiv.papers = [*arxiv.papers, *make_papers(20, last_day=date(2026, 3, 1))]
    run("update", "--since", "2026-02-01")

    assert run("digest", "--json").json["considered"] == 0


def test_a_paper_that_fits_two_topics_appears_once(filled: Home, run: Run) -> None:
    filled.config_file.write_text(
        CONFIG.replace('name = "Speech"', 'name = "Graphs again"').replace(
            '["speech", "spoken language"]', '"graphs"'
        ),
        encoding="utf-8",
    )

    shown = [
        paper["id"] for topic in run("digest", "--json").json["topics"] for paper in topic["papers"]
    ]

    assert len(shown) == len(set(shown)) > 0


def test_papers_not_indexed_yet_are_indexed_first(home: Home, arxiv: FakeArxiv, run: Run) -> None:
    run("update")
    for path in sorted(home.index.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()

    assert run("digest", "--json").json["considered"] == 40


def test_what_another_process_is_still_indexing_waits_for_the_next_digest(
    filled: Home, arxiv: FakeArxiv, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("digest")
    monkeypatch.setattr("papertrail.core.indexing.index_vectors", lambda *_: 0)
    next_day(arxiv, run, monkeypatch)
    monkeypatch.undo()
    monkeypatch.setenv("PAPERTRAIL_HOME", str(filled.root))
    monkeypatch.setenv("PAPERTRAIL_MIRROR", arxiv.address)
    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-18T08:00:00Z")

    with updating(filled, "an update"):
        early = run("digest", "--json")
    late = run("digest", "--json").json

    assert early.json["considered"] == 0
    assert "not indexed yet: 10 papers" in early.err
    assert late["considered"] == 10


def test_an_unknown_topic_is_answered_with_the_known_ones(filled: Home, run: Run) -> None:
    done = run("digest", "--topic", "Cooking")

    assert done.status == 1
    assert "unknown topic 'Cooking'; the topics are: Graphs, Speech" in done.err


def test_without_topics_the_digest_says_where_to_write_one(filled: Home, run: Run) -> None:
    filled.config_file.write_text('[feeds]\nfollow = ["arxiv:cs.LG"]\n', encoding="utf-8")

    done = run("digest")

    assert done.status == 2
    assert "config.toml" in done.err


def test_the_usual_cut_off_leaves_most_papers_out(filled: Home, arxiv: FakeArxiv, run: Run) -> None:
    """With a hundred papers and more, a topic's own background decides."""
    arxiv.papers = [*arxiv.papers, *make_papers(160, per_day=40, first=1000)]
    run("update")
    filled.config_file.write_text(
        '[feeds]\nfollow = ["arxiv:cs.LG"]\n'
        '[[topics]]\nname = "Graphs"\nabout = "graphs"\nlimit = 500\n'
        "[digest]\nexplore = 0\n",
        encoding="utf-8",
    )

    found = titles(run("digest", "--json").json)["Graphs"]

    assert found
    assert all("graphs" in title for title in found)


@pytest.mark.parametrize(
    ("form", "mark"),
    [("text", "Papers for Wednesday, 17 June 2026"), ("md", "# Papers for Wednesday")],
)
def test_every_form_names_the_day_and_the_papers(
    filled: Home, run: Run, form: str, mark: str
) -> None:
    shown = run("digest", "--format", form).out

    assert mark in shown
    assert "Graphs" in shown
    assert "about graphs" in shown


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("text", "Papers for"),
        ("md", "# Papers"),
        ("html", "<!DOCTYPE html>"),
        ("atom", "<?xml"),
        ("json", "{"),
    ],
)
def test_every_form_is_written_to_a_file_and_can_be_had_again(
    filled: Home, run: Run, tmp_path: Path, form: str, begins: str
) -> None:
    page = tmp_path / "new" / "page"

    done = run("digest", "--format", form, "--output", str(page))
    again = run("digest", "--date", "2026-06-17", "--format", form, "-o", str(tmp_path / "again"))

    assert (done.status, done.out, again.status) == (0, "", 0), done.err
    assert page.read_text(encoding="utf-8").startswith(begins)
    assert page.read_bytes() == (tmp_path / "again").read_bytes()


def test_a_feed_keeps_the_papers_of_the_last_fortnight(
    filled: Home, arxiv: FakeArxiv, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = feedparser.parse(run("digest", "--format", "atom").out)
    next_day(arxiv, run, monkeypatch)

    second = feedparser.parse(run("digest", "--format", "atom").out)

    assert first.feed.id == second.feed.id
    assert {entry.id for entry in first.entries} < {entry.id for entry in second.entries}
    assert len({entry.id for entry in second.entries}) == len(second.entries)


def test_a_template_that_cannot_be_filled_costs_no_papers(filled: Home, run: Run) -> None:
    filled.templates.mkdir()
    (filled.templates / "digest.md").write_text(
        "# {{ heading }}\n{{ nothing.here }}\n", encoding="utf-8"
    )

    failed = run("digest", "--format", "md")

    assert failed.status == 1
    assert f"{filled.templates}/digest.md:2: 'nothing' is undefined" in failed.err
    assert "Traceback" not in failed.err
    assert run("digest", "--json").json["considered"] == 40


def test_a_file_that_cannot_be_written_says_how_to_get_the_digest(
    filled: Home, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    failed = run("digest", "--output", str(tmp_path / "file" / "page.txt"))

    assert failed.status == 1
    assert "the digest is made: papertrail digest --output writes it" in failed.err
    assert run("digest", "--date", "today").status == 0


def test_similar_papers_are_listed_and_shown_only_once(
    filled: Home, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = CONFIG.replace("fold = 1", "fold = 0.8").replace("limit = 2\n", "")
    filled.config_file.write_text(text, encoding="utf-8")

    papers = [
        paper for topic in run("digest", "--json").json["topics"] for paper in topic["papers"]
    ]
    similar = [other for paper in papers for other in paper["similar"]]

    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-18T08:00:00Z")
    assert similar
    again = run("digest", "--json").json
    shown = {paper["id"] for paper in (*papers, *similar)}
    assert not shown & {paper["id"] for topic in again["topics"] for paper in topic["papers"]}
    assert len(shown) == len(papers) + len(similar)


def test_the_numbers_of_a_digest_name_its_papers_folded_ones_too(filled: Home, run: Run) -> None:
    filled.config_file.write_text(CONFIG.replace("fold = 1", "fold = 0.8"), encoding="utf-8")
    text = run("digest").out

    numbers = dict(re.findall(r"^\s*(\d+)  (.*?)\s{2,}", text, re.MULTILINE))

    assert list(numbers) == [str(number) for number in range(1, len(numbers) + 1)]
    for number, title in numbers.items():
        assert run("show", number, "--json").json["title"] == title


def test_a_long_digest_goes_through_the_pager_of_a_terminal(filled: Home) -> None:
    """Under a real terminal of ten lines, with a pager that marks what it is given."""
    import pty

    main, secondary = pty.openpty()
    environment = os.environ | {
        "PAGER": "sed s/^/PAGED/",
        "LINES": "10",
        "COLUMNS": "80",
        "TERM": "xterm",
    }
    command = [sys.executable, "-m", "papertrail", "digest"]
    process = subprocess.Popen(
        command, stdin=secondary, stdout=secondary, stderr=subprocess.DEVNULL, env=environment
    )
    os.close(secondary)
    printed = b""
    with contextlib.suppress(OSError):
        while read := os.read(main, 65536):
            printed += read
    os.close(main)

    assert process.wait(timeout=60) == 0
    lines = printed.decode().splitlines()
    assert len(lines) > 10
    assert all(line.startswith("PAGED") for line in lines)
    assert any("\x1b[" in line for line in lines)

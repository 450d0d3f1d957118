"""papertrail against recorded upstream data, served as arXiv would, its rate limit enforced."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

FOLLOWED = ["arxiv:cs.GR", "arxiv:cs.IT"]


@pytest.fixture(scope="module")
def upstream(recorded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the replay, which refuses arXiv requests less than 2.9 s apart."""
    port_file = tmp_path_factory.mktemp("upstream") / "port"
    command = [
        sys.executable,
        "-B",
        "replay.py",
        "--data",
        str(recorded / "data"),
        "--port",
        "0",
        "--strict",
    ]
    server = subprocess.Popen(
        [*command, "--date", "2026-06-17", "--port-file", str(port_file)],
        cwd=recorded / "upstream",
        stdout=subprocess.DEVNULL,
    )
    try:
        while not port_file.exists() or not port_file.read_text():
            assert server.poll() is None
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port_file.read_text().strip()}"
    finally:
        server.terminate()
        server.wait()


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds when arXiv was asked last, whatever the home."""
    return tmp_path_factory.mktemp("state")


@pytest.fixture
def start(
    upstream: str, tmp_path: Path, model_cache: Path, state: Path
) -> Callable[..., "subprocess.Popen[str]"]:
    """Start papertrail in a home that follows two small categories, by default on 2026-06-17."""
    ask(upstream, "/_control/date?d=2026-06-17", post=True)
    ask(upstream, "/_control/reset", post=True)
    root = tmp_path / "home"
    root.mkdir()
    (root / "cache").symlink_to(model_cache)
    (root / "config.toml").write_text(
        f"[feeds]\nfollow = {json.dumps(FOLLOWED)}\n"
        "[[topics]]\nname = 'Rendering'\nabout = 'neural rendering of scenes'\nthreshold = 0.35\n"
    )

    def run(*arguments: str, day: str = "2026-06-17") -> "subprocess.Popen[str]":
        environment = {
            "PAPERTRAIL_HOME": str(root),
            "PAPERTRAIL_STATE": str(state),
            "PAPERTRAIL_MIRROR": upstream,
            "PAPERTRAIL_NOW": f"{day}T08:00:00Z",
        }
        return subprocess.Popen(
            [sys.executable, "-m", "papertrail", *arguments],
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return run


def finish(process: "subprocess.Popen[str]", status: int = 0) -> Any:  # noqa: ANN401 - JSON
    out, err = process.communicate(timeout=300)
    assert process.returncode == status, err
    return json.loads(out) if out.startswith(("{", "[")) else err


def ask(upstream: str, path: str, *, post: bool = False) -> bytes:
    with urlopen(Request(f"{upstream}{path}", method="POST" if post else "GET")) as answer:
        body: bytes = answer.read()
    return body


def violations(upstream: str) -> list[Any]:
    """Return the requests to arXiv that came too soon."""
    log = json.loads(ask(upstream, "/_control/log"))
    early = [
        entry for entry in log["requests"] if entry.get("seconds_since_arxiv_request", 3.0) < 2.9
    ]
    assert len(early) == log["summary"]["politeness_violations"]
    return early


def test_two_days_of_real_announcements(
    upstream: str, start: Callable[..., "subprocess.Popen[str]"]
) -> None:
    """The first day's papers come once; on the second day only new ones are fetched and shown."""
    first, rival = start("update", "--json"), start("update", "--json")
    statuses = sorted([first.wait(timeout=300), rival.wait(timeout=300)])
    assert statuses == [0, 1]
    winner, loser = (first, rival) if first.returncode == 0 else (rival, first)
    assert "another papertrail process is updating" in loser.communicate()[1]
    day_one = json.loads(winner.communicate()[0])
    assert [source["status"] for source in day_one["sources"]] == ["current", "current"]
    assert day_one["new"] == day_one["embedded"] > 20
    shown = finish(start("digest", "--json"))
    assert shown["considered"] > 20

    ask(upstream, "/_control/date?d=2026-06-18", post=True)
    day_two = finish(start("update", "--json", day="2026-06-18"))
    again = finish(start("digest", "--json", day="2026-06-18"))

    assert 0 < day_two["new"] < day_one["new"]
    assert day_two["embedded"] <= day_two["new"] + day_two["updated"]
    assert all(source["fetched"] < 60 for source in day_two["sources"])
    assert again["considered"] - again["carried"] <= day_two["new"]
    ids = [
        {paper["id"] for topic in digest["topics"] for paper in topic["papers"]}
        for digest in (shown, again)
    ]
    assert ids[0]
    assert not ids[0] & ids[1]
    assert violations(upstream) == []


def test_a_long_back_fill_holds_what_the_upstream_counts(
    upstream: str, start: Callable[..., "subprocess.Popen[str]"]
) -> None:
    ask(upstream, "/_control/date?d=2026-06-18", post=True)
    process = start("update", "arxiv:cs.GR", "--since", "2026-01-01", "--json", day="2026-06-18")
    time.sleep(8)
    process.kill()
    process.communicate()

    finish(start("update", "arxiv:cs.GR", "--since", "2026-01-01", "--json", day="2026-06-18"))

    hits = finish(
        start(
            "search",
            "a paper",
            "--category",
            "cs.GR",
            "--since",
            "2026-01-01",
            "-n",
            "1000",
            "--json",
            day="2026-06-18",
        )
    )
    time.sleep(3)
    query = "search_query=cat:cs.GR+AND+submittedDate:[202601010000+TO+202606180800]&max_results=1"
    page = ask(upstream, f"/export.arxiv.org/api/query?{query}").decode()
    # This request was the test's own: another test's first one must not seem to follow it too soon.
    time.sleep(3)
    counted = int(page.partition("<opensearch:totalResults>")[2].partition("<")[0])
    assert len(hits) == counted
    assert violations(upstream) == []

"""An update that is killed at any instant loses nothing: the next one completes it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from papertrail.store import Store
from papertrail.workspace import Home
from tests.fake_arxiv import FakeArxiv, make_papers
from tests.papertrail.conftest import CONFIG, Run

# Counts everything that leaves a trace on disk or on the wire, and kills the process before the
# n-th.
KILLER = """
import os, signal, sqlite3, sys
from pathlib import Path
left = int(sys.argv[1])

def audit(event, arguments):
    global left
    if event in ("os.rename", "socket.connect", "os.truncate", "os.remove") or (
        event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
    ):
        step()

def step():
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

import arxiv, feedparser, sqlite_utils
from papertrail.store import Store
import feeds.http.client, index.vectors.index, index.embedding.resolve
import papertrail.cli.update, papertrail.core.update, papertrail.ingest.fetch
import papertrail.core.indexing, papertrail.locks, filelock
real_fsync, transaction = os.fsync, Store.transaction

def fsync(handle):
    step(); real_fsync(handle); step()

import contextlib
@contextlib.contextmanager
def counted(self):
    step()
    with transaction(self) as tx:
        yield tx
        step()
    step()

os.fsync = fsync
Store.transaction = counted
sys.addaudithook(audit)
from papertrail.cli import papertrail
status = papertrail.main(["update", "--since", "2026-05-20"], standalone_mode=False)
print(f"steps left: {left}", file=sys.stderr)
"""
MANY = 1_000_000
POINTS = 12


def prepare(root: Path, model_cache: Path) -> Home:
    root.mkdir()
    (root / "cache").symlink_to(model_cache)
    (root / "config.toml").write_text(CONFIG, encoding="utf-8")
    return Home(root, root / "cache", root / "state")


def environment(home: Home, arxiv: FakeArxiv) -> dict[str, str]:
    return os.environ | {
        "PAPERTRAIL_HOME": str(home.root),
        "PAPERTRAIL_STATE": str(home.state),
        "PAPERTRAIL_MIRROR": arxiv.address,
        "PAPERTRAIL_NOW": "2026-06-17T08:00:00Z",
    }


def update(home: Home, arxiv: FakeArxiv, steps: int) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", KILLER, str(steps)],
        env=environment(home, arxiv),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def contents(home: Home) -> list[tuple[object, ...]]:
    """Return all that is stored of all papers, whatever order they came in."""
    with Store.open(home.database) as store:
        works = store.works.get(range(1, store.works.last_key() + 1))
        return sorted(
            (w.id, w.title, w.abstract, w.authors, w.categories, w.sources, w.version, w.submitted)
            for w in works
        )


def results(
    run: Run, home: Home, arxiv: FakeArxiv, monkeypatch: pytest.MonkeyPatch
) -> tuple[dict[str, float], set[str]]:
    """Return the similarity of all papers to a query, and which have a word of it.

    How much a word counts depends on papers that were replaced until their segment is merged, so
    BM25 isn't compared.
    """
    for name, value in environment(home, arxiv).items():
        if name.startswith("PAPERTRAIL"):
            monkeypatch.setenv(name, value)
    near, worded = (
        run("search", "robots that play games", "-n", "200", "--mode", mode, "--json").json
        for mode in ("semantic", "keyword")
    )
    return {hit["id"]: hit["score"] for hit in near}, {hit["id"] for hit in worded}


def test_a_killed_update_is_made_good_by_the_next(
    tmp_path: Path, model_cache: Path, arxiv: FakeArxiv, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    arxiv.papers = make_papers(80, per_day=3)
    calm = prepare(tmp_path / "calm", model_cache)
    undisturbed = update(calm, arxiv, MANY)
    assert undisturbed.returncode == 0, undisturbed.stderr
    steps = MANY - int(undisturbed.stderr.rpartition("steps left: ")[2])
    assert steps > POINTS
    expected, (near, worded) = contents(calm), results(run, calm, arxiv, monkeypatch)
    assert len(near) == len(expected)
    assert worded
    assert len(expected) == len(
        [paper for paper in arxiv.shown() if f"{paper.submitted:%Y-%m-%d}" >= "2026-05-20"]
    )

    for point in range(POINTS):
        at = 1 + point * (steps - 1) // (POINTS - 1)
        home = prepare(tmp_path / f"killed-{at}", model_cache)
        killed = update(home, arxiv, at)
        assert killed.returncode == -signal.SIGKILL, f"not killed at step {at} of {steps}"

        again = update(home, arxiv, MANY)

        assert again.returncode == 0, f"killed at step {at}: {again.stderr}"
        assert contents(home) == expected, f"killed at step {at}"
        found = (pytest.approx(near, abs=0.01), worded)
        assert results(run, home, arxiv, monkeypatch) == found, f"killed at step {at}"


def test_an_update_killed_again_and_again_still_comes_to_its_end(
    tmp_path: Path, model_cache: Path, arxiv: FakeArxiv
) -> None:
    arxiv.papers = make_papers(80, per_day=3)
    home = prepare(tmp_path / "killed", model_cache)
    for at in (8, 14, 20, 26):
        update(home, arxiv, at)

    assert update(home, arxiv, MANY).returncode == 0
    assert len(contents(home)) == len(
        [p for p in arxiv.shown() if f"{p.submitted:%Y-%m-%d}" >= "2026-05-20"]
    )

"""An update that is killed at any instant loses nothing: the next one completes it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from papertrail.store import Store
from papertrail.workspace import Home
from tests.fake_arxiv import FakeArxiv, FakePaper, make_papers
from tests.papertrail.conftest import CONFIG, Run

# Forks for each line "HOME STEP" of its input: the child updates that home and is killed before its
# STEP-th step, counted over all that leaves a trace on disk or on the wire. Answers with the exit
# code and the steps, or with the signal.
KILLER = """
import contextlib, os, signal, sys
import arxiv, feedparser, filelock, sqlite_utils
from papertrail.store import Store
import feeds.http.client, index.vectors.index, index.embedding.resolve
import papertrail.cli.update, papertrail.core.update, papertrail.ingest.fetch
import papertrail.core.indexing, papertrail.locks
from papertrail.cli import papertrail

left = 0

def audit(event, arguments):
    writing = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
    if writing or event in ("os.rename", "socket.connect", "os.truncate", "os.remove"):
        step()

def step():
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

fsync, transaction = os.fsync, Store.transaction

def counted_fsync(handle):
    step(); fsync(handle); step()

@contextlib.contextmanager
def counted(self):
    step()
    with transaction(self) as tx:
        yield tx
        step()
    step()

def work(home, at):
    global left
    os.environ |= {"PAPERTRAIL_HOME": home, "PAPERTRAIL_STATE": home + "/state"}
    left = at
    os.fsync, Store.transaction = counted_fsync, counted
    sys.addaudithook(audit)
    code = papertrail.main(["update", "--since", "2026-05-20"], standalone_mode=False)
    print(f"{code or 0:d} {at - left}", file=answer, flush=True)

answer = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
print("ready", file=answer, flush=True)
for line in sys.stdin:
    home, at = line.rstrip().split("\\t")
    child = os.fork()
    if not child:
        work(home, int(at))
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        print(f"killed {os.WTERMSIG(status)}", file=answer, flush=True)
    elif status:
        print("failed 0", file=answer, flush=True)
"""
MANY = 1_000_000
POINTS = 12
ROOT = Path(__file__).parents[2]


class Killer:
    """A process that updates homes and is killed at chosen steps."""

    def __init__(self, arxiv: FakeArxiv) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", KILLER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | environment(arxiv),
        )
        assert self._process.stdout
        assert self._process.stdout.readline() == "ready\n"

    def update(self, home: Home, at: int = MANY) -> tuple[str, int]:
        """Update a home; return the exit code or "killed", and the steps or the signal."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{home.root}\t{at}\n")
        self._process.stdin.flush()
        word, number = self._process.stdout.readline().split()
        return word, int(number)

    def close(self) -> None:
        """End it."""
        self._process.communicate(timeout=60)


@pytest.fixture
def killer(arxiv: FakeArxiv) -> Iterator[Killer]:
    arxiv.papers = make_papers(80, per_day=3)
    started = Killer(arxiv)
    yield started
    started.close()


def prepare(root: Path, model_cache: Path) -> Home:
    root.mkdir()
    (root / "cache").symlink_to(model_cache)
    (root / "config.toml").write_text(CONFIG, encoding="utf-8")
    return Home(root, root / "cache", root / "state")


def environment(arxiv: FakeArxiv) -> dict[str, str]:
    return {"PAPERTRAIL_MIRROR": arxiv.address, "PAPERTRAIL_NOW": "2026-06-17T08:00:00Z"}


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
    for name, value in environment(arxiv).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PAPERTRAIL_HOME", str(home.root))
    monkeypatch.setenv("PAPERTRAIL_STATE", str(home.state))
    near, worded = (
        run("search", "robots that play games", "-n", "200", "--mode", mode, "--json").json
        for mode in ("semantic", "keyword")
    )
    return {hit["id"]: hit["score"] for hit in near}, {hit["id"] for hit in worded}


def test_a_killed_update_is_made_good_by_the_next(
    tmp_path: Path,
    model_cache: Path,
    killer: Killer,
    arxiv: FakeArxiv,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calm = prepare(tmp_path / "calm", model_cache)
    code, steps = killer.update(calm)
    assert code == "0"
    assert steps > POINTS
    expected, (near, worded) = contents(calm), results(run, calm, arxiv, monkeypatch)
    assert len(near) == len(expected) == len(since_may_20(arxiv))
    assert worded

    for point in range(POINTS):
        at = 1 + point * (steps - 1) // (POINTS - 1)
        home = prepare(tmp_path / f"killed-{at}", model_cache)
        killed = killer.update(home, at)
        assert killed == ("killed", signal.SIGKILL), f"not killed at step {at} of {steps}"

        code, _ = killer.update(home)

        assert code == "0", f"killed at step {at}"
        assert contents(home) == expected, f"killed at step {at}"
        found = (pytest.approx(near, abs=0.01), worded)
        assert results(run, home, arxiv, monkeypatch) == found, f"killed at step {at}"


def test_an_update_killed_again_and_again_still_comes_to_its_end(
    tmp_path: Path, model_cache: Path, killer: Killer, arxiv: FakeArxiv
) -> None:
    home = prepare(tmp_path / "killed", model_cache)
    for at in (8, 14, 20, 26):
        killer.update(home, at)

    assert killer.update(home)[0] == "0"
    assert len(contents(home)) == len(since_may_20(arxiv))


def since_may_20(arxiv: FakeArxiv) -> list[FakePaper]:
    """Return what arXiv shows of the days that are updated."""
    return [paper for paper in arxiv.shown() if f"{paper.submitted:%Y-%m-%d}" >= "2026-05-20"]

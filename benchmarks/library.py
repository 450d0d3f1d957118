"""Time the lists of a library as whole processes, next to Python with sqlite3 that counts its rows.

    python benchmarks/library.py [--papers 100000] [--rounds 7] [--home FOLDER] [--json]

Papers are drawn: titles and abstracts of random words, as long as real ones. The reader has marked
all of them, tagged a fifth and noted a hundredth. The processes take turns; medians are reported.
"""

import argparse
import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from papertrail.store import Store

LISTS = {
    "list": (),
    "list state:later": ("state:later",),
    "list tag:robots --sort priority": ("tag:robots", "--sort", "priority"),
    "list has:note -n 200": ("has:note", "-n", "200"),
    "list state:new OR tag:robots": ("state:new OR tag:robots",),
    "list since:30d --columns id,title": ("since:30d", "--columns", "id,title"),
    "list --all --sort title": ("--all", "--sort", "title"),
    "list --all --sort published": ("--all", "--sort", "published"),
    "list --all --json": ("--all", "--json"),
}
BY_HAND = """
import sqlite3, sys
found = sqlite3.connect(sys.argv[1]).execute("SELECT kind, count(*) FROM marks GROUP BY kind")
print(found.fetchall())
"""
STATES = ("later", "later", "reading", "read", "discarded")
TAGS = ("robots", "survey", "to do", "theory")
NOW = "2026-06-17T08:00:00Z"
WORDS, TITLE, ABSTRACT = 20_000, 9, 180
"""Words to draw from, and those of a title and of an abstract."""


def papers(count: int) -> Iterator[tuple[int, str, str, str]]:
    """Yield key, title, abstract and day of papers."""
    draw = random.Random(1)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(draw.choices(letters, k=draw.randint(3, 11))) for _ in range(WORDS)]
    first, days = date(2015, 1, 1), (date(2026, 6, 16) - date(2015, 1, 1)).days
    for key in range(1, count + 1):
        title, abstract = (" ".join(draw.choices(words, k=k)) for k in (TITLE, ABSTRACT))
        day = first + timedelta(days=days * key // count)
        yield key, title.capitalize(), abstract, day.isoformat()


def build(root: Path, count: int) -> None:
    """Make a home, unless it is there."""
    if (root / "built").exists():
        return
    root.mkdir(parents=True, exist_ok=True)
    (root / "config.toml").write_text('[feeds]\nfollow = ["arxiv:cs.LG"]\n')
    with Store.open(root / "papertrail.db", create=True) as store, store.transaction():
        fill(store.connection, count)
        store.works.prepare_filters()
    (root / "built").touch()


def fill(connection: sqlite3.Connection, count: int) -> None:
    """Write papers, and what a reader keeps about them."""
    for key, title, abstract, day in papers(count):
        number = f"{day[2:4]}{day[5:7]}.{key:05d}"
        url, moment = f"https://arxiv.org/abs/{number}", f"{day}T09:00:00Z"
        rows: dict[str, tuple[Any, ...]] = {
            "works (id, title, abstract, url, version, submitted, updated, fetched, change)": (
                (key, title, abstract, url, 1, moment, moment, NOW, key)
            ),
            "identifiers (scheme, value, work)": ("arxiv", number, key),
            "authors (work, position, name)": (key, 0, f"A. Author {key % 5000}"),
            "categories (work, position, name)": (key, 0, ("cs.LG", "cs.CV", "stat.ML")[key % 3]),
            "appearances (work, source, scheme, value, url, seen)": (
                (key, "arxiv:cs.LG", "arxiv", number, url, NOW)
            ),
            "marks (work, reader, topic, aspect, kind, marked)": (
                (key, "me", "", "status", STATES[key % 5], moment)
            ),
        }
        if key % 5 == 0:
            tag = TAGS[key // 5 % 4]
            rows["tags (work, reader, folded, name, added)"] = (key, "me", tag, tag, moment)
        if key % 100 == 0:
            rows["notes (work, reader, created, changed, text)"] = (
                key,
                "me",
                moment,
                moment,
                f"A note about {title}.",
            )
            rows["priorities (work, reader, priority, changed)"] = (key, "me", 1, moment)
        for table, values in rows.items():
            marks = ", ".join("?" * len(values))
            connection.execute(f"INSERT INTO {table} VALUES ({marks})", values)


def timed(command: list[str], environment: dict[str, str]) -> float:
    """Run a process; return its wall time in seconds."""
    inherited = {
        name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
    }
    started = time.perf_counter()
    done = subprocess.run(command, env=inherited | environment, capture_output=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode or not done.stdout:
        raise SystemExit(f"{command} failed: {done.stderr.decode()[-500:]}")
    return seconds


def measure(root: Path, rounds: int) -> dict[str, float]:
    """Return the median seconds of each list, and of counting by hand."""
    environment = {"PAPERTRAIL_HOME": str(root), "PAPERTRAIL_NOW": NOW}
    program = [sys.executable, "-m", "papertrail", "list"]
    commands = {name: [*program, *rest] for name, rest in LISTS.items()}
    commands["counting by hand"] = [sys.executable, "-c", BY_HAND, str(root / "papertrail.db")]
    commands["papertrail --help"] = [*program[:3], "--help"]
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            seconds = timed(command, environment)
            if turn:
                taken[name].append(seconds)
    return {name: round(statistics.median(seconds), 3) for name, seconds in taken.items()}


def main() -> None:
    """Build, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--papers", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--home", type=Path, help="where the home is made, or was made before")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = options.home or Path(folder) / "home"
        build(root, options.papers)
        found = measure(root, options.rounds)
    if options.json:
        print(json.dumps({"papers": options.papers, "seconds": found}))
        return
    for name, seconds in found.items():
        print(f"{name:<36} {seconds:6.3f} s")


if __name__ == "__main__":
    main()

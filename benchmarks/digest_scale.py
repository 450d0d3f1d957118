"""Time a digest of 50 topics over 1,000 new papers among 100,000, next to one of a single topic.

    python benchmarks/digest_scale.py HOME [--papers 100000] [--day 1000] [--topics 50] [--rounds 7]
    [--keep FOLDER]

HOME holds real papers, indexed. The others are made of these: the sentences of two real abstracts,
shuffled, under the title of one, with the mean of their vectors and some noise. Each topic's
description is the first sentence of a paper of the day, so that every topic has papers to show. The
two digests take turns, each recorded and then taken back; medians and their ratio are reported.
"""

import argparse
import itertools
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from feeds.paper import Paper
from index.sentences import split
from index.vectors.index import text_hash
from papertrail.config import load
from papertrail.indexing.generations import open_semantics
from papertrail.store import Store
from papertrail.types.work import paper_text
from papertrail.workspace import Home

NOW = datetime(2026, 6, 17, 8, tzinfo=UTC)
NOISE = 0.02
CHUNK = 5000


def main() -> None:
    """Make the store and time both digests."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("home", type=Path)
    parser.add_argument("--papers", type=int, default=100_000)
    parser.add_argument("--day", type=int, default=1000)
    parser.add_argument("--topics", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument(
        "--keep", type=Path, help="make the store here, or use the one that is here"
    )
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = options.keep or Path(folder, "home")
        if not (root / "papertrail.db").exists():
            build(options.home, root, options.papers, options.day)
        figures = measure(root, options.day, options.topics, options.rounds)
    print(json.dumps(figures, indent=2) if options.json else report(figures))


def build(real: Path, root: Path, papers: int, of_the_day: int) -> None:
    """Copy a home and fill it up to a number of papers, those of the day last."""
    shutil.copytree(real, root, symlinks=True)
    home = Home(root, root / "cache", root / "state")
    random.seed(1)
    generator = np.random.default_rng(1)
    with Store.open(home.database) as store:
        index = open_semantics(home, load(home.config_file)).vectors
        keys, vectors = index.vectors(index.keys())
        known = {work.key: work for work in store.works.get(keys.tolist()) if work.abstract}
        pairs = [(int(row), known[key]) for row, key in enumerate(keys.tolist()) if key in known]
        sentences = {work.key: split(work.abstract) for _, work in pairs}
        with store.transaction():
            indexed = json.dumps(keys.tolist())
            store.connection.execute(
                "DELETE FROM works WHERE id NOT IN (SELECT value FROM json_each(?))", [indexed]
            )
            store.connection.execute(
                "UPDATE works SET announced = '2026-01-01', submitted = '2026-01-01T00:00:00Z'"
            )
        missing = papers - store.works.count()
        for start in range(0, missing, CHUNK):
            made, rows = [], []
            for number in range(start, min(start + CHUNK, missing)):
                (one, first), (other, second) = random.sample(pairs, 2)
                text = random.sample(sentences[first.key], len(sentences[first.key]))[:5]
                text += random.sample(sentences[second.key], len(sentences[second.key]))[:3]
                day = (
                    NOW
                    if number >= missing - of_the_day
                    else NOW - timedelta(days=30 + number % 700)
                )
                made.append(paper(number, first.title, " ".join(text), day))
                rows.append((one, other))
            with store.transaction() as tx:
                tx.works.save(made, "arxiv:cs.LG", NOW)
            mixed = vectors[[one for one, _ in rows]] + vectors[[other for _, other in rows]]
            mixed += generator.normal(0, NOISE, mixed.shape).astype(np.float32)
            mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
            numbers = [store.works.find(*one.identifiers[0]) for one in made]
            hashes = [text_hash(paper_text(one.title, one.abstract)) for one in made]
            index.append(numbers, hashes, mixed, store.works.last_change())
            print(f"\r{start + len(made)} of {missing} papers made", end="", file=sys.stderr)


def paper(number: int, title: str, abstract: str, day: datetime) -> Paper:
    """Return a paper that is like no other by its identifier and its title."""
    return Paper(
        identifiers=(("arxiv", f"{day:%y%m}.{number % 100_000:05}"),),
        title=f"{title} (variant {number:06})",
        abstract=abstract,
        url=f"https://arxiv.org/abs/{day:%y%m}.{number % 100_000:05}",
        version=1,
        submitted=day,
        updated=day,
        announced=day.date(),
        categories=("cs.LG",),
    )


def measure(root: Path, of_the_day: int, count: int, rounds: int) -> dict[str, Any]:
    """Time digests of many topics and of one in turns."""
    with Store.open(root / "papertrail.db") as store:
        last = store.works.last_key()
        today = store.works.get(range(last - of_the_day + 1, last + 1, of_the_day // count))
    topics = [
        f"[[topics]]\nname = 'T{number}'\nabout = {json.dumps(split(work.abstract)[0])}\n"
        for number, work in enumerate(today[:count])
    ]
    kept = {many: "[feeds]\nfollow = []\n" + "\n".join(topics[:many]) for many in (1, count)}
    figures: dict[str, Any] = {"papers": last}
    runs: dict[int, list[dict[str, float]]] = {many: [] for many in kept}
    for turn in range(rounds + 1):
        for many, config in kept.items():
            (root / "config.toml").write_text(config, encoding="utf-8")
            run = digest(root)
            if turn:  # the first one finds files that nothing has read yet
                runs[many].append(run)
    for many, found in runs.items():
        figures[f"{many} topics"] = {
            name: round(statistics.median(run[name] for run in found), 3) for name in found[0]
        }
    figures["cpu_ratio"] = round(
        figures[f"{count} topics"]["cpu_seconds"] / figures["1 topics"]["cpu_seconds"], 2
    )
    figures["ratio"] = round(
        figures[f"{count} topics"]["seconds"] / figures["1 topics"]["seconds"], 2
    )
    return figures


def digest(root: Path) -> dict[str, float]:
    """Make a digest in a process, then remove it; return its seconds, peak MB and papers."""
    environment = {"PAPERTRAIL_HOME": str(root), "PAPERTRAIL_STATE": str(root / "state")}
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "papertrail", "digest", "--json"],
        env=os.environ | environment | {"PAPERTRAIL_NOW": "2026-06-17T08:00:00Z"},
        stdout=subprocess.PIPE,
    )
    made = json.loads(process.stdout.read() if process.stdout else b"")
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if status:
        raise SystemExit("the digest failed")
    with Store.open(root / "papertrail.db") as store, store.transaction():
        for table in ("digest_papers", "shown", "waiting", "digests"):
            store.connection.execute(f"DELETE FROM {table}")
    shown = itertools.chain.from_iterable(topic["papers"] for topic in made["topics"])
    return {
        "seconds": seconds,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "megabytes": usage.ru_maxrss / (1024 if sys.platform == "linux" else 1 << 20),
        "considered": made["considered"],
        "shown": sum(1 + len(paper["similar"]) for paper in shown),
    }


def report(figures: dict[str, Any]) -> str:
    """Return the figures as a Markdown table."""
    lines = [
        f"{figures['papers']:,} papers",
        "",
        "| topics | considered | shown | s | CPU s | MB |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {name} | {found['considered']:.0f} | {found['shown']:.0f}"
        f" | {found['seconds']:.2f} | {found['cpu_seconds']:.2f} | {found['megabytes']:.0f} |"
        for name, found in figures.items()
        if isinstance(found, dict)
    ]
    return "\n".join(
        [*lines, "", f"ratio {figures['ratio']:.2f}, of CPU time {figures['cpu_ratio']:.2f}"]
    )


if __name__ == "__main__":
    main()

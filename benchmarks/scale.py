"""Measure the cost of a search and an update, from thousands of papers to millions.

    python benchmarks/scale.py --papers 3000000 --recorded RECORDED --real HOME [--homes DIR]
    [--rounds 7] [--svg FILE]

Makes homes of 3,000, 30,000, 300,000 ... papers in DIR, where they are not there already, see
`synthetic_home`. HOME is one of real papers, as `papertrail update` makes it from RECORDED. Then,
in turns over the homes, so that whatever else the machine does falls on all of them:

- cold: `papertrail search`, the whole process, without and with a filter that about a third of the
papers pass;
- warm: the same searches one after the other in one process;
- update: storing, embedding and indexing 500 new papers, as `papertrail update` does once they are
fetched, and what of
  it is not embedding, which costs the same in every home. Small homes are copied for it, so that
  they do not grow.

Medians over the rounds are printed; the first one is not counted. The page cache is warm: before
its turn, all files of a home are read.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from cold import timed

QUERIES = (
    "state space models for long sequences",
    "hallucination in large language models",
    "protein structure prediction",
    "robot manipulation from human videos",
    "contrastive learning of visual representations",
    "graph neural networks for molecules",
    "fairness of recommender systems",
)
FILTER = {"since": "2020-01-01", "category": "cs"}
NEW = 500
THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive"}
"""As the command line sets them: threads of numpy that wait busily take the cores from the rest."""


def warm(home: Path, rounds: int) -> list[float]:
    """Return the seconds of each search in one process; runs in a child of its own."""
    from datetime import UTC, datetime

    import papertrail
    from papertrail.search.hybrid import search
    from papertrail.search.query import parse

    os.environ["PAPERTRAIL_HOME"] = str(home)
    seconds = []
    with papertrail.open() as paper:
        store, indexes = paper.resources.store, paper.resources.indexes()
        for turn in range(rounds * len(QUERIES) + 3):
            query = parse(QUERIES[turn % len(QUERIES)], datetime.now(UTC).date())
            started = time.perf_counter()
            search(store, indexes, query, 10)
            seconds.append(time.perf_counter() - started)
    return seconds[3:]


def update(home: Path, recorded: Path) -> list[tuple[float, float]]:
    """Return the seconds of an update, and those of them without embedding; runs in a child."""
    from datetime import UTC, datetime

    from synthetic_home import Corpus, paper_of

    import papertrail
    from index.embedding.encoder import Encoder
    from papertrail.indexing.catch_up import catch_up
    from papertrail.indexing.keywords import catch_up_keywords

    os.environ["PAPERTRAIL_HOME"] = str(home)
    now = datetime.now(UTC)
    drawn = Corpus(recorded, seed=now.microsecond).draw(NEW, f"{now:%H%M%S}")
    papers = [paper_of(paper, now) for paper in drawn]
    encode, embedding = Encoder.encode, [0.0]

    def timed_encode(*arguments: Any) -> Any:  # noqa: ANN401 - as the method
        started = time.perf_counter()
        try:
            return encode(*arguments)
        finally:
            embedding[0] += time.perf_counter() - started

    Encoder.encode = timed_encode  # type: ignore[method-assign]
    with papertrail.open() as paper:
        store = paper.resources.store
        semantics, keywords = paper.resources.semantics(), paper.resources.keywords()
        started = time.perf_counter()
        with store.transaction() as tx:
            saved = tx.works.save(papers, "arxiv:cs.LG", now)
        store.works.prepare_filters()
        indexed = min(catch_up(store, semantics), catch_up_keywords(store, keywords))
        seconds = time.perf_counter() - started
    if (saved.new, indexed) != (NEW, NEW):
        raise SystemExit(f"{saved.new} papers were new and {indexed} indexed, not {NEW}")
    return [(seconds, seconds - embedding[0])]


def read_through(home: Path) -> None:
    """Have the system hold all files of a home in memory."""
    for file in home.rglob("*"):
        if file.is_file():
            with file.open("rb", buffering=0) as content:
                while content.read(1 << 20):
                    pass


@contextmanager
def to_change(home: Path, size: int) -> Iterator[Path]:
    """Give a home that may grow: a copy, unless a few rounds of updates are nothing to it."""
    if size >= 100 * NEW:
        yield home
        return
    with tempfile.TemporaryDirectory(dir=home.parent) as folder:
        copy = shutil.copytree(home, Path(folder) / home.name, symlinks=True)
        # What is still to be written would be waited for by the first commit.
        os.sync()
        yield copy


def child(task: str, *arguments: str) -> Any:  # noqa: ANN401 - JSON
    """Run a task of this program in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--task", task, *arguments],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | THREADS,
    )
    if done.returncode:
        raise SystemExit(f"{task} failed: {done.stderr[-800:]}")
    return json.loads(done.stdout)


def measure(homes: dict[int, Path], arguments: argparse.Namespace) -> dict[int, dict[str, Any]]:
    """Return medians for each size: seconds, and the peak memory of a cold search in MB."""
    kinds = ("cold", "cold, filtered", "warm", "update")
    found: dict[int, dict[str, list[Any]]] = {size: {kind: [] for kind in kinds} for size in homes}
    for turn in range(arguments.rounds + 1):
        for size, home in homes.items():
            read_through(home)
            query = QUERIES[turn % len(QUERIES)]
            search = [sys.executable, "-m", "papertrail", "search", query, "--json"]
            environment = {"PAPERTRAIL_HOME": str(home)}
            options = list(chain.from_iterable((f"--{name}", FILTER[name]) for name in FILTER))
            figures = {
                "cold": [timed(search, environment)],
                "cold, filtered": [timed([*search, *options], environment)],
                "warm": child("warm", str(home), "1"),
            }
            with to_change(home, size) as growing:
                figures["update"] = child("update", str(growing), str(arguments.recorded))
            if turn:
                for kind, values in figures.items():
                    found[size][kind] += values
    return {
        size: {
            "cold": statistics.median(seconds for seconds, _ in values["cold"]),
            "filtered": statistics.median(seconds for seconds, _ in values["cold, filtered"]),
            "memory": max(peak for _, peak in values["cold"] + values["cold, filtered"]),
            "warm": statistics.median(values["warm"]),
            "update": statistics.median(seconds for seconds, _ in values["update"]),
            "storing": statistics.median(seconds for _, seconds in values["update"]),
        }
        for size, values in found.items()
    }


def table(figures: dict[int, dict[str, Any]]) -> str:
    """Return the figures as a Markdown table."""
    lines = [
        (
            "| papers | cold search | with a filter | peak memory | warm search "
            "| 500 more papers | of it not embedding |"
        ),
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    first = next(iter(figures.values()))
    lines += [
        f"| {size:,} | {row['cold']:.2f} s | {row['filtered']:.2f} s | {row['memory']:.0f} MB"
        f" | {row['warm'] * 1000:.0f} ms"
        + "".join(
            f" | {row[kind]:.2f} s ({row[kind] / first[kind]:.2f})"
            for kind in ("update", "storing")
        )
        + " |"
        for size, row in figures.items()
    ]
    return "\n".join(lines)


def plot(figures: dict[int, dict[str, Any]]) -> str:
    """Plot the growth of each cost, in multiples of the smallest home's, as SVG."""
    colours = {
        "cold": "#1f6feb",
        "filtered": "#8250df",
        "warm": "#1a7f37",
        "update": "#bc4c00",
        "storing": "#9a6700",
    }
    names = {"cold": "cold search", "filtered": "cold, filtered", "warm": "warm search"}
    names |= {"update": "500 more papers", "storing": "without embedding"}
    sizes = list(figures)
    growth = [
        max(row[kind] / figures[sizes[0]][kind] for kind in colours) for row in figures.values()
    ]
    top = 1.1 * max(2.0, *growth)
    places = [70 + 400 * number / max(len(sizes) - 1, 1) for number in range(len(sizes))]
    parts = [
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 320" '
            'font-family="sans-serif" font-size="12">'
        ),
        '<rect width="640" height="320" fill="white"/>',
    ]
    parts += [
        f'<text x="{x:.0f}" y="305" text-anchor="middle">{size:,}</text>'
        for x, size in zip(places, sizes, strict=True)
    ]
    for tick in range(int(top) + 1):
        y = 280 - 250 * tick / top
        parts.append(
            f'<path d="M70 {y:.1f}H470" stroke="#ddd"/><text x="60" y="{y + 4:.1f}" '
            f'text-anchor="end">{tick}x</text>'
        )
    for number, (kind, colour) in enumerate(colours.items()):
        heights = [
            280 - 250 * figures[size][kind] / figures[sizes[0]][kind] / top for size in sizes
        ]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(places, heights, strict=True))
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
        )
        parts.append(f'<text x="490" y="{60 + 22 * number}" fill="{colour}">{names[kind]}</text>')
    return "\n".join([*parts, "</svg>", ""])


def main() -> None:
    """Build what is missing, measure and print."""
    if sys.argv[1:2] == ["--task"]:
        task, *paths = sys.argv[2:]
        print(
            json.dumps(
                warm(Path(paths[0]), int(paths[1])) if task == "warm" else update(*map(Path, paths))
            )
        )
        return
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--papers", type=int, default=3_000_000, help="in the largest home")
    parser.add_argument(
        "--recorded", type=Path, required=True, help="the folder of recorded upstream data"
    )
    parser.add_argument("--real", type=Path, required=True, help="a home of real papers")
    parser.add_argument(
        "--homes", type=Path, default=Path("scale-homes"), help="where the homes are kept"
    )
    parser.add_argument("--rounds", type=int, default=7, help="how often each cost is measured")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--svg", type=Path, help="draw how the costs grow")
    arguments = parser.parse_args()
    sizes = [size for size in (3_000, 30_000, 300_000, 3_000_000) if size < arguments.papers] + [
        arguments.papers
    ]
    homes = {size: arguments.homes.absolute() / str(size) for size in sizes}
    for size, home in homes.items():
        # A process of its own, so that this one stays small: a child's peak memory starts at its
        # parent's.
        code = "import sys; from pathlib import Path; from synthetic_home import build; "
        code += "build(Path(sys.argv[1]), int(sys.argv[2]), *map(Path, sys.argv[3:]))"
        command = [
            sys.executable,
            "-c",
            code,
            str(home),
            str(size),
            str(arguments.recorded),
            str(arguments.real),
        ]
        subprocess.run(
            command, check=True, env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
        )
    figures = measure(homes, arguments)
    print(json.dumps(figures) if arguments.json else table(figures))
    if arguments.svg:
        arguments.svg.write_text(plot(figures), encoding="utf-8")


if __name__ == "__main__":
    main()

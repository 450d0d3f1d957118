"""The digests of five weeks of recorded announcements, one a day, with the three starter topics.

    python benchmarks/digest.py HOME [--first 2026-05-15] [--last 2026-06-20] [--plot FILE] [--json]

HOME holds real papers, indexed: of the days, and of months before. Each day what was submitted on
the business day before is stored and indexed in a home that began with the older papers, and
`papertrail digest` runs as a process of its own with the clock at 08:00 UTC. A reader then likes
some of the papers that were shown and match a rule of keywords that the topics don't know, and
dislikes some that don't. Reported: how many papers were considered and shown, how many of these had
been shown before (by id and by title), how many match the rule, and the time and peak memory of
each digest.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from feeds.paper import Paper
from index.vectors.index import VectorIndex
from papertrail.config import load, starter
from papertrail.indexing.generations import open_semantics
from papertrail.store import Store
from papertrail.types.work import Work
from papertrail.workspace import Home

RULES = {
    "Transformers": r"transformer|self-attention|linear attention|attention head",
    "Self-supervised learning": (
        r"self-supervis|contrastive|masked (image|auto|predict)|unlabel|joint.embedding"
    ),
    "Meta-learning": r"meta-learn|meta learn|few-shot|learning to learn|fast adaptation",
}
BATCH = 1000
MARKS_A_DAY = 2
"""Likes, and dislikes, of each topic a day."""


@dataclass(frozen=True)
class Day:
    """The figures of one digest."""

    day: str
    considered: int
    carried: int
    shown: int
    similar: int
    exploration: int
    repeats: int
    matching: int
    seconds: float
    cpu_seconds: float
    megabytes: float


def main() -> None:
    """Replay the days and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("home", type=Path)
    parser.add_argument("--first", type=date.fromisoformat, default=date(2026, 5, 15))
    parser.add_argument("--last", type=date.fromisoformat, default=date(2026, 6, 20))
    parser.add_argument("--plot", type=Path, help="write the days as an SVG picture")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        days = list(replay(options.home, Path(folder, "home"), options.first, options.last))
    print(json.dumps([asdict(day) for day in days], indent=2) if options.json else table(days))
    if options.plot:
        options.plot.write_text(plot(days), encoding="utf-8")


def replay(real: Path, root: Path, first: date, last: date) -> Iterator[Day]:
    """Yield the digests from a first to a last day; older papers are considered before."""
    home = Home(root, real / "cache", root / "state")
    root.mkdir(parents=True)
    (root / "cache").symlink_to(home.cache.resolve())
    home.config_file.write_text(starter(), encoding="utf-8")
    ids: set[str] = set()
    titles: set[str] = set()
    with (
        Store.open(Home(real, home.cache, home.state).database) as source,
        Store.open(home.database, create=True) as store,
    ):
        vectors = open_semantics(Home(real, home.cache, home.state), load(home.config_file)).vectors
        index = open_semantics(home, load(home.config_file)).vectors
        waiting = sorted(
            (day_of(work), work.key) for work in source.works.get(vectors.keys().tolist())
        )
        for number in range(-1, (last - first).days + 1):
            day = first + timedelta(days=number)
            arrived = [key for announced, key in waiting if announced <= day]
            waiting = waiting[len(arrived) :]
            copy(source, vectors, store, index, arrived, day)
            digest, cost = run_digest(root, day)
            if number >= 0:
                yield figures(digest, ids, titles, cost)
                mark(store, digest, day)


def day_of(work: Work) -> date:
    """Return the day of a paper's announcement: the first business day after it was submitted."""
    day = date.fromisoformat((work.submitted or work.fetched)[:10]) + timedelta(days=1)
    return day + timedelta(days=max(0, 7 - day.isoweekday() + 1) if day.isoweekday() > 5 else 0)


def copy(
    source: Store,
    vectors: VectorIndex,
    store: Store,
    index: VectorIndex,
    keys: list[int],
    day: date,
) -> None:
    """Store and index works of another home, in batches."""
    moment = datetime(day.year, day.month, day.day, 7, tzinfo=UTC)
    for start in range(0, len(keys), BATCH):
        works = source.works.get(keys[start : start + BATCH])
        with store.transaction() as tx:
            tx.works.save([paper(work) for work in works], "arxiv", moment)
        numbers = [store.works.find(*work.identifiers[0]) for work in works]
        hashes = vectors.text_hashes([work.key for work in works])[1]
        index.append(
            numbers,
            hashes,
            vectors.vectors([work.key for work in works])[1],
            store.works.last_change(),
        )


def paper(work: Work) -> Paper:
    """Return the paper of a work, as a source sends it."""
    return Paper(
        identifiers=work.identifiers,
        title=work.title,
        abstract=work.abstract,
        authors=work.authors,
        url=work.url,
        categories=work.categories,
        version=work.version,
        submitted=datetime.fromisoformat(work.submitted) if work.submitted else None,
        updated=datetime.fromisoformat(work.updated) if work.updated else None,
    )


def figures(
    digest: dict[str, Any], ids: set[str], titles: set[str], cost: tuple[float, float, float]
) -> Day:
    """Return a digest in figures; ids and titles that were shown before grow by it."""
    papers = [(topic["name"], paper) for topic in digest["topics"] for paper in topic["papers"]]
    every = [work for _, paper in papers for work in (paper, *paper["similar"])]
    repeats = 0
    for work in every:
        title = re.sub(r"\W+", " ", work["title"]).casefold()
        repeats += work["id"] in ids or title in titles
        ids.add(work["id"])
        titles.add(title)
    return Day(
        digest["date"],
        digest["considered"],
        digest["carried"],
        len(every),
        sum(len(paper["similar"]) for _, paper in papers),
        sum(paper["exploration"] for _, paper in papers),
        repeats,
        sum(matches(topic, paper) for topic, paper in papers if not paper["exploration"]),
        *cost,
    )


def matches(topic: str, paper: dict[str, Any]) -> bool:
    """Return whether a paper is on a topic, by the topic's rule."""
    return bool(re.search(RULES[topic], f"{paper['title']} {paper['abstract']}", re.IGNORECASE))


def mark(store: Store, digest: dict[str, Any], day: date) -> None:
    """Like some of the shown papers that the reader means, and dislike some others."""
    moment = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    for topic in digest["topics"]:
        for kind, wanted in (("like", True), ("dislike", False)):
            chosen = [
                paper["id"] for paper in topic["papers"] if matches(topic["name"], paper) is wanted
            ][:MARKS_A_DAY]
            keys = [store.works.find(*name.split(":", 1)) for name in chosen]
            with store.transaction() as tx:
                tx.marks.set([key for key in keys if key], kind, moment, topic["name"])


def run_digest(root: Path, day: date) -> tuple[dict[str, Any], tuple[float, float, float]]:
    """Make the digest of a day in a process; return it with its seconds, CPU seconds, peak MB."""
    environment = {
        "PAPERTRAIL_HOME": str(root),
        "PAPERTRAIL_STATE": str(root / "state"),
        "PAPERTRAIL_NOW": f"{day}T08:00:00Z",
    }
    command = [sys.executable, "-m", "papertrail", "digest", "--json"]
    started = time.perf_counter()
    process = subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.PIPE)
    out = process.stdout.read() if process.stdout else b""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if status:
        raise SystemExit(f"the digest of {day} failed")
    megabytes = usage.ru_maxrss / (1024 if sys.platform == "linux" else 1 << 20)
    return json.loads(out), (seconds, usage.ru_utime + usage.ru_stime, megabytes)


def table(days: list[Day]) -> str:
    """Return the days as a Markdown table with a summary."""
    lines = [
        (
            "| day | considered | carried over | shown | similar | exploring | repeats "
            "| as the rule | s | CPU s | MB |"
        ),
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {day.day} | {day.considered} | {day.carried} | {day.shown} | {day.similar} | "
        f"{day.exploration}"
        f" | {day.repeats} | {day.matching} | {day.seconds:.2f} | {day.cpu_seconds:.2f} | "
        f"{day.megabytes:.0f} |"
        for day in days
    ]
    half = len(days) // 2
    shown = [day.shown for day in days if day.considered]
    summary = (
        f"{sum(day.shown for day in days)} papers shown in {len(days)} digests,"
        f" median {statistics.median(shown)} on the {len(shown)} days with news;"
        f" repeats: {sum(day.repeats for day in days)}; exploration: "
        f"{share(days, 'exploration', 'shown'):.0%};"
        f" as the rule says: {precision(days[:half]):.0%} in the first half,"
        f" {precision(days[half:]):.0%} in the second;"
        f" median {statistics.median(day.seconds for day in days):.2f} s,"
        f" {statistics.median(day.cpu_seconds for day in days):.2f} s of CPU time,"
        f" {statistics.median(day.megabytes for day in days):.0f} MB."
    )
    return "\n".join([*lines, "", summary])


def share(days: list[Day], part: str, whole: str) -> float:
    """Return the part that one figure has of another over some days."""
    return sum(getattr(day, part) for day in days) / max(
        sum(getattr(day, whole) for day in days), 1
    )


def precision(days: list[Day]) -> float:
    """Return the share of the matches that the reader means."""
    return sum(day.matching for day in days) / max(
        sum(day.shown - day.similar - day.exploration for day in days), 1
    )


def plot(days: list[Day]) -> str:
    """Return the sizes of the digests, in bars over the days, as SVG."""
    step, height, left = 20, 160, 40
    highest = max(day.shown for day in days) or 1
    scale = height / highest
    parts = []
    for number, day in enumerate(days):
        x = left + number * step
        for count, colour, base in (
            (day.shown - day.exploration, "#1a5fb4", 0),
            (day.exploration, "#b48ad6", day.shown - day.exploration),
        ):
            y = 20 + height - (base + count) * scale
            parts.append(
                f'<rect x="{x}" y="{y:.1f}" width="14" height="{count * scale:.1f}" '
                f'fill="{colour}"/>'
            )
        label = f"{day.day[5:]}: {day.shown} of {day.considered}"
        parts.append(
            f'<text x="{x + 7}" y="{y - 4:.1f}" text-anchor="middle">{day.shown or ""}</text>'
        )
        parts.append(
            f'<text transform="translate({x + 11},{height + 30}) rotate(60)"><title>'
            f"{label}</title>{day.day[5:]}</text>"
        )
    width = left + len(days) * step + 20
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height + 90}" '
        'font-family="sans-serif"'
        f' font-size="9" fill="#445"><rect width="100%" height="100%" fill="#fff"/>{"".join(parts)}'
        f'<text x="{left}" y="{height + 82}" font-size="11">papers in each digest, 2026; violet: '
        "exploration</text>"
        "</svg>\n"
    )


if __name__ == "__main__":
    main()

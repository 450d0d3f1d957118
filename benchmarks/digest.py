"""The digests of five weeks of recorded announcements, one a day, with the three starter topics.

    PAPERTRAIL_RECORDED=FOLDER python benchmarks/digest.py [--first DAY] [--last DAY] [--plot FILE] [--json]

FOLDER holds recorded upstream data and the server that replays it (`data/`, `upstream/replay.py`). Each day is an
update and a digest as whole processes, with the clock set to 08:00 UTC of that day. A reader then likes some of the
papers that were shown and match a rule of keywords that the topics don't know, and dislikes some that don't. Reported:
how many papers were considered and shown, how many of these had been shown before (by id and by title), how many match
the rule, and the time and peak memory of each digest.
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
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from papertrail.config import starter

RULES = {
    "Transformers": r"transformer|self-attention|linear attention|attention head",
    "Self-supervised learning": r"self-supervis|contrastive|masked (image|auto|predict)|unlabel|joint.embedding",
    "Meta-learning": r"meta-learn|meta learn|few-shot|learning to learn|fast adaptation",
}
MARKS_A_DAY = 2
"""Likes, and dislikes, of each topic a day."""


@dataclass(frozen=True)
class Day:
    """What one digest was."""

    day: str
    considered: int
    carried: int
    shown: int
    similar: int
    exploration: int
    repeats: int
    matching: int
    seconds: float
    megabytes: float


def main() -> None:
    """Replay the days and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--first", type=date.fromisoformat, default=date(2026, 5, 15))
    parser.add_argument("--last", type=date.fromisoformat, default=date(2026, 6, 20))
    parser.add_argument("--plot", type=Path, help="write the days as an SVG picture")
    parser.add_argument("--home", type=Path, help="keep the home here")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    recorded = os.environ.get("PAPERTRAIL_RECORDED")
    if not recorded:
        raise SystemExit("PAPERTRAIL_RECORDED names no folder of recorded upstream data")
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder, "home")
        days = list(replay(Path(recorded), home, options.first, options.last))
    print(json.dumps([asdict(day) for day in days], indent=2) if options.json else table(days))
    if options.plot:
        options.plot.write_text(plot(days), encoding="utf-8")


def replay(recorded: Path, home: Path, first: date, last: date) -> Iterator[Day]:
    """Yield the digests from a first to a last day; what was announced in the fortnight before is stored first."""
    home.mkdir(parents=True, exist_ok=True)
    config = starter().replace("[network]\n", "[network]\narxiv_interval = 0.05\n")
    (home / "config.toml").write_text(config, encoding="utf-8")
    with serving(recorded, first - timedelta(days=1)) as environment:
        papertrail(home, environment, "update", "--since", f"{first - timedelta(days=14)}")
        papertrail(home, environment, "digest", "--json")
    ids: set[str] = set()
    titles: set[str] = set()
    for number in range((last - first).days + 1):
        with serving(recorded, first + timedelta(days=number)) as environment:
            papertrail(home, environment, "update")
            digest, seconds, megabytes = papertrail(home, environment, "digest", "--json")
            yield told(digest, ids, titles, seconds, megabytes)
            mark(home, environment, digest)


def told(digest: dict[str, Any], ids: set[str], titles: set[str], seconds: float, megabytes: float) -> Day:
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
        seconds,
        megabytes,
    )


def matches(topic: str, paper: dict[str, Any]) -> bool:
    """Tell whether the reader means a paper when speaking of a topic."""
    return bool(re.search(RULES[topic], f"{paper['title']} {paper['abstract']}", re.IGNORECASE))


def mark(home: Path, environment: dict[str, str], digest: dict[str, Any]) -> None:
    """Like some of the shown papers that the reader means, and dislike some others."""
    for topic in digest["topics"]:
        for kind, wanted in (("like", True), ("dislike", False)):
            chosen = [paper["id"] for paper in topic["papers"] if matches(topic["name"], paper) is wanted]
            if chosen:
                papertrail(home, environment, "mark", kind, *chosen[:MARKS_A_DAY], "--topic", topic["name"])


@contextmanager
def serving(recorded: Path, day: date) -> Iterator[dict[str, str]]:
    """Serve the upstreams as they were on a day; yields the environment of a client of that day."""
    with tempfile.TemporaryDirectory() as folder:
        port = Path(folder, "port")
        command = [sys.executable, recorded / "upstream" / "replay.py", "--data", recorded / "data", "--port", "0"]
        command += ["--port-file", port, "--date", f"{day}"]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            while not port.exists() or not port.read_text().strip():
                time.sleep(0.05)
            yield {
                "PAPERTRAIL_MIRROR": f"http://127.0.0.1:{port.read_text().strip()}",
                "PAPERTRAIL_NOW": f"{day}T08:00:00Z",
            }
        finally:
            server.terminate()
            server.wait()


def papertrail(home: Path, environment: dict[str, str], *arguments: str) -> tuple[dict[str, Any], float, float]:
    """Run a command; return what it printed as JSON, if it did, its seconds and its peak memory in MB."""
    places = {"PAPERTRAIL_HOME": str(home), "PAPERTRAIL_STATE": str(home / "state")}
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "papertrail", *arguments],
        env=os.environ | places | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    out = process.stdout.read() if process.stdout else b""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status) not in (0, 3):
        raise SystemExit(f"papertrail {' '.join(arguments[:3])} failed on {environment['PAPERTRAIL_NOW']}")
    megabytes = usage.ru_maxrss / (1024 if sys.platform == "linux" else 1 << 20)
    return (json.loads(out) if "--json" in arguments else {}), seconds, megabytes


def table(days: list[Day]) -> str:
    """Return the days as a Markdown table with a summary."""
    lines = [
        "| day | considered | carried over | shown | of these similar | exploring | repeats | as the rule | s | MB |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {day.day} | {day.considered} | {day.carried} | {day.shown} | {day.similar} | {day.exploration}"
        f" | {day.repeats} | {day.matching} | {day.seconds:.2f} | {day.megabytes:.0f} |"
        for day in days
    ]
    half = len(days) // 2
    shown = [day.shown for day in days if day.considered]
    summary = (
        f"{sum(day.shown for day in days)} papers shown in {len(days)} digests,"
        f" median {statistics.median(shown)} on the {len(shown)} days with news;"
        f" repeats: {sum(day.repeats for day in days)}; exploration: {share(days, 'exploration', 'shown'):.0%};"
        f" as the rule says: {precision(days[:half]):.0%} in the first half,"
        f" {precision(days[half:]):.0%} in the second;"
        f" median {statistics.median(day.seconds for day in days):.2f} s,"
        f" {statistics.median(day.megabytes for day in days):.0f} MB."
    )
    return "\n".join([*lines, "", summary])


def share(days: list[Day], part: str, whole: str) -> float:
    """Return the part that one figure has of another over some days."""
    return sum(getattr(day, part) for day in days) / max(sum(getattr(day, whole) for day in days), 1)


def precision(days: list[Day]) -> float:
    """Return the share of the matches that the reader means."""
    return sum(day.matching for day in days) / max(sum(day.shown - day.similar - day.exploration for day in days), 1)


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
            parts.append(f'<rect x="{x}" y="{y:.1f}" width="14" height="{count * scale:.1f}" fill="{colour}"/>')
        label = f"{day.day[5:]}: {day.shown} of {day.considered}"
        parts.append(f'<text x="{x + 7}" y="{y - 4:.1f}" text-anchor="middle">{day.shown or ""}</text>')
        parts.append(
            f'<text transform="translate({x + 11},{height + 30}) rotate(60)"><title>{label}</title>{day.day[5:]}</text>'
        )
    width = left + len(days) * step + 20
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height + 90}" font-family="sans-serif"'
        f' font-size="9" fill="#445"><rect width="100%" height="100%" fill="#fff"/>{"".join(parts)}'
        f'<text x="{left}" y="{height + 82}" font-size="11">papers in each digest, 2026; violet: exploration</text>'
        "</svg>\n"
    )


if __name__ == "__main__":
    main()

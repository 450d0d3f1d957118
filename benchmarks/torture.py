"""Kill every act at random instants and at every write, and take disk, memory or clock away.

    python benchmarks/torture.py [--instants 300] [--boundaries 0] [--minutes M] [--seed 1]
        [--recorded RECORDED] [--parts quarter kills limits] [--results FILE] [--write]

A loopback arXiv announces 40 papers, and the home delivers into a folder. Each act gets SIGKILL at
instants drawn uniformly from the time that it takes undisturbed, and before each of its writes (0
for all, else at most that many, spread over the act), each in a copy of the home, and is then run
once more. Other rows limit an act and then run it again without the limit. Afterwards the home must
hold the same works, show and deliver each paper once, answer a search with the same papers, and be
well by `papertrail doctor`. Last, a quarter of a year is lived through, see `torture_quarter`; with
`--recorded` its papers are those of recorded announcements. `--minutes` bounds kills and limits
together, half for each. `--parts` can be measured at different times if `--results` names a file.
`--write` puts the tables into docs/reliability.md.
"""

import argparse
import json
import math
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from torture_boundaries import kill_at_boundaries, library
from torture_home import ACTS, NOW, PAPERS, ROOT, Act, Bench, Row
from torture_quarter import Quarter, live_through

from tests.fake_arxiv import FakeArxiv, make_papers

PARTS = ("quarter", "kills", "limits")
MARKERS = ("<!-- torture -->", "<!-- /torture -->")


def kill_at_random(
    bench: Bench, act: Act, instants: int, draw: random.Random, ends: float = math.inf
) -> Row:
    """Kill an act at random instants, until the monotonic clock ends it; return its line."""
    row = Row(act.name)
    home = bench.copy(act.base, "whole")
    began = time.monotonic()
    bench.run(home, act.arguments)
    took = time.monotonic() - began
    shutil.rmtree(home)
    for number in range(instants):
        if time.monotonic() > ends:
            break
        home = bench.copy(act.base, f"at-{number}")
        process = bench.start(home, act.arguments)
        try:
            process.communicate(timeout=draw.uniform(0.1 * took, took))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            row.disturbed += 1
        bench.judge(home, act, row)
        shutil.rmtree(home)
    print(row, file=sys.stderr, flush=True)
    return row


def limited(bench: Bench, name: str, limits: list[tuple[int, int]], ends: float) -> Row:
    """Run each act under limits of a resource; a failure must be one line, and pass with them."""
    row = Row(name)
    for kind, most in limits:
        for act in ACTS:
            if time.monotonic() > ends:
                break
            home = bench.copy(act.base, "limited")

            def limit(kind: int = kind, most: int = most) -> None:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(kind, (most, most))

            process = bench.start(home, act.arguments, limit=limit)
            _, err = process.communicate()
            row.disturbed += process.returncode != 0
            row.unwell += "unexpected" in err or "Traceback" in err
            bench.judge(home, act, row)
            shutil.rmtree(home)
    print(row, file=sys.stderr, flush=True)
    return row


def read_only(bench: Bench) -> Row:
    """Run each act in a home that is mounted read-only; a failure must be one line."""
    row = Row("read-only home")
    for act in ACTS:
        home = bench.copy(act.base, "read-only")
        mounts = ["mount", "--bind", home, home], ["mount", "-o", "remount,ro,bind", home]
        if any(
            subprocess.run(each, capture_output=True, check=False).returncode for each in mounts
        ):
            subprocess.run(["umount", home], capture_output=True, check=False)
            print("no read-only home: that needs the right to mount", file=sys.stderr)
            shutil.rmtree(home)
            break
        process = bench.start(home, act.arguments)
        _, err = process.communicate()
        row.disturbed += process.returncode != 0
        row.unwell += "unexpected" in err or "Traceback" in err
        subprocess.run(["umount", "-l", home], check=True)
        bench.judge(home, act, row)
        shutil.rmtree(home)
    print(row, file=sys.stderr, flush=True)
    return row


def clock_jumps(bench: Bench) -> Row:
    """Make digests under a clock that is a year ahead, then behind, then right."""
    row = Row("clock a year ahead, then behind")
    for first, second in (("2027-06-17T08:00:00Z", NOW), ("2025-06-17T08:00:00Z", NOW)):
        home = bench.copy("filled", "clock")
        bench.run(home, ["digest", "--send"], now=first)
        bench.run(home, ["digest", "--send"], now=second)
        row.disturbed += 1
        bench.judge(home, ACTS[1], row)
        shutil.rmtree(home)
    return row


def two_of_everything(bench: Bench) -> Row:
    """Run each act twice at once."""
    row = Row("two of each act at once")
    for act in ACTS:
        home = bench.copy(act.base, "twice")
        both = [bench.start(home, act.arguments) for _ in range(2)]
        for process in both:
            process.communicate()
        row.disturbed += 1
        bench.judge(home, act, row)
        shutil.rmtree(home)
    return row


def torture(
    folder: Path,
    instants: int,
    seed: int,
    acts: tuple[Act, ...] = ACTS,
    cache: Path | None = None,
    *,
    boundaries: int | None = None,
    seconds: float = math.inf,
) -> list[Row]:
    """Kill each of some acts at its share of the instants, and at write boundaries.

    Args:
        folder: for the homes.
        instants: for all acts together.
        seed: of the random instants.
        acts: which.
        cache: of converted models.
        boundaries: the most writes of each act; 0 for all, None for none.
        seconds: for all kills; each act and kind gets an equal share.

    Returns:
        A line for each act and kind.
    """
    draw = random.Random(seed)
    rows = []
    with FakeArxiv(make_papers(PAPERS)) as site:
        bench = Bench(folder, site.address, cache)
        bench.prepare()
        loaded = library(folder) if boundaries is not None else None
        if boundaries is not None and loaded is None:
            print("no write boundaries: they need Linux and a C compiler", file=sys.stderr)
        share = seconds / len(acts) / (2 if loaded else 1)
        for act in acts:
            ends = time.monotonic() + share
            rows.append(kill_at_random(bench, act, -(-instants // len(acts)), draw, ends))
            if loaded and boundaries is not None:
                ends = time.monotonic() + share
                rows.append(kill_at_boundaries(bench, act, loaded, boundaries, ends))
    return rows


def limits(folder: Path, seconds: float = math.inf) -> list[Row]:
    """Take disk, memory, files, clock and solitude away; return a line for each.

    Args:
        folder: for the homes.
        seconds: for disk, memory and files together; each gets an equal share.
    """
    with FakeArxiv(make_papers(PAPERS)) as site:
        bench = Bench(folder, site.address)
        bench.prepare()
        sizes = [(resource.RLIMIT_FSIZE, size) for size in (4096, 1 << 16, 1 << 18)]
        memory = [(resource.RLIMIT_AS, size << 20) for size in (300, 600, 1000)]
        files = [(resource.RLIMIT_NOFILE, count) for count in (12, 20)]
        rows = [read_only(bench), clock_jumps(bench), two_of_everything(bench)]
        for name, kinds in (
            ("full disk (RLIMIT_FSIZE)", sizes),
            ("too little memory (RLIMIT_AS)", memory),
            ("too few open files (RLIMIT_NOFILE)", files),
        ):
            rows.append(limited(bench, name, kinds, time.monotonic() + seconds / 3))
        return rows


def table(rows: list[Row]) -> str:
    """Return rows as Markdown."""
    lines = [
        "| act or limit | runs | disturbed | lost | doubled | unwell |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {row.name} | {row.instants} | {row.disturbed} | {row.lost} | {row.doubled} "
        f"| {row.unwell} |"
        for row in rows
    ]
    return "\n".join(lines)


def page(found: dict[str, Any]) -> str:
    """Return what the page gets of results by their parts: both tables, and how much was tried."""
    killed, starved = ([Row(**row) for row in found.get(part, [])] for part in ("kills", "limits"))
    counted = [row for row in killed if "at writes of" in row.name]
    at_writes = sum(row.instants for row in counted)
    writes = sum(int(row.name.rpartition(" ")[2]) for row in counted)
    at_random = sum(row.instants for row in killed) - at_writes
    kills = f"{at_random} kills at random instants and at {at_writes:,} of {writes:,} writes"
    rows, more = [*killed, *starved], []
    if "quarter" in found:
        quarter = Quarter(**{**found["quarter"], "row": Row(**found["quarter"]["row"])})
        rows.append(quarter.row)
        more = ["", quarter.table()]
    heading = f"Measured on {datetime.now(UTC):%Y-%m-%d}: {kills}."
    return "\n".join([heading, "", table(rows), *more])


def measure(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Do the parts that are asked for; return their results, fit for JSON."""
    found: dict[str, Any] = {}
    seconds = options.minutes * 60 / 2
    for part in options.parts:
        place = folder / part
        place.mkdir()
        if part == "quarter":
            found[part] = asdict(live_through(place, options.recorded, options.seed))
        elif part == "kills":
            rows = torture(
                place,
                options.instants,
                options.seed,
                boundaries=options.boundaries,
                seconds=seconds,
            )
            found[part] = [asdict(row) for row in rows]
        else:
            found[part] = [asdict(row) for row in limits(place, seconds)]
    return found


def main() -> None:
    """Print the tables, or write them into the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--instants", type=int, default=300)
    parser.add_argument("--boundaries", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=math.inf)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--recorded", type=Path, default=os.environ.get("PAPERTRAIL_RECORDED"))
    parser.add_argument("--parts", nargs="*", choices=PARTS, default=PARTS)
    parser.add_argument("--results", type=Path, help="keep results here, and add those that it has")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(options, Path(folder))
    if options.results:
        known = json.loads(options.results.read_text()) if options.results.exists() else {}
        found = known | found
        options.results.write_text(json.dumps(found, indent=1), encoding="utf-8")
    made = page(found)
    print(made)
    if options.write:
        file = ROOT / "docs" / "reliability.md"
        before, _, rest = file.read_text(encoding="utf-8").partition(MARKERS[0])
        _, _, after = rest.partition(MARKERS[1])
        file.write_text(f"{before}{MARKERS[0]}\n{made}\n{MARKERS[1]}{after}", encoding="utf-8")
    rows = [*found.get("kills", []), *found.get("limits", [])]
    rows += [found["quarter"]["row"]] if "quarter" in found else []
    sys.exit(any(row["lost"] or row["doubled"] or row["unwell"] for row in rows))


if __name__ == "__main__":
    main()

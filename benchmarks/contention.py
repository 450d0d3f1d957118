"""Run an update, ten readers and a marker in one home at once; count the failures of each.

    python benchmarks/contention.py RECORDED [--seconds 60] [--readers 10] [--feed cs.GR] [--json]

Each of them is a process that runs one command after the other as the command line does, each with
a connection of its own; to start Python for each would take most of the time. The update fetches a
week further back each time, from the recorded upstream without arXiv's spacing. A run fails if its
exit code is not 0; `status` may also end with 3, when a source is not current. What is still
running at the end is stopped and not counted.
"""

import argparse
import contextlib
import itertools
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from recorded_home import CONFIG, RecordedHome

from tests.replay import Replay

DAY = "2026-06-17"
FIRST = "2026-06-15"
QUERIES = ("reasoning", "rendering since:30d", "neural networks cat:cs", '"language models"')
MARKS = ("like", "later", "none")
WORKER = """
import contextlib, io, json, sys
from papertrail import cli
for line in sys.stdin:
    sys.argv, code, errors = ["papertrail", *json.loads(line)], 0, io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(errors):
        try:
            cli.main()
        except SystemExit as end:
            code = end.code or 0
    print(code, (errors.getvalue().splitlines() or [""])[-1], flush=True)
"""
"""Runs the commands that it reads, each a line of JSON."""


@dataclass(frozen=True, slots=True)
class Ran:
    """One run of a command.

    Attributes:
        error: the last line on standard error if it failed, otherwise empty.
    """

    command: str
    seconds: float
    error: str


def readers(ids: list[str], number: int) -> Iterator[list[str]]:
    """Yield the commands of one reader, without end; each reader begins with another one."""
    for turn in itertools.count(number):
        paper, query = ids[turn % len(ids)], QUERIES[turn % len(QUERIES)]
        yield (
            ["search", query, "--json"],
            ["status", "--json"],
            ["show", paper, "--json"],
            ["digest", "--dry-run", "--json"],
            ["similar", paper, "--json"],
            ["list", "--json"],
        )[turn % 6]


def updates() -> Iterator[list[str]]:
    """Yield updates, each of which fetches a week further back."""
    for week in itertools.count(1):
        yield [
            "update",
            "--json",
            "--since",
            str(date.fromisoformat(FIRST) - timedelta(weeks=week)),
        ]


def marks(ids: list[str]) -> Iterator[list[str]]:
    """Yield marks on one paper after the other."""
    for turn in itertools.count():
        yield ["mark", MARKS[turn % len(MARKS)], ids[turn % len(ids)]]


def repeat(home: RecordedHome, commands: Iterator[list[str]], over: threading.Event) -> list[Ran]:
    """Run commands one after the other, in one process."""
    done = []
    with (
        home.open(["-c", WORKER], day=DAY, stdin=subprocess.PIPE) as process,
        stopping(process, over),
    ):
        for command in commands:
            started = time.monotonic()
            answer = asked(process, command)
            if over.is_set():
                break
            code, _, line = answer.rstrip("\n").partition(" ")
            failed = code not in (("0", "3") if command[0] == "status" else ("0",))
            done.append(
                Ran(
                    command[0],
                    time.monotonic() - started,
                    f"{code or 'died'}: {line}" if failed else "",
                )
            )
            if not answer:
                break
    return done


def asked(process: "subprocess.Popen[str]", command: list[str]) -> str:
    """Have a worker run a command; return its exit code and last error line, empty if it died."""
    assert process.stdin
    assert process.stdout
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write(json.dumps(command) + "\n")
        process.stdin.flush()
    return process.stdout.readline()


@contextlib.contextmanager
def stopping(process: "subprocess.Popen[str]", over: threading.Event) -> Iterator[None]:
    """Kill a process once the time is over, or at the end of the block."""
    killer = threading.Thread(target=lambda: (over.wait(), process.kill()))
    killer.start()
    try:
        yield
    finally:
        over.wait()
        killer.join()


def contend(home: RecordedHome, ids: list[str], count: int, seconds: float) -> list[Ran]:
    """Run all at the same time; return all runs."""
    over = threading.Event()
    lines = [updates(), marks(ids), *(readers(ids, number) for number in range(count))]
    with ThreadPoolExecutor(len(lines)) as pool:
        running = [pool.submit(repeat, home, commands, over) for commands in lines]
        time.sleep(seconds)
        over.set()
        return [ran for line in running for ran in line.result()]


def summary(runs: list[Ran]) -> dict[str, dict[str, float]]:
    """Return runs, failures and seconds of each command."""
    commands: dict[str, list[Ran]] = {}
    for ran in runs:
        commands.setdefault(ran.command, []).append(ran)
    return {
        command: {
            "runs": len(some),
            "failures": sum(bool(ran.error) for ran in some),
            "median_seconds": round(statistics.median(ran.seconds for ran in some), 2),
            "slowest_seconds": round(max(ran.seconds for ran in some), 2),
        }
        for command, some in commands.items()
    }


def main() -> int:
    """Measure and print; the exit code is 1 if anything failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("recorded", type=Path, help="the folder that holds data and upstream")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--readers", type=int, default=10)
    parser.add_argument("--feed", default="cs.GR", help="an arXiv category")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Replay(arguments.recorded, DAY) as replay:
        cache = Path(folder, "cache")
        cache.mkdir()
        config = CONFIG.format(feed=arguments.feed, limit=10)
        home = RecordedHome.make(Path(folder, "home"), cache, replay.address, config)
        home.run("update", "--since", FIRST, day=DAY)
        ids = [hit["id"] for hit in home.json("search", "learning", "-n", "50", day=DAY)]
        runs = contend(home, ids, arguments.readers, arguments.seconds)
        papers = home.json("status", day=DAY)["papers"]
    found, errors = (
        summary(runs),
        sorted({f"{ran.command}: {ran.error}" for ran in runs if ran.error}),
    )
    if arguments.json:
        print(json.dumps({"papers": papers, "commands": found, "errors": errors}))
    else:
        print(f"{'command':10}{'runs':>6}{'failures':>10}{'median s':>10}{'slowest s':>11}")
        for command, one in found.items():
            print(
                f"{command:10}{one['runs']:6}{one['failures']:10}"
                f"{one['median_seconds']:10.2f}{one['slowest_seconds']:11.2f}"
            )
        print(f"{papers:,} papers at the end", *errors, sep="\n")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())

"""Kill every act at random instants, and take its disk, memory or clock away; check what remains.

    python benchmarks/torture.py [--instants 300] [--seed 1] [--write]

Needs no recorded data: a loopback arXiv announces 40 papers, and the home delivers into a folder.
Each act gets SIGKILL at instants drawn uniformly from the time that it takes undisturbed, each in a
copy of the home, and is then run once more. Other rows limit an act and then run it again without
the limit. Afterwards the home must hold the same works, show and deliver each paper once, answer a
search with the same papers, and be well by `papertrail doctor`. `--write` puts the table into
docs/reliability.md.
"""

import argparse
import json
import lzma
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.fake_arxiv import FakeArxiv, make_papers

ROOT = Path(__file__).resolve().parents[1]
NOW = "2026-06-17T08:00:00Z"
CONFIG = """\
[feeds]
follow = ["arxiv:cs.LG"]

[[topics]]
name = "Graphs"
about = "graphs"
threshold = 0.3

[network]
arxiv_interval = 0
backoff = 0.01

[deliver.notes]
kind = "folder"
path = "{folder}"
file = "%Y-%m-%d-%H.md"
"""
MARKERS = ("<!-- torture -->", "<!-- /torture -->")


@dataclass
class Act:
    """Something that is disturbed.

    Attributes:
        base: the state of the home in which it begins: "empty", "filled" or "old".
        arguments: of the command line; "{out}" is a folder for its files.
    """

    name: str
    base: str
    arguments: list[str]
    variables: dict[str, str] = field(default_factory=dict)


ACTS = (
    Act("update", "empty", ["update"]),
    Act("digest --send", "filled", ["digest", "--send"]),
    Act("reindex", "filled", ["reindex"]),
    Act("models use", "filled", ["models", "use", "all-MiniLM-L6-v2", "--dim", "256"]),
    Act("backup", "filled", ["backup", "{out}/home.tar.gz"]),
    Act("restore", "filled", ["restore", "{backup}"]),
    Act("migration", "old", ["status"]),
)


@dataclass
class Row:
    """One line of the table."""

    name: str
    instants: int = 0
    disturbed: int = 0
    lost: int = 0
    doubled: int = 0
    unwell: int = 0


class Bench:
    """The homes, and the commands on copies of them."""

    def __init__(self, folder: Path, mirror: str, cache: Path | None = None) -> None:
        self.folder = folder
        self._mirror = mirror
        self.bases = {name: folder / name for name in ("empty", "filled", "old")}
        self.backup = folder / "backup.tar.gz"
        self._cache = cache or folder / "cache"

    def prepare(self) -> None:
        """Make the homes in which acts begin."""
        self._cache.mkdir(exist_ok=True)
        empty = self.bases["empty"]
        self._make(empty)
        filled = self.copy("empty", "filled")
        self.run(filled, ["update"], check=True)
        self.run(filled, ["backup", str(self.backup)], check=True)
        old = self.bases["old"]
        self._make(old)
        dump = lzma.decompress((ROOT / "tests/papertrail/store/home_0_1_0.sql.xz").read_bytes())
        connection = sqlite3.connect(old / "papertrail.db", isolation_level=None)
        connection.executescript(dump.decode())
        connection.close()

    def copy(self, base: str, name: str) -> Path:
        """Copy a home, with its converted model linked and a folder of its own to deliver into."""
        home = self.folder / name
        shutil.copytree(self.bases[base], home, symlinks=True)
        self._configure(home)
        return home

    def _make(self, home: Path) -> None:
        home.mkdir()
        (home / "cache").symlink_to(self._cache)
        self._configure(home)

    def _configure(self, home: Path) -> None:
        notes = home / "notes"
        notes.mkdir(exist_ok=True)
        text = CONFIG.replace("{folder}", str(notes))
        (home / "config.toml").write_text(text, encoding="utf-8")

    def start(
        self,
        home: Path,
        arguments: list[str],
        *,
        now: str = NOW,
        limit: Callable[[], None] | None = None,
    ) -> "subprocess.Popen[str]":
        """Start a command; `limit` runs in its process before it."""
        variables = {
            "PAPERTRAIL_HOME": str(home),
            "PAPERTRAIL_STATE": str(home / "state"),
            "PAPERTRAIL_MIRROR": self._mirror,
            "PAPERTRAIL_NOW": now,
        }
        places = {"{out}": str(home), "{backup}": str(self.backup)}
        words = [arguments[0]]
        for word in arguments[1:]:
            for mark, place in places.items():
                word = word.replace(mark, place)  # noqa: PLW2901 - one place after the other
            words.append(word)
        return subprocess.Popen(
            [sys.executable, "-m", "papertrail", *words],
            env=os.environ | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=limit,  # noqa: PLW1509 - one thread
        )

    def run(
        self, home: Path, arguments: list[str], *, check: bool = False, now: str = NOW
    ) -> tuple[int, str]:
        """Run a command to its end; return its exit code and its output."""
        process = self.start(home, arguments, now=now)
        out, err = process.communicate()
        if check and process.returncode:
            raise SystemExit(f"{arguments} failed: {err}")
        return process.returncode, out

    def judge(self, home: Path, act: Act, row: Row) -> None:
        """Bring a disturbed home to its end, and count what is not as it should be."""
        row.instants += 1
        code, _ = self.run(home, act.arguments)
        row.unwell += code not in (0, 3)
        if act.base != "old":
            self.run(home, ["update"])
            self.run(home, ["digest", "--send"])
            self._compare(home, row)
        code, out = self.run(home, ["doctor", "--json"])
        if act.base == "old":
            # Its sources failed when it was made, and nothing of it is indexed.
            known = {"sources", "index"}
            findings = [each for each in json.loads(out)["findings"] if each["kind"] not in known]
            row.unwell += bool(findings)
            with sqlite3.connect(home / "papertrail.db") as connection:
                (count,) = connection.execute("SELECT count(*) FROM works").fetchone()
            row.lost += count != self.old_works
        else:
            row.unwell += code != 0

    @property
    def old_works(self) -> int:
        """The number of works in the old home."""
        with sqlite3.connect(self.bases["old"] / "papertrail.db") as connection:
            (count,) = connection.execute("SELECT count(*) FROM works").fetchone()
        return int(count)

    def _compare(self, home: Path, row: Row) -> None:
        with sqlite3.connect(home / "papertrail.db") as connection:
            (works,) = connection.execute("SELECT count(*) FROM works").fetchone()
            shown = [each for (each,) in connection.execute("SELECT work FROM digest_papers")]
            (late,) = connection.execute(
                "SELECT count(*) FROM deliveries WHERE state != 'confirmed'"
            ).fetchone()
        connection.close()
        row.lost += works != 40 or not shown or bool(late)
        row.doubled += len(shown) != len(set(shown))
        files = [path.read_text(encoding="utf-8") for path in (home / "notes").glob("*.md")]
        links = [line for text in files for line in text.splitlines() if "arxiv.org/abs" in line]
        row.doubled += len(links) != len(set(links))
        _, out = self.run(home, ["search", "paper", "-n", "99", "--json"])
        row.lost += len(json.loads(out or "[]")) != 40


def kill_at_random(bench: Bench, act: Act, instants: int, draw: random.Random) -> Row:
    """Kill an act at random instants; return its line."""
    row = Row(act.name)
    home = bench.copy(act.base, "whole")
    began = time.monotonic()
    bench.run(home, act.arguments)
    took = time.monotonic() - began
    shutil.rmtree(home)
    for number in range(instants):
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


def limited(bench: Bench, name: str, limits: list[tuple[int, int]]) -> Row:
    """Run each act under limits of a resource; a failure must be one line, and pass with them."""
    row = Row(name)
    for act in ACTS:
        for kind, most in limits:
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
) -> list[Row]:
    """Kill each of some acts at its share of the instants; return a line for each."""
    draw = random.Random(seed)
    with FakeArxiv(make_papers(40)) as site:
        bench = Bench(folder, site.address, cache)
        bench.prepare()
        return [kill_at_random(bench, act, -(-instants // len(acts)), draw) for act in acts]


def limits(folder: Path) -> list[Row]:
    """Take disk, memory, files, clock and solitude away; return a line for each."""
    with FakeArxiv(make_papers(40)) as site:
        bench = Bench(folder, site.address)
        bench.prepare()
        sizes = [(resource.RLIMIT_FSIZE, size) for size in (4096, 1 << 16, 1 << 18)]
        memory = [(resource.RLIMIT_AS, size << 20) for size in (300, 600, 1000)]
        files = [(resource.RLIMIT_NOFILE, count) for count in (12, 20)]
        return [
            limited(bench, "full disk (RLIMIT_FSIZE)", sizes),
            limited(bench, "too little memory (RLIMIT_AS)", memory),
            limited(bench, "too few open files (RLIMIT_NOFILE)", files),
            clock_jumps(bench),
            two_of_everything(bench),
        ]


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


def main() -> None:
    """Print the table, or write it into the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--instants", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as killed, tempfile.TemporaryDirectory() as tight:
        rows = torture(Path(killed), options.instants, options.seed) + limits(Path(tight))
    made = table(rows)
    print(made)
    if options.write:
        page = ROOT / "docs" / "reliability.md"
        before, _, rest = page.read_text(encoding="utf-8").partition(MARKERS[0])
        _, _, after = rest.partition(MARKERS[1])
        page.write_text(f"{before}{MARKERS[0]}\n{made}\n{MARKERS[1]}{after}", encoding="utf-8")
    sys.exit(any(row.lost or row.doubled or row.unwell for row in rows))


if __name__ == "__main__":
    main()

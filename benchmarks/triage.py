"""Time `papertrail triage` on 100,000 papers: start, and keys until they are painted.

    python benchmarks/triage.py --recorded RECORDED [--papers 100000] [--rounds 5] [--keys 300]
    [--home DIR] [--json]

Makes a home of papers with the words of recorded ones, in DIR where it is not there already, and
starts the screen on a pseudo-terminal of 80x24 with all of them. "start" is from the start of the
process to the first complete frame with papers. "key" is from a byte that is typed to the frame
that shows its effect; of a mark, to the frame that says that it is stored.

In turns with it the same rows are shown by Textual's DataTable, and by newsboat if it is
installed: a feed of these papers that it has in its cache.
"""

import argparse
import json
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from synthetic_home import Corpus, write_store
from terminal import Terminal

MOVES = {
    "down": b"j",
    "up": b"k",
    "half a page": b"\x04",
    "page": b"\x1b[6~",
    "last": b"G",
    "first": b"g",
}
MARKS = {
    "like": (b"l", b"liked: "),
    "dislike": (b"d", b"disliked: "),
    "later": (b"s", b"later: "),
    "discard": (b"x", b"discarded: "),
    "undo": (b"u", b"taken back: "),
}
TABLE_MOVES = {"down": b"\x1b[B", "up": b"\x1b[A", "page": b"\x1b[6~", "last": b"\x1b[1;5F"}
EVERYTHING = "since:1900-01-01"


def main() -> None:
    """Make the home, time the programs in turns, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--recorded", type=Path, default=os.environ.get("PAPERTRAIL_RECORDED"))
    parser.add_argument("--papers", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keys", type=int, default=300, help="keys to time in each round")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.recorded is None:
        raise SystemExit("name the folder of recorded data: --recorded or PAPERTRAIL_RECORDED")
    random.seed(3)
    with tempfile.TemporaryDirectory() as folder:
        root = options.home or Path(folder, "home")
        if not (root / "papertrail.db").exists():
            make_home(root, options.papers, Path(options.recorded))
        figures = measure(root, options.papers, options.rounds, options.keys)
    print(json.dumps(figures, indent=2) if options.json else report(figures))


def make_home(root: Path, papers: int, recorded: Path) -> None:
    """Make a home of synthetic papers without indexes, which a list of filters does not need."""
    root.mkdir(parents=True)
    (root / "config.toml").write_text("[feeds]\n", encoding="utf-8")
    write_store(root / "papertrail.db", Corpus(recorded, seed=2).draw(papers))


def measure(root: Path, papers: int, rounds: int, keys: int) -> dict[str, dict[str, float]]:
    """Return the figures of each program."""
    environment = {
        **os.environ,
        "PAPERTRAIL_HOME": str(root),
        "PAPERTRAIL_STATE": str(root / "state"),
        "COLUMNS": "",
        "LINES": "",
    }
    python, here = sys.executable, Path(__file__).parent
    rounds_of: dict[str, Callable[[], Round]] = {
        "papertrail triage": lambda: triage_round(
            Terminal([python, "-m", "papertrail", "triage", EVERYTHING], environment), papers, keys
        ),
        "Textual's DataTable": lambda: table_round(
            Terminal(
                [python, str(here / "triage_table.py"), str(root / "papertrail.db")], environment
            ),
            keys,
        ),
    }
    if shutil.which("newsboat"):
        command = newsboat(root / "papertrail.db", root / "newsboat")
        rounds_of["newsboat"] = lambda: newsboat_round(Terminal(command, environment), keys)
    found: dict[str, list[Round]] = {name: [] for name in rounds_of}
    for turn in range(rounds + 1):
        for name, one in rounds_of.items():
            timed = one()
            # The first round warms the caches of files.
            if turn:
                found[name].append(timed)
    return {name: summary(timed) for name, timed in found.items()}


Round = tuple[float, Sequence[float], Sequence[float]]
"""Seconds to start, of moves, of marks."""


def summary(rounds: Sequence[Round]) -> dict[str, float]:
    """Return the figures of some rounds: seconds to start, milliseconds of keys."""
    moves = [key for timed in rounds for key in timed[1]]
    marks = [key for timed in rounds for key in timed[2]]
    figures = {
        "start": statistics.median(timed[0] for timed in rounds),
        "start_worst": max(timed[0] for timed in rounds),
        "key_median_ms": 1000 * statistics.median(moves),
        "key_p95_ms": 1000 * quantile(moves, 0.95),
    }
    if marks:
        figures |= {
            "mark_median_ms": 1000 * statistics.median(marks),
            "mark_p95_ms": 1000 * quantile(marks, 0.95),
        }
    return {name: round(value, 3) for name, value in figures.items()}


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value that a share of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def triage_round(terminal: Terminal, papers: int, keys: int) -> Round:
    """Time one start of the screen, moves and marks."""
    try:
        start = terminal.wait_for(f" of {papers:,}".encode()) - terminal.started
        terminal.settle(0.3)
        moves = timed_moves(terminal, MOVES, keys)
        marks = []
        for number in range(keys // 4):
            name = random.choice(["like", "dislike", "later", "discard"])
            key, said = MARKS["undo" if number % 5 == 4 else name]
            marks.append(-terminal.send(key) + terminal.wait_for(said))
            terminal.settle()
        return start, moves, marks
    finally:
        terminal.close()


def table_round(terminal: Terminal, keys: int) -> Round:
    """Time one start of the table, and moves."""
    try:
        start = terminal.wait_for(b"2026-06-1", 600) - terminal.started
        terminal.settle(0.3)
        return start, timed_moves(terminal, TABLE_MOVES, keys), ()
    finally:
        terminal.close()


def newsboat(database: Path, folder: Path) -> list[str]:
    """Put the papers into newsboat's cache unless they are there; return what shows them."""
    own = [*("-u", f"{folder}/urls"), *("-c", f"{folder}/cache.db"), *("-C", f"{folder}/config")]
    if folder.exists():
        return ["newsboat", *own]
    folder.mkdir()
    rows = sqlite3.connect(database).execute("SELECT title, url, abstract FROM works ORDER BY id")
    items = "".join(
        f"<item><title>{escape(title)}</title><link>{escape(url)}</link><guid>{escape(url)}</guid>"
        f"<description>{escape(abstract)}</description></item>"
        for title, url, abstract in rows
    )
    feed = folder / "feed.xml"
    feed.write_text(
        f'<rss version="2.0"><channel><title>papers</title>{items}</channel></rss>',
        encoding="utf-8",
    )
    (folder / "urls").write_text(f"file://{feed}\n", encoding="utf-8")
    (folder / "config").write_text("show-read-feeds yes\n", encoding="utf-8")
    subprocess.run(["newsboat", *own, "-x", "reload"], check=True, capture_output=True)
    return ["newsboat", *own]


def newsboat_round(terminal: Terminal, keys: int) -> Round:
    """Time one start of newsboat up to the list of titles, and moves."""
    try:
        feeds = terminal.wait_for(b"1 total)", 600, frame=False) - terminal.started
        terminal.settle()
        pressed = terminal.send(b"\r")
        start = feeds + terminal.wait_for(b"Articles in feed", 600, frame=False) - pressed
        terminal.settle(0.3)
        moves = timed_moves(terminal, {"down": b"j", "up": b"k"}, keys, frame=False)
        return start, moves, ()
    finally:
        terminal.close()


def timed_moves(
    terminal: Terminal, moves: Mapping[str, bytes], count: int, *, frame: bool = True
) -> list[float]:
    """Return the seconds from each of some random keys to its frame."""
    # The key before decides whether one has an effect: at the end of a list, none does.
    names = random.choices(list(moves), k=count)
    seconds = []
    for name in names:
        moment = terminal.send(moves[name])
        try:
            painted = terminal.wait_for(b"", 0.5, frame=frame) if frame else drawn(terminal)
        except TimeoutError:
            continue
        seconds.append(painted - moment)
        terminal.settle()
    return seconds


def drawn(terminal: Terminal) -> float:
    """Return when anything is drawn."""
    return terminal.wait_for(b"\x1b", 0.5, frame=False)


def report(figures: Mapping[str, Mapping[str, float]]) -> str:
    """Return the figures as a table."""
    lines = [f"load average: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", ""]
    for name, of in figures.items():
        lines.append(name)
        lines += [f"  {key:<16} {value:>10,.3f}" for key, value in of.items()]
    return "\n".join(lines)


if __name__ == "__main__":
    main()

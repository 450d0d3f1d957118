"""Homes for the programs that torture papertrail: made, copied, disturbed and judged."""

import json
import lzma
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAPERS = 40
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
DRIVER = """
import contextlib, io, json, runpy, sys
done = []
for arguments in json.loads(sys.argv[1]):
    sys.argv = ["papertrail", *arguments]
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            runpy.run_module("papertrail", run_name="__main__")
        except SystemExit as ended:
            code = ended.code or 0
    done.append([code, out.getvalue(), err.getvalue()])
print(json.dumps(done))
"""
"""Runs several commands in one process, which starts once."""


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
        more: dict[str, str] | None = None,
    ) -> "subprocess.Popen[str]":
        """Start a command; `limit` runs in its process before it."""
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "papertrail", *self._words(home, arguments)],
            env=os.environ | self._variables(home, now) | (more or {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=limit,  # noqa: PLW1509 - one thread
        )

    def _variables(self, home: Path, now: str) -> dict[str, str]:
        return {
            "PYTHONPATH": str(ROOT),
            "PAPERTRAIL_HOME": str(home),
            "PAPERTRAIL_STATE": str(home / "state"),
            "PAPERTRAIL_MIRROR": self._mirror,
            "PAPERTRAIL_NOW": now,
        }

    def _words(self, home: Path, arguments: list[str]) -> list[str]:
        places = {"{out}": str(home), "{backup}": str(self.backup)}
        words = [arguments[0]]
        for word in arguments[1:]:
            for mark, place in places.items():
                word = word.replace(mark, place)  # noqa: PLW2901 - one place after the other
            words.append(word)
        return words

    def run(
        self, home: Path, arguments: list[str], *, check: bool = False, now: str = NOW
    ) -> tuple[int, str]:
        """Run a command to its end; return its exit code and its output."""
        process = self.start(home, arguments, now=now)
        out, err = process.communicate()
        if check and process.returncode:
            raise SystemExit(f"{arguments} failed: {err}")
        return process.returncode, out

    def run_all(
        self, home: Path, commands: list[list[str]], now: str = NOW
    ) -> list[tuple[int, str, str]]:
        """Run commands one after the other in one process; return code, output and talk of each."""
        words = [self._words(home, arguments) for arguments in commands]
        done = subprocess.run(
            [sys.executable, "-P", "-c", DRIVER, json.dumps(words)],
            env=os.environ | self._variables(home, now),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            return [(done.returncode, "", done.stderr)] * len(commands)
        return [tuple(each) for each in json.loads(done.stdout)]

    def judge(self, home: Path, act: Act, row: Row) -> None:
        """Bring a disturbed home to its end, and count what is not as it should be."""
        row.instants += 1
        if act.base == "old":
            (code, *_), (_, out, _) = self.run_all(home, [act.arguments, ["doctor", "--json"]])
            # Its sources failed when it was made, and nothing of it is indexed.
            known = {"sources", "index"}
            found = json.loads(out or '{"findings": [{"kind": "none"}]}')["findings"]
            row.unwell += code not in (0, 3) or any(each["kind"] not in known for each in found)
            with sqlite3.connect(home / "papertrail.db") as connection:
                (count,) = connection.execute("SELECT count(*) FROM works").fetchone()
            connection.close()
            row.lost += count != self.old_works
            return
        commands = [["update"], ["digest", "--send"]]
        commands += [["search", "paper", "-n", "99", "--json"], ["doctor", "--json"]]
        if act.arguments[0] == "restore":
            # The backup has the settings of another home, which delivers into another folder.
            ((code, *_),) = self.run_all(home, [act.arguments])
            self._configure(home)
            done = self.run_all(home, commands)
        else:
            (code, *_), *done = self.run_all(home, [act.arguments, *commands])
        _, _, (_, found, _), (health, *_) = done
        row.unwell += code not in (0, 3) or health != 0
        self._compare(home, row, found)

    @property
    def old_works(self) -> int:
        """The number of works in the old home."""
        with sqlite3.connect(self.bases["old"] / "papertrail.db") as connection:
            (count,) = connection.execute("SELECT count(*) FROM works").fetchone()
        return int(count)

    def _compare(self, home: Path, row: Row, found: str) -> None:
        with sqlite3.connect(home / "papertrail.db") as connection:
            (works,) = connection.execute("SELECT count(*) FROM works").fetchone()
            shown = [each for (each,) in connection.execute("SELECT work FROM digest_papers")]
            (late,) = connection.execute(
                "SELECT count(*) FROM deliveries WHERE state != 'confirmed'"
            ).fetchone()
        connection.close()
        row.lost += works != PAPERS or not shown or bool(late)
        row.doubled += len(shown) != len(set(shown))
        files = [path.read_text(encoding="utf-8") for path in (home / "notes").glob("*.md")]
        links = [line for text in files for line in text.splitlines() if "arxiv.org/abs" in line]
        row.doubled += len(links) != len(set(links))
        row.lost += len(json.loads(found or "[]")) != PAPERS

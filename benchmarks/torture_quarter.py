"""Live through a quarter of a year: a run a day, with kills, missed days, holidays and travel.

From 14 September 2026 the reader lives in Sydney, where summer time begins on 4 October, flies to
New York on 20 October, where it ends on 1 November, and Thanksgiving is without an announcement.
Every tenth day has no run, every tenth run is killed and begun anew. Some papers get a second and
a third version; twelve become posters, and then papers of the proceedings, a third of them under
new titles. Afterwards each paper is one work, was in one digest, and each version was reported
once.
"""

import gzip
import json
import os
import random
import signal
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from zoneinfo import ZoneInfo

from torture_home import DRIVER, ROOT, Row

from tests.fake_arxiv import FakeArxiv, FakePaper, make_papers
from tests.feeds.conferences.test_neurips import row as proceedings_row
from tests.feeds.conferences.test_neurips import year_list
from tests.feeds.conferences.test_virtual_site import event, listing

FIRST, DAYS = date(2026, 9, 14), 91
LAST = FIRST + timedelta(days=DAYS - 1)
HOLIDAYS = frozenset({date(2026, 11, 26)})
FLIGHT = date(2026, 10, 20)
POSTERS, PROCEEDINGS = date(2026, 11, 10), date(2026, 12, 1)
PER_DAY = 8
BEFORE = 7
"""Days before the first run whose papers the first update finds."""
LIST = "neurips.cc/static/virtual/data/neurips-2026-orals-posters.json"
YEAR = "papers.nips.cc/paper_files/paper/2026"
CONFIG = """\
[feeds]
follow = ["arxiv:cs.LG", "neurips:2026"]

[[topics]]
name = "Everything"
about = "papers"
threshold = 0.0
limit = 1000

[network]
arxiv_interval = 0
interval = 0
backoff = 0.01

[deliver.notes]
kind = "folder"
path = "{folder}"
file = "%Y-%m-%d-%H%M%S.md"
"""


@dataclass
class Quarter:
    """What came of it.

    Attributes:
        row: the line of the table.
        papers: that were announced.
        memory: the greatest of each day's processes, MB.
        seconds: that each day's commands took.
    """

    row: Row
    papers: int = 0
    memory: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def table(self) -> str:
        """Return memory and time of the first and the last month as Markdown."""
        third = len(self.memory) // 3
        lines = [
            f"| a day's run, {self.papers:,} papers in all | first month | last month |",
            "| --- | --- | --- |",
        ]
        for name, values in (("memory, median MB", self.memory), ("time, median s", self.seconds)):
            first, last = (statistics.median(part) for part in (values[:third], values[-third:]))
            digits = 0 if "MB" in name else 1
            lines.append(f"| {name} | {first:.{digits}f} | {last:.{digits}f} |")
        return "\n".join(lines)


class Upstreams(FakeArxiv):
    """arXiv, and pages of conferences by HOST/PATH."""

    pages: dict[str, bytes]

    def _answer(self, handler: BaseHTTPRequestHandler, path: str, query: dict[str, str]) -> None:
        body = self.pages.get(path.lstrip("/"))
        if body is None:
            super()._answer(handler, path, query)
        else:
            self._send(handler, 200, body)


def live_through(folder: Path, recorded: Path | None, seed: int) -> Quarter:
    """Run papertrail for a quarter of a year in a new home; return what came of it.

    Args:
        folder: for the home.
        recorded: recorded data, whose announcements are re-dated; None for papers that are made
            up.
        seed: of the days that are missed and of the kills.
    """
    draw = random.Random(seed)
    papers = _papers(recorded)
    accepted = papers[BEFORE * PER_DAY : BEFORE * PER_DAY + 36 : 3]
    revised = papers[1::20]
    quarter = Quarter(Row(f"a quarter of a year, {DAYS} days"), len(papers))
    home = _home(folder)
    with Upstreams(papers) as site:
        site.pages = {}
        for number in range(DAYS):
            day = FIRST + timedelta(days=number)
            zone = "Australia/Sydney" if day < FLIGHT else "America/New_York"
            moment = datetime(day.year, day.month, day.day, 7, 30, tzinfo=ZoneInfo(zone))
            now = moment.astimezone(UTC)
            _revise(revised, now.date())
            site.today = now.date()
            if now.date() >= POSTERS:
                site.pages[LIST] = listing(*_events(accepted))
            if now.date() >= PROCEEDINGS:
                site.pages[YEAR] = year_list(*_rows(accepted))
            if draw.random() < 0.1 and day != LAST:
                quarter.row.disturbed += 1
                continue
            _run(home, site.address, now, zone, quarter, draw)
            if number == 2 * BEFORE:
                _command(home, site.address, now, zone, [["mark", "save", *_ids(revised)]])
        quarter.row.instants = DAYS
        shown = [paper for paper in papers if paper.announced <= site.today]
        ((code, out, _),) = _command(home, site.address, now, zone, [["doctor", "--json"]])
        quarter.row.unwell += code != 0
        if code:
            print(out, file=sys.stderr)
    _judge(home, shown, revised, accepted, quarter.row)
    print(quarter.row, file=sys.stderr, flush=True)
    return quarter


def _home(folder: Path) -> Path:
    home = folder / "home"
    (home / "notes").mkdir(parents=True)
    (home / "cache").mkdir()
    text = CONFIG.replace("{folder}", str(home / "notes"))
    (home / "config.toml").write_text(text, encoding="utf-8")
    return home


def _announced_after(day: date) -> date:
    """Return the day on which arXiv announces what was submitted on a day."""
    day += timedelta(days=1)
    while day.weekday() >= 5 or day in HOLIDAYS:
        day += timedelta(days=1)
    return day


def _papers(recorded: Path | None) -> list[FakePaper]:
    """Return papers of the quarter, oldest first."""
    texts = _recorded_texts(recorded) if recorded else _made_up_texts()
    papers = []
    for number in range(-BEFORE, DAYS):
        day = FIRST + timedelta(days=number)
        if day.weekday() >= 5:
            continue
        for minute in range(PER_DAY):
            title, abstract, authors = next(texts)
            papers.append(
                FakePaper(
                    id=f"{day:%y%m}.{10000 + len(papers)}",
                    title=title,
                    abstract=abstract,
                    authors=authors,
                    submitted=datetime(day.year, day.month, day.day, 12, minute, tzinfo=UTC),
                    announced=_announced_after(day),
                )
            )
    return papers


def _made_up_texts() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for number, paper in enumerate(make_papers(2 * DAYS * PER_DAY)):
        authors = (f"Ada Example{number}", f"Bob Sample{number}")
        more = f" The {number}th experiment of series {number} confirms theory {number}." * 5
        yield paper.title, paper.abstract + more, authors


def _recorded_texts(recorded: Path) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    seen = set[str]()
    for file in sorted((recorded / "data" / "arxiv_daily" / "announce").glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            fresh = (one for one in map(json.loads, lines) if one["title"] not in seen)
            for one, _ in zip(fresh, range(PER_DAY * 3), strict=False):
                seen.add(one["title"])
                yield one["title"], one["summary"], tuple(one["authors"])


def _revise(papers: list[FakePaper], today: date) -> None:
    """Let papers have their second version after three weeks, and their third after six."""
    for paper in papers:
        second = _announced_after(paper.announced + timedelta(days=21))
        third = _announced_after(second + timedelta(days=21))
        paper.version, paper.revised = (2, third) if today >= third else (1, second)


def _title(place: int, paper: FakePaper) -> str:
    return (
        paper.title
        if place % 3
        else f"What We Learned Later, Concerning Study {'ABCD'[place // 3]}"
    )


def _events(accepted: list[FakePaper]) -> list[dict[str, object]]:
    return [
        event(
            number,
            _title(number, paper),
            abstract=paper.abstract,
            authors=[{"fullname": name} for name in paper.authors],
            virtualsite_url=f"/virtual/2026/poster/{number}",
            sourceurl="https://openreview.net/group?id=NeurIPS.cc/2026/Conference",
            starttime="2026-12-03T11:00:00-08:00",
        )
        for number, paper in enumerate(accepted)
    ]


def _rows(accepted: list[FakePaper]) -> list[str]:
    return [
        proceedings_row(
            number,
            title=_title(number, paper),
            authors=", ".join(paper.authors),
            address=f"/paper_files/paper/2026/hash/{number:032x}-Abstract-Conference.html",
        )
        for number, paper in enumerate(accepted)
    ]


def _ids(papers: list[FakePaper]) -> list[str]:
    return [f"arxiv:{paper.id}" for paper in papers if paper.announced <= FIRST]


def _start(
    home: Path, mirror: str, now: datetime, zone: str, commands: list[list[str]]
) -> "subprocess.Popen[str]":
    variables = {
        "PYTHONPATH": str(ROOT),
        "PAPERTRAIL_HOME": str(home),
        "PAPERTRAIL_STATE": str(home / "state"),
        "PAPERTRAIL_MIRROR": mirror,
        "PAPERTRAIL_NOW": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "TZ": zone,
    }
    return subprocess.Popen(
        [sys.executable, "-P", "-c", DRIVER, json.dumps(commands)],
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def _command(
    home: Path, mirror: str, now: datetime, zone: str, commands: list[list[str]]
) -> list[tuple[int, str, str]]:
    process = _start(home, mirror, now, zone, commands)
    out, _ = process.communicate()
    done: list[tuple[int, str, str]] = json.loads(out)
    return done


def _run(
    home: Path, mirror: str, now: datetime, zone: str, quarter: Quarter, draw: random.Random
) -> None:
    """Do the run of a day; every tenth one is killed before."""
    commands = [["update"], ["digest", "--send", "--add"]]
    if quarter.seconds and draw.random() < 0.1:
        process = _start(home, mirror, now, zone, commands)
        try:
            process.communicate(timeout=draw.uniform(0.3, 1.0) * quarter.seconds[-1])
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
        quarter.row.disturbed += 1
    began = time.monotonic()
    process = _start(home, mirror, now, zone, commands)
    out = process.stdout.read() if process.stdout else ""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    quarter.seconds.append(time.monotonic() - began)
    quarter.memory.append(used.ru_maxrss / 1024)
    for code, said, talk in json.loads(out or "[[1, '', '']]"):
        if code:
            print(f"{now:%Y-%m-%d}: {code} {said}{talk}", file=sys.stderr)
            quarter.row.unwell += 1


def _judge(
    home: Path,
    papers: list[FakePaper],
    revised: list[FakePaper],
    accepted: list[FakePaper],
    row: Row,
) -> None:
    """Count what is lost or doubled."""
    with sqlite3.connect(home / "papertrail.db") as connection:

        def rows(query: str) -> list[tuple[object, ...]]:
            return connection.execute(query).fetchall()

        stored = {
            value for (value,) in rows("SELECT value FROM identifiers WHERE scheme = 'arxiv'")
        }
        row.lost += len({paper.id for paper in papers} - stored)
        (works,) = rows("SELECT count(*) FROM works")[0]
        row.doubled += int(str(works)) - len(papers)
        shown = [work for (work,) in rows("SELECT work FROM digest_papers WHERE role != 'more'")]
        row.lost += len(papers) - len(set(shown))
        row.doubled += len(shown) - len(set(shown))
        reported = [
            f"{value}v{version}"
            for value, version in rows(
                "SELECT value, version FROM digest_events JOIN events ON events.id = event"
                " JOIN identifiers ON identifiers.work = events.work AND scheme = 'arxiv'"
                " WHERE kind = 'new_version'"
            )
        ]
        wanted = {
            f"{name.removeprefix('arxiv:')}v{version}"
            for name in _ids(revised)
            for version in (2, 3)
        }
        row.lost += len(wanted - set(reported))
        row.doubled += len(reported) - len(set(reported))
        both = rows(
            "SELECT work FROM identifiers WHERE scheme IN ('arxiv', 'virtual', 'neurips')"
            " GROUP BY work HAVING count(DISTINCT scheme) = 3"
        )
        row.lost += len(accepted) - len(both)
        (late,) = rows("SELECT count(*) FROM deliveries WHERE state != 'confirmed'")[0]
        row.lost += int(str(late))
    connection.close()

"""Check that updates survive every way in which the recorded upstream can fail.

    python benchmarks/faults.py RECORDED [--kinds 429 hang] [--hosts icml.cc] [--json | --markdown]

Each case begins with an empty home that follows the source which asks the host, and others. The
host fails once, or for as long as the first update runs; then a second update runs without any
fault. A case is survived where

- the other sources are current after the first update,
- no source is called current or quiet although papers or abstracts of a faultless update are
missing,
- the exit code is 3 where a source is not, and 0 otherwise,
- after the second update all sources are current, and nothing of a faultless update is missing.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import tempfile
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from feeds.errors import FeedError
from feeds.http.client import RateLimitedClient
from feeds.http.contract import RequestPolicy
from feeds.registry import find
from feeds.source import Status
from papertrail.dedup.titles import read_title
from papertrail.ingest.fetch import fetch
from papertrail.ingest.reconcile import reconcile
from papertrail.store import Store
from papertrail.types.update import INCOMPLETE, SourceReport, fetch_outcome
from tests.replay import FAULTS, Replay

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NOW = datetime(2026, 6, 17, 8, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
OAI = "oaipmh.arxiv.org"
SOURCES = {
    "rss.arxiv.org": "arxiv:cs.GR",
    "export.arxiv.org": "arxiv:cs.GR",
    "arxiv.org": "arxiv:cs.GR",
    OAI: "arxiv:cs.GR",
    "neurips.cc": "neurips:2018",
    "papers.nips.cc": "neurips:2018",
    "icml.cc": "icml:2019",
    "proceedings.mlr.press": "icml:2019",
    "cvpr.thecvf.com": "cvpr:2021",
    "openaccess.thecvf.com": "cvpr:2021",
    "aclanthology.org": "anthology",
    "raw.githubusercontent.com": "tacl:2025",
    "ieeexplore.ieee.org": "tpami",
    "api.crossref.org": "tpami",
    "www.reddit.com": "reddit",
}
"""The hosts that papertrail asks, and a small source that asks each."""
BYSTANDERS = ("arxiv:cs.GR", "tacl:2025", "tacl:2024")
# Waits cut short; the upstream hangs for seconds only.
POLICY = RequestPolicy(
    arxiv_interval=0.0,
    other_interval=0.0,
    attempts=3,
    backoff=0.01,
    patience=1.0,
    cooldown=0.02,
    read_timeout=60.0,
    deadline=90.0,
    max_bytes=24 << 20,
)
OPTIONS = {"hang": {"seconds": 2}, "slow": {"seconds": 3}}
ALWAYS = 10_000

Known = dict[str, bool]
"""The stored titles, and whether their works have an abstract."""


@dataclass(frozen=True, slots=True)
class Case:
    """One fault of one host.

    Attributes:
        first: the status of the source after the first update.
        others: the other sources were current all the same.
        honest: nothing was missing from a source that was called current, and the exit code
            said so.
        repaired: the second update ended well.
        lost: papers or abstracts that are missing in the end.
    """

    host: str
    kind: str
    stays: bool
    first: str
    others: bool
    honest: bool
    repaired: bool
    lost: int

    @property
    def survived(self) -> bool:
        """Whether it went as it should."""
        return self.others and self.honest and self.repaired and not self.lost


def main() -> int:
    """Try all cases and print what came of them."""
    arguments = _arguments()
    cases = []
    with Replay(arguments.recorded) as upstream:
        names = {*(SOURCES[host] for host in arguments.hosts), *BYSTANDERS}
        whole = {name: _whole(upstream, name) for name in names}
        for stays, host, kind in itertools.product((True, False), arguments.hosts, arguments.kinds):
            cases.append(case := _try(upstream, host, kind, whole, stays=stays))
            if arguments.json:
                print(json.dumps(asdict(case) | {"survived": case.survived}), flush=True)
            elif not case.survived:
                print(f"NOT SURVIVED: {case}", file=sys.stderr, flush=True)
    if arguments.markdown:
        print(_page(cases))
    elif not arguments.json:
        print(_table(cases))
    return 0 if all(case.survived for case in cases) else 1


def _whole(upstream: Replay, name: str) -> Known:
    """Return what a faultless update of one source stores."""
    upstream.reset()
    with tempfile.TemporaryDirectory() as folder:
        _update(upstream, Path(folder), [name])
        return _stored(Path(folder))


def _try(upstream: Replay, host: str, kind: str, whole: dict[str, Known], *, stays: bool) -> Case:
    source = SOURCES[host]
    others = [name for name in BYSTANDERS if name.partition(":")[0] != source.partition(":")[0]]
    if host == "raw.githubusercontent.com":
        others = ["arxiv:cs.GR"]
    expected = dict(whole[source])
    for name in others:
        expected |= whole[name]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        upstream.reset()
        upstream.fail(host, kind, ALWAYS if stays else 1, **OPTIONS.get(kind, {}))
        reports = _update(upstream, home, [source, *others], prove=host == OAI)
        statuses = {report.name: report.status for report in reports}
        lacking = _lacking(expected, _stored(home))
        failed = any(status in INCOMPLETE for status in statuses.values())
        upstream.reset()
        again = _update(upstream, home, [source, *others], LATER, prove=host == OAI)
        return Case(
            host,
            kind,
            stays,
            first=str(statuses[reports[-1].name if host == OAI else find(source).name]),
            others=not any(statuses[name] in INCOMPLETE for name in others),
            honest=(failed or not lacking) and fetch_outcome(reports) == (3 if failed else 0),
            repaired=not any(report.status in INCOMPLETE for report in again),
            lost=_lacking(expected, _stored(home)),
        )


def _update(
    upstream: Replay, home: Path, names: list[str], now: datetime = NOW, *, prove: bool = False
) -> list[SourceReport]:
    """Fetch sources as `papertrail update` does; with `prove`, also reconcile the first."""
    client = RateLimitedClient(home / "state", POLICY, upstream.address)
    queues = [
        [find(name).source(RateLimitedClient(home / "state", POLICY, upstream.address))]
        for name in names
    ]
    with Store.open(home / "papertrail.db", create=True) as store:
        reports = fetch(store, queues, now)
        if prove:
            report = SourceReport("reconcile")
            try:
                reconcile(store, queues[0][0], client, now.replace(day=1), now)
            except FeedError as error:
                report = replace(report, status=Status.FAILED, error=error.message)
            reports.append(report)
    return reports


def _stored(home: Path) -> Known:
    """Return every title under which a work is stored, and every discussion."""
    with Store.open(home / "papertrail.db") as store:
        rows = store.connection.execute(
            "SELECT works.title, overrides ->> 'title', abstract != '' FROM works"
            " JOIN appearances ON appearances.work = works.id"
            " UNION SELECT url, NULL, 1 FROM discussions"
        )
        known: Known = {}
        for *titles, has in rows.fetchall():
            for title in filter(None, titles):
                letters = read_title(title).letters
                known[letters] = known.get(letters, False) or bool(has)
        return known


def _lacking(expected: Known, stored: Known) -> int:
    return sum(title not in stored or stored[title] < has for title, has in expected.items())


def _table(cases: list[Case]) -> str:
    lines = [
        f"{'fault':14}{'cases':>6}{'waited out':>12}{'reported':>10}{'survived':>10}{'lost':>6}"
    ]
    for kind, found in _by_kind(cases):
        lines.append(
            f"{kind:14}{len(found):6}{sum(case.first not in INCOMPLETE for case in found):12}"
            f"{sum(case.first in INCOMPLETE for case in found):10}"
            f"{sum(case.survived for case in found):10}"
            f"{sum(case.lost for case in found):6}"
        )
    return "\n".join(lines)


def _page(cases: list[Case]) -> str:
    """Return a table of hosts and faults; of each, the fault that passes and the one that stays."""
    hosts, kinds = ({getattr(case, name): None for case in cases} for name in ("host", "kind"))
    head = ["host", *kinds, "waited out", "reported", "passed", "papers lost"]
    lines = [_row(head), _row(["---"] * len(head))]
    for host in hosts:
        found = [case for case in cases if case.host == host]
        marks = []
        for kind in kinds:
            pair = sorted((case for case in found if case.kind == kind), key=lambda c: c.stays)
            marks.append("".join("wt"[case.first in INCOMPLETE] for case in pair))
        lines.append(_row([host, *marks, *_counts(found)]))
    lines.append(_row(["all", *[""] * len(kinds), *_counts(cases)]))
    return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _counts(cases: list[Case]) -> list[str]:
    reported = sum(case.first in INCOMPLETE for case in cases)
    passed = sum(case.survived for case in cases)
    lost = sum(case.lost for case in cases)
    return [f"{count}" for count in (len(cases) - reported, reported, passed, lost)]


def _by_kind(cases: list[Case]) -> Iterator[tuple[str, list[Case]]]:
    for kind in dict.fromkeys(case.kind for case in cases):
        yield kind, [case for case in cases if case.kind == kind]
    yield "all", cases


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("recorded", type=Path, help="the folder that holds data and upstream")
    parser.add_argument("--kinds", nargs="+", choices=FAULTS, default=FAULTS)
    parser.add_argument("--hosts", nargs="+", choices=list(SOURCES), default=list(SOURCES))
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--json", action="store_true", help="print each case as a line of JSON")
    forms.add_argument(
        "--markdown", action="store_true", help="print the table of docs/reliability.md"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

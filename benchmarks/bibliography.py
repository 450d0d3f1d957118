"""Measure exports of bibliographies, and checks of bibliographies with known faults.

    python benchmarks/bibliography.py RECORDED [--papers 20000] [--json]

Recorded papers of arXiv are stored in a temporary home; every third is stored again as published
at a conference. Exports: seconds for all papers and for a file that is brought forward with one
paper more, next to pybtex, which reads and writes the same file; whether keys are unique, and the
same after 1,000 more papers; whether pybtex and, where it is installed, Biber read the file without
a warning. Checks: 200 entries with a known fault each and 200 sound ones, written in the ways in
which people write them.
"""

import argparse
import json
import random
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from pybtex.database import parse_file
from real_papers import papers

import papertrail
from feeds.paper import Author, Paper
from papertrail.core.application import Papertrail
from papertrail.core.export import Selection
from papertrail.types.bibliography import FindingKind

NOW = datetime(2026, 6, 16, 8, tzinfo=UTC)
EVERYTHING = Selection(everything=True)
CHECKED = 200
MORE = 1_000
YEAR = 2025
BATCH = 2_000


@dataclass(frozen=True)
class Known:
    """A stored paper; `published` at ICML of `YEAR`."""

    arxiv: str
    title: str
    authors: tuple[str, ...]
    published: bool


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("recorded", type=Path)
    parser.add_argument("--papers", type=int, default=20_000)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "home")
        home.mkdir()
        (home / "config.toml").write_text("[digest]\nlimit = 10\n", encoding="utf-8")
        with papertrail.open(home, create=True) as desk:
            known = stored(desk, arguments.recorded, arguments.papers + MORE)
            figures = exported(desk, Path(folder, "all.bib"), known[arguments.papers :])
            figures |= checked(desk, Path(folder, "checked.bib"), known)
    if arguments.json:
        print(json.dumps(figures, indent=1))
    else:
        for name, value in figures.items():
            print(f"{name:40} {value}")


def stored(desk: Papertrail, recorded: Path, count: int) -> list[Known]:
    """Store papers, all but the last `MORE`; return all."""
    known = list(islice(_known(recorded), count))
    _save(desk, known[:-MORE])
    return known


def _known(recorded: Path) -> Iterator[Known]:
    for number, paper in enumerate(papers(recorded)):
        names = paper["authors"]
        if isinstance(names, str):
            names = names.split(", ")
        if names:
            identifier = f"{2400 + number // 90_000:04}.{10_000 + number % 90_000:05}"
            yield Known(identifier, paper["title"], tuple(map(str, names)), number % 3 == 0)


def _save(desk: Papertrail, known: Sequence[Known]) -> None:
    for start in range(0, len(known), BATCH):
        part = known[start : start + BATCH]
        with desk.resources.store.transaction() as tx:
            tx.works.save([_preprint(one) for one in part], "arxiv:cs.LG", NOW)
            tx.works.save([_poster(one) for one in part if one.published], "icml", NOW)
    # As each update does.
    desk.resources.store.works.prepare_filters()


def _preprint(one: Known) -> Paper:
    return Paper(
        (("arxiv", one.arxiv),),
        one.title,
        authors=tuple(map(Author, one.authors)),
        url=f"https://arxiv.org/abs/{one.arxiv}",
        version=2,
        submitted=datetime(2024, 11, 5, tzinfo=UTC),
        updated=datetime(YEAR, 1, 9, tzinfo=UTC),
        categories=("cs.LG",),
    )


def _poster(one: Known) -> Paper:
    return Paper(
        (("openreview", f"forum{one.arxiv}"), ("arxiv", one.arxiv)),
        one.title,
        authors=tuple(map(Author, one.authors)),
        url=f"https://openreview.net/forum?id=forum{one.arxiv}",
        venue=f"ICML {YEAR}",
        year=YEAR,
    )


def exported(desk: Papertrail, file: Path, more: Sequence[Known]) -> dict[str, Any]:
    """Measure exports into a file."""
    whole, first = _timed(lambda: desk.exchange.export_to_file(EVERYTHING, "bibtex", file))
    read, theirs = _timed(lambda: parse_file(str(file)))
    written, _ = _timed(lambda: theirs.to_file(str(file.with_suffix(".pybtex.bib"))))
    same, _ = _timed(lambda: desk.exchange.export_to_file(EVERYTHING, "bibtex", file))
    keys = set(theirs.entries)
    _save(desk, more[:1])
    one, added = _timed(lambda: desk.exchange.export_to_file(EVERYTHING, "bibtex", file))
    _save(desk, more[1:])
    desk.exchange.export_to_file(EVERYTHING, "bibtex", file)
    after = list(parse_file(str(file)).entries)
    return {
        "entries": first.works,
        "seconds": round(whole, 2),
        "seconds, pybtex reads and writes": round(read + written, 2),
        "seconds, nothing changed": round(same, 3),
        "seconds, one paper more": round(one, 3),
        "added then": len(added.added),
        "keys unique": len({key.lower() for key in after}) == len(after),
        "keys unchanged after 1,000 more": keys <= set(after),
        "warnings of Biber": _of_biber(file),
    }


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = act()
    return time.perf_counter() - began, result


def _of_biber(file: Path) -> int | None:
    if shutil.which("biber") is None:
        return None
    command = ["biber", "--tool", "--validate-datamodel", "-O", str(file) + ".out", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = (done.stdout + done.stderr).splitlines()
    return sum(line.startswith(("WARN", "ERROR")) for line in lines)


def checked(desk: Papertrail, file: Path, known: Sequence[Known]) -> dict[str, Any]:
    """Measure a check of entries with one known fault each, and of sound ones."""
    draw = random.Random(7)
    usable = [one for one in known[:-MORE] if len(one.authors) > 1 and one.title.isascii()]
    chosen = draw.sample(usable, min(2 * CHECKED, len(usable)))
    faulty, sound = chosen[:CHECKED], chosen[CHECKED:]
    expected: dict[str, FindingKind] = {}
    lines = []
    for number, one in enumerate(faulty):
        kind, text = _faulty(f"f{number}", one, number)
        expected[f"f{number}"] = kind
        lines.append(text)
    lines += [_sound(f"s{number}", one, number) for number, one in enumerate(sound)]
    draw.shuffle(lines)
    file.write_text("\n".join(lines), encoding="utf-8")
    check = desk.exchange.check_bibliography(file)
    found = {(finding.key, finding.kind) for finding in check.findings}
    figures: dict[str, Any] = {"entries checked": check.entries, "recognised": check.known}
    for kind in sorted(set(expected.values())):
        wanted = {(key, kind) for key, fault in expected.items() if fault is kind}
        said = {pair for pair in found if pair[1] is kind}
        right = len(wanted & said)
        figures[f"{kind}: precision"] = round(right / len(said), 3) if said else None
        figures[f"{kind}: recall"] = round(right / len(wanted), 3)
    figures["sound entries with a finding"] = len({key for key, _ in found if key[0] == "s"})
    return figures


def _faulty(key: str, one: Known, number: int) -> tuple[FindingKind, str]:
    """Return an entry with a fault, and which."""
    if one.published and number % 3:
        year = YEAR - 2 if number % 3 == 1 else YEAR
        if number % 3 == 1:
            return FindingKind.YEAR, _published(key, one, "ICML", year, one.authors)
        return FindingKind.VENUE, _published(key, one, "AAAI", year, one.authors)
    if one.published:
        return FindingKind.PUBLISHED, _entry(key, one, one.authors, f"{one.arxiv}")
    if number % 2:
        authors = (one.authors[0], "Charles Babbage", *one.authors[2:])
        return FindingKind.AUTHORS, _entry(key, one, authors, one.arxiv)
    return FindingKind.OUTDATED, _entry(key, one, one.authors, f"{one.arxiv}v1")


def _sound(key: str, one: Known, number: int) -> str:
    """Return an entry without a fault, in one of the ways in which people write them."""
    authors = one.authors
    if number % 3 == 1:
        authors = tuple(_initials(name) for name in authors)
    if number % 3 == 2:
        authors = (*authors[:1], "others")
    if one.published:
        venue = ("ICML", f"Proc. ICML {YEAR}", "International Conference on Machine Learning")
        return _published(key, one, venue[number % 3], YEAR, authors)
    return _entry(key, one, authors, one.arxiv)


def _initials(name: str) -> str:
    *given, family = name.split()
    return f"{family}, {' '.join(f'{part[0]}.' for part in given)}" if given else name


def _entry(key: str, one: Known, authors: Sequence[str], arxiv: str) -> str:
    return (
        f"@article{{{key}, title={{{one.title}}}, author={{{' and '.join(authors)}}},\n"
        f"  journal={{arXiv preprint arXiv:{arxiv}}}, year={{2024}}}}"
    )


def _published(key: str, one: Known, venue: str, year: int, authors: Sequence[str]) -> str:
    return (
        f"@inproceedings{{{key}, title={{{one.title}}}, author={{{' and '.join(authors)}}},\n"
        f"  booktitle={{{venue}}}, year={{{year}}}, url={{https://arxiv.org/abs/{one.arxiv}}}}}"
    )


if __name__ == "__main__":
    main()

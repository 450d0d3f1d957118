"""Measure how well papertrail decides whether two records are of one work.

    python benchmarks/dedup.py FOLDER [--joins 0] [--json]

The folder holds `bench/dedup`, pairs of bibliographic records with a gold answer, and `data`, what
several sources say about the same editions of conferences. For each edition the records of all
sources are stored one by one, as papertrail would, in several orders of the sources. They carry
what their sources say, except that the lists which name a paper's identifiers at other sources lose
all identifiers: these links are the gold answer, so no join can rest on them.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import lzma
import random
import time
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from papertrail.dedup.same_work import Record, same_work, title_keys, work_keys
from papertrail.dedup.titles import read_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PAIRS = (
    "dblp-acm-train",
    "dblp-acm-valid",
    "dblp-googlescholar-valid",
    "dblp-acm-test",
    "dblp-googlescholar-test",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A record of one source, and which paper it is of, as (who says so, which)."""

    source: str
    record: Record
    paper: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Edition:
    """A year of a conference, or of preprints."""

    conference: str | None
    year: int

    def entry(
        self,
        source: str,
        title: str,
        authors: Iterable[str],
        identifier: tuple[str, str] | None,
        paper: tuple[str, str | None],
        abstract: str = "",
    ) -> Entry:
        """Make an entry of what a source says about a paper."""
        names = tuple(name.strip() for name in authors if name.strip())
        venue = f"{self.conference} {self.year}" if self.conference else None
        identifiers = frozenset({identifier} if identifier else ())
        record = Record(title, names, self.year, venue, identifiers, abstract)
        witness, which = paper
        return Entry(source, record, (witness, which) if which else None)


@dataclass
class Store:
    """Works in memory, found by identifiers and title keys as a database would find them."""

    works: list[list[Entry]] = field(default_factory=list)
    merged: list[Record] = field(default_factory=list)
    identified: dict[tuple[str, str], int] = field(default_factory=dict)
    keyed: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    compared: int = 0
    seconds: float = 0.0

    def add(self, entry: Entry) -> None:
        """Join a record to the first work that it is of, or make it a work of its own."""
        keys = work_keys(entry.record.title, entry.record.abstract)
        start = time.perf_counter()
        number = next(
            (
                work
                for work in self._candidates(entry.record, keys)
                if self._is_of(entry.record, work)
            ),
            None,
        )
        self.seconds += time.perf_counter() - start
        if number is None:
            number = len(self.works)
            self.works.append([])
            self.merged.append(entry.record)
        self.works[number].append(entry)
        self.merged[number] = merge(self.merged[number], entry.record)
        for identifier in entry.record.identifiers:
            self.identified[identifier] = number
        for key in keys:
            if number not in self.keyed[key]:
                self.keyed[key].append(number)

    def _candidates(self, record: Record, keys: Iterable[str]) -> Iterator[int]:
        known = (
            self.identified[identifier]
            for identifier in record.identifiers
            if identifier in self.identified
        )
        yield from dict.fromkeys(itertools.chain(known, *(self.keyed.get(key, ()) for key in keys)))

    def _is_of(self, record: Record, work: int) -> bool:
        self.compared += 1
        return same_work(self.merged[work], record)


def merge(known: Record, new: Record) -> Record:
    """Merge two records of one work; the year of a publication goes with its venue."""
    published = known if known.venue else new
    return Record(
        known.title,
        known.authors or new.authors,
        published.year or known.year or new.year,
        published.venue,
        known.identifiers | new.identifiers,
        known.abstract or new.abstract,
    )


def main() -> None:
    """Measure, and print a table or JSON."""
    arguments = _arguments()
    pairs = [_pairs(arguments.folder / "bench" / "dedup", name) for name in PAIRS]
    joins = [_joins(name, sources) for name, sources in _editions(arguments.folder / "data")]
    if arguments.joins:
        _show(joins, arguments.joins)
    results = {
        "pairs": pairs,
        "joins": [{key: row[key] for key in row if key != "store"} for row in joins],
    }
    print(json.dumps(results, indent=1) if arguments.json else _table(pairs, joins))


# Pairs


def _pairs(folder: Path, name: str) -> dict[str, Any]:
    """Return precision, recall and F1 of the decisions on a file of pairs, and the keys' recall."""
    with lzma.open(folder / f"structured-{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    pairs = [
        (_pair_record(row["left"]), _pair_record(row["right"]), bool(row["match"])) for row in rows
    ]
    start = time.perf_counter()
    decided = [same_work(one, other) for one, other, _ in pairs]
    seconds = time.perf_counter() - start
    found = [
        not {*title_keys(one.title)}.isdisjoint(title_keys(other.title)) for one, other, _ in pairs
    ]
    right = [same and gold for same, (*_, gold) in zip(decided, pairs, strict=True)]
    gold = sum(match for *_, match in pairs)
    precision, recall = sum(right) / sum(decided), sum(right) / gold
    return {
        "name": name,
        "pairs": len(pairs),
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / (precision + recall),
        "recall_with_keys": sum(a and b for a, b in zip(right, found, strict=True)) / gold,
        "microseconds": 1e6 * seconds / len(pairs),
    }


def _pair_record(row: dict[str, str]) -> Record:
    authors = tuple(name.strip() for name in row["authors"].split(" , ") if name.strip())
    return Record(
        row["title"],
        authors,
        int(float(row["year"])) if row["year"] else None,
        row["venue"].strip() or None,
    )


# Editions of conferences


def _joins(name: str, sources: dict[str, list[Entry]]) -> dict[str, Any]:
    """Store the records of several sources in several orders, and return the worst results."""
    runs = [_stored(order, sources) for order in _rotations(list(sources))]
    counts = [_counts(store, set(sources)) for store in runs]
    compared = sum(store.compared for store in runs)
    return {
        "name": name,
        "records": {source: len(entries) for source, entries in sources.items()},
        "joined": min(count["joined"] for count in counts),
        "complete": min(count["complete"] for count in counts),
        "wrong": max(count["wrong"] for count in counts),
        "candidates": compared / len(runs) / sum(map(len, sources.values())),
        "largest_key": max(map(len, runs[0].keyed.values())),
        "microseconds": 1e6 * sum(store.seconds for store in runs) / compared,
        "store": runs[0],
    }


def _rotations(sources: list[str]) -> list[list[str]]:
    return [sources[start:] + sources[:start] for start in range(len(sources))]


def _stored(order: list[str], sources: dict[str, list[Entry]]) -> Store:
    store = Store()
    for source in order:
        for entry in sources[source]:
            store.add(entry)
    return store


def _counts(store: Store, sources: set[str]) -> dict[str, int]:
    return {
        "joined": sum(len({entry.source for entry in work}) > 1 for work in store.works),
        "complete": sum({entry.source for entry in work} >= sources for work in store.works),
        "wrong": sum(map(_is_wrong, store.works)),
    }


def _is_wrong(work: list[Entry]) -> bool:
    papers = {entry.paper for entry in work if entry.paper}
    return len(papers) > len({witness for witness, _ in papers})


def _editions(data: Path) -> Iterator[tuple[str, dict[str, list[Entry]]]]:
    """Yield the entries of each edition by source; last, those of all editions and of arXiv.

    The last ones have no identifiers.
    """
    icml, neurips, cvpr = _icml(data / "icml"), _neurips(data / "neurips"), _cvpr(data / "cvpr")
    yield "ICML 2024", icml
    yield "NeurIPS 2023", neurips
    yield "CVPR 2024", cvpr
    everything: dict[str, list[Entry]] = {}
    for name, sources in (("ICML 2024", icml), ("NeurIPS 2023", neurips), ("CVPR 2024", cvpr)):
        for source, entries in sources.items():
            full = f"{name}, {source}"
            everything[full] = [replace(entry, source=full) for entry in entries]
    for edition, file in (
        (Edition("ICML", 2023), "icml/dblp_icml2023_list_noabs.jsonl.gz"),
        (Edition("ICML", 2025), "icml/dblp_icml2025_list_noabs.jsonl.gz"),
        (Edition("NeurIPS", 2024), "neurips/dblp_neurips2024_list_noabs.jsonl.gz"),
    ):
        everything[file] = _dblp(data / file, edition, "dblp")
    everything["arXiv"] = _arxiv(data / "arxiv_daily")
    yield (
        "all and arXiv",
        {source: list(map(_unidentified, entries)) for source, entries in everything.items()},
    )


def _unidentified(entry: Entry) -> Entry:
    return replace(entry, record=replace(entry.record, identifiers=frozenset()))


def _icml(folder: Path) -> dict[str, list[Entry]]:
    listed = _json(folder / "paperlists_icml2024_2025-03-25_noabs.json.gz")
    papers: dict[str, str] = {}
    for row in listed:
        papers |= {_last(row[link]): row["id"] for link in ("or", "site", "proceeding")}
    forum = (line.split("\t") for line in _lines(folder / "icml2024_openreview.tsv.gz"))
    events = (row for row in _json(folder / "icml2024_events.json.gz") if row["type"] == "Poster")
    dblp = map(json.loads, _lines(folder / "dblp_icml2024_list_noabs.jsonl.gz"))
    rows = {
        ("OpenReview", "openreview"): ((row[1], row[2].split(";"), row[0]) for row in forum),
        ("virtual site", "virtual"): (
            (row["name"], row["speakers/authors"].split(","), row["virtualsite_url"])
            for row in events
        ),
        ("dblp", "pmlr"): ((row["title"], row["authors"], row["url"]) for row in dblp),
    }
    edition = Edition("ICML", 2024)
    entries: dict[str, list[Entry]] = {}
    for (source, scheme), listing in rows.items():
        entries[source] = [
            edition.entry(
                source, title, authors, (scheme, _last(url)), ("list", papers.get(_last(url)))
            )
            for title, authors, url in listing
        ]
    entries["list"] = [
        edition.entry("list", row["title"], row["author"].split(";"), None, ("list", row["id"]))
        for row in listed
    ]
    return entries


def _neurips(folder: Path) -> dict[str, list[Entry]]:
    edition, rejected = Edition("NeurIPS", 2023), Edition(None, 2023)
    forum = map(json.loads, _lines(folder / "derived_neurips2023_joined.jsonl.gz"))
    return {
        # What OpenReview's files say: they name no authors.
        "OpenReview": [
            edition.entry(
                "OpenReview", row["title"], [], ("openreview", row["id"]), ("list", row["id"])
            )
            for row in forum
        ],
        "dblp": _dblp(folder / "dblp_neurips2023_list_noabs.jsonl.gz", edition, "neurips"),
        "list": [
            (rejected if row["status"] == "Reject" else edition).entry(
                "list", row["title"], row["authors"].split(","), None, ("list", row["id"])
            )
            for row in _json(folder / "paperlists_nips2023_2024-03-18.json.gz")
        ],
    }


def _cvpr(folder: Path) -> dict[str, list[Entry]]:
    edition = Edition("CVPR", 2024)
    proceedings = _json(folder / "cvf_list_2024_wuzirui.json.gz")["Papers"]
    names = [("cvf", _last(row["Url"])) for row in proceedings]
    listed = _json(folder / "paperlists_cvpr2024_2024-10-12_noabs.json.gz")
    return {
        "proceedings": [
            edition.entry("proceedings", row["Title"], row["Authors"], name, name)
            for row, name in zip(proceedings, names, strict=True)
        ],
        "virtual site": [
            edition.entry(
                "virtual site",
                row["title"],
                row["author"].split(","),
                ("virtual", _last(row["site"])),
                ("cvf", _last(row["oa"])),
            )
            for row in listed
        ],
    }


def _dblp(file: Path, edition: Edition, scheme: str) -> list[Entry]:
    return [
        edition.entry(
            "dblp",
            row["title"],
            row["authors"],
            (scheme, _last(row["url"])),
            ("dblp", row["dblp_key"]),
        )
        for row in map(json.loads, _lines(file))
    ]


def _arxiv(folder: Path) -> list[Entry]:
    """Return the papers of the daily announcements; an identifier begins with the year."""
    rows: dict[str, dict[str, Any]] = {}
    for file in sorted(folder.glob("announce*/*.jsonl.gz")):
        rows |= {row["id"]: row for row in map(json.loads, _lines(file))}
    return [
        Edition(None, 2000 + int(name[:2])).entry(
            "arXiv",
            row["title"],
            row["authors"],
            ("arxiv", name),
            ("arxiv", name),
            row["summary"],
        )
        for name, row in rows.items()
    ]


def _json(file: Path) -> Any:  # noqa: ANN401 - whatever the file holds
    with gzip.open(file, "rt", encoding="utf-8") as text:
        return json.load(text)


def _lines(file: Path) -> Iterator[str]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from lines


def _last(url: str) -> str:
    """Return what names a paper in its address."""
    return url.rstrip("/").rpartition("/")[2].rpartition("=")[2].removesuffix(".html")


# Output


def _show(joins: list[dict[str, Any]], count: int) -> None:
    """Print some joined works, and all whose titles differ, to be read by somebody."""
    for row in joins:
        joined = [work for work in row["store"].works if len(work) > 1]
        reworded = [
            work
            for work in joined
            if len({read_title(entry.record.title).letters for entry in work}) > 1
        ]
        chosen = random.Random(0).sample(joined, min(count, len(joined)))
        for heading, works in (("joined", chosen), ("joined under different titles", reworded)):
            print(f"\n{row['name']}: {len(works)} {heading}\n")
            for work in works:
                for entry in work:
                    print(
                        f"  {entry.source}: {entry.record.title} | "
                        f"{', '.join(entry.record.authors)}"
                    )
                print("  WRONG\n" if _is_wrong(work) else "")


def _table(pairs: list[dict[str, Any]], joins: list[dict[str, Any]]) -> str:
    lines = [f"{'pairs':26}{'':>8}{'P':>8}{'R':>8}{'F1':>8}{'R by keys':>11}{'us each':>9}"]
    lines += [
        f"{row['name']:26}{row['pairs']:8}{row['precision']:8.3f}{row['recall']:8.3f}{row['f1']:8.3f}"
        f"{row['recall_with_keys']:11.3f}{row['microseconds']:9.1f}"
        for row in pairs
    ]
    lines.append(
        f"\n{'stored one by one':25}{'records':>8}{'joined':>8}{'of all':>8}{'wrong':>8}"
        f"{'candidates':>11}"
        f"{'us each':>9}"
        f"{'largest key':>13}"
    )
    lines += [
        f"{row['name']:26}{sum(row['records'].values()):8}{row['joined']:8}{row['complete']:8}{row['wrong']:8}"
        f"{row['candidates']:11.2f}{row['microseconds']:9.1f}{row['largest_key']:13}"
        for row in joins
    ]
    return "\n".join(lines)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="the folder that holds bench/dedup and data")
    parser.add_argument(
        "--joins",
        type=int,
        default=0,
        metavar="N",
        help="also print N joined works of each edition",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser.parse_args()


if __name__ == "__main__":
    main()

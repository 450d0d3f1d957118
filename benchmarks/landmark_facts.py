"""Compare the facts of the bundled landmarks with recorded lists of conferences and references.

    PAPERTRAIL_RECORDED=... python benchmarks/landmark_facts.py

Papers are found by title, or by DOI; where no title is the same, by first author, year and a close
title. Printed are titles, first authors, years and ids that differ. A list's year is that of the
conference, so a preprint may be up to two years older.
"""

import gzip
import json
import lzma
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from feeds.landmarks import landmark_papers
from feeds.paper import Paper

CLOSE = 0.8
"""Share of characters that two titles of one paper have in common at least. Chosen by hand."""
_LATER = 2


@dataclass(frozen=True)
class Fact:
    """A paper as a recorded list has it; `author` is the folded surname of the first one."""

    origin: str
    title: str
    author: str
    year: int
    identifier: str = ""


def main() -> None:
    """Print what differs."""
    by_title: dict[str, list[Fact]] = defaultdict(list)
    by_author: dict[str, list[Fact]] = defaultdict(list)
    by_id: dict[str, Fact] = {}
    for fact in facts(Path(os.environ["PAPERTRAIL_RECORDED"])):
        by_title[folded(fact.title)].append(fact)
        by_author[fact.author].append(fact)
        if fact.identifier:
            by_id[fact.identifier] = fact
    compared = 0
    for paper in landmark_papers():
        found = by_title.get(folded(paper.title), [])
        named = [by_id[i] for i in identifiers(paper) if i in by_id]
        compared += bool(found or named)
        for fact in [*found, *named]:
            report(paper, fact)
        if not found and not named:
            close(paper, by_author[surname(paper.authors[0].name)])
    print(f"{compared} of {len(landmark_papers())} landmarks occur in recorded lists")


def report(paper: Paper, fact: Fact) -> None:
    """Print how a landmark differs from a recorded paper."""
    differences = []
    if folded(paper.title) != folded(fact.title):
        differences.append(f"title {fact.title!r}")
    if fact.author and surname(paper.authors[0].name) != fact.author:
        differences.append(f"first author {fact.author!r}")
    year = year_of(paper)
    if not year <= fact.year <= year + _LATER:
        differences.append(f"year {fact.year}, not {year}")
    schemes = {each.partition(":")[0] for each in identifiers(paper)}
    scheme = fact.identifier.partition(":")[0]
    if scheme in schemes and fact.identifier not in identifiers(paper):
        differences.append(f"id {fact.identifier}")
    if differences:
        print(f"{identifiers(paper)[0]} {paper.title!r}: {'; '.join(differences)} ({fact.origin})")


def close(paper: Paper, candidates: list[Fact]) -> None:
    """Print recorded papers of the same first author that may be a landmark."""
    for fact in {fact.title: fact for fact in candidates}.values():
        alike = SequenceMatcher(None, folded(paper.title), folded(fact.title)).ratio()
        if alike >= CLOSE:
            print(f"close: {paper.title!r} {year_of(paper)}, {fact}")


def facts(root: Path) -> Iterator[Fact]:
    """Yield the recorded papers."""
    for path in sorted((root / "data").glob("*/*.json*.gz")):
        year = re.search(r"20\d\d", path.name)
        if year is None or "events" in path.name:
            continue
        text = gzip.open(path, "rt", encoding="utf-8").read()
        rows = map(json.loads, text.splitlines()) if ".jsonl" in path.name else json.loads(text)
        for row in rows["Papers"] if isinstance(rows, dict) else rows:
            yield fact({key.lower(): row[key] for key in row}, path.name, int(year[0]))
    with lzma.open(root / "bench/acm_cr/corpus.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield fact(row, "acm_cr", int(row.get("year") or 0), f"doi:{row['_id'].lower()}")
    for line in (root / "pdfs/references.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for each in row["entries"]:
            author = surname(str(each.get("first_author") or ""))
            yield Fact(
                f"references of {row['paper']}", each["title"], author, int(each.get("year") or 0)
            )


def fact(row: dict[str, Any], origin: str, year: int, identifier: str = "") -> Fact:
    """Return a row of a list as a fact."""
    named = row.get("authors") or row.get("author") or ""
    first = named[0] if isinstance(named, list) and named else str(named).split(";")[0]
    if isinstance(first, dict):
        first = first.get("name") or " ".join(map(str, first.values()))
    if row.get("arxiv"):
        found = re.search(r"\d{4}\.\d{4,5}", str(row["arxiv"]))
        identifier = f"arxiv:{found[0]}" if found else ""
    return Fact(origin, row.get("title") or "", surname(str(first)), year, identifier)


def identifiers(paper: Paper) -> list[str]:
    """Return the ids of a paper."""
    return [f"{scheme}:{value}" for scheme, value in paper.identifiers]


def year_of(paper: Paper) -> int:
    """Return the year of the first version."""
    return paper.submitted.year if paper.submitted else int(paper.year or 0)


def surname(name: str) -> str:
    """Return the folded last word of a name, or what is before its comma."""
    words = (name.split(",", maxsplit=1)[0] if "," in name else name).split()
    return folded(words[-1]) if words else ""


def folded(text: str) -> str:
    """Return the letters and digits of a text, without accents and case."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in plain if each.isalnum())


if __name__ == "__main__":
    main()

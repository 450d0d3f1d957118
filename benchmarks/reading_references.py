"""Measure the references found in PDFs, and their matching to stored papers.

    python benchmarks/reading_references.py PDFS

Compared with transcribed entries: a reference is found if first author, year and title agree. They
are matched in a store of the transcribed works, all recorded papers (where PAPERTRAIL_RECORDED
names them), and for each work two that resemble it: one of the same title by somebody else, one of
the same author and year with another title.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reading_set import PdfSet
from real_papers import papers as recorded_papers

from feeds.paper import Author, Paper
from papertrail.documents.citations import match
from papertrail.documents.references import find_references
from papertrail.store import Store
from papertrail.store.citations import StoredReference
from papertrail.text.likeness import likeness
from papertrail.text.words import words
from papertrail.types.document import Reference

NOW = datetime(2026, 6, 1, tzinfo=UTC)
AGREES = 0.95
"""Likeness of titles that differ by a sign which a PDF has no letter for."""
BATCH = 1_000

Entry = dict[str, Any]


def measure(pdfs: PdfSet) -> dict[str, Any]:
    """Return precision and recall, of what is found and of what is matched, and the lower ones."""
    read = _read(pdfs)
    transcribed = [(paper, entry) for paper, _, entries in read for entry in entries]
    listed = [
        (paper, reference)
        for paper, references, entries in read
        for reference in references
        if reference.number <= max(entry["number"] for entry in entries)
    ]
    found, missed = _agreeing(read)
    scores = {"found": _shares(found, len(listed), len(transcribed))}
    right, matched, wrong = _match(read)
    scores["matched"] = _shares(right, matched, len(transcribed))
    result: dict[str, Any] = {
        name: min(score[name] for score in scores.values()) for name in ("precision", "recall")
    }
    return result | scores | {"entries": len(transcribed), "missed": missed, "wrong": wrong}


Read = list[tuple[str, tuple[Reference, ...], list[Entry]]]


def _read(pdfs: PdfSet) -> Read:
    found = []
    for paper in pdfs.references:
        text = pdfs.text(paper["paper"])
        if text is not None:
            found.append((paper["paper"], find_references(text), paper["entries"]))
    return found


def _shares(right: int, given: int, wanted: int) -> dict[str, float]:
    return {
        "precision": round(right / given, 4) if given else 0.0,
        "recall": round(right / wanted, 4) if wanted else 0.0,
    }


def _agreeing(read: Read) -> tuple[int, list[str]]:
    """Return how many entries agree, and the others as lines."""
    count, missed = 0, []
    for paper, references, entries in read:
        by_number = {reference.number: reference for reference in reversed(references)}
        for entry in entries:
            reference = by_number.get(entry["number"])
            if reference and agrees(reference, entry):
                count += 1
            else:
                missed.append(f"{paper} {entry['number']} {entry['title']}")
    return count, missed


def agrees(reference: Reference, entry: Entry) -> bool:
    """Decide whether a reference says what is transcribed."""
    first = words(reference.authors[0]) if reference.authors else []
    title, wanted = ("".join(words(text)) for text in (reference.title, entry["title"]))
    return (
        reference.year == entry["year"]
        and set(words(entry["first_author"])) <= set(first)
        and (title == wanted or likeness(title, wanted) >= AGREES)
    )


def _match(read: Read) -> tuple[int, int, list[str]]:
    """Return how many transcribed entries are matched rightly, how many at all, and wrong ones."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(Path(folder) / "x", create=True) as store,
    ):
        expected = _fill(store, [entry for _, _, entries in read for entry in entries])
        right, matched, wrong = 0, 0, []
        for paper, references, entries in read:
            numbered = {reference.number: reference for reference in reversed(references)}
            given = [StoredReference(number, each, None) for number, each in numbered.items()]
            matches = match(store, given)
            for entry in entries:
                key = matches.get(entry["number"])
                if key is None:
                    wrong.append(f"none: {paper} {entry['number']} {entry['title']}")
                    continue
                matched += 1
                if key == expected[_name(entry)]:
                    right += 1
                else:
                    wrong.append(f"{paper} {entry['number']} {entry['title']}")
        return right, matched, wrong


def _name(entry: Entry) -> str:
    """Return what names a work; two papers may print its authors in another order."""
    return "".join(words(entry["title"]))


def _fill(store: Store, entries: Sequence[Entry]) -> dict[str, int]:
    """Store the works and what resembles them; return the key of each work."""
    works: dict[str, list[Entry]] = {}
    for entry in entries:
        works.setdefault(_name(entry), []).append(entry)
    _save(store, "known", map(_work, works, works.values()))
    _save(store, "alike", _alike([of_work[0] for of_work in works.values()]))
    _save(store, "arxiv:recorded", _recorded())
    found = {name: store.works.find("guid", name) for name in works}
    return {name: key for name, key in found.items() if key is not None}


def _work(name: str, entries: Sequence[Entry]) -> Paper:
    names = dict.fromkeys(entry["first_author"] for entry in entries)
    authors = tuple(map(Author, names))
    return Paper((("guid", name),), entries[0]["title"], authors=authors, year=entries[0]["year"])


def _alike(entries: Sequence[Entry]) -> Iterator[Paper]:
    for number, entry in enumerate(entries):
        year = entry["year"] or 2015
        other = entries[(number + 7) % len(entries)]
        yield Paper(
            (("guid", f"title {number}"),),
            entry["title"],
            authors=(Author("Quirin Zwölfer"), Author("Ypsilanti Xu")),
            year=year,
        )
        yield Paper(
            (("guid", f"author {number}"),),
            f"A note on {other['title']}",
            authors=(Author(entry["first_author"]),),
            year=year,
        )


def _recorded() -> Iterator[Paper]:
    folder = os.environ.get("PAPERTRAIL_RECORDED")
    for paper in recorded_papers(Path(folder)) if folder else ():
        known = ("arxiv", paper["id"]) if "id" in paper else ("guid", paper["title"])
        names = paper["authors"] if isinstance(paper["authors"], list) else [paper["authors"]]
        authors = tuple(Author(name) for name in names if isinstance(name, str))
        yield Paper((known,), paper["title"], paper["summary"], authors)


def _save(store: Store, source: str, papers: Iterator[Paper]) -> None:
    batch: list[Paper] = []
    for paper in papers:
        batch.append(paper)
        if len(batch) == BATCH:
            _write(store, source, batch)
            batch = []
    _write(store, source, batch)


def _write(store: Store, source: str, batch: Sequence[Paper]) -> None:
    with store.transaction() as tx:
        tx.works.save(batch, source, NOW)


if __name__ == "__main__":
    print(json.dumps(measure(PdfSet(Path(sys.argv[1]))), indent=1, ensure_ascii=False))

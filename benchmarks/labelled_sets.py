"""Read labelled sets: documents, queries, and which documents answer each query.

A set is a folder with

- `corpus.jsonl`: `_id`, `title`, and `text` or `abstract` of each document;
- `queries.jsonl` and `qrels.tsv`, or several such pairs, `queries.NAME.jsonl` and `qrels.NAME.tsv`:
  `_id` and `text` of each query, and lines of query, document and grade;

or with `papers.jsonl`: `_id`, `title`, `abstract` and `keywords` of each paper. Then the keywords
of 25 to 250 papers are queries, and the papers whose authors chose them their answers. Files may be
compressed as `.xz` or `.gz`.
"""

import csv
import gzip
import hashlib
import json
import lzma
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROLES = {
    "scifact-dev": "dev",
    "cacm": "dev",
    "acm_cr-sentences": "dev",
    "paper_keywords-dev": "dev",
    "scifact-test": "test",
    "acm_cr-contexts": "test",
    "paper_keywords-test": "test",
}
"""Sets on which numbers were chosen (dev) or are only reported (test)."""
FEWEST, MOST = 25, 250
_VAGUE = frozenset({"machine learning", "deep learning", "neural networks", "general"})
_REFERENCES = re.compile(r"\[[\d, ]+\]")
_GRADED = 4


@dataclass(frozen=True)
class Document:
    """A document; its text is empty where only the title is known."""

    title: str
    text: str


@dataclass(frozen=True)
class LabelledSet:
    """Documents and queries by id, and for each query the grades of documents by id."""

    name: str
    documents: dict[str, Document]
    queries: dict[str, str]
    grades: dict[str, dict[str, int]]

    def relevant(self, query: str) -> set[str]:
        """Return the documents of the set that answer a query."""
        grades = self.grades.get(query, {})
        return {key for key, grade in grades.items() if grade > 0 and key in self.documents}


def find_sets(folders: Iterable[Path], documents: int) -> Iterator[LabelledSet]:
    """Yield the sets in some folders and in the folders right below them.

    Args:
        folders: where to look.
        documents: the most that are read where a file names a subset: those that some query has
            for an answer, then others.
    """
    for folder in folders:
        own = [folder] if _is_set(folder) else sorted(filter(_is_set, folder.iterdir()))
        if not own:
            raise SystemExit(f"{folder} holds no labelled set")
        for one in own:
            yield from _read(one, documents)


def read_lines(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """Yield the records of a file of JSON lines, compressed or not."""
    path = _path(folder, name)
    if path is None:
        raise SystemExit(f"{folder} has no {name}")
    openers = {".xz": lzma.open, ".gz": gzip.open}
    with openers.get(path.suffix, open)(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def fold_keyword(keyword: str) -> str:
    """Return a keyword in the form in which two are compared."""
    return " ".join(keyword.casefold().replace("-", " ").split())


def papers_by_keyword(
    papers: Iterable[dict[str, Any]], fewest: int = FEWEST, most: int = MOST
) -> dict[str, set[str]]:
    """Return the ids of the papers with each keyword that neither too few nor too many have."""
    found: dict[str, set[str]] = {}
    for paper in papers:
        for keyword in paper["keywords"]:
            found.setdefault(fold_keyword(keyword), set()).add(paper["_id"])
    return {
        keyword: ids
        for keyword, ids in sorted(found.items())
        if fewest <= len(ids) <= most and keyword not in _VAGUE
    }


def _is_set(folder: Path) -> bool:
    return folder.is_dir() and any(_path(folder, name) for name in ("corpus", "papers"))


def _path(folder: Path, name: str) -> Path | None:
    paths = (folder / f"{name}.jsonl{suffix}" for suffix in ("", ".xz", ".gz"))
    return next((path for path in paths if path.exists()), None)


def _read(folder: Path, documents: int) -> Iterator[LabelledSet]:
    if _path(folder, "papers"):
        yield from _keyword_sets(folder)
        return
    judged = {
        path.name.removeprefix("qrels").removesuffix(".tsv").lstrip("."): _grades(path)
        for path in sorted(folder.glob("qrels*.tsv"))
    }
    found = _documents(folder, judged.values(), documents)
    if (folder / "claims_train.csv").exists():
        yield _claims(folder, found)
    for split, grades in judged.items():
        queries = {
            str(line["_id"]): _REFERENCES.sub("", line.get("text") or line.get("title") or "")
            for line in read_lines(folder, f"queries.{split}" if split else "queries")
        }
        yield LabelledSet("-".join(filter(None, [folder.name, split])), found, queries, grades)


def _documents(
    folder: Path, judged: Iterable[dict[str, dict[str, int]]], most: int
) -> dict[str, Document]:
    lines = read_lines(folder, "corpus")
    subset = next(folder.glob("subset_*_ids.txt"), None)
    if subset is not None:
        kept = set(subset.read_text(encoding="utf-8").split("\n"))
        cited = {
            key
            for grades in judged
            for of_query in grades.values()
            for key, grade in of_query.items()
            if grade > 0
        }
        some = [line for line in lines if line["_id"] in kept]
        some.sort(key=lambda line: line["_id"] not in cited)
        lines = iter(some[:most])
    return {
        str(line["_id"]): Document(
            line.get("title") or "", line.get("text") or line.get("abstract") or ""
        )
        for line in lines
    }


def _claims(folder: Path, documents: dict[str, Document]) -> LabelledSet:
    """Return SciFact's training claims, without those whose text is in the test split too."""
    test = {line["text"] for line in read_lines(folder, "queries.test")}
    queries: dict[str, str] = {}
    grades: dict[str, dict[str, int]] = {}
    with (folder / "claims_train.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["claim"] not in test:
                queries[row["id"]] = row["claim"]
                of_claim = grades.setdefault(row["id"], {})
                of_claim.update(dict.fromkeys(re.findall(r"\d+", row["cited_doc_ids"]), 1))
    return LabelledSet(f"{folder.name}-dev", documents, queries, grades)


def _keyword_sets(folder: Path) -> Iterator[LabelledSet]:
    papers = list(read_lines(folder, "papers"))
    documents = {
        paper["_id"]: Document(paper["title"], paper.get("abstract") or "") for paper in papers
    }
    by_keyword = papers_by_keyword(papers)
    for split in ("dev", "test"):
        chosen = [keyword for keyword in by_keyword if _split(keyword) == split]
        grades = {keyword: dict.fromkeys(by_keyword[keyword], 1) for keyword in chosen}
        name = f"{folder.name}-{split}"
        yield LabelledSet(name, documents, {keyword: keyword for keyword in chosen}, grades)


def _split(keyword: str) -> str:
    return "test" if hashlib.sha256(keyword.encode()).digest()[0] % 2 else "dev"


def _grades(path: Path) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        columns = line.split()
        # TREC's files have a column that means nothing.
        query, paper, grade = columns[:1] + columns[2:] if len(columns) == _GRADED else columns
        if grade.lstrip("-").isdigit():
            found.setdefault(query, {})[paper] = int(grade)
    return found

"""How well search finds what people judged relevant, by words, by meaning, and by both.

    python benchmarks/quality.py RECORDED/bench [--vectors FOLDER] [--sets scifact cacm ...]
    [--documents N]
        [--among HOME] [--json]

The sets and their splits are described in RECORDED/bench/README.md. The numbers in
`papertrail.search.hybrid` were chosen on the dev sets; the test sets are only reported. SciFact's
claims_validation.csv holds the very claims of its test split, so dev is claims_train.csv, less the
claims whose text is in the test split too. Of the citing sentences and paragraphs, the documents
are those of subset_10k_ids.txt: those that some query cites, then others up to --documents.

Embeddings take most of the time; --vectors keeps them in a folder for the next run. --among puts
the documents among the papers of a home, in a copy of its index, none of which is taken to be
relevant: what is left of the quality of a small collection in one of millions, as
benchmarks/scale.py makes it.
"""

import argparse
import csv
import json
import lzma
import math
import re
import shutil
import statistics
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.embedding.encoder import Encoder
from index.embedding.resolve import resolve
from index.keywords.index import Change, Entry, KeywordIndex
from index.vectors.index import VectorIndex, text_hash
from papertrail.cli.search import MODES
from papertrail.indexing.catch_up import document
from papertrail.indexing.generations import Semantics
from papertrail.search.retrievers import DEPTH, Asked, Halves, matching
from papertrail.types.query import Query

PUBLISHED = {"scifact": {"BM25": 0.687, "all-MiniLM-L6-v2": 0.645}}
SETS = {
    "scifact-dev": "dev",
    "cacm": "dev",
    "acm_cr-sentences": "dev",
    "scifact": "test",
    "acm_cr-contexts": "test",
}


@dataclass(frozen=True)
class Labelled:
    """Documents by id, queries by id, and the ids of the documents that are relevant to each query."""

    corpus: str
    documents: dict[str, str]
    queries: dict[str, str]
    relevant: dict[str, set[str]]


def ndcg(ranked: Sequence[str], relevant: set[str], depth: int = 10) -> float:
    """Return the normalised discounted cumulative gain of a ranking, where each relevant document
    counts the same.
    """
    gain = sum(
        1 / math.log2(place + 2) for place, found in enumerate(ranked[:depth]) if found in relevant
    )
    return gain / sum(1 / math.log2(place + 2) for place in range(min(depth, len(relevant))))


def recall(ranked: Sequence[str], relevant: set[str], depth: int) -> float:
    """Return the share of the relevant documents among the first ones."""
    return len(relevant.intersection(ranked[:depth])) / len(relevant)


def load(folder: Path, name: str, documents: int) -> Labelled:
    """Read a set by its name in `SETS`."""
    if name.startswith("scifact"):
        return _scifact(folder / "scifact", dev=name.endswith("dev"))
    if name == "cacm":
        found = {
            line["_id"]: document(line["title"], line["text"])
            for line in _lines(folder / "cacm/corpus.jsonl")
        }
        queries = {line["_id"]: line["text"] for line in _lines(folder / "cacm/queries.jsonl")}
        return Labelled("cacm", found, queries, _judged(folder / "cacm/qrels.tsv"))
    return _citations(folder / "acm_cr", name.partition("-")[2], documents)


def _scifact(folder: Path, *, dev: bool) -> Labelled:
    found = {
        line["_id"]: document(line["title"], line["text"])
        for line in _lines(folder / "corpus.jsonl.xz")
    }
    test = {line["_id"]: line["text"] for line in _lines(folder / "queries.test.jsonl")}
    if not dev:
        return Labelled("scifact", found, test, _judged(folder / "qrels.test.tsv"))
    queries: dict[str, str] = {}
    relevant: dict[str, set[str]] = {}
    with (folder / "claims_train.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["claim"] not in test.values():
                queries[row["id"]] = row["claim"]
                relevant.setdefault(row["id"], set()).update(
                    re.findall(r"\d+", row["cited_doc_ids"])
                )
    return Labelled("scifact", found, queries, relevant)


def _citations(folder: Path, split: str, documents: int) -> Labelled:
    subset = set((folder / "subset_10k_ids.txt").read_text().split("\n"))
    cited = {
        paper
        for name in ("sentences", "contexts")
        for ids in _judged(folder / f"qrels.{name}.tsv").values()
        for paper in ids
    }
    lines = [line for line in _lines(folder / "corpus.jsonl.xz") if line["_id"] in subset]
    lines.sort(key=lambda line: line["_id"] not in cited)
    found = {line["_id"]: document(line["title"], line["abstract"]) for line in lines[:documents]}
    # The numbers of the references say nothing.
    queries = {
        line["_id"]: re.sub(r"\[[\d, ]+\]", "", line["text"])
        for line in _lines(folder / f"queries.{split}.jsonl")
    }
    return Labelled(f"acm_cr-{len(found)}", found, queries, _judged(folder / f"qrels.{split}.tsv"))


def _lines(path: Path) -> Iterable[dict[str, str]]:
    with lzma.open(path, "rt") if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _judged(path: Path) -> dict[str, set[str]]:
    relevant: dict[str, set[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        query, paper, grade = line.split("\t")
        if int(grade) > 0:
            relevant.setdefault(query, set()).add(paper)
    return relevant


def embed(encoder: Encoder, name: str, texts: Sequence[str], folder: Path | None) -> np.ndarray:
    """Return the vectors [n, dim] of texts, from the folder where they are kept."""
    kept = (
        folder / f"{name}-{encoder.model.fingerprint[:12]}-{text_hash(chr(0).join(texts)):016x}.npy"
        if folder
        else None
    )
    if kept and kept.exists():
        return np.asarray(np.load(kept), dtype=np.float32)
    vectors = encoder.encode(texts)
    if kept:
        np.save(kept, vectors)
    return vectors


def indexes(
    texts: Sequence[str], embedded: np.ndarray, fingerprint: str, folder: Path, among: Path | None
) -> tuple[KeywordIndex, VectorIndex, int]:
    """Return both indexes of some texts, among the papers of a home if one is given, and the key of
    the first text.
    """
    if among:
        shutil.copytree(among / "index" / "keywords", folder / "keywords")
        shutil.copytree(next((among / "index").glob(f"*-{fingerprint[:12]}")), folder / "dense")
    keywords = KeywordIndex.open(folder / "keywords")
    dense = VectorIndex.open(folder / "dense", embedded.shape[1], fingerprint)
    first = int(dense.keys().max()) + 1 if len(dense) else 0
    keywords.write(
        [
            Change(
                [Entry(key, text) for key, text in enumerate(texts, first)],
                (),
                keywords.sequence + 1,
            )
        ]
    )
    hashes = [text_hash(text) for text in texts]
    dense.append(range(first, first + len(texts)), hashes, embedded, dense.sequence + 1)
    return keywords, dense, first


def measure(
    labelled: Labelled, name: str, encoder: Encoder, vectors: Path | None, among: Path | None
) -> dict[str, dict[str, float]]:
    """Return the figures of each mode on a set."""
    ids = list(labelled.documents)
    texts = list(labelled.documents.values())
    asked = {
        key: text
        for key, text in labelled.queries.items()
        if labelled.relevant.get(key, set()) & set(ids)
    }
    embedded = embed(encoder, labelled.corpus, texts, vectors)
    queries = embed(encoder, f"{name}-queries", list(asked.values()), vectors)
    with tempfile.TemporaryDirectory() as folder:
        keywords, dense, first = indexes(
            texts, embedded, encoder.model.fingerprint, Path(folder), among
        )
        figures: dict[str, dict[str, list[float]]] = {}
        for (key, text), vector in zip(asked.items(), queries, strict=True):
            relevant = labelled.relevant[key] & set(ids)
            for mode in MODES:
                query = Query(text, text)
                matches = matching(keywords, query, None, DEPTH, mode) if mode != "semantic" else ()
                meaning = (Semantics(encoder, dense), vector) if mode != "keyword" else (None, None)
                ranked = (
                    Asked(Halves(keywords, matches, *meaning), query, None, DEPTH).ranked(mode).keys
                )
                found = [ids[key - first] if 0 <= key - first < len(ids) else "" for key in ranked]
                told = figures.setdefault(mode, {"nDCG@10": [], "recall@10": [], "recall@100": []})
                told["nDCG@10"].append(ndcg(found, relevant))
                told["recall@10"].append(recall(found, relevant, 10))
                told["recall@100"].append(recall(found, relevant, 100))
    return {
        mode: {figure: round(statistics.fmean(values), 4) for figure, values in told.items()}
        | {"queries": len(asked)}
        for mode, told in figures.items()
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="RECORDED/bench")
    parser.add_argument("--vectors", type=Path, help="where embeddings are kept for the next run")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS))
    parser.add_argument(
        "--documents", type=int, default=10_000, help="of the citation sets, at most"
    )
    parser.add_argument(
        "--among", type=Path, help="a home among whose papers the documents are looked for"
    )
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        cache = arguments.vectors or Path(folder)
        cache.mkdir(parents=True, exist_ok=True)
        encoder = Encoder(resolve("all-MiniLM-L6-v2", cache), cache)
        for name in arguments.sets:
            labelled = load(arguments.folder, name, arguments.documents)
            results[name] = measure(labelled, name, encoder, arguments.vectors, arguments.among)
            if not arguments.json:
                published = PUBLISHED.get(name, "-")
                print(
                    f"\n{name} ({SETS[name]}), {len(labelled.documents):,} documents; published: {published}"
                )
                for mode, figures in results[name].items():
                    print(
                        f"  {mode:<9}",
                        "  ".join(f"{figure} {value:g}" for figure, value in figures.items()),
                        flush=True,
                    )
    if arguments.json:
        print(json.dumps({"published": PUBLISHED, "sets": results}, indent=1))


if __name__ == "__main__":
    main()

"""Measure how well search finds the documents judged relevant: by words, by meaning, by both.

    python benchmarks/quality.py RECORDED/bench [--vectors FOLDER] [--sets scifact cacm ...]
    [--documents N]
        [--among HOME] [--json]

The sets and their splits are described in RECORDED/bench/README.md. The numbers in
`papertrail.search.fusion` were chosen on the dev sets; the test sets are only reported. SciFact's
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
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.embedding.encoder import Encoder
from index.embedding.resolve import resolve
from index.keywords.index import Change, Entry, KeywordIndex
from index.vectors.index import VectorIndex, text_hash
from papertrail.core.search import MODES
from papertrail.indexing.generations import Semantics
from papertrail.search.fusion import FusedRanking, fuse_rankings
from papertrail.search.hybrid import DEPTH
from papertrail.search.retrievers import KeywordRetriever, SemanticRetriever, Unavailable
from papertrail.types.query import Query
from papertrail.types.work import paper_text

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
    """Documents by id, queries by id, and the ids of the documents relevant to each query."""

    corpus: str
    documents: dict[str, str]
    queries: dict[str, str]
    relevant: dict[str, set[str]]


def ndcg(ranked: Sequence[str], relevant: set[str], depth: int = 10) -> float:
    """Return the nDCG of a ranking, with the same gain for each relevant document."""
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
            line["_id"]: paper_text(line["title"], line["text"])
            for line in _lines(folder / "cacm/corpus.jsonl")
        }
        queries = {line["_id"]: line["text"] for line in _lines(folder / "cacm/queries.jsonl")}
        return Labelled("cacm", found, queries, _judged(folder / "cacm/qrels.tsv"))
    return _citations(folder / "acm_cr", name.partition("-")[2], documents)


def _scifact(folder: Path, *, dev: bool) -> Labelled:
    found = {
        line["_id"]: paper_text(line["title"], line["text"])
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
    cited: set[str] = set()
    for name in ("sentences", "contexts"):
        cited.update(*_judged(folder / f"qrels.{name}.tsv").values())
    lines = [line for line in _lines(folder / "corpus.jsonl.xz") if line["_id"] in subset]
    lines.sort(key=lambda line: line["_id"] not in cited)
    found = {line["_id"]: paper_text(line["title"], line["abstract"]) for line in lines[:documents]}
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
    """Return both indexes of some texts, and the key of the first text.

    With `among`, the indexes also have the papers of that home.
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


class Known(Encoder):
    """An encoder of one query, whose vector is known."""

    def __init__(self, vector: np.ndarray) -> None:
        self._vector = vector

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        """Return the vector."""
        return np.stack([self._vector for _ in texts])


def rank(query: Query, mode: str, index: KeywordIndex, semantics: Semantics) -> FusedRanking:
    """Return the ranking of all documents in one mode, as a search makes it."""
    keyword = KeywordRetriever(lambda: index, skip_common=mode == "hybrid")
    semantic = SemanticRetriever(lambda: semantics, keyword)
    near = semantic.retrieve(query, None, DEPTH)
    matches = keyword.retrieve(query, None, DEPTH)
    if isinstance(near, Unavailable) or isinstance(matches, Unavailable):
        raise SystemExit("an index can't be read")
    if mode == "hybrid":
        return fuse_rankings(query, semantic, near, keyword, matches)
    if mode == "semantic":
        return FusedRanking.of_one(semantic=near)
    return FusedRanking.of_one(keyword=matches)


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
                ranked = rank(Query(text, text), mode, keywords, Semantics(Known(vector), dense))
                found = [
                    ids[key - first] if 0 <= key - first < len(ids) else "" for key in ranked.keys
                ]
                of_mode = figures.setdefault(mode, defaultdict(list))
                of_mode["nDCG@10"].append(ndcg(found, relevant))
                of_mode["recall@10"].append(recall(found, relevant, 10))
                of_mode["recall@100"].append(recall(found, relevant, 100))
    means: dict[str, dict[str, float]] = {}
    for mode, of_mode in figures.items():
        means[mode] = {name: round(statistics.fmean(some), 4) for name, some in of_mode.items()}
        means[mode]["queries"] = len(asked)
    return means


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
                    f"\n{name} ({SETS[name]}), {len(labelled.documents):,} documents; published: "
                    f"{published}"
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

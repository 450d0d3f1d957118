"""Measure how well search finds the documents judged relevant: by words, by meaning, by both.

    python benchmarks/quality.py FOLDER... [--vectors FOLDER] [--sets scifact-test cacm ...]
    [--documents N] [--among HOME] [--json]

FOLDER is a labelled set, or a folder of them such as RECORDED/bench; labelled_sets.py describes the
format. The numbers in `papertrail.search` were chosen on the dev sets; the test sets are only
reported. SciFact's claims_validation.csv holds the very claims of its test split, so dev is
claims_train.csv, less the claims whose text is in the test split too.

Queries are parsed as a search parses them, and the words that they demand are words that may be
there, as in a search that demands too much. Embeddings take most of the time; --vectors keeps them
in a folder for the next run. --among puts the documents among the papers of a home, in a copy of
its index, none of which is taken to be relevant: what is left of the quality of a small collection
in one of millions, as benchmarks/scale.py makes it.
"""

import json
import shutil
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
from labelled_runs import arguments_of, embed, embed_documents, encoder_in, ndcg, texts_of
from labelled_sets import ROLES, LabelledSet, find_sets

from index.embedding.encoder import Encoder
from index.keywords.index import Change, Entry, KeywordIndex
from index.vectors.index import VectorIndex, text_hash
from papertrail.core.search import MODES
from papertrail.indexing.generations import Semantics
from papertrail.search.fusion import FusedRanking, fuse_rankings
from papertrail.search.hybrid import DEPTH
from papertrail.search.query import parse
from papertrail.search.retrievers import KeywordRetriever, SemanticRetriever, Unavailable
from papertrail.store.works import Heading
from papertrail.types.query import Query

PUBLISHED = {"scifact-test": {"BM25": 0.687, "all-MiniLM-L6-v2": 0.645}}
TODAY = date(2026, 7, 1)


def recall(ranked: Sequence[str], relevant: set[str], depth: int) -> float:
    """Return the share of the relevant documents among the first ones."""
    return len(relevant.intersection(ranked[:depth])) / len(relevant)


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


def rank(
    query: Query,
    mode: str,
    index: KeywordIndex,
    semantics: Semantics,
    headings: Callable[[Sequence[int]], list[Heading]],
) -> FusedRanking:
    """Return the ranking of all documents in one mode, as a search makes it."""
    keyword = KeywordRetriever(lambda: index, skip_common=mode == "hybrid")
    semantic = SemanticRetriever(lambda: semantics, keyword)
    near = semantic.retrieve(query, None, DEPTH)
    matches = keyword.retrieve(query, None, DEPTH)
    if isinstance(near, Unavailable) or isinstance(matches, Unavailable):
        raise SystemExit("an index can't be read")
    if mode == "hybrid":
        return fuse_rankings(query, semantic, near, keyword, matches, headings)
    if mode == "semantic":
        return FusedRanking.of_one(semantic=near)
    return FusedRanking.of_one(keyword=matches)


def measure(
    labelled: LabelledSet, encoder: Encoder, vectors: Path | None, among: Path | None
) -> dict[str, dict[str, float]]:
    """Return the figures of each mode on a set."""
    ids = list(labelled.documents)
    found = list(labelled.documents.values())
    texts = texts_of(labelled)
    asked = {
        key: parse(text, TODAY).relaxed()
        for key, text in labelled.queries.items()
        if labelled.relevant(key)
    }
    name = labelled.name
    embedded = embed_documents(encoder, labelled, texts, vectors)
    queries = embed(encoder, f"{name}-queries", [query.text for query in asked.values()], vectors)
    figures: dict[str, dict[str, list[float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        keywords, dense, first = indexes(
            texts, embedded, encoder.model.fingerprint, Path(folder), among
        )

        def headings(keys: Sequence[int]) -> list[Heading]:
            places = [key - first for key in keys]
            return [
                Heading(found[place].title, bool(found[place].text.strip()))
                if 0 <= place < len(found)
                else Heading("", has_abstract=True)
                for place in places
            ]

        for (key, query), vector in zip(asked.items(), queries, strict=True):
            relevant = labelled.relevant(key)
            for mode in MODES:
                known = Semantics(Known(vector), dense)
                ranking = rank(query, mode, keywords, known, headings)
                ranked = [
                    ids[key - first] if 0 <= key - first < len(ids) else "" for key in ranking.keys
                ]
                of_mode = figures.setdefault(mode, defaultdict(list))
                of_mode["nDCG@10"].append(ndcg(ranked, relevant))
                of_mode["recall@10"].append(recall(ranked, relevant, 10))
                of_mode["recall@100"].append(recall(ranked, relevant, 100))
    means: dict[str, dict[str, float]] = {}
    for mode, of_mode in figures.items():
        means[mode] = {name: round(statistics.fmean(some), 4) for name, some in of_mode.items()}
        means[mode]["queries"] = len(asked)
    return means


def main() -> None:
    """Measure and print."""
    parser = arguments_of(__doc__)
    parser.add_argument("--sets", nargs="+", metavar="NAME", help="only these")
    parser.add_argument(
        "--documents", type=int, default=10_000, help="of a set with a list of a subset, at most"
    )
    parser.add_argument(
        "--among", type=Path, help="a home among whose papers the documents are looked for"
    )
    arguments = parser.parse_args()
    results = {}
    with encoder_in(arguments.vectors, arguments.precision) as encoder:
        for labelled in find_sets(arguments.folders, arguments.documents):
            if arguments.sets and labelled.name not in arguments.sets:
                continue
            results[labelled.name] = measure(labelled, encoder, arguments.vectors, arguments.among)
            if not arguments.json:
                _print(labelled, results[labelled.name])
    if arguments.json:
        print(json.dumps({"published": PUBLISHED, "sets": results}, indent=1))


def _print(labelled: LabelledSet, figures: dict[str, dict[str, float]]) -> None:
    role = ROLES.get(labelled.name, "not used in tuning")
    published = PUBLISHED.get(labelled.name, "-")
    print(
        f"\n{labelled.name} ({role}), {len(labelled.documents):,} documents; published: {published}"
    )
    for mode, of_mode in figures.items():
        shown = "  ".join(f"{name} {value:g}" for name, value in of_mode.items())
        print(f"  {mode:<9}", shown, flush=True)


if __name__ == "__main__":
    main()

"""Measure how well `similar` finds the papers that belong to a paper.

    python benchmarks/similar.py FOLDER... [--vectors FOLDER] [--json]

FOLDER is a labelled set, see labelled_sets.py, whose queries are documents: the ids of its qrels
are ids of its corpus. Where a query has documents of grade 0, only its judged ones are ranked. With
papers and their keywords, the papers that share a rare keyword with one belong to it; every tenth
paper is asked about. Reported are MAP and nDCG@20 by meaning alone, by words alone, and by both as
`papertrail similar` weighs them.
"""

import json
import statistics
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from labelled_runs import arguments_of, embed_documents, encoder_in, ndcg, texts_of
from labelled_sets import LabelledSet, find_sets

from index.embedding.encoder import Encoder
from index.keywords.index import Change, Entry, KeywordIndex
from papertrail.search.retrievers import KeywordRetriever
from papertrail.search.similar import WORD_WEIGHT
from papertrail.search.word_likeness import word_likeness

DEPTH = 20
POOL = 400
"""Documents nearest in meaning that are ranked if none is judged irrelevant."""
_EVERY = 10
_RARE_KEYWORD = 50


def average_precision(ranked: list[str], relevant: set[str]) -> float:
    """Return the average precision of a ranking."""
    found, total = 0, 0.0
    for place, key in enumerate(ranked, 1):
        if key in relevant:
            found += 1
            total += found / place
    return total / len(relevant)


def tasks(labelled: LabelledSet) -> dict[str, dict[str, int]]:
    """Return the grades of documents for each document that is asked about."""
    asked = {
        key: grades
        for key, grades in labelled.grades.items()
        if key in labelled.documents and labelled.relevant(key) - {key}
    }
    if asked or not labelled.name.startswith("paper"):
        return asked
    papers: dict[str, dict[str, int]] = {}
    for grades in labelled.grades.values():
        if len(grades) <= _RARE_KEYWORD:
            for key in grades:
                papers.setdefault(key, {}).update(grades)
    return dict(list(papers.items())[::_EVERY])


def measure(labelled: LabelledSet, encoder: Encoder, vectors: Path | None) -> dict[str, Any]:
    """Return the figures of each way on a set."""
    ids = list(labelled.documents)
    places = {key: place for place, key in enumerate(ids)}
    texts = texts_of(labelled)
    embedded = embed_documents(encoder, labelled, texts, vectors)
    figures: dict[str, list[tuple[float, float]]] = {"meaning": [], "words": [], "both": []}
    with tempfile.TemporaryDirectory() as folder:
        index = KeywordIndex.open(Path(folder))
        index.write([Change([Entry(key, text) for key, text in enumerate(texts)], (), 1)])
        keyword = KeywordRetriever(lambda: index, skip_common=False)
        for key, grades in tasks(labelled).items():
            relevant = {other for other in labelled.relevant(key) or grades if other != key}
            if not labelled.relevant(key):
                relevant = {other for other, grade in grades.items() if grade > 0 and other != key}
            meaning = embedded @ embedded[places[key]]
            if min(grades.values()) <= 0:
                pool = [places[other] for other in grades if other in places and other != key]
            else:
                nearest = np.argsort(-meaning, kind="stable")[:POOL].tolist()
                pool = [place for place in nearest if place != places[key]]
            words = word_likeness(
                [texts[places[key]]], [texts[place] for place in pool], keyword.inverse_frequency
            )
            scores = {
                "meaning": meaning[pool],
                "words": words,
                "both": meaning[pool] + WORD_WEIGHT * words,
            }
            for way, some in scores.items():
                order = np.argsort(-some, kind="stable").tolist()
                ranked = [ids[pool[place]] for place in order]
                figures[way].append(
                    (average_precision(ranked, relevant), ndcg(ranked, relevant, DEPTH))
                )
    return {
        way: {
            "MAP": round(statistics.fmean(precision for precision, _ in some), 4),
            f"nDCG@{DEPTH}": round(statistics.fmean(gain for _, gain in some), 4),
            "queries": len(some),
        }
        for way, some in figures.items()
        if some
    }


def main() -> None:
    """Measure and print."""
    arguments = arguments_of(__doc__).parse_args()
    results = {}
    with encoder_in(arguments.vectors, arguments.precision) as encoder:
        for labelled in find_sets(arguments.folders, 10_000):
            if tasks(labelled):
                results[labelled.name] = measure(labelled, encoder, arguments.vectors)
                if not arguments.json:
                    print(labelled.name, json.dumps(results[labelled.name], indent=1), flush=True)
    if arguments.json:
        print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()

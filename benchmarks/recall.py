"""Measure the recall of the search by sign bits against exact search, on real embeddings.

    python benchmarks/recall.py HOME [--queries 1000] [--least 25000] [--json]

HOME holds an index of real abstracts, as `papertrail update` makes it. Queries are vectors of the
index itself (papers like this one) and sums of two of them (papers between two), each a
text's real embedding. The share of the true best 10 and 100 that the candidates hold is printed,
for several numbers of candidates, with what each costs.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from real_papers import embeddings

from index.vectors import scan
from index.vectors.index import VectorIndex

CANDIDATES = (500, 1000, 1500)
BEST = (10, 100)


def measure(
    index: VectorIndex,
    queries: Any,  # noqa: ANN401
    exact: Any,  # noqa: ANN401
    candidates: int,
) -> tuple[dict[int, float], float]:
    """Return the recall of the best 10 and 100, and the milliseconds for each query."""
    scan.SMALL, scan.LEAST, scan.EACH = 0, candidates, 0
    started = time.perf_counter()
    found = [index.search(query[None, :], max(BEST))[0][0] for query in queries]
    seconds = time.perf_counter() - started
    recall = {
        k: sum(
            len({*one[:k].tolist()} & {*best[:k].tolist()})
            for one, best in zip(found, exact, strict=True)
        )
        / (k * len(queries))
        for k in BEST
    }
    return recall, seconds / len(queries) * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("home", type=Path, help="a home of real papers")
    parser.add_argument("--queries", type=int, default=1000, help="how many")
    parser.add_argument(
        "--least", type=int, default=25_000, help="refuse to measure fewer papers than this"
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    arguments = parser.parse_args()
    real = embeddings(arguments.home)
    if len(real) < arguments.least:
        raise SystemExit(
            f"{arguments.home} holds {len(real):,} embeddings, not {arguments.least:,}"
        )
    drawn = np.random.default_rng(0).choice(len(real), (arguments.queries, 2))
    queries = np.where(
        np.arange(arguments.queries)[:, None] % 2, real[drawn[:, 0]], real[drawn].sum(axis=1)
    )
    queries /= np.linalg.norm(queries, axis=1, keepdims=True)
    rounded = real.astype(np.float16).astype(np.float32)
    exact = np.argsort(-(queries @ rounded.T), axis=1, kind="stable")[:, :100]
    with tempfile.TemporaryDirectory() as folder:
        index = VectorIndex.open(Path(folder), real.shape[1], "benchmark")
        index.append(range(len(real)), range(len(real)), real, 1)
        figures = {
            candidates: measure(index, queries, exact, candidates) for candidates in CANDIDATES
        }
    if arguments.json:
        print(json.dumps({"papers": len(real), "candidates": figures}))
        return
    print(f"{len(real):,} real abstracts, {arguments.queries:,} queries")
    for candidates, (found, cost) in figures.items():
        recalls = ", ".join(f"{recall:.5f} at {k}" for k, recall in found.items())
        print(f"{candidates:>6,} candidates: {recalls}, {cost:.1f} ms a query")


if __name__ == "__main__":
    main()

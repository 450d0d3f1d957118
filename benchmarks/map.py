"""Measure maps against plain umap-learn: `python benchmarks/map.py HOME [--papers N] [--plain]`.

HOME is a home with real papers that are indexed. Where it has fewer than N, vectors are added that
are mixtures of the embeddings of two real papers near each other, and noise. Prints seconds, and
seconds of all cores together, which other programs on the machine change less:

- neighbours: of all fitted papers by FAISS, with their recall;
- layout: of the fitted papers, and the placing of all others;
- a day: 700 new papers placed on that map, which is read from disk and kept;
- plain: umap-learn as it comes, on all papers, in the same process.

Quality is of a sample: trustworthiness (Venna and Kaski 2001, as scikit-learn has it), and the
share of the 15 nearest neighbours by meaning that are among the 30 nearest on the map.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from real_papers import embeddings

from papertrail.core.map_file import Placed, load, save
from papertrail.core.maps import MOST_FITTED
from papertrail.pictures.layout import NEIGHBOURS, lay_out, place
from papertrail.pictures.neighbours import nearest_of, neighbours

DAY = 700
SAMPLE = 3000


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--papers", type=int, default=100_000)
    parser.add_argument("--fitted", type=int, default=MOST_FITTED)
    parser.add_argument("--plain", action="store_true", help="also run umap-learn's defaults")
    arguments = parser.parse_args()
    vectors = grown(normalised(embeddings(arguments.home)), arguments.papers + DAY)
    vectors, day = vectors[: arguments.papers], vectors[arguments.papers :]
    # Compiled once an installation; numba keeps the result.
    timed("warm-up", lambda: lay_out(vectors[:500]))
    fitted = np.sort(np.random.default_rng(0).permutation(len(vectors))[: arguments.fitted])
    found = timed("neighbours", lambda: neighbours(vectors[fitted], NEIGHBOURS))
    print(f"  recall {recall(vectors[fitted], found[0]):.3f} of {len(fitted):,}")
    places = timed("layout", lambda: laid_out(vectors, fitted))
    print("  ours: " + quality(vectors, places))
    timed("a day", lambda: one_day(vectors, places, fitted, day))
    if arguments.plain:
        from umap import UMAP

        plain = timed("plain", lambda: UMAP(metric="cosine").fit_transform(vectors))
        print("  plain: " + quality(vectors, plain))


def timed(name: str, act: Callable[[], Any]) -> Any:  # noqa: ANN401 - what the act returns
    """Run, print how long it took, and return the result."""
    began, busy = time.perf_counter(), time.process_time()
    found = act()
    wall, cores = time.perf_counter() - began, time.process_time() - busy
    print(f"{name}: {wall:.2f} s, {cores:.2f} s of all cores", flush=True)
    return found


def laid_out(vectors: Any, fitted: Any) -> Any:  # noqa: ANN401 - arrays
    """Lay some papers out, and place the others, as the command does."""
    places = np.zeros((len(vectors), 2), np.float32)
    places[fitted] = lay_out(vectors[fitted])
    others = np.setdiff1d(np.arange(len(vectors)), fitted)
    if len(others):
        rows, similarities = nearest_of(vectors[others], vectors[fitted])
        places[others] = place(similarities, places[fitted][rows])
    return places


def one_day(vectors: Any, places: Any, fitted: Any, day: Any) -> None:  # noqa: ANN401 - arrays
    """Read a map, place a day's papers, and keep it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "map.npz"
        is_fitted = np.isin(np.arange(len(vectors)), fitted)
        save(file, "model", Placed(np.arange(len(vectors)), places, is_fitted))

        def add() -> None:
            known = load(file, "model")
            assert known is not None
            rows, similarities = nearest_of(day, vectors[known.is_fitted])
            added = place(similarities, known.places[known.is_fitted][rows])
            keys = np.arange(len(vectors) + len(day))
            marks = np.concatenate([known.is_fitted, np.zeros(len(day), bool)])
            save(file, "model", Placed(keys, np.concatenate([known.places, added]), marks))

        timed("  without Python's start", add)


def grown(vectors: Any, count: int) -> Any:  # noqa: ANN401 - arrays
    """Return that many vectors: the real ones, and mixtures."""
    chance = np.random.default_rng(0)
    vectors = vectors[chance.permutation(len(vectors))]
    if len(vectors) >= count:
        return vectors[:count]
    _, near = faiss.knn(vectors, vectors, 8, metric=faiss.METRIC_INNER_PRODUCT)
    one = chance.integers(len(vectors), size=count - len(vectors))
    other = near[one, chance.integers(1, 8, size=len(one))]
    share = chance.uniform(0.3, 0.7, size=(len(one), 1)).astype(np.float32)
    noise = chance.normal(size=(len(one), vectors.shape[1])).astype(np.float32)
    noise *= 0.35 / np.sqrt(vectors.shape[1])
    mixed = share * vectors[one] + (1 - share) * vectors[other] + noise
    return np.concatenate([vectors, normalised(mixed)])


def normalised(vectors: Any) -> Any:  # noqa: ANN401 - arrays
    """Return vectors of length 1."""
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def recall(vectors: Any, rows: Any) -> float:  # noqa: ANN401 - arrays
    """Return the share of true neighbours that were found, of a sample."""
    sample = np.random.default_rng(1).permutation(len(vectors))[:1000]
    _, exact = faiss.knn(vectors[sample], vectors, NEIGHBOURS, metric=faiss.METRIC_INNER_PRODUCT)
    pairs = zip(exact.tolist(), rows[sample].tolist(), strict=True)
    return float(np.mean([len({*true} & {*found}) / NEIGHBOURS for true, found in pairs]))


def quality(vectors: Any, places: Any) -> str:  # noqa: ANN401 - arrays
    """Describe how well neighbours are kept, of a sample."""
    from sklearn.manifold import trustworthiness

    sample = np.random.default_rng(2).permutation(len(vectors))[:SAMPLE]
    trust = trustworthiness(vectors[sample], places[sample], n_neighbors=15, metric="cosine")
    asked = sample[:1000]
    _, by_meaning = faiss.knn(vectors[asked], vectors, 16, metric=faiss.METRIC_INNER_PRODUCT)
    on_map = np.ascontiguousarray(places, np.float32)
    _, by_place = faiss.knn(on_map[asked], on_map, 31)
    pairs = zip(by_meaning.tolist(), by_place.tolist(), strict=True)
    kept = [(len({*one} & {*other}) - 1) / 15 for one, other in pairs]
    return f"trustworthiness {trust:.3f}, neighbours kept {float(np.mean(kept)):.3f}"


if __name__ == "__main__":
    main()

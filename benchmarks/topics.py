"""Compare topics with arxiv-sanity-lite's SVM and zotero-arxiv-daily's mean of the library.

    python benchmarks/topics.py FOLDER/paper_keywords --cache FOLDER

A topic is a keyword that authors chose; a paper is relevant if its authors chose it. Each draw
likes some of its papers, and all others are ranked. The topics are split into dev, on which
papertrail's settings were chosen, and test, by a hash of the keyword. `--libraries` takes authors
instead: half of an author's papers are liked, and the other half is to be found.
"""

import argparse
import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray
from topic_calibration import CALIBRATED, bands_of, print_bands
from topic_collection import Collection, Draw, draws_of, lesson, scores_of, split_of
from topic_peers import Scores

from index.embedding.encoder import Precision

SETTINGS = {
    "10 likes": (10, 0),
    "10 likes, 10 dislikes": (10, 10),
    "3 likes": (3, 0),
    "2 likes": (2, 0),
    "1 like": (1, 0),
    "words alone": (0, 0),
}
SHOWN = 20
BROAD = 10
"""Papers of an author whose library is broad."""


def main() -> None:
    """Measure, and print a table or JSON."""
    arguments = _arguments()
    collection = Collection(
        arguments.folder, arguments.cache, arguments.fewest, arguments.precision
    )
    topics = sorted(
        topic for topic in collection.members if arguments.split in {"all", split_of(topic)}
    )
    if arguments.libraries:
        print(json.dumps(_libraries(collection, arguments.libraries), indent=1))
        return
    if not topics:
        raise SystemExit(f"no topic of this split has {arguments.fewest} papers")
    if arguments.calibration:
        bands = {name: bands_of(collection, topics, likes) for name, likes in CALIBRATED.items()}
        print(json.dumps(bands, indent=1) if arguments.json else print_bands(bands))
        return
    results = {
        setting: _measured(collection, topics, *counts, arguments.draws)
        for setting, counts in SETTINGS.items()
        if arguments.only in {None, setting}
    }
    print(
        json.dumps(results, indent=1)
        if arguments.json
        else _table(results, topics, arguments.split)
    )


# The systems: each gives every paper a score


def papertrail_examples(collection: Collection, draw: Draw) -> Scores:
    """Learn from the examples alone."""
    return scores_of(lesson(collection, draw, words=False), collection)


def papertrail(collection: Collection, draw: Draw) -> Scores:
    """Learn from the topic's name and the examples."""
    return scores_of(lesson(collection, draw, words=True), collection)


def sanity(collection: Collection, draw: Draw) -> Scores:
    """Score as arxiv-sanity-lite."""
    return collection.peers.sanity(draw.liked, draw.topic)


def library(collection: Collection, draw: Draw) -> Scores:
    """Score as zotero-arxiv-daily; without likes, the topic's words are its one text."""
    if len(draw.liked):
        return collection.peers.library(collection.vectors[draw.liked])
    return collection.peers.library(collection.described[draw.topic][None, :])


SYSTEMS: dict[str, Callable[[Collection, Draw], Scores]] = {
    "papertrail": papertrail,
    "papertrail, examples only": papertrail_examples,
    "arxiv-sanity-lite": sanity,
    "zotero-arxiv-daily": library,
}
OWN = "papertrail"
OTHERS = ("arxiv-sanity-lite", "zotero-arxiv-daily")


# Measuring


def _measured(
    collection: Collection, topics: Sequence[str], likes: int, dislikes: int, draws: int
) -> dict[str, Any]:
    """Return the measures of each system, and papertrail's ratio to the better of the others."""
    result: dict[str, Any] = {}
    ranks: dict[str, NDArray[np.float64]] = {}
    readers = [list(draws_of(collection, topic, likes, dislikes, draws)) for topic in topics]
    for name, system in SYSTEMS.items():
        if name == "papertrail, examples only" and not likes:
            continue
        start = time.perf_counter()
        each = [
            np.mean([measures(system(collection, draw), draw, collection) for draw in some], axis=0)
            for some in readers
        ]
        seconds = (time.perf_counter() - start) / sum(map(len, readers))
        ranks[name] = np.array(each)
        mean = ranks[name].mean(axis=0)
        result[name] = {
            "ndcg": mean[0],
            "ap": mean[1],
            "precision": mean[2],
            "interval": _interval(ranks[name][:, 0]),
            "ms": 1000 * seconds,
        }
    best = max(OTHERS, key=lambda name: float(ranks[name][:, 0].mean()))
    for name in (name for name in ranks if name.startswith(OWN)):
        pairs = np.stack([ranks[name][:, 0], ranks[best][:, 0]], axis=1)
        result[name]["ratio"] = float(pairs[:, 0].mean() / pairs[:, 1].mean())
        result[name]["ratio_interval"] = _interval(pairs)
    return result


def _libraries(collection: Collection, most: int) -> dict[str, dict[str, float]]:
    """Return how the halves of authors' papers find the other halves; authors do not count."""
    found: dict[str, list[tuple[float, float]]] = {}
    broad = [a for a, rows in collection.papers.by_author.items() if len(rows) >= BROAD]
    broad.sort(key=lambda author: hashlib.sha256(author.encode()).hexdigest())
    for author in broad[:most]:
        chance = np.random.default_rng(list(hashlib.sha256(author.encode()).digest()[:8]))
        rows = chance.permutation(np.array(collection.papers.by_author[author]))
        liked, wanted = np.split(rows, [len(rows) // 2])
        draw = Draw(author, liked, np.empty(0, np.int64))
        collection.members[author] = rows.tolist()
        for name, system in SYSTEMS.items():
            if name == OWN:
                continue
            scores = system(collection, draw)
            if name.startswith(OWN):
                weights = replace(lesson(collection, draw, words=False).weights(), authors={})
                scores = weights.score(collection.papers)
            scores[liked] = -np.inf
            places = np.argsort(np.argsort(-scores, kind="stable"))[wanted]
            figures = (measures(scores, draw, collection)[0], float(np.log1p(places).mean()))
            found.setdefault(name, []).append(figures)
    return {
        name: {"ndcg": float(np.mean(rows, 0)[0]), "log_rank": float(np.mean(rows, 0)[1])}
        for name, rows in found.items()
    }


def measures(scores: Scores, draw: Draw, collection: Collection) -> tuple[float, float, float]:
    """Return nDCG at 20, average precision and precision at 20 of the papers without an opinion."""
    order = np.argsort(-scores, kind="stable")
    order = order[~np.isin(order, draw.seen)]
    relevant = np.isin(order, collection.members[draw.topic])
    discounts = 1 / np.log2(np.arange(2, SHOWN + 2))
    ideal = discounts[: int(relevant.sum())].sum()
    places = np.flatnonzero(relevant)
    precisions = np.arange(1, len(places) + 1) / (places + 1)
    return (
        float((relevant[:SHOWN] * discounts).sum() / ideal),
        float(precisions.mean()),
        float(relevant[:SHOWN].mean()),
    )


def _interval(values: NDArray[np.float64]) -> tuple[float, float]:
    """Return the 95 % bootstrap interval over topics of a mean [t] or a ratio of means [t, 2]."""
    chance = np.random.default_rng(0)
    means = np.array(
        [values[chance.integers(len(values), size=len(values))].mean(axis=0) for _ in range(2000)]
    )
    figures = means if values.ndim == 1 else means[:, 0] / means[:, 1]
    low, high = np.percentile(figures, [2.5, 97.5])
    return float(low), float(high)


# Output


def _table(results: dict[str, Any], topics: Sequence[str], split: str) -> str:
    lines = [f"{len(topics)} {split} topics", ""]
    lines.append(
        f"{'':22}{'':27}{'nDCG@20':>8}  {'95 %':13}{'AP':>7}{'P@20':>7}{'ratio':>7}  {'95 %':12}"
        f"{'ms':>6}"
    )
    for setting, systems in results.items():
        for number, (name, row) in enumerate(systems.items()):
            ratio = (
                f"{row['ratio']:7.2f}  {_range(row['ratio_interval'], 2):12}"
                if "ratio" in row
                else " " * 21
            )
            lines.append(
                f"{setting if not number else '':22}{name:27}{row['ndcg']:8.3f}  "
                f"{_range(row['interval'], 3):13}"
                f"{row['ap']:7.3f}{row['precision']:7.3f}{ratio}{row['ms']:6.0f}"
            )
    return "\n".join(lines)


def _range(interval: tuple[float, float], digits: int) -> str:
    return " to ".join(f"{end:.{digits}f}".removeprefix("0") for end in interval)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="the folder that holds papers.jsonl.xz")
    parser.add_argument(
        "--cache", type=Path, required=True, help="where embeddings are kept between runs"
    )
    parser.add_argument(
        "--split",
        choices=("dev", "test", "all"),
        default="test",
        help="which topics (default: test)",
    )
    parser.add_argument(
        "--libraries",
        type=int,
        metavar="AUTHORS",
        help="number of authors whose libraries are measured",
    )
    parser.add_argument("--only", choices=SETTINGS, help="measure only this of what a reader gives")
    parser.add_argument("--draws", type=int, default=5, help="readers of each topic (default: 5)")
    parser.add_argument(
        "--calibration", action="store_true", help="measure what relevance means instead"
    )
    parser.add_argument(
        "--fewest", type=int, default=25, help="papers of the rarest keyword that makes a topic"
    )
    parser.add_argument(
        "--precision",
        choices=get_args(Precision),
        default="auto",
        help="number format on the CPU (auto: the fastest)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser.parse_args()


if __name__ == "__main__":
    main()

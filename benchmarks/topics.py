"""Compare topics with arxiv-sanity-lite's SVM and zotero-arxiv-daily's mean of the library.

    python benchmarks/topics.py FOLDER/paper_keywords --cache FOLDER

A topic is a keyword that authors chose; a paper is relevant if its authors chose it. Each draw
likes some of its papers, and all others are ranked. The topics are split into dev, on which
papertrail's settings were chosen, and test, by a hash of the keyword.
"""

import argparse
import hashlib
import json
import lzma
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from index.embedding.encoder import Encoder
from index.embedding.resolve import PACKAGED_NAME, resolve
from papertrail.text.words import spaced
from papertrail.topics.background import text_of
from papertrail.topics.features import Papers, names
from papertrail.topics.learning import Background, Lesson, Words
from papertrail.topics.model import train
from papertrail.topics.terms import Vocabulary, learn

SETTINGS = {
    "10 likes": (10, 0),
    "10 likes, 10 dislikes": (10, 10),
    "3 likes": (3, 0),
    "words alone": (0, 0),
}
MOST = 250
# Subject areas that say nothing of a subject.
VAGUE = frozenset({"machine learning", "deep learning", "neural networks", "general"})
SHOWN = 20
CALIBRATED = {"name alone": 0, "3 likes": 3, "10 likes": 10}
BANDS = (0.0, 0.1, 0.3, 0.5, 0.8, 0.95, 1.01)
NEAR = 200

Scores = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Draw:
    """One reader: a topic's name and some of its papers, by their numbers."""

    topic: str
    liked: NDArray[np.int64]
    disliked: NDArray[np.int64]

    @property
    def seen(self) -> NDArray[np.int64]:
        """The papers with an opinion."""
        return np.concatenate([self.liked, self.disliked])


class Collection:
    """The papers with all features that any of the systems needs."""

    def __init__(self, folder: Path, cache: Path, fewest: int) -> None:
        with lzma.open(folder / "papers.jsonl.xz", "rt", encoding="utf-8") as lines:
            self.records = [json.loads(line) for line in lines]
        self.members = _members(self.records, fewest)
        self._cache = cache
        cache.mkdir(parents=True, exist_ok=True)
        self.encoder = Encoder(resolve(PACKAGED_NAME, cache), cache, "cpu")
        plain = [f"{paper['title']}\n{paper['abstract']}" for paper in self.records]
        self.vectors = self._encoded("papers", plain)
        texts = [text_of(paper["title"], paper["abstract"]) for paper in self.records]
        self.vocabulary: Vocabulary = learn(texts)
        authors = [names(paper["authors"]) for paper in self.records]
        self.papers = Papers(
            self.vectors, self.vocabulary.rows(texts), authors, list(map(spaced, plain))
        )
        self.background = Background(self.papers, len(self.vocabulary))
        topics = sorted(self.members)
        self.described = dict(zip(topics, self._encoded("topics", topics), strict=True))
        # https://github.com/karpathy/arxiv-sanity-lite/blob/master/compute.py
        self.vectorizer = TfidfVectorizer(
            strip_accents="unicode",
            stop_words="english",
            token_pattern=r"(?u)\b[a-zA-Z_][a-zA-Z0-9_]+\b",
            ngram_range=(1, 2),
            max_features=20000,
            sublinear_tf=True,
            max_df=0.1,
            min_df=5,
        )
        self.features = self.vectorizer.fit_transform(
            f"{record['title']} {record['abstract']} {' '.join(record['authors'])}"
            for record in self.records
        ).astype(np.float32)

    def _encoded(self, name: str, texts: Sequence[str]) -> NDArray[np.float32]:
        digest = hashlib.sha256(
            "\0".join([self.encoder.model.fingerprint, *texts]).encode()
        ).hexdigest()
        file = self._cache / f"{name}-{digest[:16]}.npy"
        if not file.exists():
            np.save(file, self.encoder.encode(texts))
        vectors: NDArray[np.float32] = np.load(file)
        return vectors


def main() -> None:
    """Measure, and print a table or JSON."""
    arguments = _arguments()
    collection = Collection(arguments.folder, arguments.cache, arguments.fewest)
    topics = sorted(
        topic for topic in collection.members if arguments.split in {"all", _split(topic)}
    )
    if arguments.calibration:
        bands = {
            name: _calibration(collection, topics, likes) for name, likes in CALIBRATED.items()
        }
        print(json.dumps(bands, indent=1) if arguments.json else _bands(bands))
        if arguments.plot:
            arguments.plot.write_text(_plot(bands), encoding="utf-8")
        return
    results = {
        setting: _measured(collection, topics, *counts, arguments.draws)
        for setting, counts in SETTINGS.items()
    }
    print(
        json.dumps(results, indent=1)
        if arguments.json
        else _table(results, topics, arguments.split)
    )


# The systems: each gives every paper a score


def papertrail_examples(collection: Collection, draw: Draw) -> Scores:
    """Learn from the examples alone."""
    return _lesson(collection, draw, words=False).weights().score(collection.papers)


def papertrail(collection: Collection, draw: Draw) -> Scores:
    """Learn from the topic's name and the examples."""
    return _lesson(collection, draw, words=True).weights().score(collection.papers)


def _lesson(collection: Collection, draw: Draw, *, words: bool) -> Lesson:
    query = collection.vocabulary.rows([draw.topic]).combined(
        np.ones(1), len(collection.vocabulary)
    )
    own_words = None
    if words:
        own_words = Words(collection.described[draw.topic][None, :], query, spaced(draw.topic))
    liked = np.arange(len(draw.seen)) < len(draw.liked)
    return Lesson(
        collection.background, own_words, collection.papers.picked(draw.seen), liked, draw.seen
    )


def sanity(collection: Collection, draw: Draw) -> Scores:
    """Score as arxiv-sanity-lite: by a linear SVM of the tagged papers against all others.

    Without likes, the topic's words are its one tagged paper.
    """
    from scipy import sparse

    features = collection.features
    if len(draw.liked):
        tagged = np.zeros(features.shape[0])
        tagged[draw.liked] = 1
    else:
        features = sparse.vstack([features, collection.vectorizer.transform([draw.topic])]).tocsr()
        tagged = np.append(np.zeros(collection.features.shape[0]), 1)
    machine = LinearSVC(C=0.01, class_weight="balanced", max_iter=10000, tol=1e-6, random_state=0)
    scores: Scores = machine.fit(features, tagged).decision_function(collection.features)
    return scores


def library(collection: Collection, draw: Draw) -> Scores:
    """Score as zotero-arxiv-daily: by the mean cosine similarity to the library.

    Without likes, the topic's words are its one text.
    """
    known = (
        collection.vectors[draw.liked]
        if len(draw.liked)
        else collection.described[draw.topic][None, :]
    )
    scores: Scores = collection.vectors @ known.mean(axis=0)
    return scores


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
    readers = [list(_draws(collection, topic, likes, dislikes, draws)) for topic in topics]
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


def _draws(
    collection: Collection, topic: str, likes: int, dislikes: int, draws: int
) -> Iterator[Draw]:
    """Yield readers of a topic; they dislike papers that are off the topic, and near it."""
    members = np.array(collection.members[topic])
    for number in range(draws if likes else 1):
        chance = np.random.default_rng(
            list(hashlib.sha256(f"{topic}{number}".encode()).digest()[:8])
        )
        liked = chance.permutation(members)[:likes]
        disliked = np.empty(0, dtype=np.int64)
        if dislikes:
            near = np.argsort(-(collection.vectors @ collection.vectors[liked].mean(axis=0)))
            near = near[~np.isin(near, members)][:NEAR]
            disliked = chance.choice(near, dislikes, replace=False)
        yield Draw(topic, liked.astype(np.int64), disliked.astype(np.int64))


def _calibration(
    collection: Collection, topics: Sequence[str], likes: int
) -> list[dict[str, float]]:
    """Return the number of papers in each band of relevance, and how many are relevant.

    Authors choose few keywords, so that most papers on a subject do not name it: what counts is
    that the share of those that do grows with relevance, and how much it is above that of all
    papers.
    """
    counts, named, usual = (np.zeros((len(topics), len(BANDS) - 1)) for _ in range(3))
    numbers = range(len(collection.papers))
    for place, topic in enumerate(topics):
        draw = next(_draws(collection, topic, likes, 0, 1))
        lesson = _lesson(collection, draw, words=True)
        model = train(
            collection.background, numbers, lesson.words, lesson.examples, draw.liked.tolist(), []
        )
        relevance = model.calibration.relevance(model.weights.score(collection.papers))
        others = ~np.isin(numbers, draw.seen)
        relevant = np.isin(numbers, collection.members[topic])
        for band, (least, most) in enumerate(pairwise(BANDS)):
            inside = others & (relevance >= least) & (relevance < most)
            counts[place, band] = inside.sum()
            named[place, band] = relevant[inside].sum()
            usual[place, band] = inside.sum() * relevant[others].mean()
    return [
        {
            "from": BANDS[band],
            "papers": float(counts[:, band].mean()),
            "least": float(np.percentile(counts[:, band], 10)),
            "most": float(np.percentile(counts[:, band], 90)),
            "share": float(named[:, band].sum() / max(1, counts[:, band].sum())),
            "lift": float(named[:, band].sum() / max(1e-9, usual[:, band].sum())),
        }
        for band in range(len(BANDS) - 1)
    ]


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


def _members(records: Sequence[dict[str, Any]], fewest: int) -> dict[str, list[int]]:
    """Return the papers of each keyword that makes a topic; case and hyphens are ignored."""
    members: dict[str, list[int]] = {}
    for number, record in enumerate(records):
        for keyword in {
            " ".join(word.casefold().replace("-", " ").split()) for word in record["keywords"]
        }:
            members.setdefault(keyword, []).append(number)
    return {
        keyword: papers
        for keyword, papers in members.items()
        if fewest <= len(papers) <= MOST and re.split(r":\s*", keyword)[-1] not in VAGUE
    }


def _split(topic: str) -> str:
    return "test" if hashlib.sha256(topic.encode()).digest()[0] % 2 else "dev"


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


def _bands(bands: dict[str, list[dict[str, float]]]) -> str:
    lines = [
        (
            f"{'':10}{'relevance':>10}{'papers':>8}  {'10 to 90 % of topics':22}{'keyword':>8}"
            f"{'lift':>7}"
        )
    ]
    for setting, rows in bands.items():
        lines += [
            f"{setting:10}{row['from']:10.2f}{row['papers']:8.0f}  {row['least']:4.0f} to "
            f"{row['most']:4.0f}{'':10}"
            f"{row['share']:8.1%}{row['lift']:7.1f}  {'#' * round(row['lift'])}"
            for row in rows
        ]
    return "\n".join(lines)


def _plot(bands: dict[str, list[dict[str, float]]]) -> str:
    """Plot the lift of each band of relevance as SVG."""
    colours = ("#1a5fb4", "#26a269", "#b48ad6")
    highest = max(row["lift"] for rows in bands.values() for row in rows)
    parts = []
    for number, (setting, rows) in enumerate(bands.items()):
        for place, row in enumerate(rows):
            x, height = 60 + 92 * place + 27 * number, 200 * row["lift"] / highest
            parts.append(
                f'<rect x="{x}" y="{230 - height:.1f}" width="24" height="{height:.1f}" '
                f'fill="{colours[number]}"/>'
            )
            parts.append(
                f'<text x="{x + 12}" y="{226 - height:.1f}" text-anchor="middle">'
                f"{row['lift']:.1f}</text>"
            )
        parts.append(
            f'<text x="60" y="{40 + 16 * number}" fill="{colours[number]}" font-size="12">'
            f"{setting}</text>"
        )
    for place, (least, most) in enumerate(pairwise(BANDS)):
        parts.append(
            f'<text x="{99 + 92 * place}" y="246" text-anchor="middle">{least:g} to '
            f"{min(most, 1):g}</text>"
        )
    usual = 230 - 200 / highest
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 620 275" font-family="sans-serif" '
        'font-size="10"'
        f' fill="#445"><rect width="100%" height="100%" fill="#fff"/>{"".join(parts)}'
        f'<path d="M50 {usual:.1f}H605" stroke="#c01c28" stroke-dasharray="4 3"/>'
        f'<text x="46" y="{usual + 3:.1f}" text-anchor="end" fill="#c01c28">1</text>'
        '<text x="60" y="264" font-size="11">relevance; how many times as often as all papers '
        "those in a band name the"
        " topic's keyword</text></svg>\n"
    )


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
    parser.add_argument("--draws", type=int, default=5, help="readers of each topic (default: 5)")
    parser.add_argument(
        "--calibration", action="store_true", help="measure what relevance means instead"
    )
    parser.add_argument("--plot", type=Path, help="with --calibration: draw it into an SVG file")
    parser.add_argument(
        "--fewest", type=int, default=25, help="papers of the rarest keyword that makes a topic"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser.parse_args()


if __name__ == "__main__":
    main()

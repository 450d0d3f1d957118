"""Choose the weights of a topic's words, and say how they do on topics that did not choose them.

    python benchmarks/topic_weights.py FOLDER --data DATA

FOLDER and DATA are those of digest_topics.py. A logistic regression on all graded papers of some
topics separates grade 2 from the others; it is judged on the other topics, in halves both ways and
leaving one out.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from digest_replay import announced, encoded
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

from papertrail.topics.phrases import ReadText
from papertrail.topics.usual import usual_of
from papertrail.topics.wording import shares_of, texts_to_embed, wording


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    arguments = parser.parse_args()
    everything = announced(arguments.data, arguments.cache)
    rows = {record["id"]: row for row, record in enumerate(everything.records)}
    fingerprint, dim = everything.encoder.model.fingerprint, everything.encoder.dim
    usual = usual_of(fingerprint, np.empty((0, dim), np.float32), {})
    topics = json.loads((arguments.folder / "topics.json").read_text(encoding="utf-8"))
    lines = (arguments.folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    labels = [json.loads(line) for line in lines]
    signals, grades = [], []
    for topic in topics:
        own = [label for label in labels if label["topic"] == topic["name"]]
        chosen = [rows[label["id"]] for label in own]
        texts = texts_to_embed(topic["name"], topic["about"])
        words = wording(
            topic["name"],
            topic["about"],
            encoded(everything.encoder, texts, arguments.cache),
            usual,
        )
        read = [
            ReadText(r["title"], r["summary"]) for r in map(everything.records.__getitem__, chosen)
        ]
        signals.append(
            words.signals(everything.vectors[chosen], read, shares_of([words], read)[0]).T
        )
        grades.append(np.array([label["grade"] for label in own]))
    count = len(topics)
    _report("one left out", signals, grades, [[n] for n in range(count)])
    _report("halves", signals, grades, [list(range(0, count, 2)), list(range(1, count, 2))])
    machine = _fitted(signals, grades, range(count))
    print("weights", machine.coef_[0].round(2), "bias", machine.intercept_.round(2))


def _fitted(
    signals: Sequence[NDArray[np.float32]], grades: Sequence[NDArray[np.int64]], of: Sequence[int]
) -> LogisticRegression:
    glad = np.concatenate([grades[n] == 2 for n in of])
    return LogisticRegression(C=10).fit(np.concatenate([signals[n] for n in of]), glad)


def _report(
    name: str,
    signals: Sequence[NDArray[np.float32]],
    grades: Sequence[NDArray[np.int64]],
    folds: Sequence[Sequence[int]],
) -> None:
    relevance: dict[int, NDArray[np.float64]] = {}
    for fold in folds:
        rest = [n for n in range(len(signals)) if n not in fold]
        machine = _fitted(signals, grades, rest)
        relevance |= {n: machine.predict_proba(signals[n])[:, 1] for n in fold}
    each = [average_precision_score(grades[n] == 2, relevance[n]) for n in relevance]
    print(f"{name}: average precision {np.mean(each):.3f}")
    for cut in (0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6):
        shown = [relevance[n] >= cut for n in relevance]
        found = [grades[n][kept] for n, kept in zip(relevance, shown, strict=True)]
        every = np.concatenate(found)
        recall = [
            (g == 2).sum() / (grades[n] == 2).sum() for n, g in zip(relevance, found, strict=True)
        ]
        print(
            f"  from {cut}: P(2) {(every == 2).mean():.2f}, P(>=1) {(every > 0).mean():.2f}, "
            f"recall {np.mean(recall):.2f}, {len(every)} papers"
        )


if __name__ == "__main__":
    main()

"""Measure what a topic's relevance means: how often its papers have the topic's keyword."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from topic_collection import Collection, draws_of, lesson

from papertrail.topics.calibration import Calibration

CALIBRATED = {"name alone": 0, "3 likes": 3, "10 likes": 10}
BANDS = (0.0, 0.1, 0.2, 0.3, 0.5, 0.8, 1.01)


def bands_of(collection: Collection, topics: Sequence[str], likes: int) -> list[dict[str, float]]:
    """Return the number of papers in each band of relevance, and how many are relevant.

    Authors choose few keywords, so that most papers on a subject do not name it: what counts is
    that the share of those that do grows with relevance, and how much it is above that of all
    papers.
    """
    counts, named, usual = (np.zeros((len(topics), len(BANDS) - 1)) for _ in range(3))
    numbers = range(len(collection.papers))
    for place, topic in enumerate(topics):
        draw = next(draws_of(collection, topic, likes, 0, 1))
        weights = lesson(collection, draw, words=True).weights()
        relevance = Calibration().relevance(weights.score(collection.papers))
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


def print_bands(bands: dict[str, list[dict[str, float]]]) -> str:
    """Return the bands as a table."""
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

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


def plot(bands: dict[str, list[dict[str, float]]]) -> str:
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

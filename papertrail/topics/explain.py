"""Explain why a paper is relevant, from the weights themselves."""

import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from index.sentences import split
from papertrail.topics.features import Weights
from papertrail.topics.phrases import FUNCTION_WORDS, ReadText, stems
from papertrail.topics.terms import Rows, Vocabulary
from papertrail.topics.wording import NAMED, SHARE

MOST = 5
_SLIGHT = 0.2
_COMMON = frozenset(
    re.findall(
        r"\w+",
        """
        a about across after all also an and any approach approaches are as at based be because been
        before being between both but by can common could do does during each existing experiments
        first for from further furthermore given good had has have how however i if important in
        into introduce is it its large let may method methods model models more moreover most much
        must need needs new no non not novel of often on one only or other our over paper papers
        performance problem problems propose proposed provide recent results same several shall
        should show shows since small so some study such than that the their them then there these
        they this those three through thus to toward towards two under up upon use used using
        various very via was we well were what when where whether which while who will with within
        without work works would yet you your
        """,
    )
)


def is_meaningful(term: str) -> bool:
    """Decide whether a term means something to a reader: no part of it is a common word."""
    return not any(
        word in _COMMON or word in FUNCTION_WORDS or len(word) < 2  # noqa: PLR2004 - a letter
        for word in term.split()
    )


def terms(
    weights: Weights, row: Rows, columns: NDArray[np.int64], spelling: list[str], text: ReadText
) -> list[str]:
    """Return the terms that counted most for one paper, at most five.

    Args:
        weights: of the topic.
        row: the paper's features, one row.
        columns: unused terms are skipped by their weights; those that may be shown.
        spelling: of each column.
        text: the paper's.
    """
    parts = weights.terms[row.terms] * row.values
    parts = np.where(np.isin(row.terms, columns), parts, 0)
    worth = {
        spelling[row.terms[place]]: float(parts[place])
        for place in np.argsort(-parts, kind="stable")[: 3 * MOST]
        if parts[place] > 0
    }
    if weights.wording:
        for unit, share in weights.wording.units.items():
            term = weights.wording.spelled[unit]
            if is_meaningful(term) and (found := text.share_of({unit: share})):
                worth[term] = worth.get(term, 0) + SHARE * found
    return _distinct(worth)


def _distinct(worth: Mapping[str, float]) -> list[str]:
    """Return the best terms, none of which only repeats another or its plural."""
    ranked = sorted(worth.items(), key=lambda pair: -pair[1])
    chosen: dict[str, frozenset[str]] = {}
    for term, value in ranked:
        if value <= _SLIGHT * ranked[0][1]:
            break
        own = frozenset(stems(term))
        # A pair of words says what its words say.
        if not any(own <= known for known in chosen.values()):
            chosen = {other: known for other, known in chosen.items() if not known <= own}
            chosen[term] = own
    return list(chosen)[:MOST]


def sentence(weights: Weights, vocabulary: Vocabulary, text: str) -> str:
    """Return the sentence of a text that has the best terms; no model has to be loaded."""
    sentences = split(text)
    if not sentences:
        return ""
    worth = vocabulary.rows(sentences).dot(weights.terms)
    if wording := weights.wording:
        for place, read in enumerate(ReadText("", one) for one in sentences):
            worth[place] += SHARE * read.share_of(wording.units)
            worth[place] += NAMED * (read.named(wording.name) > 0)
    return sentences[int(worth.argmax())]

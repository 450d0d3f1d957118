"""Why a paper is relevant, from the weights themselves."""

import re

import numpy as np
from numpy.typing import NDArray

from index.sentences import split
from papertrail.topics.features import Weights
from papertrail.topics.terms import Rows, Vocabulary

MOST = 5
_SLIGHT = 0.2
_COMMON = frozenset(
    re.findall(
        r"\w+",
        """
        a about across after all also an and any approach approaches are as at based be because been before
        being between both but by can common could do does during each existing experiments first for from
        further furthermore given good had has have how however i if important in into introduce is it its
        large let may method methods model models more moreover most much must need needs new no non not
        novel of often on one only or other our over paper papers performance problem problems propose
        proposed provide recent results same several shall should show shows since small so some study such
        than that the their them then there these they this those three through thus to toward towards two
        under up upon use used using various very via was we well were what when where whether which while
        who will with within without work works would yet you your
        """,
    )
)


def telling(term: str) -> bool:
    """Tell whether a term means something to a reader: no part of it is a common word."""
    return not any(word in _COMMON or len(word) < 2 for word in term.split())  # noqa: PLR2004 - a letter


def terms(
    weights: Weights, row: Rows, columns: NDArray[np.int64], spelling: list[str]
) -> list[str]:
    """Return the terms that counted most for one paper, at most five.

    Args:
        weights: of the topic.
        row: the paper's features, one row.
        columns: unused terms are skipped by their weights; those that may be shown.
        spelling: of each column.
    """
    parts = weights.terms[row.terms] * row.values
    parts = np.where(np.isin(row.terms, columns), parts, 0)
    best = np.argsort(-parts, kind="stable")[: 3 * MOST]
    chosen: list[str] = []
    for place in best:
        term = spelling[row.terms[place]]
        if parts[place] <= _SLIGHT * parts[best[0]] or parts[place] <= 0:
            break
        # A pair of words says what its words say.
        if not any(set(term.split()) <= set(known.split()) for known in chosen):
            chosen = [known for known in chosen if not set(known.split()) <= set(term.split())] + [
                term
            ]
    return chosen[:MOST]


def sentence(weights: Weights, vocabulary: Vocabulary, text: str) -> str:
    """Return the sentence of a text that the weights of the terms like best; no model has to be
    loaded for it.
    """
    sentences = split(text)
    if not sentences:
        return ""
    return sentences[int(vocabulary.rows(sentences).dot(weights.terms).argmax())]

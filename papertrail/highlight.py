"""The sentence of an abstract that says why it was found."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.sentences import split
from papertrail.semantics import Semantics

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ENCODED = 3
"""Sentences of an abstract that are encoded where the words of the query are known; the best is among them nine times
in ten, and where it is not, one that is about as close (see docs/performance.md)."""


def best_sentences(
    semantics: Semantics, query: "NDArray[np.float32]", texts: Sequence[str], words: str = ""
) -> list[str]:
    """Return the sentence of each text that is closest to a query; an empty text has an empty one.

    Args:
        semantics: the model.
        query: as a vector [dim].
        texts: abstracts.
        words: the query in words, where there are any; then only sentences with like words are compared in meaning.
    """
    groups = [split(text) for text in texts]
    glance = semantics.encoder.words if words and max(map(len, groups), default=0) > ENCODED else None
    if glance:
        groups = [
            [group[place] for place in (-glance.likeness(words, group)).argsort(kind="stable")[:ENCODED]]
            if len(group) > ENCODED
            else group
            for group in groups
        ]
    scores = semantics.encoder.encode([sentence for group in groups for sentence in group]) @ query
    best, start = [], 0
    for group in groups:
        ranked = scores[start : start + len(group)]
        best.append(group[int(ranked.argmax())] if group else "")
        start += len(group)
    return best

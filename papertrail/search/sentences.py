"""Find the sentence of an abstract that says why it was found."""

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

from index.sentences import split
from papertrail.indexing.generations import Semantics

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def best_sentences(
    semantics: Semantics, query: "NDArray[np.float32]", texts: Sequence[str], words: str = ""
) -> list[str]:
    """Return the sentence of each text that is closest to a query; an empty text has an empty one.

    Args:
        semantics: the model.
        query: as a vector [dim].
        texts: abstracts.
        words: the query in words, where there are any. Then sentences are compared by their
            words, which takes a hundredth of the time of encoding them; docs/performance.md says
            what that loses.
    """
    groups = list(map(split, texts))
    sentences = list(chain.from_iterable(groups))
    word_vectors = None
    if words:
        word_vectors = semantics.encoder.words
    if word_vectors:
        scores = word_vectors.likeness(words, sentences)
    else:
        scores = semantics.encoder.encode(sentences) @ query
    best, start = [], 0
    for group in groups:
        ranked = scores[start : start + len(group)]
        best.append(group[int(ranked.argmax())] if group else "")
        start += len(group)
    return best

"""The sentence of an abstract that says why it was found."""

from collections.abc import Sequence
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
            words, which takes a hundredth of the time that encoding them all would; see
            docs/performance.md for what that loses.
    """
    groups = [split(text) for text in texts]
    sentences = [sentence for group in groups for sentence in group]
    glance = semantics.encoder.words if words else None
    scores = (
        glance.likeness(words, sentences) if glance else semantics.encoder.encode(sentences) @ query
    )
    best, start = [], 0
    for group in groups:
        ranked = scores[start : start + len(group)]
        best.append(group[int(ranked.argmax())] if group else "")
        start += len(group)
    return best

"""Compare texts by their words: cosines of TF-IDF vectors."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from index.keywords import analysis

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_Vector = dict[str, float]


def word_likeness(
    sources: Sequence[str], texts: Sequence[str], weight: Callable[[str], float]
) -> "NDArray[np.float32]":
    """Return the cosine of each text to the mean of some sources, [n].

    A term weighs (1 + log tf) * weight, as in Manning, Raghavan and Schuetze, Introduction to
    Information Retrieval, 2008, section 6.4.

    Args:
        sources: texts, at least one.
        texts: to be compared.
        weight: gives the inverse document frequency of a term.
    """
    import numpy as np

    known: dict[str, float] = {}

    def vector(text: str) -> _Vector:
        counts = Counter(analysis.terms(text))
        for term in counts:
            if term not in known:
                known[term] = weight(term)
        raw = {term: (1 + math.log(count)) * known[term] for term, count in counts.items()}
        length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        return {term: value / length for term, value in raw.items()}

    wanted: Counter[str] = Counter()
    for source in sources:
        wanted.update(vector(source))
    length = math.sqrt(sum(value * value for value in wanted.values())) or 1.0
    found = []
    for text in texts:
        shared = sum(value * wanted.get(term, 0.0) for term, value in vector(text).items())
        found.append(shared / length)
    return np.array(found, dtype=np.float32)

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

    def weighed(text: str) -> _Vector:
        """Return the weights of a text's terms, not yet of unit length."""
        found: _Vector = {}
        for term, count in Counter(analysis.terms(text)).items():
            rarity = known.get(term)
            if rarity is None:
                rarity = known[term] = weight(term)
            found[term] = rarity if count == 1 else (1 + math.log(count)) * rarity
        return found

    wanted: Counter[str] = Counter()
    for source in sources:
        raw = weighed(source)
        length = math.hypot(*raw.values()) or 1.0
        wanted.update({term: value / length for term, value in raw.items()})
    length = math.hypot(*wanted.values()) or 1.0
    found = []
    for text in texts:
        raw = weighed(text)
        shared = math.fsum(raw[term] * wanted[term] for term in raw.keys() & wanted.keys())
        found.append(shared / (length * (math.hypot(*raw.values()) or 1.0)))
    return np.array(found, dtype=np.float32)

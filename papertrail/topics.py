"""How well papers fit a topic."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from papertrail.config import Topic
from papertrail.semantics import Semantics

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

OUTSTANDING = 2.5
"""How far above the usual a match lies, in standard deviations."""
FALLBACK = 0.40
"""Cosine similarity of a match while there are too few papers to know what is usual."""
_ENOUGH = 100
_SAMPLE = 5000
_MAD_TO_DEVIATION = 1.4826
_WORD = re.compile(r"[^\W\d_][\w-]{2,}")
_COMMON = frozenset(
    _WORD.findall(
        """
        about all and any architectures are based between both but can each examples few for from
        has have how into its learn learning like long mechanism method methods model models more new
        not only our papers such than that the their them then these they this through using
        via was what when where which while with without work
        """
    )
)


@dataclass(frozen=True, slots=True)
class Fit:
    """Papers compared with one topic.

    Attributes:
        scores: [n] cosine similarity of each paper to the closest description.
        closest: [n] which description that is.
        descriptions: [d, dim] the descriptions' embeddings.
    """

    scores: "NDArray[np.float32]"
    closest: "NDArray[np.int64]"
    descriptions: "NDArray[np.float32]"

    def against(self, papers: "NDArray[np.float32]") -> "NDArray[np.float32]":
        """Return the scores [n] of other papers, given as embeddings [n, dim]."""
        scores: NDArray[np.float32] = (papers @ self.descriptions.T).max(axis=1, initial=-1.0)
        return scores


def fit(semantics: Semantics, topic: Topic, papers: "NDArray[np.float32]") -> Fit:
    """Compare papers, given as embeddings [n, dim], with a topic's descriptions."""
    descriptions = semantics.encoder.encode_queries(topic.about)
    similarities = papers @ descriptions.T
    return Fit(similarities.max(axis=1), similarities.argmax(axis=1), descriptions)


def cut_off(topic: Topic, usual: "NDArray[np.float32]") -> float:
    """Return the similarity from which a paper matches a topic.

    Similarities differ between models and between broad and narrow topics, so the cut-off is set by what is usual: the
    median of all papers plus some deviations. The matches themselves hardly move a median and a median deviation.

    Args:
        topic: a threshold of its own comes first.
        usual: [n] scores of a sample of all papers.
    """
    import numpy as np

    if topic.threshold is not None:
        return topic.threshold
    if len(usual) < _ENOUGH:
        return FALLBACK
    median = np.median(usual)
    deviation = _MAD_TO_DEVIATION * np.median(np.abs(usual - median))
    return float(median + OUTSTANDING * deviation)


def background(semantics: Semantics) -> "NDArray[np.float32]":
    """Return the embeddings [n, dim] of some of the indexed papers, always the same ones of the same index."""
    import numpy as np

    keys = semantics.vectors.keys()
    if len(keys) > _SAMPLE:
        keys = np.random.default_rng(0).choice(keys, _SAMPLE, replace=False)
    return semantics.vectors.vectors(keys)[1]


def shared_terms(topic: Topic, text: str) -> list[str]:
    """Return the telling words of a topic's descriptions that a text also uses, in the descriptions' order."""
    words = {_stem(word) for word in _WORD.findall(text.lower())}
    wanted = dict.fromkeys(word for about in topic.about for word in _WORD.findall(about.lower()))
    return [word for word in wanted if word not in _COMMON and _stem(word) in words]


def _stem(word: str) -> str:
    return word.removesuffix("s") if len(word) > 4 else word  # noqa: PLR2004 - shorter words may be all stem

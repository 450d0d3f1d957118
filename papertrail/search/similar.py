"""Find the papers most like some papers, by meaning and by words."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from index.errors import IndexingError
from index.keywords.index import KeywordIndex
from papertrail.errors import PapertrailError
from papertrail.indexing.generations import Semantics, vectors_of
from papertrail.search.retrievers import KeywordRetriever, nearest
from papertrail.search.sentences import best_sentences
from papertrail.search.word_likeness import word_likeness
from papertrail.store import Store
from papertrail.types.filter import Filter
from papertrail.types.query import Query
from papertrail.types.search import Hit, Ranking
from papertrail.types.work import Work

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WORD_WEIGHT = 0.5
"""The weight of the similarity of words, where that of meaning is 1; see benchmarks/similar.py."""
DEPTH = 200
"""Papers that are compared by words, at least."""
QUICK_DEPTH = 60
"""The same for a quick answer. For 60 papers each of 1,106 real and of 100,000 synthetic ones, the
first eight were the same as with DEPTH."""
_RARE = 0.05
"""Share of papers above which a word of a paper does not distinguish papers like it."""
_MOST_WORDS = 40
"""Words of a paper by which others are looked for."""


def similar(
    store: Store,
    semantics: Semantics,
    keywords: Callable[[], KeywordIndex],
    works: Sequence[Work],
    criteria: Filter,
    count: int,
    *,
    quick: bool = False,
) -> list[Hit]:
    """Return the papers most like some papers taken together, without those.

    Args:
        store: the papers.
        semantics: the model and its vectors.
        keywords: opens the keyword index; without it, meaning alone decides.
        works: the papers to compare with.
        criteria: which papers to look at.
        count: the most hits.
        quick: compare fewer papers by words and look for no sentences, a tenth of the time.

    Raises:
        PapertrailError: none of the papers is indexed.
    """
    import numpy as np

    keys, vectors = semantics.vectors.vectors([work.key for work in works])
    if not len(keys):
        raise PapertrailError(f"{works[0].id} is not indexed yet", "run: papertrail update")
    vector = vectors.mean(axis=0)
    without = frozenset(work.key for work in works)
    mask = None
    if criteria:
        mask = store.works.passing(criteria)
    depth = max(QUICK_DEPTH if quick else DEPTH, 2 * count) + len(without)
    keyword = KeywordRetriever(keywords, skip_common=False)
    near = nearest(semantics, vector, depth, mask)
    shared = _sharing_words(keyword, works, mask, depth)
    candidates = [
        work
        for work in store.works.get(list(dict.fromkeys((*near, *shared))))
        if work.key not in without
    ]
    if not candidates:
        return []
    places = np.array([work.key for work in candidates], dtype=np.int64)
    scores = _scores(keyword, works, candidates, vectors_of(semantics, places) @ vector)
    order = np.argsort(-scores, kind="stable")[:count].tolist()
    found = [candidates[place] for place in order]
    sentences = [""] * len(found)
    if not quick:
        sentences = best_sentences(semantics, vector, [work.abstract for work in found])
    return [
        Hit(work, float(scores[place]), sentence)
        for place, work, sentence in zip(order, found, sentences, strict=True)
    ]


def _sharing_words(
    keyword: KeywordRetriever, works: Sequence[Work], mask: "NDArray[np.bool_] | None", depth: int
) -> list[int]:
    """Return the papers that share the rare words of some papers most, best first."""
    try:
        rare = [keyword.rare_words(work.text, [work.text], _RARE)[0] for work in works]
        words = [word for of_work in rare for word in of_work[: _MOST_WORDS // len(works) + 1]]
        if not words:
            return []
        found = keyword.retrieve(Query(text=" ".join(words)), mask, depth)
    except IndexingError:
        return []
    if not isinstance(found, Ranking):
        return []
    return list(found.ranks)


def _scores(
    keyword: KeywordRetriever,
    works: Sequence[Work],
    candidates: Sequence[Work],
    meaning: "NDArray[np.float32]",
) -> "NDArray[np.float32]":
    """Return the weighted mean of both likenesses, [n]; of meaning alone if words can't be had."""
    if keyword.open():
        return meaning
    try:
        words = word_likeness(
            [work.text for work in works],
            [work.text for work in candidates],
            keyword.rarity(),
        )
    except IndexingError:
        return meaning
    return ((meaning + WORD_WEIGHT * words) / (1 + WORD_WEIGHT)).astype(meaning.dtype)

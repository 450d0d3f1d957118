"""Reorder the first papers that a search found: by a cross-encoder, and for diversity."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from index.embedding.reranker import Reranker
    from papertrail.types.work import Work

POOL = 50
"""Papers that are reordered."""


@dataclass(frozen=True, slots=True)
class Reranking:
    """Options of reordering; either may be left out.

    Attributes:
        reranker: scores a paper by reading it together with the query.
        diverse: whether papers much like those above them move down.
    """

    reranker: "Reranker | None" = None
    diverse: bool = False

    def __bool__(self) -> bool:
        return self.reranker is not None or self.diverse

    def rerank(
        self,
        query: str,
        works: "list[Work]",
        scores: dict[int, float],
        vectors: "Callable[[NDArray[np.int64]], NDArray[np.float32]] | None",
    ) -> "tuple[list[Work], dict[int, float]]":
        """Return works in a new order, and the scores that they have now.

        Args:
            query: its text, without syntax.
            works: best first.
            scores: by key, larger is better.
            vectors: gives the embeddings [n, dim] of keys; None where they can't be had, and
                nothing is diversified.
        """
        if self.reranker is not None and query:
            read = self.reranker.scores(query, [work.text for work in works]).tolist()
            scores = {work.key: score for work, score in zip(works, read, strict=True)}
            works = sorted(works, key=lambda work: -scores[work.key])
        if self.diverse and vectors is not None and works:
            import numpy as np

            from index.diversity import diverse

            levels = np.array([scores.get(work.key, 0.0) for work in works], dtype=np.float32)
            embeddings = vectors(np.array([work.key for work in works], dtype=np.int64))
            works = [works[place] for place in diverse(levels, embeddings, len(works))]
        return works, scores

"""Explain hits: why each was found, and what each retriever contributed."""

from collections.abc import Mapping, Sequence

from papertrail.search.fusion import FusedRanking
from papertrail.search.retrievers import KeywordRetriever, SemanticRetriever
from papertrail.types.query import Query
from papertrail.types.search import Hit
from papertrail.types.work import Work


def explain(
    works: Sequence[Work],
    query: Query,
    semantic: SemanticRetriever | None,
    keyword: KeywordRetriever,
    ranking: FusedRanking,
    exact: Mapping[int, str],
    *,
    ordered: bool,
) -> list[Hit]:
    """Return works as hits in the same order, each with why it was found.

    Args:
        works: best first.
        query: that they answer.
        semantic: finds the closest sentences; None if it did not answer.
        keyword: finds the query's rare words.
        ranking: of the works, and more.
        exact: how the query names some of the works, which score no less than those below them.
        ordered: whether all works do.
    """
    sentences = [""] * len(works)
    if semantic:
        sentences = semantic.sentences(query, [work.abstract for work in works])
    terms = keyword.rare_words(query.text, [work.text for work in works])
    hits, least = list[Hit](), 0.0
    for work, sentence, words in reversed(list(zip(works, sentences, terms, strict=True))):
        score = ranking.scores.get(work.key, least)
        least = max(score, least) if hits and (ordered or work.key in exact) else score
        hits.append(
            Hit(
                work,
                least,
                sentence,
                terms=tuple(words),
                named=exact.get(work.key, ""),
                semantic=ranking.semantic.part(work.key),
                keyword=ranking.keyword.part(work.key),
            )
        )
    return hits[::-1]

"""Correct words that no paper has, by the words that papers have."""

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from index.keywords import analysis
from papertrail.types.query import Query

if TYPE_CHECKING:
    from papertrail.search.retrievers import KeywordRetriever

_SHORTEST = 4
"""Letters of a word that is corrected; shorter ones are close to too many."""
_SHORTEST_TWICE = 8
"""Letters of a word from which on two of them may be wrong."""
_TERM_EDITS = 2
"""Letters by which its term may differ."""
_RARE = 2
"""Papers with a word that may be misspelt in them too."""
_SHORTEST_RARE = 6
"""Letters of such a word."""
_MORE_FREQUENT = 50
"""How many times more papers have the right word."""
_TRIED = 8
"""Terms whose spelling is looked up in papers."""
_CANDIDATES = 20_000
"""The most frequent terms with the same first letter that are compared."""
_EDIT = 3.0
"""How much a wrong letter counts against the logarithm of a term's frequency."""
_WORD = re.compile(r"[^\W\d_]+")


def respell(
    query: Query, keyword: "KeywordRetriever", texts: Callable[[Sequence[int]], list[str]]
) -> Query:
    """Return a query whose words are in some papers, with a remark on those that were changed.

    Phrases, demanded words, acronyms, names of authors and words in other scripts stay as they are.

    Args:
        query: what was asked.
        keyword: knows the terms of all papers.
        texts: gives the texts of papers, in which the words of a term are.

    Raises:
        RetrieverError: the keyword index fails.
    """
    if query.phrases or query.conditions or keyword.open():
        return query
    meant: dict[str, str] = {}
    for word in dict.fromkeys(_WORD.findall(query.wanted)):
        papers = keyword.count_word(word)
        if _may_be_misspelt(word, papers, keyword) and (
            better := _closest(word, papers, keyword, texts)
        ):
            meant[word] = better
    if not meant:
        return query
    pairs = ", ".join(f'"{word}"' for word in meant)
    text = _WORD.sub(lambda match: meant.get(match[0], match[0]), query.text)
    remark = f"hardly any paper has {pairs}; searched for: {text}"
    return replace(query, text=text, wanted=text, typed=text, remarks=(*query.remarks, remark))


def distance(one: str, other: str, most: int) -> int:
    """Return how many letters are wrong, missing, added or exchanged; `most` + 1 for more.

    The optimal string alignment distance, row by row.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        earlier, before, row = before, row, [place]
        for column, sign in enumerate(other, 1):
            cost = min(row[-1] + 1, before[column] + 1, before[column - 1] + (letter != sign))
            if column > 1 < place and letter == other[column - 2] and one[place - 2] == sign:
                cost = min(cost, earlier[column - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def _may_be_misspelt(word: str, papers: int, keyword: "KeywordRetriever") -> bool:
    if papers > (_RARE if len(word) >= _SHORTEST_RARE else 0):
        return False
    if len(word) < _SHORTEST or not word.isascii() or sum(map(str.isupper, word)) > 1:
        return False
    return not keyword.has_author(word)


def _closest(
    word: str,
    papers: int,
    keyword: "KeywordRetriever",
    texts: Callable[[Sequence[int]], list[str]],
) -> str | None:
    """Return the word that is meant, None if there is none.

    In place of a word that some papers have, only a far more frequent one can be meant.
    """
    most = 1
    if len(word) >= _SHORTEST_TWICE:
        most = 2
    (term,) = analysis.terms(word) or (word.lower(),)
    best, best_score = None, -math.inf
    for candidate, count in _similar_terms(term, keyword):
        spelt = _spelt(word, candidate, texts(keyword.having_term(candidate)))
        edits = distance(word.lower(), spelt, most) if spelt else most + 1
        score = math.log(count + 1) - _EDIT * edits
        meant = count >= _MORE_FREQUENT * papers and (edits == 1 or not papers)
        if edits <= most and meant and score > best_score:
            best, best_score = spelt, score
    return best


def _similar_terms(term: str, keyword: "KeywordRetriever") -> list[tuple[str, int]]:
    """Return the few most likely terms, with their frequencies.

    Stemming may cut off more of a misspelt word than of the right one, or less.
    """
    letters = set(term)
    found: list[tuple[float, str, int]] = []
    for candidate, count in keyword.terms_from(term[0], _CANDIDATES):
        if len(letters ^ set(candidate)) > 2 * _TERM_EDITS:
            continue
        edits = distance(term, candidate, _TERM_EDITS)
        if edits <= _TERM_EDITS:
            found.append((math.log(count + 1) - _EDIT * edits, candidate, count))
    return [(candidate, count) for _, candidate, count in sorted(found, reverse=True)[:_TRIED]]


def _spelt(word: str, term: str, texts: Sequence[str]) -> str | None:
    """Return the word with a term, as some texts spell it, that is closest to the typed one."""
    words = Counter(spelt.lower() for text in texts for spelt in _WORD.findall(text))
    # A word of which these texts have the plural only.
    words.update({spelt[:-1]: 0 for spelt in words if spelt.endswith("s") and len(spelt) > 1})
    found = [spelt for spelt in words if spelt[0] == term[0] and analysis.terms(spelt) == [term]]
    return min(
        found,
        key=lambda spelt: (distance(word.lower(), spelt, 4), -words[spelt], spelt),
        default=None,
    )

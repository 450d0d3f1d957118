"""Find the terms that recent papers have more often than earlier ones."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain

from papertrail.pictures.intervals import Z_95
from papertrail.topics.explain import is_meaningful
from papertrail.topics.terms import pieces
from papertrail.types.trends import RisingTerm

FEWEST_PAPERS = 5
"""Recent papers that a term needs to be tested: with fewer, no result could be sure."""
PRIOR_PAPERS = 100
"""How many papers the prior counts as: the shrinkage of small differences."""
FALSE_DISCOVERIES = 0.05
"""The share of terms in the result that may be there by chance."""


def count_terms(texts: Iterable[str]) -> Counter[str]:
    """Count the texts that have each word, and each pair of neighbouring words."""
    return Counter(chain.from_iterable(set(pieces(text)) for text in texts))


def rising(
    recent: Mapping[str, int], recent_papers: int, earlier: Mapping[str, int], earlier_papers: int
) -> tuple[list[RisingTerm], int]:
    """Return the terms that rise, and the number of terms that were tested.

    They are in the order of the least ratio that is plausible, so that a word which many papers
    have a little more often comes after a new one that is surely several times as frequent.

    Each term's log-odds ratio is shrunk by an informative Dirichlet prior, the shares of both
    periods together, and divided by its standard deviation: Monroe, Colaresi and Quinn, "Fightin'
    Words: Lexical Feature Selection and Evaluation for Identifying the Content of Political
    Conflict", Political Analysis 16 (2008), equations 16 and 20 to 22, on papers instead of words,
    so that one paper which repeats a term does not count more than once. Many terms are tested, so
    one-sided p-values are corrected by Benjamini and Hochberg, "Controlling the False Discovery
    Rate", Journal of the Royal Statistical Society B 57 (1995).

    Args:
        recent: the recent papers that have each term.
        recent_papers: all recent papers.
        earlier: the earlier papers that have each term.
        earlier_papers: all earlier papers.
    """
    if not recent_papers or not earlier_papers:
        return [], 0
    tested = []
    for term, count in recent.items():
        if count >= FEWEST_PAPERS and is_meaningful(term):
            before = earlier.get(term, 0)
            ratio, deviation = log_odds(count, recent_papers, before, earlier_papers)
            z = ratio / deviation
            least = math.exp(ratio - Z_95 * deviation)
            tested.append((_upper_tail(z), z, least, term, count, before))
    tested.sort()
    corrected = benjamini_hochberg([each[0] for each in tested])
    found = [
        RisingTerm(
            term, count, before, count / recent_papers, before / earlier_papers, least, z, p, q
        )
        for (p, z, least, term, count, before), q in zip(tested, corrected, strict=True)
        if q <= FALSE_DISCOVERIES
    ]
    found.sort(key=lambda each: (-each.least, each.term))
    return without_parts(found), len(tested)


def log_odds(count: int, papers: int, before: int, earlier: int) -> tuple[float, float]:
    """Return the shrunken log-odds ratio of a term and its standard deviation; see `rising`."""
    usual = PRIOR_PAPERS * (count + before) / (papers + earlier)
    having, without = count + usual, papers - count + PRIOR_PAPERS - usual
    had, lacked = before + usual, earlier - before + PRIOR_PAPERS - usual
    if not (without > 0 and lacked > 0):
        # Every paper of both periods has it.
        return 0.0, 1.0
    ratio = math.log(having / without) - math.log(had / lacked)
    return ratio, math.sqrt(1 / having + 1 / without + 1 / had + 1 / lacked)


def benjamini_hochberg(ordered: list[float]) -> list[float]:
    """Return p-values, given in ascending order, corrected for their number."""
    found, least = [1.0] * len(ordered), 1.0
    for place in range(len(ordered) - 1, -1, -1):
        least = min(least, ordered[place] * len(ordered) / (place + 1))
        found[place] = least
    return found


def without_parts(terms: list[RisingTerm]) -> list[RisingTerm]:
    """Leave out the words of a rising pair where the pair makes up most of their papers."""
    kept = []
    for each in terms:
        words = set(each.term.split())
        longer = [other for other in terms if words < set(other.term.split())]
        if not any(2 * other.recent >= each.recent for other in longer):
            kept.append(each)
    return kept


def _upper_tail(z: float) -> float:
    return math.erfc(z / math.sqrt(2)) / 2

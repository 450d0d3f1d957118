"""Find the feeds that somebody may mean who wrote something else."""

import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from itertools import takewhile

MOST = 3
"""Suggestions for one name."""
_LIKE_A_NAME = 0.6
_LIKE_A_TITLE = 0.8
_COMMON = frozenset({"arxiv", "the", "and", "of", "for", "in", "on", "feed", "conference"})
_USUAL_WORDS = {
    "nlp": "computation language",
    "natural language processing": "computation language",
    "deep learning": "machine learning",
    "ml": "machine learning",
    "vision": "computer vision",
    "cv": "computer vision",
    "ai": "artificial intelligence",
    "statistics": "methodology",
}
"""What people call a field, and words of arXiv's title for it."""


def nearest(text: str, titles: Mapping[str, str]) -> list[str]:
    """Return the names of the feeds nearest to a text, the nearest first.

    Words of a title count more than letters, so that "machine learning" is cs.LG, not math.NA.

    Args:
        text: what was written.
        titles: those of all feeds by their names.
    """
    wanted = " ".join(text.casefold().split())
    scores = {name: _score(wanted, name, title) for name, title in titles.items()}
    ordered = sorted(scores, key=lambda name: (-scores[name], -_common_beginning(name, wanted)))
    best = 0.0
    if ordered:
        best = scores[ordered[0]]
    # What shares words is not put next to what merely looks alike.
    least = 1.0 if best >= 1.0 else min(_LIKE_A_NAME, best or 1.0)
    if not best:
        return []
    return [name for name in ordered if scores[name] >= least][:MOST]


def _score(wanted: str, name: str, title: str) -> float:
    """Return at least 1 where all words are in the title or name, else how alike the letters are."""
    words = _words(_USUAL_WORDS.get(wanted, wanted))
    known = _words(title) | {name.casefold().rpartition(":")[2].rpartition(".")[2]}
    if words and all(any(_begins(other, word) for other in known) for word in words):
        # "Vision" is rather the field than one of its conferences.
        return (2.0 if name.startswith("arxiv:") else 1.0) + len(words) / len(known)
    bare = name.casefold().removeprefix("arxiv:")
    by_name = SequenceMatcher(None, bare, wanted.removeprefix("arxiv:")).ratio()
    by_title = SequenceMatcher(None, title.casefold().removeprefix("arxiv "), wanted).ratio()
    return max(
        by_name if by_name >= _LIKE_A_NAME else 0.0, by_title if by_title >= _LIKE_A_TITLE else 0.0
    )


def _common_beginning(name: str, wanted: str) -> int:
    pairs = zip(name.casefold().removeprefix("arxiv:"), wanted.removeprefix("arxiv:"), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold())) - _COMMON


def _begins(word: str, start: str) -> bool:
    """Return whether a word is another one, or a longer form of it, such as robotics of robot."""
    return word == start or (len(start) > 3 and word.startswith(start))  # noqa: PLR2004 - short ones begin too many

"""Split a bibliography without numbers into entries.

Which lines begin an entry is chosen for all lines together, by dynamic programming: an entry begins
with a name, after a line that ends a sentence, often a short one; it has a year; and the names are
in alphabetical order if most of them are.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from index.folding import fold
from papertrail.documents.references.authors import is_name, read_authors
from papertrail.documents.references.joining import with_accents
from papertrail.documents.references.lines import Line

_MOST_LINES = 40
"""Lines of an entry at most; one of 40 has some 250 authors."""
_MOST = 10_000
"""Lines of a bibliography that are read."""
_USUAL_LINES = 12
_END = 60
"""Characters at the end of a line that say whether a sentence ends."""
_YEAR = re.compile(
    r"(?<![\d\u2013\u2014/.-])(?:1[6-9]|20)\d\d[a-z]?(?![\d\u2013\u2014-]|\.[\da-z])"
    r"|\b(?:unpublished|in press|forthcoming|n\.d\.)"
)
_ENDS = re.compile(r"(?:[.)\]?!\u201d]|\d|https?://\S+|[\w/]+\.(?:pdf|html|org|com)/?)\s*\Z")
_ENDS_FULLY = re.compile(r"[.)]\s*\Z")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Proc|pp|vol|no|ed|eds|Conf|Int|Trans|J|Rev|Lett|Phys|Adv|Univ|Dept|al|Inc|St|vs|doi"
    r"|Assoc|Comput|Sci|Math|Soc|Mach|Learn|Res|Syst)\.|(?:\A|\s|-)[A-Z]\.)\s*\Z"
)
_NO_START = re.compile(
    r"(?:In:?|Proceedings|Proc|Advances|Association|Curran|Pages?|pp|Vol|Volume|URL|DOI|doi|arXiv"
    r"|ArXiv|Springer|IEEE|ACM|AAAI|Journal|Transactions|Available|Online|Accessed|https?|PMLR|Inc)\b"
    r"|[\d(\[]"
)
# A program or a company as the author.
_ONE_WORD = re.compile(r"\w[\w@-]*\.\s+[A-Z]")
_FAMILY_FIRST = re.compile(
    r"([A-Z\u00c0-\u00de\u0100-\u017f\u0370-\u042f][^\s,]*(?:\s[^\W\d_][^\s,]*){0,3}),\s+([A-Z\u00c0-\u00de\u0100-\u017f\u0370-\u042f](?:\.|[^\s,]*))"
)
_GIVEN_FIRST = re.compile(r"(.{3,80}?)(?:,\s|\s+and\s|\s+&\s|\.\s|\s+et al|\.?\Z)")
_AUTHOR_YEAR = re.compile(r"[.,]\s*\(?(?:1[6-9]|20)\d\d[a-z]?\)?[.,:]?(?:\s|\Z)")


def split_unnumbered(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines of each entry."""
    lines = lines[:_MOST]
    if not lines:
        return []
    marks = _Marks(lines)
    best: list[float] = [0.0, *([float("-inf")] * len(lines))]
    origin = [0] * (len(lines) + 1)
    for end in range(1, len(lines) + 1):
        for start in range(max(0, end - _MOST_LINES), end):
            if best[start] == float("-inf"):
                continue
            score = best[start] + marks.score(start, end)
            if score > best[end]:
                best[end], origin[end] = score, start
    cuts = [len(lines)]
    while cuts[-1]:
        cuts.append(origin[cuts[-1]])
    parts = [list(lines[start:end]) for start, end in pairwise(reversed(cuts))]
    return _without_text(parts)


class _Marks:
    """What is known of each line, so that an entry is scored without reading its text again."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        texts = [with_accents(line.text) for line in lines]
        self._width = _width(texts)
        self._names = [_first_name(text) for text in texts]
        self._alphabetical = _is_alphabetical([name for name in self._names if name])
        self._years = [0]
        for text in texts:
            self._years.append(self._years[-1] + bool(_YEAR.search(text)))
        has_starts = sum(line.is_start for line in lines)
        self._starts_count = 2 * has_starts > len(lines) / _USUAL_LINES
        self._start = [self._start_score(place) for place in range(len(lines))]

    def score(self, start: int, end: int) -> float:
        """Score the lines from `start` to before `end` as one entry."""
        score = self._start[start]
        score += 2.0 if self._years[end] > self._years[start] else -2.5
        score -= 0.15 * max(0, end - start - _USUAL_LINES)
        if self._alphabetical and end < len(self._lines) and self._names[start]:
            following = self._names[end]
            if following:
                score += 0.8 if following >= self._names[start] else -1.2
        return score

    def _start_score(self, place: int) -> float:
        line = self._lines[place]
        score = 2.0 if self._names[place] else -3.0
        if _NO_START.match(line.text):
            score -= 3.0
        elif _ONE_WORD.match(line.text):
            score += 2.0
        elif line.text[:1].islower() and not self._names[place]:
            score -= 3.0
        if not place:
            return score
        before = self._lines[place - 1].text
        end = before[-_END:]
        if not _ENDS.search(end) or _ABBREVIATION.search(end):
            score -= 4.0
        elif _ENDS_FULLY.search(end):
            score += 0.5
        score += 1.0 if len(before) < 0.8 * self._width else -0.3
        if self._starts_count:
            score += 1.5 if line.is_start else -1.5
        return score


def _first_name(text: str) -> str:
    """Return the family name, folded, of the author with whom a line begins; empty if none does."""
    inverted = _FAMILY_FIRST.match(text)
    if inverted and read_authors(f"{inverted[1]}, {inverted[2].rstrip('.,;:')}"):
        return fold(inverted[1])
    first = _GIVEN_FIRST.match(text)
    if first and is_name(first[1]):
        return fold(first[1].split()[-1])
    # "A. M. Turing. Computing machinery"
    initials = re.match(
        r"(?:[A-Z\u00c0-\u00de\u0100-\u017f\u0370-\u042f]\.[-\s]?){1,3}[A-Z\u00c0-\u00de\u0100-\u017f\u0370-\u042f][\w'\u2019-]+(?=[,.\s])",
        text,
    )
    return fold(initials[0].split()[-1]) if initials else ""


def _width(texts: Sequence[str]) -> float:
    longest = sorted(map(len, texts))[len(texts) // 2 :]
    return median(longest)


def _is_alphabetical(names: Sequence[str]) -> bool:
    """Decide whether most lines that begin with a name are in alphabetical order."""
    pairs = [one <= other for one, other in pairwise(names)]
    return len(pairs) > 3 and sum(pairs) > 0.6 * len(pairs)  # noqa: PLR2004


def _without_text(parts: list[list[Line]]) -> list[list[Line]]:
    """Cut the text that follows the last entry: parts without any year."""
    for place in range(len(parts)):
        following = parts[place : place + 5]
        entries = sum(any(_YEAR.search(line.text) for line in part) for part in following)
        if entries < 0.4 * len(following):
            return parts[:place]
    return parts

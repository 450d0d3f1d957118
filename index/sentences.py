"""Split an abstract into sentences."""

from __future__ import annotations

import re

# Words, without their last stop, that never end a sentence:
_ABBREVIATION = re.compile(
    r"a\.k\.a|aka|approx|ca|cf|dr|e\.?g|i\.?e|incl|mr|mrs|ms|prof|resp|viz|vs|w\.l\.o\.g|w\.?r\.?t",
    re.IGNORECASE,
)
# Those that do not where a number, a formula or a single letter follows, as in "Sec. 3", "Eq. (2)"
# and "App. A":
_BEFORE_NUMBER = re.compile(
    r"alg|app|chap|ch|def|eqns?|eqs?|figs?|lem|nos?|pp?|prop|refs?|secs?|sect|supp|tabs?|thm|vol",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[\d(\[$\\#]|[IVX]+\b|[A-Z]\b")
# Those that do only where a capital follows, as in "others, etc. We show":
_BEFORE_CAPITAL = re.compile(r"al|etc|inc|jr|ph\.d", re.IGNORECASE)
# As in "J. Smith".
_INITIAL = re.compile(r"[A-Z]")

# Mathematics is stepped over as a whole, since a stop inside it ends nothing; an escaped dollar is
# money. Their common first character comes first: Python then searches for that alone. A run of
# stops is tried once only.
_CANDIDATE = re.compile(
    r"""
    [$.!?] (?:
      (?<= (?<!\\)\$) \$ .{1,2000}? \$\$
    | (?<= (?<!\\)\$) (?!\s) [^$]{1,500}? (?<![\s\\])\$
    | (?<= (?<![.!?]) [.!?]) (?P<more> [.!?]*+) ["')\]}\u2019\u201d]*+ (?= \s+ (?P<next>\S{1,8}))
    )
    """,
    re.VERBOSE | re.DOTALL,
)
_LAST_WORD = re.compile(r"""[^\s(\[{"'/\u2018\u201c]*\Z""")
# As far back as an abbreviation can reach.
_REACH = 16


def split(text: str) -> list[str]:
    """Return the sentences of a text, in order; only the space around them is lost.

    It is made for abstracts: abbreviations (e.g., i.e., et al., Fig. 3, vs.), initials, decimal
    numbers and mathematics between dollar signs do not end a sentence.
    """
    sentences = []
    start = 0
    for match in _CANDIDATE.finditer(text):
        if match["more"] is None:
            continue
        stop, before = (
            match[0][0] + match["more"],
            text[max(0, match.start() - _REACH) : match.start()],
        )
        if _ends(before, stop, match["next"]):
            sentences.append(text[start : match.end()].strip())
            start = match.end()
    sentences.append(text[start:].strip())
    return list(filter(None, sentences))


def _ends(before: str, stop: str, following: str) -> bool:
    """Decide whether `stop`, between the texts `before` and `following` it, ends a sentence."""
    if following[0].islower() or following[0] in ",;:":
        # Stops of abbreviations unknown here, and names such as "Yahoo! data".
        return False
    if stop != ".":
        return True
    found = _LAST_WORD.search(before)
    word = ""
    if found:
        word = found[0]
    if _BEFORE_NUMBER.fullmatch(word):
        return not _NUMBER.match(following)
    if _BEFORE_CAPITAL.fullmatch(word):
        return following[0].isupper()
    return not _ABBREVIATION.fullmatch(word) and not _INITIAL.fullmatch(word)

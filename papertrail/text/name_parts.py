"""Split names into the parts that bibliographies need.

The rules are BibTeX's (Oren Patashnik, "BibTeXing", section 4): words in lower case before the last
word belong to the family name, and a comma after the first part ends the family name.
"""

import re
from functools import lru_cache

from papertrail.types.bibliography_entry import PersonName

_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV", re.IGNORECASE)
_GROUP = re.compile(
    r"\b(?:collaborations?|consortium|group|team|project|initiative|community|network|authors|"
    r"institute|university|laborator(?:y|ies)|lab|working|committee|organi[sz]ation)\b",
    re.IGNORECASE,
)
_HOMONYM = re.compile(r"\s\d{4}$")
"""dblp numbers people of one name: https://dblp.org/faq/1474704.html"""


@lru_cache(maxsize=1 << 16)
def name_parts(name: str) -> PersonName:
    """Split a name as a source prints it, in either order."""
    text = " ".join(_HOMONYM.sub("", name).split())
    if _GROUP.search(text):
        return PersonName(text, is_group=True)
    if "," in text:
        return _inverted(text)
    words = text.split()
    suffix = words.pop() if len(words) > 1 and _SUFFIX.fullmatch(words[-1]) else ""
    if len(words) == 1:
        return PersonName(words[0], suffix=suffix)
    first = _first_particle(words)
    particle = " ".join(_leading_lower(words[first:-1]))
    family = " ".join(words[first:])[len(particle) :].strip()
    return PersonName(family, " ".join(words[:first]), particle, suffix)


def _inverted(text: str) -> PersonName:
    """Split "van der Maaten, Laurens", "King, Jr., Martin Luther" or "Martin Luther King, Jr."."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    suffixes = [part for part in parts[1:] if _SUFFIX.fullmatch(part)]
    others = [part for part in parts if part not in suffixes]
    suffix = suffixes[0] if suffixes else ""
    if len(others) == 1:
        plain = name_parts(others[0])
        return PersonName(plain.family, plain.given, plain.particle, suffix or plain.suffix)
    if not others:
        return PersonName(text)
    family, given = others[0].split(), " ".join(others[1:])
    particle = _leading_lower(family[:-1])
    return PersonName(" ".join(family[len(particle) :]), given, " ".join(particle), suffix)


def _first_particle(words: list[str]) -> int:
    """Return where the family name begins: at the first word in lower case, else at the last."""
    for place, word in enumerate(words[1:-1], start=1):
        if word[0].islower():
            return place
    return len(words) - 1


def _leading_lower(words: list[str]) -> list[str]:
    """Return the words before the first one that does not begin in lower case."""
    for place, word in enumerate(words):
        if not word[0].islower():
            return words[:place]
    return words

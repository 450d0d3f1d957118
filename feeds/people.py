"""Read the names of people and collaborations out of what sources give as one author. Pure."""

import re

_ODD = re.compile(
    r"[:;*†‡§¶\u2217⋆$()¹²³\u2070-\u2079]|\A\W|,\Z|\b(?:and|et|others|behalf|n/a|none)\b|\Afor\b",
    re.IGNORECASE,
)
"""What a plain name does not have, so that most names are looked at once."""
_LETTER = re.compile(r"[^\W\d_]")
_BETWEEN = re.compile(r"\s*:(?:\s+|\Z)|\A:\s*|\s*;\s*")
_OTHERS = re.compile(r"(?:and\s+)?(?:et\.?\s*al\b.*|(?:many\s+)?others)|n/a|none", re.IGNORECASE)
_AFTER = re.compile(
    r"[\s,]*(?:\b(?:and\s+)?et\.?\s*al\b[.\s]*|\band\s+others|\band)\Z"
    r"|[\s,*†‡§¶\u2217⋆¹²³\u2070-\u2079]+\Z|\s*\$\^\{?[\d,*]+\}?\$\Z",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"\A(?:and\s+|[,\s]+)", re.IGNORECASE)
_BEHALF = re.compile(
    r"\A\(?\s*(?:for|on\s+behalf\s+of)\s+(?:the\s+)?(?P<name>[^()]+?)\s*\)?\Z", re.IGNORECASE
)
_AND = re.compile(r"\s+and\s+")
_PERSON = re.compile(
    r"[^\W\d_a-z][\w.'\u2019-]*(?:\s+[\w.'\u2019-]+){0,2}\s+[^\W\d_a-z][\w.'\u2019-]*"
)
_GROUP = re.compile(
    r"\b(?:center|centre|collaboration|community|consortium|department|group|institute|lab"
    r"|laboratory|network|project|research|school|society|team|university|of|for|the)\b",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"(?i:jr|sr)\.?|II|III|IV")
_DEGREE = re.compile(r"(?:ph\.?\s?d|m\.?d|m\.?sc|b\.?sc)\.?", re.IGNORECASE)
_TRIES = 4


def names_in(text: str) -> list[str]:
    """Return the names in what a source gives as one author, in their order.

    A collaboration that a colon joins to its first member is a name of its own. Marks of footnotes,
    "et al." and words between names are left out.
    """
    if not _ODD.search(text) and _LETTER.search(text):
        return [text]
    found: list[str] = []
    for part in _BETWEEN.split(text):
        for name in _people_in(part):
            bare = _stripped(name)
            if _LETTER.search(bare) and not _OTHERS.fullmatch(bare):
                found.append(bare)
    return found


def suffix_of(name: str) -> str | None:
    """Return what a name is that belongs to the name before it.

    Returns:
        "Jr." and the like; an empty string for a degree, which is no part of a name; None for a
        name of its own.
    """
    if _SUFFIX.fullmatch(name):
        return name
    return "" if _DEGREE.fullmatch(name) else None


def _people_in(text: str) -> list[str]:
    """Return the two people that "and" joins, or the text."""
    parts = _AND.split(text)
    if len(parts) > 1 and not _GROUP.search(text) and all(map(_PERSON.fullmatch, parts)):
        return parts
    return [text]


def _stripped(name: str) -> str:
    """Return a name without what is before and after it."""
    name = name.strip()
    behalf = _BEHALF.match(name)
    if behalf:
        return behalf["name"]
    for _ in range(_TRIES):
        if _OTHERS.fullmatch(name):
            break
        before, name = name, _AFTER.sub("", _BEFORE.sub("", name, count=1), count=1)
        if name == before:
            break
    return name

"""Read the list of authors at the beginning of an entry, in any of the usual styles.

The styles: "Ada Lovelace, Charles Babbage, and ...", "A. Lovelace and C. Babbage", "Lovelace, Ada
and Babbage, Charles", "Lovelace, A., Babbage, C.", "Lovelace A, Babbage C, et al", a team, and
Chinese names.
"""

import re
from dataclasses import dataclass

from papertrail.text.words import words

_MOST_WORDS = 6
_LONGEST_ABBREVIATED = 3
"""Letters, with the dot, of a given name that is cut: "Yu.", "Chr." is rare."""
LONGEST_LIST = 6_000
"""Characters of a list of authors; longer ones are cut."""

_PARTICLES = frozenset(
    words(
        """
        af al am ap ben bin da dal de dei del della den der des di dos du e el in la las le lo los
        of st t te ten ter van vande vanden vander vom von y zu zum zur
        """
    )
)
_CAPITAL_PARTICLES = frozenset(
    ("Van", "Von", "De", "Del", "Della", "Di", "Da", "Dos", "Du", "La", "Le", "El")
)
_ORGANISATION = frozenset(
    words(
        """
        collaboration team group consortium project community initiative committee institute inc
        foundation corporation contributors association council organization
        """
    )
)
# Words of venues and publishers, which names don't have.
_NO_NAME = frozenset(
    words(
        """
        proceedings proc conference journal transactions trans advances university springer
        elsevier wiley ieee acm aaai arxiv corr preprint international annual symposium workshop
        volume vol pages page pp url doi issn isbn in on and for the with from mit thesis phd
        dissertation technical report lecture notes
        letters review reviews society computational learning
        linguistics neural information processing systems recognition vision usa uk china germany
        available online accessed http https www
        """
    )
)
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?")
_INITIALS = re.compile(
    r"(?:[A-Z\u00c0-\u00de\u0100-\u017f\u0370-\u042f]\.?[-\u2010\u2011]?\s?){1,4}(?:[a-z]\.)?"
)
_SHORT_INITIALS = re.compile(
    r"[A-Z\u00c0-\u00de\u0100-\u017f\u0370-\u042f]{1,3}(?:-[A-Z\u00c0-\u00de\u0100-\u017f\u0370-\u042f])?"
)
_CHINESE = re.compile("[\u3400-\u9fff\u00b7]{2,12}")
_SEPARATOR = re.compile(
    r"\s*[;,\uff0c\u3001]\s*(?:(?:and|und|et|y|&)\s+)?|\s+(?:and|und|&)\s+|\s*&\s*"
)
_OTHERS = re.compile(
    r"[,.]?\s*(?:and\s+)?(?:others|et\.? ?al|\u7b49)\b\.?|\u7b49(?=[.\uff0e\s])|\s*\.{3}",
    re.IGNORECASE,
)
_CUT_NAME = re.compile(r"(?<=[a-z]) (?=[\u00df-\u00f6\u00f8-\u00ff][a-z]*(?:[,.\s]|\Z))")
_EDITORS = re.compile(r",?\s*(?:\(\s*)?\b(?:[Ee]ditors?|[Ee]ds?\.?)\s*\)?\s*\Z")


@dataclass(frozen=True, slots=True)
class Authors:
    """A list of authors.

    Attributes:
        names: as printed.
        family_first: they are printed as "Lovelace, Ada".
    """

    names: tuple[str, ...]
    family_first: bool = False


def read_authors(text: str) -> Authors | None:
    """Read a text that is a list of authors and nothing else; None if it is something else."""
    text = _EDITORS.sub("", text[:LONGEST_LIST].strip().strip(",;:"))
    # "Car \u00fas", of a font in which the accent is a sign of its own.
    text = _CUT_NAME.sub("", text)
    others = _OTHERS.search(text)
    if others:
        if text[others.end() :].strip(" .,;:)"):
            return None
        text = text[: others.start()].strip().rstrip(",;")
    pieces = [piece.strip() for piece in _SEPARATOR.split(text) if piece and piece.strip()]
    if not pieces:
        return None
    return _family_first(pieces) or _vancouver(pieces) or _given_first(pieces, text.count(" and "))


def is_name(text: str) -> bool:
    """Decide whether a text can be one name, given name first: "A. M. Turing", "Yann LeCun"."""
    return _is_full_name(text.strip()) or _is_organisation(text)


def _family_first(pieces: list[str]) -> Authors | None:
    """Read "Lovelace, Ada, Babbage, C."; names and given names take turns."""
    if len(pieces) < 2 or not _is_family(pieces[0]):  # noqa: PLR2004
        return None
    names: list[str] = []
    place = 0
    while place < len(pieces):
        family = pieces[place]
        given = pieces[place + 1] if place + 1 < len(pieces) else ""
        if given and _is_family(family) and _goes_with(family, given):
            place += 2
            following = pieces[place + 1] if place + 1 < len(pieces) else ""
            if (
                place < len(pieces)
                and _SUFFIX.fullmatch(pieces[place])
                and not _INITIALS.fullmatch(following)
            ):
                place += 1
            names.append(f"{family}, {given}")
        elif names and _is_full_name(family):
            # "Lovelace, A., C. Babbage, and M. Somerville".
            names.append(family)
            place += 1
        elif _is_organisation(family):
            names.append(family)
            place += 1
        else:
            return None
    return Authors(tuple(names), family_first=True)


def _vancouver(pieces: list[str]) -> Authors | None:
    """Read "Lovelace A, Babbage CD"."""
    names: list[str] = []
    for piece in pieces:
        *family, last = piece.split()
        initials = family and _SHORT_INITIALS.fullmatch(last)
        # "Shyu M L"
        while len(family) > 1 and _SHORT_INITIALS.fullmatch(family[-1]):
            family.pop()
        if not initials or not _is_family(" ".join(family)):
            return None
        if all(_SHORT_INITIALS.fullmatch(word) for word in family):
            return None
        names.append(f"{' '.join(family)}, {piece[len(' '.join(family)) :].strip()}")
    return Authors(tuple(names), family_first=True)


def _given_first(pieces: list[str], joined_by_and: int) -> Authors | None:
    names: list[str] = []
    # As written by who took BibTeX's "and" for a comma.
    garbled = joined_by_and > 1 and _is_full_name(pieces[0])
    for piece in pieces:
        if _SUFFIX.fullmatch(piece):
            continue
        bare = re.sub(r"\Aand\s+", "", piece)
        if garbled and _is_family(bare):
            names.append(bare)
            continue
        # "Li S., L. Huang, R. Wang"
        first = not names and re.fullmatch(
            r"[^\W\d_]+ (?:[A-Z\u00c0-\u00de\u0100-\u017f\u0370-\u042f]\.?\s?){1,3}", bare
        )
        if not (_is_full_name(bare) or _is_organisation(bare) or _CHINESE.fullmatch(bare) or first):
            return None
        names.append(bare)
    # A single word is a name only where there are others, or of a team.
    return Authors(tuple(names)) if names else None


def _is_family(text: str) -> bool:
    """Decide whether a text can be a family name: "Lovelace", "Van Gool", "de la Cruz"."""
    parts = text.replace("\u2019", "'").split()
    if parts and _SUFFIX.fullmatch(parts[-1]):
        parts = parts[:-1] or parts
    if not 1 <= len(parts) <= 4 or not _is_capitalised(parts[-1]):  # noqa: PLR2004
        return False
    if any(part.endswith(".") and part.lower() != "st." for part in parts):
        return False
    if any(part.lower() in _NO_NAME for part in parts):
        return False
    if len(parts[-1]) == 1 or (len(parts) > 1 and parts[-1].isupper() and len(parts[-1]) <= 3):  # noqa: PLR2004
        return False
    return all(part.lower() in _PARTICLES or _is_capitalised(part) for part in parts)


def _goes_with(family: str, given: str) -> bool:
    """Decide whether given names can follow a family name; two words need a reason to be one."""
    if _INITIALS.fullmatch(given):
        return True
    words = family.split()
    particle = words[0] in _PARTICLES or words[0] in _CAPITAL_PARTICLES
    return (len(words) == 1 or particle) and _is_given(given)


def _is_given(text: str) -> bool:
    """Decide whether a text can be given names, after a family name and a comma."""
    if _INITIALS.fullmatch(text):
        return True
    parts = text.split()
    return len(parts) <= 4 and all(  # noqa: PLR2004
        part.lower() not in _NO_NAME
        and (_INITIALS.fullmatch(part) or _is_capitalised(part) or part.lower() in _PARTICLES)
        for part in parts
    )


def _is_full_name(text: str) -> bool:
    """Decide whether a text can be a name with the given name or initials first."""
    parts = text.replace("\u2019", "'").split()
    if _SUFFIX.fullmatch(parts[-1]) if parts else False:
        parts.pop()
    if not 2 <= len(parts) <= _MOST_WORDS:  # noqa: PLR2004
        # "Y.Bengio"
        return bool(
            re.fullmatch(
                r"(?:[A-Z\u00c0-\u00de\u0100-\u017f\u0370-\u042f]\.-?){1,3}[A-Z\u00c0-\u00de\u0100-\u017f\u0370-\u042f][^\W\d_]+",
                text,
            )
        )
    if len(parts[-1].rstrip(".")) == 1 or not _is_capitalised(parts[-1]):
        return False
    if any(
        part.endswith(".") and len(part) > _LONGEST_ABBREVIATED and not _INITIALS.fullmatch(part)
        for part in parts
    ):
        return False
    if parts[-1].endswith(".") or any(part.strip(".").lower() in _NO_NAME for part in parts):
        return False
    return all(
        part.lower() in _PARTICLES or _is_capitalised(part) or _INITIALS.fullmatch(part)
        for part in parts[:-1]
    )


def _is_organisation(text: str) -> bool:
    parts = text.replace("@", " ").split()
    if not 1 <= len(parts) <= 8:  # noqa: PLR2004
        return False
    return parts[-1].lower().strip(".") in _ORGANISATION


def _is_capitalised(word: str) -> bool:
    """Decide whether a word begins with a capital: "O'Brien", "d'Alembert", "LeCun", "al-Rfou"."""
    bare = word.strip("().,'").replace("\u2019", "'")
    if not bare or any(sign.isdigit() for sign in bare):
        return False
    if not all(
        sign.isalpha() or sign in "'-\u2010\u2011." or sign in "\u0327\u0301" for sign in bare
    ):
        return False
    return bare[0].isupper() or bool(re.match(r"(?:d'|al-|el-|de)[A-Z]", bare))

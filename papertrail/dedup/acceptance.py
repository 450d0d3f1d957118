"""Read where a paper was accepted from the comment that its authors wrote. Pure; no I/O."""

import re

_ACCEPTED = re.compile(
    r"\b(?:accepted|to appear|appear(?:s|ed|ing)|published|presented|camera[- ]ready|in press)\b",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(
    r"\b(?:submitted|submission|under review|in review|reject\w*|challenge|competition"
    r"|extend(?:s|ed|ing)|extension|template|style|format|previous\w*|preliminary|earlier"
    r"|solution|not accepted|conditionally)\b",
    re.IGNORECASE,
)
_WORKSHOP = re.compile(r"\bworkshops?\b", re.IGNORECASE)
_ACRONYM = r"(Interspeech|\b[A-Z0-9][A-Za-z0-9&+]*[A-Z][A-Za-z]*)"
_EDITION = re.compile(rf"\b{_ACRONYM}[ ),-]*(?:'|\u2019)?(20\d\d|\d\d)\b")
"""An acronym with a year: ICML 2026, NeurIPS'25, (CVPR), 2026."""
_YEAR_FIRST = re.compile(rf"\b(20\d\d) (?:IEEE[/ ])?(?:CVF )?{_ACRONYM}\b")
_JOURNAL = re.compile(
    r"\b(?i:accepted|published|appear\w*)\b[^.;,]*?\b(?:by|in|at|to|for)\s+(?:the\s+)?"
    r"((?:(?:IEEE|ACM)\s+)?(?:TMLR|JMLR|TPAMI|TIP|TNNLS|TKDE|TASLP|TACL|TOG|IJCV|JAIR|RA-L|TRO|T-RO))\b",
)
_CONFERENCES = frozenset(
    {
        "3DV",
        "AAAI",
        "AAMAS",
        "ACCV",
        "ACL",
        "AISTATS",
        "ASRU",
        "BMVC",
        "CHI",
        "CIKM",
        "COLING",
        "COLM",
        "COLT",
        "CVPR",
        "CoRL",
        "DAC",
        "EACL",
        "ECAI",
        "ECCV",
        "ECIR",
        "EMNLP",
        "ICASSP",
        "ICCV",
        "ICDE",
        "ICDM",
        "ICLR",
        "ICML",
        "ICPR",
        "ICRA",
        "IJCAI",
        "IJCNN",
        "INTERSPEECH",
        "IROS",
        "ISMIR",
        "Interspeech",
        "KDD",
        "L4DC",
        "MICCAI",
        "MIDL",
        "NAACL",
        "NIPS",
        "NeurIPS",
        "RSS",
        "RecSys",
        "SIGGRAPH",
        "SIGIR",
        "SIGMOD",
        "SLT",
        "TMLR",
        "UAI",
        "UIST",
        "VLDB",
        "WACV",
        "WSDM",
        "WWW",
    }
)
"""Conferences whose name and year alone, without a word of acceptance, say where a paper is."""
_PUBLISHERS = ("IEEE", "ACM", "CVF", "CEUR", "DOI", "ISBN")
_SENTENCE = re.compile(r"[.;](?:\s+|$)|\n")
_CENTURY = 2000
_SHORT_YEAR = 2


def acceptance(comment: str | None) -> tuple[str, int | None] | None:
    """Return the venue and the year of its edition that a comment states, or None.

    A year that is not written is None. What is only submitted, or extends a paper that was
    accepted, states nothing.
    """
    for sentence in _SENTENCE.split(comment or ""):
        found = _stated(sentence)
        if found:
            return found
    return None


def without_stated(
    venue: str | None, year: int | None, comment: str | None
) -> tuple[str | None, int | None]:
    """Return a work's venue and year, or None for both if only its comment states them.

    Whether two records are of one work is decided by what sources say, not by a comment.
    """
    stated = None
    if venue:
        stated = acceptance(comment)
    if stated is None or stated[0] != venue:
        return venue, year
    return None, None if stated[1] == year else year


def _stated(sentence: str) -> tuple[str, int | None] | None:
    if _OTHERWISE.search(sentence):
        return None
    edition = _edition(sentence)
    if edition:
        name, year = edition
        workshop = ""
        if _WORKSHOP.search(sentence):
            workshop = " Workshop"
        return f"{name} {year}{workshop}", year
    journal = _JOURNAL.search(sentence)
    if not journal:
        return None
    return (" ".join(journal[1].split()), None)


def _edition(sentence: str) -> tuple[str, int] | None:
    """Return the conference and the year of a sentence that says that a paper is there."""
    pairs = [(found[1], found[2]) for found in _EDITION.finditer(sentence)]
    pairs += [(found[2], found[1]) for found in _YEAR_FIRST.finditer(sentence)]
    accepted = _ACCEPTED.search(sentence) is not None
    for name, year in pairs:
        if name in _PUBLISHERS:
            continue
        if name in _CONFERENCES or accepted:
            number = int(year)
            return name, number + _CENTURY if len(year) == _SHORT_YEAR else number
    return None

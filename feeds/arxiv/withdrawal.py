"""Recognise that a paper's authors, or arXiv, took it back.

OAI-PMH's records say so: the last version has the source type I, "ignore" (`arXivRaw` in
https://github.com/arXiv/arxiv-oaipmh). The other channels have only what the authors write, mostly
as arXiv suggests in https://info.arxiv.org/help/withdraw.html.
"""

import re

_FORMS = r"(?:withdr(?:awn|aws?|ew|awing|awal)|retract(?:ed|s|ing|ion)?)"
_WORD = re.compile(rf"\b{_FORMS}\b", re.IGNORECASE)
_THING = (
    r"(?:paper|article|submission|manuscript|preprint|e-?print|work|version|report|draft|study)"
)
_BY_ITSELF = re.compile(
    rf"[\s\[(*]*(?:(?:this|the|our)\s+)?(?:{_THING}\s+)?(?:(?:has|have)\s+been\s+|(?:is|was)\s+(?:being\s+)?)?"
    rf"(?:\w+ly\s+)?{_FORMS}\b",
    re.IGNORECASE,
)
_OF_A_THING = re.compile(
    rf"\b(?:this|the|our)\s+{_THING}\b[^.;:]{{0,30}}?\b(?:has|have|is|was|being|been|now)\s+"
    rf"(?:\w+\s+){{0,2}}?{_FORMS}\b",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    rf"\s*this\s+{_THING}\s+(?:has\s+been|is|was)\s+(?:\w+ly\s+)?{_FORMS}\b", re.IGNORECASE
)
_BY_SOMEONE = re.compile(
    rf"\b(?:authors?|we|i|arxiv|administrators?|moderators?)\b[^.;:]{{0,60}}?\b{_FORMS}\b"
    rf"(?=\s*(?:$|[.;:,)]|(?:this|the|our|it|my)\b|due\b|because\b))",
    re.IGNORECASE,
)
# Taken back from somewhere else, or another text than this one.
_FROM_ELSEWHERE = re.compile(
    rf"\b{_FORMS}\b(?:\s+\w+){{0,3}}?\s+from\s+(?!(?:the\s+)?arxiv|public|circulation)",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    rf"\b(?:earlier|previous|prior|first|former|old(?:er)?|another|other|conference|journal|v\d+)\s+(?:\w+\s+){{0,3}}?{_FORMS}\b"
    rf"|\b(?:earlier|previous|prior|first|former|older)\s+(?:version|draft)\s+of\s+(?:\w+\s+){{1,5}}?{_FORMS}\b"
    rf"|\bnot\s+(?:been\s+)?{_FORMS}\b",
    re.IGNORECASE,
)
_REMOVED = re.compile(
    rf"\b{_THING}\s+(?:has\s+been|was|is)\s+removed\s+by\s+(?:the\s+)?arxiv\b", re.IGNORECASE
)
_STATEMENT = re.compile(r"[.;]\s+|\s[-–—|]\s")  # noqa: RUF001
_BEGINNING = 300
"""Characters at the beginning of an abstract, where authors note a withdrawal."""


def is_withdrawn(comment: str, abstract: str = "") -> bool:
    """Return whether authors or arXiv say in a comment, or instead of an abstract, so."""
    if any(map(_says_so, _STATEMENT.split(comment))):
        return True
    statement = next(iter(_STATEMENT.split(abstract[:_BEGINNING].lstrip())), "")
    return bool(_INSTEAD.match(statement)) and _says_so(statement)


def _says_so(statement: str) -> bool:
    if _REMOVED.search(statement):
        return True
    if not _WORD.search(statement):
        return False
    if _FROM_ELSEWHERE.search(statement) or _EARLIER.search(statement):
        return False
    return bool(
        _BY_ITSELF.match(statement)
        or _OF_A_THING.search(statement)
        or _BY_SOMEONE.search(statement)
    )

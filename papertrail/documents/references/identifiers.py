"""Find the identifiers of a cited paper in the text of an entry; `feeds` parses them."""

import re

from feeds.identifiers import find_arxiv_id, find_doi, is_arxiv_doi, parse_identifier

# A line break inside: "doi: 10. 1109/CVPR.2016.226", "https://aclanthology. org/2021.gem-1.12".
_BROKEN_DOI = re.compile(r"(?<=\b10\.)\s+(?=\d{4,9}/)|(?<=/)\s+(?=10\.\d{4})|(?<=\b10\.\d{4}/)\s+")
_BROKEN_ADDRESS = re.compile(r"(https?://[^\s,]{0,300}[/.\-_=])\s(?=[\w-]+[/.?=_-]|[\w-]*\d)")
_CORR = re.compile(
    r"\b(?:CoRR|arXiv|preprint)\W{1,3}abs/(\d{4}\.\d{4,5}|[a-z-]+/\d{7})", re.IGNORECASE
)
# "1409.0575 [cs.CV]", "arXiv 1706.03762".
_BARE_ARXIV = re.compile(
    r"(?<![\d.])(\d{4}\.\d{4,5})(?:v\d+)?\s?\[[a-z-]{2,9}(?:\.[A-Za-z-]{2,})?\]"
)
_OLD_ARXIV = re.compile(
    r"(?<![\w/-])((?:hep-(?:ex|lat|ph|th)|astro-ph|cond-mat|gr-qc|quant-ph|math-ph|nucl-(?:ex|th)|cmp-lg)/\d{7})"
)
_ADDRESS = re.compile(
    r"https?://[^\s<>\"]{4,400}|\b(?:aclanthology\.org|openreview\.net|aclweb\.org)/[^\s<>\"]{4,200}"
)
_DOI_END = re.compile(r"[.,;:)\]}\u201d]+\Z")
_OF_PAPERS = frozenset({"acl", "arxiv", "cvf", "neurips", "openreview", "pmlr", "ieee"})


def identifiers_in(text: str) -> tuple[tuple[str, str], ...]:
    """Return the (scheme, value) pairs that an entry prints: arXiv ids, DOIs, addresses."""
    text = _BROKEN_ADDRESS.sub(r"\1", _BROKEN_DOI.sub("", text))
    found: dict[tuple[str, str], None] = {}
    arxiv = find_arxiv_id(text)
    for pattern in (_CORR, _BARE_ARXIV, _OLD_ARXIV):
        known = None if arxiv else pattern.search(text)
        parsed = parse_identifier(known[1]) if known else None
        arxiv = parsed[1] if parsed and parsed[0] == "arxiv" else arxiv
    if arxiv:
        found["arxiv", arxiv] = None
    doi = _doi_in(text)
    if doi and not is_arxiv_doi(doi):
        found["doi", doi] = None
    for address in _ADDRESS.finditer(text):
        bare = address[0].rstrip(".,;:)]}'\"")
        parsed = parse_identifier(bare if bare.startswith("http") else f"https://{bare}")
        if parsed and parsed[0] in _OF_PAPERS and parsed[0] not in {scheme for scheme, _ in found}:
            found[parsed] = None
    return tuple(found)


def _doi_in(text: str) -> str | None:
    doi = find_doi(text)
    if not doi:
        return None
    bare = _DOI_END.sub("", doi)
    # One that holds parentheses, as in "10.1016/0031-9163(64)91136-9".
    while bare.count("(") > bare.count(")") and doi[len(bare) : len(bare) + 1] == ")":
        bare += ")"
    return bare.split(",http")[0] or None

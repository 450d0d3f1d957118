"""Parse identifiers of papers in strings: arXiv ids, DOIs, and their addresses.

`parse_...` reads a text that is the identifier; `find_...` finds one in a longer text. DOIs are in
lower case, as all sources give them here: they are the same name in either (DOI Handbook, 2.4).
"""

import re
from collections.abc import Iterable
from urllib.parse import unquote

from feeds.paper_pages import anthology_identifier, identifier_at

ArxivId = tuple[str, int | None]
"""(identifier without version, version or None)."""

ARXIV_ADDRESS = "https://arxiv.org/abs/"
ARXIV_PDF = "https://arxiv.org/pdf/"
DOI_ADDRESS = "https://doi.org/"

# New-style identifiers since April 2007, old-style before:
# https://info.arxiv.org/help/arxiv_identifier.html. The subject class, as in math.GT/0309136, is no
# part of an old identifier: arXiv itself names that paper math/0309136.
_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas"
    "|cond-mat|cs|dg-ga|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin"
    "|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|q-alg|q-bio|quant-ph|solv-int|supr-con"
)
_NAME = (
    r"(?:(?P<new>\d{4}\.\d{4,5})"
    rf"|(?P<archive>{_ARCHIVES})(?:\.[a-z]{{2,6}}(?:-[a-z]{{2,4}})?)?/(?P<number>\d{{7}}))"
)
_ARXIV_ID = re.compile(rf"{_NAME}(?:v(?P<version>[1-9]\d{{0,2}}))?", re.IGNORECASE | re.ASCII)
_ARXIV_PAGES = "abs|pdf|html|format|ps|e-print|src|tb|cits"
_ARXIV_PREFIX = re.compile(
    r"\A(?:(?:https?://)?(?:(?:[a-z-]{1,9}\.)?arxiv\.org|xxx\.lanl\.gov|(?:www\.)?alphaxiv\.org)"
    rf"(?::\d+)?/+(?:{_ARXIV_PAGES})/+"
    r"|(?:https?://)?(?:ar5iv\.org|ar5iv\.labs\.arxiv\.org)/(?:abs|html)/"
    r"|https?://(?:www\.)?huggingface\.co/papers/"
    r"|https?://(?:www\.)?(?:papers\.cool|scirate\.com|semanticscholar\.org)/arxiv/"
    r"|oai:arXiv\.org:|info:arxiv/|arxiv[:.]\s*+|arxiv\s++(?=\d))",
    re.IGNORECASE,
)
# The stamp at the margin of a paper: "arXiv:1706.03762v7 [cs.CL] 2 Aug 2023".
_STAMP = re.compile(
    r"\s*\[[a-z-]{2,9}(?:\.[a-z-]{2,9})?\]?(?:\s+\d{1,2} [a-z]{3} \d{4})?\Z",
    re.IGNORECASE | re.ASCII,
)
_ARXIV_MENTION = re.compile(
    rf"\b(?:arxiv\.org/(?:{_ARXIV_PAGES})/|arxiv:\s?|10\.48550/arxiv\.)(?P<id>[\w./-]+)",
    re.IGNORECASE | re.ASCII,
)
# As people write it in the fields of a reference: "arXiv preprint arXiv:...", "arXiv. 1706.03762".
_ARXIV_REFERENCE = re.compile(
    rf"arxiv(?:\.org)?[:.\s/]*(?:(?:{_ARXIV_PAGES})/)?(?P<id>{_NAME})", re.IGNORECASE
)
_ARXIV_REGISTRANT = "10.48550/"
_ARXIV_DOI = f"{_ARXIV_REGISTRANT}arxiv."
"""The beginning of the DOIs that arXiv registers for its papers."""

_DOI = re.compile(r"10\.\d{4,9}/\S+", re.ASCII)
# A DOI may have any character (DOI Handbook, 2.2.2). In texts, brackets are its own where they hold
# what those of a serial item's identifier do: <11::AID-SIM001>, <0130:DNF>.
_BRACKETED = r"<(?=[^\s<>]*[\d:])(?!/)[^\s<>]+>"
_DOI_IN_TEXT = re.compile(rf"10\.\d{{4,9}}/(?:[^\s\"'<>]|{_BRACKETED})+", re.ASCII)
_DOI_IN_ADDRESS = re.compile(rf"\b10\.\d{{4,9}}/(?:[^\s\"'<>?#]|{_BRACKETED})+", re.ASCII)
# What templates have before a DOI is assigned: 10.1145/nnnnnnn.nnnnnnn, 10.1109/XXX.2026.XXXXXXX.
_PLACEHOLDER = re.compile(
    r"10\.(?:0000|9999|xxxx)/.*"
    r"|10\.\d{4,9}/(?:.*[./_-])?(?:n{4,}|[a-w]{0,6}x{4,}|x{3}|y{4,}|0{4,})(?:[./_-].*)?"
    r"|10\.1145/(?:1122445\.1122456|1234567\.\d+)|10\.5555/1234567\.\d+|10\.475/123_4"
    r"|10\.\d{4,9}/(?:.*\.)?(?:placeholder|todo|tba|doi)",
    re.IGNORECASE,
)
_RESOLVER = r"(?:https?://)?(?:(?:dx|www)\.)?doi\.org/+"
_DOI_WITH_PREFIX = re.compile(
    rf"(?:{_RESOLVER}|info:doi/|(?:urn:)?doi\s*[:/]\s*(?:{_RESOLVER})?|doi\s+)?(?P<doi>10\.\d{{4,9}}/\S+)",
    re.IGNORECASE | re.ASCII,
)
_DOI_RESOLVER = re.compile(rf"\A(?:{_RESOLVER}|doi:\s*)", re.IGNORECASE)
_PAGE_OF_DOI = re.compile(
    r"(?:/(?:abstract|epdf|full|html|meta|pdf)|\.pdf|(?<![/.,;)])[/.,;)]++)\Z", re.IGNORECASE
)
_QUERY = re.compile(r"[?#].*", re.DOTALL)
_WEB_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s/]", re.IGNORECASE)
_ENCLOSING = "<>\"'`\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a"
"""Signs that people, programs and phones put around an identifier."""
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"))


def parse_arxiv_id(text: str) -> ArxivId | None:
    """Read an arXiv identifier: bare, after `arxiv:` or `oai:arXiv.org:`, or in an arXiv address.

    A query or fragment behind an address says nothing about the paper.

    Returns:
        (identifier without version, version or None), or None if the text is something else. The
        identifier is in arXiv's own spelling: an old one in lower case and without subject class.
    """
    bare = text.strip()
    prefix = _ARXIV_PREFIX.match(bare)
    if prefix:
        bare = unquote(_QUERY.sub("", bare[prefix.end() :]))
        bare = _STAMP.sub("", _ARXIV_PREFIX.sub("", bare, count=1))
    bare = re.sub(r"\.(?:pdf|ps)\Z", "", bare.rstrip("/"), flags=re.IGNORECASE)
    match = _ARXIV_ID.fullmatch(bare)
    if not match:
        return None
    name = match["new"] or f"{match['archive'].lower()}/{match['number']}"
    return name, int(match["version"]) if match["version"] else None


def find_arxiv_ids(text: str) -> tuple[str, ...]:
    """Return the arXiv papers that a text names by address, `arXiv:` or DOI.

    Each comes once and without version.
    """
    found = (parse_arxiv_id(match["id"].rstrip("./-_")) for match in _ARXIV_MENTION.finditer(text))
    return tuple(dict.fromkeys(known[0] for known in found if known))


def find_arxiv_id(text: str) -> str | None:
    """Return the first arXiv paper in the fields of a reference, without version."""
    match = _ARXIV_REFERENCE.search(text)
    known = None
    if match:
        known = parse_arxiv_id(match["id"])
    if not known:
        return None
    return known[0]


def arxiv_address(arxiv_id: str) -> str:
    """Return the address of a paper's page at arXiv."""
    return f"{ARXIV_ADDRESS}{arxiv_id}"


def parse_doi(text: str) -> str | None:
    """Read a bare DOI, such as `10.1000/182`."""
    if not _DOI.fullmatch(text):
        return None
    return text.lower()


def find_doi(text: str) -> str | None:
    """Return the first DOI in a text."""
    match = _DOI_IN_TEXT.search(text)
    if not match:
        return None
    return match[0].lower()


def find_doi_in_address(address: str) -> str | None:
    """Return the DOI in a publisher's address, without what follows it, such as `/full`."""
    # Before escapes are resolved, which may be of signs that end a path.
    match = _DOI_IN_ADDRESS.search(address) or _DOI_IN_ADDRESS.search(unquote(address))
    if not match:
        return None
    return unquote(_PAGE_OF_DOI.sub("", match[0])).lower()


def is_placeholder(doi: str) -> bool:
    """Return whether a DOI is what a template holds until one is assigned."""
    return bool(_PLACEHOLDER.fullmatch(doi))


def strip_doi_resolver(text: str) -> str:
    """Return a DOI without the resolver's address before it; any other text as it is."""
    return _DOI_RESOLVER.sub("", text, count=1).lower()


def is_arxiv_doi(doi: str) -> bool:
    """Return whether arXiv registered a DOI, which then only repeats the arXiv identifier."""
    return doi.startswith(_ARXIV_REGISTRANT)


def arxiv_pdf_address(arxiv_id: str) -> str:
    """Return the address of a paper's PDF at arXiv."""
    return f"{ARXIV_PDF}{arxiv_id}"


def doi_address(doi: str) -> str:
    """Return the address at which a DOI is resolved."""
    return f"{DOI_ADDRESS}{doi}"


def parse_identifier(text: str) -> tuple[str, str] | None:
    """Read an id as people have it: an arXiv id, a DOI, `scheme:value`, or the address of a paper.

    Quotation marks around it, upper case, and what browsers add to addresses make no difference.

    Returns:
        (scheme, value), or None if the text is none of these; ("url", address) for the address of
        a page that no scheme covers.
    """
    bare = text.strip().strip(_ENCLOSING).strip()
    if arxiv := parse_arxiv_id(bare.translate(_HYPHENS).strip("()[].,; ")):
        return "arxiv", arxiv[0]
    if doi := _doi_of(bare):
        arxiv = parse_arxiv_id(doi.removeprefix(_ARXIV_DOI))
        if arxiv:
            return ("arxiv", arxiv[0])
        return ("doi", doi)
    if _WEB_ADDRESS.match(bare):
        return _at_address(f"https://{bare}" if bare[:4].lower() == "www." else bare)
    scheme, _, value = (part.strip() for part in bare.partition(":"))
    if scheme.lower() == "acl" or not value:
        return anthology_identifier(value or scheme) or _pair(scheme, value)
    return _pair(scheme, value)


def _pair(scheme: str, value: str) -> tuple[str, str] | None:
    if scheme and value:
        return (scheme.lower(), value)
    return None


def _at_address(address: str) -> tuple[str, str]:
    doi = find_doi_in_address(_QUERY.sub("", address))
    return identifier_at(address) or (("doi", doi) if doi else ("url", address))


def _doi_of(text: str) -> str | None:
    """Return the DOI that a text is, after a resolver's address or `doi:` or bare."""
    # In an address, a question mark or a number sign that belongs to the DOI is escaped.
    is_address = "doi.org/" in text.lower()
    readable = unquote(_QUERY.sub("", text)) if is_address else text
    found = _DOI_WITH_PREFIX.fullmatch(readable.strip())
    if not found:
        return None
    doi = found["doi"].rstrip(".,;/")
    if doi.endswith(")") and doi.count(")") > doi.count("("):
        doi = doi[:-1]
    return doi.lower()


def find_identifiers(texts: Iterable[str]) -> tuple[tuple[tuple[str, str], ...], int | None]:
    """Return what a feed's entry is by its own identifiers and addresses.

    Returns:
        (at most one arXiv id and one DOI as (scheme, value), version at arXiv or None).
    """
    texts = tuple(texts)
    dois = tuple(filter(None, map(find_doi_in_address, texts)))
    own = (*texts, *(doi.removeprefix(_ARXIV_DOI) for doi in dois))
    arxiv = next(filter(None, (parse_arxiv_id(_QUERY.sub("", text)) for text in own)), None)
    doi = next((doi for doi in dois if not is_arxiv_doi(doi)), None)
    identifiers = []
    if arxiv:
        identifiers = [("arxiv", arxiv[0])]
    if doi:
        identifiers.append(("doi", doi))
    return tuple(identifiers), arxiv[1] if arxiv else None

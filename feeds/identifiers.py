"""Parse identifiers of papers in strings: arXiv ids, DOIs, and their addresses.

`parse_...` reads a text that is the identifier; `find_...` finds one in a longer text. DOIs are in
lower case, as all sources give them here: they are the same name in either (DOI Handbook, 2.4).
"""

import re
from collections.abc import Iterable
from urllib.parse import unquote

ArxivId = tuple[str, int | None]
"""(identifier without version, version or None)."""

ARXIV_ADDRESS = "https://arxiv.org/abs/"
DOI_ADDRESS = "https://doi.org/"

# New-style identifiers since April 2007, old-style before:
# https://info.arxiv.org/help/arxiv_identifier.html
_ARXIV_ID = re.compile(
    r"(?P<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v(?P<version>[1-9]\d{0,2}))?", re.ASCII
)
_ARXIV_PREFIX = re.compile(
    r"\A(?:(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/|oai:arXiv\.org:|arxiv:)",
    re.IGNORECASE,
)
_ARXIV_MENTION = re.compile(
    r"\b(?:arxiv\.org/(?:abs|pdf|html)/|arxiv:\s?|10\.48550/arxiv\.)(?P<id>[\w./-]+)",
    re.IGNORECASE | re.ASCII,
)
# As people write it in the fields of a reference: "arXiv preprint arXiv:...", "arXiv. 1706.03762".
_ARXIV_REFERENCE = re.compile(
    r"arxiv(?:\.org)?[:.\s/]*(?:abs/|pdf/)?"
    r"(?P<id>\d{4}\.\d{4,5}|[a-z-]{1,20}(?:\.[A-Z]{2})?/\d{7})",
    re.IGNORECASE,
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
    r"10\.(?:0000|9999|xxxx)/.*|10\.\d{4,9}/(?:.*[./_-])?(?:n{4,}|x{4,}|y{4,})(?:[./_-].*)?"
    r"|10\.1145/(?:1122445\.1122456|1234567\.\d+|0000000\.0000000)|10\.475/123_4"
    r"|10\.\d{4,9}/(?:placeholder|todo|tba|doi)",
    re.IGNORECASE,
)
_DOI_WITH_PREFIX = re.compile(
    r"(?:https?://(?:dx\.)?doi\.org/|doi:)\s*(?P<doi>10\.\d{4,9}/\S+)", re.IGNORECASE | re.ASCII
)
_DOI_RESOLVER = re.compile(r"\Ahttps?://(?:dx\.)?doi\.org/", re.IGNORECASE)
_PAGE_OF_DOI = re.compile(
    r"(?:/(?:abstract|epdf|full|html|meta|pdf)|\.pdf|(?<![/.,;)])[/.,;)]++)\Z", re.IGNORECASE
)
_QUERY = re.compile(r"[?#].*")


def parse_arxiv_id(text: str) -> ArxivId | None:
    """Read an arXiv identifier: bare, after `arxiv:` or `oai:arXiv.org:`, or in an arXiv address.

    Returns:
        (identifier without version, version or None), or None if the text is something else.
    """
    bare = _ARXIV_PREFIX.sub("", text.strip(), count=1).rstrip("/").removesuffix(".pdf")
    match = _ARXIV_ID.fullmatch(bare)
    if not match:
        return None
    return match["id"], int(match["version"]) if match["version"] else None


def find_arxiv_ids(text: str) -> tuple[str, ...]:
    """Return the arXiv papers that a text names by address, `arXiv:` or DOI.

    Each comes once and without version.
    """
    found = (parse_arxiv_id(match["id"].rstrip("./-_")) for match in _ARXIV_MENTION.finditer(text))
    return tuple(dict.fromkeys(known[0] for known in found if known))


def find_arxiv_id(text: str) -> str | None:
    """Return the first arXiv paper in the fields of a reference, without version."""
    match = _ARXIV_REFERENCE.search(text)
    known = parse_arxiv_id(match["id"]) if match else None
    return known[0] if known else None


def arxiv_address(arxiv_id: str) -> str:
    """Return the address of a paper's page at arXiv."""
    return f"{ARXIV_ADDRESS}{arxiv_id}"


def parse_doi(text: str) -> str | None:
    """Read a bare DOI, such as `10.1000/182`."""
    return text.lower() if _DOI.fullmatch(text) else None


def find_doi(text: str) -> str | None:
    """Return the first DOI in a text."""
    match = _DOI_IN_TEXT.search(text)
    return match[0].lower() if match else None


def find_doi_in_address(address: str) -> str | None:
    """Return the DOI in a publisher's address, without what follows it, such as `/full`."""
    # Before escapes are resolved, which may be of signs that end a path.
    match = _DOI_IN_ADDRESS.search(address) or _DOI_IN_ADDRESS.search(unquote(address))
    return unquote(_PAGE_OF_DOI.sub("", match[0])).lower() if match else None


def is_placeholder(doi: str) -> bool:
    """Return whether a DOI is what a template holds until one is assigned."""
    return bool(_PLACEHOLDER.fullmatch(doi))


def strip_doi_resolver(text: str) -> str:
    """Return a DOI without the resolver's address before it; any other text as it is."""
    return _DOI_RESOLVER.sub("", text, count=1).lower()


def is_arxiv_doi(doi: str) -> bool:
    """Return whether arXiv registered a DOI, which then only repeats the arXiv identifier."""
    return doi.startswith(_ARXIV_REGISTRANT)


def doi_address(doi: str) -> str:
    """Return the address at which a DOI is resolved."""
    return f"{DOI_ADDRESS}{doi}"


def parse_identifier(text: str) -> tuple[str, str] | None:
    """Read an arXiv id or address, a DOI or its address, or any `scheme:value`.

    Returns:
        (scheme, value), or None if the text is none of these.
    """
    bare = text.strip()
    scheme, _, value = bare.partition(":")
    if doi := _DOI_WITH_PREFIX.fullmatch(bare):
        scheme, value = "doi", doi["doi"].lower()
        bare = value.removeprefix(_ARXIV_DOI)
    if arxiv := parse_arxiv_id(bare):
        return "arxiv", arxiv[0]
    return (scheme.lower(), value.strip()) if scheme and value.strip() else None


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
    identifiers = [("arxiv", arxiv[0])] if arxiv else []
    if doi:
        identifiers.append(("doi", doi))
    return tuple(identifiers), arxiv[1] if arxiv else None

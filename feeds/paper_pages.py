"""Know the addresses of papers' pages and PDFs at sources that have identifiers of their own."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, unquote, urlsplit

Identifier = tuple[str, str]
"""(scheme, value), as the sources of `feeds` give them."""
_Query = dict[str, list[str]]

_ANTHOLOGY = re.compile(
    r"(?:anthology/)?(?:papers/(?:[A-Z]/[A-Z]\d\d/)?)?"
    r"(?P<id>\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+|[A-Z]\d\d-\d{4,5})"
    r"(?:v\d+)?(?:\.(?:pdf|bib|xml|endf))?",
    re.IGNORECASE | re.ASCII,
)
_PMLR = re.compile(
    r"(?:mlresearch/)?v(?P<volume>\d+)/(?:[\w-]+/assets/)?(?P<key>[\w-]+)"
    r"(?:/[\w.-]+)?(?:\.html|\.pdf|\.bib)?",
    re.ASCII,
)
_CVF = re.compile(
    r"content[/_]\w+/(?:\w+/)?(?:html|papers)/(?:\w+/)?(?P<name>[^/]+)\.(?:html|pdf)",
    re.IGNORECASE,
)
_NEURIPS = re.compile(
    r"(?:paper_files/)?paper/\d{4}/(?:hash|file)/(?P<hash>[0-9a-f]{32})-[\w-]+\.(?:html|pdf)",
    re.IGNORECASE | re.ASCII,
)
_IEEE = re.compile(
    r"(?:abstract/)?document/0*(?P<number>[1-9]\d*)|iel\d+/(?:\d+/)*0*(?P<file>[1-9]\d*)\.pdf"
)
_FLAT_VOLUMES = 53
"""Up to this volume, PMLR has a PDF next to its page; later each has a folder of its own."""
_FIRST_AT_GITHUB = 235
"""From this volume on, PMLR's PDFs are in the repositories of the volumes."""

_PDF_PATTERNS = (
    (r"(https?://[^?#]+\.pdf)(?:[?#].*)?", r"\1"),
    (r"(https?://(?:www\.)?aclanthology\.org/[\w.-]+?)/?", r"\1.pdf"),
    (r"https?://openreview\.net/forum\?id=([^&#]+).*", r"https://openreview.net/pdf?id=\1"),
    (r"(https?://openaccess\.thecvf\.com/.+)/html/(.+)\.html", r"\1/papers/\2.pdf"),
    (
        r"(https?://[\w.]+/(?:paper_files/)?paper/\d{4}/)hash/([0-9a-f]{32})-Abstract([\w-]*)\.html",
        r"\1file/\2-Paper\3.pdf",
    ),
    (
        r"(https?://(?:www\.)?(?:bio|med)rxiv\.org/content/10\.\d+/[\w.]+?v\d+)(?:[.?#].*)?",
        r"\1.full.pdf",
    ),
    (
        r"(https?://(?:www\.)?jmlr\.org/papers/)v(\d+)/([\w-]+)\.html",
        r"\1volume\2/\3/\3.pdf",
    ),
)
"""Addresses of pages, and those of the PDFs that they show."""
_PDFS = tuple((re.compile(page, re.IGNORECASE | re.ASCII), pdf) for page, pdf in _PDF_PATTERNS)
_PMLR_PAGE = re.compile(r"https?://proceedings\.mlr\.press/v(?P<volume>\d+)/(?P<key>[\w-]+)\.html")


def identifier_at(address: str) -> Identifier | None:
    """Return the identifier of the paper whose page or PDF is at an address.

    `feeds.identifiers` reads the addresses of arXiv and of DOIs.

    Args:
        address: an http or https address.
    """
    try:
        parts = urlsplit(address)
        query = parse_qs(parts.query)
    except ValueError:
        return None
    read = _READERS.get((parts.hostname or "").removeprefix("www."))
    if not read:
        return None
    return read(unquote(parts.path).strip("/"), query)


def anthology_identifier(text: str) -> Identifier | None:
    """Read an identifier of the ACL Anthology, in any case, bare or as the path of an address."""
    found = _ANTHOLOGY.fullmatch(text)
    if not found:
        return None
    known = found["id"]
    return "acl", known.lower() if known[0].isdigit() else known.upper()


def pdf_address(page: str) -> str | None:
    """Return the address of the PDF that a paper's page offers, None if no rule is known.

    arXiv's PDFs are at the address of the identifier, see `feeds.identifiers.arxiv_pdf_address`.
    """
    if at_pmlr := _PMLR_PAGE.fullmatch(page):
        return _pdf_at_pmlr(int(at_pmlr["volume"]), at_pmlr["key"])
    for pattern, pdf in _PDFS:
        if found := pattern.fullmatch(page):
            return found.expand(pdf)
    return None


def page_address(scheme: str, value: str) -> str | None:
    """Return the address of a paper's page where its identifier alone gives it."""
    match scheme:
        case "acl":
            return f"https://aclanthology.org/{value}/"
        case "openreview":
            return f"https://openreview.net/forum?id={value}"
        case "pmlr":
            return f"https://proceedings.mlr.press/{value}.html"
        case _:
            return None


def _at_openreview(path: str, query: _Query) -> Identifier | None:
    forum = query.get("id", [""])[0].strip()
    if forum and path in ("forum", "pdf", "attachment"):
        return ("openreview", forum)
    return None


def _at_pmlr(path: str, _: _Query) -> Identifier | None:
    found = _PMLR.fullmatch(path)
    if not found:
        return None
    return ("pmlr", f"v{found['volume']}/{found['key']}")


def _at_cvf(path: str, _: _Query) -> Identifier | None:
    found = _CVF.fullmatch(path)
    if not found:
        return None
    return ("cvf", found["name"])


def _at_neurips(path: str, _: _Query) -> Identifier | None:
    found = _NEURIPS.fullmatch(path)
    if not found:
        return None
    return ("neurips", found["hash"].lower())


def _at_ieee(path: str, query: _Query) -> Identifier | None:
    found = _IEEE.fullmatch(path)
    number = found["number"] or found["file"] if found else query.get("arnumber", [""])[0]
    if not number.strip("0").isdecimal():
        return None
    return ("ieee", number.lstrip("0"))


_READERS: dict[str, Callable[[str, _Query], Identifier | None]] = {
    **dict.fromkeys(
        ("aclanthology.org", "aclweb.org", "aclanthology.info"),
        lambda path, _: anthology_identifier(path),
    ),
    "openreview.net": _at_openreview,
    **dict.fromkeys(("proceedings.mlr.press", "raw.githubusercontent.com"), _at_pmlr),
    "openaccess.thecvf.com": _at_cvf,
    **dict.fromkeys(("papers.nips.cc", "papers.neurips.cc", "proceedings.neurips.cc"), _at_neurips),
    "ieeexplore.ieee.org": _at_ieee,
}
"""By host without `www.`; each takes the path of an address and its query."""


def _pdf_at_pmlr(volume: int, key: str) -> str:
    if volume <= _FLAT_VOLUMES:
        return f"https://proceedings.mlr.press/v{volume}/{key}.pdf"
    if volume < _FIRST_AT_GITHUB:
        return f"https://proceedings.mlr.press/v{volume}/{key}/{key}.pdf"
    return f"https://raw.githubusercontent.com/mlresearch/v{volume}/main/assets/{key}/{key}.pdf"

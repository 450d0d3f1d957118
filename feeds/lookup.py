"""Look up single papers at the sources that issue their identifiers."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from feeds.authority import Authority, authority_by_name
from feeds.errors import FeedError, LoginError, NotFoundError
from feeds.identifiers import parse_identifier
from feeds.paper_pages import anthology_identifier, page_address

if TYPE_CHECKING:
    from feeds.builders import Options
    from feeds.http.contract import HttpClient
    from feeds.paper import Paper

Identifier = tuple[str, str]

_ANTHOLOGY_DOI = re.compile(r"10\.(?:18653|3115)/(?:v1/)?(?P<id>.+)")
_CVF_NAME = re.compile(r".+_(?P<conference>CVPR|ICCV|WACV)_(?P<year>\d{4})_paper", re.IGNORECASE)
_CVF_PDF = re.compile(r"(.+)/papers/(.+)\.pdf", re.IGNORECASE)
_NEURIPS_PDF = re.compile(r"(.+)/file/([0-9a-f]{32})-Paper([\w-]*)\.pdf", re.IGNORECASE)
_NEURIPS_YEAR = re.compile(r"/paper/(?P<year>\d{4})/")
_ONE_FOLDER_SINCE = 2021
"""The year since which CVF has an edition's pages at content/CVPR2021/, before at
content_CVPR_2020/."""
_CROSSREF = "https://api.crossref.org/works/"
_SINCE = "the paper may be too new: try again tomorrow"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A paper to look up.

    Attributes:
        asked: as the user wrote it.
        identifier: (scheme, value), as `feeds.identifiers.parse_identifier` reads it.
    """

    asked: str
    identifier: Identifier


@dataclass(frozen=True, slots=True)
class Found:
    """The result of looking up one paper.

    Attributes:
        paper: None if it could not be had.
        authority: what the source that was asked speaks for.
        error: why there is no paper.
    """

    wanted: Wanted
    paper: "Paper | None" = None
    authority: Authority = ()
    error: FeedError | None = None


def read_wanted(text: str) -> Wanted | None:
    """Read an id or address of a paper; None if the text is none.

    A DOI of the ACL Anthology becomes the Anthology's own identifier.
    """
    identifier = parse_identifier(text)
    if identifier is None:
        return None
    scheme, value = identifier
    by_anthology = _ANTHOLOGY_DOI.fullmatch(value) if scheme == "doi" else None
    own = anthology_identifier(by_anthology["id"]) if by_anthology else None
    return Wanted(text.strip(), own or identifier)


def look_up(wanted: Sequence[Wanted], client: "HttpClient", options: "Options") -> Iterator[Found]:
    """Yield what became of each paper, in the order in which sources are asked.

    arXiv is asked for 200 papers at a time, the ACL Anthology for one collection. A source's failure
    is that of its papers alone.
    """
    arxiv = [each for each in wanted if each.identifier[0] == "arxiv"]
    acl = [each for each in wanted if each.identifier[0] == "acl"]
    if arxiv:
        yield from _from_arxiv(arxiv, client)
    collections: dict[str, list[Wanted]] = {}
    for each in acl:
        collections.setdefault(each.identifier[1].partition("-")[0], []).append(each)
    for collection, some in collections.items():
        yield from _from_anthology(collection, some, client)
    for each in wanted:
        if each.identifier[0] not in ("arxiv", "acl"):
            yield _alone(each, client, options)


def _from_arxiv(wanted: Sequence[Wanted], client: "HttpClient") -> Iterator[Found]:
    from feeds.arxiv.api import IDS_PER_REQUEST, ArxivApi

    authority = authority_by_name("arxiv")
    for start in range(0, len(wanted), IDS_PER_REQUEST):
        some = wanted[start : start + IDS_PER_REQUEST]
        ids = list(dict.fromkeys(each.identifier[1] for each in some))
        try:
            papers = [paper for page in ArxivApi(client).papers(ids) for paper in page]
        except FeedError as error:
            yield from (Found(each, error=error) for each in some)
            continue
        yield from _matched(some, papers, authority, "arXiv")


def _from_anthology(
    collection: str, wanted: Sequence[Wanted], client: "HttpClient"
) -> Iterator[Found]:
    from feeds.acl.anthology import get_collection

    try:
        file, _ = get_collection(client, collection)
    except FeedError as error:
        if isinstance(error, NotFoundError):
            error = NotFoundError(f"the ACL Anthology has no collection {collection}", _SINCE)
        yield from (Found(each, error=error) for each in wanted)
        return
    papers = file[0] if file else ()
    yield from _matched(wanted, papers, authority_by_name("anthology"), "the ACL Anthology")


def _matched(
    wanted: Iterable[Wanted], papers: "Iterable[Paper]", authority: Authority, source: str
) -> Iterator[Found]:
    known = {paper.identifiers[0]: paper for paper in papers}
    for each in wanted:
        if paper := known.get(each.identifier):
            yield Found(each, paper, authority)
        else:
            error = NotFoundError(f"{source} has no paper {each.identifier[1]}", _SINCE)
            yield Found(each, error=error)


def _alone(wanted: Wanted, client: "HttpClient", options: "Options") -> Found:
    scheme, value = wanted.identifier
    try:
        match scheme:
            case "doi":
                return Found(wanted, _from_crossref(value, client, options), ("doi:",))
            case "openreview":
                paper = _from_openreview(value, client, options)
                return Found(wanted, paper, authority_by_name("openreview"))
            case "cvf" | "neurips" | "pmlr":
                return Found(wanted, _from_proceedings(wanted, client), (f"{scheme}:",))
            case "url":
                return Found(wanted, _from_page(value, client), authority_by_name(value))
            case _:
                raise NotFoundError(
                    f"no source can be asked for {scheme}:{value}", "name its DOI or arXiv id"
                )
    except FeedError as error:
        return Found(wanted, error=error)


def _from_crossref(doi: str, client: "HttpClient", options: "Options") -> "Paper | None":
    from feeds.journals import parse_work
    from feeds.pages import get_parsed

    if not options.crossref:
        raise LoginError(f"Crossref may not be asked for {doi}", "set crossref = true in [feeds]")
    try:
        paper, _ = get_parsed(
            client, f"{_CROSSREF}{quote(doi, safe='')}", parse_work, accept="application/json"
        )
    except NotFoundError:
        raise NotFoundError(f"Crossref does not know the DOI {doi}", "check the DOI") from None
    return paper


def _from_openreview(forum: str, client: "HttpClient", options: "Options") -> "Paper":
    from feeds.openreview.account import API, SETTINGS
    from feeds.openreview.venue import parse_notes

    if options.openreview is None:
        raise LoginError("OpenReview answers only those who are logged in", SETTINGS)
    page, _ = options.openreview.get_parsed(
        client, f"{API}/notes?id={quote(forum, safe='')}", partial(parse_notes, venue="")
    )
    if not page or not page.papers:
        raise NotFoundError(f"OpenReview shows no paper {forum}", "check the id")
    return page.papers[0]


def _from_proceedings(wanted: Wanted, client: "HttpClient") -> "Paper":
    """Read the page of a paper at CVF, NeurIPS or PMLR, identified as their listings do."""
    scheme, value = wanted.identifier
    address = _page_of(wanted)
    if address is None:
        raise NotFoundError(
            f"the id {scheme}:{value} does not say where its page is",
            "name the address of its page",
        )
    paper = _from_page(address, client)
    claims = [each for each in paper.identifiers if each[0] not in ("url", scheme)]
    venue, year = _venue(scheme, value, address)
    return replace(
        paper,
        identifiers=((scheme, value), *claims),
        venue=venue or paper.venue,
        year=year or paper.year,
    )


def _page_of(wanted: Wanted) -> str | None:
    scheme, value = wanted.identifier
    if scheme == "pmlr":
        return page_address(scheme, value)
    if re.match(r"https?://", wanted.asked, re.IGNORECASE):
        address = re.sub(r"\Ahttp:", "https:", wanted.asked.partition("#")[0], flags=re.IGNORECASE)
        if at_cvf := _CVF_PDF.fullmatch(address):
            return f"{at_cvf[1]}/html/{at_cvf[2]}.html"
        if at_neurips := _NEURIPS_PDF.fullmatch(address):
            return f"{at_neurips[1]}/hash/{at_neurips[2]}-Abstract{at_neurips[3]}.html"
        return address
    named = _CVF_NAME.fullmatch(value) if scheme == "cvf" else None
    if not named:
        return None
    conference, year = named["conference"].upper(), int(named["year"])
    folder = f"content/{conference}{year}"
    if year < _ONE_FOLDER_SINCE:
        folder = f"content_{conference}_{year}"
    return f"https://openaccess.thecvf.com/{folder}/html/{value}.html"


def _venue(scheme: str, value: str, address: str) -> tuple[str | None, int | None]:
    """Return the name and the year of an edition as the listings of its source name them."""
    from feeds.conferences.pmlr import ICML_VOLUMES

    if scheme == "pmlr":
        volume = value.partition("/")[0].removeprefix("v")
        years = {str(number): year for year, number in ICML_VOLUMES.items()}
        return (f"ICML {years[volume]}", years[volume]) if volume in years else (None, None)
    if scheme == "neurips":
        found = _NEURIPS_YEAR.search(address)
        return (f"NeurIPS {found['year']}", int(found["year"])) if found else (None, None)
    named = _CVF_NAME.fullmatch(value)
    if not named:
        return None, None
    return f"{named['conference'].upper()} {named['year']}", int(named["year"])


def _from_page(address: str, client: "HttpClient") -> "Paper":
    from feeds.citation_page import parse_citation_page
    from feeds.pages import get_parsed

    secure = re.sub(r"\Ahttp:", "https:", address, flags=re.IGNORECASE)
    paper, _ = get_parsed(client, secure, partial(parse_citation_page, address=secure))
    if paper is None:
        raise NotFoundError(f"nothing came from {address}", "try again later")
    return paper

"""Read arXiv's page of new listings, https://arxiv.org/list/<category>/new.

The page is described nowhere; what is read are the heading "Showing new listings for Wednesday, 17
June 2026", the headings of its sections, "New submissions (showing 120 of 120 entries)", and the
links to abstracts in between.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from feeds.errors import MalformedError
from feeds.http.contract import HttpClient
from feeds.identifiers import parse_arxiv_id
from feeds.pages import get_parsed
from feeds.paper import clean
from feeds.parsing import parse_html

_DAY = re.compile(r"Showing new listings for \w+, (?P<day>\d{1,2} \w+ \d{4})")
_SECTION = re.compile(
    r"(?P<kind>New|Cross|Replacement)\b.*"
    r"\(showing (?:first )?(?P<shown>\d+) of (?P<total>\d+) entries"
)
_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Listing:
    """One category's announcement as the page shows it.

    Attributes:
        day: of the announcement.
        total: entries by the page's own count, of all sections.
        ids: arXiv identifiers without version, in the order of the page.
    """

    day: date
    total: int
    ids: tuple[str, ...]


def fetch_listing(client: HttpClient, category: str) -> Listing:
    """Fetch the new listings of a category.

    Raises:
        MalformedError: no such page.
        FeedError: as the client raises it.
    """
    listing, _ = get_parsed(
        client, f"https://arxiv.org/list/{category}/new?show={_MOST}", parse_listing
    )
    if listing is None:
        raise MalformedError(
            f"the listing of {category} is unchanged although nothing is known of it"
        )
    return listing


def parse_listing(body: bytes) -> Listing:
    """Read the page.

    Raises:
        MalformedError: no page of new listings, or one that shows fewer entries than it says.
    """
    root = parse_html(body)
    match = _DAY.search(clean(root.text_content()))
    if not match:
        raise MalformedError(
            "the page of new listings shows no day", "the site may be blocking; try again later"
        )
    try:
        day = datetime.strptime(match["day"], "%d %B %Y").replace(tzinfo=UTC).date()
    except ValueError as error:
        raise MalformedError(f"the page of new listings shows the day {match['day']!r}") from error
    sections = [
        found
        for heading in root.iter("h3")
        if (found := _SECTION.search(clean(heading.text_content())))
    ]
    links = (
        parse_arxiv_id(link.get("href", "").removeprefix("/abs/"))
        for link in root.xpath("//dt//a[@href]")
    )
    ids = tuple(dict.fromkeys(known[0] for known in links if known))
    shown = sum(int(section["shown"]) for section in sections)
    if len(ids) < shown:
        raise MalformedError(
            f"the page of new listings says that it shows {shown} entries, and shows {len(ids)}"
        )
    return Listing(day, sum(int(section["total"]) for section in sections), ids)

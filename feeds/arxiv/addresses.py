"""Recognise arXiv's own feeds, lists and queries by their addresses.

As any other feed they would lack what arXiv's sources have: categories, and the proof by count that
no day is missing. https://info.arxiv.org/help/rss.html says how feeds of several categories are
written.
"""

import re
from collections.abc import Collection
from urllib.parse import unquote

from feeds.arxiv.query import query_at

_LISTED_AT = re.compile(
    r"https?://(?:[a-z-]+\.)?arxiv\.org(?::\d+)?/+(?:rss|atom|list|archive|catchup)/+"
    r"(?P<categories>[\w.+-]+?)(?:\.(?:xml|rss|atom|rdf))?(?:/[^?#]*)?(?:[?#].*)?",
    re.IGNORECASE | re.ASCII,
)
_CATEGORY = r"cat:([\w-]+(?:\.[\w-]+)?)"
_CATEGORIES = re.compile(rf"{_CATEGORY}(?: OR {_CATEGORY})*", re.ASCII)


def names_at(address: str, categories: Collection[str]) -> tuple[str, ...]:
    """Return the names of the feeds that an address of arXiv names, none if it is no such one.

    Several categories are several feeds. An archive such as `cs` is a search for all that is in it.

    Args:
        address: of an RSS or Atom feed, a list or a query of the API.
        categories: all that arXiv has, in lower case.
    """
    if found := _LISTED_AT.fullmatch(unquote(address)):
        # A plus sign may have been decoded to a space.
        parts = re.split(r"[+ ]", found["categories"])
        return tuple(dict.fromkeys(_name(part, categories) for part in parts if part))
    query = query_at(address)
    if query is None:
        return ()
    bare = query.replace("(", "").replace(")", "")
    if _CATEGORIES.fullmatch(bare):
        return tuple(dict.fromkeys(f"arxiv:{name}" for name in re.findall(_CATEGORY, bare)))
    return (f"arxiv-search:{query}",)


def _name(part: str, categories: Collection[str]) -> str:
    archive = part.lower()
    is_archive = archive not in categories and any(
        category.startswith(f"{archive}.") for category in categories
    )
    if is_archive:
        return f"arxiv-search:cat:{archive}.*"
    return f"arxiv:{part}"

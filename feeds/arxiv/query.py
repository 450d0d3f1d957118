"""Read queries in arXiv's own language, without sending them.

The language is described in https://info.arxiv.org/help/api/user-manual.html#query_details; an
example is `abs:"state space" AND cat:cs.LG`.
"""

import re
from urllib.parse import parse_qs, urlencode

LONGEST = 500
_ADDRESS = "https://export.arxiv.org/api/query?"
_ANSWERED_AT = re.compile(
    r"https?://(?:[a-z]+\.)?arxiv\.org(?::\d+)?/+api/+query/?\?(?P<parameters>.+)",
    re.IGNORECASE | re.ASCII,
)
_TERM = re.compile(r"(?:ti|au|abs|co|jr|cat|rn|all):\S")
_QUOTED = re.compile(r'"[^"]*"')


def read_query(text: str) -> str | None:
    """Return a query with single spaces, or None if the text is none.

    A query has a field, and closes its quotes and parentheses.
    """
    query = " ".join(text.split())
    outside = _QUOTED.sub('""', query)
    depth = 0
    for sign in re.findall("[()]", outside):
        depth += 1 if sign == "(" else -1
        if depth < 0:
            return None
    sound = (
        depth == 0 and outside.count('"') % 2 == 0 and query.isprintable() and len(query) <= LONGEST
    )
    if sound and _TERM.search(outside):
        return query
    return None


def address(query: str) -> str:
    """Return where arXiv answers a query with an Atom feed, newest first."""
    return _ADDRESS + urlencode(
        {"search_query": query, "sortBy": "submittedDate", "sortOrder": "descending"}
    )


def query_at(address: str) -> str | None:
    """Return the query that arXiv answers at an address; None if it is no such address."""
    found = _ANSWERED_AT.fullmatch(address)
    if not found:
        return None
    return read_query(parse_qs(found["parameters"]).get("search_query", [""])[0])

"""Which text is a query of arXiv's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from feeds.arxiv.query import LONGEST, address, read_query
from feeds.errors import UnknownFeedError
from feeds.registry import find

if TYPE_CHECKING:
    from feeds.http.client import RateLimitedClient


@pytest.mark.parametrize(
    "text",
    [
        "cat:cs.LG",
        'abs:"state space" AND cat:cs.*',
        "(ti:a OR abs:(b)) ANDNOT au:finn",
        'all:"a (b"',
    ],
)
def test_a_query_is_taken_as_it_is(text: str) -> None:
    assert read_query(f"  {text}\n".replace(" ", "  ")) == text.replace("  ", " ")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "words",
        "abs:",
        'abs:"open',
        "(ti:x",
        "ti:x)",
        ")ti:x(",
        "ti:x\0",
        f"ti:{'x' * LONGEST}",
        '"ti:x"',
    ],
)
def test_what_arxiv_could_not_read_is_no_query(text: str) -> None:
    assert read_query(text) is None
    with pytest.raises(UnknownFeedError):
        find(f"arxiv-search:{text}")


def test_a_query_is_the_name_of_its_feed(client: RateLimitedClient) -> None:
    feed = find('ARXIV-SEARCH: abs:"state  space" AND cat:cs.LG ')

    assert feed.name == 'arxiv-search:abs:"state space" AND cat:cs.LG'
    assert feed.source(client).name == feed.name


def test_the_address_of_a_query_is_its_feed() -> None:
    query = 'abs:"state space" AND (cat:cs.LG OR cat:cs.*)'

    assert find(address(query)).name == f"arxiv-search:{query}"
    assert (
        find(f"{address(query)}&start=0&max_results=10".replace("https", "http")).name
        == f"arxiv-search:{query}"
    )

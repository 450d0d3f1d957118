"""Real answers of every upstream, damaged at random: parsers raise only the package's errors."""

from __future__ import annotations

import contextlib
import re
from functools import cache, partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds import journals, reddit, syndication
from feeds.acl import anthology as acl
from feeds.acl import volumes as acl_xml
from feeds.arxiv import listing as arxiv_list
from feeds.arxiv import oai as arxiv_oai
from feeds.arxiv import rss
from feeds.conferences import cvf, neurips, pmlr
from feeds.conferences import virtual_site as virtual
from feeds.errors import FeedError
from tests.replay import Replay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

OAI = "verb=ListRecords&metadataPrefix=arXivRaw&from=2026-06-16&until=2026-06-17&set=cs:cs:GR"
PARSERS: dict[str, Callable[[bytes], object]] = {
    "/rss.arxiv.org/rss/cs.GR": rss.parse_announcement,
    "/rss.arxiv.org/atom/cs.GR": rss.parse_announcement,
    "/rss.arxiv.org/rss/cs.IT": syndication.parse_feed,
    "/arxiv.org/list/cs.GR/new": arxiv_list.parse_listing,
    f"/oaipmh.arxiv.org/oai?{OAI}": arxiv_oai.parse_page,
    "/icml.cc/static/virtual/data/icml-2019-orals-posters.json": lambda body: virtual.fold(
        virtual.parse_list(body)[0], "icml.cc"
    ),
    "/cvpr.thecvf.com/static/virtual/data/cvpr-2021-abstracts.json": virtual.parse_abstracts,
    "/papers.nips.cc/paper_files/paper/2018": partial(neurips.parse_list, year=2018),
    "/proceedings.mlr.press/v97/assets/rss/feed.xml": partial(pmlr.parse_feed, volume=97),
    "/proceedings.mlr.press/v97/": partial(pmlr.parse_index, volume=97),
    "/openaccess.thecvf.com/CVPR2021?day=all": partial(
        cvf.parse_list, conference="CVPR", year=2021
    ),
    "/aclanthology.org/papers/index.xml": acl.parse_feed,
    "/raw.githubusercontent.com/acl-org/acl-anthology/master/data/xml/2025.tacl.xml": partial(
        acl_xml.parse_collection, collection="2025.tacl"
    ),
    "/ieeexplore.ieee.org/rss/TOC34.XML": partial(journals.parse_contents, venue="TPAMI"),
    "/api.crossref.org/journals/0162-8828/works": partial(journals.parse_works, venue="TPAMI"),
    "/www.reddit.com/r/MachineLearning/.rss": reddit.parse_posts,
}
PAGES: dict[str, tuple[str, Callable[[bytes], object]]] = {
    "/papers.nips.cc/paper_files/paper/2018": (
        r'href="(/[^"]+-Abstract[^"]*)"',
        partial(neurips.parse_abstract, paper_hash="0" * 32),
    ),
    "/proceedings.mlr.press/v97/": (
        r'href="(?:https://proceedings.mlr.press)?(/v97/\w+\.html)"',
        partial(pmlr.parse_authors, key="a"),
    ),
    "/openaccess.thecvf.com/CVPR2021?day=all": (
        r'href="(/content/[^"]+_paper\.html)"',
        cvf.parse_page,
    ),
}
"""Lists that link papers' own pages: how, and what reads such a page."""
LONGEST = 150_000
"""Of longer answers, the middle is left out: the first damage."""
DAMAGE = (
    *(
        b"",
        b"<",
        b">",
        b"&",
        b"&#x110000;",
        b"&lol;",
        b"]]>",
        b"\x00",
        b"\xff\xfe",
        b"\xed\xa0\x80",
        b'"',
        b"'",
        b"{",
        b"]",
    ),
    *(
        b"null",
        b"-1e999",
        b"9" * 400,
        b"[" * 2_000,
        b"<div>" * 500,
        b"<!DOCTYPE a [<!ENTITY lol 'x'>]>",
        b"2026-13-45",
    ),
)


@pytest.fixture(scope="module")
def body_of(recorded: Path) -> Iterator[Callable[[str], bytes]]:
    with Replay(recorded) as upstream:

        @cache
        def get(path: str) -> bytes:
            return upstream.get(path, agent="a feed reader")

        yield get


@st.composite
def damages(draw: st.DrawFn) -> list[tuple[float, float, bytes]]:
    """Return where to cut, how much, and what to put there instead."""
    share = st.floats(0, 1)
    return draw(
        st.lists(
            st.tuples(share, share.map(lambda part: part**4), st.sampled_from(DAMAGE)),
            min_size=1,
            max_size=5,
        )
    )


def damaged(body: bytes, hurts: list[tuple[float, float, bytes]]) -> bytes:
    if len(body) > LONGEST:
        body = body[: LONGEST - 2_000] + body[-2_000:]
    for place, length, instead in hurts:
        start = int(place * len(body))
        body = body[:start] + instead + body[start + int(length * len(body)) :]
    return body


@pytest.mark.parametrize("path", PARSERS)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(hurts=damages())
def test_a_damaged_answer_is_read_or_refused(
    path: str, hurts: list[tuple[float, float, bytes]], body_of: Callable[[str], bytes]
) -> None:
    with contextlib.suppress(FeedError):
        PARSERS[path](damaged(body_of(path), hurts))


@pytest.mark.parametrize("path", PAGES)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(hurts=damages())
def test_a_damaged_page_of_a_paper_is_read_or_refused(
    path: str, hurts: list[tuple[float, float, bytes]], body_of: Callable[[str], bytes]
) -> None:
    link, parse = PAGES[path]
    found = re.search(link, body_of(path).decode())
    assert found
    with contextlib.suppress(FeedError):
        parse(damaged(body_of(f"/{path.split('/')[1]}{found[1]}"), hurts))


@pytest.mark.parametrize("path", PARSERS)
def test_the_whole_answer_is_read(path: str, body_of: Callable[[str], bytes]) -> None:
    """Otherwise the damage above would prove nothing."""
    assert PARSERS[path](body_of(path))

"""Feeds that are made to be refused for ever, or to be read for ever."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from feeds import pages
from feeds.errors import HopelessError
from feeds.http.client import RateLimitedClient
from feeds.http.contract import RequestPolicy
from feeds.pages import PAGES, parse_isolated
from feeds.parsing import drop_forbidden_references, parse_xml
from feeds.source import FetchRequest
from feeds.syndication import Syndication, parse_feed

if TYPE_CHECKING:
    from tests.fake_site import FakeSite

URL = "https://slow.example.org/feed"
SOON = 15.0


def feed(
    title: str = "A title", *, before: str = "", author: str = "Ada Lovelace", text: str = "Words."
) -> bytes:
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{before}<rss version="2.0"><channel>'
        "<title>c</title>"
        f"<item><title>{title}</title><link>https://slow.example.org/1</link><description>{text}</description>"
        f"<author>{author}</author></item>"
        "<item><title>Another</title><link>https://slow.example.org/2</link></item></channel></rss>"
    ).encode()


@pytest.mark.parametrize(
    "reference",
    [
        "&#xD800;",
        "&#xdfff;",
        "&#0;",
        "&#x0;",
        "&#x1F;",
        "&#31;",
        "&#xFFFE;",
        "&#65535;",
        "&#x110000;",
        "&#99999999999;",
        f"&#{'9' * 5000};",
        f"&#x{'0' * 50}1;",
    ],
)
def test_a_reference_to_a_character_that_xml_forbids_is_dropped(reference: str) -> None:
    papers, left_out = parse_feed(feed(f"A {reference}title é &#233; &#x1F600;"), URL)

    assert [paper.title for paper in papers] == ["A title é é 😀", "Another"]
    assert left_out == 0
    assert parse_xml(feed(reference), "rss") is not None


def test_it_is_dropped_in_utf_16_too() -> None:
    body = feed("A &#xD800;title").decode().replace("utf-8", "utf-16").encode("utf-16")

    assert [paper.title for paper in parse_feed(body, URL)[0]] == ["A title", "Another"]


@pytest.mark.parametrize(
    "kept",
    ["&#9;", "&#10;", "&#x20;", "&#xFFFD;", "&#x10FFFF;", "&#;", "&#xZZ;", "&amp;#0;", "&#0"],
)
def test_other_references_stay(kept: str) -> None:
    assert drop_forbidden_references(kept.encode()) == kept.encode()


@pytest.mark.parametrize(
    "body",
    [
        feed(before="\n" * 64_000),
        b"\n" * 64_000 + feed(),
        feed(before="<!-- -->" + " \n" * 64_000),
        feed(before="\r\n" * 64_000),
        feed("A" + " " * 100_000 + "title"),
        feed(text="&lt;" * 30_000),
        feed(text=f"<![CDATA[{'<' * 60_000}]]>"),
        feed(text=f"<![CDATA[{'<div>' * 20_000}x{'</div>' * 20_000}]]>"),
        feed(text=f"https://doi.org/10.1000/{'/.' * 30_000}x"),
        feed("&" * 90_000),
        feed(author=", ".join(f"Ada Lovelace{number}" for number in range(20_000))),
    ],
    ids=[
        "lines",
        "before",
        "comment",
        "crlf",
        "spaces",
        "escaped",
        "brackets",
        "deep",
        "doi",
        "ampersands",
        "authors",
    ],
)
def test_long_runs_are_read_soon(body: bytes) -> None:
    started = time.monotonic()

    papers, _ = parse_isolated(parse_feed, body)

    assert len(papers) == 2
    assert time.monotonic() - started < SOON


def test_a_feed_that_no_parser_finishes_is_refused_once_and_the_client_asks_no_second_time(
    site: FakeSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "DEADLINE", 1.0)
    site.pages["slow.example.org/feed"] = feed(author="a" * 300_000)
    client = RateLimitedClient(
        tmp_path / "state", RequestPolicy(other_interval=0.0, backoff=0.0), site.address
    )
    request = FetchRequest(datetime(2026, 6, 17, tzinfo=UTC), {}, None)

    with pytest.raises(
        HopelessError, match=r"slow\.example\.org: reading it took more than \d s"
    ) as refused:
        list(Syndication(URL, URL, client).fetch(request))

    assert "\n" not in refused.value.message
    assert len(site.visits) == 1


def test_the_parsers_of_the_built_in_sources_run_in_a_process_of_their_own() -> None:
    """A lambda would be read in the process that must stay free."""
    assert PAGES
    folder = Path(pages.__file__).parent
    calls = [
        line
        for path in folder.glob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]

    assert not [line for line in calls if "get_parsed(" in line and "lambda" in line]

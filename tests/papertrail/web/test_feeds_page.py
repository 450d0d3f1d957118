"""Feeds in the browser: their days, their papers, following and leaving them."""

import json
from datetime import date
from xml.etree.ElementTree import fromstring

from papertrail.core.application import Papertrail
from papertrail.types.source import Day
from papertrail.types.status import SourceStatus
from papertrail.web.calendars import days_of, weeks
from papertrail.workspace import Home
from tests.papertrail.conftest import Run
from tests.papertrail.web.conftest import Client

ATOM = "{http://www.w3.org/2005/Atom}"
TODAY = date(2026, 6, 17)


def day(name: str, status: str = "current", **more: int) -> Day:
    """Return an announcement of a day."""
    counts = {"expected": 0, "seen": 0, "stored": 0, **more}
    return Day("arxiv:cs.LG", name, status, note="", **counts)


def test_a_calendar_tells_missing_days_from_quiet_and_unknown_ones() -> None:
    days = (
        day("2026-06-12", expected=25, seen=25, stored=25),
        day("2026-06-13", "quiet"),
        day("2026-06-15", expected=30, seen=28, stored=28),
        day("2026-06-16", "failed"),
    )
    source = SourceStatus(
        "arxiv:cs.LG", followed=True, days=days, reconciled=("2026-06-10", "2026-06-11")
    )
    (before, this) = weeks(source, TODAY, 2)
    assert [cell.kind for cell in before] == [
        *("unknown", "unknown", "proven", "proven", "whole", "quiet", "unknown")
    ]
    assert [cell.kind for cell in this] == ["missing", "failed", "unknown", *["outside"] * 4]
    assert (this[0].sign, this[0].words) == ("-2", "2 of 30 missing")
    assert days_of(TODAY, 2) == 10
    assert before[0].day == "2026-06-08"


def test_feeds_are_shown_with_their_days_and_papers(client: Client) -> None:
    page = client.get("/feeds").body
    assert 'href="/feed?name=arxiv%3Acs.LG"' in page
    assert '<table class="calendar">' in page
    assert "1 paper missing" in page
    feed = client.get("/feed?name=arxiv:cs.LG").body
    assert feed.count('<article class="card') == 41
    assert client.get("/feed?name=arxiv:cs.XX").status == 404


def test_a_feed_is_followed_and_left(own: Client, own_home: Home, own_opened: Papertrail) -> None:
    assert own.post("/feeds/add", {"names": "arxiv:cs.CL\r\n arxiv:cs.CV"}).status == 303
    followed = [feed.name for feed in own_opened.feeds.list()]
    assert followed == ["arxiv:cs.LG", "arxiv:cs.CL", "arxiv:cs.CV"]
    assert "Not read yet" in own.get("/feeds").body or "not read yet" in own.get("/feeds").body
    assert own.post("/feeds/remove", {"name": "arxiv:cs.LG"}).status == 303
    assert "No longer followed" in own.get("/feeds").body
    before = own_home.config_file.read_bytes()
    assert own.post("/feeds/add", {"names": "no such feed"}).status >= 400
    assert own.post("/feeds/add", {"names": " "}).status == 400
    assert own_home.config_file.read_bytes() == before


def test_other_formats_of_feeds_are_those_of_the_command_line(client: Client, web_run: Run) -> None:
    assert json.loads(client.get("/feeds.json").body) == web_run("feeds", "list", "--json").json
    listed = web_run("list", "--source", "arxiv:cs.LG", "--sort", "added", "--json").json
    assert json.loads(client.get("/feed.json?name=arxiv:cs.LG").body) == listed
    feed = fromstring(client.get("/feed.atom?name=arxiv:cs.LG").body)
    assert len(list(feed.iter(f"{ATOM}entry"))) == 41

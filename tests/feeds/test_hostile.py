"""Bodies of the largest size that the client accepts, made to fill memory or take hours."""

from __future__ import annotations

import subprocess
import sys

import pytest

from feeds.http.contract import RequestPolicy
from feeds.parsing import MOST_TAGS, MOST_VALUES

LARGEST = RequestPolicy().max_bytes
MOST_MEMORY = 10 * LARGEST

PARSE = """
import resource
import sys

from feeds.arxiv.rss import parse_announcement
from feeds.errors import MalformedError
from feeds.parsing import parse_html, parse_json, parse_xml
from feeds.opml import read_opml
from feeds.syndication import parse_feed

parse, head, unit, tail, most = (eval(argument) for argument in sys.argv[1:])
body = head + unit * (most // len(unit)) + tail
try:
    parse(body)
    print("read")
except MalformedError as error:
    print(error.message)
if sys.platform == "darwin":
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
else:
    # What getrusage counts begins at the peak of the process that started this one.
    status = dict(line.split(":", 1) for line in open("/proc/self/status"))
    peak = int(status["VmHWM"].split()[0]) << 10
print(peak - len(body))
"""

XML = "lambda body: parse_xml(body, 'rss')"
FEED = "lambda body: parse_feed(body, 'https://example.org/feed')"
RSS = (b"<rss version='2.0'><channel>", b"</channel></rss>")
ITEM = (b"<rss version='2.0'><channel><item><title>A title", b"</title></item></channel></rss>")
HTML = (b"<html><body>", b"</body></html>")
BOMB = b"<!DOCTYPE rss [<!ENTITY a '%s'>" % (b"a" * 50_000)


def parsed(parse: str, head: bytes, unit: bytes, tail: bytes, size: int) -> tuple[str, int]:
    """Parse repetitions of `unit` in a new process; return the outcome and the memory it took."""
    arguments = (parse, *map(repr, (head, unit, tail, size)))
    done = subprocess.run(
        [sys.executable, "-c", PARSE, *arguments], capture_output=True, text=True, check=True
    )
    outcome, memory = done.stdout.splitlines()
    return outcome, int(memory)


@pytest.mark.parametrize(
    ("parse", "head", "unit", "tail", "expected"),
    [
        (XML, RSS[0], b"<a/>", RSS[1], "more than 1,000,000 tags"),
        (XML, b"<rss ", b"a='b' ", b"/>", "more than 250 attributes"),
        (XML, b"<rss a='", b"a", b"'/>", "not well-formed"),
        (XML, RSS[0], b"a", RSS[1], "not well-formed"),
        (XML, BOMB, b"<!ENTITY b '&a;&a;&a;&a;'>", b"]><rss>&b;</rss>", "more than 1,000,000 tags"),
        (XML, BOMB + b"]><rss>", b"&a;", b"</rss>", "not well-formed"),
        ("read_opml", b"<opml>", b"<outline xmlUrl='a'/>", b"</opml>", "more than 1,000,000 tags"),
        ("parse_html", HTML[0], b"<br>", HTML[1], "more than 1,000,000 tags"),
        ("parse_html", b"<html ", b"a ", b"></html>", "more than 250 attributes"),
        ("parse_html", b"<html><p a='", b"a", b"'></html>", "read"),
        ("parse_json", b"[", b"{},", b"0]", "more than 2,000,000 values"),
        ("parse_json", b"", b"[", b"", "more than 2,000,000 values"),
        ("parse_json", b'["', b"a", '\U0001f600"]'.encode(), "read"),
        ("parse_json", b"", b"1", b"", "not complete JSON"),
        (FEED, RSS[0], b"<item/>", RSS[1], "more than 1,000,000 tags"),
        (FEED, ITEM[0], b"a", ITEM[1], "0 can be read"),
        ("parse_announcement", RSS[0], b"<item/>", RSS[1], "more than 1,000,000 tags"),
    ],
)
def test_no_body_takes_more_than_its_share_of_the_memory(
    parse: str, head: bytes, unit: bytes, tail: bytes, expected: str
) -> None:
    outcome, memory = parsed(parse, head, unit, tail, LARGEST)

    assert expected in outcome
    assert memory < MOST_MEMORY


@pytest.mark.parametrize(
    ("parse", "head", "unit", "tail", "count"),
    [
        (XML, RSS[0], b"<a b='c'>d</a>", RSS[1], MOST_TAGS // 2 - 2),
        ("parse_html", HTML[0], b"<p b='c'>d", HTML[1], MOST_TAGS - 4),
        ("parse_json", b"[", b'{"a":[0]},', b"0]", MOST_VALUES // 3 - 1),
    ],
)
def test_the_most_parts_that_are_parsed_fit_into_memory(
    parse: str, head: bytes, unit: bytes, tail: bytes, count: int
) -> None:
    outcome, memory = parsed(parse, head, unit, tail, len(unit) * count)

    assert outcome == "read"
    assert memory < MOST_MEMORY


def test_attributes_take_no_more_than_forty_times_their_text() -> None:
    size = 8 << 20
    tag = b"<p " + b" ".join(b"a%d" % number for number in range(240)) + b">"

    outcome, memory = parsed("parse_html", HTML[0], tag, HTML[1], size)

    assert outcome == "read"
    assert memory < 40 * size + (64 << 20)

"""The client keeps to its policy; times are only bounded from below, for slow machines."""

from __future__ import annotations

import gzip
import itertools
import json
import re
import socket
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import FeedError, MalformedError, RefusedError, ThrottledError, UnreachableError
from feeds.http.client import RateLimitedClient, _retry_after, host_group
from feeds.http.contract import FEED_TYPES, RequestPolicy, Response
from feeds.parsing import parse_xml

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fake_arxiv import FakeArxiv
    from tests.feeds.conftest import OpenClient

API = "https://export.arxiv.org/api/query?search_query=cat:cs.LG&max_results=3"
RSS = "https://rss.arxiv.org/rss/cs.LG"
OAI = "https://oaipmh.arxiv.org/oai"
ELSEWHERE = "https://proceedings.example.org/papers"

ASK = """
import sys
from pathlib import Path
from feeds.errors import FeedError
from feeds.http.client import RateLimitedClient
from feeds.http.contract import RequestPolicy

state, mirror, interval, *urls = sys.argv[1:]
policy = RequestPolicy(arxiv_interval=float(interval), backoff=0.01)
client = RateLimitedClient(Path(state), policy, mirror)
for url in urls:
    try:
        print(client.get(url).status)
    except FeedError as error:
        print(type(error).__name__)
"""
"""A process of its own that asks for some addresses, one after the other."""


def start(state: Path, mirror: str, interval: float, *urls: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", ASK, str(state), mirror, str(interval), *urls]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def answers(process: subprocess.Popen[str]) -> list[str]:
    return process.communicate()[0].split()


def gaps(arxiv: FakeArxiv) -> list[float]:
    return [later.moment - earlier.moment for earlier, later in itertools.pairwise(arxiv.seen)]


def must_be_a_feed(response: Response) -> None:
    parse_xml(response.body, "feed", "rss")


def record(state: Path) -> Path:
    (file,) = state.glob("*.json")
    return file


# Spacing


def test_two_processes_at_once_keep_one_spacing_and_one_connection(
    arxiv: FakeArxiv, state: Path
) -> None:
    arxiv.fail("slow", times=6, seconds="0.05")

    processes = [start(state, arxiv.address, 0.15, *[url] * 3) for url in (API, RSS)]

    assert [answers(process) for process in processes] == [["200"] * 3] * 2
    assert {seen.path for seen in arxiv.seen} == {
        "/export.arxiv.org/api/query",
        "/rss.arxiv.org/rss/cs.LG",
    }
    assert len(arxiv.seen) == 6
    assert min(gaps(arxiv)) >= 0.15
    assert all(
        later.moment >= earlier.answered for earlier, later in itertools.pairwise(arxiv.seen)
    )


def test_spacing_is_counted_from_the_answer_where_the_answer_is_slow(
    arxiv: FakeArxiv, open_client: OpenClient
) -> None:
    client = open_client(arxiv_interval=0.2)
    arxiv.fail("slow", seconds="0.3")

    client.get(API)
    client.get(API)

    assert min(gaps(arxiv)) >= 0.5


def test_the_hosts_of_arxiv_share_one_spacing(arxiv: FakeArxiv, open_client: OpenClient) -> None:
    client = open_client(arxiv_interval=0.2)

    for url in (API, RSS, OAI):
        with suppress(RefusedError):
            client.get(url)

    assert [seen.path.split("/")[1] for seen in arxiv.seen] == [
        "export.arxiv.org",
        "rss.arxiv.org",
        "oaipmh.arxiv.org",
    ]
    assert min(gaps(arxiv)) >= 0.2


def test_spacing_is_counted_from_the_end_of_a_request_that_failed(
    arxiv: FakeArxiv, open_client: OpenClient
) -> None:
    arxiv.fail("hang", seconds="2")

    open_client(arxiv_interval=0.2, read_timeout=1.0).get(API)

    assert len(arxiv.seen) == 2
    assert min(gaps(arxiv)) >= 1.15


def test_a_client_opened_later_keeps_the_spacing(arxiv: FakeArxiv, open_client: OpenClient) -> None:
    for _ in range(3):
        open_client(arxiv_interval=0.2).get(RSS)

    assert min(gaps(arxiv)) >= 0.2


@pytest.mark.parametrize(
    ("url", "group"),
    [
        ("https://arxiv.org/abs/1706.03762", "arxiv.org"),
        (API, "arxiv.org"),
        (RSS, "arxiv.org"),
        (OAI, "arxiv.org"),
        ("https://EXPORT.ArXiv.ORG:443/api/query", "arxiv.org"),
        ("https://notarxiv.org/", "notarxiv.org"),
        ("https://arxiv.org.example.com/", "arxiv.org.example.com"),
    ],
)
def test_hosts_are_grouped_by_who_answers(url: str, group: str) -> None:
    assert host_group(url) == group


@pytest.mark.parametrize(
    "url",
    ["", "http://arxiv.org/", "file:///etc/passwd", "ftp://arxiv.org/", "https://", "https://[::1"],
)
def test_only_https_is_asked(url: str, arxiv: FakeArxiv, client: RateLimitedClient) -> None:
    with pytest.raises(RefusedError, match="not an https address"):
        client.get(url)

    assert arxiv.seen == []


def test_a_process_that_dies_in_a_request_does_not_block_the_next(
    arxiv: FakeArxiv, state: Path, client: RateLimitedClient
) -> None:
    arxiv.fail("hang", seconds="2")
    process = start(state, arxiv.address, 0.0, API)
    while not arxiv.seen:
        time.sleep(0.01)

    process.kill()
    process.communicate()

    assert client.get(API).status == 200


# What is sent


def test_requests_say_honestly_who_asks_and_for_what(
    arxiv: FakeArxiv, open_client: OpenClient
) -> None:
    open_client(contact="mailto:ada@example.org").get(API)

    (seen,) = arxiv.seen
    assert (
        seen.headers["User-Agent"] == f"papertrail/{version('papertrail')}"
        " (personal feed reader of papers; mailto:ada@example.org)"
    )
    assert seen.headers["Accept"] == FEED_TYPES
    assert "If-None-Match" not in seen.headers


def test_a_client_without_contact_names_none(arxiv: FakeArxiv, client: RateLimitedClient) -> None:
    client.get(API, accept="application/json")

    (seen,) = arxiv.seen
    assert seen.headers["User-Agent"].endswith("(personal feed reader of papers)")
    assert seen.headers["Accept"] == "application/json"


def test_an_unchanged_answer_is_not_sent_again(arxiv: FakeArxiv, client: RateLimitedClient) -> None:
    first = client.get(RSS, check=must_be_a_feed)
    again = client.get(RSS, etag=first.etag, check=must_be_a_feed)

    assert (first.status, bool(first.body)) == (200, True)
    assert (again.status, again.body) == (304, b"")
    assert arxiv.seen[1].headers["If-None-Match"] == first.etag


def test_a_changed_answer_is_sent_whole(arxiv: FakeArxiv, client: RateLimitedClient) -> None:
    first = client.get(RSS)
    arxiv.today += timedelta(days=1)

    again = client.get(RSS, etag=first.etag)

    assert (again.status, again.body) == (200, arxiv.rss("cs.LG"))
    assert again.etag not in (None, first.etag)


def test_an_answer_that_an_upstream_without_etags_repeats_is_not_read_again(
    arxiv: FakeArxiv, client: RateLimitedClient
) -> None:
    first = client.get(API)
    looked: list[bytes] = []

    again = client.get(API, etag=first.etag, check=lambda answer: looked.append(answer.body))

    assert (first.status, again.status, again.body, again.etag, looked) == (
        200,
        304,
        b"",
        first.etag,
        [],
    )
    assert "If-None-Match" not in arxiv.seen[1].headers


def test_compressed_answers_are_read(arxiv: FakeArxiv, client: RateLimitedClient) -> None:
    arxiv.fail(200, body=gzip.compress(b"<feed/>" * 1000), Content_Encoding="gzip")

    assert client.get(API).body == b"<feed/>" * 1000


# Throttling


@pytest.mark.parametrize("status", [429, 406, 503])
def test_a_throttled_request_waits_and_is_made_again(
    status: int, arxiv: FakeArxiv, open_client: OpenClient
) -> None:
    waits: list[str] = []
    arxiv.fail(status)

    answer = open_client(backoff=0.2, on_wait=waits.append).get(API)

    assert answer.status == 200
    assert min(gaps(arxiv)) >= 0.2
    assert waits == [f"export.arxiv.org answered {status} (too many requests); waiting 0 s"]


def test_waits_without_advice_grow(arxiv: FakeArxiv, open_client: OpenClient) -> None:
    arxiv.fail(429, times=3)

    open_client(backoff=0.05).get(API)

    assert all(gap >= wait for gap, wait in zip(gaps(arxiv), (0.05, 0.1, 0.2), strict=True))


def test_a_retry_after_in_seconds_is_kept(arxiv: FakeArxiv, open_client: OpenClient) -> None:
    waits: list[str] = []
    arxiv.fail(429, Retry_After="1")

    open_client(on_wait=waits.append).get(API)

    assert min(gaps(arxiv)) >= 1.0
    assert waits == ["export.arxiv.org answered 429 (too many requests); waiting 1 s"]


def test_a_retry_after_as_a_date_is_kept(arxiv: FakeArxiv, client: RateLimitedClient) -> None:
    moment = (datetime.now(UTC) + timedelta(seconds=1.5)).replace(microsecond=0)
    arxiv.fail(503, Retry_After=format_datetime(moment, usegmt=True))

    client.get(API)

    assert datetime.now(UTC) >= moment
    assert len(arxiv.seen) == 2


@pytest.mark.parametrize(
    "advice", ["0", "-5", "soon", "", "nan", "Wed, 17 Jun 2015 08:00:00 GMT", "Wed, 99 Jun"]
)
def test_a_retry_after_that_means_nothing_does_not_stop_the_request(
    advice: str, arxiv: FakeArxiv, client: RateLimitedClient
) -> None:
    arxiv.fail(429, Retry_After=advice)

    assert client.get(API).status == 200


@given(st.text() | st.floats().map(str) | st.datetimes().map(format_datetime))
def test_any_retry_after_is_a_wait_or_nothing(advice: str) -> None:
    wait = _retry_after(advice)

    assert wait is None or 0.0 <= wait < float("inf")


def test_a_host_that_goes_on_throttling_is_left_alone(
    arxiv: FakeArxiv, open_client: OpenClient
) -> None:
    arxiv.fail(429, times=100)
    before = datetime.now(UTC)

    with pytest.raises(ThrottledError, match=r"export\.arxiv\.org answered 429") as caught:
        open_client(attempts=3, cooldown=600.0).get(API)

    assert len(arxiv.seen) == 3
    assert caught.value.until is not None
    assert caught.value.until >= before + timedelta(seconds=600)
    assert f"{caught.value.until:%Y-%m-%d %H:%M} UTC" in caught.value.hint


def test_a_throttled_host_is_left_alone_by_the_next_client_and_the_next_process(
    arxiv: FakeArxiv, open_client: OpenClient, state: Path
) -> None:
    arxiv.fail(429, times=4)
    with pytest.raises(ThrottledError) as first:
        open_client().get(API)

    with pytest.raises(ThrottledError, match="left alone") as second:
        open_client().get(API)
    others = answers(start(state, arxiv.address, 0.0, API, API))

    assert others == ["ThrottledError"] * 2
    assert len(arxiv.seen) == 4
    assert first.value.until is not None
    assert second.value.until is not None
    assert abs(second.value.until - first.value.until) < timedelta(seconds=1)


def test_another_host_is_still_asked_meanwhile(arxiv: FakeArxiv, client: RateLimitedClient) -> None:
    """Also where its requests are spaced together with those of the host that is left alone."""
    arxiv.fail(429, path="arxiv.org", times=4)
    with pytest.raises(ThrottledError):
        client.get(API)

    with pytest.raises(RefusedError):
        client.get(ELSEWHERE)
    assert client.get(RSS).status == 200

    assert [one.path for one in arxiv.seen[4:]] == [
        "/proceedings.example.org/papers",
        "/rss.arxiv.org/rss/cs.LG",
    ]


def test_the_host_is_asked_again_once_the_pause_is_over(
    arxiv: FakeArxiv, open_client: OpenClient
) -> None:
    arxiv.fail(429, times=2)
    client = open_client(attempts=2, cooldown=0.3)
    with pytest.raises(ThrottledError) as caught:
        client.get(API)
    assert caught.value.until is not None

    time.sleep(max(0.0, (caught.value.until - datetime.now(UTC)).total_seconds()))

    assert client.get(API).status == 200


def test_a_wait_beyond_all_patience_becomes_a_pause(
    arxiv: FakeArxiv, open_client: OpenClient
) -> None:
    arxiv.fail(429, times=100, Retry_After="3600")
    before = datetime.now(UTC)

    with pytest.raises(ThrottledError) as caught:
        open_client(patience=60.0, cooldown=1.0).get(API)

    assert len(arxiv.seen) == 1
    assert caught.value.until is not None
    assert caught.value.until >= before + timedelta(hours=1)


@pytest.mark.parametrize(
    "advice", ["99999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT", "1e300"]
)
def test_no_host_can_ask_for_a_pause_of_more_than_a_day(
    advice: str, arxiv: FakeArxiv, client: RateLimitedClient
) -> None:
    arxiv.fail(429, times=100, Retry_After=advice)

    with pytest.raises(ThrottledError) as caught:
        client.get(API)

    assert caught.value.until is not None
    assert caught.value.until <= datetime.now(UTC) + timedelta(days=1)
    with pytest.raises(ThrottledError):
        client.get(API)


# No usable answer


@pytest.mark.parametrize(
    "kind", [500, 502, 504, "hang", "truncate", "close", "garbage", "html", "cut"]
)
def test_a_fault_that_passes_is_only_waited_out(
    kind: int | str, arxiv: FakeArxiv, open_client: OpenClient
) -> None:
    waits: list[str] = []
    arxiv.fail(kind, seconds="2")

    answer = open_client(read_timeout=1.0, on_wait=waits.append).get(API, check=must_be_a_feed)

    assert answer.body == arxiv.api_page({"search_query": "cat:cs.LG", "max_results": "3"})
    assert len(arxiv.seen) == 2
    assert re.fullmatch(r".+; trying again; waiting 0 s", *waits)


@pytest.mark.parametrize(
    ("kind", "error", "expected"),
    [
        (500, UnreachableError, "export.arxiv.org answered 500"),
        (502, UnreachableError, "export.arxiv.org answered 502"),
        ("hang", UnreachableError, "export.arxiv.org: no answer in time"),
        ("truncate", UnreachableError, "export.arxiv.org: the answer stopped half-way"),
        ("close", UnreachableError, "export.arxiv.org: no answer (ConnectionError)"),
        ("drip", UnreachableError, "export.arxiv.org: the answer took longer than 0.3 s"),
        (
            "dripping status",
            UnreachableError,
            "export.arxiv.org: the answer took longer than 0.3 s",
        ),
        (
            "dripping headers",
            UnreachableError,
            "export.arxiv.org: the answer took longer than 0.3 s",
        ),
        ("garbage", MalformedError, "export.arxiv.org: the feed is not well-formed XML"),
        ("html", MalformedError, "export.arxiv.org: an HTML page came instead of a feed"),
        ("cut", MalformedError, "export.arxiv.org: the feed is not well-formed XML"),
    ],
)
def test_a_fault_that_stays_is_an_error_that_says_what_it_was(
    kind: int | str,
    error: type[FeedError],
    expected: str,
    arxiv: FakeArxiv,
    open_client: OpenClient,
) -> None:
    arxiv.fail(kind, times=100, seconds="0.6")
    # Short only where time is what fails: a busy machine may take its own.
    limits = (
        {"read_timeout": 0.3}
        if kind == "hang"
        else {"deadline": 0.3}
        if "drip" in str(kind)
        else {}
    )

    with pytest.raises(error, match=f"^{re.escape(expected)}") as caught:
        open_client(attempts=2, **limits).get(API, check=must_be_a_feed)

    assert len(arxiv.seen) == 2
    assert caught.value.message.isprintable()
    assert caught.value.hint


def test_a_host_that_stayed_silent_is_not_asked_again_by_the_same_client(
    arxiv: FakeArxiv, open_client: OpenClient
) -> None:
    arxiv.fail(500, times=2)
    client = open_client(attempts=2)

    for _ in range(3):
        with pytest.raises(UnreachableError):
            client.get(API)

    assert len(arxiv.seen) == 2
    assert client.get(RSS).status == 200
    assert open_client().get(API).status == 200


def test_a_refused_connection_is_named(open_client: OpenClient) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    with pytest.raises(
        UnreachableError, match=r"^export\.arxiv\.org: connection refused$"
    ) as caught:
        open_client(mirror=f"http://127.0.0.1:{port}").get(API)

    assert "network" in caught.value.hint


def test_a_name_that_does_not_exist_is_named(
    open_client: OpenClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)

    with pytest.raises(
        UnreachableError, match=r"^papertrail\.invalid: the name can't be resolved \(DNS\)"
    ):
        open_client(mirror=None, attempts=1).get("https://papertrail.invalid/feed")


@pytest.mark.parametrize("status", [401, 403, 404, 410, 418])
def test_a_refusal_is_not_repeated(
    status: int, arxiv: FakeArxiv, client: RateLimitedClient
) -> None:
    arxiv.fail(status, times=100)

    with pytest.raises(RefusedError, match=f"answered {status}"):
        client.get(API)

    assert len(arxiv.seen) == 1


def test_a_bad_request_brings_the_explanation_along(
    arxiv: FakeArxiv, client: RateLimitedClient
) -> None:
    arxiv.fail(400, body=b"incorrect id format")

    answer = client.get(API, check=must_be_a_feed)

    assert (answer.status, answer.body) == (400, b"incorrect id format")


# Floods


def test_a_flood_is_not_read_to_its_end_nor_asked_for_again(
    arxiv: FakeArxiv, open_client: OpenClient
) -> None:
    arxiv.fail("huge", times=100)

    with pytest.raises(MalformedError, match="larger than 1 MiB"):
        open_client(max_bytes=1 << 20).get(API)

    assert len(arxiv.seen) == 1


@pytest.mark.parametrize(
    ("kind", "headers", "expected"),
    [
        ("bomb", {}, "HopelessError"),
        ("huge", {}, "HopelessError"),
        # The body that comes with a redirect is a flood as well.
        ("huge", {"Location": RSS}, "200"),
    ],
)
def test_a_flood_does_not_fill_the_memory(
    kind: str, headers: dict[str, str], expected: str, arxiv: FakeArxiv, state: Path
) -> None:
    arxiv.fail(kind, **headers)
    script = (
        "import tracemalloc\n"
        "tracemalloc.start()\n"
        f"{ASK.replace('backoff=', 'max_bytes=1 << 20, backoff=')}"
        "print(tracemalloc.get_traced_memory()[1])\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, str(state), arxiv.address, "0", API],
        capture_output=True,
        text=True,
        check=True,
    )

    outcome, peak = done.stdout.split()
    assert outcome == expected
    assert int(peak) < 48 << 20
    assert len(arxiv.seen) == 1 + ("Location" in headers)


def test_a_broken_compression_is_named(arxiv: FakeArxiv, open_client: OpenClient) -> None:
    arxiv.fail(200, times=100, body=b"<feed/>", Content_Encoding="gzip")

    with pytest.raises(UnreachableError, match="can't be decompressed"):
        open_client(attempts=2).get(API)


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_through_the_mirror_and_spaced(
    status: int, arxiv: FakeArxiv, open_client: OpenClient
) -> None:
    arxiv.fail(status, Location=RSS)

    answer = open_client(arxiv_interval=0.1).get(API)

    assert answer.body == arxiv.rss("cs.LG")
    assert [seen.path for seen in arxiv.seen] == [
        "/export.arxiv.org/api/query",
        "/rss.arxiv.org/rss/cs.LG",
    ]
    assert min(gaps(arxiv)) >= 0.1


def test_a_relative_redirect_stays_with_its_host(
    arxiv: FakeArxiv, client: RateLimitedClient
) -> None:
    arxiv.fail(301, Location="/api/query?id_list=2606.10000")

    client.get(API)

    assert arxiv.seen[1].path == "/export.arxiv.org/api/query"
    assert arxiv.seen[1].query == {"id_list": "2606.10000"}


@pytest.mark.parametrize(
    "target",
    [
        "http://export.arxiv.org/api/query",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "ftp://arxiv.org/",
        "javascript:alert(1)",
        "https://[::1",
    ],
)
def test_a_redirect_to_anything_but_https_is_refused_at_once(
    target: str, arxiv: FakeArxiv, client: RateLimitedClient
) -> None:
    arxiv.fail(302, times=100, Location=target)

    with pytest.raises(FeedError, match="redirects") as caught:
        client.get(API)

    assert caught.value.message.isprintable()
    assert len(arxiv.seen) == 1


@pytest.mark.parametrize("target", [API, ""])
def test_redirects_in_circles_are_given_up(
    target: str, arxiv: FakeArxiv, client: RateLimitedClient
) -> None:
    arxiv.fail(301, times=100, Location=target)

    with pytest.raises(MalformedError, match="redirects in circles"):
        client.get(API)

    assert len(arxiv.seen) == 6


# The shared record


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b"7",
        b"null",
        b"\xff\xfe",
        b'{"last": "yesterday"}',
        b'{"last": null}',
        b'{"last": [1], "pauses": {}}',
        b'{"last": 1, "pauses": {"rss.arxiv.org": 7}}',
    ],
)
def test_a_damaged_record_costs_one_full_wait_and_is_replaced(
    text: bytes, arxiv: FakeArxiv, open_client: OpenClient, state: Path
) -> None:
    client = open_client(arxiv_interval=0.1)
    client.get(API)
    record(state).write_bytes(text)
    damaged = time.monotonic()

    client.get(API)

    assert arxiv.seen[1].moment - damaged >= 0.1
    assert set(json.loads(record(state).read_bytes())) == {
        "last",
        "last_monotonic",
        "pauses",
        "pending",
    }


def test_a_clock_that_was_set_back_costs_one_full_wait_at_most(
    arxiv: FakeArxiv, open_client: OpenClient, state: Path
) -> None:
    client = open_client(arxiv_interval=0.1)
    client.get(API)
    year = time.time() + 3e7
    record(state).write_text(
        json.dumps({"last": year, "pauses": {"export.arxiv.org": [year, 1]}}), encoding="utf-8"
    )

    assert client.get(API).status == 200
    assert json.loads(record(state).read_text(encoding="utf-8"))["last"] < year
    assert min(gaps(arxiv)) >= 0.1


def test_many_requests_leave_one_record_and_its_lock(
    client: RateLimitedClient, state: Path
) -> None:
    for _ in range(3):
        client.get(API)

    assert sorted(file.suffix for file in state.iterdir()) in ([".json"], [".json", ".lock"])


@pytest.mark.parametrize("inside", [".", "deeper/still"])
def test_without_a_place_for_the_record_nothing_is_asked(
    inside: str, arxiv: FakeArxiv, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(FeedError, match="can't write to") as caught:
        RateLimitedClient(tmp_path / "file" / inside, RequestPolicy(), arxiv.address).get(API)

    assert "request spacing is kept there" in caught.value.hint
    assert arxiv.seen == []


def test_a_record_that_can_not_be_written_stops_the_request(
    arxiv: FakeArxiv, client: RateLimitedClient, state: Path
) -> None:
    client.get(API)
    record(state).unlink()
    (state / f"{next(state.glob('*.lock')).stem}.json").mkdir()

    with pytest.raises(FeedError, match="can't write to"):
        client.get(API)

    assert len(arxiv.seen) == 1


# Waits that are reported


def test_nothing_is_said_of_the_usual_spacing(open_client: OpenClient) -> None:
    waits: list[str] = []
    client = open_client(arxiv_interval=0.2, on_wait=waits.append)

    client.get(API)
    client.get(RSS)

    assert waits == []

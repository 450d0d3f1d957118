from __future__ import annotations

import traceback
from datetime import UTC, datetime, timedelta
from html import escape
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import FeedError, MalformedError, RefusedError, ThrottledError, UnreachableError
from feeds.http.client import RateLimitedClient
from feeds.http.contract import RequestPolicy
from feeds.paper import Paper
from feeds.reddit import INTERVAL, Reddit, parse_posts
from feeds.source import Batch, Cursor, FetchRequest, Status
from tests.fake_site import Trouble

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fake_site import FakeSite

COMMUNITY = "www.reddit.com/r/MachineLearning/"
FEED = f"{COMMUNITY}.rss"
USER = "ada_example"
TOKEN = "s3cr3t+T0ken/with=signs"
QUOTED = "s3cr3t%2BT0ken%2Fwith%3Dsigns"
PRIVATE = f"{FEED}?feed={QUOTED}&user={USER}"
NOW = datetime(2026, 6, 17, 8, tzinfo=UTC)
TROUBLES: list[tuple[int | str, dict[str, str], type[FeedError]]] = [
    *((kind, {}, MalformedError) for kind in ("html", "cut", "empty")),
    *((kind, {}, UnreachableError) for kind in ("truncate", "close", 500, 502)),
    *((kind, {}, RefusedError) for kind in (400, 401, 403, 404, 410, 418)),
    *((kind, {}, ThrottledError) for kind in (406, 429, 503)),
    (429, {"Retry-After": "3600"}, ThrottledError),
    (
        302,
        {"Location": f"http://www.reddit.com/r/x/.rss?feed={QUOTED}&user={USER}"},
        MalformedError,
    ),
    (302, {"Location": f"http://127.0.0.1:1/{TOKEN}"}, MalformedError),
    (302, {"Location": f"ftp://www.reddit.com/{QUOTED}"}, MalformedError),
    (
        302,
        {"Location": f"/login?dest=https%3A%2F%2Fwww.reddit.com%2F.rss%3Ffeed%3D{QUOTED}"},
        FeedError,
    ),
    (302, {"Location": f"/r/MachineLearning/.rss?feed={QUOTED}&user={USER}"}, FeedError),
    (302, {}, FeedError),
]


def post(
    content: str,
    title: str = "[R] A fine paper",
    number: str = "1abc",
    link: str | None = None,
    kind: str = "html",
) -> str:
    page = (
        f"https://www.reddit.com/r/MachineLearning/comments/{number}/a_fine_paper/"
        if link is None
        else link
    )
    ending = (
        'submitted by <a href="https://www.reddit.com/user/u"> /u/u </a> <span>'
        f'<a href="{page}">[comments]</a></span>'
    )
    return (
        "<entry><author><name>/u/u</name></author>"
        f"<content type='{kind}'>{escape(content + ending)}</content>"
        f'<id>t3_{number}</id><link href="{escape(page)}"/>'
        "<published>2026-06-17T07:00:00+00:00</published>"
        f"<title>{escape(title)}</title></entry>"
    )


def linked(address: str) -> str:
    return f'<span><a href="{escape(address)}">[link]</a></span>'


def feed(*posts: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>ML</title>'
        f"<id>/r/MachineLearning/.rss</id>{''.join(posts)}</feed>"
    ).encode()


PAPER = linked("https://arxiv.org/abs/2606.10001v2")


class Reader:
    """Stores batches as the caller of a source does."""

    def __init__(self, source: Reddit) -> None:
        self._source = source
        self.cursor: Cursor = {}

    def fetch(self, after: timedelta = timedelta()) -> list[Batch]:
        batches = []
        for batch in self._source.fetch(FetchRequest(NOW + after, self.cursor, None)):
            self.cursor = batch.cursor
            batches.append(batch)
        return batches


@pytest.fixture
def client(site: FakeSite, tmp_path: Path) -> RateLimitedClient:
    return RateLimitedClient(
        tmp_path, RequestPolicy(arxiv_interval=0, other_interval=0, backoff=0), mirror=site.address
    )


@pytest.fixture
def reader(client: RateLimitedClient) -> Reader:
    return Reader(Reddit("MachineLearning", client))


@pytest.fixture
def private(client: RateLimitedClient) -> Reader:
    return Reader(Reddit("MachineLearning", client, TOKEN, USER))


# What a post means


def test_a_post_that_links_a_paper_points_to_it() -> None:
    assert parse_posts(feed(post(PAPER))) == (
        (
            Paper(
                identifiers=(("arxiv", "2606.10001"),),
                title="A fine paper",
                url="https://arxiv.org/abs/2606.10001",
                discussions=(
                    "https://www.reddit.com/r/MachineLearning/comments/1abc/a_fine_paper/",
                ),
            ),
        ),
        0,
    )


@pytest.mark.parametrize(
    ("content", "title"),
    [
        (f"<p>See {escape('https://arxiv.org/abs/2606.10001')}?</p>", "T"),
        ('<a href="https://arxiv.org/abs/2606.10001">this</a>', "T"),
        ('<a href="https://arxiv.org/abs/2606.10001?a=1&amp;b=2">this</a>', "T"),
        ("", "[R] T (arXiv:2606.10001)"),
    ],
)
def test_a_paper_may_be_named_in_the_text_or_the_title(content: str, title: str) -> None:
    (pointer,), _ = parse_posts(feed(post(content, title)))

    assert pointer.identifiers == (("arxiv", "2606.10001"),)


def test_a_post_points_to_each_of_its_papers_and_posts_may_share_one() -> None:
    other = post(PAPER, "[D] Again", "2def")
    both = post(PAPER + linked("https://arxiv.org/abs/2606.10002"))

    pointers, others = parse_posts(feed(both, other))

    assert [pointer.identifiers[0][1] for pointer in pointers] == [
        "2606.10001",
        "2606.10002",
        "2606.10001",
    ]
    assert len({pointer.discussions for pointer in pointers}) == 2
    assert others == 0


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("[R] Learning", "Learning"),
        ("[D][r]  Learning [Project]", "Learning"),
        ("Learning Q&amp;A", "Learning Q&A"),
        ("[2606.10001] Learning", "[2606.10001] Learning"),
        ("[R]", "[R]"),
        ("", "untitled post"),
    ],
)
def test_the_tag_is_no_part_of_the_title(title: str, shown: str) -> None:
    (pointer,), _ = parse_posts(feed(post(PAPER, title)))

    assert pointer.title == shown


@pytest.mark.parametrize(
    "link",
    [
        "",
        "javascript:alert(1)",
        "https://example.org/r/x/comments/1/",
        "https://www.reddit.com.example.org/r/x/comments/1/",
    ],
)
def test_a_post_without_a_page_at_reddit_is_counted_and_left_out(link: str) -> None:
    pointers, others = parse_posts(feed(post(PAPER, link=link), post(PAPER)))

    assert len(pointers) == 1
    assert others == 1


def test_a_discussion_is_named_without_the_secret_that_its_link_may_carry() -> None:
    link = f"https://old.reddit.com/r/MachineLearning/comments/1abc/x/?feed={TOKEN}"
    (pointer,), _ = parse_posts(feed(post(PAPER, link=link)))

    assert pointer.discussions == ("https://www.reddit.com/r/MachineLearning/comments/1abc/x/",)


@given(st.binary())
def test_arbitrary_bytes_raise_feed_errors_only(body: bytes) -> None:
    with pytest.raises(FeedError):
        parse_posts(body)


@given(st.data())
def test_damaged_feeds_raise_feed_errors_only(data: st.DataObject) -> None:
    body = bytearray(feed(post(PAPER), post("", "[D] Nothing")))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(body) - 1))
        body[start : start + data.draw(st.integers(0, 12))] = data.draw(st.binary(max_size=12))
    try:
        pointers, _ = parse_posts(bytes(body))
    except FeedError:
        return
    assert all(pointer.title and pointer.discussions for pointer in pointers)


# Fetching


def test_posts_without_a_paper_are_counted(site: FakeSite, reader: Reader) -> None:
    site.pages[FEED] = feed(
        post(PAPER),
        post("", "[D] Thoughts?"),
        post(linked("https://i.redd.it/cat.jpeg"), "[P] Cat"),
    )
    (batch,) = reader.fetch()

    assert (len(batch.papers), batch.status, batch.note, batch.news) == (
        1,
        Status.CURRENT,
        "posts that link no arXiv paper: 2",
        False,
    )
    assert site.asked() == [FEED]


def test_nothing_is_asked_within_the_interval(site: FakeSite, reader: Reader) -> None:
    site.pages[FEED] = feed(post(PAPER))
    reader.fetch()
    before = reader.cursor

    (batch,) = reader.fetch(INTERVAL - timedelta(seconds=1))

    assert batch == Batch((), before, Status.CURRENT, "asked less than 15 minutes ago")
    assert len(site.visits) == 1


def test_after_the_interval_a_changed_feed_brings_news(site: FakeSite, reader: Reader) -> None:
    site.pages[FEED] = feed(post(PAPER))
    reader.fetch()
    (unchanged,) = reader.fetch(INTERVAL)
    site.pages[FEED] = feed(
        post(PAPER), post(linked("https://arxiv.org/abs/2606.10002"), number="2def")
    )
    (changed,) = reader.fetch(2 * INTERVAL)

    assert (unchanged.papers, unchanged.status) == ((), Status.CURRENT)
    assert unchanged.cursor["fetched"] == (NOW + INTERVAL).isoformat()
    assert site.asked(status=304) == [FEED]
    assert (len(changed.papers), changed.news) == (2, True)


@pytest.mark.parametrize(
    "fetched", [(NOW + timedelta(hours=1)).isoformat(), "yesterday", "2026-06-17T07:59:00", 5]
)
def test_a_strange_moment_does_not_silence_the_source(
    site: FakeSite, reader: Reader, fetched: str | int
) -> None:
    site.pages[FEED] = feed(post(PAPER))
    reader.cursor = {"fetched": fetched}

    assert len(reader.fetch()[0].papers) == 1


def test_an_empty_feed_is_asked_for_again_and_then_an_error(site: FakeSite, reader: Reader) -> None:
    site.pages[FEED] = feed()

    with pytest.raises(MalformedError, match="no posts"):
        reader.fetch()
    assert len(site.visits) == 4


def test_a_fetch_that_failed_or_was_not_stored_is_made_again(
    site: FakeSite, reader: Reader
) -> None:
    site.pages[FEED] = feed(post(PAPER))
    site.troubles.append(Trouble(403))
    with pytest.raises(RefusedError):
        reader.fetch()

    assert reader.cursor == {}
    assert len(reader.fetch()[0].papers) == 1


@pytest.mark.parametrize(("kind", "headers", "error"), TROUBLES)
def test_a_lasting_trouble_is_an_error(
    site: FakeSite, reader: Reader, kind: int | str, headers: dict[str, str], error: type[FeedError]
) -> None:
    site.pages[FEED] = feed(post(PAPER))
    site.troubles.append(Trouble(kind, times=99, headers=headers))

    with pytest.raises(error):
        reader.fetch()


# The secret of a private feed


def test_a_private_feed_is_asked_for_with_its_secret(site: FakeSite, private: Reader) -> None:
    site.pages[PRIVATE] = feed(post(PAPER))

    assert len(private.fetch()[0].papers) == 1
    assert site.asked() == [PRIVATE]


def test_a_secret_without_its_user_is_not_sent(site: FakeSite, client: RateLimitedClient) -> None:
    site.pages[FEED] = feed(post(PAPER))

    assert len(Reader(Reddit("MachineLearning", client, TOKEN)).fetch()[0].papers) == 1


def test_nothing_that_is_kept_holds_the_secret(
    site: FakeSite, private: Reader, tmp_path: Path
) -> None:
    site.pages[PRIVATE] = feed(post(PAPER), post("", "[D] Nothing"))
    batches = [*private.fetch(), *private.fetch(), *private.fetch(INTERVAL)]
    files = [f"{path}{path.read_bytes()!r}" for path in tmp_path.rglob("*") if path.is_file()]

    assert len(batches) == 3
    assert files
    assert not _shows_secret(f"{batches} {files}")


@pytest.mark.parametrize(("kind", "headers", "error"), TROUBLES)
def test_no_error_shows_the_secret(
    site: FakeSite,
    tmp_path: Path,
    kind: int | str,
    headers: dict[str, str],
    error: type[FeedError],
    capfd: pytest.CaptureFixture[str],
) -> None:
    site.pages[PRIVATE] = feed(post(PAPER))
    site.troubles.append(Trouble(kind, times=99, headers=headers))
    waits: list[str] = []
    policy = RequestPolicy(arxiv_interval=0, other_interval=0, backoff=0.001)
    client = RateLimitedClient(tmp_path, policy, mirror=site.address, on_wait=waits.append)

    for attempt in ("first", "while the host is left alone"):
        with pytest.raises(error) as caught:
            Reader(Reddit("MachineLearning", client, TOKEN, USER)).fetch()
        trace = "".join(traceback.format_exception(caught.value))
        assert not _shows_secret(
            f"{caught.value!r} {caught.value.message} {caught.value.hint} {trace} {waits}"
        ), attempt
        assert caught.value.__cause__ is caught.value.__context__ is None
    assert not _shows_secret("".join(capfd.readouterr()))
    assert not _shows_secret(
        str([(path.name, path.read_bytes()) for path in tmp_path.rglob("*") if path.is_file()])
    )


def test_a_site_that_can_not_be_reached_does_not_show_the_secret(tmp_path: Path) -> None:
    client = RateLimitedClient(
        tmp_path, RequestPolicy(backoff=0, other_interval=0), mirror="http://127.0.0.1:1"
    )

    with pytest.raises(UnreachableError) as caught:
        Reader(Reddit("MachineLearning", client, TOKEN, USER)).fetch()
    assert not _shows_secret("".join(traceback.format_exception(caught.value)))


def test_a_throttled_private_feed_still_says_when_to_come_back(
    site: FakeSite, private: Reader
) -> None:
    site.troubles.append(Trouble(429, times=99, headers={"Retry-After": "3600"}))

    with pytest.raises(ThrottledError) as caught:
        private.fetch()
    assert caught.value.until
    assert "asking www.reddit.com again" in caught.value.hint


def _shows_secret(text: str) -> bool:
    return TOKEN in text or QUOTED in text or USER in text

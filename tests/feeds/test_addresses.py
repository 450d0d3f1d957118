"""What may be shown of addresses that hold secrets, and where the secrets go."""

import base64
from pathlib import Path

import pytest

from feeds.addresses import public_name, redact, show_sources, shown, without_secrets_of
from feeds.errors import FeedError, UnknownFeedError
from feeds.http.client import RateLimitedClient
from feeds.http.contract import RequestPolicy
from feeds.http.redirects import follow
from feeds.paper import Paper
from feeds.registry import find
from tests.fake_site import FakeSite, Trouble

PRIVATE = "https://me:pw-0815@pay.example.org/feed.xml"
LOGIN = "Basic " + base64.b64encode(b"me:pw-0815").decode()


@pytest.fixture
def client(tmp_path: Path, site: FakeSite) -> RateLimitedClient:
    """A client to the site, in haste."""
    return RateLimitedClient(
        tmp_path / "state", RequestPolicy(0.0, 0.0, attempts=2, backoff=0.0), site.address
    )


@pytest.fixture
def netrc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ~/.netrc with a login for this machine."""
    (tmp_path / ".netrc").write_text(
        "machine 127.0.0.1 login someone password else\n", encoding="utf-8"
    )
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))


@pytest.mark.parametrize(
    ("address", "beginning"),
    [
        (PRIVATE, "https://pay.example.org/feed.xml#"),
        ("https://tok.example.org/feed.xml?key=S3CRETKEY", "https://tok.example.org/feed.xml#"),
        ("https://tok.example.org/?S3CRETKEY", "https://tok.example.org/#"),
        ("https://S3CRETKEY@tok.example.org:8443/a/feed", "https://tok.example.org:8443/a/feed#"),
        ("https://me:p@w:d@pay.example.org/", "https://pay.example.org/#"),
        ("http://me:pw-0815@pay.example.org/feed.xml", "https://pay.example.org/feed.xml#"),
    ],
)
def test_a_feed_goes_by_a_name_without_login_and_query(address: str, beginning: str) -> None:
    feed = find(address)

    assert feed.name.startswith(beginning)
    assert len(feed.name) == len(beginning) + 6
    assert feed.written == address.replace("http://", "https://")
    for secret in ("S3CRETKEY", "pw-0815", "p@w", "me:"):
        assert secret not in feed.name + feed.title + repr(feed)


@pytest.mark.parametrize("query", ["", "?feed=rss2", "?format=atom&cat=ml", "?rss", "?id=12"])
def test_an_address_without_secrets_is_its_own_name(query: str) -> None:
    feed = find(f"https://lab.example.org/feed.xml{query}")

    assert (feed.name, feed.written, feed.secret) == (
        f"https://lab.example.org/feed.xml{query}",
    ) * 2 + (None,)


@pytest.mark.parametrize(
    "query", ["?key=x", "?abcdef", "?pin=12", "?q=1234", "?rss&t=12345", "?abcdefabcdefabc="]
)
def test_a_query_that_may_be_a_key_is_no_part_of_a_name(query: str) -> None:
    assert "?" not in find(f"https://lab.example.org/feed.xml{query}").name


def test_two_secret_addresses_of_one_path_have_two_names() -> None:
    addresses = [
        f"https://{login}tok.example.org/f{query}"
        for login in ("", "a:1@", "b:1@")
        for query in ("", "?key=1")
    ]

    assert len({public_name(address) for address in addresses}) == len(addresses)


def test_a_name_neither_depends_on_the_password_nor_changes_when_it_is_named_again() -> None:
    name = public_name(PRIVATE)

    assert public_name(PRIVATE.replace("pw-0815", "another")) == name
    assert public_name(name) == name


@pytest.mark.parametrize(
    "typed",
    [
        "https://me:p/w-0815@pay.example.org/feed.xml",
        "https://me:p#w-0815@pay.example.org/feed.xml",
        "https://me:p?w-0815@pay.example.org/feed.xml",
        "ftp://me:pw-0815@pay.example.org/feed.xml?key=w-0815",
        "https:/me:pw-0815@pay.example.org/feed.xml",
        "me:pw-0815@pay.example.org/feed.xml?key=w-0815",
        "https://me:pw-0815@[pay.example.org/feed.xml",
        "https://pay.example.org/feed.xml#abc123",
    ],
)
def test_what_is_no_feed_is_named_without_its_password(typed: str) -> None:
    with pytest.raises(UnknownFeedError) as refused:
        find(typed)

    assert "w-0815" not in refused.value.message + refused.value.hint
    assert "me:" not in refused.value.message


def test_addresses_in_a_text_lose_login_and_query() -> None:
    text = "('https://me:pw@a.org/x?k=1'): Max retries exceeded with url: /x?k=1 (see https://b.org/@user/y)"

    assert (
        redact(text)
        == "('https://a.org/x?…'): Max retries exceeded with url: /x?… (see https://b.org/@user/y)"
    )
    assert redact("a" * 100_000) == "a" * 100_000
    assert shown("http://h.org/login?next=/x") == "http://h.org/login?…"


def test_a_search_names_sources_without_secrets() -> None:
    found = show_sources(
        'robots source:https://h.org/f?k=S3CRETKEY source:"https://a:b@h.org/f" see https://h.org/?a=b'
    )

    assert "S3CRETKEY" not in found
    assert "a:b@" not in found
    assert found.endswith("see https://h.org/?a=b")


def test_papers_do_not_repeat_the_login_or_the_key_of_their_feed() -> None:
    feed = "https://me:pw@tok.example.org/feed?key=S3CRETKEY&format=rss"
    link = "https://me:pw@tok.example.org/p?id=7&key=S3CRETKEY&format=rss"

    paper = without_secrets_of(Paper((("url", link),), "A title", url=link), feed)

    assert paper.url == "https://tok.example.org/p?id=7&format=rss"
    assert paper.identifiers == (("url", paper.url),)


def test_no_request_reads_netrc(client: RateLimitedClient, site: FakeSite, netrc: None) -> None:
    site.pages = {"a.example.org/feed": b"x", "a.example.org/login": b"{}"}

    client.get("https://a.example.org/feed")
    client.post("https://a.example.org/login", {"id": "me"})

    assert len(site.visits) == 2
    assert [visit.headers.get("Authorization") for visit in site.visits] == [None, None]


def test_a_login_in_an_address_is_sent_to_its_host(
    client: RateLimitedClient, site: FakeSite, netrc: None
) -> None:
    site.pages = {"me:pw-0815@pay.example.org/feed.xml": b"x"}

    assert client.get(PRIVATE).body == b"x"
    assert site.visits[0].headers["Authorization"] == LOGIN


@pytest.mark.parametrize(
    ("target", "login"),
    [
        ("/new.xml", LOGIN),
        ("https://pay.example.org/new.xml", LOGIN),
        ("https://pay.example.org:8443/new.xml", None),
        ("https://cdn.example.org/new.xml", None),
        ("https://them:theirs@cdn.example.org/new.xml", None),
    ],
)
def test_a_login_follows_a_redirect_within_its_host_only(
    client: RateLimitedClient, site: FakeSite, netrc: None, target: str, login: str | None
) -> None:
    moved = follow(PRIVATE, target).removeprefix("https://")
    site.pages = {moved: b"x"}
    site.troubles = [Trouble(301, headers={"Location": target}, within="feed.xml")]

    assert client.get(PRIVATE).body == b"x"
    assert site.visits[-1].headers.get("Authorization") == login


def test_a_login_follows_no_redirect_without_encryption() -> None:
    with pytest.raises(FeedError, match="not an https address"):
        follow(PRIVATE, "http://pay.example.org/feed.xml?key=S3CRETKEY")


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble(404, 9),
        Trouble(403, 9),
        Trouble(503, 9),
        Trouble("close", 9),
        Trouble(
            302, 9, headers={"Location": "http://h.example.org/?next=S3CRETKEY&by=me:pw-0815@"}
        ),
        Trouble(302, 9, headers={"Location": "https://me:pw-0815@[h/S3CRETKEY"}),
        Trouble(301, 9, headers={"Location": "https://h.example.org/S3CRETKEY/?next=S3CRETKEY"}),
    ],
)
def test_no_error_names_a_secret(site: FakeSite, tmp_path: Path, trouble: Trouble) -> None:
    waits: list[str] = []
    client = RateLimitedClient(
        tmp_path / "state",
        RequestPolicy(0.0, 0.0, attempts=2, backoff=0.01),
        site.address,
        on_wait=waits.append,
    )
    site.troubles = [trouble]

    with pytest.raises(FeedError) as failed:
        client.get("https://me:pw-0815@tok.example.org/feed.xml?key=S3CRETKEY")

    shown_texts = " ".join(
        [failed.value.message, failed.value.hint, *waits, *map(str, failed.value.args)]
    )
    assert "S3CRETKEY" not in shown_texts
    assert "pw-0815" not in shown_texts
    assert failed.value.__cause__ is None
    names = " ".join(
        path.name + path.read_text(encoding="utf-8") for path in (tmp_path / "state").iterdir()
    )
    assert "S3CRETKEY" not in names
    assert "pw-0815" not in names


def test_a_mirrors_login_is_sent_and_names_no_file(site: FakeSite, tmp_path: Path) -> None:
    site.pages = {"a.example.org/feed": b"x"}
    mirror = site.address.replace("://", "://me:pw-0815@")

    RateLimitedClient(tmp_path / "state", RequestPolicy(0.0, 0.0), mirror).get(
        "https://a.example.org/feed"
    )

    assert site.visits[0].headers["Authorization"] == LOGIN
    assert not any("pw-0815" in path.name for path in (tmp_path / "state").iterdir())

"""`papertrail feeds`, `reconcile` and `works` as a user types them."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.paper import Author, Paper
from papertrail import clock
from papertrail.config import load
from papertrail.store import Store
from papertrail.workspace import Home
from tests.fake_openreview import PASSWORD, USER, FakeOpenReview, note
from tests.fake_site import FakeSite, Trouble
from tests.papertrail.conftest import Run

PAGE = (
    b'<html><head><link rel="alternate" type="application/rss+xml" href="/posts.xml"></head>'
    b"<body></body></html>"
)
POSTS = (
    b"<rss version='2.0'><channel><title>A laboratory</title><item><title>We train a model</title>"
    b"<link>https://blog.example.org/1</link><description>Words of a post.</description></item>"
    b"</channel></rss>"
)
DISCUSSED = (
    b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>[R] Is it any good?</title>"
    b"<content type='html'>See https://arxiv.org/abs/2606.10007</content><id>t3_1</id>"
    b"<link href='https://www.reddit.com/r/MachineLearning/comments/1abc/good/'/></entry></feed>"
)
LIST = (
    b"<opml version='2.0'><body><outline text='Reading'><outline text='Vision' "
    b"xmlUrl='https://rss.arxiv.org/rss/cs.CV'/>"
    b"<outline text='Files' xmlUrl='ftp://example.org/'/></outline></body></opml>"
)


@pytest.fixture
def blog(home: Home, site: FakeSite, monkeypatch: pytest.MonkeyPatch) -> FakeSite:
    """A site with a page that names its feed, in place of all upstreams."""
    monkeypatch.setenv("PAPERTRAIL_MIRROR", site.address)
    site.pages = {"blog.example.org/": PAGE, "blog.example.org/posts.xml": POSTS}
    return site


@pytest.fixture
def openreview(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeOpenReview]:
    """OpenReview with 150 papers, in place of all upstreams, and a home that follows nothing."""
    home.config_file.write_text(
        f'[feeds]\nfollow = []\nopenreview_user = "{USER}"\n', encoding="utf-8"
    )
    monkeypatch.delenv("PAPERTRAIL_OPENREVIEW_PASSWORD", raising=False)
    with FakeOpenReview() as server:
        monkeypatch.setenv("PAPERTRAIL_MIRROR", server.address)
        server.put(*map(note, range(150)))
        yield server


def test_of_a_web_page_the_feed_that_it_names_is_followed(
    home: Home, blog: FakeSite, run: Run
) -> None:
    done = run("feeds", "add", "https://blog.example.org/")

    assert done.out == "following https://blog.example.org/posts.xml (feed of blog.example.org)\n"
    assert load(home.config_file).feeds == ("arxiv:cs.LG", "https://blog.example.org/posts.xml")


def test_an_address_without_a_feed_is_not_followed(home: Home, blog: FakeSite, run: Run) -> None:
    done = run("feeds", "add", "https://blog.example.org/nothing")

    assert done.status == 1
    assert "answered 404" in done.err
    assert "nothing was followed" in done.err
    assert "--no-check takes the address as it is" in done.err
    assert load(home.config_file).feeds == ("arxiv:cs.LG",)


@pytest.mark.parametrize(("status", "permanent"), [(301, True), (308, True), (302, False)])
def test_a_feed_that_moved_permanently_is_followed_where_it_is_now(
    home: Home, blog: FakeSite, run: Run, status: int, permanent: bool
) -> None:
    old, new = "https://old.example.org/feed.xml", "https://blog.example.org/posts.xml"
    blog.troubles.append(Trouble(status, within="old.example.org", headers={"Location": new}))

    done = run("feeds", "add", old)

    assert load(home.config_file).feeds[-1] == (new if permanent else old)
    assert (f"{old} leads to {new}" in done.err) == permanent


@pytest.mark.parametrize("updates", [1, 2])
def test_an_update_says_where_a_followed_feed_has_moved_permanently(
    home: Home, blog: FakeSite, run: Run, updates: int
) -> None:
    old, new = "https://old.example.org/feed.xml", "https://blog.example.org/posts.xml"
    run("feeds", "add", "--no-check", old)
    for _ in range(updates):
        blog.troubles.append(Trouble(301, within="old.example.org", headers={"Location": new}))
        done = run("update", old)

    assert done.status == 0
    assert f"moved permanently to {new}; change it in config.toml" in done.err
    assert f"papertrail feeds add {new}, papertrail feeds remove {old}" in done.err


def test_an_update_shows_no_key_of_the_address_that_a_feed_has_moved_to(
    home: Home, blog: FakeSite, run: Run
) -> None:
    old, new = "https://old.example.org/feed.xml", "https://blog.example.org/posts.xml?token=s3cret"
    blog.pages[new.removeprefix("https://")] = blog.pages["blog.example.org/posts.xml"]
    run("feeds", "add", "--no-check", old)
    blog.troubles.append(Trouble(308, within="old.example.org", headers={"Location": new}))

    done = run("update", old)

    assert "moved permanently to https://blog.example.org/posts.xml" in done.err
    assert "s3cret" not in done.out + done.err


def test_a_followed_feed_that_moved_behind_a_login_is_reported_as_such(
    home: Home, blog: FakeSite, run: Run
) -> None:
    blog.pages["blog.example.org/posts.xml"] = b'<html><form><input type="password"></form></html>'
    run("feeds", "add", "--no-check", "https://blog.example.org/posts.xml")

    done = run("update", "https://blog.example.org/posts.xml")

    assert done.status == 1
    assert "asks for a password" in done.out + done.err
    assert "a key of your own" in done.out + done.err


@pytest.mark.parametrize(
    ("status", "advice"),
    [(401, "https://USER:PASSWORD@HOST/"), (403, "want a login"), (410, "removed permanently")],
)
def test_a_feed_that_can_not_be_had_is_answered_with_what_to_do(
    home: Home, blog: FakeSite, run: Run, status: int, advice: str
) -> None:
    blog.troubles.append(Trouble(status, within="posts.xml"))

    done = run("feeds", "add", "https://blog.example.org/posts.xml")

    assert done.status == 1
    assert f"answered {status}" in done.err
    assert advice in done.err


def test_a_page_that_asks_for_a_password_is_named(home: Home, blog: FakeSite, run: Run) -> None:
    blog.pages["blog.example.org/in"] = b'<html><form><input type="password"></form></html>'

    assert "asks for a password" in run("feeds", "add", "https://blog.example.org/in").err


def test_a_check_shows_what_is_understood_and_stores_nothing(
    home: Home, blog: FakeSite, run: Run
) -> None:
    done = run("feeds", "check", "https://blog.example.org/posts.xml")

    assert done.out.splitlines()[:2] == [
        "https://blog.example.org/posts.xml: 1 paper on this page, 1 with an abstract",
        "  We train a model",
    ]
    assert not home.database.exists()


def test_a_check_of_a_community_shows_where_papers_are_discussed(blog: FakeSite, run: Run) -> None:
    blog.pages["www.reddit.com/r/MachineLearning/.rss"] = DISCUSSED
    address = "https://www.reddit.com/r/MachineLearning/comments/1abc/good/"

    assert run("feeds", "check", "reddit").out.splitlines() == [
        "reddit: 1 paper discussed on this page",
        "  Is it any good?",
        "    arxiv:2606.10007",
        f"    discussed at {address}",
    ]
    assert run("feeds", "check", "reddit", "--json").json["papers"][0]["discussions"] == [address]


def test_a_list_of_feeds_is_imported_but_for_what_is_none(
    home: Home, tmp_path: Path, run: Run
) -> None:
    (tmp_path / "list.opml").write_bytes(LIST)

    done = run("feeds", "import", str(tmp_path / "list.opml"))

    assert done.out == "following 1 more feed (0 followed already)\n"
    assert "left out 'Files'" in done.err
    assert load(home.config_file).feeds == ("arxiv:cs.LG", "arxiv:cs.CV")


def test_what_is_no_list_of_feeds_is_named(home: Home, tmp_path: Path, run: Run) -> None:
    (tmp_path / "page.opml").write_bytes(PAGE)

    done = run("feeds", "import", str(tmp_path / "page.opml"))

    assert done.status == 1
    assert "page.opml is no list of feeds in OPML" in done.err


def test_feeds_of_one_title_are_told_apart_in_what_is_exported(home: Home, run: Run) -> None:
    addresses = [f"https://blog.example.org/{name}.xml" for name in ("news", "papers")]
    run("feeds", "add", "--no-check", *addresses, "stat.ML")

    titles = re.findall(r' title="([^"]*)"', run("feeds", "export").out)

    assert len(set(titles)) == len(titles) == 4
    assert "feed of blog.example.org: https://blog.example.org/news.xml" in titles


@pytest.mark.parametrize("name", ["neurips:2031", "iccv:2024"])
def test_an_edition_that_can_not_be_is_not_followed(home: Home, run: Run, name: str) -> None:
    refused = run("feeds", "add", name)

    assert refused.status == 1
    assert f"there is no edition {name}" in refused.err
    assert load(home.config_file).feeds == ("arxiv:cs.LG",)


def test_an_address_of_several_categories_is_added_removed_and_imported_as_these(
    home: Home, run: Run, tmp_path: Path
) -> None:
    address = "https://rss.arxiv.org/rss/cs.RO+stat.ML"
    file = tmp_path / "list.opml"
    file.write_text(f'<opml><body><outline text="x" xmlUrl="{address}"/></body></opml>')

    assert "following arxiv:cs.RO" in run("feeds", "add", address).out
    assert load(home.config_file).feeds == ("arxiv:cs.LG", "arxiv:cs.RO", "arxiv:stat.ML")
    assert run("feeds", "remove", address).out.count("no longer following") == 2
    assert run("feeds", "import", str(file)).out.startswith("following 2 more feeds")
    assert "is 2 feeds" in run("feeds", "check", address).err


def test_the_landmark_papers_of_the_demo_can_be_followed(home: Home, run: Run) -> None:
    run("feeds", "remove", "cs.LG")
    assert "following landmarks" in run("feeds", "add", "landmarks").out

    done = run("update", "--json")

    assert done.status == 0
    assert done.json["new"] == 378
    assert run("show", "1706.03762").out.startswith("Attention Is All You Need")


def test_what_is_exported_can_be_imported(home: Home, tmp_path: Path, run: Run) -> None:
    run("feeds", "add", "--no-check", "https://blog.example.org/posts.xml", "neurips")
    exported = run("feeds", "export")
    (tmp_path / "list.opml").write_text(exported.out, encoding="utf-8")
    assert "left out 1 feed" in exported.err

    run("feeds", "remove", "https://blog.example.org/posts.xml", "cs.LG")
    run("feeds", "import", str(tmp_path / "list.opml"))

    assert load(home.config_file).feeds == (
        "neurips",
        "arxiv:cs.LG",
        "https://blog.example.org/posts.xml",
    )


def test_what_arxiv_has_for_a_saved_search_is_followed(
    home: Home, store: Store, tmp_path: Path, run: Run
) -> None:
    with store.transaction() as tx:
        tx.searches.save("mine", '"few shot" robots cat:cs.LG since:7d', "hybrid", clock.now())
        tx.searches.save("theirs", "robots venue:CoRL", "hybrid", clock.now())
    name = 'arxiv-search:all:robots AND all:"few shot" AND cat:cs.LG'

    done = run("feeds", "add", "--from-search", "mine")
    exported = run("feeds", "export")
    (tmp_path / "list.opml").write_text(exported.out, encoding="utf-8")

    assert (done.status, done.out) == (0, f"following {name} (a search of all of arXiv)\n")
    assert load(home.config_file).feeds == ("arxiv:cs.LG", name)
    assert run("feeds", "remove", name).status == 0
    run("feeds", "import", str(tmp_path / "list.opml"))
    assert load(home.config_file).feeds == ("arxiv:cs.LG", name)
    assert (
        "no search is called 'yours'; there are: mine, theirs"
        in run("feeds", "add", "--from-search", "yours").err
    )
    assert "words, author: and cat: only" in run("feeds", "add", "--from-search", "theirs").err
    assert run("feeds", "add").status == 2


def test_periods_that_were_proven_one_after_the_other_count_together(
    filled: Home, run: Run
) -> None:
    first = run("reconcile", "--since", "2026-06-10")
    again = run("reconcile", "--since", "2026-06-16")

    assert (first.status, again.status) == (0, 0)
    assert "40 papers since 2026-06-10: nothing was missing" in first.err
    assert "proven from 2026-06-10 to 2026-06-17" in run("status").out


def test_papers_are_merged_and_split_by_hand(filled: Home, run: Run) -> None:
    one, other = "2606.10001", "2606.10002"

    merged = run("works", "merge", one, other)
    assert merged.out == "one paper now: arxiv:2606.10001  Paper 2 about speech\n"
    shown = run("show", other).out
    assert "arxiv:2606.10001" in shown
    assert "arxiv:2606.10002" in shown
    assert 'as "Paper 1 about graphs"' in shown

    split = run("works", "split", other)
    assert split.out == (
        "two papers now; next: papertrail update\n"
        "  arxiv:2606.10001  Paper 1 about graphs\n  arxiv:2606.10002  Paper 2 about speech\n"
    )
    assert run("show", one).out.startswith("Paper 1 about graphs\n")
    assert run("show", other).out.startswith("Paper 2 about speech\n")
    assert run("works", "split", other).status == 1


def test_papers_that_look_unrelated_are_merged_only_if_that_is_meant(
    filled: Home, run: Run, store: Store
) -> None:
    papers = [
        Paper((("doi", f"10.1/{name}"),), title, authors=(Author(name),))
        for title, name in (("Sparse graph attention", "Ada"), ("Grasping in clutter", "Bob"))
    ]
    with store.transaction() as tx:
        tx.works.save(papers, "doi", datetime(2026, 6, 17, tzinfo=UTC))

    refused = run("works", "merge", "doi:10.1/Ada", "doi:10.1/Bob")
    merged = run("works", "merge", "doi:10.1/Ada", "doi:10.1/Bob", "--yes")

    assert refused.status == 2
    assert "Sparse graph attention" in refused.out
    assert "Grasping in clutter" in refused.out
    assert "look unrelated; --yes merges them" in refused.err
    assert merged.status == 0


def test_a_venue_at_openreview_is_followed_without_a_login_and_says_what_it_needs(
    openreview: FakeOpenReview, run: Run
) -> None:
    added = run("feeds", "add", "openreview:TMLR")
    checked = run("feeds", "check", "openreview:TMLR")
    updated = run("update")

    assert (added.status, checked.status, updated.status) == (0, 1, 1)
    assert added.out == "following openreview:TMLR (TMLR at OpenReview, with a login)\n"
    for done in (added, checked, updated):
        assert "OpenReview answers only those who are logged in" in done.err
        assert "set openreview_user and openreview_password under [feeds]" in done.err
    assert openreview.visits == []


def test_with_a_login_a_venue_is_read_proven_and_joined_with_its_other_appearances(
    home: Home, openreview: FakeOpenReview, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERTRAIL_OPENREVIEW_PASSWORD", PASSWORD)
    openreview.put(
        note(
            500,
            "Known by two names",
            venueid="NeurIPS.cc/2024/Conference",
            venue="NeurIPS 2024 poster",
        )
    )
    link = "https://openreview.net/forum?id=Note000500"
    event = {"id": 1, "name": "Known under another name", "paper_url": link, "eventtype": "Poster"}
    page = "neurips.cc/static/virtual/data/neurips-2024-orals-posters.json"
    openreview.pages[page] = json.dumps({"count": 1, "results": [event]}).encode()

    checked = run("feeds", "check", "openreview:TMLR")
    updated = run(
        "update",
        "openreview:TMLR",
        "openreview:NeurIPS.cc/2024/Conference",
        "neurips:2024",
        "--json",
    )
    again = run("update", "openreview:TMLR", "--json")
    proven = run("reconcile", "openreview:TMLR", "--since", "2026-06-01")
    shown = run("show", "openreview:Note000500")

    assert "openreview:TMLR: 100 papers on this page, 100 with an abstract" in checked.out
    assert [report["fetched"] for report in json.loads(updated.out)["sources"][:2]] == [150, 1]
    assert json.loads(updated.out)["new"] == 151
    assert json.loads(again.out)["new"] == 0
    assert "150 papers in all: nothing was missing" in proven.err
    assert "openreview:NeurIPS.cc/2024/Conference" in shown.out
    assert "neurips:2024" in shown.out
    # One for each process.
    assert len(openreview.logins) == 4
    assert PASSWORD not in "".join(
        done.out + done.err for done in (checked, updated, again, proven, shown)
    )
    assert PASSWORD.encode() not in b"".join(
        path.read_bytes() for path in home.root.glob("*") if path.is_file()
    )

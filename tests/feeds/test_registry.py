from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from feeds.errors import UnknownFeedError
from feeds.registry import builtin, find, find_all

if TYPE_CHECKING:
    from feeds.http.client import RateLimitedClient

CATEGORIES = tomllib.loads((files("feeds") / "catalogue.toml").read_text(encoding="utf-8"))["arxiv"]


def test_no_two_feeds_have_one_title() -> None:
    titles = [feed.title for feed in builtin()]

    assert len(set(titles)) == len(titles)
    assert find("cs.LG").title == "arXiv Machine Learning"
    assert find("stat.ML").title == "arXiv Machine Learning (stat.ML)"


def test_every_category_of_the_catalogue_is_found_and_has_a_title() -> None:
    assert len(CATEGORIES) > 50
    for category, title in CATEGORIES.items():
        feed = find(f"arxiv:{category}")

        assert re.fullmatch(r"[a-z-]+(\.[A-Za-z-]+)?", category)
        assert feed.name == f"arxiv:{category}"
        assert feed.title in (f"arXiv {title}", f"arXiv {title} ({category})")


def test_no_two_categories_differ_in_case_only() -> None:
    assert len({category.lower() for category in CATEGORIES}) == len(CATEGORIES)


@pytest.mark.parametrize(
    "name", ["arxiv:cs.LG", "ARXIV:CS.lg", "  arxiv:cs.lg\n", "cs.LG", "cs.lg"]
)
def test_a_feed_is_found_in_any_spelling(name: str) -> None:
    assert find(name).name == "arxiv:cs.LG"


def test_a_feed_opens_its_source(client: RateLimitedClient) -> None:
    assert find("arxiv:stat.ML").source(client).name == "arxiv:stat.ML"


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("NeurIPS", "neurips"),
        ("neurips:2022", "neurips:2022"),
        ("ICML:2024", "icml:2024"),
        ("acl", "acl"),
        ("TPAMI", "tpami"),
        ("reddit", "reddit"),
        ("Reddit:LocalLLaMA", "reddit:LocalLLaMA"),
        ("https://Example.org/feed.xml?a=1&b=2", "https://Example.org/feed.xml?a=1&b=2"),
        ("http://example.org/feed", "https://example.org/feed"),
        ("https://rss.arxiv.org/rss/cs.LG", "arxiv:cs.LG"),
        ("http://export.arxiv.org/rss/stat.ML", "arxiv:stat.ML"),
        ("https://arxiv.org/list/cs.CL/new", "arxiv:cs.CL"),
        ("https://arxiv.org/list/cs.CL/recent?skip=0&show=2000", "arxiv:cs.CL"),
        ("http://www.arxiv.org/list/CS.cl/pastweek/", "arxiv:cs.CL"),
        ("http://export.arxiv.org/rss/cs.CL?version=2.0", "arxiv:cs.CL"),
        ("https://rss.arxiv.org/atom/hep-th", "arxiv:hep-th"),
        ("https://rss.arxiv.org/rss/cs.CL.xml", "arxiv:cs.CL"),
        ("http://arxiv.org/rss/cond-mat.str-el", "arxiv:cond-mat.str-el"),
        ("http://export.arxiv.org/api/query?search_query=cat:cs.CL&max_results=9", "arxiv:cs.CL"),
        ("https://rss.arxiv.org/rss/math", "arxiv-search:cat:math.*"),
        ("https://arxiv.org/list/cs/new", "arxiv-search:cat:cs.*"),
        (
            "https://export.arxiv.org/api/query?search_query=cat:cs.CL+AND+abs:x",
            "arxiv-search:cat:cs.CL AND abs:x",
        ),
        ("https://www.reddit.com/r/LocalLLaMA/.rss", "reddit:LocalLLaMA"),
        ("https://old.reddit.com/r/machinelearning/new/.rss", "reddit"),
        ("reddit:MachineLearning", "reddit"),
        ("https://aclanthology.org/papers/index.xml", "anthology"),
        ("openreview:tmlr", "openreview:TMLR"),
        ("OpenReview:NeurIPS.cc/2024/Conference", "openreview:NeurIPS.cc/2024/Conference"),
        (
            "https://openreview.net/group?id=a.org/2026/Workshop/A_b-c#tab-accept",
            "openreview:a.org/2026/Workshop/A_b-c",
        ),
        (
            "https://openreview.net/group?id=a.org%2FX%2F2025&referrer=%5BHome%5D",
            "openreview:a.org/X/2025",
        ),
    ],
)
def test_a_source_goes_by_the_name_of_its_feed(
    name: str, spelt: str, client: RateLimitedClient
) -> None:
    feed = find(name)

    assert feed.name == spelt
    assert feed.source(client).name == spelt


@pytest.mark.parametrize(
    "address",
    [
        "https://rss.arxiv.org/rss/cs.LG+stat.ML",
        "http://export.arxiv.org/rss/cs.LG+stat.ML/",
        "https://rss.arxiv.org/atom/cs.lg%2Bstat.ml+cs.LG?mirror=x",
        "http://export.arxiv.org/api/query?search_query=cat:cs.LG+OR+cat:stat.ML&sortBy=lastUpdatedDate",
        "https://export.arxiv.org/api/query?max_results=5&search_query=%28cat%3Acs.LG%20OR%20cat%3Astat.ML%29",
    ],
)
def test_an_address_of_several_categories_is_several_feeds(address: str) -> None:
    assert [feed.name for feed in find_all(address)] == ["arxiv:cs.LG", "arxiv:stat.ML"]
    with pytest.raises(UnknownFeedError, match=r"2 feeds: arxiv:cs\.LG, arxiv:stat\.ML"):
        find(address)


@pytest.mark.parametrize(
    "address", ["https://rss.arxiv.org/rss/cs.LG+cs.XX", "https://arxiv.org/list/cs.XX/new"]
)
def test_a_category_that_arxiv_lacks_is_named(address: str) -> None:
    with pytest.raises(UnknownFeedError, match=r"arxiv:cs\.XX"):
        find_all(address)


@pytest.mark.parametrize(
    "address", ["https://arxiv.org/a/finn_c_1.atom2", "https://example.org/rss/cs.LG+stat.ML"]
)
def test_other_addresses_stay_feeds_of_their_own(address: str) -> None:
    assert [feed.name for feed in find_all(address)] == [address]


def test_every_builtin_feed_opens_under_its_own_name(client: RateLimitedClient) -> None:
    feeds = builtin()

    assert {"neurips", "icml", "cvpr", "acl", "tpami", "reddit", "anthology", "arxiv:cs.LG"} <= {
        feed.name for feed in feeds
    }
    for feed in feeds:
        assert find(feed.name) == feed
        assert feed.source(client).name == feed.name


def test_a_misspelt_feed_is_answered_with_the_nearest_names() -> None:
    with pytest.raises(UnknownFeedError, match=r"unknown feed 'arxiv:cs\.LH'") as caught:
        find("arxiv:cs.LH")

    assert "did you mean" in caught.value.hint
    assert "arxiv:cs.LG" in caught.value.hint


@pytest.mark.parametrize(
    "name",
    [
        "",
        "https://",
        "reddit:a b",
        "openreview:",
        "openreview:a b",
        "openreview:/TMLR",
        "openreview:TMLR&limit=1",
        f"openreview:{'x' * 201}",
        "https://openreview.net/group?id=a%26b",
        "neurips:1066",
        "tpami:2020",
        "anthology:2024",
        "arxiv:",
        "arxiv:cs.LG\nstat.ML",
        "??",
    ],
)
def test_what_is_no_feed_is_refused_in_one_line_with_an_example(name: str) -> None:
    with pytest.raises(UnknownFeedError) as caught:
        find(name)

    assert "\n" not in caught.value.message + caught.value.hint
    assert "arxiv:cs.LG" in caught.value.hint


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("feed://rss.arxiv.org/rss/cs.LG", "arxiv:cs.LG"),
        ("feed:https://rss.arxiv.org/rss/stat.ML", "arxiv:stat.ML"),
        ("arxiv.org/list/cs.LG/recent", "arxiv:cs.LG"),
        ("www.blog.example.org/feed.xml", "https://www.blog.example.org/feed.xml"),
        ("feed://blog.example.org/feed.xml", "https://blog.example.org/feed.xml"),
    ],
)
def test_an_address_is_known_without_its_usual_scheme(written: str, name: str) -> None:
    assert find(written).name == name


@pytest.mark.parametrize("name", ["cs.ZZ", "feed:", "a/b", "x.toolong9/"])
def test_what_looks_like_an_address_only_by_a_dot_is_no_feed(name: str) -> None:
    with pytest.raises(UnknownFeedError):
        find(name)

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from feeds.catalogue import find
from feeds.errors import UnknownFeedError

if TYPE_CHECKING:
    from feeds.polite import PoliteDoor

CATEGORIES = tomllib.loads((files("feeds") / "catalogue.toml").read_text(encoding="utf-8"))["arxiv"]


def test_every_category_of_the_catalogue_is_found_and_has_a_title() -> None:
    assert len(CATEGORIES) > 50
    for category, title in CATEGORIES.items():
        feed = find(f"arxiv:{category}")

        assert re.fullmatch(r"[a-z-]+(\.[A-Za-z-]+)?", category)
        assert (feed.name, feed.title) == (f"arxiv:{category}", f"arXiv {title}")


def test_no_two_categories_differ_in_case_only() -> None:
    assert len({category.lower() for category in CATEGORIES}) == len(CATEGORIES)


@pytest.mark.parametrize("name", ["arxiv:cs.LG", "ARXIV:CS.lg", "  arxiv:cs.lg\n", "cs.LG", "cs.lg"])
def test_a_feed_is_found_in_any_spelling(name: str) -> None:
    assert find(name).name == "arxiv:cs.LG"


def test_a_feed_opens_its_source(door: PoliteDoor) -> None:
    assert find("arxiv:stat.ML").source(door).name == "arxiv:stat.ML"


def test_a_misspelt_feed_is_answered_with_the_nearest_names() -> None:
    with pytest.raises(UnknownFeedError, match=r"unknown feed 'arxiv:cs\.LH'") as caught:
        find("arxiv:cs.LH")

    assert "did you mean" in caught.value.hint
    assert "arxiv:cs.LG" in caught.value.hint


@pytest.mark.parametrize("name", ["", "https://example.org/feed.xml", "arxiv:", "arxiv:cs.LG\nstat.ML", "??"])
def test_what_is_no_feed_is_refused_in_one_line_with_an_example(name: str) -> None:
    with pytest.raises(UnknownFeedError) as caught:
        find(name)

    assert "\n" not in caught.value.message + caught.value.hint
    assert "arxiv:cs.LG" in caught.value.hint

"""A feed that does not exist is answered with those that were meant."""

import pytest

from feeds.registry import builtin
from feeds.suggestions import MOST, nearest

TITLES = {feed.name: feed.title for feed in builtin()}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("machine learning", "arxiv:cs.LG"),
        ("Computer Vision", "arxiv:cs.CV"),
        ("nlp", "arxiv:cs.CL"),
        ("robots", "arxiv:cs.RO"),
        ("cryptography", "arxiv:cs.CR"),
        ("machne lerning", "arxiv:cs.LG"),
        ("arxiv:cs.LH", "arxiv:cs.LG"),
        ("lg", "arxiv:cs.LG"),
        ("nuerips", "neurips"),
        ("tpmai", "tpami"),
    ],
)
def test_words_of_titles_count_more_than_letters(written: str, meant: str) -> None:
    near = nearest(written, TITLES)

    assert meant in near
    assert len(near) <= MOST
    assert "arxiv:math.NA" not in near


def test_what_is_like_nothing_suggests_nothing() -> None:
    assert nearest("xyzzy", TITLES) == []
    assert nearest("x", {}) == []

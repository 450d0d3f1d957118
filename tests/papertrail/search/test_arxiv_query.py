"""Searches as arXiv is asked for them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.arxiv.query import read_query
from papertrail.errors import PapertrailError
from papertrail.search.arxiv_query import in_arxivs_language
from papertrail.search.query import parse

TODAY = date(2026, 6, 17)


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("reward hacking", "all:reward AND all:hacking"),
        ("the state of the art", "all:state AND all:art"),
        ("what is it", "all:what AND all:is AND all:it"),
        ("self-supervised", 'all:"self-supervised"'),
        ('"language models" +video', 'all:"language models" AND all:video'),
        ('robots -survey -"case study"', 'all:robots ANDNOT all:survey ANDNOT all:"case study"'),
        ('author:"Chelsea Finn" author:levine', 'au:"Chelsea Finn" AND au:"levine"'),
        ("cat:CS.lg", "cat:cs.LG"),
        ("cat:hep-th", "cat:hep-th"),
        ("x cat:cs cat:stat.ML", "all:x AND (cat:cs.* OR cat:stat.ML)"),
        ("x -cat:cs.CV -author:finn", 'all:x ANDNOT cat:cs.CV ANDNOT au:"finn"'),
        ("robots since:7d until:today", "all:robots"),
        (r"$\alpha$-divergence (x OR y)", "all:alpha AND all:divergence AND (all:x OR all:y)"),
        ("mamba AND title:speech", "all:mamba AND ti:speech"),
        ('robots NOT abstract:"case study"', 'all:robots ANDNOT abs:"case study"'),
        ("OR ANDNOT", 'all:"ANDNOT"'),
        ("OR", 'all:"OR"'),
    ],
)
def test_a_search_in_arxivs_language(query: str, asked: str) -> None:
    assert in_arxivs_language(parse(query, TODAY), TODAY) == asked
    assert read_query(asked) == asked


@pytest.mark.parametrize(
    "query",
    [
        "x venue:ICML",
        "x year:2024",
        "x status:like",
        "x source:arxiv",
        "id:2606.1",
        "x -venue:ICML",
        "x -since:2026-01-01 -cat:cs.CV",
        "x -until:7d",
        "x until:yesterday",
    ],
)
def test_a_query_that_arxiv_cannot_answer_is_refused(query: str) -> None:
    with pytest.raises(PapertrailError, match="words, author: and cat: only"):
        in_arxivs_language(parse(query, TODAY), TODAY)


@pytest.mark.parametrize("query", ["since:7d", "-survey", "?!"])
def test_a_search_that_asks_for_nothing_is_none(query: str) -> None:
    with pytest.raises(PapertrailError, match="no words, author: or cat:"):
        in_arxivs_language(parse(query, TODAY), TODAY)


def test_a_search_of_many_words_is_too_much_to_ask() -> None:
    with pytest.raises(PapertrailError, match="a query of 1,170 characters"):
        in_arxivs_language(parse(" ".join(f"word{number}" for number in range(79)), TODAY), TODAY)


@given(st.text(max_size=60))
def test_any_text_becomes_a_query_that_can_be_sent(text: str) -> None:
    try:
        asked = in_arxivs_language(parse(text, TODAY), TODAY)
    except PapertrailError:
        return
    assert read_query(asked) == asked

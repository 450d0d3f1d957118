"""Papers come after what they build on."""

from hypothesis import given
from hypothesis import strategies as st

from papertrail.learn.order import order

EDGES = st.dictionaries(
    st.sampled_from("abcdefgh"), st.lists(st.sampled_from("abcdefgh"), max_size=3), max_size=8
)


def test_a_paper_comes_after_what_it_builds_on_whatever_the_key_says() -> None:
    edges = {"a": ["c"], "c": ["b"]}

    assert order("abc", edges, lambda node: (node,)) == ["b", "c", "a"]


def test_an_edge_through_a_paper_that_is_left_out_counts() -> None:
    assert order("ab", {"a": ["c"], "c": ["b"]}, lambda node: (node,)) == ["b", "a"]


@given(EDGES)
def test_no_paper_is_lost_even_on_a_cycle(edges: dict[str, list[str]]) -> None:
    assert sorted(order("abcdefgh", edges, lambda node: (node,))) == list("abcdefgh")

from datetime import date

import pytest

from papertrail.search.query import parse
from papertrail.search.query.boolean import MOST_NESTED
from papertrail.types.filter import Filter
from papertrail.types.query import AnyOf, Not, Passing, Query, Term

TODAY = date(2026, 6, 17)


def read(text: str) -> Query:
    return parse(text, TODAY)


def test_and_demands_all_words_of_both_sides() -> None:
    query = read("reinforcement learning AND robotics")

    assert query.phrases == ("reinforcement", "learning", "robotics")
    assert query.text == "reinforcement learning robotics"


def test_or_demands_one_side() -> None:
    query = read('transformers AND (graphs OR "small molecules")')

    assert query.phrases == ("transformers",)
    assert query.conditions == (AnyOf((Term("graphs"), Term("small molecules"))),)
    assert query.text == "transformers graphs small molecules"


def test_not_leaves_out_the_next_word_and_leaves_the_others_as_they_are() -> None:
    query = read("robots NOT vision arms")

    assert (query.wanted, query.excluded) == ("robots arms", ("vision",))
    assert read("a NOT NOT b").phrases == ("b",)


def test_and_binds_more_than_or() -> None:
    (either,) = read("a OR b AND c").conditions

    assert isinstance(either, AnyOf)
    assert len(either.parts) == 2


def test_fields_are_operands() -> None:
    assert read("cat:cs.CL OR cat:cs.LG").conditions == (
        AnyOf((Passing(Filter(categories=("cs.CL",))), Passing(Filter(categories=("cs.LG",))))),
    )
    assert read("mamba AND year:2024").criteria == Filter(first_year=2024, last_year=2024)
    assert read("mamba NOT cat:cs.CV").without == (Filter(categories=("cs.CV",)),)


def test_a_word_can_be_asked_for_in_the_title_or_the_abstract() -> None:
    query = read('title:mamba abstract:"state space" -ti:survey')

    assert query.conditions == (
        Term("mamba", "title"),
        Term("state space", "abstract"),
        Not(Term("survey", "title")),
    )
    assert query.text == "mamba state space"
    assert read("title:(mamba OR rwkv) x").conditions == (
        AnyOf((Term("mamba", "title"), Term("rwkv", "title"))),
    )


def test_a_minus_before_a_group_leaves_it_out() -> None:
    assert read("-(a OR b) c NOT (d)").conditions == (Not(AnyOf((Term("a"), Term("b")))),)


@pytest.mark.parametrize(
    "text",
    [
        "AND OR NOT",
        "robots AND",
        "OR robots",
        "robots and arms or legs, not wheels of wood and steel in snow",
        "ATTENTION AND MEMORY IN NEURAL NETWORKS",
        "(deep learning) survey",
        "f(x)=y^2",
    ],
)
def test_what_has_no_operands_or_is_written_small_is_words(text: str) -> None:
    assert read(text).plain
    assert read(text).text == text


@pytest.mark.parametrize("text", ["((a OR b) AND c", "(a OR b)) AND c", "() (a OR b) AND c ("])
def test_parentheses_need_not_be_balanced(text: str) -> None:
    query = read(text)

    assert query.phrases == ("c",)
    assert query.conditions == (AnyOf((Term("a"), Term("b"))),)


def test_parentheses_nested_too_deep_are_words_with_a_remark() -> None:
    query = read("(" * (MOST_NESTED + 1) + "a OR b" + ")" * (MOST_NESTED + 1))

    assert query.conditions == ()
    assert "parentheses in one another" in query.remarks[0]


def test_dashes_in_running_text_exclude_nothing() -> None:
    text = (
        "models -such as large ones- can be trained \u2013on text\u2013 without labels from people"
    )

    assert read(text).plain
    assert read(f"{text} -survey").excluded == ("survey",)


def test_a_value_that_cannot_be_is_left_out_with_a_remark() -> None:
    query = read("diffusion year:20225 since:tomorrow")

    assert query.text == "diffusion"
    assert query.criteria == Filter()
    assert [remark.split(":")[0] for remark in query.remarks] == ["year", "since"]
    assert all("is left out: write" in remark for remark in query.remarks)

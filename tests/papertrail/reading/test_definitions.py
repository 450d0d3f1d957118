"""Acronyms and symbols are found where they are defined."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertrail.reading.definitions import acronyms, symbols, terms_of
from papertrail.reading.sentences import sentences_of
from tests.written_papers import whales


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We use a recurrent neural network (RNN) here.", [("RNN", "recurrent neural network")]),
        ("Many large language models (LLMs) exist.", [("LLMs", "large language models")]),
        ("the mean average precision (mAP)", [("mAP", "mean average precision")]),
        ("the k-nearest neighbours (KNN, k = 5)", [("KNN", "k-nearest neighbours")]),
        ("It reads HBM (high bandwidth memory) slowly.", [("HBM", "high bandwidth memory")]),
        ("as shown before (Smith 2020)", []),
        ("the results in the table (see A)", []),
        ("similar to Zhang et al. (2020) (SAT)", []),
        ("sold to 20 people (USA)", []),
    ],
)
def test_an_acronym_is_found_with_its_long_form(text: str, found: list[tuple[str, str]]) -> None:
    assert [*acronyms(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("where d is the dimension of a head.", [("d", "the dimension of a head")]),
        ("Let X be the set of inputs, and so on.", [("X", "the set of inputs")]),
        (
            "where \u03b1 denotes the rate and N_k is the number of words.",
            [("\u03b1", "the rate"), ("N_k", "the number of words")],
        ),
        ("where it is the best of all.", []),
        ("and they are the ones.", []),
    ],
)
def test_a_symbol_is_found_with_what_it_denotes(text: str, found: list[tuple[str, str]]) -> None:
    assert [*symbols(text)] == found


def test_terms_have_the_page_that_defines_them() -> None:
    terms = {term.term: term for term in terms_of(sentences_of(whales()))}

    assert set(terms) == {"CNN", "HMM", "K"}
    assert terms["CNN"].meaning == "convolutional neural network"
    assert terms["K"].is_symbol
    assert {term.quote.page for term in terms.values()} == {2}


@given(st.text(alphabet="aAbB(). wherisdnot2,;:\u03b1", max_size=120))
def test_a_meaning_is_part_of_the_text(text: str) -> None:
    for _, meaning in [*acronyms(text), *symbols(text)]:
        assert meaning in text

"""What a topic's words name, and how papers print it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertrail.topics.phrases import ReadText, name_of, stem, units


@pytest.mark.parametrize(
    ("name", "text", "times"),
    [
        ("Meta-learning", "Meta-Analysis Articles", 0),
        ("Meta-learning", "meta learning and meta-learning", 2),
        ("Self-supervised", "Self-Adaptive Systems", 0),
        ("Graph networks", "A graph network. Graph-networks, paragraph networks", 2),
        ("Graph neural networks", "GNNs and a GNN, but no gnn", 2),
        ("Transformers", "a transform is no transformer", 1),
        ("Uncertainty and calibration", "the calibration of uncertainties", 2),
        ("Robot learning", "RL", 0),
        ("C", "", 0),
        ("(?!)", "(?!)", 0),
    ],
)
def test_a_name_counts_as_a_whole_in_its_evident_forms(name: str, text: str, times: int) -> None:
    assert ReadText("", text).named(name_of(name)) == times


def test_a_name_in_the_title_counts_once_more() -> None:
    assert ReadText("Graph networks", "Graph networks.").named(name_of("graph network")) == 2


def test_a_hyphenated_word_is_one_unit_and_function_words_are_none() -> None:
    assert units(["how to do self-supervised learning", "learned"]) == {
        "self supervis": "self-supervised",
        "learn": "learning",
    }
    text = ReadText("", "A self supervised and a self-adaptive system")
    assert text.counts["self supervis"] == 1


@pytest.mark.parametrize(
    "forms",
    [
        ("manipulate", "manipulation", "manipulating"),
        ("grasp", "grasps", "grasping"),
        ("retrieve", "retrieval", "retrieving"),
        ("calibrate", "calibrated", "calibration"),
    ],
)
def test_forms_of_a_word_have_one_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_can_be_read(name: str, text: str) -> None:
    read = ReadText(name, text)

    assert read.named(name_of(name)) >= 0
    assert 0 <= read.share_of(dict.fromkeys(units([name]), 0.1)) <= 0.1 * len(units([name])) + 1e-6

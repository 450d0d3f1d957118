"""Questions are analysed by how readers ask."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertrail.reading.questions import analyse


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Where can I find the code?", "code"),
        ("Under what license are the models?", "licence"),
        ("How long did it take?", "duration"),
        ("Which GPUs were used?", "hardware"),
        ("Why does it fail?", "reason"),
        ("What are the drawbacks?", "limitation"),
        ("How many people took part?", "count"),
        ("Who won?", "winner"),
        ("Who paid for it, which grant?", "funding"),
        ("实验数据来自哪里\uff1f", "dataset"),
    ],
)
def test_a_question_shows_what_it_asks_for(question: str, kind: str) -> None:
    assert kind in {each.name for each in analyse(question).kinds}


def test_names_are_found_but_the_first_word_is_none() -> None:
    assert analyse("Which score on CIFAR-100 and ImageNet?").names == ("CIFAR-100", "ImageNet")


def test_words_of_readers_lead_to_words_of_papers() -> None:
    question = analyse("How was the step size scheduled?")

    assert any("learn rate" in group for group in question.neighbours)
    assert "learning rate" in question.rewritten


def test_words_without_matter_are_no_terms() -> None:
    assert analyse("What did the authors do with it?").terms == ()


@given(st.text(max_size=80))
def test_any_text_is_a_question(text: str) -> None:
    assert analyse(text).text == text

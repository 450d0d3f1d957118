from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import split


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We win. They lose.", ["We win.", "They lose."]),
        ("Why so? Because! It works.", ["Why so?", "Because!", "It works."]),
        ("We extend ResNet-50. It helps.", ["We extend ResNet-50.", "It helps."]),
        ("State of the art. We win.", ["State of the art.", "We win."]),
        ("Models, e.g. BERT, and i.e. GPT win.", ["Models, e.g. BERT, and i.e. GPT win."]),
        ("Models (e.g. BERT) win.", ["Models (e.g. BERT) win."]),
        (
            "Smith et al. (2020) and Lee et al. show it.",
            ["Smith et al. (2020) and Lee et al. show it."],
        ),
        ("As shown by Smith et al. We differ.", ["As shown by Smith et al.", "We differ."]),
        (
            "See Fig. 3, Eq. (2), Sec. IV and App. A for it.",
            ["See Fig. 3, Eq. (2), Sec. IV and App. A for it."],
        ),
        ("Is it so? No. We doubt it.", ["Is it so?", "No.", "We doubt it."]),
        ("CNNs vs. Transformers w.r.t. FLOPs.", ["CNNs vs. Transformers w.r.t. FLOPs."]),
        ("It gains 3.5 points at 0.1 cost. Good.", ["It gains 3.5 points at 0.1 cost.", "Good."]),
        ("After J. Smith and A. B. Lee.", ["After J. Smith and A. B. Lee."]),
        (
            "SGD, Adam, etc. are used. We use SGD, etc. It works.",
            ["SGD, Adam, etc. are used.", "We use SGD, etc.", "It works."],
        ),
        ("The loss $f(x. Y)$ falls. It does.", ["The loss $f(x. Y)$ falls.", "It does."]),
        ("So $$a. B$$ holds. Yes.", ["So $$a. B$$ holds.", "Yes."]),
        ("We pay $5. They pay $6. Fine.", ["We pay $5.", "They pay $6.", "Fine."]),
        (r"We pay \$5. They pay \$6. Fine.", [r"We pay \$5.", r"They pay \$6.", "Fine."]),
        (
            'He said "it works." We agree (mostly.) Done.',
            ['He said "it works."', "We agree (mostly.)", "Done."],
        ),
        ("On Yahoo! data it works.", ["On Yahoo! data it works."]),
        ("Hard\nwrapped text. Next\none.", ["Hard\nwrapped text.", "Next\none."]),
        ("no stop", ["no stop"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_text_is_split_where_sentences_end(text: str, expected: list[str]) -> None:
    assert split(text) == expected


@given(st.one_of(st.text(), st.text(alphabet="aB1.!?$\\ \n()\"'etal")))
def test_no_word_is_lost(text: str) -> None:
    assert " ".join(split(text)).split() == text.split()


def test_a_very_long_text_without_spaces_is_one_sentence() -> None:
    text = "a." * 50_000

    assert split(text) == [text]


def test_unbalanced_dollars_do_not_slow_it_down() -> None:
    assert "".join(split("$ x." * 20_000)).count("$") == 20_000

"""Phrases and labels are compared in any spelling."""

import pytest

from papertrail.text.words import has_phrase, label, spaced, words


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("neural field", "On neural fields"),
        ("neural fields", "A neural field"),
        ("neural-field", "Neural\u2011field methods"),
        ("neural field", "neu\u00adral fi\u200beld"),
        ("Gödel", "Godel numbering"),
        (r"G\"odel", "Gödel numbering"),
        ("eﬀect", "The effect"),
        ("C++", "Written in C++"),
        ("A*", "Search with A*."),
        ("機械", "日本語の機械学習"),
        ("\u201cneural field\u201d", "neural field"),
        ("β-VAE", r"$\beta$-VAE"),
    ],
)
def test_a_phrase_is_found(phrase: str, text: str) -> None:
    assert has_phrase(spaced(text), spaced(phrase))


@pytest.mark.parametrize(
    ("phrase", "text"),
    [("neural", "neurally"), ("C", "C++"), ("A*", "A search"), ("", "text"), ("?!", "text")],
)
def test_part_of_a_word_is_none(phrase: str, text: str) -> None:
    assert not has_phrase(spaced(text), spaced(phrase))


def test_labels_and_words_are_folded() -> None:
    assert label(" CS.\uff2c\uff27 ") == "cs.lg"
    assert words("L\u2019Été en C++") == ["lete", "en", "c++"]

"""Spellings of one word are one word."""

from __future__ import annotations

import pytest

from index.keywords.analysis import name_terms, plain, spellings, terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("self-supervised learning", "self supervised learning"),
        ("LoRA", "lora"),
        ("3D-GS", "3d gs"),
        ("GANs", "gan"),
        ("transformers", "Transformer"),
        (r"$\alpha$-divergence", "alpha divergence"),
        ("\u03b1-divergence", r"$\alpha$-divergence"),
        ("\U0001d6fc-divergence", "alpha divergence"),
        (r"Schr\"odinger", "Schrödinger"),
        (r"Schr{\"o}dinger", "Schrodinger"),
        (r"Erd\H{o}s-R\'enyi", "Erdős\u2013Rényi"),
        (r"na{\"\i}ve", "naïve"),
        (r"Fran\c{c}ois", "Francois"),
        ("eﬃcient", "efficient"),
        ("\uff22\uff25\uff32\uff34", "bert"),
        ("Scho\u0308lkopf", "Schölkopf"),
        ("Straße", "strasse"),
        ("ImageNet\u20111k", "imagenet-1k"),
    ],
)
def test_one_word_in_two_spellings_has_the_same_terms(one: str, other: str) -> None:
    assert terms(one) == terms(other)
    assert terms(one)


def test_names_are_not_stemmed() -> None:
    assert name_terms("Bernhard Schölkopf, Kristen Grauman") == [
        "bernhard",
        "scholkopf",
        "kristen",
        "grauman",
    ]
    assert name_terms("Hastings") == ["hastings"]


def test_pairs_of_signs_of_scripts_without_spaces_are_words() -> None:
    assert name_terms("王小明") == ["王小", "小明"]
    assert terms("深層学習 survey 図") == ["深層", "層学", "学習", "survey", "図"]
    assert terms("การเรียนรู้")[0] == "กา"


def test_a_greek_word_stays_a_word() -> None:
    assert len(name_terms("Γιώργος")) == 1


@pytest.mark.parametrize("text", ["", "?!", "$ $", "\x00", "\\", "{}", "x" * 10_000])
def test_what_has_no_words_has_no_terms(text: str) -> None:
    assert terms(text) == []


def test_plain_ascii_stays_as_it_is() -> None:
    assert plain("A plain text, with 3 numbers.") == "A plain text, with 3 numbers."


def test_words_keep_their_spelling_with_their_terms() -> None:
    assert spellings("Contrastive learning, self-learning of the Graphs") == {
        "Contrastive": ["contrast"],
        "learning": ["learn"],
        "self": ["self"],
        "of": ["of"],
        "the": ["the"],
        "Graphs": ["graph"],
    }

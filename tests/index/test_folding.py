"""One word has one spelling, whatever characters it is printed with."""

from __future__ import annotations

import pytest

from feeds.paper import clean
from index.folding import fold, plain, separate_signs


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("gra\u00addient", "gradient"),
        ("back\u200bpropagation", "backpropagation"),
        ("opti\u2060mis\ufeffation", "optimisation"),
        ("\u202eKernel\u202c", "kernel"),
        ("\u0130zmir", "izmir"),
        ("I\u0307zmir", "\u0130zmir"),
        ("ılgaz", "Ilgaz"),  # noqa: RUF001 - Turkish
        ("eﬃcient ﬂows", "efficient flows"),
        ("Strauß", "STRAUSS"),
        ("Godel\u0308", "Godel"),
        ("G\u0303 m\u0303", "g m"),
        (r"M{\o}rk \L{}ucja {\ss}", "Mørk Łucja ß"),
        (r"G\"odel", "Gödel"),
        ("Bayes\u2013Nash", "Bayes-Nash"),
        ("O\u2019Hara", "O\u02bcHara"),
        ("\u201cwords\u201d", '"words"'),
        ("\uff27\uff30\uff35", "gpu"),
        ("\U0001d6fd-VAE", r"β-VAE"),
    ],
)
def test_spellings_of_one_word_are_folded_into_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_a_greek_letter_becomes_its_name_and_a_greek_word_stays() -> None:
    assert fold("\u03b3-VAE").split() == ["gamma", "-vae"]
    assert fold("Ελένη") == "ελενη"


def test_case_and_accents_stay_where_words_are_shown() -> None:
    assert plain("Gödel\u200b proved") == "Gödel proved"


def test_signs_of_scripts_without_spaces_become_words() -> None:
    assert separate_signs("図 learning 機械").split() == ["図", "learning", "機", "械"]


def test_korean_and_japanese_letters_stay_whole() -> None:
    assert fold("한국어 がっこう") == "한국어 がっこう"


@pytest.mark.parametrize("code", [0x00AD, 0x200B, 0x2060, 0xFEFF, 0x202E, 0x061C])
def test_what_no_reader_sees_goes_when_papers_are_read_and_when_words_are_compared(
    code: int,
) -> None:
    assert clean(f"ab{chr(code)}cd") == fold(f"ab{chr(code)}cd") == "abcd"

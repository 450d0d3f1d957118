"""Hyphens, ligatures, headings and running heads, by the wording of lines."""

import pytest

from papertrail.documents.extraction import headings
from papertrail.documents.extraction.furniture import is_notice
from papertrail.documents.extraction.joining import Hyphens, join
from papertrail.documents.extraction.ligatures import repair_ligatures
from papertrail.documents.extraction.lines import Line


def line(text: str, font: str = "Times") -> Line:
    return Line(
        text=text, left=0, right=100, baseline=10, size=10, bold=0, italic=0, font=font,
        start=0, end=len(text), angle=0,
    )  # fmt: skip


def joined(*texts: str, others: tuple[str, ...] = ()) -> str:
    lines = [line(text) for text in texts]
    return join(lines, Hyphens([*lines, *map(line, others)]))


@pytest.mark.parametrize(
    ("texts", "whole"),
    [
        (("a repre-", "sentation of it"), "a representation of it"),
        (("the state-of-the-", "art model"), "the state-of-the-art model"),
        (("for SCI-", "DOCS here"), "for SCI-DOCS here"),
        (("see https://github.com/", "tensorflow/tensor2tensor"),
         "see https://github.com/tensorflow/tensor2tensor"),
        (("at https://example.org/a-", "b/c for more"), "at https://example.org/a-b/c for more"),
        (("read https://example.org.", "It says"), "read https://example.org. It says"),
        (("本文选用微博", "语料"), "本文选用微博语料"),
        (("pages 12-", "15 of it"), "pages 12-15 of it"),
    ],
)  # fmt: skip
def test_lines_are_joined_as_they_are_read(texts: tuple[str, ...], whole: str) -> None:
    assert joined(*texts, others=("art",)) == whole


def test_the_words_of_the_document_decide_about_a_hyphen() -> None:
    others = ("a self-supervised method and one that is supervised",)
    assert joined("the self-", "supervised loss", others=others) == "the self-supervised loss"
    assert joined("more in-", "terventions", others=("interventions",)) == "more interventions"


def test_lost_ligatures_are_recovered_by_the_words_that_come_out() -> None:
    lines = [line(text) for text in ("a di\u21b5erent e\u21b5ect", "it is di\ufffecult", "o\u21b5")]
    repair_ligatures(lines)
    assert [one.text for one in lines] == ["a different effect", "it is difficult", "off"]


def test_punctuation_is_taken_for_a_ligature_only_where_many_words_say_so() -> None:
    lines = [line("di#erent e#ects and su#er"), line("wow! Fine, it is {x1} # one", font="Other")]
    repair_ligatures(lines)
    assert lines[0].text == "different effects and suffer"
    assert lines[1].text == "wow! Fine, it is {x1} # one"


@pytest.mark.parametrize(
    "text",
    ["1 Introduction", "3.2.1 Scaled Dot-Product", "IV. RESULTS", "A.1 Proofs", "Appendix B Data",
     "2. Towards", "第"],
)  # fmt: skip
def test_numbers_of_headings_are_known(text: str) -> None:
    assert bool(headings.NUMBER.match(text)) is (text != "第")


@pytest.mark.parametrize(
    ("text", "marked", "is_caption"),
    [
        ("Figure 3: The model.", False, True),
        ("Fig. 2. Results", False, True),
        ("Table IV | Scores", False, True),
        ("Figure 3 shows that it works.", False, False),
        ("Figure 3 shows that it works.", True, False),
        ("Algorithm 1 Gradient descent", True, True),
        ("图 3 多通道", True, True),
        ("Tables are not read.", True, False),
    ],
)
def test_captions_begin_with_a_name_and_a_number(
    text: str, *, marked: bool, is_caption: bool
) -> None:
    assert headings.starts_caption(text, marked=marked) is is_caption


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("arXiv:1706.03762v5 [cs.CL] 6 Dec 2017", True),
        ("31st Conference on Neural Information Processing Systems (NIPS 2017), Long Beach", True),
        ("Permission to make digital or hard copies of all or part of this work", True),
        ("Preprint. Under review.", True),
        ("© 2022 H.V. Simhadri et al.", True),
        ("Published as a conference paper at ICLR 2024", True),
        ("Preprints are read by many people.", False),
        ("Proceedings are long and this is a sentence.", False),
        ("Copying is a task of its own.", False),
    ],
)
def test_notices_of_conferences_and_archives_are_known(text: str, *, expected: bool) -> None:
    assert is_notice(text) is expected

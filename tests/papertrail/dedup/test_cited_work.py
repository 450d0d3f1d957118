"""A reference is matched to the work that it cites, and to no other."""
# ruff: noqa: E501 - a case is one line

import pytest

from papertrail.dedup.cited_work import choose_cited
from papertrail.dedup.same_work import Record

ATTENTION = Record(
    "Attention Is All You Need",
    ("Ashish Vaswani", "Noam Shazeer", "Niki Parmar", "Jakob Uszkoreit"),
    2017,
    "NeurIPS 2017",
    frozenset({("arxiv", "1706.03762")}),
)


def reference(
    title: str = "Attention is all you need",
    authors: tuple[str, ...] = ("A. Vaswani", "N. Shazeer"),
    year: int | None = 2017,
    *identifiers: tuple[str, str],
) -> Record:
    return Record(title, authors, year, None, frozenset(identifiers))


@pytest.mark.parametrize(
    "entry",
    [
        reference(),
        reference(year=2018),
        reference(authors=("Vaswani, Ashish",)),
        reference("Attentoin is all you need", ("Ashish Vaswani", "Noam Shazeer", "Niki Parmar", "Jakob Uszkoreit")),
        reference("", (), None, ("arxiv", "1706.03762")),
        reference("Attention is all you need", ("Ashish Vaswani",), None, ("arxiv", "1706.03762")),
    ],
)  # fmt: skip
def test_a_work_is_matched_by_identifier_or_by_title_authors_and_year(entry: Record) -> None:
    assert choose_cited(entry, [ATTENTION]) == 0


@pytest.mark.parametrize(
    "entry",
    [
        reference(authors=()),
        reference(authors=("Q. Zwölfer", "Y. Xu")),
        reference(year=2025),
        reference("Attention is not all you need"),
        reference("Attention is all you need in speech separation"),
        reference("Attention is all you need", ("A. Vaswani",), 2017, ("arxiv", "2010.13154")),
        # Bibliographies print wrong identifiers.
        reference("Deep face detection", ("S. Farfade",), 2015, ("arxiv", "1706.03762")),
    ],
)
def test_another_work_is_not_matched(entry: Record) -> None:
    assert choose_cited(entry, [ATTENTION]) is None


def test_a_short_title_needs_authors_and_a_year() -> None:
    work = Record("Deep learning", ("Yann LeCun", "Yoshua Bengio", "Geoffrey Hinton"), 2015, None)

    assert choose_cited(reference("Deep learning", ("Y. LeCun",), 2015), [work]) == 0
    assert choose_cited(reference("Deep learning", ("Y. LeCun",), None), [work]) is None
    assert choose_cited(reference("Deep learning", ("I. Goodfellow",), 2015), [work]) is None


def test_the_nearest_of_several_works_is_chosen() -> None:
    preprint = Record(ATTENTION.title, ATTENTION.authors, 2015, None)

    assert choose_cited(reference(), [preprint, ATTENTION]) == 1
    assert choose_cited(reference(), []) is None

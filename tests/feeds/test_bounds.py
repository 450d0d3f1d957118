"""How large a paper may be when it is stored."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds import bounds
from feeds.bounds import UnboundedPaperError, bounded, shortened
from feeds.paper import Author, Paper, parse_arxiv_id

PAPER = Paper(
    (("arxiv", "2606.00001"), ("doi", "10.1000/1")),
    "A title",
    "An abstract.",
    (Author("Ada Lovelace", "London"),),
    "https://arxiv.org/abs/2606.00001",
    2,
    datetime(2026, 6, 1, tzinfo=UTC),
    datetime(2026, 6, 2, tzinfo=UTC),
    date(2026, 6, 3),
    ("cs.LG",),
    "ICML 2026",
    2026,
    "12 pages",
    "J. 1",
    "CC BY",
    discussions=("https://example.org/1",),
)
LONG = "word " * 1_000_000


def with_(**changes: object) -> Paper:
    values = {name: getattr(PAPER, name) for name in Paper.__dataclass_fields__}
    return Paper(**(values | changes))


def test_a_usual_paper_is_left_as_it_is() -> None:
    assert bounded(PAPER) == PAPER


@pytest.mark.parametrize(
    ("field", "most"),
    [
        ("title", bounds.TITLE),
        ("abstract", bounds.ABSTRACT),
        ("comment", bounds.COMMENT),
        ("journal_ref", bounds.PHRASE),
        ("venue", bounds.PHRASE),
        ("licence", bounds.PHRASE),
    ],
)
def test_long_texts_are_cut_at_a_word_with_an_ellipsis(field: str, most: int) -> None:
    text = getattr(bounded(with_(**{field: LONG})), field)

    assert most - 10 < len(text) <= most
    assert text.endswith("word…")


def test_long_lists_are_cut_and_their_members_too() -> None:
    many = tuple(
        Author(f"{number} {LONG[:3000]}", LONG[:3000]) for number in range(bounds.AUTHORS + 5)
    )

    authors = bounded(with_(authors=many)).authors

    assert len(authors) == bounds.AUTHORS
    assert max(len(author.name) for author in authors) <= bounds.NAME
    assert max(len(author.affiliation or "") for author in authors) <= bounds.AFFILIATION


def test_the_largest_collaborations_keep_all_their_authors() -> None:
    authors = tuple(Author(f"Ada {number}") for number in range(5_154))

    assert bounded(with_(authors=authors)).authors == authors


def test_what_cannot_be_cut_is_left_out() -> None:
    address = "https://example.org/" + "a" * 5_000
    paper = bounded(
        with_(
            identifiers=(
                ("url", address),
                *PAPER.identifiers,
                *[("doi", f"10.1/{n}") for n in range(500)],
            ),
            url=address,
            categories=("cs.LG", "c" * 5_000, *map(str, range(500))),
            discussions=(address, *(f"https://example.org/{n}" for n in range(500))),
        )
    )

    assert paper.identifiers[:2] == PAPER.identifiers
    assert len(paper.identifiers) <= bounds.IDENTIFIERS
    assert paper.url == ""
    assert (paper.categories[0], len(paper.categories)) == ("cs.LG", bounds.CATEGORIES)
    assert (paper.discussions[0], len(paper.discussions)) == (
        "https://example.org/0",
        bounds.DISCUSSIONS,
    )


@pytest.mark.parametrize("number", [10**60, -1, 0, 2**63, 100_000])
def test_numbers_that_cannot_be_are_left_out(number: int) -> None:
    paper = bounded(with_(version=number, year=number))

    assert (paper.version, paper.year) == (None, None)


def test_moments_that_cannot_be_written_in_utc_are_left_out() -> None:
    late = datetime.max.replace(tzinfo=timezone(timedelta(hours=-12)))
    early = datetime.min.replace(tzinfo=timezone(timedelta(hours=12)))

    paper = bounded(with_(submitted=early, updated=late))

    assert (paper.submitted, paper.updated) == (None, None)


def test_lone_surrogates_are_dropped() -> None:
    paper = bounded(with_(title="A\ud800 title", authors=(Author("A\udfffda", "\ud800"),)))

    assert (paper.title, paper.authors) == ("A title", (Author("Ada", ""),))


@pytest.mark.parametrize(
    "changes", [{"identifiers": ()}, {"identifiers": (("url", "a" * 5_000),)}, {"title": ""}]
)
def test_a_paper_that_nothing_is_left_of_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(UnboundedPaperError):
        bounded(with_(**changes))


@given(st.text(), st.integers(2, 50))
def test_a_shortened_text_is_within_its_bound_and_short_ones_stay(text: str, most: int) -> None:
    short = shortened(text, most)

    assert len(short) <= most
    assert short == text or len(text) > most


def test_an_arxiv_version_has_few_digits() -> None:
    assert parse_arxiv_id("2606.11111v12") == ("2606.11111", 12)
    assert parse_arxiv_id("2606.11111v" + "9" * 60) is None


def test_a_placeholder_of_a_doi_is_left_out() -> None:
    paper = Paper((("arxiv", "2606.00001"), ("doi", "10.1145/nnnnnnn.nnnnnnn")), "Title")

    assert bounded(paper).identifiers == (("arxiv", "2606.00001"),)

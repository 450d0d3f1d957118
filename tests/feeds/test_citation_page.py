"""Pages of papers are read by the tags that search engines read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.citation_page import parse_citation_page
from feeds.errors import FeedError, HopelessError
from feeds.paper import Author

ADDRESS = "https://example.org/papers/1.html"


def page(*tags: tuple[str, str], body: str = "") -> bytes:
    """Return a page with some tags."""
    head = "".join(f'<meta name="{name}" content="{content}">' for name, content in tags)
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def test_a_page_is_read_by_its_tags() -> None:
    found = parse_citation_page(
        page(
            ("citation_title", "On  Zebras"),
            ("citation_author", "Lovelace, Ada"),
            ("citation_author", "Bo Núñez"),
            ("citation_publication_date", "2024/07/08"),
            ("citation_conference_title", "Proceedings of a Conference"),
            ("citation_doi", "10.1000/ABC"),
            ("citation_arxiv_id", "2406.00001"),
            body='<div id="abstract"><h3>Abstract</h3> We count zebras.</div>',
        ),
        ADDRESS,
    )

    assert found.identifiers == (("url", ADDRESS), ("doi", "10.1000/abc"), ("arxiv", "2406.00001"))
    assert (found.title, found.abstract) == ("On Zebras", "We count zebras.")
    assert found.authors == (Author("Ada Lovelace"), Author("Bo Núñez"))
    assert (found.announced, found.year) == (date(2024, 7, 8), 2024)
    assert found.venue == "Proceedings of a Conference"


@pytest.mark.parametrize(
    ("text", "day", "year"),
    [
        ("2024", None, 2024),
        ("2024-02-30", None, 2024),
        ("2024-3-1", date(2024, 3, 1), 2024),
        ("March 2024", None, None),
        ("", None, None),
    ],
)
def test_dates_are_read_if_they_are_dates(text: str, day: date | None, year: int | None) -> None:
    found = parse_citation_page(page(("citation_title", "A"), ("citation_date", text)), ADDRESS)

    assert (found.announced, found.year) == (day, year)


def test_an_abstract_below_a_heading_is_found() -> None:
    body = "<h4>Abstract</h4><p><p>We count.</p> And sort.</p><h4>More</h4><p>Other.</p>"
    found = parse_citation_page(page(("citation_title", "A"), body=body), ADDRESS)

    assert found.abstract == "We count. And sort."


def test_a_page_of_no_paper_is_refused() -> None:
    with pytest.raises(HopelessError, match="does not say which paper it shows"):
        parse_citation_page(page(body="<p>Please verify that you are human</p>"), ADDRESS)


@given(st.binary(max_size=400))
def test_any_page_is_read_or_refused(body: bytes) -> None:
    for content in (body, page(("citation_title", "A")) + body):
        try:
            parse_citation_page(content, ADDRESS)
        except FeedError as error:
            found = error.message
            assert found

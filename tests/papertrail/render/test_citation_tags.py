"""Pages describe their papers to programs that save references."""

from __future__ import annotations

from urllib.parse import parse_qs

from feeds.paper import Author
from papertrail.render.citation_tags import citation_tags, context_object
from papertrail.types.work import Work

WORK = Work(
    key=1,
    identifiers=(("arxiv", "1706.03762"), ("doi", "10.1000/182")),
    title="Attention Is All You Need",
    abstract="",
    url="https://arxiv.org/abs/1706.03762",
    authors=(Author("Ashish Vaswani"), Author("Noam Shazeer")),
    categories=("cs.CL",),
    sources=(),
    version=1,
    submitted="2017-06-12T17:57:34Z",
    updated=None,
    announced=None,
    fetched="",
    venue="NeurIPS 2017",
    year=2017,
    comment=None,
    journal_ref=None,
    withdrawn=False,
)


def test_the_tags_are_those_of_google_scholar() -> None:
    assert citation_tags(WORK) == (
        ("citation_title", "Attention Is All You Need"),
        ("citation_author", "Ashish Vaswani"),
        ("citation_author", "Noam Shazeer"),
        ("citation_publication_date", "2017/06/12"),
        ("citation_conference_title", "NeurIPS 2017"),
        ("citation_doi", "10.1000/182"),
        ("citation_arxiv_id", "1706.03762"),
        ("citation_abstract_html_url", "https://arxiv.org/abs/1706.03762"),
        ("citation_pdf_url", "https://arxiv.org/pdf/1706.03762"),
    )


def test_a_context_object_has_title_authors_and_identifiers() -> None:
    values = parse_qs(context_object(WORK))

    assert values["rft.atitle"] == ["Attention Is All You Need"]
    assert values["rft.au"] == ["Ashish Vaswani", "Noam Shazeer"]
    assert "info:doi/10.1000/182" in values["rft_id"]

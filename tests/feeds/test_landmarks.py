"""The bundled sample keeps its promises."""

from datetime import UTC, datetime

import pytest

from feeds.landmarks import Landmarks
from feeds.paper import Paper, parse_identifier
from feeds.source import FetchRequest, Status


@pytest.fixture(scope="module")
def papers() -> list[Paper]:
    request = FetchRequest(datetime(2026, 6, 17, tzinfo=UTC), {}, None)
    return [paper for batch in Landmarks().fetch(request) for paper in batch.papers]


def test_it_holds_many_different_papers(papers: list[Paper]) -> None:
    assert len(papers) >= 120
    assert (
        len({paper.identifiers[0] for paper in papers})
        == len({paper.title for paper in papers})
        == len(papers)
    )


def test_what_was_read_is_not_read_again() -> None:
    moment = datetime(2026, 6, 17, tzinfo=UTC)
    *_, last = Landmarks().fetch(FetchRequest(moment, {}, None))

    again = list(Landmarks().fetch(FetchRequest(moment, last.cursor, None)))

    assert [(batch.papers, batch.status) for batch in again] == [((), Status.CURRENT)]


def test_every_paper_is_complete(papers: list[Paper]) -> None:
    for paper in papers:
        assert paper.title
        assert paper.authors
        assert paper.url.startswith("https://")
        assert paper.categories or paper.venue
        if paper.submitted is None or paper.updated is None:
            assert paper.year
            continue
        assert paper.submitted <= paper.updated
        assert paper.version is None or (paper.version == 1) == (
            paper.submitted == paper.updated
        ), paper.title


def test_an_identifier_has_the_month_of_submission_or_the_next(papers: list[Paper]) -> None:
    for paper in papers:
        (_, arxiv_id), moment = paper.identifiers[0], paper.submitted
        if moment is None:
            continue
        months = (
            (2000 + int(arxiv_id[:2])) * 12 + int(arxiv_id[2:4]) - (moment.year * 12 + moment.month)
        )
        assert months in (0, 1), paper.title


def test_every_identifier_is_one_that_people_type(papers: list[Paper]) -> None:
    for paper in papers:
        scheme, value = paper.identifiers[0]
        if scheme != "openreview":
            assert (scheme, value) == parse_identifier(value), paper.title


def test_abstracts_have_the_length_of_abstracts(papers: list[Paper]) -> None:
    assert all(20 <= len(paper.abstract.split()) <= 150 for paper in papers)


@pytest.mark.parametrize(
    "area",
    [
        "transformer",
        "self-supervised",
        "meta-learning",
        "diffusion",
        "reinforcement",
        "graph",
        "retrieval",
        "image",
        "speech",
        "optimi",
        "adversarial",
        "gpu",
    ],
)
def test_every_area_has_papers(papers: list[Paper], area: str) -> None:
    assert sum(area in f"{paper.title} {paper.abstract}".lower() for paper in papers) >= 3

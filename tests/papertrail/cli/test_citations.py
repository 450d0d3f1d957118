"""`refs`, `cited-by` and `similar --cited` say what fetched papers cite."""

from datetime import UTC, datetime

import pytest

from feeds.paper import Author, Paper
from papertrail.documents.citations import catch_up
from papertrail.store import Store
from papertrail.types.document import DocumentText, Page
from papertrail.types.fetched import Document
from tests.papertrail.conftest import Run

NOW = datetime(2026, 6, 17, tzinfo=UTC)
TEXT = """Surveys
References
[1] Ada Abel. Deep maps of shallow seas. In ICML, 2019.
[2] Dora Dahl. Something [bold]that[/bold] nobody stores. 1999.
[3] A private communication of last week.
"""


@pytest.fixture
def fetched(store: Store) -> Store:
    """A home with two surveys, whose texts are there, and one paper that both cite."""
    papers = [
        Paper((("arxiv", "2606.00001"),), "A survey", authors=(Author("Eve Eves"),), submitted=NOW),
        Paper((("arxiv", "2606.00002"),), "A review", authors=(Author("Fay Frey"),), submitted=NOW),
        Paper(
            (("arxiv", "1905.00001"),),
            "Deep maps of shallow seas",
            "Code: https://github.com/a/maps",
            (Author("Ada Abel"),),
            submitted=NOW.replace(year=2019),
        ),
    ]
    with store.transaction() as tx:
        tx.works.save(papers, "arxiv:cs.LG", NOW)
        for number in (1, 2):
            document = Document(str(number) * 64, 1, "https://a.org/x.pdf", 1, NOW.isoformat())
            tx.documents.save(number, document, DocumentText((Page(1, TEXT),), (), ()))
        tx.marks.set([3], "like", NOW)
    catch_up(store)
    return store


@pytest.mark.usefixtures("fetched")
def test_refs_lists_references_with_the_ids_of_stored_papers(run: Run) -> None:
    result = run("refs", "2606.00001")

    assert result.status == 0
    assert result.out.splitlines() == [
        "A survey: 3 references, 1 of them stored",
        "[1] Ada Abel (2019) Deep maps of shallow seas",
        "     arxiv:1905.00001  like",
        "[2] Dora Dahl (1999) Something [bold]that[/bold] nobody stores",
        "[3] A private communication of last week",
    ]


@pytest.mark.usefixtures("fetched")
def test_refs_as_json_has_all_that_is_printed(run: Run) -> None:
    first, second, _ = run("refs", "2606.00001", "--json").json["references"]

    assert first["paper"]["id"] == "arxiv:1905.00001"
    assert (first["marks"], first["authors"], first["year"]) == (["like"], ["Ada Abel"], 2019)
    assert (second["paper"], second["number"], second["page"]) == (None, 2, 1)


@pytest.mark.usefixtures("fetched")
def test_references_of_a_paper_that_is_not_fetched_are_unknown(run: Run) -> None:
    for command in (("refs",), ("similar", "--cited")):
        result = run(*command, "1905.00001")

        assert result.status == 1
        assert "references of 1905.00001 are unknown" in result.err
        assert "papertrail fetch arxiv:1905.00001" in result.err


@pytest.mark.usefixtures("fetched")
def test_cited_by_lists_the_papers_that_cite_one(run: Run) -> None:
    result = run("cited-by", "1905.00001")

    assert [line.split()[-1] for line in result.out.splitlines()] == [
        "arxiv:2606.00002",
        "arxiv:2606.00001",
    ]
    assert "2 fetched papers" in result.err
    assert len(run("cited-by", "1905.00001", "--json").json["cited_by"]) == 2
    assert "no fetched paper cites it" in run("cited-by", "2606.00001").err


@pytest.mark.usefixtures("fetched")
def test_similar_cited_lists_papers_that_share_references(run: Run) -> None:
    (paper,) = run("similar", "--cited", "2606.00001", "--json").json["papers"]

    assert (paper["id"], paper["shared"], paper["score"]) == ("arxiv:2606.00002", 3, 1.0)
    assert "3 shared references" in run("similar", "--cited", "2606.00001").out
    assert run("similar", "--cited", "2606.00001", "2606.00002").status == 2


@pytest.mark.usefixtures("fetched")
def test_show_has_the_links(run: Run) -> None:
    assert "code       https://github.com/a/maps" in run("show", "1905.00001").out
    assert run("show", "1905.00001", "--json").json["links"] == [
        {
            "url": "https://github.com/a/maps",
            "kind": "code",
            "whose": "own",
            "page": None,
            "context": "Code: https://github.com/a/maps",
        }
    ]

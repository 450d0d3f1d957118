"""Single papers are fetched into the store and can be searched at once."""

import pytest

import papertrail
from papertrail.locks import updating
from papertrail.workspace import Home
from tests.fake_arxiv import FakeArxiv, make_papers
from tests.papertrail.conftest import Run


def test_papers_are_stored_and_indexed(home: Home, arxiv: FakeArxiv, run: Run) -> None:
    known = arxiv.papers[1]

    done = run("get", f"arxiv:{known.id}", "2699.99999", "no id", "--json")

    assert done.status == 3
    first, *failed = done.json["papers"]
    assert (first["status"], first["paper"]["title"]) == ("new", known.title)
    assert first["paper"]["sources"] == ["get"]
    assert [each["status"] for each in failed] == ["failed", "failed"]
    assert all(each["error"] for each in failed)
    assert run("search", known.title, "-n", "1", "--json").json[0]["id"] == f"arxiv:{known.id}"


def test_what_is_stored_is_not_asked_for(filled: Home, arxiv: FakeArxiv, run: Run) -> None:
    paper = f"arxiv:{arxiv.papers[1].id}"

    done = run("get", paper, "--json")

    assert done.status == 0
    assert done.json["papers"][0]["status"] == "known"
    assert arxiv.seen == []
    assert run("get", paper, "--again", "--json").json["papers"][0]["status"] == "known"
    assert len(arxiv.seen) == 1


def test_an_update_recognises_what_was_got(home: Home, arxiv: FakeArxiv, run: Run) -> None:
    run("get", arxiv.papers[1].id)

    done = run("update", "--json").json

    assert done["new"] == len(arxiv.shown()) - 1
    shown = run("show", arxiv.papers[1].id, "--json").json
    assert set(shown["sources"]) == {"get", "arxiv:cs.LG"}


def test_nothing_found_is_a_failure(filled: Home, run: Run) -> None:
    done = run("get", "arxiv:2699.99999")

    assert done.status == 1
    assert done.err.startswith("failed: arxiv:2699.99999: arXiv has no paper")


def test_while_another_process_indexes_it_is_stored_all_the_same(
    filled: Home, arxiv: FakeArxiv, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("papertrail.core.get._PATIENCE", 0)
    arxiv.papers += make_papers(1, first=1000)
    with papertrail.open() as opened, updating(filled, "a test"):
        result = opened.get([arxiv.papers[-1].id])

    assert not result.indexed
    assert result.outcome == 0
    assert result.papers[0].status == "new"

"""Papers are read with the help of their own sentences, from the command line."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.paper import Author, Paper
from papertrail.core.application import Papertrail
from papertrail.core.application import open as open_papertrail
from papertrail.errors import ConfigError, NotFoundError, UsageError
from papertrail.store import Store
from papertrail.types.fetched import Document
from tests.papertrail.conftest import Run
from tests.written_papers import birds, whales

NOW = datetime(2026, 6, 17, 8, tzinfo=UTC)
WHALES, BIRDS, UNREAD = "arxiv:2606.00001", "arxiv:2606.00002", "arxiv:2606.00003"
TITLES = {WHALES: "Songs of whales", BIRDS: "Flocks of starlings", UNREAD: "Not fetched"}


@pytest.fixture
def root(tmp_path: Path, model_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with three papers, two of which have a text."""
    root = tmp_path / "home"
    root.mkdir()
    (root / "cache").symlink_to(model_cache)
    (root / "config.toml").write_text("[feeds]\nfollow = []\n", encoding="utf-8")
    monkeypatch.setenv("PAPERTRAIL_HOME", str(root))
    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-17T08:00:00Z")
    with (
        Store.open(root / "papertrail.db", create=True) as store,
        store.transaction() as tx,
    ):
        tx.works.save([_paper(name) for name in TITLES], "arxiv:cs.LG", NOW)
        for number, (name, text) in enumerate(((WHALES, whales()), (BIRDS, birds()))):
            key = store.works.named(name)
            assert key is not None
            document = Document(
                str(number) * 64, 1, "file:a.pdf", None, "2026-06-17T08:00:00Z", pages=4
            )
            tx.documents.save(key, document, text)
    return root


@pytest.fixture
def paper(root: Path) -> Iterator[Papertrail]:
    with open_papertrail(root) as opened:
        yield opened


def _paper(name: str) -> Paper:
    return Paper(
        identifiers=(("arxiv", name.removeprefix("arxiv:")),),
        title=TITLES[name],
        abstract="An abstract.",
        authors=(Author("Ada Example"),),
        url=f"https://arxiv.org/abs/{name.removeprefix('arxiv:')}",
        submitted=datetime(2026, 6, 15, 14, tzinfo=UTC),
    )


def test_a_question_to_all_papers_is_answered_by_the_one_that_says_it(run: Run, root: Path) -> None:
    done = run("ask", "Which cards were in the server?", "--json")

    found = json.loads(done.out)
    assert done.status == 0
    assert found["answers"][0]["id"] == WHALES
    assert found["answers"][0]["page"] == 2
    assert "A100" in " ".join(each["text"] for each in found["answers"][0]["sentences"])
    assert {each["id"] for each in found["asked"]} == {WHALES, BIRDS}


def test_nothing_that_says_it_is_an_answer_too(run: Run, root: Path) -> None:
    done = run("ask", "Which accuracy is reported on ImageNet?", "--in", WHALES, "--in", UNREAD)

    assert done.status == 0
    assert done.out == "nothing in this paper says this\n"
    assert f"papertrail fetch {UNREAD}" in done.err


def test_of_many_papers_the_closest_are_asked_also_while_they_are_not_indexed(
    paper: Papertrail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("papertrail.core.reading.SHORTLIST", 1)

    found = paper.reading.ask("How many songs were recorded?")

    assert len(found.asked) == 1
    assert "of 2 papers, the 1 closest ones were asked" in found.remarks
    assert any("not indexed yet" in remark for remark in found.remarks)


def test_a_paper_without_a_text_can_not_be_asked(paper: Papertrail) -> None:
    with pytest.raises(NotFoundError, match="full text"):
        paper.reading.ask("What?", [UNREAD])
    with pytest.raises(NotFoundError, match="full text"):
        paper.reading.skim(UNREAD)
    with pytest.raises(UsageError):
        paper.reading.ask("?!")
    with pytest.raises(ConfigError, match="unknown topic"):
        paper.reading.ask("What?", topic="Birds")


def test_an_overview_has_pages_and_sections(run: Run, root: Path) -> None:
    shown = run("skim", WHALES)
    found = json.loads(run("skim", WHALES, "--json").out)

    assert "(p. 3, 5 Limitations)" in shown.out
    assert [*found["parts"]] == [
        *("problem", "contributions", "method", "data", "results", "limitations")
    ]


def test_terms_are_listed_with_their_definitions(run: Run, root: Path) -> None:
    assert "CNN: convolutional neural network (p. 2, 2 Method)" in run("terms", WHALES).out
    found = json.loads(run("terms", WHALES, "--json").out)["terms"]
    assert {each["term"]: each["kind"] for each in found} == {
        "CNN": "acronym",
        "HMM": "acronym",
        "K": "symbol",
    }


def test_papers_are_compared_by_aspects(run: Run, root: Path, paper: Papertrail) -> None:
    found = json.loads(run("compare", WHALES, BIRDS, "--json").out)

    aspects = {aspect["name"]: aspect for aspect in found["aspects"]}
    assert [*aspects] == ["claims", "data", "metrics", "results", "limitations"]
    assert aspects["metrics"]["shared"] == ["accuracy"]
    results = [each["quotes"][0]["text"] for each in aspects["results"]["papers"]]
    assert "91.4%" in results[0] or "60.3%" in results[0]
    assert run("compare", WHALES, BIRDS).status == 0
    with pytest.raises(UsageError, match="two papers"):
        paper.reading.compare([WHALES, WHALES])


def test_text_of_a_paper_can_not_control_the_terminal(run: Run, root: Path) -> None:
    with Store.open(root / "papertrail.db") as store, store.transaction() as tx:
        key = store.works.named(WHALES)
        assert key is not None
        document = Document("0" * 64, 1, "file:a.pdf", None, "2026-06-17T08:00:00Z", pages=4)
        tx.documents.save(key, document, whales("Where \x1b[31m the code is on github.com \x07."))

    for command in (("ask", "Where is the code?"), ("skim", WHALES), ("terms", WHALES)):
        assert not {"\x1b", "\x07"} & set(run(*command).out)

"""States, tags, priorities and notes, and undo."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from feeds.paper import Author, Paper
from papertrail.core.application import Papertrail
from papertrail.core.application import open as open_home
from papertrail.errors import NotFoundError, UsageError
from papertrail.store import Store
from papertrail.types.document import Link, LinkKind, Whose
from papertrail.types.fetched import Document
from papertrail.types.filter import Filter
from papertrail.types.library import Annotations
from papertrail.workspace import Home

NOW = datetime(2026, 6, 16, 8, tzinfo=UTC)
IDS = [f"arxiv:2606.0000{number}" for number in range(1, 6)]


def save(store: Store, count: int = 5) -> None:
    """Store some papers."""
    papers = [
        Paper(
            (("arxiv", f"2606.0000{number}"),),
            f"Paper {number}",
            f"About subject {number}.",
            (Author("A. Example"),),
        )
        for number in range(1, count + 1)
    ]
    with store.transaction() as tx:
        tx.works.save(papers, "arxiv:cs.LG", NOW)


@pytest.fixture
def desk(home: Home, store: Store) -> Iterator[Papertrail]:
    """A home with five papers."""
    save(store)
    with open_home(home.root) as opened:
        yield opened


def own(desk: Papertrail, paper: str) -> Annotations:
    """Return what is kept about a paper."""
    store = desk.resources.store
    return store.library.of([store.works.named(paper) or 0])[store.works.named(paper) or 0]


def test_a_state_replaces_another_and_leaves_the_opinion(desk: Papertrail) -> None:
    desk.mark("like", IDS[:1])
    desk.library.set_state(IDS[:1], "later")
    desk.library.set_state(IDS[:1], "read")

    found = own(desk, IDS[0])
    assert (found.state, found.since) == ("read", "2026-06-17T08:00:00Z")
    assert [mark.kind for mark in found.opinions] == ["like"]

    desk.library.set_state(IDS[:1], "new")
    assert own(desk, IDS[0]).state == "new"
    assert [mark.kind for mark in own(desk, IDS[0]).opinions] == ["like"]


def test_words_of_earlier_versions_are_understood(desk: Papertrail) -> None:
    desk.mark("save", IDS[:1])
    desk.library.set_state(IDS[1:2], "skip")

    assert [own(desk, paper).state for paper in IDS[:2]] == ["later", "discarded"]
    assert desk.library.list("status:saved").papers[0].work.id == IDS[0]


def test_undo_takes_back_one_change_after_the_other_and_redo_does_them_again(
    desk: Papertrail,
) -> None:
    library = desk.library
    before = [own(desk, paper) for paper in IDS]
    desk.mark("like", IDS[:2])
    library.tag(IDS[:3], ["robots", "RLHF"])
    library.append_note(IDS[0], "First.")
    library.set_priority(IDS[:1], "high")
    desk.unmark(IDS[:1])
    after = [own(desk, paper) for paper in IDS]

    commands = [change.command for change in library.changes()]
    assert commands == ["mark none", "priority high", "note", "tag robots, RLHF", "mark like"]
    undone = [library.undo() for _ in range(5)]
    assert [change.command for change in undone if change] == commands
    assert [own(desk, paper) for paper in IDS] == before
    assert library.undo() is None

    redone = [library.redo() for _ in range(5)]
    assert [change.command for change in redone if change] == commands[::-1]
    assert [own(desk, paper) for paper in IDS] == after
    assert library.redo() is None


def test_a_new_change_ends_what_could_be_done_again(desk: Papertrail) -> None:
    desk.library.set_state(IDS[:1], "later")
    desk.library.undo()
    desk.library.set_state(IDS[:1], "read")

    assert desk.library.redo() is None
    assert [change.command for change in desk.library.changes()] == ["mark read"]


def test_what_changes_nothing_is_no_change(desk: Papertrail) -> None:
    desk.library.untag(IDS, ["robots"])
    desk.library.set_state(IDS, "new")

    assert desk.library.changes() == ()


def test_a_tag_in_another_spelling_is_the_same_tag(desk: Papertrail) -> None:
    desk.library.tag(IDS[:1], ["#Reinforcement  learning"])
    desk.library.tag(IDS[1:2], ["reinforcement Learning"])

    assert [own(desk, paper).tags[0].name for paper in IDS[:2]] == ["Reinforcement learning"] * 2
    assert desk.library.list('tag:"REINFORCEMENT LEARNING"').total == 2


@pytest.mark.parametrize("text", ["", "  ", "#", "--", "a\x1b[31m", "x" * 61, "a\u202eb"])
def test_what_can_be_no_tag_is_refused(desk: Papertrail, text: str) -> None:
    with pytest.raises(UsageError, match="is no tag"):
        desk.library.tag(IDS[:1], ["robots", text])

    assert own(desk, IDS[0]).tags == ()


def test_nothing_is_changed_if_one_paper_is_not_stored(desk: Papertrail) -> None:
    with pytest.raises(NotFoundError):
        desk.library.tag([IDS[0], "arxiv:2401.99999"], ["robots"])

    assert own(desk, IDS[0]).tags == ()


def test_lists_find_papers_with_a_fetched_pdf_and_with_code_of_their_own(
    desk: Papertrail, store: Store
) -> None:
    with store.transaction() as tx:
        tx.documents.save(1, Document("a" * 64, 1, "file:a.pdf", 1, "2026-06-17T08:00:00Z"), None)
        tx.citations.save_links(2, [Link("https://github.com/a/b", LinkKind.CODE, Whose.OWN)])
        tx.citations.save_links(3, [Link("https://github.com/c/d", LinkKind.CODE, Whose.USED)])
        tx.citations.save_links(4, [Link(None, LinkKind.CODE, Whose.PROMISED)])
        tx.citations.save_links(5, [Link("https://a.org/d", LinkKind.DATA, Whose.OWN)])

    def found(query: str) -> list[str]:
        return [paper.work.id for paper in desk.library.list(query).papers]

    assert found("has:pdf") == IDS[:1]
    assert found("has:code") == IDS[1:2]
    assert found("has:pdf has:code") == []
    assert store.works.passing(Filter(has=("code",))).nonzero()[0].tolist() == [2]


def test_lists_find_by_state_tag_and_note(desk: Papertrail) -> None:
    library = desk.library
    library.set_state(IDS[:2], "later")
    library.tag(IDS[1:3], ["robots"])
    library.append_note(IDS[2], "A note.")

    def ids(query: str) -> set[str]:
        return {paper.work.id for paper in library.list(query).papers}

    assert ids("state:later") == set(IDS[:2])
    assert ids("state:new") == set(IDS[2:])
    assert ids("tag:robots state:later") == {IDS[1]}
    assert ids("-tag:robots") == {IDS[0], *IDS[3:]}
    assert ids("state:later OR has:note") == set(IDS[:3])
    assert ids("has:pdf") == ids("has:code") == set()
    assert ids("") == set(IDS[:3])
    assert library.list(everything=True, count=2).total == 5

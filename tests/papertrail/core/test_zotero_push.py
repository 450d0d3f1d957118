"""Papers are pushed to Zotero once, and what a person edits there stays."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from feeds.paper import Author, Paper
from papertrail.core.application import Papertrail
from papertrail.core.application import open as open_home
from papertrail.core.export import Selection
from papertrail.errors import PapertrailError
from papertrail.exchange.zotero_items import item_key
from papertrail.store import Store
from papertrail.types.export import ExportedFile
from papertrail.workspace import Home
from tests.papertrail.conftest import Run
from tests.papertrail.exchange.fake_zotero import KEY, FakeZotero

NOW = datetime(2026, 6, 16, 8, tzinfo=UTC)
FIRST = item_key("arxiv", "2606.00001")


@pytest.fixture
def zotero(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeZotero]:
    with FakeZotero() as server:
        monkeypatch.setenv("PAPERTRAIL_MIRROR", server.mirror)
        monkeypatch.setenv("PAPERTRAIL_ZOTERO_KEY", KEY)
        yield server


@pytest.fixture
def desk(zotero: FakeZotero, home: Home, store: Store) -> Iterator[Papertrail]:
    papers = [
        Paper(
            (("arxiv", f"2606.0000{number}"),),
            f"Paper number {number}",
            f"About {number}.",
            (Author("Ada Lovelace"),),
            categories=("cs.LG",),
        )
        for number in (1, 2, 3)
    ]
    with store.transaction() as tx:
        tx.works.save(papers, "arxiv:cs.LG", NOW)
    with open_home(home.root) as opened:
        yield opened


def push(desk: Papertrail) -> ExportedFile:
    return desk.exchange.push_to_zotero(Selection(everything=True))


def test_a_second_push_sends_nothing(desk: Papertrail, zotero: FakeZotero) -> None:
    first = push(desk)
    second = push(desk)

    assert (len(first.added), len(zotero.items), len(zotero.writes)) == (3, 3, 1)
    assert (second.added, second.replaced, second.kept) == ((), (), ())
    item = zotero.items[FIRST]
    assert (item["itemType"], item["archiveID"]) == ("preprint", "arXiv:2606.00001")
    assert item["creators"][0] == {
        "creatorType": "author",
        "firstName": "Ada",
        "lastName": "Lovelace",
    }


def test_what_changes_here_changes_there_with_its_version(
    desk: Papertrail, zotero: FakeZotero
) -> None:
    push(desk)
    version = zotero.items[FIRST]["version"]
    desk.library.tag(["arxiv:2606.00001"], ["to cite"])

    assert len(push(desk).replaced) == 1
    assert zotero.writes[1] == [{"key": FIRST, "version": version, "tags": [{"tag": "to cite"}]}]


def test_an_item_that_was_edited_there_keeps_its_words(
    desk: Papertrail, zotero: FakeZotero
) -> None:
    push(desk)
    zotero.edit(FIRST, title="My title", tags=[{"tag": "mine"}])
    desk.library.tag(["arxiv:2606.00001"], ["to cite"])

    assert len(push(desk).kept) == 1
    assert zotero.items[FIRST]["title"] == "My title"
    assert zotero.items[FIRST]["tags"] == [{"tag": "mine"}]


def test_a_readers_own_item_and_one_in_the_bin_are_left_alone(
    desk: Papertrail, zotero: FakeZotero
) -> None:
    own = {"key": "OWNITEM2", "version": 3, "title": "Mine", "extra": "arXiv: 2606.00001"}
    binned = {"key": item_key("arxiv", "2606.00002"), "version": 4, "title": "x", "deleted": 1}
    zotero.items = {"OWNITEM2": own, str(binned["key"]): binned}

    done = push(desk)

    assert (len(done.added), zotero.items["OWNITEM2"], FIRST in zotero.items) == (1, own, False)
    assert zotero.items[str(binned["key"])]["title"] == "x"


def test_a_push_whose_answer_was_lost_makes_no_second_item(
    desk: Papertrail, zotero: FakeZotero, store: Store
) -> None:
    push(desk)
    with store.transaction() as tx:
        tx.exports._connection.execute("DELETE FROM exported_entries")

    done = push(desk)

    assert (done.added, done.replaced, done.kept, len(zotero.items)) == ((), (), (), 3)


@pytest.mark.parametrize(
    ("status", "message"), [(403, "refuses the key"), (500, "did not answer as it should")]
)
def test_a_refusal_is_one_line_without_the_key(
    desk: Papertrail, zotero: FakeZotero, status: int, message: str
) -> None:
    zotero.status = status

    with pytest.raises(PapertrailError, match=message) as caught:
        push(desk)

    assert KEY not in str(caught.value)


def test_the_command_pushes_and_says_what_is_missing(
    desk: Papertrail, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushed = run("export", "--all", "--to", "zotero")
    monkeypatch.delenv("PAPERTRAIL_ZOTERO_KEY")
    refused = run("export", "--all", "--to", "zotero")

    assert pushed.out == "Zotero: 3 papers, 3 added\n"
    assert (refused.status, "set PAPERTRAIL_ZOTERO_KEY" in refused.err) == (1, True)

"""Topics, saved searches and the reading list are Atom files that change only with their papers."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import lxml.etree
import pytest

from feeds.paper import Author, Paper
from papertrail.core.application import Papertrail
from papertrail.core.application import open as open_home
from papertrail.core.written_feeds import write_followed_feeds
from papertrail.errors import PapertrailError
from papertrail.types.digest import Digest, DigestPaper

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from papertrail.store import Store
    from papertrail.workspace import Home
    from tests.papertrail.conftest import Run

NOW = datetime(2026, 6, 16, 8, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
HOSTILE = "Sums <b> & ]]> \x0b \u202e of $x$"


@pytest.fixture
def desk(home: Home, store: Store) -> Iterator[Papertrail]:
    """A home with two papers, one to read and one shown for a topic."""
    papers = [
        Paper(
            (("arxiv", f"2606.0000{number}"),),
            title,
            HOSTILE,
            (Author("Ada & Co"),),
            submitted=datetime(2026, 6, number, tzinfo=UTC),
            url=f"https://arxiv.org/abs/2606.0000{number}",
        )
        for number, title in ((1, HOSTILE), (2, "Graphs"))
    ]
    with store.transaction() as tx:
        tx.works.save(papers, "arxiv:cs.LG", NOW)
        shown = (DigestPaper("Graphs", 1, 2, 0.9, {}),)
        tx.digests.add(Digest("2026-06-16T09:00:00Z", 2, 2, (), shown))
    with open_home(home.root) as opened:
        opened.library.set_state(["arxiv:2606.00001"], "later")
        yield opened


def problems(content: bytes) -> list[str]:
    """Return what RFC 4287 requires of a feed and this one lacks."""
    feed = lxml.etree.fromstring(content)
    found = [] if feed.tag == f"{ATOM}feed" else ["no feed"]
    entries = feed.findall(f"{ATOM}entry")
    for element in (feed, *entries):
        found += [
            f"not one {name}"
            for name in ("id", "title", "updated")
            if len(element.findall(f"{ATOM}{name}")) != 1
        ]
        for name in ("updated", "published"):
            found += [
                f"no moment: {each.text}"
                for each in element.findall(f"{ATOM}{name}")
                if not MOMENT.fullmatch(each.text or "")
            ]
        if not re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", element.findtext(f"{ATOM}id") or ""):
            found.append("an id is no URI")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    if len({*ids}) != len(ids):
        found.append("an id twice")
    if feed.find(f"{ATOM}author/{ATOM}name") is None:
        found.append("no author")
    return found


def test_each_list_is_a_valid_feed(desk: Papertrail, tmp_path: Path) -> None:
    written = desk.exchange.write_feeds(tmp_path / "out")
    files = sorted(path.name for path in (tmp_path / "out").iterdir())

    assert files == ["reading-list.atom", "topic-graphs.atom", "topic-speech.atom"]
    assert [(feed.papers, feed.changed) for feed in written] == [(1, True), (1, True), (0, True)]
    for path in (tmp_path / "out").iterdir():
        assert problems(path.read_bytes()) == []


def test_a_file_changes_with_its_papers_alone(
    desk: Papertrail, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.exchange.write_feeds(tmp_path)
    before = (tmp_path / "reading-list.atom").read_bytes()
    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-20T08:00:00Z")
    again = desk.exchange.write_feeds(tmp_path)
    with store.transaction() as tx:
        tx.alerts.note(1, "published", "ICML", datetime(2026, 6, 21, tzinfo=UTC))
    changed = [feed.changed for feed in desk.exchange.write_feeds(tmp_path)]
    after = (tmp_path / "reading-list.atom").read_bytes()

    assert not any(feed.changed for feed in again)
    assert changed == [True, False, False]
    assert re.findall(rb"<id>.*?</id>", after) == re.findall(rb"<id>.*?</id>", before)
    assert b"<updated>2026-06-21T00:00:00Z</updated>" in after.replace(b"+00:00", b"Z")


def test_an_update_writes_the_folder_of_the_settings(
    home: Home, desk: Papertrail, tmp_path: Path
) -> None:
    config = home.config_file.read_text()
    home.config_file.write_text(f'{config}[export]\nfeeds = "{tmp_path}/out"\n')
    with open_home(home.root) as other:
        write_followed_feeds(other.resources)

    assert (tmp_path / "out" / "reading-list.atom").is_file()


def test_a_folder_that_is_a_file_is_a_clear_error(desk: Papertrail, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PapertrailError, match="can't write"):
        desk.exchange.write_feeds(tmp_path / "file")


def test_the_command_names_what_it_wrote(desk: Papertrail, run: Run, tmp_path: Path) -> None:
    first = run("feeds", "write", str(tmp_path))
    again = run("feeds", "write", str(tmp_path), "--json")

    assert first.out.splitlines()[0] == f"{tmp_path}/reading-list.atom: 1 paper, written"
    assert not any(feed["changed"] for feed in again.json)


def test_a_saved_search_is_a_feed(filled: Home, tmp_path: Path) -> None:
    with open_home(filled.root) as desk:
        desk.search("graphs", count=3, save_as="My Graphs")
        written = desk.exchange.write_feeds(tmp_path)

    assert written[-1].papers > 3
    assert problems((tmp_path / "search-my-graphs.atom").read_bytes()) == []

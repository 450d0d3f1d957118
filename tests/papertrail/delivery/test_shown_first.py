"""A digest that was shown or written to a file first still goes to each channel once."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from papertrail.core.application import open as open_papertrail
from papertrail.core.delivery import deliver_composed
from papertrail.store import Store
from papertrail.workspace import Home
from tests.fake_mail import FakeMail
from tests.papertrail.conftest import Run
from tests.papertrail.delivery.conftest import (
    Configure,
    PrintedNotes,
    Send,
    add_papers,
    chosen,
    mailbox,
    states,
)

MORNING = "2026-06-17T08:00:00Z"


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    return folder


def look(home: Home, first: int, count: int, created: str = MORNING) -> None:
    """Record a digest of new papers as `papertrail digest` does that shows it."""
    with Store.open(home.database, create=True) as store:
        keys = add_papers(store, first, count)
        with store.transaction() as tx:
            tx.digests.add(chosen(store, keys, created).digest)


def send_at(created: str, first: int = 0, count: int = 0) -> int:
    """Send the digest of a day, made of new papers; PAPERTRAIL_NOW has to be that moment."""
    with open_papertrail(progress=PrintedNotes()) as paper:
        store = paper.resources.created_store()
        keys = add_papers(store, first, count) if count else []
        return deliver_composed(paper.resources, lambda: chosen(store, keys, created)).outcome


def text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part
    return str(part.get_content())


def numbers(mail: EmailMessage) -> list[int]:
    """Return the numbers of a mail's papers."""
    lines = text(mail).splitlines()
    return [
        int(line.rsplit("Paper number ", 1)[1].split()[0])
        for line in lines
        if "Paper number " in line
    ]


def test_the_digest_that_was_looked_at_is_what_channels_get(
    home: Home, configure: Configure, server: FakeMail, notes: Path
) -> None:
    configure(mail=mailbox(server), page={"kind": "folder", "path": notes, "file": "index.md"})
    look(home, 901, 2)

    assert send_at(MORNING, 1, 2) == 0
    assert send_at(MORNING) == 0

    (mail,) = server.mails
    assert numbers(mail) == [901, 902]
    assert mail["Subject"].startswith("papertrail: 2 papers, Wednesday")
    page = (notes / "index.md").read_text(encoding="utf-8")
    assert all(f"Paper number {number}" in page for number in (901, 902))
    assert "Paper number 1" not in page


def test_what_is_added_to_the_digest_of_the_day_is_a_mail_of_its_own(
    home: Home, configure: Configure, send: Send, server: FakeMail
) -> None:
    configure(mail=mailbox(server))
    look(home, 901, 2)

    assert send(2) == 0

    first, second = server.mails
    assert (numbers(first), numbers(second)) == ([901, 902], [1, 2])
    assert second["Subject"].startswith("papertrail: 2 papers added, Wednesday")
    assert second["In-Reply-To"] == first["Message-ID"]


@pytest.mark.parametrize("quiet_days", [True, False])
def test_papers_that_were_looked_at_come_though_nothing_is_new(
    home: Home, configure: Configure, send: Send, server: FakeMail, quiet_days: bool
) -> None:
    configure(mail=mailbox(server, quiet_days=quiet_days))
    look(home, 901, 2)

    assert send() == 0
    assert send() == 0

    first, *more = server.mails
    assert numbers(first) == [901, 902]
    assert more == []


def test_what_was_sent_first_is_sent_no_second_time_after_a_look(
    home: Home, configure: Configure, send: Send, server: FakeMail
) -> None:
    configure(mail=mailbox(server))
    send(1)
    look(home, 901, 0)

    assert send() == 0
    assert [numbers(mail) for mail in server.mails] == [[1]]


def test_a_channel_gets_only_what_it_has_not_had(
    home: Home, configure: Configure, send: Send, server: FakeMail, notes: Path
) -> None:
    page = {"kind": "folder", "path": notes, "file": "%Y-%m-%d.md"}
    configure(mail=mailbox(server))
    send(1)
    configure(mail=mailbox(server), page=page)

    assert send(1) == 0

    assert [numbers(mail) for mail in server.mails] == [[1], [101]]
    pages = [path.read_text(encoding="utf-8") for path in sorted(notes.iterdir())]
    assert len(pages) == 2
    assert sorted("Paper number 101" in text for text in pages) == [False, True]


def test_a_channel_added_another_day_begins_with_that_day(
    home: Home, configure: Configure, server: FakeMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(mail=mailbox(server))
    look(home, 901, 1, "2026-06-10T08:00:00Z")
    look(home, 911, 1, "2026-06-17T07:00:00Z")

    assert send_at(MORNING) == 0
    assert [numbers(mail) for mail in server.mails] == [[911]]


def test_a_look_in_the_evening_is_sent_after_the_weekend(
    home: Home, configure: Configure, send: Send, server: FakeMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(mail=mailbox(server))
    send(1)
    look(home, 901, 1, "2026-06-19T22:00:00Z")
    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-22T07:30:00Z")

    assert send_at("2026-06-22T07:30:00Z", 911, 1) == 0
    assert [numbers(mail) for mail in server.mails] == [[1], [901], [911]]
    assert "Friday, 19 June" in server.mails[1]["Subject"]


def test_a_feed_has_each_paper_once(
    home: Home, configure: Configure, send: Send, notes: Path
) -> None:
    configure(feed={"kind": "folder", "path": notes, "file": "feed.xml"})
    look(home, 901, 1)

    assert send(1) == 0

    feed = (notes / "feed.xml").read_text(encoding="utf-8")
    assert (feed.count("<title>Paper number 901<"), feed.count("<title>Paper number 1<")) == (1, 1)


def test_a_digest_that_was_shown_and_is_refused_comes_again_as_the_same_mail(
    home: Home, configure: Configure, send: Send, server: FakeMail
) -> None:
    server.on_data = ["451 later", "take and drop"]
    configure(mail=mailbox(server))
    look(home, 901, 1)

    assert send(1) == 1
    assert send() == 0

    assert {tuple(numbers(mail)) for mail in server.mails} == {(901,), (1,)}
    assert len({mail["Message-ID"] for mail in server.mails}) == 2
    assert states(home) == [(1, "mail", "confirmed"), (2, "mail", "confirmed")]


def test_a_past_day_is_sent_to_no_channel_that_had_its_digests(
    home: Home, configure: Configure, send: Send, server: FakeMail, run: Run
) -> None:
    configure(mail=mailbox(server))
    look(home, 901, 1)
    send(1)

    done = run("digest", "--date", "today", "--send")

    assert "all channels that want the digests of 2026-06-17 have them" in done.err
    assert len(server.mails) == 2


def test_what_was_given_up_with_a_later_digest_can_be_sent_by_its_date(
    home: Home, configure: Configure, send: Send, server: FakeMail, run: Run
) -> None:
    server.on_data = ["451 later", "451 later"]
    configure(mail=mailbox(server))
    look(home, 901, 1)
    send(1)
    run("deliveries", "drop", "mail")

    assert send() == 0
    assert server.mails == []
    assert run("digest", "--date", "today", "--send").status == 0
    assert sorted(number for mail in server.mails for number in numbers(mail)) == [1, 901]


def test_a_quiet_day_is_noted_once_where_a_channel_asks_for_it(
    home: Home, configure: Configure, send: Send, server: FakeMail
) -> None:
    configure(mail=mailbox(server, quiet_days=True))

    assert [send(), send(), send(1)] == [0, 0, 0]

    assert [numbers(mail) for mail in server.mails] == [[], [201]]
    assert "a quiet day" in server.mails[0]["Subject"]
    assert server.mails[1]["Subject"].startswith("papertrail: 1 paper, ")

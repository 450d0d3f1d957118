"""A delivery that is killed at any instant: every digest arrives.

None arrives twice, unless the delivery was recorded as unconfirmed.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from papertrail.store import Store
from papertrail.workspace import Home
from tests.fake_mail import FakeMail
from tests.killing import ROOT, Killer
from tests.papertrail.delivery.conftest import Configure, add_papers, mailbox

TWO = """
import sys
import papertrail
from papertrail.core.delivery import deliver_composed
from tests.papertrail.delivery.conftest import chosen

with papertrail.open() as paper:
    store = paper.resources.store
    new = lambda: store.digests.unknown(store.works.arrived_after(0, "2026-01-01"))
    sys.exit(deliver_composed(paper.resources, lambda: chosen(store, new())).outcome)
"""
POINTS = 4
"""Into so many parts a delivery is cut; it is killed between them."""


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    started = Killer(
        "tests.papertrail.delivery.killed_delivery:deliver",
        {"PAPERTRAIL_NOW": "2026-06-17T08:00:00Z", "PAPERTRAIL_MIRROR": "http://127.0.0.1:9"},
    )
    yield started
    started.close()


@pytest.fixture
def waiting(home: Home, configure: Configure, server: FakeMail, tmp_path: Path) -> Home:
    """A home, to be copied, with two new papers, a mailbox and a folder."""
    notes = tmp_path / "notes"
    notes.mkdir()
    configure(mail=mailbox(server), folder={"path": notes, "file": "%Y-%m-%d.md"})
    with Store.open(home.database, create=True) as store:
        add_papers(store, 1, 2)
    return home


@pytest.fixture
def copy(waiting: Home, server: FakeMail, tmp_path: Path) -> Callable[[str], Home]:
    """Make a copy of the home with a folder of its own, and empty the mailbox."""

    def make(name: str) -> Home:
        root = tmp_path / name
        shutil.copytree(waiting.root, root, symlinks=True)
        (root / "notes").mkdir()
        config = root / "config.toml"
        config.write_text(config.read_text().replace(str(tmp_path / "notes"), str(root / "notes")))
        server.mails.clear()
        return Home(root, root / "cache", root / "state")

    return make


def ledger(home: Home) -> dict[str, str]:
    """Return the state of each channel's delivery; there is at most one digest."""
    with Store.open(home.database) as store:
        deliveries = store.deliveries.recent(100)
    assert len({item.digest for item in deliveries}) <= 1
    return {item.channel: item.state for item in deliveries}


def steps_of(killer: Killer, home: Home) -> int:
    """Return how many steps an undisturbed delivery has."""
    code, steps = killer.act(home)
    assert code == "0"
    return steps


def check(home: Home, server: FakeMail, *, in_doubt: bool, where: str) -> None:
    """Check that both papers came by mail and into the folder, once.

    If the delivery was in doubt, the mail may have come twice with one Message-ID.
    """
    assert ledger(home) == {"mail": "confirmed", "folder": "confirmed"}, where
    assert len({mail["Message-ID"] for mail in server.mails}) == 1, where
    assert len(server.mails) <= (2 if in_doubt else 1), where
    for mail in server.mails:
        text = mail.get_body(("plain",)).get_content()
        assert text.count("Paper number 1") == text.count("Paper number 2") == 1, where
    (note,) = (home.root / "notes").iterdir()
    assert note.name == "2026-06-17.md", where
    assert note.read_text(encoding="utf-8").count("Paper number 2") == 1, where


def test_a_delivery_killed_at_any_step_arrives_once(
    killer: Killer, copy: Callable[[str], Home], server: FakeMail
) -> None:
    steps = steps_of(killer, copy("calm"))
    assert steps > 30
    twice = []

    for at in range(1, steps + 1):
        home = copy(f"killed-{at}")
        assert killer.act(home, at) == ("killed", signal.SIGKILL), f"step {at}"
        in_doubt = ledger(home).get("mail") == "sending"

        code, _ = killer.act(home)

        assert code == "0", f"step {at}"
        check(home, server, in_doubt=in_doubt, where=f"killed at step {at} of {steps}")
        twice += [at] if len(server.mails) > 1 else []
    # The mail was accepted, and the process killed before it wrote that down: from the final dot to
    # the commit.
    assert len(twice) <= 6


@pytest.mark.parametrize(
    "fault", ["451 later", "550 no", "hang", "drop", "take and drop", "take and hang"]
)
def test_a_delivery_killed_while_the_server_fails_arrives_once(
    killer: Killer, copy: Callable[[str], Home], server: FakeMail, fault: str
) -> None:
    calm = copy("calm")
    server.on_data = [fault]
    code, steps = killer.act(calm)
    assert code == "3"

    for at in [steps * point // POINTS for point in range(1, POINTS)]:
        home = copy(f"killed-{at}")
        server.on_data = [fault]
        assert killer.act(home, at) == ("killed", signal.SIGKILL), f"step {at}"
        in_doubt = ledger(home).get("mail") == "sending"

        for _ in range(2):
            code, _ = killer.act(home)
            in_doubt = in_doubt or ledger(home).get("mail") == "sending"

        assert code == "0", f"step {at}"
        check(home, server, in_doubt=in_doubt, where=f"killed at step {at} of {steps}")


def test_a_delivery_killed_again_and_again_arrives_once(
    killer: Killer, copy: Callable[[str], Home], server: FakeMail
) -> None:
    home = copy("again")
    for at in (3, 9, 15, 14, 13):
        killer.act(home, at)

    code, _ = killer.act(home)

    assert code == "0"
    check(home, server, in_doubt=True, where="at the end")


def test_two_deliveries_at_once_send_one_digest(
    waiting: Home, server: FakeMail, tmp_path: Path
) -> None:
    """While the first hangs at the server, the second waits, and finds nothing left to do."""
    server.on_data = ["slow"]
    command = [sys.executable, "-c", TWO]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}

    both = [
        subprocess.Popen(
            command, env=environment, stderr=subprocess.PIPE, text=True, stdout=subprocess.DEVNULL
        )
        for _ in range(2)
    ]
    output = [process.communicate(timeout=60)[1] for process in both]

    assert [process.returncode for process in both] == [0, 0], output
    assert len(server.mails) == 1
    assert len(list((tmp_path / "notes").iterdir())) == 1

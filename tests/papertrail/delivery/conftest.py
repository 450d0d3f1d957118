"""A home with digests to deliver, whose papers were not chosen by a model, to be quick."""

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from feeds.paper import Author, Paper
from papertrail.core.application import open as open_papertrail
from papertrail.core.delivery import deliver_composed
from papertrail.digest.compose import Composed
from papertrail.store import Store
from papertrail.types.digest import Digest, DigestPaper, SourceHealth
from papertrail.types.progress import Progress
from papertrail.workspace import Home
from tests.fake_mail import FakeMail
from tests.papertrail.conftest import CONFIG

NOW = datetime(2026, 6, 17, 8, tzinfo=UTC)


def add_papers(store: Store, first: int, count: int, title: str = "Paper number {}") -> list[int]:
    """Store papers; return their keys."""
    papers = [
        Paper(
            identifiers=(("arxiv", f"2606.{number:05}"),),
            title=title.format(number),
            abstract=f"What number {number} is about.",
            authors=(Author("Ada First"),),
            url=f"https://arxiv.org/abs/2606.{number:05}",
            version=1,
            submitted=NOW,
            updated=NOW,
            categories=("cs.LG",),
        )
        for number in range(first, first + count)
    ]
    before = store.works.last_key()
    with store.transaction() as tx:
        tx.works.save(papers, "arxiv:cs.LG", NOW)
    return list(range(before + 1, store.works.last_key() + 1))


def chosen(store: Store, keys: list[int], created: str = "2026-06-17T08:00:00Z") -> Composed:
    """Return a digest of these works, not recorded."""
    papers = tuple(DigestPaper("Graphs", rank, key, 0.9, {}) for rank, key in enumerate(keys, 1))
    sources = (SourceHealth("arxiv:cs.LG", "current", len(keys)),)
    return Composed(Digest(created, len(keys), store.works.last_key(), sources, papers), {})


class PrintedNotes(Progress):
    """Prints notes on standard error."""

    def note(self, message: str) -> None:
        sys.stderr.write(f"{message}\n")


Send = Callable[..., int]


@pytest.fixture
def send(home: Home) -> Send:
    """Send new papers as `papertrail digest --send --add` does; return the exit code."""
    made = 0

    def send_papers(count: int = 0, title: str = "Paper number {}") -> int:
        nonlocal made
        with open_papertrail(progress=PrintedNotes()) as paper:
            opened = paper.resources.created_store()
            keys = add_papers(opened, 100 * made + 1, count, title) if count else []
            made += 1
            return deliver_composed(paper.resources, lambda: chosen(opened, keys), add=True).outcome

    return send_papers


@pytest.fixture
def server() -> Iterator[FakeMail]:
    """A mail server that takes everything, without encryption."""
    with FakeMail() as started:
        yield started


Configure = Callable[..., None]


@pytest.fixture
def configure(home: Home) -> Configure:
    """Write [deliver.NAME] tables, one for each keyword."""

    def write(**channels: dict[str, object]) -> None:
        lines: list[str] = []
        for name, settings in channels.items():
            lines += [
                "",
                f"[deliver.{name}]",
                *(f"{key} = {_toml(value)}" for key, value in settings.items()),
            ]
        home.config_file.write_text(CONFIG + "\n".join([*lines, ""]), encoding="utf-8")

    return write


def mailbox(server: FakeMail, **settings: object) -> dict[str, object]:
    """Return the settings of a mail channel to a server on this machine."""
    usual = {
        "kind": "mail",
        "to": "me@example.org",
        "host": "127.0.0.1",
        "port": server.port,
        "security": "none",
    }
    return usual | {"timeout": 2} | settings


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(_toml(item) for item in value)}]"
    return str(value) if isinstance(value, int | float) else f"'{value}'"


def states(home: Home) -> list[tuple[int, str, str]]:
    """Return the ledger: digest, channel, state."""
    with Store.open(home.database) as store:
        return sorted(
            (item.digest, item.channel, item.state) for item in store.deliveries.recent(1000)
        )

"""A home with papers and a digest, and the triage screen on it without a terminal."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot

from feeds.paper import Author, Paper
from papertrail.core.application import Papertrail
from papertrail.core.application import open as open_home
from papertrail.store import Digest, DigestPaper, Store
from papertrail.tui.app import TriageApp
from papertrail.tui.desk import Desk
from papertrail.types.triage import TriageList
from papertrail.workspace import Home
from tests.papertrail.conftest import CONFIG

NOW = datetime(2026, 6, 16, 8, tzinfo=UTC)
ABSTRACT = "We study a subject. It is hard. Our method finds graphs in a few steps. " * 6
Load = Callable[[Papertrail], TriageList]


def paper(number: int, title: str | None = None) -> Paper:
    """Return a paper of 16 June 2026."""
    return Paper(
        identifiers=(("arxiv", f"2606.{number:05d}"),),
        title=title or f"Paper {number} about graphs",
        abstract=ABSTRACT,
        url=f"https://arxiv.org/abs/2606.{number:05d}",
        authors=(Author("A. Example"), Author("B. Sample")),
        categories=("cs.LG",),
        submitted=NOW,
        updated=NOW,
    )


def fill(store: Store, papers: list[Paper], in_digest: int = 6) -> None:
    """Store papers, and a digest of the first ones under two topics."""
    with store.transaction() as tx:
        tx.works.save(papers, "arxiv:cs.LG", NOW)
    keys = [store.works.find("arxiv", found.identifiers[0][1]) or 0 for found in papers]
    why = {"terms": ["graphs", "steps"], "sentence": "It is hard.", "nearest": None, "rule": ""}
    shown = [
        DigestPaper(["Graphs", "Speech"][rank % 2], rank + 1, key, 0.9 - rank / 20, why)
        for rank, key in enumerate(keys[:in_digest])
    ]
    digest = Digest("2026-06-17T07:00:00Z", len(keys), max(keys), (), tuple(shown), best=5)
    with store.transaction() as tx:
        tx.digests.add(digest)


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home without papers and without a model, on Wednesday, 17 June 2026."""
    root = tmp_path / "bare"
    root.mkdir()
    (root / "config.toml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.setenv("PAPERTRAIL_HOME", str(root))
    monkeypatch.setenv("PAPERTRAIL_MIRROR", "http://127.0.0.1:9")
    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-17T08:00:00Z")
    return Home.from_environment()


@pytest.fixture
def opened(bare: Home) -> Iterator[Papertrail]:
    """A home with twelve papers and a digest of six, open."""
    with open_filled(bare, [paper(number) for number in range(1, 13)]) as found:
        yield found


@contextmanager
def open_filled(home: Home, papers: list[Paper], in_digest: int = 6) -> Iterator[Papertrail]:
    """Store papers and a digest in a home, and open it."""
    with Store.open(home.database, create=True) as store:
        fill(store, papers, in_digest)
    with open_home(home.root) as found:
        yield found


@asynccontextmanager
async def screen(
    opened: Papertrail, load: Load | None = None, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[TriageApp, Pilot[bool]]]:
    """Show the triage screen of a home, by default on its last digest."""
    desk = Desk(opened)
    app = TriageApp(
        desk,
        opened.config.triage,
        desk.read(load or (lambda home: home.triage.last_digest())),
    )
    try:
        async with app.run_test(size=size) as pilot:
            await app.shown()
            await pilot.pause()
            yield app, pilot
    finally:
        desk.close()
    if app.failure:
        raise app.failure


def on_screen(
    opened: Papertrail,
    script: Callable[[TriageApp, Pilot[bool]], Awaitable[None]],
    load: Load | None = None,
    size: tuple[int, int] = (80, 24),
) -> None:
    """Run a script on the screen."""

    async def run() -> None:
        async with screen(opened, load, size) as (app, pilot):
            await script(app, pilot)

    asyncio.run(run())


async def press(app: TriageApp, pilot: Pilot[bool], *keys: str) -> None:
    """Press keys, and wait until they have done what they do."""
    await pilot.press(*keys)
    await app.settled()
    await pilot.pause()


def lines(app: TriageApp) -> list[str]:
    """Return what the screen shows, as text."""
    rows = app.screen._compositor.render_strips()
    return [row.text.rstrip() for row in rows]

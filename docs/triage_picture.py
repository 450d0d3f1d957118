"""Draw the picture of the triage screen from the sample: `python docs/triage_picture.py`.

Writes docs/triage.svg: the sample's digest in a terminal of 100 columns, after a few keys.
"""

import asyncio
import os
from pathlib import Path

import papertrail
from papertrail.tui.app import TriageApp
from papertrail.tui.desk import Desk

PICTURE = Path(__file__).with_name("triage.svg")
COLUMNS, LINES = 100, 30
KEYS = ("l", "s", "x", "l", "d", "k", "k", "k", "k")


def main() -> None:
    """Make the digest of the sample, decide about some of its papers, and draw the screen."""
    os.environ.setdefault("PAPERTRAIL_NOW", "2026-06-17T08:00:00Z")
    with papertrail.open_demo() as paper:
        # The sample is older than what counts as new.
        view = paper.digest(since="1900-01-01")
        store = paper.resources.store
        with store.transaction() as tx:
            tx.digests.add(view.digest)
        svg = asyncio.run(drawn(paper))
    PICTURE.write_text(svg, encoding="utf-8")


async def drawn(paper: papertrail.Papertrail) -> str:
    """Return the screen after some keys, as SVG."""
    desk = Desk(paper)
    app = TriageApp(desk, paper.config.triage, desk.read(lambda home: home.triage.last_digest()))
    try:
        async with app.run_test(size=(COLUMNS, LINES)) as pilot:
            await app.shown()
            await pilot.press(*KEYS)
            await app.settled()
            await pilot.pause()
            return app.export_screenshot(title="papertrail triage")
    finally:
        desk.close()


if __name__ == "__main__":
    main()

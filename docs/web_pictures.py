"""Draw the pictures of docs/web.md from the bundled sample: `python docs/web_pictures.py`.

Serves the sample and photographs its pages with the system's Chromium: web-digest.png and
web-triage.png, web-library.png and web-topic.png at the width of a laptop, web-dark.png in dark
colours, web-phone.png and web-learn.png on a phone.
"""

import os
import shutil
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, sync_playwright

import papertrail
from papertrail.web.server import PageServer
from papertrail.web.settings import ServeSettings

DOCS = Path(__file__).parent
PICTURES = {
    "web-digest.png": ("/", 1100, 800, "light"),
    "web-dark.png": (f"/search?q={quote('attention without recurrence')}", 1100, 800, "dark"),
    "web-triage.png": ("/triage", 1100, 800, "light"),
    "web-phone.png": ("/triage", 390, 844, "light"),
    "web-library.png": ("/library", 1100, 800, "light"),
    "web-topic.png": (f"/topic?name={quote('Self-supervised learning')}", 1100, 800, "light"),
    "web-learn.png": ("/learn", 390, 844, "dark"),
}


def main() -> None:
    """Serve the sample and photograph it."""
    os.environ.setdefault("PAPERTRAIL_NOW", "2026-06-17T08:00:00Z")
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        raise SystemExit("drawing the pages needs Chromium: apt-get install chromium")
    with papertrail.open_demo() as paper:
        from papertrail.config import starter
        from papertrail.core.digest import compose

        paper.home.config_file.write_text(starter(), encoding="utf-8")
        # The sample is of many years, so the digest of a day would leave most of it out.
        composed = compose(paper.resources, paper.config.topics, "1900-01-01")
        with paper.resources.store.transaction() as tx:
            tx.digests.add(composed.digest)
        keep(paper)
        server = PageServer(paper.home, ServeSettings(port=0))
        with server.in_background(), sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
            for name, picture in PICTURES.items():
                draw(browser, server.address, name, picture)
            browser.close()


def keep(paper: papertrail.Papertrail) -> None:
    """Mark, tag and note some papers, and begin to learn, as a reader does."""
    found = [hit.work.id for hit in paper.search("learning without labels", count=12).hits]
    paper.library.set_state(found[4:], "read")
    paper.library.set_state(found[:4], "later")
    paper.mark("like", found[:6])
    paper.library.tag(found[1:5], ["pretraining", "seminar"])
    paper.library.append_note(found[0], "Compare the *augmentations* with ours.")
    paper.library.set_priority(found[:1], "high")
    way = paper.learning.way("self-supervised learning")
    paper.learning.done([step.id for step in way.steps[:2]])


def draw(browser: Browser, address: str, name: str, picture: tuple[str, int, int, str]) -> None:
    """Photograph one page."""
    path, width, height, scheme = picture
    window = browser.new_page(
        base_url=address,
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    window.goto(path, wait_until="networkidle")
    window.screenshot(path=DOCS / name)
    window.close()
    print(DOCS / name)


if __name__ == "__main__":
    main()

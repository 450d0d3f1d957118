"""Draw docs/map.png, the map of the bundled sample: `python docs/map_picture.py`.

Needs the extra `map` and the system's Chromium.
"""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import papertrail
from papertrail.render.map_page import page

PICTURE = Path(__file__).with_name("map.png")
WIDTH, HEIGHT = 1100, 720


def main() -> None:
    """Lay the sample out and photograph its page."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        raise SystemExit("drawing the map needs Chromium: apt-get install chromium")
    with papertrail.open_demo() as paper:
        content = page(paper.pictures.map())
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        file = Path(folder, "map.html")
        file.write_text(content, encoding="utf-8")
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        tab.goto(file.as_uri())
        tab.wait_for_timeout(1_000)
        tab.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()

"""Draw the pictures of the documentation from a digest of the sample: `python docs/picture.py`.

Writes docs/digest.svg, what a terminal shows, and with a headless Chromium the page in light and
dark, on a phone, and the mail: digest-light.png, digest-dark.png, digest-phone.png,
digest-mail.png.
"""

import io
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from rich.console import Console

import papertrail
from papertrail.render import html, terminal
from papertrail.types.digest import DigestView

DOCS = Path(__file__).parent
COLUMNS = 104
DARK, LIGHT = 0, 1
"""Values of Blink's preferredColorScheme."""
WINDOW = """\
<body style="margin: 0; background: #8a929a; text-align: center">
<iframe src="page.html" width="{}" height="{}"
 style="border: 0; display: block; margin: auto"></iframe>
"""
"""Chromium's own window can't be as narrow as a phone."""
CHROMIUM = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *(
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
    ),
)


def main() -> None:
    """Make the digest of the sample and draw it."""
    os.environ.setdefault("PAPERTRAIL_NOW", "2026-06-17T08:00:00Z")
    with papertrail.open_demo() as paper:
        edition = paper.digest(since="1900-01-01")
    draw_terminal(edition)
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        raise SystemExit("drawing the pages needs Chromium: apt-get install chromium")
    page, mail = html.page(edition), html.page(edition, mail=True)
    draw(browser, page, "digest-light.png", LIGHT, (900, 900))
    draw(browser, page, "digest-dark.png", DARK, (900, 900))
    draw(browser, page, "digest-phone.png", LIGHT, (390, 844))
    draw(browser, mail, "digest-mail.png", LIGHT, (700, 900))


def draw_terminal(edition: DigestView) -> None:
    """Draw what a terminal shows."""
    out = Console(
        record=True,
        width=COLUMNS,
        file=io.StringIO(),
        force_terminal=True,
        highlight=False,
        markup=False,
    )
    terminal.digest(out, edition)
    out.save_svg(str(DOCS / "digest.svg"), title="papertrail digest")


def draw(browser: str, page: str, name: str, scheme: int, size: tuple[int, int]) -> None:
    """Draw the top of a page; `size` is the window's width and height in CSS pixels."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "page.html").write_text(page, encoding="utf-8")
        file = Path(folder, "window.html")
        file.write_text(WINDOW.format(*size), encoding="utf-8")
        command = [
            *(
                browser,
                *CHROMIUM,
                f"--user-data-dir={folder}/profile",
                f"--screenshot={DOCS / name}",
            ),
            *(
                f"--blink-settings=preferredColorScheme={scheme}",
                f"--window-size={max(size[0], 500)},{size[1]}",
            ),
            *("--force-device-scale-factor=1.5", file.as_uri()),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)


if __name__ == "__main__":
    main()

"""Draw the picture of the README: `python docs/picture.py` writes docs/digest.svg from a real digest of the sample."""

import io
import os
from pathlib import Path

from rich.console import Console

from papertrail.cli.demo import demo_desk, show_digest

WIDTH = 104


def main() -> None:
    """Run the demo's digest on a console that records what it prints."""
    os.environ.setdefault("PAPERTRAIL_NOW", "2026-06-17T08:00:00Z")
    out = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, highlight=False, markup=False)
    with demo_desk() as (desk, semantics):
        show_digest(desk, semantics, out)
    out.save_svg(str(Path(__file__).parent / "digest.svg"), title="papertrail digest")


if __name__ == "__main__":
    main()

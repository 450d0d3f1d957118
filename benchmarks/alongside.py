"""Measure the time saved by embedding papers while others are fetched, against afterwards.

    python benchmarks/alongside.py RECORDED [--feed cs.CL] [--since 2026-04-01] [--rounds 1]
    [--json]

One `papertrail update` from empty, the whole process, with arXiv's three seconds between two
requests, from the recorded upstream, in turns as it is and with nothing embedded before all is
fetched. Medians are reported.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.replay import Replay

DAY = "2026-06-17"
# Looks for what was stored only once the fetching has ended, when it is left to what follows.
AFTERWARDS = (
    "import runpy, papertrail.indexing.background as background; background._PAUSE = 1e6; "
    "runpy.run_module('papertrail', run_name='__main__')"
)
WAYS = {"alongside": ["-m", "papertrail"], "afterwards": ["-c", AFTERWARDS]}


def update(way: str, cache: Path, mirror: str, feed: str, since: str) -> dict[str, float]:
    """Run an update from empty; return its seconds and how many papers were embedded."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "cache").symlink_to(cache)
        (home / "config.toml").write_text(f'[feeds]\nfollow = ["arxiv:{feed}"]\n', encoding="utf-8")
        moment = {"PAPERTRAIL_MIRROR": mirror, "PAPERTRAIL_NOW": f"{DAY}T09:00:00Z"}
        environment = (
            os.environ | moment | {"PAPERTRAIL_HOME": folder, "PAPERTRAIL_STATE": f"{folder}/state"}
        )
        command = [sys.executable, *WAYS[way], "update", "--since", since, "--json"]
        started = time.perf_counter()
        done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
        seconds = time.perf_counter() - started
    if not done.stdout:
        raise SystemExit(f"the update failed: {done.stderr[-500:]}")
    return {"seconds": seconds, "embedded": json.loads(done.stdout)["embedded"]}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("recorded", type=Path, help="the folder of recorded upstream data")
    parser.add_argument("--feed", default="cs.CL", help="an arXiv category")
    parser.add_argument("--since", default="2026-04-01", help="the first day to fetch")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    figures: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as cache, Replay(arguments.recorded, DAY) as replay:
        # The model is converted beforehand: that is done once, and never again.
        update("afterwards", Path(cache), replay.address, arguments.feed, DAY)
        for _ in range(arguments.rounds):
            for way, found in figures.items():
                found.append(
                    update(way, Path(cache), replay.address, arguments.feed, arguments.since)
                )
    medians = {
        way: statistics.median(one["seconds"] for one in found) for way, found in figures.items()
    }
    embedded = figures["alongside"][0]["embedded"]
    ratio = medians["alongside"] / medians["afterwards"]
    if arguments.json:
        print(json.dumps({"embedded": embedded, "seconds": medians, "ratio": ratio}))
        return
    print(
        f"{embedded:,.0f} papers of {arguments.feed}: "
        + ", ".join(f"{way} {s:.1f} s" for way, s in medians.items())
    )
    print(f"alongside takes {ratio:.2f} of the time")


if __name__ == "__main__":
    main()

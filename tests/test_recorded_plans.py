"""Plans for recorded conferences; the times are those that the recorded site makes up."""

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import icalendar
import pytest

from tests.replay import Replay

RECORDED = os.environ.get("PAPERTRAIL_RECORDED")

pytestmark = pytest.mark.skipif(not RECORDED, reason="PAPERTRAIL_RECORDED names no folder")
CONFIG = """\
[feeds]
follow = []

[[topics]]
name = "Transformers"
about = "transformers and attention"

[[topics]]
name = "Self-supervised learning"
about = "self-supervised representation learning"

[[topics]]
name = "Meta-learning"
about = "meta-learning and few-shot learning"

[network]
interval = 0
"""


@pytest.mark.parametrize("edition", ["icml:2025", "neurips:2024", "cvpr:2025"])
def test_the_best_of_a_recorded_conference_go_into_a_calendar(
    edition: str, tmp_path: Path, model_cache: Path
) -> None:
    assert RECORDED
    (tmp_path / "config.toml").write_text(CONFIG)
    file = tmp_path / "plan.ics"
    with Replay(Path(RECORDED), "2026-06-20") as replay:
        environment = os.environ | {
            "PAPERTRAIL_HOME": str(tmp_path),
            "PAPERTRAIL_CACHE": str(model_cache),
            "PAPERTRAIL_MIRROR": replay.address,
            "PAPERTRAIL_NOW": "2026-06-20T08:00:00Z",
        }
        command = [sys.executable, "-m", "papertrail", "plan", edition, "--best", "40"]
        done = subprocess.run(
            [*command, "--timezone", "America/Vancouver", "-o", str(file)],
            env=environment, capture_output=True, text=True, check=False, timeout=600,
        )  # fmt: skip

    assert done.returncode == 0, done.stderr
    events = icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    times = sorted((event["DTSTART"].dt, event["DTEND"].dt) for event in events)
    assert len({str(event["UID"]) for event in events}) == len(events) == 40
    assert all(end <= start for (_, end), (start, _) in pairwise(times))

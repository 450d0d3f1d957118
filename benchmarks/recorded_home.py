"""A home that follows the recorded upstream, for benchmarks that run the command line in it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONFIG = """\
[feeds]
follow = ["arxiv:{feed}"]

[[topics]]
name = "Rendering"
about = "neural rendering of scenes"
threshold = 0.01
limit = {limit}

[digest]
explore = 0

[network]
arxiv_interval = 0
interval = 0
"""


@dataclass(frozen=True)
class RecordedHome:
    """A home and the upstream that it asks.

    Attributes:
        mirror: the address of the replayed upstream.
    """

    root: Path
    mirror: str

    @classmethod
    def make(cls, root: Path, cache: Path, mirror: str, config: str) -> "RecordedHome":
        """Make a home; `cache` holds the converted model and may be shared."""
        root.mkdir()
        (root / "cache").symlink_to(cache)
        (root / "config.toml").write_text(config, encoding="utf-8")
        return cls(root, mirror)

    def start(self, *arguments: str, day: str) -> "subprocess.Popen[str]":
        """Start a command as a process of its own, at eight in the morning of a day."""
        return self.open(["-m", "papertrail", *arguments], day=day)

    def open(
        self, arguments: list[str], *, day: str, stdin: int = subprocess.DEVNULL
    ) -> "subprocess.Popen[str]":
        """Start Python in this home."""
        environment = {
            "PAPERTRAIL_HOME": str(self.root),
            "PAPERTRAIL_STATE": str(self.root / "state"),
            "PAPERTRAIL_MIRROR": self.mirror,
            "PAPERTRAIL_NOW": f"{day}T08:00:00Z",
        }
        return subprocess.Popen(
            [sys.executable, *arguments],
            env=os.environ | environment,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, day: str) -> str:
        """Run a command that has to succeed; return what it prints."""
        process = self.start(*arguments, day=day)
        out, err = process.communicate()
        if process.returncode:
            raise SystemExit(f"papertrail {' '.join(arguments)} failed: {err[-500:]}")
        return out

    def json(self, *arguments: str, day: str) -> Any:  # noqa: ANN401 - whatever the command prints
        """Run a command that has to succeed; return its JSON."""
        return json.loads(self.run(*arguments, "--json", day=day))

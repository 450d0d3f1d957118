"""The recorded upstream as a process of its own, and what it was asked for."""

import json
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode
from urllib.request import Request, urlopen

FAULTS = (
    *("429", "503", "406", "500", "403", "418"),
    *(
        "hang",
        "slow",
        "truncate",
        "empty",
        "html",
        "garbage",
        "huge",
        "redirect_off",
        "gzipbomb",
        "wrongtype",
    ),
)
"""All that it can do instead of answering."""


class Replay:
    """Serves a folder of recorded data as the live upstreams would; use it as a context manager.

    Args:
        recorded: the folder that holds `data` and `upstream`.
        day: the day that it is.
        strict: refuse requests to arXiv that come too soon.
    """

    def __init__(self, recorded: Path, day: str = "2026-06-17", *, strict: bool = False) -> None:
        self._place = tempfile.TemporaryDirectory()
        port_file = Path(self._place.name) / "port"
        command = [
            sys.executable,
            "-B",
            "replay.py",
            "--data",
            str(recorded / "data"),
            "--port",
            "0",
            "--date",
            day,
        ]
        self._server = subprocess.Popen(
            [*command, "--port-file", str(port_file), *(["--strict"] * strict)],
            cwd=recorded / "upstream",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while not port_file.exists() or not port_file.read_text():
            if self._server.poll() is not None:
                raise RuntimeError("the recorded upstream ended at once")
            time.sleep(0.05)
        self.address = f"http://127.0.0.1:{port_file.read_text().strip()}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.terminate()
        self._server.wait()
        self._place.cleanup()

    def get(self, path: str, agent: str = "papertrail's tests") -> bytes:
        """Return the answer to a GET, such as /export.arxiv.org/api/query?id_list=2606.00001."""
        with urlopen(Request(f"{self.address}{path}", headers={"User-Agent": agent})) as answer:
            body: bytes = answer.read()
        return body

    def log(self) -> dict[str, Any]:
        """Return the requests since the last reset and their summary."""
        known: dict[str, Any] = json.loads(self.get("/_control/log"))
        return known

    def move_to(self, day: date | str) -> None:
        """Make it another day."""
        self._order("date", d=str(day))

    def reset(self) -> None:
        """Forget requests and faults."""
        self._order("reset")

    def stale(self, category: str) -> None:
        """Have the feeds of a category show the announcement before, until the next reset."""
        self._order("stale", cat=category)

    def fail(self, host: str, kind: str, times: int = 1, **options: object) -> None:
        """Have a host answer the next requests with a fault of `FAULTS`."""
        self._order("fault", host=host, kind=kind, times=times, **options)

    def _order(self, what: str, **options: object) -> None:
        with urlopen(
            Request(f"{self.address}/_control/{what}?{urlencode(options)}", method="POST")
        ) as answer:
            answer.read()

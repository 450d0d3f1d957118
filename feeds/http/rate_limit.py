"""Keep the rate limit of a group of hosts in a file that the user's processes share."""

import json
import math
import time
from pathlib import Path

LONGEST_PAUSE = 86_400.0
_MOST_DOUBLINGS = 10


class RateLimit:
    """The time of the last request to a group of hosts, and the pause of each host.

    The last request is kept by two clocks, in seconds: the wall clock, which may be set while
    papertrail runs, and the monotonic one, which all processes share but which starts anew with the
    machine.

    Args:
        path: a JSON file, to be read and written under a lock that its readers share.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pauses: dict[str, tuple[float, int]] = {}
        self._pending = False
        try:
            known = json.loads(path.read_text(encoding="utf-8"))
            self._last = (
                float(known.get("last", 0.0)),
                float(known.get("last_monotonic", -math.inf)),
            )
            self._pending = bool(known.get("pending", False))
            self._pauses = {
                host: (float(until), max(0, int(failures)))
                for host, (until, failures) in known.get("pauses", {}).items()
            }
        except (OSError, ValueError, AttributeError, TypeError, OverflowError):
            # Without a readable record the full spacing is kept.
            self._last = (time.time(), time.monotonic()) if path.exists() else (0.0, -math.inf)

    def cooldown_until(self, host: str) -> float:
        """Return until when a host is paused, in seconds since the epoch; 0 if it is not."""
        return self._pauses.get(host, (0.0, 0))[0]

    def seconds_since_last(self) -> float:
        """Return the seconds since the last request, by the clock that counts fewer; at least 0."""
        if self._pending:
            # Its process died in it: it may have reached the upstream at any moment until now.
            return 0.0
        since = (time.time() - self._last[0], time.monotonic() - self._last[1])
        # Below zero, that clock was set back or the machine was started again: use the other one.
        return min((seconds for seconds in since if 0 <= seconds < math.inf), default=0.0)

    def begin_request(self) -> None:
        """Record that a request is about to be made."""
        self._pending = True
        self._write()

    def note_request(self) -> None:
        """Record that the request has reached the upstream by now."""
        self._last = (time.time(), time.monotonic())
        self._pending = False
        self._write()

    def record_failure(self, host: str, pause: float, tolerated: int = 0) -> float:
        """Count a request that was given up, and pause its host: twice as long each time in a row.

        Args:
            host: that failed or refused.
            pause: seconds to leave it alone at first.
            tolerated: how many in a row go without a pause.

        Returns:
            Until when it is left alone, as `cooldown_until` does.
        """
        until, failures = self._pauses.get(host, (0.0, 0))
        failures += 1
        if failures > tolerated:
            doublings = min(failures - tolerated - 1, _MOST_DOUBLINGS)
            until = time.time() + min(pause * 2.0**doublings, LONGEST_PAUSE)
        self._pauses[host] = (until, failures)
        self._write()
        return until

    def clear_failures(self, host: str) -> None:
        """Record that a host answers again."""
        if self._pauses.pop(host, None):
            self._write()

    def _write(self) -> None:
        record = {
            "last": self._last[0],
            "last_monotonic": self._last[1],
            "pending": self._pending,
            "pauses": self._pauses,
        }
        if not math.isfinite(self._last[1]):
            del record["last_monotonic"]
        draft = self._path.with_suffix(".tmp")
        draft.write_text(json.dumps(record), encoding="utf-8")
        draft.replace(self._path)

"""Start an update as a process of its own, which leaves this one free to answer."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from papertrail.workspace import Home


class Updates:
    """The update that this server has started, at most one at a time."""

    def __init__(self, home: "Home") -> None:
        """Start none yet."""
        self._home = home
        self._process: asyncio.subprocess.Process | None = None
        self.output = ""
        self._reading: asyncio.Task[None] | None = None

    @property
    def is_running(self) -> bool:
        """Whether the update that was started here is at work."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start an update, unless one that was started here is at work."""
        if self.is_running:
            return
        self.output = ""
        self._process = await asyncio.create_subprocess_exec(
            # -P keeps modules of the working folder out.
            *(sys.executable, "-P", "-m", "papertrail", "update"),
            env=os.environ
            | {
                "PAPERTRAIL_HOME": str(self._home.root),
                "PAPERTRAIL_STATE": str(self._home.state),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._reading = asyncio.create_task(self._read(self._process))

    async def stop(self) -> None:
        """End the update; what it has stored stays."""
        if self._process and self.is_running:
            self._process.send_signal(signal.SIGINT)
            try:
                async with asyncio.timeout(5):
                    await self._process.wait()
            except TimeoutError:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self._process.pid, signal.SIGKILL)
        if self._reading:
            await self._reading

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        """Keep the last line, which says what failed."""
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        async for line in process.stdout:
            text = line.decode(errors="replace").strip()
            if text:
                self.output = text
        await process.wait()

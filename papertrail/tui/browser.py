"""Open an address in the user's browser without letting it write on the screen."""

import os
import shlex
import shutil
import subprocess
import sys
import threading

_TEXT_BROWSERS = {"w3m", "lynx", "links", "links2", "elinks", "browsh", "carbonyl"}


def browser_command(address: str) -> list[str]:
    """Return the command that opens an address in a window, or an empty list if none would.

    Over ssh there is usually no display: then the address itself is all that can be shown.
    """
    chosen = os.environ.get("BROWSER", "").partition(os.pathsep)[0]
    if chosen:
        parts = shlex.split(chosen)
        return [*parts, address] if parts and shutil.which(parts[0]) else []
    if sys.platform == "darwin":
        return ["open", address]
    has_display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if has_display and shutil.which("xdg-open"):
        return ["xdg-open", address]
    return []


def needs_terminal(command: list[str]) -> bool:
    """Decide whether a browser draws in the terminal."""
    return os.path.basename(command[0]) in _TEXT_BROWSERS  # noqa: PTH119 - a name, no path


def open_window(command: list[str]) -> bool:
    """Start a browser that has a window; return whether that was possible."""
    try:
        process = subprocess.Popen(  # noqa: S603 - the user's own browser
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return False
    # Collects the exit status; some browsers stay until their window is closed.
    threading.Thread(target=process.wait, daemon=True).start()
    return True

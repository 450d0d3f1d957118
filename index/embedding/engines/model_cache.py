"""Remove converted and compiled models that nobody has used for months from the cache.

Models are large, and a new version of OpenVINO does not use those that an older one compiled.
"""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# Seconds. A process that loaded something ought to have ended by then, and what it had can be made
# again.
_LONG = 90 * 24 * 3600


def in_use(folder: Path) -> None:
    """Mark a folder as used now, and remove its siblings that were unused for three months.

    If the cache is not writable, nothing happens.
    """
    with suppress(OSError):
        os.utime(folder)
        for other in folder.parent.iterdir():
            if other.is_dir() and other.stat().st_mtime < time.time() - _LONG:
                shutil.rmtree(other, ignore_errors=True)

"""Find a Zotero library by the profile of the Zotero that is installed.

Profiles are where https://www.zotero.org/support/kb/profile_directory says; the folder of the data
is named in the profile's prefs.js (https://www.zotero.org/support/zotero_data).
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from papertrail.errors import PapertrailError
from papertrail.exchange.zotero import FILE

_DATA = "extensions.zotero.dataDir"
_BASE = "extensions.zotero.baseAttachmentPath"
_SETTING = re.compile(r'^user_pref\("(?P<name>[^"]+)",\s*(?P<value>".*")\);', re.MULTILINE)


def data_folder() -> Path:
    """Return the folder of the library of the Zotero that is installed here.

    Raises:
        PapertrailError: there is none.
    """
    named = [Path(found) for found in _settings(_DATA)]
    for folder in (*named, Path.home() / "Zotero"):
        if (folder / FILE).is_file():
            return folder
    raise PapertrailError(
        "found no Zotero library here",
        f"name the folder that holds {FILE}: papertrail import zotero --library FOLDER",
    )


def linked_files() -> Path | None:
    """Return the folder of linked files, if Zotero's settings name one."""
    return next(map(Path, _settings(_BASE)), None)


def _settings(name: str) -> Iterator[str]:
    """Yield the values that profiles have for a setting."""
    for folder in _profiles():
        for file in sorted(folder.glob("*/prefs.js")):
            try:
                text = file.read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            for found in _SETTING.finditer(text):
                if found["name"] == name:
                    try:
                        yield str(json.loads(found["value"]))
                    except ValueError:
                        continue


def _profiles() -> list[Path]:
    home = Path.home()
    if sys.platform == "darwin":
        return [home / "Library" / "Application Support" / "Zotero" / "Profiles"]
    snap = home / "snap" / "zotero-snap" / "common" / ".zotero" / "zotero"
    flatpak = home / ".var" / "app" / "org.zotero.Zotero" / ".zotero" / "zotero"
    return [home / ".zotero" / "zotero", flatpak, snap]

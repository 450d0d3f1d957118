"""Examine the small JSON files of a home, which every command takes for missing if damaged."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from papertrail.core.doctor.fault import Fault
from papertrail.workspace import Home

_MOST = 16 << 20
"""Bytes that are read of a file; ours are smaller by far."""


def faults(home: Home) -> Iterator[Fault]:
    """Yield a fault for each JSON file that can't be read as what it should be."""
    for path, kinds, without in _files(home):
        reason = _damage(path, kinds)
        if reason:
            yield Fault(
                f"{path} is damaged ({reason}): {without}",
                f"remove it: rm {path}; it is written anew",
                partial(_remove, path),
            )


def _files(home: Home) -> Iterator[tuple[Path, tuple[type, ...], str]]:
    """Yield each file, what it holds, and what its loss means."""
    yield home.last_list, (dict, list), "numbers of the last list name no paper"
    yield home.results, (list,), "which scheduled runs succeeded is not known"
    yield home.index / "answering.json", (dict,), "the model that answers is not known"
    if home.state.is_dir():
        for path in sorted(home.state.glob("*.json")):
            yield path, (dict,), "when its host may be asked again is not known"


def _damage(path: Path, kinds: tuple[type, ...]) -> str:
    """Return what is wrong with a file; an empty string if nothing is, or there is none."""
    try:
        with path.open("rb") as file:
            held = json.loads(file.read(_MOST))
    except FileNotFoundError:
        return ""
    except OSError as error:
        return error.strerror or str(error)
    except (ValueError, RecursionError) as error:
        return f"no JSON: {type(error).__name__}"
    return "" if isinstance(held, kinds) else f"it holds a {type(held).__name__}"


def _remove(path: Path) -> str:
    path.unlink(missing_ok=True)
    return f"removed {path}"

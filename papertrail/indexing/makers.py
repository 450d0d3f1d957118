"""Record which engines made the vectors of a folder: `openvino cpu int8`, `torch cuda bf16`.

Vectors of one model may be compared whatever engine made them, so a change of engine, or of the
numbers that it computes with, embeds nothing again. The record says what was at work, if two
machines or two versions ever disagree.
"""

import json
from contextlib import suppress
from pathlib import Path

from index.atomic import write_atomic

_FILE = "engines.json"


def note_engine(folder: Path, engine: str, made: int) -> None:
    """Add the vectors that an engine made to the record; a folder that is full is left as it is."""
    counts = engines_of(folder)
    counts[engine] = counts.get(engine, 0) + made
    with suppress(OSError):
        write_atomic(folder / _FILE, json.dumps(counts, indent=1).encode())


def engines_of(folder: Path) -> dict[str, int]:
    """Return how many vectors each engine made since the folder was; empty if that is not known.

    Vectors that were replaced are counted again.
    """
    try:
        found = json.loads((folder / _FILE).read_bytes())
        return {str(engine): int(made) for engine, made in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}

"""Notice a database or a configuration that was lost while the rest of a home is still there."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from papertrail.errors import StoreError
from papertrail.workspace import Home

if TYPE_CHECKING:
    from papertrail.store import Store


def refuse_lost_database(home: Home) -> None:
    """Refuse to take an empty or missing database for a new home where indexes have papers.

    Raises:
        StoreError: the indexes have papers, and the database has no page.
    """
    if _size(home.database) or _size(home.database.with_name(f"{home.database.name}-wal")):
        return
    papers = count_indexed(home)
    if papers:
        state = "is empty" if home.database.exists() else "is gone"
        raise StoreError(
            f"the database {home.database} {state}, and the index knows {papers:,} papers",
            "put a copy back: papertrail restore FILE; "
            f"to begin anew without it, remove {home.index}",
        )


def contradictions(home: Home, store: "Store") -> tuple[str, ...]:
    """Return how the parts of a home contradict each other, in sentences without a full stop."""
    if store.works.count():
        return ()
    papers = count_indexed(home)
    if not papers:
        return ()
    fault = f"the database has no paper, and the index knows {papers:,}"
    return (f"{fault}; put a copy back: papertrail restore FILE, or run: papertrail reindex",)


def count_indexed(home: Home) -> int:
    """Return how many papers the largest index of vectors has, by the counts of its commits."""
    return max(map(_rows, home.index.glob("*/state.json")), default=0)


def _rows(state: Path) -> int:
    try:
        counts = json.loads(state.read_bytes())
        return max(int(counts["rows"]) - int(counts["superseded"]), 0)
    except (OSError, ValueError, TypeError, KeyError):
        return 0


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0

"""Render results of exports as JSON."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from papertrail.types.export import WrittenFeed


def written_feeds(items: Sequence[WrittenFeed]) -> list[dict[str, Any]]:
    """Return the Atom files that were written, or were as they are."""
    return [asdict(item) for item in items]

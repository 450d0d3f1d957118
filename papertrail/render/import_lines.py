"""Render what imports did, as lines and as JSON."""

from collections.abc import Iterator
from typing import Any

from papertrail.render.escaping import printable
from papertrail.render.phrases import plural
from papertrail.types.imports import ImportResult, Refusal


def imported(result: ImportResult) -> Iterator[str]:
    """Yield the lines about what was taken."""
    entries = "1 entry" if result.entries == 1 else f"{result.entries:,} entries"
    line = f"{entries}: {result.new:,} new, {result.known:,} known"
    if result.refusals:
        line += f", {len(result.refusals):,} not taken"
    yield line
    if result.fetched:
        yield f"{plural(result.fetched, 'paper')} completed by the source of its id"
    if result.own_data:
        yield (
            f"{plural(result.own_data, 'paper')} stored from the entry alone; "
            "papertrail get ID completes it"
        )
    if result.documents:
        yield f"{plural(result.documents, 'PDF')} stored"
    if result.feeds:
        yield f"followed now: {', '.join(map(printable, result.feeds))}"


def refused(result: ImportResult) -> Iterator[str]:
    """Yield a line for each entry that is not taken: file, line, name and reason."""
    for refusal in result.refusals:
        yield printable(f"{_place(refusal)}: {refusal.reason}")
    yield from map(printable, result.remarks)


def _place(refusal: Refusal) -> str:
    place = refusal.file
    if refusal.line:
        place = f"{refusal.file}:{refusal.line}"
    return f"{place}: {refusal.label}" if refusal.label else place


def as_json(result: ImportResult) -> dict[str, Any]:
    """Return the result as JSON has it."""
    return {
        "entries": result.entries,
        "new": result.new,
        "known": result.known,
        "fetched": result.fetched,
        "own_data": result.own_data,
        "documents": result.documents,
        "feeds": list(result.feeds),
        "not_taken": [
            {
                "file": refusal.file,
                "line": refusal.line or None,
                "label": refusal.label or None,
                "reason": refusal.reason,
            }
            for refusal in result.refusals
        ],
        "remarks": list(result.remarks),
    }

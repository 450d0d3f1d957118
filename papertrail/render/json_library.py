"""Render what a reader keeps about papers as JSON."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from papertrail.render.json import work
from papertrail.types.library import PRIORITIES

if TYPE_CHECKING:
    from papertrail.types.library import (
        Annotations,
        Change,
        LibraryPaper,
        LibraryStatistics,
        Note,
        ReadingPlan,
        Recalls,
        Review,
    )

_NAMES = {priority: name for name, priority in PRIORITIES.items()}


def annotations(own: "Annotations") -> dict[str, Any]:
    """Return what is kept about a paper; its marks are the latest first."""
    return {
        "state": own.state,
        "state_since": own.since,
        "marks": [
            {"kind": mark.kind, "topic": mark.topic or None, "marked": mark.marked}
            for mark in reversed(own.marks)
        ],
        "tags": [{"name": tag.name, "added": tag.added} for tag in own.tags],
        "priority": _NAMES[own.priority],
        "priority_set": own.prioritised,
        "note": note(own.note),
    }


def note(found: "Note | None") -> dict[str, Any] | None:
    """Return a note."""
    return asdict(found) if found else None


def paper(found: "LibraryPaper") -> dict[str, Any]:
    """Return a paper with what is kept about it."""
    return work(found.work) | annotations(found.own)


def plan(found: "ReadingPlan") -> list[dict[str, Any]]:
    """Return what to read next, and why."""
    return [
        paper(suggestion.paper)
        | {
            "score": suggestion.score,
            "why": {
                "topic": suggestion.topic or None,
                "relevance": suggestion.relevance,
                "begun": suggestion.paper.own.state == "reading",
                "waiting_days": suggestion.waiting,
                "pages": suggestion.pages,
                "different": suggestion.different,
            },
        }
        for suggestion in found.suggestions
    ]


def review(found: "Review") -> dict[str, Any]:
    """Return what was read and noted in a period."""
    return {
        "since": found.since,
        "read": [paper(each) for each in found.read],
        "noted": [paper(each) for each in found.noted],
    }


def recalls(found: "Recalls") -> dict[str, Any]:
    """Return the noted papers that come back."""
    return {
        "papers": [
            paper(recall.paper) | {"last": recall.last, "times": recall.times, "due": recall.due}
            for recall in found.papers
        ],
        "next_due": found.next_due,
    }


def statistics(found: "LibraryStatistics") -> dict[str, Any]:
    """Return counts of papers."""
    return asdict(found)


def change(found: "Change") -> dict[str, Any]:
    """Return a change of the library."""
    return {
        "number": found.number,
        "happened": found.happened,
        "command": found.command,
        "papers": [{"id": each.id, "title": each.title} for each in found.works],
        "kept": [each.id for each in found.kept],
    }

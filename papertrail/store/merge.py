"""What a source's word about a known paper changes: a decision, without any effect."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from feeds.paper import Paper
from papertrail.clock import iso

COLUMNS = (
    "title",
    "abstract",
    "url",
    "version",
    "submitted",
    "updated",
    "announced",
    "venue",
    "comment",
    "journal_ref",
    "licence",
)


@dataclass(frozen=True, slots=True)
class Merged:
    """A work's columns as they should be, and what that means."""

    values: Mapping[str, Any]
    text_changed: bool
    abstract_changed: bool
    new_version: bool


def merge(known: Mapping[str, Any] | None, paper: Paper) -> Merged:
    """Decide what a paper brings to a work.

    A newer version replaces what it says otherwise, an older one only fills gaps. Of one version, a record with its own
    dates counts more than an announcement, so that two channels with slightly different text can't take turns.

    Args:
        known: the work's columns, or None for a work that is not stored yet.
        paper: what a source says.
    """
    said = _columns(paper)
    if known is None:
        return Merged(said, text_changed=True, abstract_changed=False, new_version=False)
    version, shown = known["version"] or 0, paper.version or 0
    replaces = shown > version or (shown == version and paper.updated is not None)
    values = {name: _choose(known[name], said[name], replaces=replaces) for name in COLUMNS}
    # A first date stays first whoever says it.
    for name in ("submitted", "announced"):
        values[name] = min(filter(None, (known[name], said[name])), default=None)
    abstract_changed = values["abstract"] != known["abstract"]
    return Merged(
        values,
        text_changed=abstract_changed or values["title"] != known["title"],
        abstract_changed=abstract_changed and bool(known["abstract"]),
        new_version=shown > version > 0,
    )


def _choose(old: Any, new: Any, *, replaces: bool) -> Any:  # noqa: ANN401 - any column
    if new in (None, ""):
        return old
    return new if replaces or old in (None, "") else old


def _columns(paper: Paper) -> dict[str, Any]:
    return {
        "title": paper.title,
        "abstract": paper.abstract,
        "url": paper.url,
        "version": paper.version,
        "submitted": iso(paper.submitted) if paper.submitted else None,
        "updated": iso(paper.updated) if paper.updated else None,
        "announced": paper.announced.isoformat() if paper.announced else None,
        "venue": paper.venue,
        "comment": paper.comment,
        "journal_ref": paper.journal_ref,
        "licence": paper.licence,
    }

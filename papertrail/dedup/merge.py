"""Decide how a new record updates a stored work. Pure; no I/O."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from feeds.paper import Paper
from papertrail.clock import iso
from papertrail.dedup.acceptance import acceptance, without_stated

COLUMNS = (
    "title",
    "abstract",
    "url",
    "version",
    "submitted",
    "updated",
    "announced",
    "venue",
    "year",
    "comment",
    "journal_ref",
    "licence",
    "withdrawn",
)

BLANK = dict.fromkeys(COLUMNS) | {"title": "", "abstract": "", "url": "", "withdrawn": 0}
"""The columns of a work of which nothing is known."""
LENT = ("abstract",)
"""The columns that a source which does not speak for a work may fill where they are empty."""
LENT_LISTS = ("authors", "categories")
"""The lists of a work that such a source may fill."""

_EMPTY = (None, "")


@dataclass(frozen=True, slots=True)
class Merged:
    """A work's columns as they should be, and what that means.

    Attributes:
        events: (kind, detail) of what happened to a work that was known.
    """

    values: Mapping[str, Any]
    text_changed: bool
    events: tuple[tuple[str, str], ...] = ()

    @property
    def new_version(self) -> bool:
        """Whether a later version replaced the one that was known."""
        return any(kind == "new_version" for kind, _ in self.events)


def merge(known: Mapping[str, Any] | None, new: Mapping[str, Any]) -> Merged:
    """Decide what a paper brings to a work.

    A newer version replaces what differs, an older one only fills gaps. Of one version, a record
    with its own dates counts more than an announcement, so that two channels with slightly
    different texts don't alternate.

    Args:
        known: the work's columns, or None for a work that is not stored yet.
        new: a record of a source, see `columns`; or the columns of another work that turned out to
            be this one.
    """
    if known is None:
        return Merged({**new, "withdrawn": new["withdrawn"] or 0}, text_changed=True)
    version, shown = known["version"] or 0, new["version"] or 0
    replaces = shown > version or (shown == version and new["updated"] is not None)
    values = {name: _choose(known[name], new[name], replaces=replaces) for name in COLUMNS}
    certain, _ = without_stated(known["venue"], known["year"], known["comment"])
    if new["venue"] and not certain:
        # What a comment states is only the authors' word until a proceedings says it.
        values |= {"venue": new["venue"], "year": new["year"]}
    # A first date stays first whoever says it.
    for name in ("submitted", "announced"):
        values[name] = min(filter(None, (known[name], new[name])), default=None)
    values["withdrawn"] = _withdrawn(
        known["withdrawn"], new["withdrawn"], replaces=replaces, later=shown > version
    )
    return Merged(
        values,
        text_changed=any(values[name] != known[name] for name in ("title", "abstract")),
        events=tuple(_events(known, values)),
    )


def borrowed(row: Mapping[str, Any]) -> set[str]:
    """Return the columns and lists of a work that nobody who speaks for it has filled."""
    return set(json.loads(row["borrowed"] or "[]"))


def without_borrowed(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a work's row as those who speak for it have filled it."""
    return {
        **row,
        **{name: BLANK[name] for name in borrowed(row) if name in BLANK},
        "borrowed": None,
    }


def lend(
    values: Mapping[str, Any], lender: Mapping[str, Any], names: Iterable[str]
) -> dict[str, Any]:
    """Return values with their empty columns filled by the lender's, and noted as borrowed."""
    gaps = [name for name in names if values[name] in _EMPTY and lender[name] not in _EMPTY]
    filled = {**values, **{name: lender[name] for name in gaps}}
    return with_borrowed(filled, borrowed(values).union(gaps))


def with_borrowed(values: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """Return values with a note of what is borrowed."""
    return {**values, "borrowed": json.dumps(sorted(names)) if names else None}


def _events(known: Mapping[str, Any], values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what a reader of the work wants to know."""
    events = []
    if (values["version"] or 0) > (known["version"] or 0) > 0:
        events.append(("new_version", ""))
    if known["abstract"] and values["abstract"] != known["abstract"]:
        events.append(("abstract_changed", ""))
    if values["venue"] and not known["venue"]:
        events.append(("accepted" if values["year"] else "published", values["venue"]))
    if values["journal_ref"] and not known["journal_ref"]:
        events.append(("published", values["journal_ref"]))
    if values["withdrawn"] and not known["withdrawn"]:
        events.append(("withdrawn", ""))
    return events


def _withdrawn(known: int, new: int | None, *, replaces: bool, later: bool) -> int:
    """Return whether a work is withdrawn, where a record may not say."""
    if new is None:
        if later:
            return 0
        return known
    if replaces:
        return new
    return max(known, new)


def _choose(old: Any, new: Any, *, replaces: bool) -> Any:  # noqa: ANN401 - any column
    if new in _EMPTY:
        return old
    if replaces or old in _EMPTY:
        return new
    return old


def columns(paper: Paper) -> dict[str, Any]:
    """Return a paper as the columns of a work.

    The venue and its year are those that the comment states if the source names none.
    """
    venue, year = paper.venue, paper.year
    stated = None
    if venue is None:
        stated = acceptance(paper.comment)
    if stated:
        venue, year = stated[0], stated[1] or year
    return {
        "title": paper.title,
        "abstract": paper.abstract,
        "url": paper.url,
        "version": paper.version,
        "submitted": iso(paper.submitted) if paper.submitted else None,
        "updated": iso(paper.updated) if paper.updated else None,
        "announced": paper.announced.isoformat() if paper.announced else None,
        "venue": venue,
        "year": year,
        "comment": paper.comment,
        "journal_ref": paper.journal_ref,
        "licence": paper.licence,
        "withdrawn": None if paper.withdrawn is None else int(paper.withdrawn),
    }

"""Examine a home, part by part."""

import sqlite3
from collections.abc import Callable, Iterable

from feeds.errors import FeedError
from index.errors import IndexingError
from papertrail.core.doctor import (
    database,
    documents,
    indexes,
    leftovers,
    permissions,
    place,
    schedule,
    sources,
)
from papertrail.core.doctor.fault import Fault
from papertrail.core.resources import Resources
from papertrail.errors import PapertrailError
from papertrail.types.backup import Diagnosis, Finding

_Examine = Callable[[Resources], Iterable[Fault]]
_FAILURES = (PapertrailError, FeedError, IndexingError, sqlite3.Error, OSError)


def examine(resources: Resources, *, fix: bool = False) -> Diagnosis:
    """Find what is wrong with the home; with `fix`, repair what can be repaired.

    Parts that depend on a part that can't be used are not examined.

    Raises:
        PapertrailError: there is no home.
    """
    if not resources.home.root.is_dir():
        raise PapertrailError(f"there is no home at {resources.home.root}", "run: papertrail init")
    examined: list[str] = []
    findings: list[Finding] = []
    for kind, faults in _FILES.items():
        examined.append(kind)
        findings += _findings(resources, kind, faults, fix=fix)
    for kind, faults in (("config", _config), ("database", _database)):
        examined.append(kind)
        found = _findings(resources, kind, faults, fix=fix)
        findings += found
        if any(finding.fixed is None and not finding.fixable for finding in found):
            return Diagnosis(tuple(examined), tuple(findings))
    for kind, faults in _PARTS.items():
        examined.append(kind)
        findings += _findings(resources, kind, faults, fix=fix)
    return Diagnosis(tuple(examined), tuple(findings))


def _findings(resources: Resources, kind: str, faults: _Examine, *, fix: bool) -> list[Finding]:
    findings: list[Finding] = []
    try:
        findings.extend(_finding(kind, fault, fix=fix) for fault in faults(resources))
    except _FAILURES as error:
        findings.append(_unexamined(kind, error))
    return findings


def _finding(kind: str, fault: Fault, *, fix: bool) -> Finding:
    finding = Finding(kind, fault.message, fault.hint, fixable=fault.fix is not None)
    if not (fix and fault.fix):
        return finding
    try:
        done = fault.fix()
    except _FAILURES as error:
        return Finding(kind, fault.message, f"it can't be fixed ({error}); {fault.hint}")
    return Finding(kind, fault.message, fault.hint, fixable=True, fixed=done)


def _unexamined(kind: str, error: Exception) -> Finding:
    message = getattr(error, "message", "") or str(error)
    return Finding(kind, message, getattr(error, "hint", "") or "correct that first")


def _config(resources: Resources) -> Iterable[Fault]:
    """Read the configuration, whose errors are its faults."""
    _ = resources.config
    return ()


def _database(resources: Resources) -> Iterable[Fault]:
    return database.faults(resources)


def _permissions(resources: Resources) -> Iterable[Fault]:
    try:
        config = resources.config
    except PapertrailError:
        # It is a finding of its own.
        config = None
    return permissions.faults(resources.home, config)


_FILES: dict[str, _Examine] = {
    "place": lambda resources: place.faults(resources.home),
    "permissions": _permissions,
    "locks": lambda resources: leftovers.locks(resources.home),
    "orphans": lambda resources: leftovers.orphans(resources.home),
}
_PARTS: dict[str, _Examine] = {
    "model": indexes.model_faults,
    "index": indexes.index_faults,
    "documents": documents.faults,
    "sources": sources.faults,
    "schedule": schedule.faults,
}

"""Check bibliographies against the store."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from papertrail import user_files
from papertrail.core.resources import Resources
from papertrail.errors import PapertrailError
from papertrail.types.bibliography import BibliographyCheck, BibliographyFinding, FindingKind
from papertrail.types.work import Work

if TYPE_CHECKING:
    from papertrail.exchange.bibtex import Entry
    from papertrail.exchange.libraries import Reference

_CORRECTED = (FindingKind.PUBLISHED, FindingKind.YEAR, FindingKind.VENUE, FindingKind.AUTHORS)


@dataclass(frozen=True, slots=True)
class _Known:
    """An entry whose work is stored."""

    entry: "Entry"
    reference: "Reference"
    work: Work


def check_bibliography(resources: Resources, file: Path, *, fix: bool = False) -> BibliographyCheck:
    """Compare a BibTeX file with the stored works.

    What is not stored is unknown, and no fault.

    Args:
        resources: the home.
        file: the file, which stays as it is.
        fix: return its text with corrected entries, too.

    Raises:
        PapertrailError: it can't be read, or has no entries.
    """
    from papertrail.exchange.bibliography_check import findings
    from papertrail.exchange.files import read_bytes
    from papertrail.exchange.libraries import decoded, reference_of

    text = decoded(read_bytes(file, "name a .bib file"))
    read = [
        (entry, None if entry.is_broken else reference_of(entry)) for entry in _entries(file, text)
    ]
    faults = [_fault(file, entry) for entry, reference in read if reference is None]
    sound = [(entry, reference) for entry, reference in read if reference is not None]
    known, unknown = _looked_up(resources, sound)
    retracted = resources.store.alerts.retracted(one.work.key for one in known)
    found: list[BibliographyFinding] = []
    for one in known:
        about = retracted.get(one.work.key, "")
        found += findings(one.entry, one.reference, one.work, about)
    misnamed = {finding.line for finding in found if finding.kind is FindingKind.IDENTIFIER}
    found += _duplicates([one for one in known if one.entry.line not in misnamed])
    found.sort(key=lambda finding: finding.line)
    check = BibliographyCheck(len(sound), len(known), tuple(found), unknown, tuple(faults))
    return _fixed(check, text, known) if fix else check


def _entries(file: Path, text: str) -> "list[Entry]":
    from papertrail.exchange.bibtex import MacroError, read_all
    from papertrail.exchange.files import parsed

    try:
        entries = parsed(file, len(text), read_all, text)
    except MacroError as error:
        raise PapertrailError(f"{file}: {error}", "remove that @string definition") from error
    if not entries:
        raise PapertrailError(f"{file} has no BibTeX entries", "name a .bib file")
    return entries


def _fault(file: Path, entry: "Entry") -> str:
    what = "is broken" if entry.is_broken else "has no title"
    return f"{file}:{entry.line}: the entry {what} and is skipped"


def _looked_up(
    resources: Resources, sound: "Sequence[tuple[Entry, Reference]]"
) -> tuple[list[_Known], tuple[str, ...]]:
    """Return the entries whose works are stored, and the keys of the others."""
    from papertrail.exchange.libraries import find

    store = resources.store
    known, unknown = [], []
    for entry, reference in sound:
        key = find(store, reference.record)
        if key is None:
            unknown.append(entry.key)
        else:
            known.append(_Known(entry, reference, store.works.get([key])[0]))
    return known, tuple(unknown)


def _duplicates(known: Sequence[_Known]) -> Iterator[BibliographyFinding]:
    """Yield each entry of a work that an entry above is of, too."""
    first: dict[int, str] = {}
    for one in known:
        above = first.setdefault(one.work.key, one.entry.key)
        if above != one.entry.key:
            kind, line = FindingKind.DUPLICATE, one.entry.line
            yield BibliographyFinding(kind, one.entry.key, line, one.entry.key, above, one.work.id)


def _fixed(check: BibliographyCheck, text: str, known: Sequence[_Known]) -> BibliographyCheck:
    from papertrail.exchange.bibliography_fix import corrected_entry, with_corrections
    from papertrail.exchange.entries import cite

    wrong = {finding.line for finding in check.findings if finding.kind in _CORRECTED}
    corrections, corrected = {}, []
    for one in known:
        if one.entry.line in wrong:
            new = corrected_entry(one.entry, cite(one.work, one.entry.key), text)
            corrections[one.entry.start] = (one.entry.end, new)
            corrected.append(one.entry.key)
    fixed = with_corrections(text, corrections)
    return replace(check, fixed=fixed, corrected=tuple(corrected))


def write_correction(file: Path, check: BibliographyCheck) -> Path | None:
    """Write a corrected bibliography as FILE.fixed.bib; return its path, None without corrections.

    Raises:
        PapertrailError: it can't be written.
    """
    if not check.corrected or check.fixed is None:
        return None
    target = file.with_suffix(".fixed.bib")
    try:
        user_files.write(target, check.fixed.encode())
    except OSError as error:
        raise PapertrailError(
            f"can't write {target} ({error.strerror})", "make its folder writable"
        ) from error
    return target

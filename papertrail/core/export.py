"""Export works to other programs, as text or into a file that is brought forward."""

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from papertrail import clock, user_files
from papertrail.core.papers import resolve
from papertrail.core.resources import Resources
from papertrail.errors import PapertrailError, UsageError
from papertrail.types.bibliography_entry import BibliographyEntry, ExportedWork
from papertrail.types.export import Export, ExportedFile
from papertrail.types.filter import Filter
from papertrail.types.work import Work

if TYPE_CHECKING:
    from papertrail.search.filter import Mask

BIBLIOGRAPHIES = ("bibtex", "biblatex")
"""The formats whose files are brought forward, entry by entry."""
_HINT = "write to another file"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which works to export: of all conditions, those that are given.

    Attributes:
        papers: ids, as for `papertrail.core.papers.resolve`; in this order.
        query: in the query syntax; all its words have to be there.
        topic: works that digests showed for a topic, or that were liked for it.
        everything: all stored works. Without any condition, those of the library.
    """

    papers: tuple[str, ...] = ()
    query: str = ""
    topic: str | None = None
    everything: bool = False


def export(
    resources: Resources, selection: Selection, form: str, *, abstracts: bool = False
) -> Export:
    """Return works as text.

    Args:
        resources: the home.
        selection: which works.
        form: a format, see `papertrail.exchange.exporters.formats`.
        abstracts: whether BibTeX entries have abstracts.

    Raises:
        UsageError: there is no such format, or nothing can meet the selection.
        NotFoundError: a paper is not stored.
        ConfigError: there is no such topic.
    """
    from papertrail.exchange.exporters import exporter

    writer = exporter(form, abstracts=abstracts)
    works, remarks = select(resources, selection)
    exported = _as_dated(exported_works(resources, works), selection)
    text = "".join(_separated(writer.render(exported), form))
    return Export(len(works), text, remarks)


def export_to_file(
    resources: Resources, selection: Selection, form: str, file: Path, *, abstracts: bool = False
) -> ExportedFile:
    """Write works to a file. Raises as `export`.

    A BibTeX file is brought forward: only entries that papertrail wrote change, and none goes.
    Files of other formats are replaced.

    Raises:
        PapertrailError: the file can't be read or written; it is as it was.
        BusyError: another process exports.
    """
    from papertrail.locks import exporting

    path = Path(os.path.abspath(file))  # noqa: PTH100 - a link stays a link
    with exporting(resources.home):
        if form in BIBLIOGRAPHIES and user_files.is_regular(path):
            return _bring_forward(resources, selection, form, path, abstracts=abstracts)
        exported = export(resources, selection, form, abstracts=abstracts)
        _write(path, exported.text)
    return ExportedFile(exported.works, (), (), (), exported.remarks)


def select(resources: Resources, selection: Selection) -> tuple[list[int], tuple[str, ...]]:
    """Return the keys of the works of a selection, and remarks about its query. Raises as `export`.

    They are in the order of the papers that are named, else in that of their publication, the
    oldest first, so that a file grows at its end.
    """
    if not selection.papers:
        mask, remarks = _chosen(resources, selection)
        return resources.store.listing.ordered(mask, "published")[::-1], remarks
    if selection.query or selection.topic or selection.everything:
        raise UsageError("name papers, or say which ones by a query or a topic; not both")
    found = (resolve(resources, paper).key for paper in selection.papers)
    return list(dict.fromkeys(found)), ()


def _chosen(resources: Resources, selection: Selection) -> tuple["Mask", tuple[str, ...]]:
    from papertrail.core.listing import matching
    from papertrail.search.filter import mask_of

    store = resources.store
    remarks: tuple[str, ...] = ()
    if selection.query.strip():
        found = matching(resources, selection.query)
        mask, remarks = found.mask, found.query.remarks
    elif selection.everything or selection.topic:
        mask = store.works.passing(Filter())
    else:
        mask = mask_of(store.listing.changed(), store.works.last_key() + 1)
    if selection.topic:
        mask = mask & mask_of(_about(resources, selection.topic), len(mask))
    return mask, remarks


def _about(resources: Resources, topic: str) -> list[int]:
    """Return the works that digests showed for a topic, or that were liked for it."""
    store, named = resources.store, resources.config.topic(topic).name
    liked = {mark.work for mark in store.marks.opinions(named) if mark.kind == "like"}
    return sorted(store.digests.shown_for(named) | liked)


class _Citations:
    """Works with their citations, without keys; each is read and cited once."""

    def __init__(self, resources: Resources) -> None:
        self._store = resources.store
        self._found: dict[int, tuple[Work, BibliographyEntry]] = {}

    def of(self, works: Sequence[int]) -> list[tuple[Work, BibliographyEntry]]:
        """Return the works that are there, in the same order."""
        from papertrail.exchange.entries import cite

        new = [key for key in works if key not in self._found]
        self._found |= {work.key: (work, cite(work)) for work in self._store.works.get(new)}
        return [self._found[key] for key in works if key in self._found]


def give_keys(
    resources: Resources, works: Sequence[int], citations: _Citations | None = None
) -> dict[int, str]:
    """Return the keys by which documents cite works; those without one get one, permanently.

    Raises:
        ReadOnlyError: a work has no key yet, and the home is not writable.
    """
    from papertrail.exchange.entry_keys import make_key

    citations = citations or _Citations(resources)
    store, template = resources.store, resources.config.export.key
    keys = store.exports.keys(works)
    if len(keys) == len(works):
        return keys
    with store.transaction() as tx:
        # Another process may have given some meanwhile.
        missing = [work for work in works if work not in keys]
        keys |= tx.exports.keys(missing)
        taken, given = tx.exports.taken(), {}
        for work, citation in citations.of([key for key in missing if key not in keys]):
            key = make_key(citation, template, taken)
            taken.add(key.lower())
            given[work.key] = key
        tx.exports.give(given, clock.now())
    return keys | given


def exported_works(
    resources: Resources, works: Sequence[int], citations: _Citations | None = None
) -> list[ExportedWork]:
    """Return works with their citations and the reader's own, in the same order."""
    citations = citations or _Citations(resources)
    keys = give_keys(resources, works, citations)
    own = resources.store.library.of(works)
    exported = []
    for work, citation in citations.of(works):
        about = own[work.key]
        tags = tuple(tag.name for tag in about.tags)
        own_citation = replace(citation, key=keys[work.key], tags=tags)
        note = about.note.text if about.note else ""
        exported.append(ExportedWork(work, own_citation, about.state, note))
    return exported


def _as_dated(exported: list[ExportedWork], selection: Selection) -> list[ExportedWork]:
    """Return works in the order of the dates that their entries have, unless they were named.

    A file that is imported elsewhere is then exported there in the same order.
    """
    if selection.papers:
        return exported

    def date(each: ExportedWork) -> tuple[int, int, int]:
        return each.citation.year or 0, each.citation.month or 0, each.work.key

    return sorted(exported, key=date)


def _bring_forward(
    resources: Resources, selection: Selection, form: str, path: Path, *, abstracts: bool
) -> ExportedFile:
    from papertrail.exchange.bibliography_files import entry_hash, merge_entries
    from papertrail.exchange.exporters import exporter
    from papertrail.store.reader.exports import WrittenEntry, WrittenFile

    store, name = resources.store, str(path)
    works, remarks = select(resources, selection)
    count = len(works)
    present = _read(path)
    options = f"{form} {'abstracts' if abstracts else ''}".strip()
    if store.exports.file(name) == WrittenFile(options, _hash(present)):
        changed = store.exports.changed(name, works)
        works = [work for work in works if work in changed]
    versions = store.exports.versions(works)
    writer = exporter(form, abstracts=abstracts)
    exported = _as_dated(exported_works(resources, works), selection)
    texts = dict(
        zip((each.citation.key for each in exported), writer.render(exported), strict=True)
    )
    entries = store.exports.entries(name, texts)
    hashes = {key: entry.hash for key, entry in entries.items()}
    merged = merge_entries(present, texts, hashes)
    if merged.text != present or not path.exists():
        _write(path, merged.text)
    fresh = {
        each.citation.key: WrittenEntry(
            versions[each.work.key], entry_hash(texts[each.citation.key])
        )
        for each in exported
        if each.citation.key not in merged.kept
    }
    with store.transaction() as tx:
        tx.exports.record(name, options, _hash(merged.text), fresh)
    return ExportedFile(count, merged.added, merged.replaced, merged.kept, remarks)


def _separated(parts: Iterable[str], form: str) -> Iterable[str]:
    """Yield the parts of a text, the entries of a bibliography with a line between them."""
    for number, part in enumerate(parts):
        yield f"\n{part}" if number and form in (*BIBLIOGRAPHIES, "ris") else part


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _read(path: Path) -> str:
    from papertrail.exchange.files import read_bytes

    if not path.exists():
        return ""
    try:
        return read_bytes(path, _HINT).decode("utf-8")
    except UnicodeDecodeError as error:
        raise PapertrailError(
            f"{path} is no UTF-8 text (byte {error.start}), so it is left as it is", _HINT
        ) from error


def _write(path: Path, text: str) -> None:
    try:
        user_files.write(path, text.encode())
    except OSError as error:
        raise PapertrailError(f"can't write {path} ({error.strerror})", _HINT) from error


def cite(
    resources: Resources, papers: Sequence[str], style: str, *, as_html: bool = False
) -> list[str]:
    """Return references to papers in a citation style, in the order of the style.

    Args:
        resources: the home.
        papers: ids, as for `papertrail.core.papers.resolve`.
        style: a name such as "apa", a path to a .csl file, or "bibtex" and "biblatex".
        as_html: return HTML.

    Raises:
        NotFoundError: a paper is not stored, or there is no such style.
        PapertrailError: the style can't be used.
    """
    from papertrail.exchange.styles import references

    if style in BIBLIOGRAPHIES:
        text = export(resources, Selection(tuple(papers)), style).text
        return text.rstrip("\n").split("\n\n")
    works, _ = select(resources, Selection(tuple(papers)))
    citations = [exported.citation for exported in exported_works(resources, works)]
    return references(citations, style, as_html=as_html)

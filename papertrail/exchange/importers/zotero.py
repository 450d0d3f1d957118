"""Import a Zotero library from the disk, with its notes, marks and PDFs."""

import re
import sqlite3
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

from papertrail.exchange.importers.csl import paper_of_item
from papertrail.exchange.zotero import FILE, database_file, items, opened, tables
from papertrail.exchange.zotero_notes import (
    Attachment,
    annotations_of,
    attachments_of,
    notes_of,
    pieces,
)
from papertrail.exchange.zotero_profile import linked_files
from papertrail.types.imports import ImportedLibrary, ImportedPaper, Refusal

_TAGS = """
    SELECT itemID, name FROM itemTags JOIN tags USING (tagID) ORDER BY itemID, type, name
"""
_COLLECTIONS = """
    SELECT itemID, collectionName FROM collectionItems JOIN collections USING (collectionID)
    {kept} ORDER BY itemID, collectionName
"""
_KEPT = "WHERE collectionID NOT IN (SELECT collectionID FROM deletedCollections)"
_KEY = re.compile(r"^citation key:\s*(?P<key>\S+)\s*$", re.IGNORECASE | re.MULTILINE)
"""As Better BibTeX writes it in the field Extra."""
_STATES = {
    "read": "read",
    "done": "read",
    "reading": "reading",
    "in progress": "reading",
    "to read": "later",
    "toread": "later",
    "unread": "later",
}
"""Tags by which people note how far they have read, without signs."""
_LETTERS = re.compile(r"[^a-z ]")


class ZoteroImporter:
    """Reads zotero.sqlite and the folders next to it."""

    def recognises(self, path: Path, beginning: bytes) -> bool:  # noqa: ARG002 - the protocol's
        """See `Importer`."""
        if path.is_dir():
            return (path / FILE).is_file()
        return path.name == FILE

    def read(self, path: Path) -> ImportedLibrary:
        """See `Importer`."""
        file = database_file(path)
        with opened(path) as database:
            reader = _Reader(database, file)
            found = [reader.paper(number, item) for number, item in items(database).items()]
        papers = [each for each in found if isinstance(each, ImportedPaper)]
        refusals = [each for each in found if isinstance(each, Refusal)]
        return ImportedLibrary(papers, refusals + reader.missing)


class _Reader:
    """What belongs to the items of a library.

    Attributes:
        missing: PDFs that are not where Zotero has them.
    """

    def __init__(self, database: sqlite3.Connection, file: Path) -> None:
        self._file = file
        self._tags = _tags(database)
        self._notes = notes_of(database)
        self._marks = annotations_of(database)
        self._pdfs = attachments_of(database, file.parent, linked_files())
        self.missing: list[Refusal] = []

    def paper(self, number: int, item: dict[str, Any]) -> ImportedPaper | Refusal:
        """Return an item with all that belongs to it, or why it is no paper."""
        extra = str(item.get("note", ""))
        # What people write into Extra is for Zotero and its add-ons, not a note about the paper.
        bare = {name: value for name, value in item.items() if name != "note"}
        try:
            paper = paper_of_item(number, item)
        except (AttributeError, KeyError, IndexError, TypeError, ValueError):
            paper = None
        if paper is None:
            return Refusal(str(self._file), number, str(bare.get("id", "")), "it has no title")
        key = _KEY.search(extra)
        own_key = str(item.get("citation-key", ""))
        if not own_key and key:
            own_key = key["key"]
        tags = self._tags.get(number, ())
        attachments = self._pdfs.get(number, [])
        return replace(
            paper,
            label=paper.paper.title,
            citation_key=own_key,
            tags=tuple(tag for tag in tags if not _state(tag)),
            state=next(filter(None, map(_state, tags)), ""),
            note="",
            notes=pieces(self._notes, self._marks, number, attachments),
            file=self._pdf(number, paper, attachments),
        )

    def _pdf(self, number: int, paper: ImportedPaper, attachments: list[Attachment]) -> Path | None:
        for attachment in attachments:
            if attachment.file is not None and attachment.file.is_file():
                return attachment.file
        if attachments:
            reason = "its PDF is not on this disk; open it once in Zotero, which fetches it"
            self.missing.append(Refusal(str(self._file), number, paper.paper.title, reason))
        return None


def _tags(database: sqlite3.Connection) -> dict[int, list[str]]:
    """Return the tags of each item, and the names of the collections that hold it."""
    known = tables(database)
    found: defaultdict[int, list[str]] = defaultdict(list)
    if "itemTags" in known:
        for item, name in database.execute(_TAGS):
            found[item].append(name)
    kept = ""
    if "deletedCollections" in known:
        kept = _KEPT
    for item, name in database.execute(_COLLECTIONS.format(kept=kept)):
        if name not in found[item]:
            found[item].append(name)
    return found


def _state(tag: str) -> str:
    """Return the state that a tag such as `/unread` or `to-read` names, or nothing."""
    return _STATES.get(_LETTERS.sub("", tag.lower().replace("-", " ")).strip(), "")

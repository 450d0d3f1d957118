"""What a person wrote in Zotero: notes, and marks in PDFs, as Markdown."""

import re
import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from papertrail.exchange.zotero import tables

_NOTES = """
    SELECT parentItemID, note FROM itemNotes
    WHERE parentItemID IS NOT NULL AND itemID NOT IN (SELECT itemID FROM deletedItems)
    ORDER BY itemID
"""
_ATTACHMENTS = """
    SELECT itemID, parentItemID, path, items.key
    FROM itemAttachments JOIN items USING (itemID)
    WHERE parentItemID IS NOT NULL AND itemID NOT IN (SELECT itemID FROM deletedItems)
        AND contentType = 'application/pdf'
    ORDER BY itemID
"""
_ANNOTATIONS = """
    SELECT parentItemID, text, comment, pageLabel, color FROM itemAnnotations
    WHERE itemID NOT IN (SELECT itemID FROM deletedItems)
    ORDER BY parentItemID, sortIndex, itemID
"""
_SCRIPTS = re.compile(r"<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_GAPS = re.compile(r"\n{3,}")
_COLOURS = {
    "#ffd400": "yellow",
    "#ff6666": "red",
    "#5fb236": "green",
    "#2ea8e5": "blue",
    "#a28ae5": "purple",
    "#e56eee": "magenta",
    "#f19837": "orange",
    "#aaaaaa": "gray",
}
"""Those that Zotero's reader offers."""
_STORED = "storage:"
_RELATIVE = "attachments:"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A PDF of an item.

    Attributes:
        key: of the attachment's own item.
        file: where it is, whether or not it is there; None where Zotero does not say.
    """

    key: int
    file: Path | None


def notes_of(database: sqlite3.Connection) -> dict[int, list[str]]:
    """Return the notes of each item, in Markdown."""
    found = defaultdict(list)
    if "itemNotes" in tables(database):
        for parent, note in database.execute(_NOTES):
            if text := markdown(note or ""):
                found[parent].append(text)
    return found


def attachments_of(
    database: sqlite3.Connection, folder: Path, base: Path | None
) -> dict[int, list[Attachment]]:
    """Return the PDFs of each item.

    Args:
        database: of the library.
        folder: that holds zotero.sqlite and storage/.
        base: of linked files whose path is relative, as Zotero's settings name it.
    """
    found = defaultdict(list)
    if "itemAttachments" in tables(database):
        for item, parent, path, key in database.execute(_ATTACHMENTS):
            found[parent].append(Attachment(item, _file(path or "", key, folder, base)))
    return found


def annotations_of(database: sqlite3.Connection) -> dict[int, list[str]]:
    """Return the marks in each PDF, in the order of its pages: quotations, and what was noted."""
    found = defaultdict(list)
    if "itemAnnotations" in tables(database):
        for parent, text, comment, page, colour in database.execute(_ANNOTATIONS):
            if mark := _mark(text or "", comment or "", page or "", colour or ""):
                found[parent].append(mark)
    return found


def markdown(note: str) -> str:
    """Return a note, which Zotero keeps as HTML, in Markdown."""
    from markdownify import markdownify

    text: str = markdownify(_SCRIPTS.sub("", note), heading_style="ATX", strip=["img"])
    return _GAPS.sub("\n\n", "\n".join(map(str.rstrip, text.splitlines()))).strip()


def pieces(
    notes: Mapping[int, list[str]],
    annotations: Mapping[int, list[str]],
    item: int,
    attachments: list[Attachment],
) -> tuple[str, ...]:
    """Return all that is written about an item, each note and mark by itself."""
    marks = [mark for attachment in attachments for mark in annotations.get(attachment.key, [])]
    return (*notes.get(item, []), *marks)


def _mark(text: str, comment: str, page: str, colour: str) -> str:
    """Return a mark: what it marks as a quotation with page and colour, and what was noted."""
    parts = []
    facts = [f"p. {page.strip()}" if page.strip() else "", _COLOURS.get(colour.lower(), "")]
    where = ", ".join(filter(None, facts))
    where = f"({where})" if where else ""
    if quoted := " ".join(text.split()):
        parts.append(f"> {quoted} {where}".rstrip())
        where = ""
    if noted := markdown(comment):
        parts.append(f"{noted} {where}".rstrip())
    return "\n\n".join(parts)


def _file(path: str, key: str, folder: Path, base: Path | None) -> Path | None:
    """Return where a PDF is; None if that is outside of the folder that is to hold it."""
    if path.startswith(_STORED):
        home = folder / "storage" / key
        return _inside(home, path.removeprefix(_STORED))
    if path.startswith(_RELATIVE):
        if base is None:
            return None
        return _inside(base, path.removeprefix(_RELATIVE))
    if not path or "\0" in path:
        return None
    return Path(path)


def _inside(folder: Path, name: str) -> Path | None:
    if "\0" in name:
        return None
    file = folder / name
    if not file.resolve().is_relative_to(folder.resolve()):
        return None
    return file

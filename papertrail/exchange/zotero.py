"""Read the papers of a Zotero library on disk.

The tables are those of Zotero's own schema, resource/schema/userdata.sql and system.sql in
https://github.com/zotero/zotero; what is read here has been the same since Zotero 5, annotations
and kinds of libraries since Zotero 6.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from papertrail.errors import NotFoundError, PapertrailError
from papertrail.exchange.libraries import Library, of_items
from papertrail.exchange.zotero_copy import copied
from papertrail.text.words import label

FILE = "zotero.sqlite"
_FIELDS = """
    SELECT itemID, typeName, fieldName, value
    FROM items
    JOIN itemTypes USING (itemTypeID)
    JOIN itemData USING (itemID)
    JOIN fields USING (fieldID)
    JOIN itemDataValues USING (valueID)
    WHERE typeName NOT IN ('attachment', 'note', 'annotation')
        AND itemID NOT IN (SELECT itemID FROM deletedItems)
    ORDER BY itemID
"""
_AUTHORS = """
    SELECT itemID, firstName, lastName
    FROM itemCreators
    JOIN creators USING (creatorID)
    ORDER BY itemID, orderIndex
"""
_EDITORS = "SELECT creatorTypeID FROM creatorTypes WHERE creatorType NOT IN ('author', 'presenter')"
# What CSL JSON calls Zotero's fields.
_CSL = {
    "title": "title",
    "abstractNote": "abstract",
    "DOI": "DOI",
    "url": "URL",
    "extra": "note",
    "archiveID": "archive_location",
    "repository": "archive",
    "publicationTitle": "container-title",
    "proceedingsTitle": "container-title",
    "bookTitle": "container-title",
    "conferenceName": "event-title",
    "citationKey": "citation-key",
}


def read_zotero(path: Path, collection: str | None = None) -> Library:
    """Read the items of a Zotero library, without those in its bin, notes and attachments.

    Args:
        path: zotero.sqlite, or the folder that holds it. It is read past the lock that Zotero has
            while it runs.
        collection: the name, in any case, of the only one to read.

    Raises:
        NotFoundError: there is no such collection.
        PapertrailError: there is no such file, it is no Zotero library, or nothing is in it.
    """
    with opened(path) as database:
        found = items(database)
        members = set(found)
        if collection:
            members = _members(database, collection)
    return of_items(found[key] for key in found if key in members).checked(database_file(path))


def database_file(path: Path) -> Path:
    """Return zotero.sqlite, or the one in a folder."""
    if path.is_dir():
        return path / FILE
    return path


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield a copy of a library's database, up to date, whether Zotero runs or not.

    Args:
        path: zotero.sqlite, or the folder that holds it.

    Raises:
        PapertrailError: there is no such file, or it is no Zotero library.
    """
    file = database_file(path)
    hint = f"name the folder that holds {FILE}, such as ~/Zotero"
    if not file.is_file():
        raise PapertrailError(f"there is no {file}", hint)
    try:
        with copied(file) as copy, closing(sqlite3.connect(copy)) as database:
            # A title may hold bytes that are no UTF-8.
            database.text_factory = _lenient
            yield database
    except sqlite3.Error as error:
        raise PapertrailError(
            f"can't read {file} as a Zotero library ({error})", f"try again, or {hint}"
        ) from error


def tables(database: sqlite3.Connection) -> set[str]:
    """Return the names of a library's tables."""
    found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {name for (name,) in found}


def items(database: sqlite3.Connection) -> dict[int, dict[str, Any]]:
    """Return all papers of a library as CSL JSON has them, by their keys, in their order.

    What Zotero's feeds brought and nobody took over is left out.
    """
    known = tables(database)
    found: dict[int, dict[str, Any]] = {}
    for key, _, field, value in database.execute(_FIELDS):
        item = found.setdefault(key, {"id": f"item {key}"})
        if field == "date":
            item["issued"] = {"raw": _day(str(value))}
            item["issued"]["date-parts"] = [[str(value)[:4]]]
        elif field in _CSL:
            item[_CSL[field]] = str(value)
    if "feedItems" in known:
        for (key,) in database.execute("SELECT itemID FROM feedItems"):
            found.pop(key, None)
    authors = _AUTHORS
    if "creatorTypes" in known:
        authors = authors.replace("ORDER BY", f"WHERE creatorTypeID NOT IN ({_EDITORS}) ORDER BY")
    for key, given, family in database.execute(authors):
        if key in found:
            name = {"given": given or "", "family": family or ""}
            found[key].setdefault("author", []).append(name)
    return found


def _day(text: str) -> str:
    """Return the day of a date as Zotero writes it: `2017-08-00 August 2017`, without what is 0."""
    return text[:10].replace("-00", "")


def _members(database: sqlite3.Connection, collection: str) -> set[int]:
    """Return the keys of the items of a collection."""
    known = database.execute(
        "SELECT collectionID, collectionName FROM collections ORDER BY collectionName"
    ).fetchall()
    chosen = [key for key, name in known if label(name) == label(collection)]
    if not chosen:
        names = ", ".join(dict.fromkeys(name for _, name in known))
        hint = "it has none"
        if names:
            hint = f"the collections are: {names}"
        raise NotFoundError(f"the Zotero library has no collection {collection!r}", hint)
    members = database.execute("SELECT collectionID, itemID FROM collectionItems")
    return {item for key, item in members if key in chosen}


def _lenient(content: bytes) -> str:
    return content.decode("utf-8", "replace")

"""Read the papers of a Zotero library on disk.

The tables are those of Zotero's own schema, resource/schema/userdata.sql and system.sql in
https://github.com/zotero/zotero; what is read here has been the same since Zotero 5.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from papertrail.errors import NotFoundError, PapertrailError
from papertrail.exchange.libraries import Library, of_items
from papertrail.text.words import label

_FILE = "zotero.sqlite"
_FIELDS = """
    SELECT itemID, fieldName, value
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
# What CSL JSON calls Zotero's fields.
_CSL = {
    "title": "title",
    "DOI": "DOI",
    "url": "URL",
    "extra": "note",
    "archiveID": "archive_location",
    "publicationTitle": "container-title",
    "proceedingsTitle": "container-title",
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
    file = path / _FILE if path.is_dir() else path
    hint = f"name the folder that holds {_FILE}, such as ~/Zotero"
    if not file.is_file():
        raise PapertrailError(f"there is no {file}", hint)
    try:
        with closing(
            sqlite3.connect(f"{file.absolute().as_uri()}?immutable=1", uri=True)
        ) as database:
            items = _items(database)
            members = _members(database, collection) if collection else items.keys()
    except sqlite3.Error as error:
        raise PapertrailError(
            f"can't read {file} as a Zotero library ({error})", f"try again, or {hint}"
        ) from error
    return of_items(item for key, item in items.items() if key in members).checked(file)


def _items(database: sqlite3.Connection) -> dict[int, dict[str, Any]]:
    """Return all items as CSL JSON has them."""
    items: dict[int, dict[str, Any]] = {}
    for key, field, value in database.execute(_FIELDS):
        item = items.setdefault(key, {"id": f"item {key}"})
        if field == "date":
            # Zotero writes 2017-08-00 August 2017.
            item["issued"] = {"date-parts": [[str(value)[:4]]]}
        elif field in _CSL:
            item[_CSL[field]] = str(value)
    for key, given, family in database.execute(_AUTHORS):
        if key in items:
            items[key].setdefault("author", []).append(
                {"given": given or "", "family": family or ""}
            )
    return items


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

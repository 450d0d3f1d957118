"""Libraries of Zotero, made with the tables of its own schema and locked as it locks them.

Tables and columns are those of resource/schema/userdata.sql and system.sql in
https://github.com/zotero/zotero.
"""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

SCHEMA = """
CREATE TABLE libraries (libraryID INTEGER PRIMARY KEY, type TEXT NOT NULL, editable INT);
CREATE TABLE itemTypes
    (itemTypeID INTEGER PRIMARY KEY, typeName TEXT, templateItemTypeID INT, display INT);
CREATE TABLE fields (fieldID INTEGER PRIMARY KEY, fieldName TEXT, fieldFormatID INT);
CREATE TABLE creatorTypes (creatorTypeID INTEGER PRIMARY KEY, creatorType TEXT);
CREATE TABLE items
    (itemID INTEGER PRIMARY KEY, itemTypeID INT NOT NULL, libraryID INT NOT NULL,
     key TEXT NOT NULL);
CREATE TABLE itemDataValues (valueID INTEGER PRIMARY KEY, value UNIQUE);
CREATE TABLE itemData (itemID INT, fieldID INT, valueID INT, PRIMARY KEY (itemID, fieldID));
CREATE TABLE creators
    (creatorID INTEGER PRIMARY KEY, firstName TEXT, lastName TEXT, fieldMode INT);
CREATE TABLE itemCreators
    (itemID INT, creatorID INT, creatorTypeID INT DEFAULT 1, orderIndex INT DEFAULT 0);
CREATE TABLE collections
    (collectionID INTEGER PRIMARY KEY, collectionName TEXT NOT NULL, libraryID INT NOT NULL);
CREATE TABLE collectionItems
    (collectionID INT NOT NULL, itemID INT NOT NULL, orderIndex INT DEFAULT 0);
CREATE TABLE deletedItems
    (itemID INTEGER PRIMARY KEY, dateDeleted DEFAULT CURRENT_TIMESTAMP NOT NULL);
CREATE TABLE deletedCollections
    (collectionID INTEGER PRIMARY KEY, dateDeleted DEFAULT CURRENT_TIMESTAMP NOT NULL);
CREATE TABLE feedItems (itemID INTEGER PRIMARY KEY, guid TEXT NOT NULL UNIQUE);
CREATE TABLE tags (tagID INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE itemTags
    (itemID INT NOT NULL, tagID INT NOT NULL, type INT NOT NULL, PRIMARY KEY (itemID, tagID));
CREATE TABLE itemNotes (itemID INTEGER PRIMARY KEY, parentItemID INT, note TEXT, title TEXT);
CREATE TABLE itemAttachments
    (itemID INTEGER PRIMARY KEY, parentItemID INT, linkMode INT, contentType TEXT, path TEXT);
CREATE TABLE itemAnnotations
    (itemID INTEGER PRIMARY KEY, parentItemID INT NOT NULL, type INT NOT NULL, authorName TEXT,
     text TEXT, comment TEXT, color TEXT, pageLabel TEXT, sortIndex TEXT NOT NULL,
     position TEXT NOT NULL, isExternal INT NOT NULL);
INSERT INTO itemTypes VALUES (1, 'journalArticle', NULL, 1), (2, 'attachment', NULL, 0),
    (3, 'preprint', NULL, 1), (4, 'note', NULL, 0), (5, 'annotation', NULL, 0);
INSERT INTO creatorTypes VALUES (1, 'author'), (2, 'editor');
INSERT INTO libraries VALUES (1, 'user', 1), (2, 'feed', 0);
"""
_LOCKED = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("PRAGMA locking_mode = EXCLUSIVE")
database.execute("PRAGMA journal_mode = " + sys.argv[2])
database.execute("PRAGMA wal_autocheckpoint = 0")
database.executescript(sys.stdin.read())
if sys.argv[2] != "WAL":
    database.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
import time
time.sleep(600)
"""


class ZoteroLibrary:
    """A folder with zotero.sqlite, to be filled."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.file = folder / "zotero.sqlite"
        self._next = 1
        with closing(sqlite3.connect(self.file)) as database, database:
            database.executescript(SCHEMA)

    def item(self, kind: int, authors: tuple[str, ...] = (), **fields: str) -> int:
        """Store an item of a type with its fields; return its key."""
        key, self._next = self._next, self._next + 1
        with closing(sqlite3.connect(self.file)) as database, database:
            database.execute("INSERT INTO items VALUES (?, ?, 1, ?)", [key, kind, f"KEY{key:05}"])
            for name, value in fields.items():
                self._field(database, key, name, value)
            for place, name in enumerate(authors):
                given, _, family = name.rpartition(" ")
                added = database.execute(
                    "INSERT INTO creators VALUES (NULL, ?, ?, 0)", [given, family]
                )
                database.execute(
                    "INSERT INTO itemCreators VALUES (?, ?, 1, ?)", [key, added.lastrowid, place]
                )
        return key

    def tag(self, item: int, name: str) -> None:
        """Tag an item."""
        self.execute("INSERT OR IGNORE INTO tags VALUES (NULL, ?)", name)
        self.execute("INSERT INTO itemTags SELECT ?, tagID, 0 FROM tags WHERE name = ?", item, name)

    def collect(self, item: int, name: str) -> None:
        """Put an item into a new collection."""
        self.execute("INSERT INTO collections VALUES (NULL, ?, 1)", name)
        self.execute(
            "INSERT INTO collectionItems SELECT max(collectionID), ?, 0 FROM collections", item
        )

    def note(self, item: int, html: str) -> int:
        """Write a note about an item."""
        key = self.item(4)
        self.execute("INSERT INTO itemNotes VALUES (?, ?, ?, '')", key, item, html)
        return key

    def attach(self, item: int, path: str) -> int:
        """Attach a PDF."""
        key = self.item(2)
        self.execute(
            "INSERT INTO itemAttachments VALUES (?, ?, 1, 'application/pdf', ?)", key, item, path
        )
        return key

    def mark(self, attachment: int, text: str, comment: str, page: str) -> None:
        """Mark a passage of a PDF."""
        self.execute(
            "INSERT INTO itemAnnotations VALUES (?, ?, 1, '', ?, ?, '#ffd400', ?, ?, '{}', 0)",
            self.item(5),
            attachment,
            text,
            comment,
            page,
            f"{page:0>5}",
        )

    def execute(self, statement: str, *values: object) -> None:
        """Change the database."""
        with closing(sqlite3.connect(self.file)) as database, database:
            database.execute(statement, values)

    @contextmanager
    def running(self, journal: str, written: str = "") -> Iterator[None]:
        """Have another process lock the database as Zotero does while it runs.

        Args:
            journal: DELETE as up to Zotero 7, or WAL as from Zotero 10.
            written: statements that this process has committed, which a log may hold.
        """
        with subprocess.Popen(
            [sys.executable, "-c", _LOCKED, str(self.file), journal],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdin
            assert process.stdout
            process.stdin.write(written)
            process.stdin.close()
            assert process.stdout.readline() == "locked\n"
            try:
                yield
            finally:
                process.kill()

    def _field(self, database: sqlite3.Connection, item: int, name: str, value: str) -> None:
        found = database.execute("SELECT fieldID FROM fields WHERE fieldName = ?", [name])
        row = found.fetchone()
        field = row[0] if row else None
        if field is None:
            field = database.execute("INSERT INTO fields VALUES (NULL, ?, 0)", [name]).lastrowid
        database.execute("INSERT OR IGNORE INTO itemDataValues VALUES (NULL, ?)", [value])
        database.execute(
            "INSERT INTO itemData SELECT ?, ?, valueID FROM itemDataValues WHERE value = ?",
            [item, field, value],
        )

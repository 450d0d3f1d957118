"""Store which PDFs there are, their texts, and which could not be had."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import astuple, fields
from datetime import datetime

from papertrail.clock import iso
from papertrail.store.document_text import pack, unpack
from papertrail.store.passages import PassageWriter
from papertrail.types.document import DocumentText, Passage
from papertrail.types.fetched import LOCAL, Document
from papertrail.types.full_text import TextKind

_COLUMNS = ", ".join(field.name for field in fields(Document))


class Documents:
    """The tables of documents. They belong to no reader."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def of(self, works: Iterable[int]) -> dict[int, Document]:
        """Return the documents of works, by their keys; works without one are left out."""
        rows = self._connection.execute(
            f"SELECT work, {_COLUMNS} FROM documents"  # noqa: S608 - constants
            " WHERE work IN (SELECT value FROM json_each(?))",
            [json.dumps([int(work) for work in works])],
        )
        return {row["work"]: _document(row) for row in rows}

    def all(self) -> dict[int, Document]:
        """Return all documents by the keys of their works, the latest first."""
        rows = self._connection.execute(
            f"SELECT work, {_COLUMNS} FROM documents ORDER BY fetched DESC, work DESC"  # noqa: S608
        )
        return {row["work"]: _document(row) for row in rows}

    def count(self) -> int:
        """Return the number of documents."""
        (count,) = self._connection.execute("SELECT count(*) FROM documents").fetchone()
        return int(count)

    def text(self, work: int) -> DocumentText | None:
        """Return the text of a work's document; None if there is no document or it has no text.

        Raises:
            StoreError: the row is damaged.
        """
        row = self._connection.execute(
            "SELECT content FROM document_texts WHERE work = ?", [work]
        ).fetchone()
        if row is None:
            return None
        passages = self._connection.execute(
            "SELECT number, text, page, section FROM passages"
            " WHERE work = ? AND kind = ? ORDER BY number",
            [work, TextKind.DOCUMENT],
        )
        return unpack(row["content"], [Passage(**dict(passage)) for passage in passages])

    def read_before(self, extractor: int, most: int) -> list[int]:
        """Return works whose PDF was read by an earlier version of the extractor, latest first."""
        rows = self._connection.execute(
            "SELECT work FROM documents WHERE extractor < ? ORDER BY fetched DESC LIMIT ?",
            [extractor, most],
        )
        return [work for (work,) in rows]

    def is_used(self, sha256: str) -> bool:
        """Return whether a PDF belongs to any work."""
        query = "SELECT 1 FROM documents WHERE sha256 = ?"
        return self._connection.execute(query, [sha256]).fetchone() is not None

    def used(self) -> set[str]:
        """Return the hashes of all PDFs that belong to works."""
        rows = self._connection.execute("SELECT DISTINCT sha256 FROM documents")
        return {sha256 for (sha256,) in rows}

    def local(self) -> set[str]:
        """Return the hashes of the PDFs that users gave, and that can't be fetched again."""
        rows = self._connection.execute(
            "SELECT DISTINCT sha256 FROM documents WHERE origin GLOB ?", [f"{LOCAL}*"]
        )
        return {sha256 for (sha256,) in rows}

    def failures(self) -> dict[int, tuple[str, str]]:
        """Return (when it was tried last, why it failed) of PDFs that could not be had, by work."""
        rows = self._connection.execute(
            "SELECT work, tried, reason FROM failed_documents ORDER BY tried DESC, work DESC"
        )
        return {row["work"]: (row["tried"], row["reason"]) for row in rows}


class DocumentWriter:
    """Write documents."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def save(self, work: int, document: Document, text: DocumentText | None) -> None:
        """Store a work's document in place of an earlier one, with its text and passages.

        Args:
            work: its key.
            document: as it is now.
            text: None if it could not be read.
        """
        names = ["work", *(field.name for field in fields(Document))]
        assigned = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
        self._connection.execute(
            f"INSERT INTO documents ({', '.join(names)})"  # noqa: S608 - constants
            f" VALUES ({', '.join('?' * len(names))})"
            f" ON CONFLICT (work) DO UPDATE SET {assigned}",
            [work, *astuple(document)],
        )
        self._connection.execute("DELETE FROM failed_documents WHERE work = ?", [work])
        self._connection.execute("DELETE FROM document_texts WHERE work = ?", [work])
        if text is not None:
            self._connection.execute(
                "INSERT INTO document_texts (work, content) VALUES (?, ?)", [work, pack(text)]
            )
        passages = text.passages if text else ()
        PassageWriter(self._connection).replace(work, TextKind.DOCUMENT, passages)

    def note_read(self, work: int, extractor: int) -> None:
        """Record that a version of the extractor could do no better than an earlier one."""
        self._connection.execute(
            "UPDATE documents SET extractor = ? WHERE work = ?", [extractor, work]
        )

    def remove(self, work: int) -> None:
        """Remove a work's document, its text and passages; and that it could not be had."""
        PassageWriter(self._connection).replace(work, TextKind.DOCUMENT, ())
        self._connection.execute("DELETE FROM documents WHERE work = ?", [work])
        self._connection.execute("DELETE FROM failed_documents WHERE work = ?", [work])

    def note_failure(self, work: int, now: datetime, reason: str) -> None:
        """Record that a work's PDF could not be had."""
        self._connection.execute(
            "INSERT OR REPLACE INTO failed_documents (work, tried, reason) VALUES (?, ?, ?)",
            [work, iso(now), reason],
        )


def move_document(connection: sqlite3.Connection, work: int, other: int) -> None:
    """Give a work what another one has, before the other is merged into it.

    Its own document stays. What other texts about both say stays searchable.
    """
    known = connection.execute("SELECT 1 FROM documents WHERE work = ?", [work]).fetchone()
    if not known:
        connection.execute("UPDATE documents SET work = ? WHERE work = ?", [work, other])
    connection.execute(
        "UPDATE passages SET work = ? WHERE work = ? AND (kind != ? OR ?)",
        [work, other, TextKind.DOCUMENT, not known],
    )


def _document(row: sqlite3.Row) -> Document:
    return Document(**{field.name: row[field.name] for field in fields(Document)})

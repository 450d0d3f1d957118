"""The tables of documents: fetched PDFs, their text, and the passages that are searched."""

from typing import TYPE_CHECKING

from papertrail.store.schema import run
from papertrail.store.schema_later import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

__all__ = ["migrations"]


@migrations()
def m025_documents(db: "Database") -> None:
    """Store PDFs' texts and passages, with a sequence of changes that their indexes follow."""
    run(
        db,
        """
        CREATE TABLE documents (
            work INTEGER PRIMARY KEY REFERENCES works (id) ON DELETE CASCADE,
            sha256 TEXT NOT NULL,     -- of the PDF, whose name in the home it is
            size INTEGER NOT NULL,    -- of the PDF, in bytes
            origin TEXT NOT NULL,     -- address; or file:NAME, which can't be fetched again
            version INTEGER,          -- the work's version when it was fetched
            fetched TEXT NOT NULL,
            extractor INTEGER NOT NULL, -- of the text; a later one reads the PDF again
            problem TEXT NOT NULL,    -- why there is no text; empty if there is
            pages INTEGER NOT NULL,
            scanned INTEGER NOT NULL  -- pages that are a picture without text
        ) STRICT;
        -- whether a PDF is still used when one of its works lets go of it
        CREATE INDEX documents_sha256 ON documents (sha256);

        CREATE TABLE document_texts (
            work INTEGER PRIMARY KEY
                REFERENCES documents (work) ON DELETE CASCADE ON UPDATE CASCADE,
            content BLOB NOT NULL     -- JSON, compressed by zlib
        ) STRICT;

        -- works whose PDF could not be had, so that updates do not ask for it every day
        CREATE TABLE failed_documents (
            work INTEGER PRIMARY KEY REFERENCES works (id) ON DELETE CASCADE,
            tried TEXT NOT NULL,
            reason TEXT NOT NULL
        ) STRICT;

        CREATE TABLE passages (
            id INTEGER PRIMARY KEY AUTOINCREMENT, -- the key in the indexes; none is used twice
            work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,       -- document, or note
            reader TEXT NOT NULL,     -- of a note; empty for a document
            number INTEGER NOT NULL,  -- from 0, in reading order
            page INTEGER NOT NULL,    -- 0 for a note
            section TEXT NOT NULL,
            text TEXT NOT NULL,
            change INTEGER NOT NULL   -- its place in the sequence of changes
        ) STRICT;
        -- the passages of a work, in order
        CREATE INDEX passages_work ON passages (work, kind, reader, number);
        -- what an index lacks
        CREATE UNIQUE INDEX passages_change ON passages (change);

        -- keys that indexes have to forget
        CREATE TABLE removed_passages (
            id INTEGER PRIMARY KEY,
            change INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX removed_passages_change ON removed_passages (change);

        -- the end of the sequence of both; places are moments in microseconds, as those of works
        CREATE TABLE passage_changes (last INTEGER NOT NULL) STRICT;
        INSERT INTO passage_changes VALUES (0);
        CREATE TRIGGER passages_removed AFTER DELETE ON passages BEGIN
            UPDATE passage_changes SET last = max(
                last + 1, CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)
            );
            INSERT INTO removed_passages SELECT OLD.id, last FROM passage_changes;
        END
        """,
    )

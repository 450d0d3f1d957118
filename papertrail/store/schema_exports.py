"""The migration that adds exports: keys of citations, and what was written to which file."""

from typing import TYPE_CHECKING

from papertrail.store.schema import migrations, run

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m028_exports(db: "Database") -> None:
    """Add the keys of citations and the entries of exported files."""
    run(
        db,
        """
        CREATE TABLE citation_keys (
            reader TEXT NOT NULL,
            folded TEXT NOT NULL,     -- in lower case: BibTeX does not distinguish
            key TEXT NOT NULL,
            work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE,
            given TEXT NOT NULL,
            PRIMARY KEY (reader, folded)
        ) STRICT, WITHOUT ROWID;
        -- the key of a work; of a merged one, the first that was given
        CREATE INDEX citation_keys_work ON citation_keys (work, reader, given, key);

        CREATE TABLE exported_files (
            reader TEXT NOT NULL,
            path TEXT NOT NULL,
            options TEXT NOT NULL,    -- format and more
            hash TEXT NOT NULL,       -- SHA-256 of the file as it was written
            PRIMARY KEY (reader, path)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE exported_entries (
            reader TEXT NOT NULL,
            path TEXT NOT NULL,
            key TEXT NOT NULL,
            version TEXT NOT NULL,    -- of the work and its tags
            hash TEXT NOT NULL,       -- of the entry's text
            PRIMARY KEY (reader, path, key)
        ) STRICT, WITHOUT ROWID
        """,
    )

"""The tables, as migrations that run once each, in order."""

from typing import TYPE_CHECKING

from sqlite_utils import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

migrations = Migrations("papertrail")


@migrations()
def m001_works_and_sources(db: "Database") -> None:
    """Works with everything known about them, where they appeared, and how each source stands."""
    db.executescript(
        """
        CREATE TABLE works (
            id INTEGER PRIMARY KEY,
            title TEXT NOT NULL,
            abstract TEXT NOT NULL,
            url TEXT NOT NULL,
            version INTEGER,
            submitted TEXT,           -- first version handed in; moments are UTC, 2026-06-17T08:00:00Z
            updated TEXT,             -- this version handed in
            announced TEXT,           -- day of the first listing, 2026-06-17
            fetched TEXT NOT NULL,    -- first seen here
            venue TEXT,
            comment TEXT,
            journal_ref TEXT,
            licence TEXT,
            change INTEGER NOT NULL   -- place in the sequence of text changes, up to which an index is built
        ) STRICT;
        -- catch_up() reads what changed after a place in the sequence
        CREATE UNIQUE INDEX works_change ON works (change);
        -- counting the papers held in a window of submission dates, and the filters --since and --until
        CREATE INDEX works_submitted ON works (submitted);

        CREATE TABLE identifiers (
            scheme TEXT NOT NULL,     -- arxiv, doi
            value TEXT NOT NULL,
            work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE,
            PRIMARY KEY (scheme, value)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX identifiers_work ON identifiers (work);

        CREATE TABLE authors (
            work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            affiliation TEXT,
            PRIMARY KEY (work, position)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE categories (
            work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE,
            position INTEGER NOT NULL, -- 0 is the primary category
            name TEXT NOT NULL,
            PRIMARY KEY (work, position)
        ) STRICT, WITHOUT ROWID;
        -- the filter --category
        CREATE INDEX categories_name ON categories (name, work);

        CREATE TABLE appearances (
            work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE,
            source TEXT NOT NULL,
            seen TEXT NOT NULL,
            PRIMARY KEY (work, source)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE events (
            id INTEGER PRIMARY KEY,
            work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,       -- new_version, abstract_changed
            version INTEGER,
            happened TEXT NOT NULL
        ) STRICT;
        CREATE INDEX events_work ON events (work);

        CREATE TABLE sources (
            name TEXT PRIMARY KEY,
            cursor TEXT NOT NULL,     -- JSON, as the source understands it
            status TEXT,
            note TEXT NOT NULL DEFAULT '',
            last_attempt TEXT,
            last_success TEXT
        ) STRICT, WITHOUT ROWID;
        """
    )


@migrations()
def m002_digests(db: "Database") -> None:
    """Digests as they were shown."""
    db.executescript(
        """
        CREATE TABLE digests (
            id INTEGER PRIMARY KEY,
            created TEXT NOT NULL,
            considered INTEGER NOT NULL,
            last_work INTEGER NOT NULL, -- works up to this id were considered; the next digest goes on from here
            sources TEXT NOT NULL       -- JSON, how the sources stood
        ) STRICT;

        CREATE TABLE digest_papers (
            digest INTEGER NOT NULL REFERENCES digests (id) ON DELETE CASCADE,
            topic TEXT NOT NULL,
            rank INTEGER NOT NULL,
            work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE,
            score REAL NOT NULL,
            why TEXT NOT NULL,          -- JSON
            PRIMARY KEY (digest, topic, rank)
        ) STRICT, WITHOUT ROWID;
        """
    )

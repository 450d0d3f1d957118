"""The tables, as migrations that run once each, in order."""

import sqlite3
from typing import TYPE_CHECKING

from sqlite_utils import Migrations

from papertrail.dedup.same_work import title_keys
from papertrail.store.changes import touch

if TYPE_CHECKING:
    from sqlite_utils import Database

migrations = Migrations("papertrail")


def run(db: "Database", script: str) -> None:
    """Run statements in the migration's own transaction, which `executescript` would commit."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            db.execute(statement)
            statement = ""
    db.execute(statement)


@migrations()
def m001_works_and_sources(db: "Database") -> None:
    """Add works with their data and appearances, and the state of each source."""
    run(
        db,
        """
        CREATE TABLE works (
            id INTEGER PRIMARY KEY,
            title TEXT NOT NULL,
            abstract TEXT NOT NULL,
            url TEXT NOT NULL,
            version INTEGER,
            -- first version handed in; moments are UTC, 2026-06-17T08:00:00Z
            submitted TEXT,
            updated TEXT,             -- this version handed in
            announced TEXT,           -- day of the first listing, 2026-06-17
            fetched TEXT NOT NULL,    -- first seen here
            venue TEXT,
            comment TEXT,
            journal_ref TEXT,
            licence TEXT,
            -- place in the sequence of changes, up to which an index is built
            change INTEGER NOT NULL
        ) STRICT;
        -- catch_up() reads what changed after a place in the sequence
        CREATE UNIQUE INDEX works_change ON works (change);
        -- counting the papers in a window of submission dates, and the filters --since and
        -- --until
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
        """,
    )


@migrations()
def m002_digests(db: "Database") -> None:
    """Add digests as they were shown."""
    run(
        db,
        """
        CREATE TABLE digests (
            id INTEGER PRIMARY KEY,
            created TEXT NOT NULL,
            considered INTEGER NOT NULL,
            -- works up to this id were considered; the next digest goes on from here
            last_work INTEGER NOT NULL,
            sources TEXT NOT NULL       -- JSON, the states of the sources
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
        """,
    )


@migrations()
def m003_one_work_many_appearances(db: "Database") -> None:
    """Add what each source shows of a work, title keys, corrections and days."""
    run(
        db,
        """
        ALTER TABLE works ADD COLUMN year INTEGER;                      -- of the venue's edition
        ALTER TABLE works ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;
        -- the venue of accepted and published
        ALTER TABLE events ADD COLUMN detail TEXT NOT NULL DEFAULT '';

        CREATE TABLE appearances_anew (
            id INTEGER PRIMARY KEY,
            work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE,
            source TEXT NOT NULL,
            scheme TEXT NOT NULL,     -- the paper's own identifier in that source
            value TEXT NOT NULL,
            others TEXT,              -- JSON, further identifiers as [scheme, value]
            venue TEXT,
            year INTEGER,
            url TEXT NOT NULL,
            -- JSON, of texts, authors and what arXiv says what differs from the work's
            said TEXT,
            seen TEXT NOT NULL,
            UNIQUE (source, scheme, value)
        ) STRICT;
        INSERT INTO appearances_anew (work, source, scheme, value, url, seen)
            SELECT work, source, 'arxiv', value, url, seen
            FROM appearances JOIN works ON works.id = work JOIN identifiers USING (work)
            WHERE scheme = 'arxiv';
        DROP TABLE appearances;
        ALTER TABLE appearances_anew RENAME TO appearances;
        CREATE INDEX appearances_work ON appearances (work);

        -- works that share a key are compared when a paper comes without a known identifier
        CREATE TABLE title_keys (
            key TEXT NOT NULL,
            work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE,
            PRIMARY KEY (key, work)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX title_keys_work ON title_keys (work);

        -- pairs of identifiers that a person separated
        CREATE TABLE told_apart (
            scheme TEXT NOT NULL,
            value TEXT NOT NULL,
            other_scheme TEXT NOT NULL,
            other_value TEXT NOT NULL,
            PRIMARY KEY (scheme, value, other_scheme, other_value)
        ) STRICT, WITHOUT ROWID;

        -- works that turned out to be others; indexes may still hold them
        CREATE TABLE absorbed (
            work INTEGER PRIMARY KEY,
            into_work INTEGER NOT NULL,
            happened TEXT NOT NULL
        ) STRICT;

        CREATE TABLE discussions (
            scheme TEXT NOT NULL,     -- of the paper that is discussed, stored or not
            value TEXT NOT NULL,
            url TEXT NOT NULL,
            title TEXT NOT NULL,
            source TEXT NOT NULL,
            seen TEXT NOT NULL,
            PRIMARY KEY (scheme, value, url)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE days (
            source TEXT NOT NULL,
            day TEXT NOT NULL,        -- of the announcement
            status TEXT NOT NULL,
            expected INTEGER,         -- by the upstream's own count
            seen INTEGER NOT NULL,
            -- JSON, identifiers that were seen and are not stored, as [scheme, value]
            missing TEXT NOT NULL,
            note TEXT NOT NULL,
            checked TEXT NOT NULL,
            PRIMARY KEY (source, day)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE proofs (
            source TEXT NOT NULL,
            since TEXT NOT NULL,
            until TEXT NOT NULL,
            expected INTEGER NOT NULL, -- papers that the upstream has
            -- of these, stored before the proof; the others were stored by it
            held INTEGER NOT NULL,
            checked TEXT NOT NULL,
            PRIMARY KEY (source, since, until)
        ) STRICT, WITHOUT ROWID;
        """,
    )
    for work, title in db.execute("SELECT id, title FROM works").fetchall():
        db.conn.executemany(
            "INSERT OR IGNORE INTO title_keys (key, work) VALUES (?, ?)",
            [(key, work) for key in title_keys(title)],
        )


@migrations()
def m004_deliveries(db: "Database") -> None:
    """Add deliveries of digests to channels, and their states."""
    run(
        db,
        """
        CREATE TABLE deliveries (
            id INTEGER PRIMARY KEY,
            digest INTEGER NOT NULL REFERENCES digests (id) ON DELETE CASCADE,
            channel TEXT NOT NULL,     -- as config.toml names it
            key TEXT NOT NULL UNIQUE,  -- by which the receiving side recognises a repetition
            -- planned; sending: from here on the channel may have it; confirmed; failed: it surely
            -- has not; dropped
            state TEXT NOT NULL
                CHECK (state IN ('planned', 'sending', 'confirmed', 'failed', 'dropped')),
            attempts INTEGER NOT NULL DEFAULT 0,
            error TEXT NOT NULL DEFAULT '',
            moment TEXT NOT NULL,      -- of the last change
            UNIQUE (digest, channel)
        ) STRICT;
        -- what is still to be done, oldest first
        CREATE INDEX deliveries_open ON deliveries (id)
            WHERE state IN ('planned', 'sending', 'failed');
        -- the digest before, which a mail answers
        CREATE INDEX deliveries_channel ON deliveries (channel, id);
        """,
    )


@migrations()
def m005_marks(db: "Database") -> None:
    """Add opinions and reading states."""
    run(
        db,
        """
        CREATE TABLE marks (
            work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE,
            -- that an opinion is about; empty for all topics, and for the reading status
            topic TEXT NOT NULL,
            -- opinion or status, so that a new mark replaces what it contradicts
            aspect TEXT NOT NULL,
            kind TEXT NOT NULL,       -- like, dislike; save, reading, read, skip
            marked TEXT NOT NULL,
            PRIMARY KEY (work, topic, aspect)
        ) STRICT, WITHOUT ROWID;
        -- the filter --status, and each topic's examples
        CREATE INDEX marks_kind ON marks (kind, work);
        """,
    )


@migrations()
def m006_ledger_of_digests(db: "Database") -> None:
    """Record the works and events that were shown, and the works that wait."""
    run(
        db,
        """
        -- of the considered, waited since earlier
        ALTER TABLE digests ADD COLUMN carried INTEGER NOT NULL DEFAULT 0;
        -- its name in feeds and mails
        ALTER TABLE digests ADD COLUMN uid TEXT NOT NULL DEFAULT '';
        UPDATE digests SET uid = lower(hex(randomblob(16)));
        -- match, exploration, similar
        ALTER TABLE digest_papers ADD COLUMN role TEXT NOT NULL DEFAULT 'match';

        -- no work is shown twice; a past digest keeps its papers, though two of them turn out to
        -- be one
        CREATE TABLE shown (
            work INTEGER PRIMARY KEY REFERENCES works (id) ON DELETE CASCADE,
            digest INTEGER NOT NULL REFERENCES digests (id) ON DELETE CASCADE
        ) STRICT;
        INSERT INTO shown (work, digest) SELECT work, min(digest) FROM digest_papers GROUP BY work;

        -- works that a maximum cut, or that were not indexed yet
        CREATE TABLE waiting (
            work INTEGER PRIMARY KEY REFERENCES works (id) ON DELETE CASCADE,
            since TEXT NOT NULL
        ) STRICT;

        CREATE TABLE digest_events (
            event INTEGER PRIMARY KEY REFERENCES events (id) ON DELETE CASCADE,
            digest INTEGER NOT NULL REFERENCES digests (id) ON DELETE CASCADE
        ) STRICT;
        """,
    )


@migrations()
def m007_facets(db: "Database") -> None:
    """Add facets for filters; a block of 4,096 keys is dropped when a work in it changes."""
    run(
        db,
        """
        CREATE TABLE facet_blocks (
            block INTEGER PRIMARY KEY,
            days BLOB NOT NULL,
            years BLOB NOT NULL
        ) STRICT;
        CREATE TABLE facets (
            facet TEXT NOT NULL,      -- category, source, venue
            value TEXT NOT NULL,
            block INTEGER NOT NULL REFERENCES facet_blocks (block) ON DELETE CASCADE,
            works BLOB NOT NULL,
            PRIMARY KEY (facet, value, block)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX facets_block ON facets (block);
        CREATE TRIGGER works_fresh_facets AFTER UPDATE OF submitted, announced, year, venue ON works
            WHEN (OLD.submitted, OLD.announced, OLD.year, OLD.venue)
            IS NOT (NEW.submitted, NEW.announced, NEW.year, NEW.venue)
            BEGIN DELETE FROM facet_blocks WHERE block = NEW.id >> 12; END;
        """,
    )
    for table, key in (("works", "id"), ("categories", "work"), ("appearances", "work")):
        changes = [("INSERT", "NEW"), ("DELETE", "OLD")]
        if table != "works":
            column = "source"
            if table == "categories":
                column = "name"
            changed = f"UPDATE OF work, {column}"
            changes += [(changed, "OLD"), (changed, "NEW")]
        for number, (change, row) in enumerate(changes):
            mark = f"DELETE FROM facet_blocks WHERE block = {row}.{key} >> 12"  # noqa: S608 - constants
            name = f"{table}_facets_{number}"
            db.execute(f"CREATE TRIGGER {name} AFTER {change} ON {table} BEGIN {mark}; END")


@migrations()
def m008_topic_models(db: "Database") -> None:
    """Add the models that topics have learnt."""
    run(
        db,
        """
        CREATE TABLE topic_models (
            topic TEXT PRIMARY KEY,   -- empty for the sample of all papers
            -- a hash of words, opinions and the sample; when it differs, it is made again
            made_from TEXT NOT NULL,
            content BLOB NOT NULL     -- an .npz archive
        ) STRICT, WITHOUT ROWID;
        """,
    )


@migrations()
def m009_saved_searches(db: "Database") -> None:
    """Add saved searches; let the indexes visit merged works again."""
    run(
        db,
        """
        CREATE TABLE saved_searches (
            name TEXT PRIMARY KEY,
            query TEXT NOT NULL,      -- in the query syntax, filters included
            mode TEXT NOT NULL,       -- hybrid, semantic, keyword
            created TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        -- the former keys of a work, which an index has to forget
        CREATE INDEX absorbed_into_work ON absorbed (into_work);
        """,
    )
    for (key,) in db.execute("SELECT DISTINCT into_work FROM absorbed").fetchall():
        touch(db.conn, key)

"""Migrations after those in `schema`, in their order."""

from typing import TYPE_CHECKING

from feeds.authority import authority_by_name, is_own
from papertrail.dedup.acceptance import acceptance
from papertrail.dedup.same_work import title_keys
from papertrail.store.changes import touch
from papertrail.store.plain_texts import write_tex_as_text
from papertrail.store.public_names import hide_addresses
from papertrail.store.schema import migrations, run
from papertrail.types.reader import DEFAULT_READER

if TYPE_CHECKING:
    from sqlite_utils import Database

__all__ = ["migrations"]


@migrations()
def m010_author_words(db: "Database") -> None:
    """Index works by words of their authors' names; the next update fills the table."""
    run(
        db,
        """
        CREATE TABLE author_words (
            word TEXT NOT NULL,
            work INTEGER NOT NULL,    -- a work that has gone may still be named
            PRIMARY KEY (word, work)
        ) STRICT, WITHOUT ROWID;
        -- up to where, in the sequence of changes, it is filled
        CREATE TABLE author_words_reached (reached INTEGER NOT NULL) STRICT;
        INSERT INTO author_words_reached VALUES (0);
        """,
    )


@migrations()
def m011_author_words_new(db: "Database") -> None:
    """Separate the newest words of authors' names, so that an update writes to few pages."""
    run(
        db,
        """
        CREATE TABLE author_words_new (
            word TEXT NOT NULL,
            work INTEGER NOT NULL,
            PRIMARY KEY (word, work)
        ) STRICT, WITHOUT ROWID;
        CREATE VIEW author_words_all AS
            SELECT word, work FROM author_words UNION ALL SELECT word, work FROM author_words_new;
        """,
    )


@migrations()
def m012_dois_in_lower_case(db: "Database") -> None:
    """Write DOIs in lower case; two works with one DOI are merged when a source shows it again."""
    db.execute("UPDATE OR IGNORE identifiers SET value = lower(value) WHERE scheme = 'doi'")


@migrations()
def m013_authorities(db: "Database") -> None:
    """Record which source is the authority for what; for stored rows, by the sources' names."""
    run(
        db,
        """
        -- 2: the source is the authority for an identifier of the paper, 1: for its address alone,
        -- 0: for neither
        ALTER TABLE appearances ADD COLUMN authority INTEGER NOT NULL DEFAULT 0;
        -- a person assigned it to its work
        ALTER TABLE appearances ADD COLUMN by_hand INTEGER NOT NULL DEFAULT 0;
        -- an authority gave the work this identifier
        ALTER TABLE identifiers ADD COLUMN own INTEGER NOT NULL DEFAULT 0;
        -- JSON, fields that nobody who speaks for the work has filled: theirs replaces it
        ALTER TABLE works ADD COLUMN borrowed TEXT;

        -- identifiers that appearances name without being an authority for them
        CREATE TABLE claims (
            scheme TEXT NOT NULL,
            value TEXT NOT NULL,
            appearance INTEGER NOT NULL REFERENCES appearances (id) ON DELETE CASCADE,
            PRIMARY KEY (scheme, value, appearance)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX claims_appearance ON claims (appearance);
        """,
    )

    def own(source: str, scheme: str, value: str) -> int:
        return int(is_own((scheme, value), authority_by_name(source)))

    db.conn.create_function("is_own", 3, own, deterministic=True)
    run(
        db,
        """
        CREATE TEMP VIEW named AS
            SELECT id AS appearance, source, scheme, value FROM appearances UNION ALL
            SELECT appearances.id, source, json_each.value ->> 0, json_each.value ->> 1
            FROM appearances, json_each(coalesce(others, '[]'));
        UPDATE appearances SET authority = (
            SELECT coalesce(max(iif(scheme = 'url', 1, 2)), 0) FROM named
            WHERE appearance = appearances.id AND is_own(named.source, named.scheme, named.value)
        );
        UPDATE identifiers SET own = 1 WHERE EXISTS (
            SELECT 1 FROM appearances WHERE appearances.work = identifiers.work
            AND is_own(source, identifiers.scheme, identifiers.value)
        );
        INSERT OR IGNORE INTO claims (scheme, value, appearance)
            SELECT named.scheme, named.value, appearance
            FROM named JOIN appearances ON appearances.id = appearance
            WHERE authority < 2 AND NOT is_own(named.source, named.scheme, named.value);
        DROP VIEW named;
        -- What another feed may have written over an arXiv paper is replaced when arXiv shows the
        -- paper again.
        UPDATE works SET borrowed = '["title","abstract","url","version","updated","comment",'
            || '"journal_ref","licence","withdrawn","authors","categories"]'
            WHERE id IN (
                SELECT work FROM claims JOIN appearances ON appearances.id = appearance
                WHERE claims.scheme = 'arxiv'
            )
            AND id IN (SELECT work FROM appearances WHERE authority = 2 AND scheme = 'arxiv');
        """,
    )


@migrations()
def m014_no_secrets_in_names(db: "Database") -> None:
    """Rename feeds whose addresses contain a login or a query, see `public_names`."""
    hide_addresses(db.conn)


@migrations()
def m015_enclosed_digests(db: "Database") -> None:
    """Record the further digests that a delivery contains, which were only shown elsewhere."""
    db.execute(
        """
        CREATE TABLE enclosed (
            delivery INTEGER REFERENCES deliveries ON DELETE CASCADE,
            digest INT REFERENCES digests ON DELETE CASCADE,
            PRIMARY KEY (delivery, digest)
        ) STRICT, WITHOUT ROWID
        """
    )


@migrations()
def m016_folded_titles_and_names(db: "Database") -> None:
    """Look up titles and names by words that are folded as in `index.folding`."""
    db.execute("DELETE FROM author_words")
    db.execute("DELETE FROM author_words_new")
    # The next update fills it.
    db.execute("UPDATE author_words_reached SET reached = 0")
    works = db.execute("SELECT id, title FROM works WHERE title GLOB '*[^ -[^-~]*'").fetchall()
    for work, title in works:
        db.conn.executemany(
            "INSERT OR IGNORE INTO title_keys (key, work) VALUES (?, ?)",
            [(key, work) for key in title_keys(title)],
        )


@migrations()
def m017_readers(db: "Database") -> None:
    """Key marks, digests, deliveries, saved searches and topic models by reader."""
    for table in ("digests", "deliveries"):
        db.execute(
            f"ALTER TABLE {table} ADD COLUMN reader TEXT NOT NULL DEFAULT '{DEFAULT_READER}'"
        )
    for table, definition in _BY_READER.items():
        _rebuild_for_reader(db, table, definition)
    run(
        db,
        """
        -- the filter --status, and each topic's examples
        CREATE INDEX marks_kind ON marks (reader, kind, work);
        DROP INDEX deliveries_channel;
        -- the digest before, which a mail answers
        CREATE INDEX deliveries_channel ON deliveries (reader, channel, id)
        """,
    )


_BY_READER = {
    "marks": """
        work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE,
        reader TEXT NOT NULL,
        topic TEXT NOT NULL,      -- of an opinion; empty for all topics, and for a reading status
        aspect TEXT NOT NULL,     -- opinion or status, so that a new mark replaces its opposite
        kind TEXT NOT NULL,       -- like, dislike; save, reading, read, skip
        marked TEXT NOT NULL,
        PRIMARY KEY (work, reader, topic, aspect)
    """,
    # No work is shown twice. A past digest keeps its papers even if two of them become one work.
    "shown": """
        work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE,
        reader TEXT NOT NULL,
        digest INTEGER NOT NULL REFERENCES digests (id) ON DELETE CASCADE,
        PRIMARY KEY (work, reader)
    """,
    # works that a maximum cut, or that were not indexed yet
    "waiting": """
        work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE,
        reader TEXT NOT NULL,
        since TEXT NOT NULL,
        PRIMARY KEY (work, reader)
    """,
    "digest_events": """
        event INTEGER NOT NULL REFERENCES events (id) ON DELETE CASCADE,
        reader TEXT NOT NULL,
        digest INTEGER NOT NULL REFERENCES digests (id) ON DELETE CASCADE,
        PRIMARY KEY (event, reader)
    """,
    "topic_models": """
        reader TEXT NOT NULL,
        topic TEXT NOT NULL,      -- empty for the sample of all papers
        -- a hash of words, opinions and the sample; another one: make it again
        made_from TEXT NOT NULL,
        content BLOB NOT NULL,    -- an .npz archive
        PRIMARY KEY (reader, topic)
    """,
    "saved_searches": """
        reader TEXT NOT NULL,
        name TEXT NOT NULL,
        query TEXT NOT NULL,      -- in the query syntax, filters included
        mode TEXT NOT NULL,       -- hybrid, semantic, keyword
        created TEXT NOT NULL,
        PRIMARY KEY (reader, name)
    """,
}
"""Tables that SQLite can't add a column of the primary key to, with their new definitions."""


def _rebuild_for_reader(db: "Database", table: str, definition: str) -> None:
    """Make a table anew with a reader in its key; its rows become those of the default reader."""
    columns = ", ".join(row[1] for row in db.execute(f"PRAGMA table_info({table})"))
    db.execute(f"ALTER TABLE {table} RENAME TO {table}_before")
    db.execute(f"CREATE TABLE {table} ({definition}) STRICT, WITHOUT ROWID")
    db.execute(
        f"INSERT INTO {table} (reader, {columns}) SELECT ?, {columns} FROM {table}_before",  # noqa: S608
        [DEFAULT_READER],
    )
    db.execute(f"DROP TABLE {table}_before")


@migrations()
def m018_plain_names(db: "Database") -> None:
    """Rename tables and a column by what they contain."""
    run(
        db,
        """
        -- pairs of identifiers that a person separated
        ALTER TABLE told_apart RENAME TO not_duplicates;
        -- works that were merged into others; indexes may still contain them
        ALTER TABLE absorbed RENAME TO merged_works;
        -- comparisons of a period with all that the upstream has
        ALTER TABLE proofs RENAME TO reconciliations;
        -- JSON, an appearance's values where they differ from the work's
        ALTER TABLE appearances RENAME COLUMN said TO overrides
        """,
    )


@migrations()
def m019_tex_as_text(db: "Database") -> None:
    """Write the TeX in stored titles, abstracts, comments and names as text, see `plain_texts`."""
    write_tex_as_text(db.conn)


@migrations()
def m020_one_digest_a_day(db: "Database") -> None:
    """Record each digest's day and kind; let each delivery have one digest."""
    run(
        db,
        """
        -- the reader's day
        ALTER TABLE digests ADD COLUMN day TEXT NOT NULL DEFAULT '';
        -- day, addition
        ALTER TABLE digests ADD COLUMN kind TEXT NOT NULL DEFAULT 'day';
        -- the most papers that are read first, over all topics
        ALTER TABLE digests ADD COLUMN best INTEGER NOT NULL DEFAULT 0;
        -- Until now days were those of UTC.
        UPDATE digests SET day = substr(created, 1, 10);
        -- the digests of a day
        CREATE INDEX digests_day ON digests (reader, day);
        -- What went out with another digest went out, and what is open is sent by itself.
        INSERT OR IGNORE INTO deliveries (reader, digest, channel, key, state, moment)
            SELECT reader, enclosed.digest, channel, lower(hex(randomblob(16))), state, moment
            FROM enclosed JOIN deliveries ON deliveries.id = delivery;
        DROP TABLE enclosed
        """,
    )


@migrations()
def m021_merges_by_hand(db: "Database") -> None:
    """Record what works were before a person merged them, so that a split restores them."""
    run(
        db,
        """
        CREATE TABLE merges_by_hand (
            id INTEGER PRIMARY KEY,
            work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE,
            happened TEXT NOT NULL,
            before TEXT NOT NULL,     -- JSON, the rows of both works
            after TEXT NOT NULL       -- JSON, what sources said of the merged one
        ) STRICT;
        -- the merges to undo when a work is split
        CREATE INDEX merges_by_hand_work ON merges_by_hand (work)
        """,
    )


@migrations()
def m022_acceptance_in_comments(db: "Database") -> None:
    """Take the venue of a work that names none from its comment; that is no news."""
    rows = db.execute(
        "SELECT id, comment, year FROM works WHERE venue IS NULL AND comment IS NOT NULL"
    ).fetchall()
    for key, comment, year in rows:
        found = acceptance(comment)
        if found:
            values = [found[0], found[1] or year, key]
            db.execute("UPDATE works SET venue = ?, year = ? WHERE id = ?", values)
            touch(db.conn, key)

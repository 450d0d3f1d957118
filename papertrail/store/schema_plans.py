"""The migration that adds programmes of conferences, and what readers plan there."""

from typing import TYPE_CHECKING

from papertrail.store.schema import migrations, run

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m035_plans(db: "Database") -> None:
    """Add programmes, what a reader chose, and what was shown last."""
    run(
        db,
        """
        CREATE TABLE programmes (
            edition TEXT PRIMARY KEY,  -- icml:2025
            name TEXT NOT NULL,
            fetched TEXT NOT NULL,
            etag TEXT,
            presentations TEXT NOT NULL  -- JSON
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE plan_choices (
            work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE,
            reader TEXT NOT NULL,
            choice TEXT NOT NULL,     -- must or skip
            chosen TEXT NOT NULL,
            PRIMARY KEY (work, reader)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE plan_event_choices (
            reader TEXT NOT NULL,
            event TEXT NOT NULL,      -- EDITION/NUMBER of what presents no stored paper
            choice TEXT NOT NULL,
            chosen TEXT NOT NULL,
            PRIMARY KEY (reader, event)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE plan_views (
            reader TEXT NOT NULL,
            edition TEXT NOT NULL,
            shown TEXT NOT NULL,
            items TEXT NOT NULL,      -- JSON, the ids in the order that was shown last
            seen TEXT NOT NULL,       -- JSON, time and room by id, as of that look
            entries TEXT NOT NULL,    -- JSON, what the calendar was given, by UID
            PRIMARY KEY (reader, edition)
        ) STRICT, WITHOUT ROWID
        """,
    )

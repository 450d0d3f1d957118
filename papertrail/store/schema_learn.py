"""The migration that adds progress on ways to read."""

from typing import TYPE_CHECKING

from papertrail.store.schema import migrations, run

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m034_learn(db: "Database") -> None:
    """Add what a reader did with steps of ways."""
    run(
        db,
        """
        CREATE TABLE learn_steps (
            reader TEXT NOT NULL,
            step TEXT NOT NULL,       -- a paper's id, or spine:NAME
            state TEXT NOT NULL,      -- done or skipped
            note TEXT NOT NULL,
            changed TEXT NOT NULL,
            recalled TEXT,            -- the reader's day on which the note last came back
            times INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (reader, step)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE learn_topics (
            reader TEXT NOT NULL,
            topic TEXT NOT NULL,
            level TEXT NOT NULL,
            known TEXT NOT NULL,      -- JSON, as --know gave it
            steps TEXT NOT NULL,      -- JSON, the ids in the order that was shown last
            shown TEXT NOT NULL,
            PRIMARY KEY (reader, topic)
        ) STRICT, WITHOUT ROWID
        """,
    )

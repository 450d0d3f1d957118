"""The migration that adds the library: tags, priorities, notes, recalls, the journal of changes."""

from typing import TYPE_CHECKING

from papertrail.store.schema import migrations, run

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m024_library(db: "Database") -> None:
    """Add the library, and name reading states as its commands do."""
    run(
        db,
        """
        UPDATE marks SET kind = 'later' WHERE kind = 'save';
        UPDATE marks SET kind = 'discarded' WHERE kind = 'skip';

        CREATE TABLE tags (
            work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE,
            reader TEXT NOT NULL,
            folded TEXT NOT NULL,     -- the form in which two tags are compared
            name TEXT NOT NULL,       -- as the reader spells it
            added TEXT NOT NULL,
            PRIMARY KEY (work, reader, folded)
        ) STRICT, WITHOUT ROWID;
        -- the filter tag:, and the counts of each tag
        CREATE INDEX tags_folded ON tags (reader, folded, work, name, added);
        -- the papers that were changed last
        CREATE INDEX tags_added ON tags (reader, added, work);

        CREATE TABLE priorities (
            work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE,
            reader TEXT NOT NULL,
            priority INTEGER NOT NULL, -- 1 high, 0 normal, -1 low
            changed TEXT NOT NULL,
            PRIMARY KEY (work, reader)
        ) STRICT, WITHOUT ROWID;
        -- the papers that were changed last
        CREATE INDEX priorities_changed ON priorities (reader, changed, work, priority);

        CREATE TABLE notes (
            work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE,
            reader TEXT NOT NULL,
            created TEXT NOT NULL,
            changed TEXT NOT NULL,
            text TEXT NOT NULL,       -- Markdown
            PRIMARY KEY (work, reader)
        ) STRICT, WITHOUT ROWID;
        -- has:note, review and recall, without the texts
        CREATE INDEX notes_changed ON notes (reader, changed, work, created);

        -- how often a noted paper was brought back
        CREATE TABLE recalls (
            work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE,
            reader TEXT NOT NULL,
            day TEXT NOT NULL,        -- the last time, the reader's day
            times INTEGER NOT NULL,
            PRIMARY KEY (work, reader)
        ) STRICT, WITHOUT ROWID;

        -- every change of marks, tags, priorities and notes, written in its transaction
        CREATE TABLE journal (
            reader TEXT NOT NULL,
            number INTEGER NOT NULL,
            happened TEXT NOT NULL,
            command TEXT NOT NULL,    -- what was done, such as `mark later`
            -- JSON, the rows to write to take it back, or to do it again where it is undone
            inverse TEXT NOT NULL,
            undone INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (reader, number)
        ) STRICT;

        -- the papers that were changed last, and reviews of a week
        CREATE INDEX marks_marked ON marks (reader, marked, work, kind);
        """,
    )

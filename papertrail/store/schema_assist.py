"""The tables of the optional language model: translations, and the tokens of each day."""

from typing import TYPE_CHECKING

from papertrail.store import schema_citations  # noqa: F401 - its migration comes before
from papertrail.store.schema import migrations, run

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m027_assist(db: "Database") -> None:
    """Store translations by the hash of their original, and what was spent each day."""
    run(
        db,
        """
        CREATE TABLE translations (
            sha256 TEXT NOT NULL,     -- of the original text; the original stays where it is
            language TEXT NOT NULL,   -- as it was asked for, in lower case
            model TEXT NOT NULL,
            text TEXT NOT NULL,
            made TEXT NOT NULL,       -- 2026-06-17T08:00:00Z
            PRIMARY KEY (sha256, language)
        ) STRICT;

        CREATE TABLE assist_usage (
            day TEXT PRIMARY KEY,     -- 2026-06-17, UTC
            tokens INTEGER NOT NULL   -- of prompts and answers, reserved before they are sent
        ) STRICT
        """,
    )

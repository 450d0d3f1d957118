"""The migration that adds alerts: the identity of a home, and checks for retractions."""

from typing import TYPE_CHECKING

from papertrail.store.schema import migrations, run

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m031_alerts(db: "Database") -> None:
    """Add a name that no other home has, and when each DOI was checked for retractions."""
    run(
        db,
        """
        CREATE TABLE home_identity (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            uid TEXT NOT NULL         -- 32 hexadecimal digits, of which ids of feeds are made
        ) STRICT;
        INSERT INTO home_identity VALUES (1, lower(hex(randomblob(16))));

        CREATE TABLE retraction_checks (
            doi TEXT PRIMARY KEY,
            checked TEXT NOT NULL,
            etag TEXT                 -- of Crossref's last answer
        ) STRICT, WITHOUT ROWID
        """,
    )

"""The migration that adds who is the authority for what."""

from typing import TYPE_CHECKING

from feeds.authority import authority_by_name, is_own

if TYPE_CHECKING:
    from sqlite_utils import Database


def add_authorities(db: "Database") -> None:
    """Add the columns and the table, and fill them by the names of the sources."""
    db.executescript(
        """
        -- 2: the source is the authority for an identifier of the paper, 1: for its address alone, 0: for neither
        ALTER TABLE appearances ADD COLUMN authority INTEGER NOT NULL DEFAULT 0;
        -- a person said that it belongs to its work
        ALTER TABLE appearances ADD COLUMN by_hand INTEGER NOT NULL DEFAULT 0;
        -- an authority gave the work this identifier
        ALTER TABLE identifiers ADD COLUMN own INTEGER NOT NULL DEFAULT 0;
        -- JSON, fields that nobody who speaks for the work has filled: their word replaces what is there
        ALTER TABLE works ADD COLUMN borrowed TEXT;

        -- identifiers that appearances name without being an authority for them
        CREATE TABLE claims (
            scheme TEXT NOT NULL,
            value TEXT NOT NULL,
            appearance INTEGER NOT NULL REFERENCES appearances (id) ON DELETE CASCADE,
            PRIMARY KEY (scheme, value, appearance)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX claims_appearance ON claims (appearance);
        """
    )

    def own(source: str, scheme: str, value: str) -> int:
        return int(is_own((scheme, value), authority_by_name(source)))

    db.conn.create_function("is_own", 3, own, deterministic=True)
    db.executescript(
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
            SELECT named.scheme, named.value, appearance FROM named JOIN appearances ON appearances.id = appearance
            WHERE authority < 2 AND NOT is_own(named.source, named.scheme, named.value);
        DROP VIEW named;
        -- What another feed may have written over an arXiv paper is replaced when arXiv shows the paper again.
        UPDATE works SET borrowed = '["title","abstract","url","version","updated","comment","journal_ref",'
            || '"licence","withdrawn","authors","categories"]'
            WHERE id IN (
                SELECT work FROM claims JOIN appearances ON appearances.id = appearance WHERE claims.scheme = 'arxiv'
            )
            AND id IN (SELECT work FROM appearances WHERE authority = 2 AND scheme = 'arxiv');
        """
    )

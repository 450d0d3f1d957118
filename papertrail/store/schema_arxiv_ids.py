"""The migration that gives old arXiv identifiers and renamed papers one spelling, one work each."""

import json
import sqlite3
from typing import TYPE_CHECKING

from feeds.identifiers import parse_arxiv_id
from papertrail.dedup.abstracts import abstract_keys
from papertrail.store.changes import touch
from papertrail.store.schema_later import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

__all__ = ["migrations"]

_BELONGING = (
    "identifiers",
    "appearances",
    "events",
    "digest_papers",
    "waiting",
    "title_keys",
    "marks",
    "shown",
)
"""Tables whose rows go with a work into another."""
_YEARS = 3
"""A publication comes at most this many years after its preprint, see `dedup.venues`."""
_AT_ONCE = 2_000


@migrations()
def m023_one_spelling_of_arxiv_ids(db: "Database") -> None:
    """Write `math.GT/0309136` as `math/0309136`, and add keys of abstracts to those of titles."""
    _respell(db.conn)
    _add_abstract_keys(db.conn)


def _respell(connection: sqlite3.Connection) -> None:
    """Take the subject class out of stored arXiv identifiers; join what that makes one work."""
    known = _spellings(connection, "identifiers", "scheme", "value")
    for old, new in known.items():
        works = connection.execute(
            "SELECT work FROM identifiers WHERE scheme = 'arxiv' AND value IN (?, ?) ORDER BY work",
            [old, new],
        ).fetchall()
        keys = sorted({work for (work,) in works})
        if len(works) == 1:
            connection.execute(
                "UPDATE identifiers SET value = ? WHERE scheme = 'arxiv' AND value = ?", [new, old]
            )
        else:
            connection.execute(
                "DELETE FROM identifiers WHERE scheme = 'arxiv' AND value = ?", [old]
            )
        if len(keys) > 1:
            _join(connection, *_by_authority(connection, keys))
        else:
            touch(connection, keys[0])
    for table, scheme, value in (
        ("appearances", "scheme", "value"),
        ("claims", "scheme", "value"),
        ("discussions", "scheme", "value"),
        ("not_duplicates", "scheme", "value"),
        ("not_duplicates", "other_scheme", "other_value"),
    ):
        for old, new in _spellings(connection, table, scheme, value).items():
            connection.execute(
                f"UPDATE OR IGNORE {table} SET {value} = ? WHERE {scheme} = 'arxiv' AND {value} = ?",  # noqa: S608 - constants
                [new, old],
            )
            connection.execute(
                f"DELETE FROM {table} WHERE {scheme} = 'arxiv' AND {value} = ?",  # noqa: S608 - constants
                [old],
            )
    _respell_further(connection)


def _spellings(
    connection: sqlite3.Connection, table: str, scheme: str, value: str
) -> dict[str, str]:
    """Return the identifiers with a subject class in a column, each with its right spelling."""
    rows = connection.execute(
        f"SELECT DISTINCT {value} FROM {table} WHERE {scheme} = 'arxiv' AND {value} GLOB '*/*'"  # noqa: S608 - constants
    )
    read = {old: parse_arxiv_id(old) for (old,) in rows.fetchall()}
    return {old: new[0] for old, new in read.items() if new and new[0] != old}


def _respell_further(connection: sqlite3.Connection) -> None:
    """Respell the further identifiers of appearances."""
    rows = connection.execute(
        "SELECT id, others FROM appearances WHERE others LIKE '%arxiv%/%'"
    ).fetchall()
    for key, others in rows:
        known = [tuple(each) for each in json.loads(others)]
        read = [
            (scheme, (parse_arxiv_id(value) or (value,))[0] if scheme == "arxiv" else value)
            for scheme, value in known
        ]
        if read != known:
            connection.execute(
                "UPDATE appearances SET others = ? WHERE id = ?",
                [json.dumps(list(dict.fromkeys(read))), key],
            )


def _by_authority(connection: sqlite3.Connection, works: list[int]) -> tuple[int, int]:
    """Return the work that stays, of two: that with the higher authority, else the older one."""
    ranks = {
        work: connection.execute(
            "SELECT coalesce(max(authority), 0) FROM appearances WHERE work = ?", [work]
        ).fetchone()[0]
        for work in works
    }
    one, other = works
    return (other, one) if ranks[other] > ranks[one] else (one, other)


def _join(connection: sqlite3.Connection, key: int, other: int) -> None:
    """Make two works one: `other` goes, and what belongs to it belongs to `key`.

    The tables are those of this version of the schema, whatever later ones add.
    """
    for table in _BELONGING:
        connection.execute(f"UPDATE OR IGNORE {table} SET work = ? WHERE work = ?", [key, other])  # noqa: S608 - constants
    connection.execute("DELETE FROM works WHERE id = ?", [other])
    connection.execute("UPDATE merged_works SET into_work = ? WHERE into_work = ?", [key, other])
    connection.execute(
        "INSERT INTO merged_works (work, into_work, happened)"
        " VALUES (?, ?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))",
        [other, key],
    )
    touch(connection, key)


def _add_abstract_keys(connection: sqlite3.Connection) -> None:
    """Add keys of the abstracts of works that can still be published, or have just been."""
    (newest,) = connection.execute("SELECT max(coalesce(submitted, fetched)) FROM works").fetchone()
    if newest is None:
        return
    rows = connection.execute(
        "SELECT id, abstract FROM works"
        " WHERE substr(coalesce(submitted, announced, fetched), 1, 4) >= ?",
        [str(int(newest[:4]) - _YEARS)],
    )
    while some := rows.fetchmany(_AT_ONCE):
        connection.executemany(
            "INSERT OR IGNORE INTO title_keys (key, work) VALUES (?, ?)",
            [(key, work) for work, abstract in some for key in abstract_keys(abstract)],
        )

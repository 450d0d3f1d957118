"""Replace feeds' whole addresses in a database by the names that may be shown."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence

from feeds.addresses import keys_of, public_name, redact, show_sources, without_keys
from feeds.paper import without_login
from papertrail.store.changes import touch

_BY_SOURCE = ("appearances", "days", "proofs", "discussions")


def hide_addresses(connection: sqlite3.Connection) -> None:
    """Rename sources, and take logins and keys out of all that came from them.

    Nothing is lost: a feed that is followed finds its cursor, days and papers under its new name.
    """
    renamed = {
        name: public_name(name) for name in _addresses(connection) if public_name(name) != name
    }
    saved = connection.execute("SELECT name, query FROM saved_searches").fetchall()
    connection.executemany(
        "UPDATE saved_searches SET query = ? WHERE name = ?",
        [(show_sources(query), name) for name, query in saved],
    )
    if not renamed:
        return
    # What is replaced is to be gone from the file, too.
    connection.execute("PRAGMA secure_delete = ON")
    keys = set[str]().union(*map(keys_of, renamed))

    def bare(address: str) -> str:
        return without_keys(without_login(address), keys)

    _hide_in_papers(connection, bare)
    for old, new in renamed.items():
        _rename(connection, old, new)
    _hide_in_digests(connection, renamed)
    for table, column in (("sources", "note"), ("days", "note"), ("deliveries", "error")):
        _convert(connection, table, column, redact)


def _addresses(connection: sqlite3.Connection) -> Iterable[str]:
    """Return the sources' names that contain an address, the last that was read first."""
    rows = connection.execute("SELECT name FROM sources ORDER BY last_success DESC").fetchall()
    for table in _BY_SOURCE:
        rows += connection.execute(f"SELECT DISTINCT source FROM {table}").fetchall()  # noqa: S608 - constants
    for (text,) in connection.execute("SELECT DISTINCT sources FROM digests"):
        rows += [(source[0],) for source in json.loads(text)]
    names = dict.fromkeys(name for (name,) in rows)
    return [name for name in names if "://" in name and not name.startswith("arxiv-search:")]


def _rename(connection: sqlite3.Connection, old: str, new: str) -> None:
    works = connection.execute(
        "SELECT DISTINCT work FROM appearances WHERE source = ?", [old]
    ).fetchall()
    for table in ("sources", *_BY_SOURCE):
        column = "source"
        if table == "sources":
            column = "name"
        connection.execute(
            f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} = ?",  # noqa: S608
            [new, old],
        )
        connection.execute(f"DELETE FROM {table} WHERE {column} = ?", [old])  # noqa: S608 - constants
    for (work,) in works:
        # The index of words holds the names of sources.
        touch(connection, work)


def _hide_in_digests(connection: sqlite3.Connection, renamed: dict[str, str]) -> None:
    for number, text in connection.execute("SELECT id, sources FROM digests").fetchall():
        sources = json.loads(text)
        if any(source[0] in renamed for source in sources):
            shown = [[renamed.get(source[0], source[0]), *source[1:]] for source in sources]
            connection.execute(
                "UPDATE digests SET sources = ? WHERE id = ?", [json.dumps(shown), number]
            )


def _hide_in_papers(connection: sqlite3.Connection, bare: Callable[[str], str]) -> None:
    def listed(text: str) -> str:
        return json.dumps(
            [
                [scheme, bare(value) if scheme == "url" else value]
                for scheme, value in json.loads(text)
            ]
        )

    _convert(connection, "works", "url", bare)
    _convert(connection, "appearances", "url", bare)
    _convert(connection, "appearances", "value", bare, where="scheme = 'url'")
    _convert(connection, "appearances", "others", listed, where="others LIKE '%\"url\"%'")
    _convert(connection, "days", "missing", listed, where="missing LIKE '%\"url\"%'")
    _convert(connection, "discussions", "url", bare)
    _convert(connection, "discussions", "value", bare, where="scheme = 'url'")
    _convert(connection, "told_apart", "value", bare, where="scheme = 'url'")
    _convert(connection, "told_apart", "other_value", bare, where="other_scheme = 'url'")
    rows = connection.execute("SELECT value, work FROM identifiers WHERE scheme = 'url'").fetchall()
    for value, work in rows:
        if bare(value) != value:
            _rename_paper(connection, value, bare(value), work)


def _rename_paper(connection: sqlite3.Connection, old: str, new: str, work: int) -> None:
    other = connection.execute(
        "SELECT work FROM identifiers WHERE scheme = 'url' AND value = ?", [new]
    ).fetchone()
    if other and other[0] == work:
        connection.execute("DELETE FROM identifiers WHERE scheme = 'url' AND value = ?", [old])
        return
    # Two works that a person or their titles keep separate stay so, each with an identifier.
    unique = f"{new}#{work}" if other else new
    connection.execute(
        "UPDATE identifiers SET value = ? WHERE scheme = 'url' AND value = ?", [unique, old]
    )


def _convert(
    connection: sqlite3.Connection,
    table: str,
    column: str,
    change: Callable[[str], str],
    *,
    where: str = "TRUE",
) -> None:
    """Change a text throughout a column; delete a row that then repeats another one."""
    rows: Sequence[Sequence[str]] = connection.execute(
        f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL AND {where}"  # noqa: S608 - constants
    ).fetchall()
    changes = [(change(text), text) for (text,) in rows if change(text) != text]
    connection.executemany(
        f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} = ? AND {where}",  # noqa: S608 - constants
        changes,
    )
    connection.executemany(
        f"DELETE FROM {table} WHERE {column} = ? AND {where}",  # noqa: S608 - constants
        [(text,) for _, text in changes],
    )

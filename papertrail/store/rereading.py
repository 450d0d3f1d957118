"""Place other sources' entries of a work anew, once an authority has shown it.

Their entries are taken out as if they had never come, and placed anew after the authority's. So it
makes no difference which came first.
"""

import json
import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from feeds.paper import Author, Paper
from papertrail.dedup.merge import BLANK, LENT_LISTS, columns
from papertrail.store.entries import Entry
from papertrail.store.joining import Identifier, identifiers_named


@dataclass(frozen=True, slots=True)
class TakenOut:
    """An entry that is to be placed anew.

    Attributes:
        number: of its appearance, by which entries are ordered as they first came.
        work: where it was.
        seen: when it was first seen.
    """

    entry: Entry
    number: int
    work: int
    seen: datetime


def words_of(paper: Paper) -> dict[str, Any]:
    """Return a paper's values as JSON, so that it can be placed anew."""
    own = columns(paper)
    own |= {
        "authors": [author.name for author in paper.authors],
        "categories": list(paper.categories),
    }
    return {name: value for name, value in own.items() if name not in ("venue", "year", "url")}


def take_out(connection: sqlite3.Connection, work: int, below: int) -> list[TakenOut]:
    """Take the entries of a lower rank off a work, with all that they added to it; oldest first.

    What a person joined by hand stays. A work of which nothing is left stays as an empty row, with
    its key.
    """
    rows = connection.execute(
        "SELECT * FROM appearances WHERE work = ? ORDER BY id", [work]
    ).fetchall()
    going = [row for row in rows if row["authority"] < below and not row["by_hand"]]
    staying = [row for row in rows if row not in going]
    if not going:
        return []
    known = dict(connection.execute("SELECT * FROM works WHERE id = ?", [work]).fetchone())
    taken = [_read(connection, row, known) for row in going]
    remaining = {identifier for row in staying for identifier in identifiers_named(row)}
    gone = {identifier for row in going for identifier in identifiers_named(row)} - remaining
    connection.executemany(
        "DELETE FROM identifiers WHERE scheme = ? AND value = ? AND work = ?",
        [(*one, work) for one in gone],
    )
    connection.executemany("DELETE FROM appearances WHERE id = ?", [(row["id"],) for row in going])
    _clear(
        connection,
        work,
        json.loads(known["borrowed"] or "[]") if staying else [*BLANK, *LENT_LISTS],
    )
    if not staying:
        connection.execute("DELETE FROM title_keys WHERE work = ?", [work])
    return taken


def _clear(connection: sqlite3.Connection, work: int, fields: list[str]) -> None:
    values = {name: BLANK[name] for name in fields if name in BLANK} | {"borrowed": None}
    connection.execute(
        f"UPDATE works SET {', '.join(f'{name} = ?' for name in values)} WHERE id = ?",  # noqa: S608 - constants
        [*values.values(), work],
    )
    for table in LENT_LISTS:
        if table in fields:
            connection.execute(f"DELETE FROM {table} WHERE work = ?", [work])  # noqa: S608 - constants


def _read(connection: sqlite3.Connection, row: sqlite3.Row, known: dict[str, Any]) -> TakenOut:
    """Return an appearance as an entry; values that older versions did not keep are the work's."""
    overrides = json.loads(row["overrides"] or "{}")
    for table in LENT_LISTS:
        if table not in overrides:
            names = connection.execute(
                f"SELECT name FROM {table} WHERE work = ? ORDER BY position",  # noqa: S608
                [known["id"]],
            )
            overrides[table] = [name for (name,) in names]
    for text in ("title", "abstract"):
        overrides.setdefault(text, known[text])
    identifiers = _named(row)
    paper = Paper(
        identifiers=identifiers,
        title=overrides["title"],
        abstract=overrides["abstract"],
        authors=tuple(map(Author, overrides["authors"])),
        categories=tuple(overrides["categories"]),
        url=row["url"],
        submitted=_moment(overrides.get("submitted")),
        updated=_moment(overrides.get("updated")),
        announced=date.fromisoformat(overrides["announced"])
        if overrides.get("announced")
        else None,
        venue=row["venue"],
        year=row["year"],
        withdrawn=bool(overrides.get("withdrawn")),
        **{name: overrides.get(name) for name in ("version", "comment", "journal_ref", "licence")},
    )
    claimed = connection.execute(
        "SELECT scheme, value FROM claims WHERE appearance = ?", [row["id"]]
    )
    own = {*identifiers} - {(scheme, value) for scheme, value in claimed}
    return TakenOut(
        Entry(paper, row["source"], frozenset(own)),
        row["id"],
        row["work"],
        datetime.fromisoformat(row["seen"]),
    )


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    return datetime.fromisoformat(text)


def _named(row: sqlite3.Row) -> tuple[Identifier, ...]:
    """Return the identifiers of an appearance, its source's own first."""
    others = json.loads(row["others"] or "[]")
    return ((row["scheme"], row["value"]), *((scheme, value) for scheme, value in others))

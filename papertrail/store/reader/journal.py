"""The journal of a reader's changes: each can be taken back, and done again, exactly.

An entry has the rows of the reader's tables that a change replaced, each with a hash of the row
that it wrote. Taking it back writes the old rows, and the entry then has the new ones, to do it
again. A row that is neither (a merge of works has joined two) stays as it is. Works are named by
an identifier, which stays with its paper when works are merged and split.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from papertrail.clock import iso
from papertrail.store.reader.rows import ReaderRows
from papertrail.types.work import preference

_KEYS = {
    "marks": ("topic", "aspect"),
    "tags": ("folded",),
    "priorities": (),
    "notes": (),
    "plan_choices": (),
}
"""The tables whose changes are recorded, and what their keys have after work and reader."""

Row = dict[str, Any]
Cell = tuple[str, int, tuple[str, ...]]
"""The place of a row: its table, its work, and the rest of its key."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the journal; `works` are the keys of those that are stored."""

    number: int
    happened: str
    command: str
    works: tuple[int, ...]


class Journal(ReaderRows):
    """One reader's rows of `journal`."""

    def undoable(self, count: int) -> list[Entry]:
        """Return the changes that `undo` would take back, the next one first."""
        return self._entries("NOT undone ORDER BY number DESC LIMIT ?", count)

    def redoable(self, count: int) -> list[Entry]:
        """Return the changes that were taken back and can be done again, the next one first."""
        return self._entries("undone ORDER BY number LIMIT ?", count)

    def _entries(self, condition: str, count: int) -> list[Entry]:
        rows = self._connection.execute(
            "SELECT number, happened, command, inverse FROM journal"  # noqa: S608 - constants
            f" WHERE reader = ? AND {condition}",
            [self._reader, count],
        ).fetchall()
        return [
            Entry(
                row["number"],
                row["happened"],
                row["command"],
                tuple(self._stored(json.loads(row["inverse"])).values()),
            )
            for row in rows
        ]

    def _stored(self, cells: Sequence[Row]) -> dict[str, int]:
        """Return the works that the cells of an entry are about, by `scheme:value`."""
        papers = list(dict.fromkeys(cell["paper"] for cell in cells))
        rows = self._connection.execute(
            "SELECT value AS paper, (SELECT work FROM identifiers WHERE"
            " scheme = substr(paper.value, 1, instr(paper.value, ':') - 1)"
            " AND identifiers.value = substr(paper.value, instr(paper.value, ':') + 1)) AS work"
            " FROM json_each(?) AS paper",
            [json.dumps(papers)],
        )
        return {row["paper"]: row["work"] for row in rows if row["work"] is not None}


class JournalWriter(Journal):
    """Write one reader's journal."""

    @contextmanager
    def recording(self, command: str, works: Iterable[int], now: datetime) -> Iterator[None]:
        """Record what is changed inside about some works; what changes nothing leaves no entry.

        Args:
            command: what is done, such as `mark later`.
            works: the keys of all works that are changed.
            now: the moment.
        """
        keys = sorted(set(works))
        before = self._rows(keys)
        yield
        after = self._rows(keys)
        changed = [cell for cell in before | after if before.get(cell) != after.get(cell)]
        if not changed:
            return
        papers = self._papers({cell[1] for cell in changed})
        cells = [
            {
                "paper": papers[cell[1]],
                "table": cell[0],
                "key": cell[2],
                "row": before.get(cell),
                "now": _hash(after.get(cell)),
            }
            for cell in changed
        ]
        # What was taken back can no longer be done again.
        self._connection.execute("DELETE FROM journal WHERE reader = ? AND undone", [self._reader])
        self._connection.execute(
            "INSERT INTO journal (reader, number, happened, command, inverse)"
            " SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4 FROM journal WHERE reader = ?1",
            [self._reader, iso(now), command, json.dumps(cells, ensure_ascii=False)],
        )

    def undo(self) -> tuple[Entry, tuple[int, ...]] | None:
        """Take the last change back; return it and the works that keep something, or None."""
        return self._swap(self.undoable(1), undone=True)

    def redo(self) -> tuple[Entry, tuple[int, ...]] | None:
        """Do the change again that was taken back last; return as `undo`."""
        return self._swap(self.redoable(1), undone=False)

    def _swap(
        self, entries: Sequence[Entry], *, undone: bool
    ) -> tuple[Entry, tuple[int, ...]] | None:
        if not entries:
            return None
        (entry,) = entries
        place = [self._reader, entry.number]
        (inverse,) = self._connection.execute(
            "SELECT inverse FROM journal WHERE reader = ? AND number = ?", place
        ).fetchone()
        cells: list[Row] = json.loads(inverse)
        works = self._stored(cells)
        current = self._rows(sorted(set(works.values())))
        kept: dict[int, None] = {}
        for cell in cells:
            work = works.get(cell["paper"])
            if work is None:
                continue
            where = (cell["table"], work, tuple(cell["key"]))
            row = current.get(where)
            if _hash(row) != cell["now"]:
                kept[work] = None
                continue
            self._write(where, cell["row"])
            cell["now"], cell["row"] = _hash(cell["row"]), row
        self._connection.execute(
            "UPDATE journal SET inverse = ?, undone = ? WHERE reader = ? AND number = ?",
            [json.dumps(cells, ensure_ascii=False), undone, *place],
        )
        return entry, tuple(kept)

    def _rows(self, works: Sequence[int]) -> dict[Cell, Row]:
        """Return the reader's rows about works, by their places, without work and reader."""
        found: dict[Cell, Row] = {}
        for table, names in _KEYS.items():
            rows = self._connection.execute(
                f"SELECT * FROM {table} WHERE +reader = ?"  # noqa: S608 - constants
                " AND work IN (SELECT value FROM json_each(?))",
                [self._reader, json.dumps(list(works))],
            )
            for row in map(dict, rows):
                del row["reader"]
                cell = (table, row.pop("work"), tuple(row[name] for name in names))
                found[cell] = row
        return found

    def _write(self, cell: Cell, row: Mapping[str, Any] | None) -> None:
        """Make the row of a place be one, or be none."""
        table, work, key = cell
        place = {"work": work, "reader": self._reader, **dict(zip(_KEYS[table], key, strict=True))}
        if row is None:
            condition = " AND ".join(f"{name} = ?" for name in place)
            self._connection.execute(f"DELETE FROM {table} WHERE {condition}", [*place.values()])  # noqa: S608 - constants
            return
        values = {**row, **place}
        self._connection.execute(
            f"INSERT OR REPLACE INTO {table} ({', '.join(values)})"  # noqa: S608 - names of columns
            f" VALUES ({', '.join('?' * len(values))})",
            [*values.values()],
        )

    def _papers(self, works: Iterable[int]) -> dict[int, str]:
        """Return an identifier of each work, as `scheme:value`."""
        found: dict[int, list[tuple[str, str]]] = {}
        rows = self._connection.execute(
            "SELECT work, scheme, value FROM identifiers"
            " WHERE work IN (SELECT value FROM json_each(?))",
            [json.dumps(sorted(works))],
        )
        for work, scheme, value in rows:
            found.setdefault(work, []).append((scheme, value))
        names: dict[int, str] = {}
        for work, identifiers in found.items():
            scheme, value = min(identifiers, key=preference)
            names[work] = f"{scheme}:{value}"
        return names


def _hash(row: Mapping[str, Any] | None) -> str | None:
    if row is None:
        return None
    text = json.dumps(row, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]

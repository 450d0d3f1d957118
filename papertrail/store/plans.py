"""Store programmes of conferences, and what a reader plans there."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from feeds.conferences.programme import Presentation
from papertrail.clock import iso
from papertrail.store.reader.rows import ReaderRows
from papertrail.types.plan import Programme


class Plans(ReaderRows):
    """Programmes, and one reader's choices and looks."""

    def programme(self, edition: str) -> Programme | None:
        """Return the programme of an edition, or None."""
        row = self._connection.execute(
            "SELECT * FROM programmes WHERE edition = ?", [edition]
        ).fetchone()
        if row is None:
            return None
        presentations = tuple(map(_presentation, json.loads(row["presentations"])))
        return Programme(edition, row["name"], row["fetched"], presentations, row["etag"])

    def editions(self) -> list[str]:
        """Return the editions with a programme."""
        rows = self._connection.execute("SELECT edition FROM programmes ORDER BY edition")
        return [row["edition"] for row in rows]

    def works_of(self, identifiers: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """Return the works with identifiers."""
        rows = self._connection.execute(
            "SELECT scheme, identifiers.value, work FROM json_each(?) AS wanted"
            " JOIN identifiers ON scheme = wanted.value ->> 0"
            " AND identifiers.value = wanted.value ->> 1",
            [json.dumps([*identifiers])],
        )
        return {(row["scheme"], row["value"]): row["work"] for row in rows}

    def choices(self) -> dict[int, str]:
        """Return what the reader chose about works."""
        rows = self._connection.execute(
            "SELECT work, choice FROM plan_choices WHERE reader = ?", [self._reader]
        )
        return {row["work"]: row["choice"] for row in rows}

    def event_choices(self) -> dict[str, str]:
        """Return what the reader chose about what presents no stored paper."""
        rows = self._connection.execute(
            "SELECT event, choice FROM plan_event_choices WHERE reader = ?", [self._reader]
        )
        return {row["event"]: row["choice"] for row in rows}

    def view(self, edition: str) -> tuple[str, list[str], dict[str, Any]] | None:
        """Return the moment, the ids and the times of the last look at an edition, or None."""
        row = self._connection.execute(
            "SELECT shown, items, seen FROM plan_views WHERE reader = ? AND edition = ?",
            [self._reader, edition],
        ).fetchone()
        if row is None:
            return None
        return row["shown"], json.loads(row["items"]), json.loads(row["seen"])

    def last_viewed(self) -> tuple[str, list[str]] | None:
        """Return the edition that was looked at last, with its ids, or None."""
        row = self._connection.execute(
            "SELECT edition, items FROM plan_views WHERE reader = ?"
            " ORDER BY shown DESC, edition LIMIT 1",
            [self._reader],
        ).fetchone()
        if row is None:
            return None
        return row["edition"], json.loads(row["items"])

    def entries(self, edition: str) -> dict[str, Any]:
        """Return what the reader's calendar was given last, by UID."""
        row = self._connection.execute(
            "SELECT entries FROM plan_views WHERE reader = ? AND edition = ?",
            [self._reader, edition],
        ).fetchone()
        found: dict[str, Any] = json.loads(row["entries"]) if row else {}
        return found


class PlanWriter(ReaderRows):
    """Write programmes, and one reader's choices and looks."""

    def put_programme(self, programme: Programme) -> None:
        """Save a programme in place of what there was."""
        rows = [_row(each) for each in programme.presentations]
        self._connection.execute(
            "INSERT OR REPLACE INTO programmes (edition, name, fetched, etag, presentations)"
            " VALUES (?, ?, ?, ?, ?)",
            [
                programme.edition,
                programme.name,
                programme.fetched,
                programme.etag,
                json.dumps(rows, ensure_ascii=False),
            ],
        )

    def touch_programme(self, edition: str, now: datetime) -> None:
        """Record that a programme is as it was."""
        self._connection.execute(
            "UPDATE programmes SET fetched = ? WHERE edition = ?", [iso(now), edition]
        )

    def choose(self, works: Sequence[int], choice: str, now: datetime) -> None:
        """Save what the reader chose about works; no choice forgets it."""
        for work in works:
            self._connection.execute(
                "DELETE FROM plan_choices WHERE work = ? AND reader = ?", [work, self._reader]
            )
            if choice:
                self._connection.execute(
                    "INSERT INTO plan_choices (work, reader, choice, chosen) VALUES (?, ?, ?, ?)",
                    [work, self._reader, choice, iso(now)],
                )

    def choose_event(self, event: str, choice: str, now: datetime) -> None:
        """Save what the reader chose about an event that presents no stored paper."""
        self._connection.execute(
            "DELETE FROM plan_event_choices WHERE reader = ? AND event = ?", [self._reader, event]
        )
        if choice:
            self._connection.execute(
                "INSERT INTO plan_event_choices (reader, event, choice, chosen)"
                " VALUES (?, ?, ?, ?)",
                [self._reader, event, choice, iso(now)],
            )

    def show(
        self, edition: str, items: Sequence[str], seen: Mapping[str, object], now: datetime
    ) -> None:
        """Remember a look: its numbers name presentations, and what changes later is told."""
        self._connection.execute(
            "INSERT INTO plan_views (reader, edition, shown, items, seen, entries)"
            " VALUES (?, ?, ?, ?, ?, '{}') ON CONFLICT (reader, edition) DO UPDATE SET"
            " shown = excluded.shown, items = excluded.items, seen = excluded.seen",
            [self._reader, edition, iso(now), json.dumps([*items]), json.dumps(seen)],
        )

    def put_entries(self, edition: str, entries: Mapping[str, object]) -> None:
        """Remember what the reader's calendar was given."""
        self._connection.execute(
            "UPDATE plan_views SET entries = ? WHERE reader = ? AND edition = ?",
            [json.dumps(entries, ensure_ascii=False), self._reader, edition],
        )


def _row(each: Presentation) -> dict[str, Any]:
    row = {name: value for name, value in asdict(each).items() if value}
    for name in ("start", "end"):
        if name in row:
            row[name] = row[name].isoformat()
    return row


def _presentation(row: dict[str, Any]) -> Presentation:
    for name in ("start", "end"):
        if name in row:
            row[name] = datetime.fromisoformat(row[name])
    row["identifiers"] = tuple((scheme, value) for scheme, value in row.get("identifiers", ()))
    if "floating" in row:
        row["floating"] = tuple(row["floating"])
    return Presentation(**row)

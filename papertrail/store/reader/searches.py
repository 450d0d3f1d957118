"""Store the searches that a reader saved under a name."""

import sqlite3
from datetime import datetime

from feeds.addresses import show_sources
from papertrail.clock import iso
from papertrail.errors import NotFoundError
from papertrail.types.reader import DEFAULT_READER
from papertrail.types.search import SavedSearch


class Searches:
    """One reader's rows of `saved_searches`."""

    def __init__(self, connection: sqlite3.Connection, reader: str = DEFAULT_READER) -> None:
        self._connection = connection
        self._reader = reader

    def save(self, name: str, query: str, mode: str, now: datetime) -> None:
        """Keep a search; one of the same name is replaced. To be called in a transaction."""
        self._connection.execute(
            "INSERT OR REPLACE INTO saved_searches (reader, name, query, mode, created)"
            " VALUES (?, ?, ?, ?, ?)",
            [self._reader, name, show_sources(query), mode, iso(now)],
        )

    def get(self, name: str) -> SavedSearch:
        """Return the search of a name.

        Raises:
            NotFoundError: there is none.
        """
        for search in self._select("AND name = ?", name):
            return search
        names = ", ".join(search.name for search in self.all()) or "none is kept yet"
        raise NotFoundError(f"no search is called {name!r}", f"there are: {names}")

    def all(self) -> list[SavedSearch]:
        """Return all searches, by name."""
        return self._select("ORDER BY name")

    def remove(self, name: str) -> bool:
        """Forget a search; tell whether there was one. To be called in a transaction."""
        return bool(
            self._connection.execute(
                "DELETE FROM saved_searches WHERE reader = ? AND name = ?", [self._reader, name]
            ).rowcount
        )

    def _select(self, clause: str, *values: str) -> list[SavedSearch]:
        rows = self._connection.execute(
            f"SELECT name, query, mode, created FROM saved_searches WHERE reader = ? {clause}",  # noqa: S608 - two constants
            [self._reader, *values],
        )
        return [SavedSearch(**dict(row)) for row in rows]

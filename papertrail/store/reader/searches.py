"""Store the searches that a reader saved under a name."""

from datetime import datetime

from feeds.addresses import show_sources
from papertrail.clock import iso
from papertrail.errors import NotFoundError
from papertrail.store.reader.rows import ReaderRows
from papertrail.types.search import SavedSearch


class Searches(ReaderRows):
    """One reader's rows of `saved_searches`."""

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

    def _select(self, clause: str, *values: str) -> list[SavedSearch]:
        rows = self._connection.execute(
            f"SELECT name, query, mode, created FROM saved_searches WHERE reader = ? {clause}",  # noqa: S608 - two constants
            [self._reader, *values],
        )
        return [SavedSearch(**dict(row)) for row in rows]


class SearchWriter(ReaderRows):
    """Write one reader's saved searches."""

    def save(self, name: str, query: str, mode: str, now: datetime) -> None:
        """Save a search; one of the same name is replaced."""
        self._connection.execute(
            "INSERT OR REPLACE INTO saved_searches (reader, name, query, mode, created)"
            " VALUES (?, ?, ?, ?, ?)",
            [self._reader, name, show_sources(query), mode, iso(now)],
        )

    def remove(self, name: str) -> bool:
        """Remove a search; return whether there was one."""
        return bool(
            self._connection.execute(
                "DELETE FROM saved_searches WHERE reader = ? AND name = ?", [self._reader, name]
            ).rowcount
        )

"""Manage saved searches."""

from collections.abc import Sequence

from papertrail.core.resources import Resources
from papertrail.errors import NotFoundError
from papertrail.types.search import SavedSearch


class Searches:
    """The saved searches of a home. `Papertrail.search(..., save_as=NAME)` adds one."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    def list(self) -> tuple[SavedSearch, ...]:
        """Return all, by name."""
        return tuple(self._resources.store.searches.all())

    def remove(self, names: Sequence[str]) -> None:
        """Remove searches, all or none.

        Raises:
            NotFoundError: no search has one of the names.
        """
        store = self._resources.store
        with store.transaction() as tx:
            for name in names:
                if not tx.searches.remove(name):
                    raise NotFoundError(
                        f"no search is called {name!r}, and nothing was removed",
                        "papertrail searches list names them",
                    )

"""Correct which appearances are one work."""

from collections.abc import Sequence

from papertrail import clock
from papertrail.core.papers import resolve
from papertrail.core.resources import Resources
from papertrail.errors import PapertrailError
from papertrail.types.work import Work


class Works:
    """Corrections of the automatic detection of duplicates; updates keep to them."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    def merge(self, papers: Sequence[str]) -> Work:
        """Make several works one; return it.

        Args:
            papers: ids, as for `papertrail.core.papers.resolve`.

        Raises:
            NotFoundError: one of them is not stored.
            PapertrailError: they are one work already.
            BusyError: another process is updating.
        """
        from papertrail.locks import updating

        store = self._resources.store
        with updating(self._resources.home, "papertrail works merge"):
            keys = [resolve(self._resources, paper).key for paper in papers]
            if len(set(keys)) < 2:  # noqa: PLR2004 - one alone can't be merged
                raise PapertrailError(
                    "these are one paper already", "papertrail show lists its appearances"
                )
            with store.transaction() as tx:
                key = tx.works.join(keys, clock.now())
            return store.works.get([key])[0]

    def unrelated(self, papers: Sequence[str]) -> tuple[Work, ...]:
        """Return two of several works that have neither title nor authors in common, or nothing.

        Raises:
            NotFoundError: one of them is not stored.
        """
        from papertrail.dedup.same_work import agree, record_of_work

        first, *others = [resolve(self._resources, paper) for paper in papers]
        for other in others:
            if not agree(record_of_work(first), record_of_work(other)):
                return first, other
        return ()

    def split(self, paper: str) -> tuple[Work, Work]:
        """Take an appearance off its work; return the work and what the appearance is now.

        Args:
            paper: the appearance's own identifier, such as acl:2024.acl-long.1.

        Raises:
            NotFoundError: it is not stored.
            PapertrailError: it does not name one appearance.
            BusyError: another process is updating.
        """
        from papertrail.locks import updating

        store = self._resources.store
        with updating(self._resources.home, "papertrail works split"):
            work = resolve(self._resources, paper)
            scheme, value = _own_identifier(paper, work)
            with store.transaction() as tx:
                key = tx.works.split(scheme, value, clock.now())
            first, second = store.works.get([work.key, key])
            return first, second


def _own_identifier(text: str, work: Work) -> tuple[str, str]:
    """Return which of a work's identifiers a text names."""
    from feeds.identifiers import parse_identifier

    scheme, value = parse_identifier(text) or ("", "")
    for known in work.identifiers:
        if (known[0], known[1].lower()) == (scheme, value.lower()):
            return known
    raise PapertrailError(
        f"{text} does not name one appearance",
        "write an identifier such as acl:2024.acl-long.1, as papertrail show prints it",
    )

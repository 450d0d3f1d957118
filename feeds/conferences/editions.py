"""Fetch conferences: their current and previous edition, each from every site that has it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from feeds.errors import FeedError, NotFoundError, UnknownFeedError
from feeds.http.contract import HttpClient
from feeds.json_fields import table
from feeds.source import Batch, FetchRequest, Json, Source, Status

SourcesOf = Callable[[int, HttpClient], Sequence[Source]]


def _neurips(year: int, client: HttpClient) -> Sequence[Source]:
    from feeds.conferences.neurips import NeuripsProceedings
    from feeds.conferences.virtual_site import VirtualSite

    return (VirtualSite("neurips", year, client), NeuripsProceedings(year, client))


def _icml(year: int, client: HttpClient) -> Sequence[Source]:
    from feeds.conferences.pmlr import ICML_VOLUMES, PmlrVolume
    from feeds.conferences.virtual_site import VirtualSite

    volume = ICML_VOLUMES.get(year)
    proceedings = (PmlrVolume(volume, f"ICML {year}", year, client),) if volume else ()
    return (VirtualSite("icml", year, client), *proceedings)


def _open_access(conference: str) -> SourcesOf:
    def sources(year: int, client: HttpClient) -> Sequence[Source]:
        from feeds.conferences.cvf import CvfOpenAccess

        return (CvfOpenAccess(conference, year, client),)

    return sources


def _virtual(conference: str) -> SourcesOf:
    def sources(year: int, client: HttpClient) -> Sequence[Source]:
        from feeds.conferences.virtual_site import VirtualSite

        return (VirtualSite(conference, year, client),)

    return sources


def _anthology(venue: str) -> SourcesOf:
    def sources(year: int, client: HttpClient) -> Sequence[Source]:
        from feeds.acl.anthology import AnthologyCollection, collections_of

        return tuple(
            AnthologyCollection(collection, client, volumes)
            for collection, volumes in collections_of(venue, year)
        )

    return sources


def _both(*parts: SourcesOf) -> SourcesOf:
    return lambda year, client: tuple(source for part in parts for source in part(year, client))


EDITION_SOURCES: Mapping[str, SourcesOf] = {
    "neurips": _neurips,
    "icml": _icml,
    "cvpr": _both(_virtual("cvpr"), _open_access("CVPR")),
    "iccv": _both(_virtual("iccv"), _open_access("ICCV")),
    "wacv": _open_access("WACV"),
    "iclr": _virtual("iclr"),
    "eccv": _virtual("eccv"),
    "mlsys": _virtual("mlsys"),
    "colm": _virtual("colm"),
    **{venue: _anthology(venue) for venue in ("acl", "emnlp", "naacl", "eacl", "tacl", "findings")},
}
"""The sources of one edition: those with abstracts in few requests first."""
_EVERY_OTHER_YEAR = {"iccv": 1, "eccv": 0}
"""Conferences that take place in odd or in even years only."""
_NOW_AND_THEN = ("naacl", "eacl")
"""Conferences that skip a year now and then."""


class Conference:
    """All papers of a conference's editions.

    The cursor holds that of each source under the source's name. Under "absent" is the day on which
    a source was last found to have nothing yet: it is asked again on another day.
    """

    def __init__(self, conference: str, client: HttpClient, year: int | None = None) -> None:
        """Follow one edition of a conference, or the current and the previous one.

        Args:
            conference: a key of `EDITION_SOURCES`.
            client: makes the requests.
            year: of the one edition.
        """
        self.name = f"{conference}:{year}" if year else conference
        self._conference = conference
        self._client = client
        self._year = year

    def fetch(self, request: FetchRequest) -> Iterator[Batch]:
        """Yield the batches of each source of each edition.

        Raises:
            NotFoundError: nothing is there of an edition that has to be.
            FeedError: the first failure of a source, after all the others were read.
        """
        cursor: dict[str, Json] = dict(request.cursor)
        today = str(request.now.date())
        absent = {name: day for name, day in table(cursor, "absent").items() if day == today}
        failure: FeedError | None = None
        notes: list[str] = []
        found = False
        for source in self._sources(request.now.date()):
            if source.name in absent:
                continue
            outcome: Status | None = None
            try:
                own = replace(request, cursor=table(cursor, source.name))
                for batch in source.fetch(own):
                    cursor[source.name] = dict(batch.cursor)
                    outcome = batch.status or outcome
                    if batch.note and outcome is not Status.QUIET:
                        notes.append(f"{source.name}: {batch.note}")
                    yield replace(batch, cursor=dict(cursor), status=None, note="")
            except FeedError as error:
                failure = failure or error
                continue
            if outcome is Status.QUIET:
                absent[source.name] = today
            else:
                found = True
        cursor["absent"] = dict(absent)
        if not (found or failure):
            failure = self._missing(request.now.year)
        if found or failure:
            yield Batch((), cursor, Status.CURRENT, "; ".join(notes))
        else:
            yield Batch((), cursor, Status.QUIET, "nothing is published yet")
        if failure:
            raise failure

    def _missing(self, this_year: int) -> NotFoundError | None:
        """Return the error if no site has anything although an edition is over."""
        if self._year and self._year >= this_year:
            return None
        what = "the last editions"
        if self._year:
            what = str(self._year)
        return NotFoundError(
            f"{self._conference}: nothing of {what} is published at any of its sites",
            "if it took place, its sites have moved, and a newer papertrail may know them",
        )

    def _sources(self, today: date) -> list[Source]:
        years = [self._year] if self._year else editions(self._conference, today)
        return [
            source
            for year in years
            for source in EDITION_SOURCES[self._conference](year, self._client)
        ]


def refuse_unheld(conference: str, year: int, today: date) -> None:
    """Refuse an edition that can be neither held nor announced by now.

    Raises:
        UnknownFeedError: it is years ahead, or the conference takes place in other years.
    """
    parity = _EVERY_OTHER_YEAR.get(conference)
    if year > today.year + 1:
        reason = f"it is {today.year} now"
    elif parity is not None and year % 2 != parity:
        reason = f"it takes place in {'odd' if parity else 'even'} years"
    else:
        return
    raise UnknownFeedError(
        f"there is no edition {conference}:{year}: {reason}",
        f"{conference} follows the current and the previous edition",
    )


def editions(conference: str, today: date) -> list[int]:
    """Return the years of a conference's current and previous edition, the current one first."""
    if conference in _EVERY_OTHER_YEAR:
        latest = today.year - (today.year % 2 != _EVERY_OTHER_YEAR[conference])
        return [latest, latest - 2]
    return [today.year - age for age in range(3 if conference in _NOW_AND_THEN else 2)]

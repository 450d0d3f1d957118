"""Conferences as sources: their current and their previous edition, each through every channel that
it has.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from feeds.errors import FeedError
from feeds.http.contract import HttpClient
from feeds.source import Batch, Cursor, FetchRequest, Json, Source, Status

Channels = Callable[[int, HttpClient], Sequence[Source]]


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


def _open_access(conference: str) -> Channels:
    def channels(year: int, client: HttpClient) -> Sequence[Source]:
        from feeds.conferences.cvf import CvfOpenAccess

        return (CvfOpenAccess(conference, year, client),)

    return channels


def _virtual(conference: str) -> Channels:
    def channels(year: int, client: HttpClient) -> Sequence[Source]:
        from feeds.conferences.virtual_site import VirtualSite

        return (VirtualSite(conference, year, client),)

    return channels


def _anthology(venue: str) -> Channels:
    def channels(year: int, client: HttpClient) -> Sequence[Source]:
        from feeds.acl.anthology import AnthologyCollection, collections_of

        return tuple(
            AnthologyCollection(collection, client, volumes)
            for collection, volumes in collections_of(venue, year)
        )

    return channels


def _both(*parts: Channels) -> Channels:
    return lambda year, client: tuple(channel for part in parts for channel in part(year, client))


CHANNELS: Mapping[str, Channels] = {
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
"""What brings the papers of one edition: what has abstracts in few requests comes first, the others
complete it."""
_EVERY_OTHER_YEAR = {"iccv": 1, "eccv": 0}
"""Conferences held in odd or in even years only."""
_NOW_AND_THEN = ("naacl", "eacl")
"""Conferences that skip a year now and then."""


class Conference:
    """All papers of a conference's editions.

    The cursor holds each channel's own under its name, and under "absent" the day on which a
    channel was last found to have nothing yet: it is asked again on another day.
    """

    def __init__(self, conference: str, client: HttpClient, year: int | None = None) -> None:
        """Follow a conference named in `CHANNELS`: one edition, or the current and the previous
        one.
        """
        self.name = f"{conference}:{year}" if year else conference
        self._conference = conference
        self._client = client
        self._year = year

    def fetch(self, request: FetchRequest) -> Iterator[Batch]:
        """Yield what each channel of each edition brings.

        Raises:
            FeedError: the first failure of a channel, after all the others were read.
        """
        cursor: dict[str, Json] = dict(request.cursor)
        absent = {
            name: day
            for name, day in _table(cursor.get("absent")).items()
            if day == str(request.now.date())
        }
        failure: FeedError | None = None
        notes: list[str] = []
        found = False
        for channel in self._channels(request.now.date()):
            if channel.name in absent:
                continue
            standing = None
            try:
                for batch in channel.fetch(
                    replace(request, cursor=_table(cursor.get(channel.name)))
                ):
                    cursor[channel.name] = dict(batch.cursor)
                    standing = batch.status or standing
                    notes += [f"{channel.name}: {batch.note}"] * bool(
                        batch.note and standing is not Status.QUIET
                    )
                    yield replace(batch, cursor=dict(cursor), status=None, note="")
            except FeedError as error:
                failure = failure or error
                continue
            if standing is Status.QUIET:
                absent[channel.name] = str(request.now.date())
            else:
                found = True
        cursor["absent"] = dict(absent)
        status = Status.CURRENT if found or failure else Status.QUIET
        yield Batch(
            (), cursor, status, "; ".join(notes) if found or failure else "nothing is published yet"
        )
        if failure:
            raise failure

    def _channels(self, today: date) -> list[Source]:
        years = [self._year] if self._year else editions(self._conference, today)
        return [
            channel for year in years for channel in CHANNELS[self._conference](year, self._client)
        ]


def editions(conference: str, today: date) -> list[int]:
    """Return the years of a conference's current and previous edition, the current one first."""
    if conference in _EVERY_OTHER_YEAR:
        latest = today.year - (today.year % 2 != _EVERY_OTHER_YEAR[conference])
        return [latest, latest - 2]
    return [today.year - age for age in range(3 if conference in _NOW_AND_THEN else 2)]


def _table(value: "Json | Cursor") -> dict[str, Json]:
    return dict(value) if isinstance(value, Mapping) else {}

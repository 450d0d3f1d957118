"""Fetch one arXiv category: the day's announcement, and the query API for the rest.

The cursor holds the interval of submission dates that was read, see `feeds.arxiv.windows`. Its
"incomplete" are the announced papers that the API is still to be asked for, since the next
announcement replaces the one that named them. "announced" is the day that the feed shows, "last"
the last one whose announcement was read, "gap" the first of the days before it that nobody read:
their revisions and late cross-listings are found by OAI-PMH alone. "settled" is the day whose
announcement was read to the end: until the feed changes, there is nothing more to ask.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from feeds.arxiv import rss
from feeds.arxiv.api import ArxivApi
from feeds.arxiv.listing import fetch_listing
from feeds.arxiv.oai import ArxivOai
from feeds.arxiv.windows import Submissions
from feeds.errors import FeedError
from feeds.http.contract import HttpClient
from feeds.paper import Paper
from feeds.source import Announcement, Batch, Cursor, FetchRequest, Json, Status

_DAY = timedelta(days=1)


class ArxivCategory:
    """The papers of one arXiv category."""

    def __init__(self, category: str, client: HttpClient, api: ArxivApi | None = None) -> None:
        """Follow a category, such as "cs.LG"."""
        self.category = category
        self.name = f"arxiv:{category}"
        self._client = client
        self._api = api or ArxivApi(client)
        self._submissions = Submissions(self._api, f"cat:{category}")

    def fetch(self, request: FetchRequest) -> Iterator[Batch]:
        """Yield the announcement, those missed since the last one, and what the interval lacks.

        Raises:
            FeedError: both the announcement feed and the listing failed, or OAI-PMH did, after the
                API was read nevertheless; or the API failed.
        """
        cursor = dict(request.cursor)
        today = rss.announcement_day(request.now)
        feed, failure = None, None
        try:
            feed, day = self._announcement(cursor)
        except FeedError as error:
            failure = error
            status, note = Status.FAILED, error.message
        else:
            status, note = _feed_status(feed, day, today)
            incomplete = _incomplete(cursor) | {_arxiv_id(paper) for paper in feed.papers}
            _note_gap(cursor, day)
            cursor |= {"etag": feed.etag, "announced": day, "incomplete": [*sorted(incomplete)]}
            announced = _announcements(feed, today, status, note)
            yield Batch(feed.papers, dict(cursor), status, note, announcements=announced)
            if not feed.changed and cursor.get("settled") == str(today) and request.since is None:
                return
        known = _incomplete(cursor)
        if rss.is_announced_on(today) and (
            feed is None or feed.changed or status is not Status.CURRENT
        ):
            listed = self._listed(today, feed, cursor)
            if listed:
                status, failure = listed.status or status, None
                yield listed
        try:
            yield from self._missed(cursor, today)
        except FeedError as error:
            failure = failure or error
        yield from self._papers(request, cursor, _incomplete(cursor) - known)
        if failure:
            raise failure
        if status in (Status.CURRENT, Status.QUIET) and not cursor["incomplete"]:
            cursor["settled"] = str(today)
        yield Batch((), cursor)

    def _missed(self, cursor: dict[str, Json], today: date) -> Iterator[Batch]:
        """Yield what was announced on days without an update, and all that changed since."""
        first = cursor.get("gap")
        if not isinstance(first, str):
            return
        # A record is dated by when it changed, which may be the evening before it is announced.
        for page in ArxivOai(self._client).records(
            self.category, date.fromisoformat(first) - _DAY, today
        ):
            yield Batch(
                page.papers,
                dict(cursor),
                removed=tuple(("arxiv", removed) for removed in page.removed),
            )
        del cursor["gap"]
        days = _announcement_days(first, str(cursor["last"]))
        note = "no update ran on that day, or it failed; read through OAI-PMH"
        yield Batch(
            (),
            dict(cursor),
            announcements=tuple(Announcement(day, Status.CURRENT, None, (), note) for day in days),
        )

    def _listed(
        self, today: date, feed: rss.AnnouncementFeed | None, cursor: dict[str, Json]
    ) -> Batch | None:
        """Compare the feed with the listing of new papers, which arXiv makes separately.

        Returns:
            None if the listing has nothing to add: it can't be read, or shows an earlier day.
        """
        try:
            listing = fetch_listing(self._client, self.category)
        except FeedError:
            return None
        if listing.day != today:
            return None
        fed = {_arxiv_id(paper) for paper in feed.papers} if feed else set()
        lacking = set(listing.ids) - fed
        _note_gap(cursor, str(today))
        cursor |= {"announced": str(today), "incomplete": [*sorted(_incomplete(cursor) | lacking)]}
        note = ""
        if lacking:
            note = f"{len(lacking)} papers that the feed lacks were taken from arXiv's listing"
        seen = tuple(("arxiv", arxiv_id) for arxiv_id in sorted(fed | set(listing.ids)))
        announced = Announcement(today, Status.CURRENT, listing.total, seen, note)
        return Batch((), dict(cursor), Status.CURRENT, note, announcements=(announced,))

    def _papers(
        self, request: FetchRequest, cursor: dict[str, Json], unseen: set[str]
    ) -> Iterator[Batch]:
        """Yield from the API the interval, and the announced papers that it was not asked for.

        Of the latter, those `unseen` in any feed stay in the cursor if the API does not have them
        yet either.
        """
        incomplete = _incomplete(cursor)
        for batch in self._submissions.fetch(request, cursor):
            incomplete -= {_arxiv_id(paper) for paper in batch.papers}
            yield batch
        # Revised and late cross-listed papers are outside of the windows; announcements lack their
        # dates and comments.
        for papers in self._api.papers(sorted(incomplete)):
            incomplete -= {_arxiv_id(paper) for paper in papers}
            yield Batch(tuple(papers), dict(cursor))
        cursor["incomplete"] = [*sorted(incomplete & unseen)]
        yield Batch((), dict(cursor))

    def _announcement(self, cursor: Cursor) -> tuple[rss.AnnouncementFeed, str]:
        """Return the announcement and its day, an empty text where it announces nothing."""
        etag, day = cursor.get("etag"), cursor.get("announced")
        feed = rss.fetch_announcement(
            self._client, self.category, etag if isinstance(etag, str) else None
        )
        return feed, str((feed.day if feed.changed else day) or "")


def _announcements(
    feed: rss.AnnouncementFeed, today: date, status: Status, note: str
) -> tuple[Announcement, ...]:
    """Return what a feed shows of today, and of the day that it shows if that is another."""
    seen = tuple(("arxiv", _arxiv_id(paper)) for paper in feed.papers)
    shown = (Announcement(feed.day, Status.CURRENT, len(seen), seen),) if feed.day else ()
    if feed.day == today:
        return shown
    return (*shown, Announcement(today, status, None, (), note))


def _feed_status(feed: rss.AnnouncementFeed, day: str, today: date) -> tuple[Status, str]:
    """Return the status of an announcement feed on a day, and a note about it."""
    if not rss.is_announced_on(today):
        return Status.QUIET, "no announcements on weekends"
    if day == str(today):
        return Status.CURRENT, ""
    if not day and not feed.papers:
        return Status.QUIET, f"nothing was announced for {today}: a holiday, or the feed is late"
    return Status.STALE, f"the feed still shows {day or 'an earlier day'} on {today}"


def _note_gap(cursor: dict[str, Json], day: str) -> None:
    """Record in the cursor that a day's announcement was read, and the first day missed before."""
    last = str(cursor.get("last") or day)
    if day:
        for missed in _announcement_days(last, day)[1:2]:
            cursor.setdefault("gap", str(missed))
        cursor["last"] = max(last, day)


def _announcement_days(first: str, end: str) -> list[date]:
    """Return the days with announcements from one day to before another."""
    start = date.fromisoformat(first)
    days = [start + number * _DAY for number in range((date.fromisoformat(end) - start).days)]
    return [day for day in days if rss.is_announced_on(day)]


def _incomplete(cursor: Cursor) -> set[str]:
    """Return the announced papers that the API was not asked for yet."""
    known = cursor.get("incomplete")
    if isinstance(known, list):
        return {arxiv_id for arxiv_id in known if isinstance(arxiv_id, str)}
    return set()


def _arxiv_id(paper: Paper) -> str:
    return paper.identifiers[0][1]

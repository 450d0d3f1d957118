"""Fetch the papers of a venue at OpenReview, such as TMLR or a workshop, with a login there.

API v2 holds venues since about 2023; earlier ones are in an older API. `GET
/notes?content.venueid=VENUE` answers {"notes", "count"}, at most 1,000 notes a time, whose contents
are wrapped as {"value": ...}; see https://docs.openreview.net/reference/api-v2/entities/note and
the class OpenReviewClient of https://github.com/openreview/openreview-py. Parameters and their
pitfalls, by its maintainers:

- `sort` takes `id`, `tmdate` (the last change) and little else; `after=ID` goes on behind a note,
  so that no note is skipped where the list changes meanwhile
  (https://github.com/openreview/openreview-py/issues/3206);
- "count" is sent only if it is asked for
  (https://github.com/openreview/openreview-py/issues/2745).

A decision moves a paper to another venue id: under review it is at `VENUE/Submission`, withdrawn at
`VENUE/Withdrawn_Submission`. So those withdrawn leave the list, and the count with them; what is
stored of them stays.

The cursor holds what the list was like when it was last complete: "newest", the last change in
milliseconds, "count", and "etag", of the latest changes. While the whole list is being read, it
also holds "after", the last note read, "read", how many were, and "began", the last change before
that.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from feeds.errors import LoginError, MalformedError, RefusedError
from feeds.http.contract import HttpClient
from feeds.json_fields import at, count, items, table, text
from feeds.openreview.account import API, SETTINGS, Account
from feeds.paper import Author, Paper
from feeds.parsing import parse_json, plain
from feeds.source import Announcement, Batch, FetchRequest, Json, Status

AT_ONCE = 1_000
LATEST = 100
"""Latest changes that each fetch looks at; where more changed, the whole list is read again."""
_ID = re.compile(r"[\w-]{5,40}", re.ASCII)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_UNDECIDED = re.compile(r"\b(?:submission|submitted|under review|reject|withdraw)", re.IGNORECASE)
_PRESENTATION = re.compile(
    r"(?:\s+(?:(?:spotlight)?poster|oral|spotlight|talk|accept|notable top \d+%))+$", re.IGNORECASE
)
_ACCEPTED = re.compile(r"^accepted (?:by|at|to) ", re.IGNORECASE)
_END_OF_TIME = 253_402_300_800_000
"""The year 10000, in milliseconds."""


@dataclass(frozen=True, slots=True)
class Note:
    """An entry of a venue's list.

    Attributes:
        changed: when it was last changed, in milliseconds.
        paper: None where the note is not public, has no title or is not a paper's own.
    """

    id: str
    changed: int
    paper: Paper | None


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a venue's list.

    Attributes:
        count: how many notes the whole list has; 0 where that was not asked for.
    """

    notes: tuple[Note, ...]
    count: int = 0

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The papers that could be read."""
        return tuple(note.paper for note in self.notes if note.paper)

    @property
    def newest(self) -> int:
        """The last change."""
        return max((note.changed for note in self.notes), default=0)

    def reaches(self, moment: int) -> bool:
        """Return whether these, the latest changes, are all since a moment."""
        return len(self.notes) == self.count or any(note.changed <= moment for note in self.notes)

    def explains(self, count: int, moment: int, known: Container[str] = ()) -> bool:
        """Return whether these, the latest changes, explain the growth of a list of `count` notes.

        Known notes are not counted as new.
        """
        return self.count - count <= sum(
            note.changed > moment and note.id not in known for note in self.notes
        )


class OpenReview:
    """The public papers of one venue, whole at first and by their changes from then on."""

    def __init__(self, venue: str, client: HttpClient, account: Account | None) -> None:
        """Follow a venue.

        Args:
            venue: its id, as the address of its group at OpenReview holds it: `TMLR`,
                `NeurIPS.cc/2024/Conference`.
            client: answers the requests.
            account: asks them; without one, nothing is asked.
        """
        self.name = f"openreview:{venue}"
        self._venue = venue
        self._client = client
        self._account = account

    def fetch(self, request: FetchRequest) -> Iterator[Batch]:
        """Yield the latest changes, and the whole list where these leave open what else is new.

        Raises:
            LoginError: there is no login, or OpenReview does not take it.
            MalformedError: the list is not counted, or shows less than it counts; the next fetch
                reads it again.
            FeedError: as the client raises it.
        """
        cursor = dict(request.cursor)
        latest, etag = self._latest(None if "after" in cursor else cursor.get("etag"))
        if latest is None:
            yield Batch((), cursor, Status.CURRENT)
            return
        if latest.notes and not latest.count:
            why = f"OpenReview does not count the papers of {self._venue}"
            raise MalformedError(why, "it may have changed its format")
        if not latest.count:
            yield Batch(
                (),
                cursor,
                Status.QUIET,
                f"no paper has the venue id {self._venue} (yet, or any more)",
            )
            return
        newest, known = count(cursor, "newest"), count(cursor, "count")
        if "after" in cursor or not (latest.reaches(newest) and latest.explains(known, newest)):
            yield Batch(latest.papers, cursor, news="newest" in cursor)
            yield from self._whole(cursor, latest, request.now.date())
            return
        completed: dict[str, Json] = {"newest": latest.newest, "count": latest.count, "etag": etag}
        proof: tuple[Announcement, ...] = ()
        if len(latest.notes) == latest.count:
            proof = _proof(latest.notes, latest.count, request.now.date())
        yield Batch(
            latest.papers,
            completed,
            Status.CURRENT,
            _left_out(latest.notes),
            news="newest" in cursor,
            announcements=proof,
        )

    def _whole(self, cursor: dict[str, Json], latest: Page, today: date) -> Iterator[Batch]:
        """Yield the whole list, or what is left of it, and then what has changed meanwhile."""
        news, after = "newest" in cursor, text(cursor, "after")
        read, began = count(cursor, "read"), count(cursor, "began") or latest.newest
        before = dict(cursor)
        for name in ("after", "read", "began"):
            before.pop(name, None)
        notes = list(latest.notes)
        listed: set[str] = set()
        try:
            for page in self._pages(after):
                notes += page.notes
                listed.update(note.id for note in page.notes)
                read += len(page.notes)
                reached: dict[str, Json] = {
                    "after": page.notes[-1].id,
                    "read": read,
                    "began": began,
                }
                yield Batch(page.papers, before | reached, news=news)
        except LoginError:
            raise
        except RefusedError:
            # The note to go on behind may be deleted.
            yield Batch((), before)
            raise
        now, etag = self._latest()
        latest = now or latest
        if not latest.explains(read, began, listed):
            yield Batch(latest.papers, before, news=news)
            raise MalformedError(
                f"OpenReview counts {latest.count:,} papers of {self._venue} and shows {read:,}",
                "the next update reads the list again",
            )
        notes += latest.notes
        completed: dict[str, Json] = {"newest": latest.newest, "count": latest.count, "etag": etag}
        if not latest.reaches(began):
            # So much has changed meanwhile that the next fetch has to read the list again.
            completed = {"newest": began, "count": read}
        proof = () if after else _proof(notes, latest.count, today)
        yield Batch(
            latest.papers,
            completed,
            Status.CURRENT,
            _left_out(notes),
            news=news,
            announcements=proof,
        )

    def _pages(self, after: str) -> Iterator[Page]:
        """Yield the list by the ids of its notes, behind one of them to the end."""
        while True:
            query = {"sort": "id", "limit": str(AT_ONCE)}
            if after:
                query["after"] = after
            page, _ = self._ask(**query)
            if not page or not page.notes or page.notes[-1].id == after:
                return
            yield page
            after = page.notes[-1].id

    def _latest(self, etag: Json = None) -> tuple[Page | None, str | None]:
        """Return the notes that were changed last, with the count of all, and an etag.

        The page is None if nothing has changed.
        """
        return self._ask(etag, sort="tmdate:desc", limit=str(LATEST), offset="0", count="true")

    def _ask(self, etag: Json = None, **query: str) -> tuple[Page | None, str | None]:
        if not self._account:
            raise LoginError("OpenReview answers only those who are logged in", SETTINGS)
        address = f"{API}/notes?{urlencode({'content.venueid': self._venue, **query}, safe='/:')}"
        return self._account.get_parsed(
            self._client, address, partial(parse_notes, venue=self._venue), etag
        )


def _proof(notes: Iterable[Note], count: int, today: date) -> tuple[Announcement, ...]:
    """Return the evidence that a list of `count` notes was read whole."""
    papers = {note.id: note.paper for note in notes}
    seen = tuple(paper.identifiers[0] for paper in papers.values() if paper)
    return (
        Announcement(
            today, Status.CURRENT, count - (len(papers) - len(seen)), seen, _left_out(notes)
        ),
    )


def _left_out(notes: Iterable[Note]) -> str:
    number = len({note.id for note in notes if not note.paper})
    if not number:
        return ""
    return f"left out, not public or without a title: {number}"


def parse_notes(body: bytes, venue: str) -> Page:
    """Read an answer.

    Args:
        body: as received; only that with the latest changes has a count.
        venue: whose list it is.

    Raises:
        MalformedError: not such an answer, one that contradicts itself, or one in which most papers
            have no title.
    """
    answer = parse_json(body)
    rows = at(answer, "notes")
    if not isinstance(rows, list):
        raise MalformedError(
            "the list of notes is no list", "OpenReview may have changed its format"
        )
    counted = answer.get("count")
    if counted is not None and not (
        isinstance(counted, int) and min(counted, LATEST) <= len(rows) <= counted
    ):
        raise MalformedError(f"the list shows {len(rows)} notes and counts {str(counted)[:20]}")
    notes = [_note(row, venue) for row in rows]
    titled = sum(map(_is_titled, rows))
    if titled < len(rows) / 2:
        raise MalformedError(
            f"of {len(rows)} notes, {len(rows) - titled} have no title",
            "the format may have changed",
        )
    return Page(tuple(notes), count(answer, "count"))


def _note(row: Any, venue: str) -> Note:  # noqa: ANN401 - whatever JSON holds
    number = text(row, "id")
    if not _ID.fullmatch(number):
        raise MalformedError("a note has no id", "OpenReview may have changed its format")
    changed = count(row, "tmdate") or count(row, "mdate")
    # A login may also see what is shown to reviewers alone, and the replies to a paper.
    is_papers_own = _is_public(row) and row.get("forum") in (None, number)
    if not is_papers_own or not _is_titled(row):
        return Note(number, changed, None)
    return Note(number, changed, _paper(number, row, venue))


def _paper(number: str, row: Mapping[str, Any], venue: str) -> Paper:
    shown_venue = plain(_text(row, "venue"))
    place = None
    if shown_venue and not _UNDECIDED.search(shown_venue):
        place = _ACCEPTED.sub("", _PRESENTATION.sub("", shown_venue)) or None
    # `submitted` is left out: it would move the day on which the preprint was submitted.
    days = (_day(row, name) for name in ("pdate", "odate", "cdate", "tcdate"))
    public = next(filter(None, days), None)
    year = None
    if public:
        year = public.year
    if named_year := _YEAR.search(shown_venue) or _YEAR.search(venue):
        year = int(named_year[0])
    return Paper(
        identifiers=(("openreview", number),),
        title=plain(_text(row, "title")),
        abstract=plain(_text(row, "abstract")),
        authors=tuple(map(Author, _names(items(_value(row, "authors"))))),
        url=f"https://openreview.net/forum?id={number}",
        announced=public,
        venue=place,
        year=year,
        comment=shown_venue if shown_venue and shown_venue != place else None,
    )


def _value(row: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return a field of a note's content, if everyone may read it."""
    field = table(row, "content", name)
    if not _is_public(field):
        return None
    return field.get("value")


def _text(row: Mapping[str, Any], name: str) -> str:
    return text(_value(row, name))


def _is_titled(row: Mapping[str, Any]) -> bool:
    return bool(plain(_text(row, "title")))


def _is_public(part: Mapping[str, Any]) -> bool:
    readers = part.get("readers")
    return not isinstance(readers, list) or "everyone" in readers


def _names(authors: Iterable[Any]) -> Iterator[str]:
    """Yield authors' names, which are texts, or fields of the author's record."""
    for author in authors:
        name = plain(text(author) or text(author, "fullname"))
        if name:
            yield name


def _day(row: Mapping[str, Any], name: str) -> date | None:
    moment = count(row, name)
    if not 0 < moment < _END_OF_TIME:
        return None
    return datetime.fromtimestamp(moment / 1000, UTC).date()

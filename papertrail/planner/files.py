"""Read a programme from a file: JSON of a virtual site, CSV, or iCalendar."""

import csv
import hashlib
import io
from collections.abc import Mapping
from pathlib import Path

from feeds.conferences.programme import Presentation, kind_of, moments, read_rows
from feeds.conferences.virtual_site import parse_list
from feeds.errors import FeedError
from feeds.identifiers import parse_identifier
from papertrail.errors import UsageError

_MOST_BYTES = 200 << 20
_COLUMNS = "title, start, end, and optionally session, room, kind, id, url, position"


def read(file: Path) -> list[Presentation]:
    """Return the presentations of a file.

    Raises:
        UsageError: it holds no programme.
        OSError: it can't be read.
    """
    if file.stat().st_size > _MOST_BYTES:
        raise UsageError(f"{file} is too large for a programme")
    body = file.read_bytes()
    try:
        if body.lstrip().startswith((b"{", b"[")):
            found = read_rows(parse_list(body)[0], file.stem, "")
        elif body.lstrip(b"\xef\xbb\xbf \r\n").upper().startswith(b"BEGIN:VCALENDAR"):
            from papertrail.planner.calendars import presentations

            found = presentations(body)
        else:
            found = _from_csv(body.decode("utf-8-sig"))
    except (FeedError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{file} can't be read as a programme: {error}") from error
    if not found:
        raise UsageError(f"{file} has no presentation; a CSV file needs the columns {_COLUMNS}")
    return found


def _from_csv(text: str) -> list[Presentation]:
    rows = csv.DictReader(io.StringIO(text))
    found: dict[str, Presentation] = {}
    for row in rows:
        each = _presentation({(key or "").strip().lower(): value for key, value in row.items()})
        if each:
            found.setdefault(each.number, each)
    return list(found.values())


def _presentation(row: Mapping[str, object]) -> Presentation | None:
    def cell(name: str) -> str:
        value = row.get(name)
        return " ".join(value.split()) if isinstance(value, str) else ""

    title = cell("title")
    if not title:
        return None
    start, end, floating = moments(cell("start"), cell("end"))
    known = parse_identifier(cell("id")) if cell("id") else None
    named = cell("id") or f"{title}\n{cell('session')}\n{cell('kind')}"
    return Presentation(
        number=hashlib.sha256(named.encode()).hexdigest()[:12],
        kind=kind_of(cell("kind") or cell("session")),
        title=title,
        session=cell("session"),
        room=cell("room"),
        position=cell("position"),
        start=start,
        end=end,
        floating=floating,
        url=cell("url") if cell("url").startswith(("http://", "https://")) else "",
        identifiers=(known,) if known else (),
    )

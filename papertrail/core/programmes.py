"""Have the programmes of conferences: fetched from their sites, or read from files."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from feeds.conferences.programme import Presentation, fetch_programme
from feeds.conferences.virtual_site import CONFERENCES
from feeds.errors import FeedError
from feeds.errors import NotFoundError as MissingError
from papertrail import clock
from papertrail.clock import iso
from papertrail.core.http_client import open_client
from papertrail.core.resources import Resources
from papertrail.errors import NotFoundError, UsageError
from papertrail.planner import zones
from papertrail.types.plan import Programme

_FRESH = timedelta(hours=6)
"""The age from which the site is asked again, which costs it next to nothing: by its etag."""
_EDITION = re.compile(r"(?P<name>[a-z]{2,20})(?:[:-]?(?P<year>(?:19|20)\d\d))?", re.ASCII)


def edition_of(name: str) -> tuple[str, int]:
    """Read `icml:2025`, `ICML 2025` or `icml`, which is this year's.

    Raises:
        UsageError: it is no such name.
    """
    found = _EDITION.fullmatch(re.sub(r"\s", "", name.lower()))
    if not found:
        raise UsageError(f"{name!r} names no conference; write it like icml:2025")
    return found["name"], int(found["year"] or clock.today().year)


def programme(
    resources: Resources,
    conference: str,
    year: int,
    *,
    file: Path | None = None,
    refresh: bool = False,
) -> tuple[Programme, list[str]]:
    """Return the programme of an edition, and remarks.

    The site is asked if what is stored is some hours old; what is stored is taken if it can't be.

    Args:
        resources: the home.
        conference: its short name.
        year: of the edition.
        file: a programme to keep in place of the site's.
        refresh: ask the site anyway.

    Raises:
        NotFoundError: nothing is published, or nothing has a site that is known.
        UsageError: the file holds no programme.
        FeedError: the site can't be asked, and nothing is stored.
    """
    store = resources.created_store()
    edition = f"{conference}:{year}"
    if file is not None:
        from papertrail.planner.files import read

        read_now = Programme(
            edition, _name(conference, year), iso(clock.now()), tuple(read(file)), "file"
        )
        with store.transaction() as tx:
            tx.plans.put_programme(read_now)
        return read_now, []
    known = store.plans.programme(edition)
    if known and (known.etag == "file" and not refresh):
        return known, []
    if conference not in CONFERENCES:
        raise NotFoundError(
            f"the programme of {edition} is in no feed",
            f"give it as a file: papertrail plan {edition} --programme FILE"
            f" (.ics, .csv or .json); fetched are those of {', '.join(CONFERENCES)}",
        )
    if known and not refresh and _age(known) < _FRESH:
        return known, []
    return _asked(resources, conference, year, known)


def located(
    presentations: tuple[Presentation, ...], zone: ZoneInfo | None
) -> tuple[list[Presentation], list[str]]:
    """Give times without a zone the reader's, if there is one; return remarks on such times."""
    floating = skipped = twice = 0
    found = []
    for each in presentations:
        if each.floating is None:
            found.append(each)
            continue
        floating += 1
        if zone is None:
            found.append(each)
            continue
        start, repeated = zones.placed(each.floating[0], zone)
        end, _ = zones.placed(each.floating[1], zone)
        twice += repeated
        if start is None or end is None or end <= start:
            skipped += 1
            found.append(each)
        else:
            found.append(replace(each, start=start, end=end))
    remarks = []
    if floating and zone is None:
        remarks.append(
            f"{floating} times have no time zone and are left out;"
            " --timezone says which they are in"
        )
    if skipped:
        remarks.append(f"{skipped} times don't exist in {zone}, as clocks skip them; left out")
    if twice:
        remarks.append(
            f"{twice} times happen twice in {zone}, as clocks go back; the first is taken"
        )
    return found, remarks


def _asked(
    resources: Resources, conference: str, year: int, known: Programme | None
) -> tuple[Programme, list[str]]:
    """Ask the site for the programme."""
    store = resources.store
    try:
        fetched, etag = fetch_programme(
            conference, year, open_client(resources), known.etag if known else None
        )
    except MissingError as error:
        if known is None:
            raise _unpublished(conference, year) from error
        return known, [f"the site has no programme any more; this is that of {known.fetched}"]
    except FeedError as error:
        if known is None:
            raise
        return known, [f"{error.message}; this is the programme of {known.fetched}"]
    if fetched is None and known is not None:
        with store.transaction() as tx:
            tx.plans.touch_programme(known.edition, clock.now())
        return known, []
    if not fetched:
        if known is None:
            raise _unpublished(conference, year)
        return known, [f"the site's list is empty now; this is that of {known.fetched}"]
    new = Programme(
        f"{conference}:{year}", _name(conference, year), iso(clock.now()), tuple(fetched), etag
    )
    with store.transaction() as tx:
        tx.plans.put_programme(new)
    return new, []


def _unpublished(conference: str, year: int) -> NotFoundError:
    return NotFoundError(
        f"no programme of {_name(conference, year)} is published",
        "sites list papers a few weeks before a conference, and times later",
    )


def _name(conference: str, year: int) -> str:
    name = CONFERENCES.get(conference, (conference.upper(), ""))[0]
    return f"{name} {year}"


def _age(known: Programme) -> timedelta:
    return clock.now() - datetime.fromisoformat(known.fetched)

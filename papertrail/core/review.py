"""Look back: what was read and noted, noted papers that come back, and counts."""

import contextlib
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from papertrail import clock
from papertrail.clock import iso
from papertrail.core.resources import Resources
from papertrail.errors import ReadOnlyError
from papertrail.library.recall import NotedWork, due_on
from papertrail.types.library import (
    LibraryPaper,
    LibraryStatistics,
    Recall,
    Recalls,
    Review,
    Week,
)
from papertrail.types.mark import NEW, OPINIONS, STATES, STATUSES


def review(resources: Resources, since: str) -> Review:
    """Return what the reader read and noted since a day.

    Args:
        resources: the home.
        since: a day, such as 2026-06-10.
    """
    activity, moment = resources.store.activity, _beginning(date.fromisoformat(since))
    read = [work for work, _ in activity.in_state(("read",), moment)]
    noted = [found.work for found in activity.noted(moment) if found.work not in set(read)]
    return Review(since, papers(resources, read), papers(resources, noted))


def recall(resources: Resources) -> Recalls:
    """Return the noted papers that come back today, and record that they did.

    The same come back however often it is called on a day.
    """
    store, today = resources.store, clock.today()
    noted = [
        NotedWork(
            found.work,
            _day(found.changed),
            date.fromisoformat(found.recalled) if found.recalled else None,
            found.times,
        )
        for found in store.activity.noted()
    ]
    due = due_on(today, noted)
    keys = [found.work for found in due]
    # A home that can't be written to can be read all the same.
    with contextlib.suppress(ReadOnlyError):
        if any(found.recalled != today for found in due):
            with store.transaction() as tx:
                tx.recalls.recall(keys, today.isoformat())
    others = [found.due for found in noted if found.work not in set(keys)]
    shown = dict(zip(keys, papers(resources, keys), strict=True))
    return Recalls(
        tuple(
            Recall(
                shown[found.work],
                found.last.isoformat(),
                found.times + (found.recalled != today),
                min(found.due, today).isoformat(),
            )
            for found in due
        ),
        max(min(others), today).isoformat() if others else None,
    )


def statistics(resources: Resources, weeks: int) -> LibraryStatistics:
    """Return counts of papers by state, opinion, tag and week."""
    store = resources.store
    kinds, stored = store.activity.kinds(), store.works.count()
    states = {state: kinds.get(state, 0) for state in STATES}
    states[NEW] = stored - sum(kinds.get(state, 0) for state in STATUSES)
    this_week = clock.today() - timedelta(days=clock.today().weekday())
    mondays = [this_week - timedelta(weeks=number) for number in range(weeks)]
    moments = store.activity.moments(_beginning(mondays[-1])) if mondays else {}
    return LibraryStatistics(
        stored=stored,
        states=states,
        opinions={opinion: kinds.get(opinion, 0) for opinion in OPINIONS},
        tags=store.activity.tags(),
        notes=len(store.activity.noted()),
        weeks=tuple(_weeks(mondays, moments)),
    )


def papers(resources: Resources, keys: Sequence[int]) -> tuple[LibraryPaper, ...]:
    """Return papers with what the reader keeps about them, in the order of their keys."""
    own = resources.store.library.of(keys)
    return tuple(LibraryPaper(work, own[work.key]) for work in resources.store.works.get(keys))


def _weeks(mondays: Sequence[date], moments: dict[str, list[str]]) -> list[Week]:
    counts = {kind: Counter(map(_monday, found)) for kind, found in moments.items()}
    none = Counter[date]()
    return [
        Week(
            monday.isoformat(),
            *(
                counts.get(kind, none)[monday]
                for kind in ("stored", "later", "read", "discarded", "noted")
            ),
        )
        for monday in mondays
    ]


def _monday(moment: str) -> date:
    day = _day(moment)
    return day - timedelta(days=day.weekday())


def _day(moment: str) -> date:
    """Return the reader's day of a stored moment."""
    return clock.local(datetime.fromisoformat(moment)).date()


def _beginning(day: date) -> str:
    """Return the moment at which a day of the reader begins, as it is stored."""
    zone = clock.local(datetime.combine(day, time(12), UTC)).tzinfo
    return iso(datetime.combine(day, time(), zone))

"""Plan a conference: what to visit, why, and when."""

import contextlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from feeds.conferences.programme import Presentation
from papertrail import clock
from papertrail.core.papers import resolve
from papertrail.core.plan_relevance import Relevances
from papertrail.core.programmes import edition_of, located, programme
from papertrail.core.resources import Resources
from papertrail.errors import BusyError, NotFoundError, ReadOnlyError, UsageError
from papertrail.planner import arrange, choice, zones
from papertrail.types.plan import CHOICES, Plan, PlanItem, PlanSession, Programme
from papertrail.types.topic import Topic

_DONE = ("read", "discarded")
_MOST_CHANGES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """Options of a plan.

    Attributes:
        topics: names of topics to go by; none means all.
        best: choose the best so many, or None for all that matches.
        everything: what matches nothing, too.
        zone: the time zone to show; None for that of the system.
        visit: minutes at a poster.
        walk: minutes from room to room.
        breaks: (start, end) of each day, such as ("12:00", "13:00").
        file: a programme to keep in place of the site's.
        refresh: ask the site whatever is stored.
    """

    topics: tuple[str, ...] = ()
    best: int | None = None
    everything: bool = False
    zone: str | None = None
    visit: int = 10
    walk: int = 5
    breaks: tuple[tuple[str, str], ...] = ()
    file: str | os.PathLike[str] | None = None
    refresh: bool = False


class Planning:
    """Plans for conferences."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    def plan(self, conference: str, options: PlanOptions | None = None) -> Plan:
        """Return the plan for an edition, and remember what was shown.

        Args:
            conference: such as `icml:2025`.
            options: which topics, how many, and when.

        Raises:
            UsageError: an option can't be used, or there is no such topic.
            NotFoundError: nothing is published, or nothing in it fits the topics.
            FeedError: the site can't be asked, and nothing is stored.
        """
        options = options or PlanOptions()
        zone = zones.find(options.zone) if options.zone else zones.own()
        topics = self._topics(options.topics)
        limits = _limits(options)
        name, year = edition_of(conference)
        file = Path(options.file) if options.file else None
        found, remarks = programme(self._resources, name, year, file=file, refresh=options.refresh)
        shown, more = located(found.presentations, zone if options.zone else None)
        items, matching, about = self._items(found, shown, topics, options)
        remarks += [*more, *about]
        last = self._resources.store.plans.view(found.edition)
        seen = last[2] if last else {}
        news: dict[str, str] = {}
        if last and not options.topics:
            present = {f"{found.edition}/{each.number}" for each in shown}
            news = arrange.changes(seen, _seen(matching), present)
        items = [replace(item, change=news.get(item.id, "")) for item in items]
        if options.best is not None:
            items, left_out = _best(items, replace(limits, breaks=_breaks(options, shown, zone)))
            remarks += left_out
        sessions = arrange.with_conflicts(arrange.sessions(items, zone), limits.walk)
        remarks += _crowded(sessions, limits) if options.best is None else []
        self._remember(found, sessions, matching, seen)
        return Plan(
            found.edition, found.name, str(zone), found.fetched, len(shown), options.best,
            sessions, _changes(news, seen, found), tuple(remarks),
        )  # fmt: skip

    def calendar(self, plan: Plan) -> bytes:
        """Return a plan as an iCalendar file; the sequence of what changed is raised.

        Raises:
            UsageError: icalendar is not installed.
        """
        from papertrail.planner.entries import entries, rows
        from papertrail.render.plan_ics import as_calendar

        store = self._resources.store
        found = entries(plan, store.plans.entries(plan.edition), clock.now())
        content = as_calendar(plan.name, plan.zone, found)
        with store.transaction() as tx:
            tx.plans.put_entries(plan.edition, rows(found))
        return content

    def choose(self, names: Sequence[str], kind: str) -> list[str]:
        """Record that presentations must be seen, or are skipped; `clear` forgets it.

        Args:
            names: numbers of the plan that was shown last, ids of papers, or EDITION/NUMBER.
            kind: must, skip or clear.

        Returns:
            Their titles.

        Raises:
            UsageError: there is no such kind.
            NotFoundError: a name names nothing; then nothing is changed.
        """
        if kind not in (*CHOICES, "clear"):
            raise UsageError(f"{kind!r} is none of must, skip, clear")
        store = self._resources.store
        targets = [self._target(name) for name in names]
        works = [work for work, _event, _title in targets if work is not None]
        kept = "" if kind == "clear" else kind
        now = clock.now()
        with store.transaction() as tx, tx.journal.recording(f"plan {kind}", works, now):
            tx.plans.choose(works, kept, now)
            for work, event, _title in targets:
                if work is None:
                    tx.plans.choose_event(event, kept, now)
        return [title for _work, _event, title in targets]

    def _topics(self, names: Sequence[str]) -> tuple[Topic, ...]:
        topics = self._resources.config.topics
        if not topics:
            raise UsageError(
                'there is no topic yet; papertrail topics add "Meta-learning" adds one'
            )
        if not names:
            return topics
        known = {topic.name.lower(): topic for topic in topics}
        for name in names:
            if name.lower() not in known:
                raise UsageError(
                    f"there is no topic {name!r}; there are"
                    f" {', '.join(topic.name for topic in topics)}"
                )
        return tuple(known[name] for name in dict.fromkeys(each.lower() for each in names))

    def _items(
        self,
        found: Programme,
        shown: Sequence[Presentation],
        topics: Sequence[Topic],
        options: PlanOptions,
    ) -> tuple[list[PlanItem], dict[str, Presentation], list[str]]:
        """Return the items to show, all that match by id, and remarks."""
        store = self._resources.store
        works = self._works(shown)
        relevances = Relevances(self._resources, topics, shown, works)
        keys = sorted(set(works.values()))
        states = {mark.work: mark.kind for mark in store.marks.of(keys) if mark.kind in _DONE}
        papers = {work.key: work.id for work in store.works.get(keys)}
        chosen, events = store.plans.choices(), store.plans.event_choices()
        items, matching = [], {}
        for each in shown:
            key = works.get(each.number)
            event = f"{found.edition}/{each.number}"
            own = events.get(event, "") if key is None else chosen.get(key, "")
            relevance = relevances.of(each)
            wanted = own == "must" or (relevance.matches and own != "skip")
            if wanted:
                matching[event] = each
            if not (wanted or options.everything):
                continue
            why = relevances.why(relevance) if relevance.matches else ""
            if own == "must":
                why = "; ".join(filter(None, ("you chose it", why)))
            items.append(
                PlanItem(
                    id=event,
                    number=0,
                    presentation=each,
                    paper=papers.get(key) if key is not None else None,
                    relevance=relevance.value,
                    topic=relevance.topic if relevance.matches else "",
                    why=why,
                    read=key in states,
                    choice=own,
                )
            )
        if not items:
            raise _nothing(found, shown, relevances, topics)
        return items, matching, _remarks(found, shown, relevances)

    def _works(self, shown: Sequence[Presentation]) -> dict[str, int]:
        """Return the keys of the stored papers that are presented, by number."""
        store = self._resources.store
        papers = [each for each in shown if each.is_paper or each.identifiers]
        known = store.plans.works_of([one for each in papers for one in each.identifiers])
        found = {}
        for each in papers:
            key = next((known[one] for one in each.identifiers if one in known), None)
            if key is None and each.is_paper:
                key = next(iter(store.works.titled(each.title)), None)
            if key is not None:
                found[each.number] = key
        return found

    def _remember(
        self,
        found: Programme,
        sessions: Sequence[PlanSession],
        matching: Mapping[str, Presentation],
        seen: Mapping[str, Sequence[str]],
    ) -> None:
        """Keep what is shown; a home that can't be written to now shows it all the same."""
        present = {f"{found.edition}/{each.number}" for each in found.presentations}
        kept = {each: tuple(value) for each, value in seen.items() if each in present}
        kept |= _seen(matching)
        ids = [item.id for session in sessions for item in session.items]
        store = self._resources.store
        with contextlib.suppress(BusyError, ReadOnlyError), store.transaction() as tx:
            tx.plans.show(found.edition, ids, kept, clock.now())

    def _target(self, name: str) -> tuple[int | None, str, str]:
        """Return (work, event, title) of what a name names in the plan shown last."""
        store = self._resources.store
        last = store.plans.last_viewed()
        event = name
        if last and name.isascii() and name.isdecimal() and 1 <= int(name) <= len(last[1]):
            event = last[1][int(name) - 1]
        edition, slash, number = event.rpartition("/")
        known = store.plans.programme(edition) if slash else None
        for each in known.presentations if known else ():
            if each.number == number:
                return self._works([each]).get(number), event, each.title
        if name.isdecimal():
            raise NotFoundError(
                f"the last plan has no number {name}", "papertrail plan CONFERENCE shows them"
            )
        work = resolve(self._resources, name)
        return work.key, "", work.title


def _seen(matching: Mapping[str, Presentation]) -> dict[str, tuple[str, ...]]:
    def written(moment: datetime | None) -> str:
        return clock.iso(moment) if moment else ""

    return {
        name: (written(each.start), written(each.end), each.room, each.title)
        for name, each in matching.items()
    }


def _changes(
    news: Mapping[str, str], seen: Mapping[str, Sequence[str]], found: Programme
) -> tuple[str, ...]:
    """Return what changed in words, each with the title that the reader saw or sees."""
    titles = {name: each[3] for name, each in seen.items()}
    titles |= {f"{found.edition}/{each.number}": each.title for each in found.presentations}
    lines = [f"{titles[name]}: {what}" for name, what in news.items()]
    if len(lines) > _MOST_CHANGES:
        lines[_MOST_CHANGES:] = [f"and {len(lines) - _MOST_CHANGES} more"]
    return tuple(lines)


def _remarks(found: Programme, shown: Sequence[Presentation], relevances: Relevances) -> list[str]:
    remarks = []
    without = sum(each.start is None for each in shown)
    if without:
        remarks.append(f"{without} of {len(shown)} presentations have no time yet")
    if relevances.unstored:
        remarks.append(
            f"{relevances.unstored} papers are not stored and are ranked by their titles alone;"
            f" papertrail feeds add {found.edition}, then papertrail update, stores them"
        )
    return remarks


def _nothing(
    found: Programme,
    shown: Sequence[Presentation],
    relevances: Relevances,
    topics: Sequence[Topic],
) -> NotFoundError:
    names = ", ".join(topic.name for topic in topics)
    closest = max(shown, key=lambda each: relevances.of(each).value, default=None)
    hint = "papertrail topics shows and changes them; --all shows the whole programme"
    if closest is not None:
        hint += f"; the closest is {closest.title[:100]!r}"
    return NotFoundError(f"of {len(shown)} presentations at {found.name}, none fits {names}", hint)


def _limits(options: PlanOptions) -> choice.Limits:
    if options.best is not None and options.best < 1:
        raise UsageError("the best 0 are none; give --best a number from 1")
    if options.visit < 1 or options.walk < 0:
        raise UsageError("a visit takes at least a minute, and no way is shorter than 0 minutes")
    return choice.Limits(
        options.best or 0, timedelta(minutes=options.visit), timedelta(minutes=options.walk)
    )


def _breaks(
    options: PlanOptions, shown: Iterable[Presentation], zone: ZoneInfo
) -> tuple[tuple[datetime, datetime], ...]:
    """Return the breaks of each day of the programme."""
    days = sorted({each.start.astimezone(zone).date() for each in shown if each.start})
    found = []
    for first, last in options.breaks:
        try:
            start, end = time.fromisoformat(first), time.fromisoformat(last)
        except ValueError:
            start = end = time(0)
        if end <= start:
            raise UsageError(f"{first}-{last} is no break; write it like 12:00-13:00")
        found += [
            (datetime.combine(day, start, zone), datetime.combine(day, end, zone)) for day in days
        ]
    return tuple(sorted(found))


def _best(items: Sequence[PlanItem], limits: choice.Limits) -> tuple[list[PlanItem], list[str]]:
    """Return the best items, with the times of their visits, and remarks."""
    open_ones = [
        item
        for item in items
        if item.choice == "must" or (item.topic and not item.read and item.choice != "skip")
    ]
    options = list(filter(None, map(arrange.option_of, open_ones)))
    taken = choice.choose(options, limits)
    chosen = [
        replace(item, chosen=True, visit=taken[item.id]) for item in open_ones if item.id in taken
    ]
    remarks = []
    if not options:
        raise NotFoundError(
            "nothing that fits your topics has a time yet, so that no best can be chosen",
            "leave out --best; papertrail plan --refresh asks the site again",
        )
    if len(chosen) < limits.most:
        remarks.append(
            f"{len(chosen)} are chosen, not {limits.most}: no more fit your topics and the time"
        )
    return chosen, remarks


def _crowded(sessions: Sequence[PlanSession], limits: choice.Limits) -> list[str]:
    """Return a remark on each poster session with more than there is time for."""
    remarks = []
    for session in sessions:
        if session.start is None or session.end is None:
            continue
        posters = sum(
            item.presentation.kind == "poster" and not item.read for item in session.items
        )
        time_for = int((session.end - session.start) / limits.visit)
        if posters > time_for:
            remarks.append(
                f"{session.name}: {posters} posters match, and there is time for {time_for};"
                " --best chooses"
            )
    return remarks

"""Choose the presentations that are worth most and fit into a reader's time.

A talk takes its whole time. A poster takes a fixed time anywhere inside its session. Time is cut
into slots, one for a poster: with the talks given, any set of posters that can be matched with free
slots is possible, so that taking the best first is optimal (the sets form a matroid). Which talks
to take is found by local search.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

_MOST_TALKS = 80
"""Talks that are considered, those of most value: each takes the place of posters."""
_ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be visited.

    Attributes:
        key: its name.
        paper: presentations with the same are of one paper, of which one is enough.
        value: what visiting it is worth.
        flexible: a poster, for which a slot of its time is enough.
        must: it is taken whatever it collides with.
    """

    key: str
    paper: str
    value: float
    start: datetime
    end: datetime
    room: str
    flexible: bool
    must: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What a day allows.

    Attributes:
        most: presentations.
        visit: the time at one poster.
        walk: from one room to another.
        breaks: times in which nothing is visited.
    """

    most: int
    visit: timedelta = timedelta(minutes=10)
    walk: timedelta = timedelta(minutes=5)
    breaks: tuple[tuple[datetime, datetime], ...] = ()


Choice = Mapping[str, tuple[datetime, datetime]]
"""When each chosen option is visited."""


@dataclass(frozen=True, slots=True)
class _Slot:
    start: datetime
    end: datetime


def choose(options: Sequence[Option], limits: Limits) -> dict[str, tuple[datetime, datetime]]:
    """Return the best options found, with the time of each visit.

    Talks that must be visited are there even if they collide; a poster that must be visited
    has no time of its own (its whole session stands for it) where no slot is left for it.
    """
    musts = [option for option in options if option.must and not option.flexible]
    talks = [
        option
        for option in options
        if not option.flexible and not option.must and option.value > 0 and _is_free(option, limits)
    ]
    talks = sorted(talks, key=lambda option: (-option.value, option.key))[:_MOST_TALKS]
    posters = _Posters([option for option in options if option.flexible], limits)
    starts: list[list[Option]] = [
        [],
        _packed(sorted(talks, key=lambda option: -option.value), musts, limits),
        _packed(sorted(talks, key=lambda option: (option.end, option.key)), musts, limits),
    ]
    best_worth, best = max(
        (_improved(first, talks, musts, posters, limits) for first in starts),
        key=lambda pair: pair[0],
    )
    _ = best_worth
    times = {option.key: (option.start, option.end) for option in [*musts, *best]}
    return times | posters.placed([*musts, *best])[1]


def collide(first: Option, second: Option, walk: timedelta) -> bool:
    """Decide whether two talks can't both be visited as a whole."""
    between = walk if _apart(first.room, second.room) else timedelta(0)
    return first.start < second.end + between and second.start < first.end + between


def worth(options: Iterable[Option], chosen: Iterable[str]) -> float:
    """Return the value of a choice: each paper counts once, by its best presentation."""
    by_key = {option.key: option for option in options}
    values: dict[str, float] = {}
    for key in chosen:
        option = by_key[key]
        values[option.paper] = max(values.get(option.paper, 0.0), option.value)
    return sum(values.values())


class _Posters:
    """Posters, with the slots into which they can go."""

    def __init__(self, options: Sequence[Option], limits: Limits) -> None:
        self._limits = limits
        self._slots: list[_Slot] = []
        self._rooms: list[frozenset[str]] = []
        windows: dict[tuple[datetime, datetime, str], list[Option]] = {}
        for option in options:
            windows.setdefault((option.start, option.end, option.room), []).append(option)
        for cluster in _clusters(sorted(windows)):
            self._cut(cluster)
        self._options: list[Option] = []
        self._fitting: dict[tuple[datetime, datetime], list[int]] = {}
        for (start, end, _room), some in windows.items():
            places = [
                number
                for number, slot in enumerate(self._slots)
                if start <= slot.start and slot.end <= end
            ]
            self._fitting[start, end] = places
            some.sort(key=_order)
            # More than there are slots can never be taken; papers of chosen talks take none.
            self._options += some[: len(places) + _MOST_TALKS]
        self._options.sort(key=_order)
        self._unplaced = {option.key: option for option in options if option.must}

    def placed(self, talks: Sequence[Option]) -> tuple[float, dict[str, tuple[datetime, datetime]]]:
        """Return (value, times) of the best posters next to some talks."""
        free = [self._is_free(number, talks) for number in range(len(self._slots))]
        papers = {talk.paper for talk in talks}
        taken: dict[int, Option] = {}
        total, count = 0.0, len(talks)
        missed: list[Option] = []
        for option in self._options:
            if option.paper in papers or (count >= self._limits.most and not option.must):
                continue
            if option.value <= 0 and not option.must:
                continue
            if not self._place(option, taken, free, set()):
                if option.must:
                    missed.append(option)
                continue
            papers.add(option.paper)
            total += option.value
            count += 1
        times = {
            option.key: (self._slots[number].start, self._slots[number].end)
            for number, option in taken.items()
        }
        times |= {option.key: (option.start, option.end) for option in missed}
        return total, times

    def _place(
        self, option: Option, taken: dict[int, Option], free: Sequence[bool], tried: set[int]
    ) -> bool:
        """Find a slot, moving others where that helps (an augmenting path)."""
        places = self._fitting[option.start, option.end]
        for number in places:
            if free[number] and number not in taken:
                taken[number] = option
                return True
        for number in places:
            if not free[number] or number in tried:
                continue
            tried.add(number)
            if self._place(taken[number], taken, free, tried):
                taken[number] = option
                return True
        return False

    def _is_free(self, number: int, talks: Sequence[Option]) -> bool:
        slot, rooms, walk = self._slots[number], self._rooms[number], self._limits.walk
        for talk in talks:
            same = rooms == {talk.room} and talk.room
            between = timedelta(0) if same else walk
            if slot.start < talk.end + between and talk.start < slot.end + between:
                return False
        return True

    def _cut(self, cluster: Sequence[tuple[datetime, datetime, str]]) -> None:
        """Cut a time in which posters are shown into slots.

        Where several rooms show some, each slot has the way to the next.
        """
        rooms = frozenset(room for _start, _end, room in cluster)
        length = self._limits.visit
        if len(rooms) > 1:
            length += self._limits.walk
        edges = sorted({moment for start, end, _ in cluster for moment in (start, end)})
        moment, last = edges[0], edges[-1]
        if self._slots and self._rooms[-1] != rooms:
            moment = max(moment, self._slots[-1].end + self._limits.walk)
        while moment + length <= last:
            end = moment + self._limits.visit
            pause = next(
                (stop for start, stop in self._limits.breaks if start < end and moment < stop), None
            )
            edge = next((each for each in edges if moment < each < end), None)
            if pause is not None:
                moment = pause
            elif edge is not None and not _inside(moment, end, cluster):
                moment = edge
            else:
                self._slots.append(_Slot(moment, end))
                self._rooms.append(rooms)
                moment += length


def _inside(
    start: datetime, end: datetime, cluster: Sequence[tuple[datetime, datetime, str]]
) -> bool:
    return any(first <= start and end <= last for first, last, _ in cluster)


def _clusters(
    windows: Sequence[tuple[datetime, datetime, str]],
) -> list[list[tuple[datetime, datetime, str]]]:
    """Group windows, in the order of their starts, that overlap."""
    groups: list[list[tuple[datetime, datetime, str]]] = []
    last: datetime | None = None
    for window in windows:
        if last is None or window[0] >= last:
            groups.append([])
            last = window[1]
        groups[-1].append(window)
        last = max(last, window[1])
    return groups


def _improved(
    first: Sequence[Option],
    talks: Sequence[Option],
    musts: Sequence[Option],
    posters: _Posters,
    limits: Limits,
) -> tuple[float, list[Option]]:
    """Add, exchange and leave out talks as long as that is worth more."""
    chosen = list(first)
    value = _value(chosen, musts, posters)
    for _ in range(_ROUNDS):
        found = (
            max(
                (
                    (_value(each, musts, posters), number, each)
                    for number, each in enumerate(_neighbours(chosen, talks, musts, limits))
                ),
                default=None,
            )
            if talks
            else None
        )
        if found is None or found[0] <= value + 1e-9:
            break
        value, _number, chosen = found
    return value, chosen


def _neighbours(
    chosen: Sequence[Option],
    talks: Sequence[Option],
    musts: Sequence[Option],
    limits: Limits,
) -> Iterable[list[Option]]:
    papers = {option.paper for option in musts}
    for talk in talks:
        if talk in chosen:
            yield [option for option in chosen if option is not talk]
            continue
        if talk.paper in papers or any(collide(talk, must, limits.walk) for must in musts):
            continue
        kept = [
            option
            for option in chosen
            if option.paper != talk.paper and not collide(option, talk, limits.walk)
        ]
        kept.append(talk)
        while len(kept) + len(musts) > limits.most and len(kept) > 1:
            kept.remove(min(kept, key=lambda option: option.value))
        if len(kept) + len(musts) <= limits.most:
            yield kept


def _value(chosen: Sequence[Option], musts: Sequence[Option], posters: _Posters) -> float:
    return sum(option.value for option in chosen) + posters.placed([*musts, *chosen])[0]


def _packed(ordered: Sequence[Option], musts: Sequence[Option], limits: Limits) -> list[Option]:
    """Take talks in an order, each that still fits."""
    taken: list[Option] = []
    for talk in ordered:
        if len(taken) + len(musts) >= limits.most:
            break
        others = [*taken, *musts]
        if not any(
            other.paper == talk.paper or collide(talk, other, limits.walk) for other in others
        ):
            taken.append(talk)
    return taken


def _is_free(option: Option, limits: Limits) -> bool:
    return not any(start < option.end and option.start < end for start, end in limits.breaks)


def _apart(first: str, second: str) -> bool:
    """Decide whether there is a way to walk: rooms that are unknown may be far from each other."""
    return not first or first != second


def _order(option: Option) -> tuple[bool, float, str]:
    return (not option.must, -option.value, option.key)

"""Choose the presentations that are worth most and fit into a reader's time.

A talk takes its whole time. A poster takes a fixed time anywhere inside its session. Time is cut
into slots, one for a poster: with the talks given, any set of posters that can be matched with free
slots is possible, so that taking the best first is optimal (the sets form a matroid). Which talks
to take is found by local search.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

_MOST_TALKS = 80
"""Talks that are considered, those of most value: each takes the place of posters."""
_ROUNDS = 60
_LEAST = 1e-9


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


_Window = tuple[datetime, datetime, str]
_Slot = tuple[datetime, datetime]
_Clashes = Mapping[str, set[str]]


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
    clashes = _clashes([*talks, *musts], limits.walk)
    starts: list[list[Option]] = [
        [],
        _packed(sorted(talks, key=lambda option: -option.value), musts, limits, clashes),
        _packed(sorted(talks, key=lambda option: (option.end, option.key)), musts, limits, clashes),
    ]
    _value_of_best, best = max(
        (_improved(first, talks, musts, posters, limits, clashes) for first in starts),
        key=lambda pair: pair[0],
    )
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
    """Posters, with the times at which they can be visited."""

    def __init__(self, options: Sequence[Option], limits: Limits) -> None:
        self._limits = limits
        windows: dict[_Window, list[Option]] = {}
        for option in options:
            windows.setdefault((option.start, option.end, option.room), []).append(option)
        self._clusters = _clusters(sorted(windows), limits.walk)
        self._options: list[Option] = []
        for (start, end, _room), some in windows.items():
            some.sort(key=_order)
            # More than there is time for can never be taken; papers of chosen talks take none.
            self._options += some[: int((end - start) / limits.visit) + _MOST_TALKS]
        self._options.sort(key=_order)
        self._sums = [0.0, *accumulate(max(0.0, option.value) for option in self._options)]
        self._musts = sum(option.must for option in self._options)

    def at_most(self, talks: Sequence[Option]) -> float:
        """Return a value that no posters next to some talks exceed."""
        count = max(self._musts, self._limits.most - len(talks))
        return self._sums[min(count, len(self._options))]

    def placed(self, talks: Sequence[Option]) -> tuple[float, dict[str, _Slot]]:
        """Return (value, times) of the best posters next to some talks."""
        slots = [slot for cluster in self._clusters for slot in self._cut(cluster, talks)]
        fitting: dict[_Slot, list[int]] = {}
        papers = {talk.paper for talk in talks}
        taken: dict[int, Option] = {}
        total, count = 0.0, len(talks)
        missed: list[Option] = []
        for option in self._options:
            if option.paper in papers or (option.value <= 0 and not option.must):
                continue
            if count >= self._limits.most and not option.must:
                break
            window = (option.start, option.end)
            if window not in fitting:
                fitting[window] = _inside(slots, *window)
            if _place(option, taken, fitting, set()):
                count += 1
            elif option.must:
                missed.append(option)
                count += 1
            else:
                continue
            papers.add(option.paper)
            total += option.value
        times = {option.key: slots[number] for number, option in taken.items()}
        times |= {option.key: (option.start, option.end) for option in missed}
        return total, times

    def _cut(self, cluster: Sequence[_Window], talks: Sequence[Option]) -> list[_Slot]:
        """Cut the time in which posters are shown into visits, around talks and breaks.

        Where several rooms show some, the way to the next follows each visit.
        """
        rooms = {room for _start, _end, room in cluster}
        visit, walk = self._limits.visit, self._limits.walk
        length = visit + walk if len(rooms) > 1 else visit
        busy = [*self._limits.breaks]
        for talk in talks:
            between = timedelta(0) if rooms == {talk.room} and talk.room else walk
            busy.append((talk.start - between, talk.end + between))
        edges = sorted({start for start, _end, _room in cluster})
        last = max(end for _start, end, _room in cluster)
        moment, slots = edges[0], []
        while moment + visit <= last:
            end = moment + visit
            blocked = [stop for start, stop in busy if start < end and moment < stop]
            if blocked:
                moment = max(blocked)
            elif any(start <= moment and end <= stop for start, stop, _room in cluster):
                slots.append((moment, end))
                moment += length
            else:
                moment = next((edge for edge in edges if edge > moment), last)
        return slots


def _place(
    option: Option,
    taken: dict[int, Option],
    fitting: Mapping[_Slot, Sequence[int]],
    tried: set[int],
) -> bool:
    """Find a slot, moving others where that helps (an augmenting path)."""
    places = fitting[option.start, option.end]
    for number in places:
        if number not in taken:
            taken[number] = option
            return True
    for number in places:
        if number in tried:
            continue
        tried.add(number)
        if _place(taken[number], taken, fitting, tried):
            taken[number] = option
            return True
    return False


def _inside(slots: Sequence[_Slot], start: datetime, end: datetime) -> list[int]:
    """Return which slots are inside a time."""
    return [number for number, slot in enumerate(slots) if start <= slot[0] and slot[1] <= end]


def _clusters(windows: Sequence[_Window], walk: timedelta) -> list[list[_Window]]:
    """Group windows, in the order of their starts, that overlap or follow without a way between."""
    groups: list[list[_Window]] = []
    last: datetime | None = None
    for window in windows:
        if last is None or window[0] >= last + walk:
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
    clashes: _Clashes,
) -> tuple[float, list[Option]]:
    """Add, exchange and leave out talks as long as that is worth more."""
    chosen = list(first)
    value = _value(chosen, musts, posters)
    for _ in range(_ROUNDS):
        best = value
        for each in _neighbours(chosen, talks, musts, limits, clashes):
            # Most changes can't help even if all posters had time; those need no look at the time.
            if posters.at_most([*musts, *each]) + _sum(each) <= best + _LEAST:
                continue
            found = _value(each, musts, posters)
            if found > best + _LEAST:
                best, chosen_next = found, each
        if best == value:
            break
        value, chosen = best, chosen_next
    return value, chosen


def _neighbours(
    chosen: Sequence[Option],
    talks: Sequence[Option],
    musts: Sequence[Option],
    limits: Limits,
    clashes: _Clashes,
) -> Iterable[list[Option]]:
    forced = {option.key for option in musts}
    for talk in talks:
        if talk in chosen:
            without = [option for option in chosen if option is not talk]
            yield without
            others = [option for option in talks if option is not talk]
            yield _packed([*without, *others], musts, limits, clashes)
            continue
        if clashes[talk.key].intersection(forced):
            continue
        kept = [option for option in chosen if option.key not in clashes[talk.key]]
        kept.append(talk)
        while len(kept) + len(musts) > limits.most and len(kept) > 1:
            kept.remove(min(kept, key=lambda option: option.value))
        if len(kept) + len(musts) <= limits.most:
            yield kept
            # One talk can make room for several that only together are worth more.
            filled = _packed([*kept, *talks], musts, limits, clashes)
            if len(filled) > len(kept):
                yield filled


def _value(chosen: Sequence[Option], musts: Sequence[Option], posters: _Posters) -> float:
    return _sum(chosen) + posters.placed([*musts, *chosen])[0]


def _sum(options: Iterable[Option]) -> float:
    return sum(option.value for option in options)


def _packed(
    ordered: Sequence[Option], musts: Sequence[Option], limits: Limits, clashes: _Clashes
) -> list[Option]:
    """Take talks in an order, each that still fits."""
    taken: list[Option] = []
    names = {must.key for must in musts}
    for talk in ordered:
        if len(names) >= limits.most:
            break
        if talk.key not in names and clashes[talk.key].isdisjoint(names):
            taken.append(talk)
            names.add(talk.key)
    return taken


def _clashes(talks: Sequence[Option], walk: timedelta) -> _Clashes:
    """Return which talks can't be visited next to each other, or need not be, by key."""
    return {
        talk.key: {
            other.key
            for other in talks
            if other is not talk and (other.paper == talk.paper or collide(talk, other, walk))
        }
        for talk in talks
    }


def _is_free(option: Option, limits: Limits) -> bool:
    return not any(start < option.end and option.start < end for start, end in limits.breaks)


def _apart(first: str, second: str) -> bool:
    """Decide whether there is a way to walk: rooms that are unknown may be far from each other."""
    return not first or first != second


def _order(option: Option) -> tuple[bool, float, str]:
    return (not option.must, -option.value, option.key)

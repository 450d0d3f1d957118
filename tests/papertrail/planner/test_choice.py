"""The best choice under the limits, against all choices."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise

from papertrail.planner.choice import Limits, Option, choose, collide, worth

DAY = datetime(2026, 7, 6, 9, tzinfo=UTC)
LIMITS = Limits(most=4, visit=timedelta(minutes=10), walk=timedelta(minutes=5))


def minutes(count: int) -> datetime:
    return DAY + timedelta(minutes=count)


def option(
    key: str, start: int, end: int, value: float = 0.5, room: str = "A", *,
    flexible: bool = False, must: bool = False, paper: str = "",
) -> Option:  # fmt: skip
    return Option(key, paper or key, value, minutes(start), minutes(end), room, flexible, must)


def random_case(seed: int) -> tuple[list[Option], Limits]:
    """Talks in two rooms and posters in one session, some of one paper."""
    chance = random.Random(seed)
    options = []
    for number in range(chance.randint(3, 6)):
        start = chance.randrange(0, 100, 5)
        options.append(
            option(f"t{number}", start, start + chance.choice((15, 30, 60)),
                   chance.random(), chance.choice("AB"), paper=f"p{chance.randrange(9)}")
        )  # fmt: skip
    session = chance.choice(((0, 30), (30, 60), (20, 60), (60, 100)))
    for number in range(chance.randint(2, 6)):
        options.append(  # noqa: PERF401
            option(f"q{number}", *session, chance.random(), "H", flexible=True,
                   paper=f"p{chance.randrange(9)}")
        )  # fmt: skip
    breaks = ((minutes(40), minutes(50)),) if seed % 3 == 0 else ()
    return options, Limits(chance.randint(2, 5), LIMITS.visit, LIMITS.walk, breaks)


def possible(talks: Sequence[Option], posters: Sequence[Option], limits: Limits) -> bool:
    """Whether a person can do it, minute by minute: visits at any minute, not only in slots."""
    if any(collide(one, two, limits.walk) for one, two in combinations(talks, 2)):
        return False
    if any(start < talk.end and talk.start < end for talk in talks for start, end in limits.breaks):
        return False
    if not posters:
        return True
    # All posters of these cases are in one hall: count the visits that fit, as early as they can.
    moment, last, done = posters[0].start, posters[0].end, 0
    busy = [(talk.start - limits.walk, talk.end + limits.walk) for talk in talks]
    busy += limits.breaks
    while moment + limits.visit <= last:
        blocked = [end for start, end in busy if start < moment + limits.visit and moment < end]
        if blocked:
            moment = max(blocked)
        else:
            done += 1
            moment += limits.visit
    return done >= len(posters)


def best_of_all(options: Sequence[Option], limits: Limits) -> float:
    best = 0.0
    for count in range(limits.most + 1):
        for some in combinations(options, count):
            talks = [each for each in some if not each.flexible]
            posters = [each for each in some if each.flexible]
            if len({each.paper for each in some}) == count and possible(talks, posters, limits):
                best = max(best, worth(options, [each.key for each in some]))
    return best


def test_a_choice_is_worth_what_the_best_of_all_is() -> None:
    shares = []
    for seed in range(300):
        options, limits = random_case(seed)
        taken = choose(options, limits)
        chosen = [each for each in options if each.key in taken]
        talks = [each for each in chosen if not each.flexible]
        posters = [each for each in chosen if each.flexible]
        assert len(chosen) <= limits.most
        assert possible(talks, posters, limits)
        best = best_of_all(options, limits)
        shares.append(worth(options, taken) / best if best else 1.0)

    assert min(shares) >= 0.98


def test_visits_stay_inside_their_session_out_of_breaks_and_apart() -> None:
    for seed in range(100):
        options, limits = random_case(seed)
        by_key = {each.key: each for each in options}
        taken = choose(options, limits)
        visits = sorted((start, end, key) for key, (start, end) in taken.items())

        for start, end, key in visits:
            assert by_key[key].start <= start < end <= by_key[key].end
            assert not any(first < end and start < last for first, last in limits.breaks)
        for (_, end, one), (start, _, two) in pairwise(visits):
            far = by_key[one].room != by_key[two].room
            assert start >= end + (limits.walk if far else timedelta(0))


def test_what_must_be_seen_is_seen_whatever_it_collides_with() -> None:
    options = [
        option("a", 0, 30, 0.1, must=True),
        option("b", 10, 40, 0.1, must=True),
        option("c", 0, 30, 0.9),
    ]

    assert set(choose(options, LIMITS)) == {"a", "b"}


def test_a_paper_is_visited_once() -> None:
    options = [
        option("talk", 0, 15, paper="p"),
        option("poster", 60, 120, paper="p", flexible=True),
    ]

    assert len(choose(options, LIMITS)) == 1


def test_nothing_is_chosen_of_nothing() -> None:
    assert choose([], LIMITS) == {}

"""Time the choice of the best 40 of 6,000 posters, and compare small choices with all choices.

    python benchmarks/plan.py

Prints the seconds for 6,000 posters in 12 sessions with 200 talks and 60 workshops, and the least
and mean value of 3,000 small choices as a share of the best of all. Needs no recorded data.
"""

import random
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from papertrail.planner.choice import Limits, Option, choose, worth
from tests.papertrail.planner.test_choice import best_of_all, random_case

POSTERS, TALKS, WORKSHOPS, BEST = 6_000, 200, 60, 40
CASES = 3_000
DAY = datetime(2026, 7, 6, 9, tzinfo=UTC)


def conference() -> list[Option]:
    """Return a conference of three days and two of workshops."""
    chance = random.Random(0)
    options = []
    sessions = [
        (DAY + timedelta(days=day, hours=hour), hall)
        for day in range(3)
        for hour in (1.5, 6)
        for hall in ("East", "West")
    ]
    for number in range(POSTERS):
        start, hall = sessions[number % len(sessions)]
        end = start + timedelta(hours=2.5)
        options.append(
            Option(f"q{number}", f"p{number}", chance.random(), start, end, hall, flexible=True)
        )
    for number in range(TALKS):
        start = DAY + timedelta(days=number % 3, minutes=15 * chance.randrange(36))
        end = start + timedelta(minutes=15)
        room = f"Hall {number % 4}"
        options.append(
            Option(f"t{number}", f"p{number}", chance.random(), start, end, room, flexible=False)
        )
    for number in range(WORKSHOPS):
        start = DAY + timedelta(days=3 + number % 2)
        end = start + timedelta(hours=8)
        options.append(
            Option(
                f"w{number}",
                f"w{number}",
                chance.random(),
                start,
                end,
                f"Room {number}",
                flexible=False,
            )
        )
    return options


def main() -> None:
    """Print the figures."""
    options = conference()
    begun = time.perf_counter()
    choose(options, Limits(BEST))
    seconds = time.perf_counter() - begun
    print(f"{len(options):,} presentations, best {BEST}: {seconds:.2f} s")
    shares = []
    for seed in range(CASES):
        small, limits = random_case(seed)
        best = best_of_all(small, limits)
        shares.append(worth(small, choose(small, limits)) / best if best else 1.0)
    below = sum(share < 0.98 for share in shares)
    print(
        f"{CASES:,} cases: mean {sum(shares) / CASES:.4f}, {min(shares):.4f} up, {below} below 0.98"
    )


if __name__ == "__main__":
    main()

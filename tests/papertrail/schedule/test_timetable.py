import time as clock
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertrail.clock import iso
from papertrail.schedule.results import ATTEMPTS, RETRY, Result, failures_to_tell, is_due
from papertrail.schedule.timetable import Timetable, times, weekdays

MORNINGS = Timetable((time(7, 30),), weekdays("mon-fri"))
WEDNESDAY = datetime(2026, 6, 17, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Be in UTC, and back in the machine's zone afterwards."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "UTC")
        clock.tzset()
        yield
    clock.tzset()


def ran(moment: datetime, status: str = "done", *, told: bool = False) -> Result:
    return Result(iso(moment), iso(moment), status, told=told)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("Mon, Wed", (0, 2)),
        ("fri-mon", (0, 4, 5, 6)),
        ("sunday", (6,)),
        ("daily", (0, 1, 2, 3, 4, 5, 6)),
        ("mon-sun", (0, 1, 2, 3, 4, 5, 6)),
    ],
)
def test_days_are_read_as_people_write_them(text: str, days: tuple[int, ...]) -> None:
    assert weekdays(text) == days
    assert weekdays(Timetable(days=days).weekdays) == days


@pytest.mark.parametrize("text", ["", "someday", "mon-", "mon--fri", "1-5"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="mon-fri"):
        weekdays(text)


def test_times_are_read_sorted_and_once() -> None:
    assert times("18:00, 7:30,07:30") == (time(7, 30), time(18, 0))


@pytest.mark.parametrize("text", ["", "7", "24:00", "7:60", "noon", "07:30;rm", "07:30:00"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="07:30"):
        times(text)


def test_the_next_run_skips_the_days_between() -> None:
    friday = datetime(2026, 6, 19, 7, 30, tzinfo=UTC)

    assert MORNINGS.following(friday) == datetime(2026, 6, 22, 7, 30, tzinfo=UTC)
    assert MORNINGS.last(friday) == friday
    assert MORNINGS.last(friday - timedelta(seconds=1)) == datetime(2026, 6, 18, 7, 30, tzinfo=UTC)


def test_times_of_day_are_local_through_the_change_to_summer_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    clock.tzset()
    saturday = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
    daily = Timetable((time(7, 30),))

    assert daily.last(saturday).astimezone(UTC) == datetime(2026, 3, 28, 6, 30, tzinfo=UTC)
    assert daily.following(saturday).astimezone(UTC) == datetime(2026, 3, 29, 5, 30, tzinfo=UTC)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds are naive
    st.sets(st.times(), min_size=1, max_size=3),
    st.sets(st.integers(0, 6), min_size=1),
)
def test_no_due_moment_lies_between_the_last_and_the_next(
    now: datetime, at: set[time], days: set[int]
) -> None:
    table = Timetable(tuple(sorted(at)), tuple(sorted(days)))
    last, following = table.last(now), table.following(now)

    assert last <= now < following
    assert last.weekday() in days
    assert following.weekday() in days
    assert table.following(last) == following


def test_a_run_is_due_from_its_moment_until_it_is_done() -> None:
    slot = datetime(2026, 6, 17, 7, 30, tzinfo=UTC)
    yesterday = ran(slot - timedelta(days=1))

    assert not is_due(MORNINGS, [yesterday], slot - timedelta(minutes=1))
    assert is_due(MORNINGS, [yesterday], slot)
    assert not is_due(MORNINGS, [yesterday, ran(slot)], WEDNESDAY)
    assert not is_due(MORNINGS, [yesterday, ran(slot, "part")], WEDNESDAY)


def test_a_missed_run_is_due_whenever_the_machine_is_back() -> None:
    last_week = ran(WEDNESDAY - timedelta(days=7))
    sunday = datetime(2026, 6, 21, 15, 0, tzinfo=UTC)

    assert is_due(MORNINGS, [last_week], sunday)
    assert not is_due(MORNINGS, [last_week, ran(sunday)], sunday + timedelta(hours=5))


def test_a_failed_run_is_tried_again_within_the_hour_but_not_for_ever() -> None:
    slot = datetime(2026, 6, 17, 7, 30, tzinfo=UTC)
    tried = [ran(slot + timedelta(hours=number), "failed") for number in range(ATTEMPTS)]

    assert not is_due(MORNINGS, tried[:1], slot + timedelta(minutes=30))
    assert is_due(MORNINGS, tried[:1], slot + RETRY)
    assert not is_due(MORNINGS, tried, slot + timedelta(hours=12))
    assert is_due(MORNINGS, tried, slot + timedelta(days=1))


def test_a_clock_that_was_set_back_costs_at_most_a_run_too_many() -> None:
    ahead = [ran(WEDNESDAY + timedelta(days=365))]

    assert is_due(MORNINGS, ahead, WEDNESDAY)
    assert not is_due(MORNINGS, [*ahead, ran(WEDNESDAY)], WEDNESDAY + timedelta(hours=1))


def test_three_failures_in_a_row_are_told_once() -> None:
    hour = timedelta(hours=1)
    failed = [ran(WEDNESDAY + number * hour, "failed") for number in range(3)]

    assert failures_to_tell(failed[:2]) == []
    assert failures_to_tell([ran(WEDNESDAY - hour), *failed]) == failed
    told = [*failed[:2], ran(WEDNESDAY + 2 * hour, "failed", told=True)]
    assert failures_to_tell([*told, ran(WEDNESDAY + 3 * hour, "failed")]) == []
    again = [ran(WEDNESDAY + number * hour, "failed") for number in range(5, 8)]
    assert failures_to_tell([*told, ran(WEDNESDAY + 4 * hour), *again]) == again


def test_a_run_that_was_stopped_on_request_is_no_failure() -> None:
    results = [ran(WEDNESDAY, status) for status in ("failed", "stopped", "failed", "stopped")]

    assert failures_to_tell(results) == []
    assert len(failures_to_tell([*results, ran(WEDNESDAY, "failed")])) == 3

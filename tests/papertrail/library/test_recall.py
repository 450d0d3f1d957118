from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from papertrail.library.recall import COUNT, INTERVALS, NotedWork, due_on

DAY = date(2026, 6, 17)


def after(days: int) -> date:
    return DAY + timedelta(days=days)


def test_a_note_comes_back_after_longer_and_longer_intervals() -> None:
    noted, days = NotedWork(1, DAY), []
    for number in range(800):
        if noted.recalled != after(number) and due_on(after(number), [noted]):
            days.append(number)
            noted = NotedWork(1, DAY, after(number), noted.times + 1)

    steps = [later - day for day, later in zip([0, *days], days, strict=False)]
    assert steps == list(INTERVALS)[: len(steps)]


def test_the_most_overdue_come_first_in_relation_to_their_interval() -> None:
    late = NotedWork(1, DAY - timedelta(days=4))
    later = NotedWork(2, DAY - timedelta(days=30), DAY - timedelta(days=8), 2)
    fresh = NotedWork(3, DAY)

    assert [noted.work for noted in due_on(DAY, [fresh, later, late])] == [1, 2]


_NOTED = st.builds(
    NotedWork,
    st.integers(1, 50),
    st.integers(-400, 0).map(after),
    st.none() | st.integers(-400, 0).map(after),
    st.integers(0, 12),
)


@given(st.lists(_NOTED, unique_by=lambda noted: noted.work), st.integers(0, 400))
def test_a_day_has_the_same_papers_however_often_it_is_asked(
    noted: list[NotedWork], days: int
) -> None:
    day = after(days)
    first = due_on(day, noted)
    shown = {each.work for each in first}
    again = due_on(
        day,
        [
            NotedWork(each.work, each.noted, day, each.times + (each.recalled != day))
            if each.work in shown
            else each
            for each in noted
        ],
    )

    assert {each.work for each in again} == shown
    assert len(first) <= max(COUNT, sum(each.recalled == day for each in noted))

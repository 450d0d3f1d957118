"""Which date of a paper counts is decided alike in Python and in SQL."""

import itertools
import sqlite3

import pytest

from papertrail.types.dates import (
    LISTED_SQL,
    PUBLISHED_SQL,
    YEAR_SQL,
    day_number,
    listed,
    publication_year,
    published,
)

CASES = list(itertools.product((None, "2024-03-01T12:00:00Z"), (None, "2024-03-04"), (None, 2025)))


@pytest.mark.parametrize(("submitted", "announced", "year"), CASES)
def test_sql_and_python_agree(
    submitted: str | None, announced: str | None, year: int | None
) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE works (submitted TEXT, announced TEXT, year INTEGER)")
    connection.execute("INSERT INTO works VALUES (?, ?, ?)", [submitted, announced, year])
    query = f"SELECT {PUBLISHED_SQL}, {LISTED_SQL}, {YEAR_SQL} FROM works"

    assert connection.execute(query).fetchone() == (
        published(submitted, announced, year),
        listed(submitted, announced),
        publication_year(submitted, announced, year),
    )


@pytest.mark.parametrize(
    ("day", "number"), [("2024-03-01", 20240301), ("2024", 20240000), (None, 0), ("soon", 0)]
)
def test_a_day_is_a_number_that_sorts(day: str | None, number: int) -> None:
    assert day_number(day) == number

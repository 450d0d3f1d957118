"""The day and the year of a paper: which of its dates counts, in Python and in SQL.

The expressions are for the columns of the table `works`; a test holds them to the functions.
"""

PUBLISHED_SQL = "coalesce(substr(submitted, 1, 10), announced, CAST(year AS TEXT))"
LISTED_SQL = "coalesce(announced, substr(submitted, 1, 10))"
YEAR_SQL = f"coalesce(year, CAST(substr({PUBLISHED_SQL}, 1, 4) AS INTEGER))"

_DIGITS = 8


def published(submitted: str | None, announced: str | None, year: int | None) -> str | None:
    """Return the day of a paper, such as 2017-06-12, or the year of its venue's edition.

    Args:
        submitted: a moment, ISO 8601.
        announced: a day, ISO 8601.
        year: of the venue's edition.
    """
    day = submitted[:10] if submitted else announced
    return day or (str(year) if year else None)


def listed(submitted: str | None, announced: str | None) -> str | None:
    """Return the day on which a paper was announced, else submitted; None if neither is known."""
    return announced or (submitted[:10] if submitted else None)


def publication_year(submitted: str | None, announced: str | None, year: int | None) -> int | None:
    """Return the year of a paper's venue, else that of its day."""
    if year:
        return year
    day = published(submitted, announced, year)
    return int(day[:4]) if day else None


def day_number(day: str | None) -> int:
    """Return a day as 20260617, a year alone as 20260000, none or an impossible one as 0."""
    digits = (day or "").replace("-", "")
    is_day = digits.isdecimal() and len(digits) <= _DIGITS
    return int(digits.ljust(_DIGITS, "0")) if is_day else 0

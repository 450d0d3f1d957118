"""Read the values of fields into filters, and write filters in the syntax."""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from index.folding import DOUBLE_QUOTES
from papertrail.search.query.lexer import says_something
from papertrail.search.query.syntax import FIELDS, LISTS
from papertrail.types.filter import THINGS, Filter
from papertrail.types.mark import OPINIONS, STATES, canonical

EXPECTED = dict.fromkeys(LISTS, "a name has letters") | {
    "year": "write year:2024, year:2020-2024 or year:>=2023",
    "since": "write since:2026-06-17, since:2026, since:yesterday or since:7d",
    "until": "write until:2026-06-17, until:2026-06 or until:7d",
    "state": f"the states are {', '.join(STATES)}, and the opinions {' and '.join(OPINIONS)}",
    "has": f"papers can have {', '.join(THINGS)}",
    "id": "a paper is left out by what it says, not by its id",
    "title": 'write title:word or title:"a phrase"',
    "abstract": 'write abstract:word or abstract:"a phrase"',
}
"""What to write for a field whose value is none."""
_CHOICES = {"state": STATES + OPINIONS, "has": THINGS}

_YEARS = re.compile(
    r"(?P<sign>>=|<=|>|<|)(?P<first>[12]\d{3})(?:(?P<dash>-|\.\.)(?P<last>[12]\d{3})?)?"
)
_PERIOD = re.compile(r"([12]\d{3})(?:-(0[1-9]|1[0-2]))?", re.ASCII)
_AGE = re.compile(r"(\d{1,4})\s*([dwmy])", re.IGNORECASE | re.ASCII)
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_NAMED_DAYS = {"today": 0, "yesterday": 1}
_SHORTEST_FIELD = 3
"""Letters of a field's name; one of two is like many words."""


def changes(criteria: Filter, field: str, value: str, today: date) -> dict[str, Any] | None:
    """Return what a field changes in a filter, or None if it can't have the value."""
    if field == "year":
        return _years(value)
    if field in {"since", "until"}:
        moment = day(value, today) or _end_of_period(value, is_last=field == "until")
        if not moment:
            return None
        return {field: moment}
    if field in _CHOICES:
        value = canonical(value)
    if field not in LISTS or not says_something(value):
        return None
    if value not in _CHOICES.get(field, (value,)):
        return None
    name = LISTS[field]
    return {name: (*getattr(criteria, name), value)}


def spell(criteria: Filter) -> str:
    """Return a filter in the syntax, so that `parse` reads it back."""
    parts: list[str] = []
    for field, name in LISTS.items():
        parts += [f"{field}:{_quoted(value)}" for value in getattr(criteria, name)]
    first, last = criteria.first_year, criteria.last_year
    if first is not None and last is not None:
        parts.append(f"year:{first}-{last}")
    elif first is not None or last is not None:
        parts.append(f"year:>={first}" if first is not None else f"year:<={last}")
    parts += [
        f"{field}:{moment}" for field in ("since", "until") if (moment := getattr(criteria, field))
    ]
    return " ".join(parts)


def both(some: Filter, others: Filter) -> Filter:
    """Merge two filters: the values of both, each once; of single values, the second's."""
    merged: dict[str, Any] = {
        name: once([*getattr(some, name), *getattr(others, name)]) for name in LISTS.values()
    }
    for name in ("since", "until", "first_year", "last_year"):
        value = getattr(others, name)
        merged[name] = getattr(some, name) if value is None else value
    return Filter(**merged)


def day(text: str, today: date) -> str | None:
    """Return a day in ISO 8601 from 2026-06-17, yesterday, or an age such as 7d; else None."""
    bare = text.strip().lower()
    age = _AGE.fullmatch(bare)
    days = int(age[1]) * _DAYS[age[2].lower()] if age else _NAMED_DAYS.get(bare)
    try:
        if days is not None:
            return (today - timedelta(days=days)).isoformat()
        # strptime, since fromisoformat reads weeks and more
        return datetime.strptime(bare, "%Y-%m-%d").date().isoformat()  # noqa: DTZ007 - a day has no zone
    except (ValueError, OverflowError):
        return None


def _end_of_period(text: str, *, is_last: bool) -> str | None:
    """Return the first or the last day of a year or a month, such as 2026 or 2026-06; else None."""
    found = _PERIOD.fullmatch(text.strip())
    if not found:
        return None
    year, month = int(found[1]), int(found[2]) if found[2] else None
    if not is_last:
        return date(year, month or 1, 1).isoformat()
    month = month or 12
    return date(year, month, monthrange(year, month)[1]).isoformat()


def misspelt(name: str) -> str | None:
    """Return the field that a name looks like."""
    from difflib import get_close_matches

    known = [field for field in FIELDS if len(field) >= _SHORTEST_FIELD]
    close = get_close_matches(name.lower(), known, 1, 0.75)
    if not close:
        return None
    return close[0]


def once(values: Iterable[Any]) -> tuple[Any, ...]:
    """Return each value where it came first: a repeated one costs time and changes nothing."""
    return tuple(dict.fromkeys(values))


def _quoted(value: str) -> str:
    """Return a value as the lexer reads it back, in quotation marks if need be."""
    if re.fullmatch(rf"[^\s(){DOUBLE_QUOTES}]+", value):
        return value
    return '"{}"'.format(value.replace("\\", r"\\").replace('"', r"\""))


def _years(value: str) -> dict[str, Any] | None:
    match = _YEARS.fullmatch(value)
    if not match or (match["sign"] and match["dash"]):
        return None
    first = int(match["first"])
    if match["sign"]:
        edge = first + {">": 1, "<": -1}.get(match["sign"], 0)
        return {"first_year" if match["sign"][0] == ">" else "last_year": edge}
    if match["last"]:
        return {"first_year": first, "last_year": int(match["last"])}
    return {"first_year": first, "last_year": None if match["dash"] else first}

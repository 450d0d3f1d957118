"""Parse the query syntax, which `SYNTAX` describes for `papertrail search --help`.

What is no syntax is words, so nothing that is typed can be wrong.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from feeds.paper import clean
from index.folding import DOUBLE_QUOTES
from papertrail.types.filter import Filter
from papertrail.types.mark import OPINIONS, STATUSES
from papertrail.types.query import Query

SYNTAX = """\b
words                 any of them; the best match first
"exact phrase"        a phrase that has to be there
+word -word           a word or "phrase" that has to be there, or must not
author:finn           author:"Chelsea Finn" or author:"C. Finn" for one of them
cat:cs.LG             a category; cat:cs for the whole archive
venue:NeurIPS         venue:"ICML 2024" for one year
year:2024             year:2020-2024, year:>=2023
since:7d until:2w     or a day: since:2026-06-17, until:yesterday
source:arxiv          a feed, as papertrail feeds list names them, or the part before its colon
status:save           a mark of yours: like, dislike, save, reading, read, skip
id:2606.28729         that paper

\b
A minus before a field leaves out what it names: -cat:cs.CV. Anything else is words.

\b
Put a query with quotes or a minus into single quotes:
  papertrail search 'robots "few-shot" -survey'
One that begins with a minus needs -- before it:
  papertrail search -- '-cat:cs.CL'
"""

FIELDS = {
    "author": "author",
    "au": "author",
    "cat": "cat",
    "category": "cat",
    "venue": "venue",
    "year": "year",
    "since": "since",
    "until": "until",
    "source": "source",
    "status": "status",
    "id": "id",
}
"""Names of fields, and the field that each means."""
_LISTS = {
    "author": "authors",
    "cat": "categories",
    "venue": "venues",
    "source": "sources",
    "status": "statuses",
}
_MARKED = {"liked": "like", "disliked": "dislike", "saved": "save", "skipped": "skip"}
_EXPECTED = dict.fromkeys(_LISTS, "a name has letters") | {
    "year": "write year:2024, year:2020-2024 or year:>=2023",
    "since": "write since:2026-06-17, since:yesterday or since:7d",
    "until": "write until:2026-06-17 or until:7d",
    "status": f"the marks are {', '.join(OPINIONS + STATUSES)}",
    "id": "a paper is left out by what it says, not by its id",
}
LONGEST = 10_000
"""Characters of a query that are read; a paper's whole abstract has fewer."""

_PART = re.compile(
    rf"""
    (?P<sign>[-+\u2013\u2212]?)
    (?:(?P<field>[A-Za-z]{{2,12}})[:\uff1a])?
    (?:"(?P<quoted>(?:[^"\\]|\\.)*)"(?!\w)
    | [{DOUBLE_QUOTES}](?P<curly>(?:[^{DOUBLE_QUOTES}\\]|\\.)*)[{DOUBLE_QUOTES}](?!\w)
    | (?P<bare>\S+))
    """,
    re.VERBOSE,
)
_ESCAPED = re.compile(r'\\(["\\])')
_MINUS = "-\u2013\u2212"
"""A minus, also as phones and typesetting write it."""
_YEARS = re.compile(
    r"(?P<sign>>=|<=|>|<|)(?P<first>[12]\d{3})(?:(?P<dash>-|\.\.)(?P<last>[12]\d{3})?)?"
)
_AGE = re.compile(r"(\d{1,4})\s*([dwmy])", re.IGNORECASE | re.ASCII)
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_NAMED_DAYS = {"today": 0, "yesterday": 1}


def parse(text: str, today: date) -> Query:
    """Parse what a user typed; every text is some query.

    Args:
        text: as typed; of an absurdly long one the beginning counts.
        today: what ages such as `since:7d` are counted from.
    """
    query, words, wanted = Query(), list[str](), list[str]()
    remarks = (
        [f"only the first {LONGEST:,} characters of the query are read"]
        if len(text) > LONGEST
        else []
    )
    for part in _PART.finditer(clean(text[:LONGEST])):
        narrowed = _narrow(query, part, today)
        if isinstance(narrowed, Query):
            query = narrowed
            continue
        remarks += [narrowed] if narrowed else []
        value = _value(part)
        strict = (
            (_quoted_text(part) is not None or part["sign"])
            and not part["field"]
            and _says_something(value)
        )
        if strict and _is_minus(part):
            query = replace(query, excluded=(*query.excluded, value))
        elif strict:
            query = replace(query, phrases=(*query.phrases, value))
            words.append(value)
        elif bare := part[0].strip(DOUBLE_QUOTES):
            words.append(bare)
            wanted.append(bare)
    return Query(
        text=" ".join(words),
        wanted=" ".join(wanted),
        phrases=_once(query.phrases),
        excluded=_once(query.excluded),
        criteria=both(query.criteria, Filter()),
        without=_once(query.without),
        ids=_once(query.ids),
        remarks=_once(remarks),
    )


def spell(criteria: Filter) -> str:
    """Return a filter in the syntax, so that `parse` reads it back."""
    parts: list[str] = []
    for field, name in _LISTS.items():
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
    changes: dict[str, Any] = {
        name: _once([*getattr(some, name), *getattr(others, name)]) for name in _LISTS.values()
    }
    for name in ("since", "until", "first_year", "last_year"):
        value = getattr(others, name)
        changes[name] = getattr(some, name) if value is None else value
    return Filter(**changes)


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


def _once(values: Iterable[Any]) -> tuple[Any, ...]:
    """Return each value where it came first: a repeated one costs time and changes nothing."""
    return tuple(dict.fromkeys(values))


def _quoted(value: str) -> str:
    """Return a value as `_value` reads it back, in quotation marks if need be."""
    if re.fullmatch(rf"[^\s{DOUBLE_QUOTES}]+", value):
        return value
    return '"{}"'.format(value.replace("\\", r"\\").replace('"', r"\""))


def _value(part: re.Match[str]) -> str:
    """Return the value of a part, without its quotation marks."""
    quoted = _quoted_text(part)
    return part["bare"].strip(DOUBLE_QUOTES) if quoted is None else _ESCAPED.sub(r"\1", quoted)


def _quoted_text(part: re.Match[str]) -> str | None:
    return part["curly"] if part["quoted"] is None else part["quoted"]


def _is_minus(part: re.Match[str]) -> bool:
    return bool(part["sign"]) and part["sign"] in _MINUS


def _narrow(query: Query, part: re.Match[str], today: date) -> Query | str | None:
    """Return a query with one field more; or what to remark, if anything, on what is no field."""
    if not part["field"]:
        return None
    field = FIELDS.get(part["field"].lower())
    if field is None:
        meant = _misspelt(part["field"])
        return (
            meant
            and f"{part['field']}: is no field, perhaps {meant}: is meant; it is taken as words"
        )
    value = _value(part).strip()
    negative = _is_minus(part)
    if field == "id" and value and not negative:
        return replace(query, ids=(*query.ids, value))
    changes = _changes(Filter() if negative else query.criteria, field, value, today)
    if changes is None:
        return f"{part[0]} is taken as words: {_EXPECTED[field]}"
    if negative:
        return replace(query, without=(*query.without, replace(Filter(), **changes)))
    return replace(query, criteria=replace(query.criteria, **changes))


def _changes(criteria: Filter, field: str, value: str, today: date) -> dict[str, Any] | None:
    """Return what a field changes in a filter, or None where the value is none of its values."""
    if field == "year":
        return _years(value)
    if field in {"since", "until"}:
        moment = day(value, today)
        return {field: moment} if moment else None
    if field == "status":
        value = _MARKED.get(value.lower(), value.lower())
    if (
        field not in _LISTS
        or not _says_something(value)
        or (field == "status" and value not in OPINIONS + STATUSES)
    ):
        return None
    name = _LISTS[field]
    return {name: (*getattr(criteria, name), value)}


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


def _says_something(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _misspelt(name: str) -> str | None:
    """Return the field that a name looks like."""
    from difflib import get_close_matches

    # A name of two letters is like many words.
    close = get_close_matches(name.lower(), [known for known in FIELDS if len(known) > 2], 1, 0.75)  # noqa: PLR2004
    return close[0] if close else None

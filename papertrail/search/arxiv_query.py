"""Translate a search into the language of arXiv's query API, so that it can be followed there."""

import re
from dataclasses import replace
from datetime import date
from itertools import chain

from feeds.arxiv.query import LONGEST
from papertrail.dedup.titles import STOP_WORDS
from papertrail.errors import PapertrailError
from papertrail.types.filter import Filter
from papertrail.types.query import AllOf, AnyOf, Condition, Not, Query, Term, has_filter

_PLACES = {"": "all", "title": "ti", "abstract": "abs"}
_OPERATORS = {"AND", "OR", "ANDNOT", "TO"}
_WORD = re.compile(r"[^\W_]+(?:[-'.][^\W_]+)*")


def in_arxivs_language(query: Query, today: date) -> str:
    """Return a query such as `all:robots AND au:"Chelsea Finn" AND cat:cs.* ANDNOT all:survey`.

    Each word has to be there, save those that every text has: unlike a search, a feed can't show
    the best first. Days to look at are left out, since a feed brings what is new.

    Raises:
        PapertrailError: arXiv has no such field, the query is too long or empty, or the search
            leaves out what is new.
    """
    last = query.criteria.until
    past = None
    if last and last < today.isoformat():
        past = last
    parts = [replace(query.criteria, since=None, until=past), *query.without]
    if (
        query.ids
        or any(map(has_filter, query.conditions))
        or any(replace(part, authors=(), categories=()) for part in parts)
    ):
        raise PapertrailError(
            "arXiv can be asked for words, author: and cat: only, and a feed for what is new",
            "save the search without its other fields",
        )
    wanted = _WORD.findall(query.wanted)
    distinctive = [word for word in wanted if word.lower() not in STOP_WORDS] or wanted
    required = [
        *map(_text, distinctive),
        *filter(None, map(_text, query.phrases)),
        *_fields(query.criteria),
        *(_condition(part) for part in query.conditions if not isinstance(part, Not)),
    ]
    if not required:
        raise PapertrailError(
            "the search has no words, author: or cat: to ask arXiv for", "save one that has"
        )
    excluded = [
        *filter(None, map(_text, query.excluded)),
        *chain.from_iterable(map(_fields, query.without)),
        *(_condition(part.part) for part in query.conditions if isinstance(part, Not)),
    ]
    arxiv_query = " AND ".join(required) + "".join(f" ANDNOT {part}" for part in excluded)
    if len(arxiv_query) > LONGEST:
        raise PapertrailError(
            f"the search makes a query of {len(arxiv_query):,} characters",
            f"save one below {LONGEST}",
        )
    return arxiv_query


def _condition(condition: Condition) -> str:
    """Return a condition on words in arXiv's language."""
    match condition:
        case Term(text, place):
            return _text(text, _PLACES[place])
        case Not(part):
            return f"(all:the ANDNOT {_condition(part)})"
        case AllOf(parts):
            positive = [_condition(part) for part in parts if not isinstance(part, Not)]
            negative = [_condition(part.part) for part in parts if isinstance(part, Not)]
            joined = " AND ".join(positive or ["all:the"])
            return f"({joined}{''.join(f' ANDNOT {part}' for part in negative)})"
        case AnyOf(parts):
            return f"({' OR '.join(map(_condition, parts))})"
        case _:
            raise AssertionError(condition)


def _text(text: str, field: str = "all") -> str:
    """Return the condition for words next to each other, empty if there are none."""
    words = " ".join(_WORD.findall(text))
    if words.isalnum() and words not in _OPERATORS:
        return f"{field}:{words}"
    if not words:
        return ""
    return f'{field}:"{words}"'


def _fields(criteria: Filter) -> list[str]:
    authors = [f'au:"{" ".join(_WORD.findall(name))}"' for name in criteria.authors]
    categories = list(map(_category, criteria.categories))
    # Of several categories any will do.
    return [*authors, *([f"({' OR '.join(categories)})"] if len(categories) > 1 else categories)]


def _category(name: str) -> str:
    """Return the condition for a category, or for all those of an archive such as `cs`."""
    from feeds.errors import UnknownFeedError
    from feeds.registry import find

    try:
        return f"cat:{find(f'arxiv:{name}').name.removeprefix('arxiv:')}"
    except UnknownFeedError:
        return f"cat:{'.'.join(_WORD.findall(name))}.*"

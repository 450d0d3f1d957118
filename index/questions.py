"""What can be asked of an index of words, and how tantivy is asked it: no text is ever parsed as a query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tantivy

MOST_TERMS = 1024
"""Different words of one query that are looked for; a page of text has fewer."""


@dataclass(frozen=True, slots=True)
class Words:
    """Texts that have any of the words, in any inflection; those with more and rarer ones come first."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Texts that have the words side by side."""

    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """Entries that have a name with these words side by side, or with the last word first."""

    text: str


@dataclass(frozen=True, slots=True)
class Tag:
    """Entries that have one of the tags."""

    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Entries whose number lies between two, both included; None is open."""

    least: int | None = None
    most: int | None = None


Clause = Words | Phrase | Name | Tag | Span


@dataclass(frozen=True, slots=True)
class Question:
    """What to look for.

    Attributes:
        wanted: an entry scores by each that it meets, and meets at least one where nothing in `required` scores.
        required: all have to be met; words and phrases score as well.
        excluded: none may be met.
    """

    wanted: tuple[Clause, ...] = ()
    required: tuple[Clause, ...] = ()
    excluded: tuple[Clause, ...] = ()


def query_of(question: Question, schema: tantivy.Schema, keys: Sequence[int] | None = None) -> tantivy.Query:
    """Return a question as tantivy's query.

    Args:
        question: what to look for.
        schema: of the index that is asked.
        keys: only these may be found; None is all.
    """
    from tantivy import Occur, Query

    wanted = [_clause(schema, clause) for clause in question.wanted]
    parts = [(Occur.Must, _clause(schema, clause)) for clause in question.required]
    if wanted:
        # Only a bare union of terms is looked through by its best blocks; a union of one union is not.
        any_of = wanted[0] if len(wanted) == 1 else Query.boolean_query([(Occur.Should, query) for query in wanted])
        optional = any(isinstance(clause, Words | Phrase) for clause in question.required)
        parts.append((Occur.Should if optional else Occur.Must, any_of))
    if not parts:
        return Query.empty_query()
    parts += [(Occur.MustNot, _clause(schema, clause)) for clause in question.excluded]
    if keys is not None:
        parts.append((Occur.Must, _silent(Query.term_set_query(schema, "key", list(keys)))))
    return parts[0][1] if len(parts) == 1 else Query.boolean_query(parts)


def _clause(schema: tantivy.Schema, clause: Clause) -> tantivy.Query:
    """Return a clause as tantivy's query, put together from its constructors."""
    from tantivy import FieldType, Occur, Query

    match clause:
        case Words(text):
            counted: dict[str, int] = {}
            for term in words.terms(text):
                counted[term] = counted.get(term, 0) + 1
            return Query.boolean_query(
                [(Occur.Should, _repeated(schema, *found)) for found in list(counted.items())[:MOST_TERMS]]
            )
        case Phrase(text):
            return _phrase(schema, "text", words.terms(text)[:MOST_TERMS])
        case Name(text):
            name = words.name_terms(text)[:MOST_TERMS]
            orders = {tuple(name), (*name[1:], *name[:1]), (*name[-1:], *name[:-1])}
            any_order = [(Occur.Should, _phrase(schema, "names", list(order))) for order in sorted(orders)]
            return _silent(Query.boolean_query(any_order))
        case Tag(any_of):
            return _silent(Query.term_set_query(schema, "tags", list(any_of)))
        case Span(least, most):
            return _silent(Query.range_query(schema, "number", FieldType.Integer, least, most))


def _repeated(schema: tantivy.Schema, term: str, times: int) -> tantivy.Query:
    from tantivy import Query

    query = Query.term_query(schema, "text", term)
    return query if times == 1 else Query.boost_query(query, float(times))


def _phrase(schema: tantivy.Schema, field: str, terms: list[str]) -> tantivy.Query:
    from tantivy import Query

    if not terms:
        return Query.empty_query()
    if len(terms) == 1:
        return Query.term_query(schema, field, terms[0])
    return Query.phrase_query(schema, field, list(terms))


def _silent(query: tantivy.Query) -> tantivy.Query:
    """Return a query that decides without scoring."""
    from tantivy import Query

    return Query.const_score_query(query, 0.0)

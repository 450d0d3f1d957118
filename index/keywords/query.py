"""Describe keyword queries, and build them for tantivy: no text is ever parsed as a query."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from index.keywords import analysis as words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tantivy

MOST_TERMS = 1024
"""Different words of one query that are looked for; a page of text has fewer."""
# That many are nested in one another; each level takes room on the stack.
_MOST_NESTED = 32


@dataclass(frozen=True, slots=True)
class Words:
    """Texts that have any of the words, in any inflection, best those with more and rarer ones."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Texts that have the words next to each other.

    Attributes:
        weight: by which its score is multiplied.
    """

    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Stem:
    """Texts that have a term as the index has it, see `analysis.terms`."""

    term: str


@dataclass(frozen=True, slots=True)
class Name:
    """Entries that have a name with these words next to each other, or with the last word first."""

    text: str


@dataclass(frozen=True, slots=True)
class Tag:
    """Entries that have one of the tags."""

    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Entries whose number is between two, both included; None is open."""

    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class AllOf:
    """Entries that meet all clauses; it does not score."""

    parts: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Entries that meet one of the clauses; it does not score."""

    parts: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Entries that do not meet a clause."""

    part: Clause


Clause = Words | Phrase | Stem | Name | Tag | Span | AllOf | AnyOf | Without


@dataclass(frozen=True, slots=True)
class Question:
    """A query: the clauses that an entry has to meet.

    Attributes:
        wanted: an entry scores by each that it meets, and meets at least one where nothing in
            `required` scores.
        required: all have to be met; words and phrases score as well.
        excluded: none may be met.
    """

    wanted: tuple[Clause, ...] = ()
    required: tuple[Clause, ...] = ()
    excluded: tuple[Clause, ...] = ()


def query_of(
    question: Question, schema: tantivy.Schema, keys: Sequence[int] | None = None
) -> tantivy.Query:
    """Return a question as tantivy's query.

    Args:
        question: what to look for.
        schema: of the index.
        keys: only these may be found; None is all.
    """
    from tantivy import Occur, Query

    wanted = [_clause(schema, clause) for clause in question.wanted]
    parts = [(Occur.Must, _clause(schema, clause)) for clause in question.required]
    if wanted:
        # Only a bare union of terms is looked through by its best blocks; a union of one union is
        # not.
        any_of = (
            wanted[0]
            if len(wanted) == 1
            else Query.boolean_query([(Occur.Should, query) for query in wanted])
        )
        optional = any(isinstance(clause, Words | Phrase) for clause in question.required)
        parts.append((Occur.Should if optional else Occur.Must, any_of))
    if not parts:
        return Query.empty_query()
    parts += [(Occur.MustNot, _clause(schema, clause)) for clause in question.excluded]
    if keys is not None:
        parts.append((Occur.Must, _silent(Query.term_set_query(schema, "key", list(keys)))))
    if len(parts) == 1:
        return parts[0][1]
    return Query.boolean_query(parts)


def scoring_query(
    clauses: Sequence[Words | Phrase], schema: tantivy.Schema, keys: Sequence[int]
) -> tantivy.Query:
    """Return a query that finds just some keys, each with the sum of its scores by the clauses.

    A union of terms is looked through from one entry to the next, even if few are wanted.
    Terms that are optional one by one are skipped through.
    """
    from tantivy import Occur, Query

    parts = list(chain.from_iterable(_scoring(schema, clause) for clause in clauses))
    query = _silent(
        Query.boolean_query([(Occur.Should, Query.term_query(schema, "key", key)) for key in keys])
    )
    for part in parts[:_MOST_NESTED]:
        query = Query.boolean_query([(Occur.Must, query), (Occur.Should, part)])
    rest = [(Occur.Should, part) for part in parts[_MOST_NESTED:]]
    if rest:
        return Query.boolean_query([(Occur.Must, query), (Occur.Should, Query.boolean_query(rest))])
    return query


def _scoring(schema: tantivy.Schema, clause: Words | Phrase) -> list[tantivy.Query]:
    """Return the queries whose scores add up to a clause's."""
    if isinstance(clause, Phrase):
        phrase = _phrase(schema, "text", words.terms(clause.text)[:MOST_TERMS])
        if clause.weight != 1:
            from tantivy import Query

            phrase = Query.boost_query(phrase, clause.weight)
        return [phrase]
    counted: dict[str, int] = {}
    for term in words.terms(clause.text):
        counted[term] = counted.get(term, 0) + 1
    return [_repeated(schema, *found) for found in list(counted.items())[:MOST_TERMS]]


def _clause(schema: tantivy.Schema, clause: Clause) -> tantivy.Query:
    """Return a clause as tantivy's query, built with its constructors."""
    from tantivy import Occur, Query

    match clause:
        case Words():
            return Query.boolean_query([(Occur.Should, part) for part in _scoring(schema, clause)])
        case Phrase():
            return _scoring(schema, clause)[0]
        case Name(text):
            name = words.name_terms(text)[:MOST_TERMS]
            orders = {tuple(name), (*name[1:], *name[:1]), (*name[-1:], *name[:-1])}
            any_order = [
                (Occur.Should, _phrase(schema, "names", list(order))) for order in sorted(orders)
            ]
            return _silent(Query.boolean_query(any_order))
        case Stem() | Tag() | Span():
            return _silent(_fact(schema, clause))
        case AllOf(parts) | AnyOf(parts):
            occur = Occur.Must if isinstance(clause, AllOf) else Occur.Should
            return _combined(schema, [(occur, part) for part in parts])
        case Without(part):
            return _combined(schema, [(Occur.Must, Span(0)), (Occur.MustNot, part)])


def _fact(schema: tantivy.Schema, clause: Stem | Tag | Span) -> tantivy.Query:
    from tantivy import FieldType, Query

    match clause:
        case Stem(term):
            return Query.term_query(schema, "text", term)
        case Tag(any_of):
            return Query.term_set_query(schema, "tags", list(any_of))
        case Span(least, most):
            return Query.range_query(schema, "number", FieldType.Integer, least, most)


def _combined(
    schema: tantivy.Schema, parts: Sequence[tuple[tantivy.Occur, Clause]]
) -> tantivy.Query:
    from tantivy import Query

    return _silent(Query.boolean_query([(occur, _clause(schema, part)) for occur, part in parts]))


def _repeated(schema: tantivy.Schema, term: str, times: int) -> tantivy.Query:
    from tantivy import Query

    query = Query.term_query(schema, "text", term)
    if times == 1:
        return query
    return Query.boost_query(query, float(times))


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

"""Parse a query: every text is one, since what is no syntax is words."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from feeds.paper import clean
from index.folding import DOUBLE_QUOTES
from papertrail.search.query import boolean
from papertrail.search.query.fields import EXPECTED, both, changes, misspelt, once
from papertrail.search.query.lexer import Token, says_something, tokens, tokens_in_groups
from papertrail.search.query.syntax import FIELDS, PLACES
from papertrail.search.query.wording import read_wording
from papertrail.types.filter import Filter
from papertrail.types.query import AllOf, Condition, Not, Passing, Query, Term, positive_texts

LONGEST = 10_000
"""Characters of a query that are read; a paper's whole abstract has fewer."""
RUNNING_TEXT = 12
"""Words from which on a query is taken for running text, in which dashes are punctuation."""


def parse(text: str, today: date) -> Query:
    """Parse what a user typed; every text is some query.

    Args:
        text: as typed; of an absurdly long one the beginning counts.
        today: what ages such as `since:7d` are counted from.
    """
    typed = clean(text[:LONGEST])
    reader = _Reader(today)
    if len(text) > LONGEST:
        reader.remarks.append(f"only the first {LONGEST:,} characters of the query are read")
    if not (boolean.has_operators(typed) and _read_operators(typed, reader)):
        _read_parts(list(tokens(typed)), reader)
    reader.settle_invalid()
    return _without_frame(reader.query(typed))


@dataclass(slots=True)
class _Reader:
    """What has been read of a query."""

    today: date
    words: list[str] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    criteria: Filter = Filter()  # noqa: RUF009 - it is frozen
    without: list[Filter] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    invalid: list[tuple[Token, str]] = field(default_factory=list)

    def query(self, typed: str) -> Query:
        """Return the query."""
        return Query(
            text=" ".join(self.words),
            wanted=" ".join(self.wanted),
            phrases=once(self.phrases),
            excluded=once(self.excluded),
            criteria=both(self.criteria, Filter()),
            without=once(self.without),
            ids=once(self.ids),
            conditions=once(self.conditions),
            remarks=once(self.remarks),
            typed=typed,
        )

    def add_word(self, token: Token) -> None:
        """Add a word that may be there."""
        if bare := token.raw.strip(DOUBLE_QUOTES):
            self.words.append(bare)
            self.wanted.append(bare)

    def add(self, condition: Condition) -> None:
        """Add what papers have to meet."""
        self.words += positive_texts(condition)
        match condition:
            case AllOf(parts):
                self.words = self.words[: len(self.words) - len(positive_texts(condition))]
                for part in parts:
                    self.add(part)
            case Term(text) | Not(Term(text)) if not says_something(text):
                pass
            case Passing(criteria) | Not(Passing(criteria)) if not criteria:
                pass
            case Term(text, ""):
                self.phrases.append(text)
            case Not(Term(text, "")):
                self.excluded.append(text)
            case Passing(criteria) if not _overlap(criteria, self.criteria):
                self.criteria = both(self.criteria, criteria)
            case Not(Passing(criteria)):
                self.without.append(criteria)
            case _:
                self.conditions.append(condition)

    def settle_invalid(self) -> None:
        """Leave out fields whose values are none; where nothing else is asked for, they are words.

        A remark says what was done.
        """
        alone = not (self.words or self.ids or self.criteria or self.without)
        for token, name in self.invalid:
            done = "left out"
            if alone:
                done = "taken as words"
            self.remarks.append(f"{token.raw} is {done}: {EXPECTED[name]}")
            if alone:
                self.add_word(token)


def _read_parts(parts: Sequence[Token], reader: _Reader) -> None:
    """Read a query without operators."""
    plain = [place for place, token in enumerate(parts) if not (token.sign or token.field)]
    # Running text has dashes of its own; there, what has to be there or not comes last.
    signs_from = 0
    if len(plain) >= RUNNING_TEXT:
        signs_from = plain[-1]
    for place, token in enumerate(parts):
        if _read_field(token, reader):
            continue
        if not token.demands or (token.sign and not token.quoted and place < signs_from):
            reader.add_word(token)
        elif token.is_minus and place >= signs_from:
            reader.excluded.append(token.value)
        else:
            reader.phrases.append(token.value)
            reader.words.append(token.value)


def _read_field(token: Token, reader: _Reader) -> bool:
    """Read a token as a field; return whether it is one, though its value may be none."""
    name = None
    if token.field:
        name = FIELDS.get(token.field.lower())
    if name is None:
        if token.field and (meant := misspelt(token.field)):
            reader.remarks.append(
                f"{token.field}: is no field, perhaps {meant}: is meant; it is taken as words"
            )
        return False
    value = token.value.strip()
    if name == "id" and value and not token.is_minus:
        reader.ids.append(value)
        return True
    if name in PLACES and says_something(value):
        term = Term(value, name)
        reader.add(Not(term) if token.is_minus else term)
        return True
    criteria = Filter() if token.is_minus else reader.criteria
    changed = changes(criteria, name, value, reader.today)
    if changed is None:
        reader.invalid.append((token, name))
    elif token.is_minus:
        reader.without.append(replace(Filter(), **changed))
    else:
        reader.criteria = replace(reader.criteria, **changed)
    return True


def _read_operators(typed: str, reader: _Reader) -> bool:
    """Read a query with operators; return whether it has any that have operands."""
    marked = boolean.mark_operators(list(tokens_in_groups(typed)))
    if not {"AND", "OR", "NOT"}.intersection(token for token in marked if isinstance(token, str)):
        return False
    if boolean.depth_of(marked) > boolean.MOST_NESTED:
        reader.remarks.append(
            f"more than {boolean.MOST_NESTED} parentheses in one another are taken as words"
        )
        return False
    parser = boolean.Parser(marked, lambda token, place: _operand(token, place, reader))
    if boolean.joins_at_top(marked):
        while parser.next is not None:
            reader.add(parser.alternatives())
        return True
    while (token := parser.next) is not None:
        condition = parser.negation()
        if isinstance(token, Token) and not (
            token.demands or token.field or boolean.is_prefix(token)
        ):
            reader.add_word(token)
        else:
            reader.add(condition)
    return True


def _operand(token: Token, group: str, reader: _Reader) -> Condition:
    """Return the condition that a token is, in a group of a field such as `title:(a OR b)`."""
    name = FIELDS.get((token.field or group).lower(), "")
    value = token.value.strip()
    if name and name not in PLACES:
        changed = changes(Filter(), name, value, reader.today)
        if changed is None:
            reader.invalid.append((token, name))
            condition: Condition = Passing(Filter())
        else:
            condition = Passing(replace(Filter(), **changed))
    else:
        condition = Term(value if says_something(value) else token.raw, name)
    if token.is_minus:
        return Not(condition)
    return condition


def _overlap(one: Filter, other: Filter) -> bool:
    """Decide whether two filters have a field in common, whose values would mean any of both."""
    return any(
        getattr(one, name) and getattr(other, name) for name in ("categories", "venues", "sources")
    )


def _without_frame(query: Query) -> Query:
    """Return a query in words alone without the frame of its question."""
    if not query.plain:
        return query
    wording = read_wording(query.text)
    remarks = query.remarks
    if wording.excluded:
        names = " or ".join(f'"{name}"' for name in wording.excluded)
        remarks = (*remarks, f"left out: papers with {names}")
    return replace(
        query,
        text=wording.subject,
        wanted=wording.subject,
        excluded=wording.excluded,
        remarks=remarks,
    )

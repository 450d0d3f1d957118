"""Parse AND, OR, NOT and parentheses into conditions.

alternatives = conjunction { OR conjunction }
conjunction = negation { [AND] negation }
negation = { NOT } ( "(" alternatives ")" | token )
"""

import re
from collections.abc import Callable, Sequence

from papertrail.search.query.lexer import Token
from papertrail.types.query import AllOf, AnyOf, Condition, Not

MOST_NESTED = 20
"""Parentheses in one another that are read."""
_BINARY = ("AND", "OR")
_OPERATOR = re.compile(r"(?<!\S)\(*(?:AND|OR|NOT)(?!\S)")
_SHOUTED = re.compile(r"[A-Z]{6}")

ReadOperand = Callable[[Token, str], Condition]
"""Turn a token into a condition, given the field of the group that it is in."""


def has_operators(text: str) -> bool:
    """Decide whether a query has operators; in a title in capitals, AND is a word."""
    if not _OPERATOR.search(text):
        return False
    return not (text.isupper() and _SHOUTED.search(text))


def mark_operators(tokens: Sequence[Token]) -> list[Token | str]:
    """Return tokens with the operators that have operands, and parentheses, as strings.

    Unbalanced and empty parentheses are left out, and operators without an operand are words.
    """
    balanced = _balanced(tokens)
    found: list[Token | str] = []
    for place, token in enumerate(balanced):
        is_sign = token.raw in ("(", ")") or _operates(found, balanced, place)
        found.append(token.raw if is_sign else token)
    return found


class Parser:
    """Reads conditions from marked tokens."""

    def __init__(self, marked: Sequence[Token | str], operand: ReadOperand) -> None:
        self._marked = marked
        self._operand = operand
        self._place = 0

    @property
    def next(self) -> Token | str | None:
        """The token to be read next; None at the end."""
        if self._place < len(self._marked):
            return self._marked[self._place]
        return None

    def alternatives(self, field: str = "") -> Condition:
        """Read conditions with OR between them."""
        parts = [self._conjunction(field)]
        while self._accept("OR"):
            parts.append(self._conjunction(field))
        if len(parts) == 1:
            return parts[0]
        return AnyOf(tuple(parts))

    def negation(self, field: str = "") -> Condition:
        """Read one token or group, with any NOT before it."""
        negative = False
        while self._accept("NOT"):
            negative = not negative
        condition = self._group_or_token(field)
        if negative:
            return Not(condition)
        return condition

    def _conjunction(self, field: str) -> Condition:
        parts = [self.negation(field)]
        while self.next not in (None, "OR", ")"):
            self._accept("AND")
            parts.append(self.negation(field))
        if len(parts) == 1:
            return parts[0]
        return AllOf(tuple(parts))

    def _group_or_token(self, field: str) -> Condition:
        token = self.next
        self._place += 1
        if isinstance(token, Token) and not is_prefix(token):
            return self._operand(token, field)
        negative = False
        if isinstance(token, Token):
            field, negative = token.field or field, token.is_minus
            self._place += 1
        condition = self.alternatives(field)
        self._accept(")")
        if negative:
            return Not(condition)
        return condition

    def _accept(self, operator: str) -> bool:
        accepted = self.next == operator
        self._place += accepted
        return accepted


def joins_at_top(marked: Sequence[Token | str]) -> bool:
    """Decide whether AND or OR joins parts of the query outside all parentheses."""
    depth = 0
    for part in marked:
        depth += (part == "(") - (part == ")")
        if not depth and part in _BINARY:
            return True
    return False


def depth_of(marked: Sequence[Token | str]) -> int:
    """Return how many groups are in one another at most."""
    depth = deepest = 0
    for part in marked:
        depth += (part == "(") - (part == ")")
        deepest = max(deepest, depth)
    return deepest


def is_prefix(token: Token) -> bool:
    """Decide whether a token is the field or the sign before a group."""
    return not token.value and bool(token.field or token.sign)


def _balanced(tokens: Sequence[Token]) -> list[Token]:
    """Return tokens without unbalanced and empty parentheses; those left open are closed."""
    found: list[Token] = []
    depth = 0
    for token in tokens:
        if token.raw != ")":
            depth += token.raw == "("
            found.append(token)
        elif depth:
            depth -= 1
            found.append(token)
            _drop_empty_group(found)
    while found and (found[-1].raw == "(" or is_prefix(found[-1])):
        depth -= found.pop().raw == "("
    return [*found, *[Token(")", "")] * depth]


def _drop_empty_group(found: list[Token]) -> None:
    """Remove a group without tokens from the end."""
    if found[-2].raw == "(":
        del found[-2:]
        if found and is_prefix(found[-1]):
            found.pop()


def _operates(found: Sequence[Token | str], tokens: Sequence[Token], place: int) -> bool:
    """Decide whether a token is an operator between, or before, its operands."""
    name = tokens[place].raw
    if name not in (*_BINARY, "NOT") or place + 1 == len(tokens):
        return False
    follows = tokens[place + 1].raw
    if follows in (")", *_BINARY) or (follows == "NOT" and place + 2 == len(tokens)):
        return False
    if name == "NOT":
        return True
    before = None
    if found:
        before = found[-1]
    return before == ")" or isinstance(before, Token)

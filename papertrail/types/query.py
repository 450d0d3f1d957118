"""A parsed search query."""

from dataclasses import dataclass, field, replace
from typing import Self

from papertrail.types.filter import Filter


@dataclass(frozen=True, slots=True)
class Term:
    """Papers that have a word or a phrase.

    Attributes:
        text: the word, or words next to each other.
        place: title or abstract; an empty string for either.
    """

    text: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Passing:
    """Papers that pass a filter."""

    criteria: Filter


@dataclass(frozen=True, slots=True)
class Not:
    """Papers that do not meet a condition."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class AllOf:
    """Papers that meet all conditions."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Papers that meet one of the conditions."""

    parts: tuple["Condition", ...]


Condition = Term | Passing | Not | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query.

    Attributes:
        text: what is looked for, without syntax: all words and phrases that may or have to be
            there, in their order.
        wanted: words that may be there.
        phrases: words and phrases that have to be there.
        excluded: words and phrases that must not be there.
        criteria: which papers to look at.
        without: papers that pass one of these are left out.
        ids: papers asked for by id; no others are looked at.
        conditions: what else papers have to meet, all of them.
        remarks: what was taken differently than it was typed.
        typed: the query as typed, with spaces folded; a title in it is one in any syntax.
    """

    text: str = ""
    wanted: str = ""
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    criteria: Filter = Filter()  # noqa: RUF009 - it is frozen
    without: tuple[Filter, ...] = ()
    ids: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    remarks: tuple[str, ...] = ()
    typed: str = field(default="", compare=False)

    @property
    def plain(self) -> bool:
        """Whether there is no syntax in it."""
        return self == Query(self.text, self.wanted, remarks=self.remarks)

    @property
    def strict(self) -> bool:
        """Whether it demands or excludes words."""
        return bool(self.phrases or self.excluded or self.conditions)

    @property
    def narrows(self) -> bool:
        """Whether it has filters, ids or conditions."""
        return bool(self.criteria or self.without or self.ids or self.conditions)

    def relaxed(self) -> Self:
        """Return the query with the words that it demands as words that may be there."""
        kept = tuple(condition for condition in self.conditions if not demands_words(condition))
        return replace(self, wanted=self.text, phrases=(), conditions=kept)


def demands_words(condition: Condition) -> bool:
    """Decide whether a condition can only be met by papers with certain words."""
    match condition:
        case Term():
            return True
        case AllOf(parts) | AnyOf(parts):
            return any(map(demands_words, parts))
        case _:
            return False


def has_filter(condition: Condition) -> bool:
    """Decide whether a condition depends on more than the words of papers."""
    match condition:
        case Passing():
            return True
        case Not(part):
            return has_filter(part)
        case AllOf(parts) | AnyOf(parts):
            return any(map(has_filter, parts))
        case _:
            return False


def positive_texts(condition: Condition) -> list[str]:
    """Return the words and phrases that papers may meet a condition by, in their order."""
    match condition:
        case Term(text):
            return [text]
        case AllOf(parts) | AnyOf(parts):
            return [text for part in parts for text in positive_texts(part)]
        case _:
            return []

"""Reading help: sentences of papers, each with its page and section."""

from dataclasses import dataclass

from papertrail.types.document import Link
from papertrail.types.work import Work


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence as it is printed.

    Attributes:
        section: the heading above it, or an empty string.
    """

    text: str
    page: int
    section: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Sentences of one paper that answer a question.

    Attributes:
        quotes: up to three, neighbours in the text.
        best: the place in `quotes` of the one that answers.
        confidence: comparable between papers; see `papertrail.reading.answers`.
    """

    work: Work
    quotes: tuple[Quote, ...]
    best: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Answers:
    """What papers answer to a question.

    Attributes:
        answers: best first; empty if nothing in these papers says it.
        asked: the papers whose text was looked at.
        unread: papers that were named, and whose text is not there.
        remarks: one line each.
    """

    question: str
    answers: tuple[Answer, ...]
    asked: tuple[Work, ...]
    unread: tuple[Work, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OverviewPart:
    """One part of an overview, such as limitations; `quotes` is empty if nothing was found."""

    name: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """A paper in extracted sentences."""

    work: Work
    parts: tuple[OverviewPart, ...]
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """An acronym or symbol with its meaning.

    Attributes:
        quote: where it is defined.
    """

    term: str
    meaning: str
    quote: Quote
    is_symbol: bool = False


@dataclass(frozen=True, slots=True)
class Glossary:
    """The terms of a paper, in the order of their definitions."""

    work: Work
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Aspect:
    """What papers say about one thing.

    Attributes:
        shared: names that all of them mention there, such as a dataset.
        quotes: for each paper.
    """

    name: str
    shared: tuple[str, ...]
    quotes: tuple[tuple[Quote, ...], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Papers next to each other."""

    works: tuple[Work, ...]
    aspects: tuple[Aspect, ...]

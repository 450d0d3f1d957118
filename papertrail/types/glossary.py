"""Where a term was introduced and is explained."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Definition:
    """A sentence of a paper that says what a term means.

    Attributes:
        day: of the paper, ISO 8601, or the year alone; empty if unknown.
        kind: `definition` (the term is said to be something), `introduction` (the paper says that
            it introduces it), `acronym` (it is written out), or `collection` (the bundled
            landmarks name the paper as the first one).
        page: of the full text; None in an abstract.
    """

    id: str
    title: str
    url: str
    day: str
    sentence: str
    kind: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class TermEntry:
    """A term of the field.

    Attributes:
        forms: other names of it: the words of an acronym, the acronym of words.
        introduced: the earliest paper known to introduce or define it; None if none has a date.
        explanations: best first, at most one of a paper.
    """

    term: str
    forms: tuple[str, ...]
    introduced: Definition | None
    explanations: tuple[Definition, ...]

"""Lists to triage: the keys of their papers in order, and what is drawn of the papers seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from papertrail.types.work import Work


@dataclass(frozen=True, slots=True)
class TriageList:
    """The papers to decide about, in their order.

    It holds keys alone, so that a list of a hundred thousand papers is made at once; titles and
    texts are read when they are drawn.

    Attributes:
        title: what the list is, in words.
        keys: the works, each once.
        headings: a line to draw above the paper at a place, counted from 0.
        scores: of a work by its key, from 0 to 1, where the list is ranked.
        why: the reasons of a work by its key, as in a digest; for a list that has them at once.
        relevant: how many of the first papers are relevant; None where nothing says so.
        remarks: what the reader should know of how the list was made, one line each.
        empty: what to say of a list without papers, and what to do about it.
        explained: whether `why` has all reasons; otherwise `Triage.explain` works them out.
    """

    title: str
    keys: Sequence[int]
    headings: Mapping[int, str] = field(default_factory=dict)
    scores: Mapping[int, float] = field(default_factory=dict)
    why: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    relevant: int | None = None
    remarks: tuple[str, ...] = ()
    empty: str = "there is nothing here"
    explained: bool = True


@dataclass(frozen=True, slots=True)
class TriageRow:
    """What a list draws of one paper.

    Attributes:
        opinion: like, dislike, or "" for neither.
        state: of reading; "" for a paper without one.
        has_note: whether the reader wrote one.
        tags: the reader's, by name.
    """

    key: int
    title: str
    day: str = ""
    opinion: str = ""
    state: str = ""
    has_note: bool = False
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TriagePaper:
    """What is drawn of the paper under the cursor.

    Attributes:
        row: as its list draws it.
        note: the reader's own, Markdown; "" for none.
    """

    work: Work
    row: TriageRow
    note: str = ""

"""The library: what a reader keeps about papers, and the changes of it that can be undone."""

from dataclasses import dataclass

from papertrail.types.mark import NEW, OPINIONS, Mark
from papertrail.types.work import Work

PRIORITIES = {"high": 1, "normal": 0, "low": -1}
"""The priorities by name; papers are normal unless the reader says otherwise."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of a paper, as the reader spells it; `added` is a moment, ISO 8601, UTC."""

    name: str
    added: str


@dataclass(frozen=True, slots=True)
class Note:
    """A reader's note about a paper.

    Attributes:
        text: Markdown.
        created: the moment of the first version, ISO 8601, UTC.
        changed: the moment of this version.
    """

    text: str
    created: str
    changed: str


@dataclass(frozen=True, slots=True)
class Annotations:
    """What a reader keeps about one paper.

    Attributes:
        marks: opinions and the state, oldest first.
        tags: by name.
        priority: one of `PRIORITIES`.
        prioritised: when that was set; None for a paper whose priority never was.
    """

    marks: tuple[Mark, ...] = ()
    tags: tuple[Tag, ...] = ()
    priority: int = 0
    prioritised: str | None = None
    note: Note | None = None

    @property
    def state(self) -> str:
        """One of `papertrail.types.mark.STATES`."""
        return self._state.kind if self._state else NEW

    @property
    def since(self) -> str | None:
        """The moment at which the state was set; None for a new paper."""
        return self._state.marked if self._state else None

    @property
    def opinions(self) -> tuple[Mark, ...]:
        """The likes and dislikes, oldest first."""
        return tuple(mark for mark in self.marks if mark.kind in OPINIONS)

    @property
    def _state(self) -> Mark | None:
        return next((mark for mark in self.marks if mark.kind not in OPINIONS), None)


@dataclass(frozen=True, slots=True)
class LibraryPaper:
    """A paper with what the reader keeps about it."""

    work: Work
    own: Annotations


@dataclass(frozen=True, slots=True)
class LibraryList:
    """Papers of a list.

    Attributes:
        papers: in the order that was asked for.
        total: how many there are, of which `papers` may be the first ones.
        remarks: what was taken differently than it was typed, one line each.
        pending: papers whose words are not indexed yet, where words were looked for.
    """

    papers: tuple[LibraryPaper, ...]
    total: int
    remarks: tuple[str, ...] = ()
    pending: int = 0


@dataclass(frozen=True, slots=True)
class SavedNote:
    """What became of a note that was written.

    Attributes:
        note: as it is stored now; None where it was removed.
        changed: whether that differs from what was stored before.
        merged: whether another process had changed it meanwhile, and both texts were kept.
    """

    work: Work
    note: Note | None
    changed: bool
    merged: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the library, as the journal has it.

    Attributes:
        number: its place in the journal.
        happened: the moment, ISO 8601, UTC.
        command: what was done, such as `mark later`.
        works: the papers that it changed; one that is no longer stored is left out.
        kept: papers in which something stays as it is, since it was changed by a merge of works
            afterwards; only after `undo` and `redo`.
    """

    number: int
    happened: str
    command: str
    works: tuple[Work, ...]
    kept: tuple[Work, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A paper to read next, and why.

    Attributes:
        score: by which suggestions are ordered.
        relevance: to the topic that fits best, from 0 to 1; None where that is not known.
        topic: the name of that topic; empty where there is none.
        waiting: days since the reader put it on the list, or since a digest showed it.
        pages: its length; None where it is not known.
        different: whether it comes before a paper of a higher score for the sake of variety.
    """

    paper: LibraryPaper
    score: float
    relevance: float | None
    topic: str
    waiting: int
    pages: int | None
    different: bool = False


@dataclass(frozen=True, slots=True)
class ReadingPlan:
    """What to read next, the best first.

    Attributes:
        waiting: how many papers there are to choose from.
        remarks: what could not be taken into account, one line each.
    """

    suggestions: tuple[Suggestion, ...]
    waiting: int
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """What the reader read and noted since a day.

    Attributes:
        since: the first day.
        read: the latest first.
        noted: papers that were not read then, with notes from then, the latest first.
    """

    since: str
    read: tuple[LibraryPaper, ...]
    noted: tuple[LibraryPaper, ...]


@dataclass(frozen=True, slots=True)
class Recall:
    """A noted paper that comes back.

    Attributes:
        last: the day on which it was noted or came back last before.
        times: how often it has come back, this time included.
        due: the day from which on it was due.
    """

    paper: LibraryPaper
    last: str
    times: int
    due: str


@dataclass(frozen=True, slots=True)
class Recalls:
    """The noted papers that come back on a day.

    Attributes:
        next_due: the next day on which others are due; None if there are none.
    """

    papers: tuple[Recall, ...]
    next_due: str | None


@dataclass(frozen=True, slots=True)
class Week:
    """What happened in a week, as counts of papers.

    Attributes:
        monday: its first day.
        stored: papers that came into the database.
        later: put on the reading list; and so on for `read` and `discarded`.
        noted: whose note was last changed then.
    """

    monday: str
    stored: int
    later: int
    read: int
    discarded: int
    noted: int


@dataclass(frozen=True, slots=True)
class LibraryStatistics:
    """Counts of papers.

    Attributes:
        stored: all papers.
        states: by state, all of `papertrail.types.mark.STATES`.
        opinions: by opinion.
        tags: by tag, the most used first.
        notes: papers with a note.
        weeks: the latest first.
    """

    stored: int
    states: dict[str, int]
    opinions: dict[str, int]
    tags: dict[str, int]
    notes: int
    weeks: tuple[Week, ...]

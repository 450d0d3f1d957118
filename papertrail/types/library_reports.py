"""Reports on the library: what to read next, reviews, recalls and counts."""

from dataclasses import dataclass

from papertrail.types.library import LibraryPaper


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A paper to read next, and why.

    Attributes:
        score: by which suggestions are ordered.
        relevance: to the topic that fits best, from 0 to 1; None where that is not known.
        topic: the name of that topic; empty if the paper matches none.
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
        noted: papers that were not read since, with notes from that time, the latest first.
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

"""The library: what a reader keeps about papers, and the changes of it that can be undone."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from papertrail.types.mark import NEW, OPINIONS, Mark
from papertrail.types.work import Work

if TYPE_CHECKING:
    from pandas import DataFrame

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

    def to_pandas(self) -> "DataFrame":
        """Return a table with one row a paper, with `state`, `opinions`, `tags` and `note`.

        Its index are the ids.

        Raises:
            ModuleNotFoundError: pandas is not installed.
        """
        from papertrail.types.papers import row_of, to_frame

        rows = [row_of(each.work) | _kept(each.own) for each in self.papers]
        return to_frame(rows, ("state", "opinions", "tags", "note"))


def _kept(own: Annotations) -> dict[str, Any]:
    return {
        "state": own.state,
        "opinions": [mark.kind for mark in own.opinions],
        "tags": [tag.name for tag in own.tags],
        "note": own.note.text if own.note else None,
    }


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

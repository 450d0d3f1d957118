"""Results of exports."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Export:
    """Works in the format of another program.

    Attributes:
        works: how many.
        text: the whole text.
        remarks: what was taken differently than it was typed, one line each.
    """

    works: int
    text: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenFeed:
    """A list of papers that was written as an Atom file.

    Attributes:
        papers: how many it has.
        changed: whether the file was written; else its content was the same already.
    """

    title: str
    path: str
    papers: int
    changed: bool


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file that was brought forward.

    Attributes:
        works: how many were exported.
        added: keys of entries that were appended.
        replaced: keys of entries that changed.
        kept: keys of entries that a person wrote or edited, and that stay as they are.
        remarks: as in `Export`.
    """

    works: int
    added: tuple[str, ...]
    replaced: tuple[str, ...]
    kept: tuple[str, ...]
    remarks: tuple[str, ...] = ()

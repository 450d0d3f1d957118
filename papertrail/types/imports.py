"""Entries of other programs' libraries, and the results of imports."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from feeds.paper import Paper
from papertrail.types.exit_code import ExitCode


@dataclass(frozen=True, slots=True)
class ImportedPaper:
    """A paper in another program's library, with what its owner keeps about it.

    Attributes:
        line: where it begins, counted from 1; in a format without lines, its number.
        label: by which its owner identifies it, such as a citation key.
        paper: what the entry says of the paper; its identifiers may be empty.
        citation_key: by which the owner's documents cite it; empty if the format has none.
        tags: keywords, as they are spelt.
        state: later, reading, read or discarded; empty where the format says nothing.
        priority: high, normal or low; empty where the format says nothing.
        note: the owner's, in Markdown.
        file: a PDF of it, to be stored with it.
        first_page: the text of that PDF's first page, which has to confirm an id or a title.
    """

    line: int
    label: str
    paper: Paper
    citation_key: str = ""
    tags: tuple[str, ...] = ()
    state: str = ""
    priority: str = ""
    note: str = ""
    file: Path | None = None
    first_page: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An entry that is not taken, or a part of one.

    Attributes:
        file: as the user named it.
        line: of the entry, counted from 1; 0 for the whole file.
        label: by which its owner identifies it; empty if it has no name.
        reason: why, and what to do.
    """

    file: str
    line: int
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportedLibrary:
    """What an importer reads from a file.

    Attributes:
        papers: in the file's order.
        refusals: the entries that can't be understood, each with its reason.
        feeds: (title, address) of feeds to follow.
    """

    papers: Sequence[ImportedPaper] = ()
    refusals: Sequence[Refusal] = ()
    feeds: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did.

    Attributes:
        entries: how many entries the files have.
        new: entries whose paper was not stored before.
        known: entries whose paper was stored.
        fetched: papers whose record the source that issues their id has completed.
        own_data: new papers that have only what their entry says.
        documents: PDFs that were stored.
        feeds: names of feeds that are followed from now on.
        refusals: what was not taken.
        remarks: what was taken otherwise than it is written, and what can be done later.
    """

    entries: int
    new: int = 0
    known: int = 0
    fetched: int = 0
    own_data: int = 0
    documents: int = 0
    feeds: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def outcome(self) -> ExitCode:
        """Whether all was taken."""
        if not self.refusals:
            return ExitCode.DONE
        if self.new or self.known or self.feeds:
            return ExitCode.PARTIAL
        return ExitCode.FAILED

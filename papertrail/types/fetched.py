"""Fetched documents: the PDF of a paper, where it came from, and what is known of its text."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from papertrail.types.exit_code import ExitCode
from papertrail.types.work import Work

LOCAL = "file:"
"""The beginning of the origin of a PDF that the user gave, and that can't be fetched again."""


@dataclass(frozen=True, slots=True)
class Document:
    """A stored PDF.

    Attributes:
        sha256: of the PDF; the name of its file.
        size: of the PDF, in bytes.
        origin: its address, or `file:` and the name of the file that the user gave.
        version: the work's version when it was fetched.
        fetched: ISO 8601, UTC.
        extractor: the version of the extractor that read the text.
        problem: why there is no text; empty if there is.
        pages: how many it has; 0 if it could not be read.
        scanned: how many of them are a picture without text.
    """

    sha256: str
    size: int
    origin: str
    version: int | None
    fetched: str
    extractor: int = 0
    problem: str = ""
    pages: int = 0
    scanned: int = 0

    @property
    def is_local(self) -> bool:
        """Whether the user gave it, so that it can't be fetched again."""
        return self.origin.startswith(LOCAL)


class FetchStatus(StrEnum):
    """What came of fetching a PDF."""

    FETCHED = "fetched"
    READ = "read again"
    """The PDF was there; its text was read by a later extractor."""
    KNOWN = "known"
    """It was there already."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FetchedDocument:
    """The result of fetching one PDF.

    Attributes:
        asked: the id as it was given.
        work: None if there is no such paper.
        document: what is stored of it now; None if nothing is.
        error: what went wrong and what to do.
    """

    asked: str
    work: Work | None
    status: FetchStatus
    document: Document | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class FetchResult:
    """The result of fetching PDFs, in the order asked for.

    Attributes:
        indexed: whether the full texts can be searched already.
    """

    documents: tuple[FetchedDocument, ...]
    indexed: bool = True

    @property
    def outcome(self) -> ExitCode:
        """Whether all were fetched and read, some, or none."""
        return _outcome([each.status is not FetchStatus.FAILED for each in self.documents])


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A document in the list of all.

    Attributes:
        document: None if fetching it failed.
        path: of the PDF.
        state: `read`, `scanned`, `unreadable`, `missing` (its file is), `outdated` (the paper has a
            later version) or `failed`.
        reason: why, for people; empty for `read`.
        remarks: what was left out of its text, where that was asked for.
    """

    work: Work
    document: Document | None
    path: Path | None
    state: str
    reason: str = ""
    remarks: tuple[str, ...] = ()


class GetStatus(StrEnum):
    """What came of getting a paper."""

    NEW = "new"
    UPDATED = "updated"
    KNOWN = "known"
    """It was stored already, and nothing changed."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class GotPaper:
    """The result of getting one paper.

    Attributes:
        asked: the id as it was given.
        work: None if it could not be had.
        error: what went wrong and what to do.
    """

    asked: str
    status: GetStatus
    work: Work | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class GetResult:
    """The result of getting papers, in the order asked for.

    Attributes:
        embedded: the number of texts that were embedded.
        indexed: whether they can be searched already.
    """

    papers: tuple[GotPaper, ...]
    embedded: int = 0
    indexed: bool = True

    @property
    def outcome(self) -> ExitCode:
        """Whether all could be had, some, or none."""
        return _outcome([each.status is not GetStatus.FAILED for each in self.papers])


def _outcome(done: Sequence[bool]) -> ExitCode:
    if all(done):
        return ExitCode.DONE
    return ExitCode.PARTIAL if any(done) else ExitCode.FAILED

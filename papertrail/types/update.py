"""Results of updating, reconciling and reindexing."""

from collections.abc import Sequence
from dataclasses import dataclass

from papertrail.types.exit_code import ExitCode
from papertrail.types.source import Reconciliation

INCOMPLETE = frozenset({"throttled", "partial", "failed"})
"""Statuses of a source after which papers may be missing."""


@dataclass(frozen=True, slots=True)
class SourceReport:
    """The result of updating one source.

    Attributes:
        status: one of `feeds.source.Status`.
        fetched: different papers that the source sent.
        new: of these, papers that were not stored.
        updated: of these, papers whose version, title or abstract changed.
        error: what went wrong and what to do, or None.
        note: what else the source reports.
    """

    name: str
    status: str = "current"
    fetched: int = 0
    new: int = 0
    updated: int = 0
    error: str | None = None
    note: str = ""
    seconds: float = 0.0

    @property
    def incomplete(self) -> bool:
        """Whether papers may be missing."""
        return self.status in INCOMPLETE


@dataclass(frozen=True, slots=True)
class IndexingResult:
    """The result of bringing the indexes up to date.

    Attributes:
        embedded: the number of texts that were embedded.
        complete: whether the keyword index could be written too.
    """

    embedded: int
    complete: bool


@dataclass(frozen=True, slots=True)
class UpdateResult:
    """The result of an update.

    Attributes:
        sources: one report for each source, in the order asked for.
        embedded: the number of texts that were embedded.
        pending: papers that the vectors do not cover yet.
        complete: whether the keyword index could be written.
        documents: PDFs that were fetched, as [documents] says.
    """

    sources: tuple[SourceReport, ...]
    embedded: int
    pending: int
    complete: bool
    seconds: float
    documents: int = 0

    @property
    def new(self) -> int:
        """The number of papers that were not stored before."""
        return sum(report.new for report in self.sources)

    @property
    def updated(self) -> int:
        """The number of stored papers that changed."""
        return sum(report.updated for report in self.sources)

    @property
    def outcome(self) -> ExitCode:
        """Whether all was done, a part of it, or nothing."""
        fetched = fetch_outcome(self.sources)
        if fetched is ExitCode.DONE and not self.complete:
            return ExitCode.PARTIAL
        return fetched


@dataclass(frozen=True, slots=True)
class ReconcileResult:
    """The result of comparing sources with their upstreams.

    Attributes:
        reconciled: one comparison for each source that could be compared.
        failed: (source, reason) of the others.
        complete: whether the keyword index could be written.
    """

    reconciled: tuple[Reconciliation, ...]
    failed: tuple[tuple[str, str], ...]
    complete: bool

    @property
    def outcome(self) -> ExitCode:
        """Whether all was done, a part of it, or nothing."""
        if self.failed and not self.reconciled:
            return ExitCode.FAILED
        return ExitCode.PARTIAL if self.failed or not self.complete else ExitCode.DONE


@dataclass(frozen=True, slots=True)
class ReindexResult:
    """The result of building the indexes anew.

    Attributes:
        papers: the number of stored papers.
        embedded: of these, the number that had to be embedded.
        complete: whether the keyword index could be written.
    """

    papers: int
    embedded: int
    complete: bool

    @property
    def outcome(self) -> ExitCode:
        """Whether all was done, or a part of it."""
        return ExitCode.DONE if self.complete else ExitCode.PARTIAL


def fetch_outcome(reports: Sequence[SourceReport]) -> ExitCode:
    """Return FAILED where no source could be fetched, PARTIAL where some were left incomplete."""
    incomplete = [report for report in reports if report.incomplete]
    if not incomplete:
        return ExitCode.DONE
    if len(incomplete) == len(reports) and not any(report.fetched for report in reports):
        return ExitCode.FAILED
    return ExitCode.PARTIAL

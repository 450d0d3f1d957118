"""Results of backups, restores and examinations of a home."""

from dataclasses import dataclass
from pathlib import Path

from papertrail.types.exit_code import ExitCode


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup of a home.

    Attributes:
        file: the archive.
        created: the moment of what it contains, ISO 8601, UTC.
        papers: how many it contains.
        schema: of its database.
        papertrail: the version that made it.
        size: bytes of the archive.
    """

    file: Path
    created: str
    papers: int
    schema: int
    papertrail: str
    size: int


@dataclass(frozen=True, slots=True)
class Restored:
    """A home after its restore.

    Attributes:
        created: the moment that it is of, ISO 8601, UTC.
        papers: how many it has.
        replaced: the folder of what it had before; None if there was nothing.
    """

    created: str
    papers: int
    replaced: Path | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of a home.

    Attributes:
        kind: what was examined, such as "database" or "permissions".
        message: what is wrong, in one line without a full stop.
        hint: what to do about it.
        fixable: whether `papertrail doctor --fix` can do it.
        fixed: what was done about it; None if nothing was.
    """

    kind: str
    message: str
    hint: str
    fixable: bool = False
    fixed: str | None = None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What an examination of a home found.

    Attributes:
        examined: the kinds that were examined.
        findings: what is wrong, or was until it was fixed.
    """

    examined: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def outcome(self) -> ExitCode:
        """PARTIAL if anything is wrong still."""
        wrong = any(finding.fixed is None for finding in self.findings)
        return ExitCode.PARTIAL if wrong else ExitCode.DONE

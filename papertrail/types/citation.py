"""Citations: what the fetched papers cite, and by which of them a paper is cited."""

from collections.abc import Mapping
from dataclasses import dataclass

from papertrail.types.document import Reference
from papertrail.types.mark import Mark
from papertrail.types.work import Work


@dataclass(frozen=True, slots=True)
class CitedReference:
    """An entry of a bibliography, with the stored paper that it cites.

    Attributes:
        work: None if it is not stored, or not recognised.
        marks: the reader's, of that paper.
    """

    reference: Reference
    work: Work | None = None
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class References:
    """The references of a fetched paper, in the order in which they are printed."""

    work: Work
    entries: tuple[CitedReference, ...]

    @property
    def matched(self) -> int:
        """How many of them cite a stored paper."""
        return sum(entry.work is not None for entry in self.entries)


@dataclass(frozen=True, slots=True)
class CitedBy:
    """The fetched papers that cite a paper.

    Attributes:
        citing: the newest first.
        fetched: how many papers' references are known; others may cite it too.
    """

    work: Work
    citing: tuple[Work, ...]
    fetched: int


@dataclass(frozen=True, slots=True)
class Coupled:
    """A paper that cites what another one cites.

    Attributes:
        shared: how many references they have in common.
        likeness: those, by the geometric mean of the lengths of both bibliographies; 0 to 1.
    """

    work: Work
    shared: int
    likeness: float


@dataclass(frozen=True, slots=True)
class CoupledPapers:
    """The papers that share most references with a paper, best first.

    Attributes:
        fetched: how many papers' references are known.
    """

    work: Work
    papers: tuple[Coupled, ...]
    fetched: int


Cites = Mapping[int, tuple[int, ...]]
"""For works, which works they cite."""

"""Results of exports and imports of whole homes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WholeHome:
    """What was written or read.

    Attributes:
        papers: how many are stored.
        library: how many the reader keeps something about.
        digests: how many were made.
        searches: how many are saved.
        remarks: what was left out, one line each.
    """

    papers: int
    library: int
    digests: int
    searches: int
    remarks: tuple[str, ...] = ()

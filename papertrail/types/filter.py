"""Filters: which works to look at."""

from dataclasses import dataclass

from feeds.addresses import public_name

THINGS = ("note", "pdf", "code")
"""What a filter by `has` can ask for."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which works to look at.

    Of several values of one field, any is enough; only of authors, tags and `has`, all have to be
    there.

    Attributes:
        since: first day, such as 2026-06-17; a work of which only the year is known passes where
            its year does.
        until: last day.
        categories: an archive such as "cs" means all its categories.
        venues: words of a venue, such as "NeurIPS" or "ICML 2024".
        authors: names or parts of names, given names in full or as initials.
        sources: a feed such as "arxiv:cs.LG", or the part before its colon.
        statuses: opinions and states that the reader gave, such as later or like; or new, for works
            without a state.
        first_year: of the venue's edition, else of the work's day.
        last_year: as `first_year`.
        tags: that the reader gave.
        has: what there is of a work: note, pdf or code.
    """

    since: str | None = None
    until: str | None = None
    categories: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    first_year: int | None = None
    last_year: int | None = None
    tags: tuple[str, ...] = ()
    has: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Take a feed's whole address for its name."""
        if any("://" in source for source in self.sources):
            object.__setattr__(self, "sources", tuple(map(public_name, self.sources)))

    def __bool__(self) -> bool:
        """Return whether it leaves anything out."""
        return self != Filter()

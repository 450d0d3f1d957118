"""A parsed search query."""

from dataclasses import dataclass

from papertrail.types.filter import Filter


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query.

    Attributes:
        text: what is looked for, without syntax: all words and phrases that may or have to be
            there, in their order.
        wanted: words that may be there.
        phrases: words and phrases that have to be there.
        excluded: words and phrases that must not be there.
        criteria: which papers to look at.
        without: papers that pass one of these are left out.
        ids: papers asked for by id; no others are looked at.
        remarks: what was taken for words though it looks like syntax.
    """

    text: str = ""
    wanted: str = ""
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    criteria: Filter = Filter()  # noqa: RUF009 - it is frozen
    without: tuple[Filter, ...] = ()
    ids: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def plain(self) -> bool:
        """Whether there is no syntax in it."""
        return self == Query(self.text, self.wanted, remarks=self.remarks)

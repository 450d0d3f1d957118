"""Papers as a sequence, their vectors, and both as tables of pandas."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

from papertrail.types.work import Work

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pandas import DataFrame


def row_of(work: Work) -> dict[str, Any]:
    """Return a work as a row of a table."""
    return {
        "id": work.id,
        "title": work.title,
        "authors": [author.name for author in work.authors],
        "published": work.published,
        "year": work.year,
        "venue": work.venue,
        "categories": list(work.categories),
        "sources": list(work.sources),
        "abstract": work.abstract,
        "url": work.url,
        "pdf": work.pdf_url or None,
        "withdrawn": work.withdrawn,
    }


def to_frame(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] = ()) -> "DataFrame":
    """Return rows as a table with the ids as its index.

    Args:
        rows: as `row_of` makes them.
        columns: what rows have besides, where there may be no row to see it from.

    Raises:
        ModuleNotFoundError: pandas is not installed; the message says how to.
    """
    try:
        import pandas as pd
    except ModuleNotFoundError as error:
        hint = "tables need pandas; run: pip install 'papertrail[pandas]'"
        raise ModuleNotFoundError(hint, name=error.name) from error
    if rows:
        return pd.DataFrame.from_records(list(rows), index="id")
    named = [name for name in _COLUMNS if name != "id"]
    return pd.DataFrame(columns=[*named, *columns], index=pd.Index([], name="id", dtype=object))


@dataclass(frozen=True, slots=True, repr=False)
class Papers(Sequence[Work]):
    """Stored papers in an order; a sequence of works.

    Attributes:
        works: in the order that was asked for.
        total: how many there are, of which `works` may be the first ones.
        remarks: what was taken differently than it was typed, one line each.
        pending: papers whose words are not indexed yet, where words were looked for.
    """

    works: tuple[Work, ...]
    total: int
    remarks: tuple[str, ...] = ()
    pending: int = 0

    def __len__(self) -> int:
        return len(self.works)

    @overload
    def __getitem__(self, place: int) -> Work: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Work, ...]: ...

    def __getitem__(self, place: int | slice) -> Work | tuple[Work, ...]:
        return self.works[place]

    def __iter__(self) -> Iterator[Work]:
        return iter(self.works)

    def __repr__(self) -> str:
        return f"<{len(self.works):,} of {self.total:,} papers>"

    def to_pandas(self) -> "DataFrame":
        """Return a table with one row a paper; its index are the ids.

        Raises:
            ModuleNotFoundError: pandas is not installed.
        """
        return to_frame([row_of(work) for work in self.works])


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PaperVectors:
    """The vectors of papers.

    Attributes:
        ids: of the papers that are embedded, in the order that was asked for.
        array: float32 [n, dim], of unit length: products are cosines.
        missing: ids of papers that are not embedded yet.
        model: the name of the model that made them.
    """

    ids: tuple[str, ...]
    array: "NDArray[np.float32]"
    missing: tuple[str, ...]
    model: str

    def __len__(self) -> int:
        return len(self.ids)

    def __repr__(self) -> str:
        return f"<{len(self.ids):,} vectors of {self.array.shape[1]} dimensions by {self.model}>"


_COLUMNS = (
    *("id", "title", "authors", "published", "year", "venue", "categories", "sources"),
    *("abstract", "url", "pdf", "withdrawn"),
)

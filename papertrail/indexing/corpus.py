"""The texts that are indexed: titles with abstracts, and passages of full texts.

Each corpus has a sequence of changes in the database and a pair of indexes on disk, and the same
code brings both pairs forward.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from index.keywords.index import Entry
from papertrail.indexing.entries import entry
from papertrail.store import Store
from papertrail.types.filter import Filter
from papertrail.types.full_text import passage_text
from papertrail.types.work import paper_text


class Changed(NamedTuple):
    """A text that changed.

    Attributes:
        change: its place in the sequence of changes.
        key: in the indexes.
        text: what is embedded; None if it was removed.
    """

    change: int
    key: int
    text: str | None


class Corpus(Protocol):
    """Texts of one kind, read from a database."""

    @property
    def folder(self) -> str:
        """The folder of its indexes below that of all indexes; empty for that folder itself."""

    @property
    def unit(self) -> str:
        """What one text is called, in the singular."""

    def last_change(self, store: Store) -> int:
        """Return the end of the sequence of changes."""

    def keys(self, store: Store) -> set[int]:
        """Return the keys of all texts."""

    def changed_after(self, store: Store, change: int, limit: int) -> list[Changed]:
        """Return the next changes in the sequence."""

    def pending(self, store: Store, change: int) -> int:
        """Count the changes after a place in the sequence."""

    def entries(self, store: Store, changed: Sequence[Changed]) -> list[Entry]:
        """Return what the keyword index holds of some changed texts."""

    def gone(self, store: Store, changed: Sequence[Changed]) -> list[int]:
        """Return the keys that an index forgets together with some changes."""

    def all_gone(self, store: Store) -> list[int]:
        """Return the keys that an index forgets whatever has changed."""


class Abstracts:
    """The title and the abstract of each work, under the work's key."""

    folder = ""
    unit = "paper"

    def last_change(self, store: Store) -> int:
        """Return the end of the sequence of the works' changes."""
        return store.works.last_change()

    def keys(self, store: Store) -> set[int]:
        """Return the keys of all works."""
        return set(store.works.matching(Filter()).tolist())

    def changed_after(self, store: Store, change: int, limit: int) -> list[Changed]:
        """Return the works that changed next."""
        return [
            Changed(change, key, paper_text(title, abstract))
            for change, key, title, abstract in store.works.changed_after(change, limit)
        ]

    def pending(self, store: Store, change: int) -> int:
        """Count the works that changed after a place in the sequence."""
        return store.works.pending(change)

    def entries(self, store: Store, changed: Sequence[Changed]) -> list[Entry]:
        """Return works as the keyword index holds them, with names, categories and days."""
        return [entry(work) for work in store.works.get([each.key for each in changed])]

    def gone(self, store: Store, changed: Sequence[Changed]) -> list[int]:
        """Return the former keys of what was merged into some works."""
        return store.works.merged_into([each.key for each in changed])

    def all_gone(self, store: Store) -> list[int]:
        """Return the former keys of all works that were merged into others."""
        return store.works.merged_keys()


class Passages:
    """The passages of documents and notes, under keys of their own."""

    folder = "passages"
    unit = "passage"

    def last_change(self, store: Store) -> int:
        """Return the end of the sequence of the passages' changes."""
        return store.passages.last_change()

    def keys(self, store: Store) -> set[int]:
        """Return the keys of all passages."""
        return store.passages.keys()

    def changed_after(self, store: Store, change: int, limit: int) -> list[Changed]:
        """Return the passages that were added or removed next."""
        return [
            Changed(
                each.change,
                each.key,
                None if each.text is None else passage_text(each.section, each.text),
            )
            for each in store.passages.changed_after(change, limit)
        ]

    def pending(self, store: Store, change: int) -> int:
        """Count the passages that were added or removed after a place in the sequence."""
        return store.passages.pending(change)

    def entries(self, store: Store, changed: Sequence[Changed]) -> list[Entry]:  # noqa: ARG002
        """Return passages as the keyword index holds them."""
        return [Entry(each.key, each.text) for each in changed if each.text is not None]

    def gone(self, store: Store, changed: Sequence[Changed]) -> list[int]:  # noqa: ARG002
        """Return those of some changed passages that were removed."""
        return [each.key for each in changed if each.text is None]

    def all_gone(self, store: Store) -> list[int]:  # noqa: ARG002
        """Return nothing: each removal has a place in the sequence."""
        return []


ABSTRACTS, PASSAGES = Abstracts(), Passages()

"""Write to the database. Only a transaction, see `Store.transaction`, gives these objects."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from feeds.paper import Paper
from papertrail.clock import iso
from papertrail.store.assist import AssistWriter
from papertrail.store.citations import CitationWriter
from papertrail.store.documents import DocumentWriter
from papertrail.store.passages import PassageWriter
from papertrail.store.plans import PlanWriter
from papertrail.store.reader.activity import RecallWriter
from papertrail.store.reader.alerts import AlertWriter
from papertrail.store.reader.deliveries import DeliveryWriter
from papertrail.store.reader.digests import DigestWriter
from papertrail.store.reader.exports import ExportWriter
from papertrail.store.reader.journal import JournalWriter
from papertrail.store.reader.learning import LearningWriter
from papertrail.store.reader.library import LibraryWriter
from papertrail.store.reader.marks import MarkWriter
from papertrail.store.reader.searches import SearchWriter
from papertrail.store.reader.topic_models import TopicModelWriter
from papertrail.store.reader.whole import WholeWriter
from papertrail.store.sources import SourceWriter
from papertrail.store.transaction import writing

if TYPE_CHECKING:
    from feeds.authority import Authority
    from papertrail.store.saving import Saved


class WorkWriter:
    """Write works, and what is corrected in them by hand."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def save(
        self,
        papers: Iterable[Paper],
        source: str,
        now: datetime,
        *,
        news: bool = False,
        authority: "Authority | None" = None,
    ) -> "Saved":
        """Store papers as a source shows them; return what changed. See `saving.save`."""
        # A search needs none of the rules for whether two papers are one work.
        from papertrail.store.saving import save

        return save(self._connection, papers, source, now, news=news, authority=authority)

    def note_removed(self, scheme: str, value: str, now: datetime) -> None:
        """Record that an upstream has removed a paper; what is stored stays."""
        self._connection.execute(
            "INSERT INTO events (work, kind, version, happened)"
            " SELECT work, 'removed', version, ? FROM identifiers JOIN works ON works.id = work"
            " WHERE scheme = ? AND value = ? AND NOT EXISTS"
            " (SELECT 1 FROM events WHERE events.work = works.id AND kind = 'removed')",
            [iso(now), scheme, value],
        )

    def join(self, keys: Sequence[int], now: datetime) -> int:
        """Merge works into one by hand; return the key that stays."""
        from papertrail.store.joining import join

        return join(self._connection, list(keys), now)

    def split(self, scheme: str, value: str, now: datetime) -> int:
        """Split what appeared under an identifier from its work; return the new work's key.

        Raises:
            PapertrailError: see `joining.split`.
        """
        from papertrail.store.joining import split

        return split(self._connection, scheme, value, now)


class Transaction:
    """The writers of one transaction. All that they write happens, or nothing.

    Example:
        with store.transaction() as tx:
            tx.marks.set([work.key], "later", now)
    """

    def __init__(self, connection: sqlite3.Connection, reader: str) -> None:
        self._connection = connection
        self.works = WorkWriter(connection)
        self.citations = CitationWriter(connection)
        self.assist = AssistWriter(connection)
        self.sources = SourceWriter(connection)
        self.documents = DocumentWriter(connection)
        self.passages = PassageWriter(connection, reader)
        self.searches = SearchWriter(connection, reader)
        self.learning = LearningWriter(connection, reader)
        self.plans = PlanWriter(connection, reader)
        self.digests = DigestWriter(connection, reader)
        self.topic_models = TopicModelWriter(connection, reader)
        self.deliveries = DeliveryWriter(connection, reader)
        self.marks = MarkWriter(connection, reader)
        self.exports = ExportWriter(connection, reader)
        self.alerts = AlertWriter(connection)
        self.library = LibraryWriter(connection, reader)
        self.journal = JournalWriter(connection, reader)
        self.recalls = RecallWriter(connection, reader)
        self.whole = WholeWriter(connection, reader)

    @contextmanager
    def part(self) -> Iterator[None]:
        """Make what is written inside a part that can fail without the rest of the transaction."""
        with writing(self._connection):
            yield


@contextmanager
def transaction(connection: sqlite3.Connection, reader: str) -> Iterator[Transaction]:
    """Begin a transaction and give its writers, which are of no use after it. See `writing`."""
    with writing(connection):
        writers = Transaction(connection, reader)
        try:
            yield writers
        finally:
            # SQLite would take a later write as a transaction of its own.
            vars(writers).clear()

"""Progress: what an act in progress reports to the interface that started it."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from papertrail.types.source import Reconciliation
    from papertrail.types.update import SourceReport

Advance = Callable[[int], None]


class Progress:
    """Callbacks of acts that take time. These do nothing: override those that you want to show.

    All are called on the thread that called the act.
    """

    def note(self, message: str) -> None:
        """Receive one line that the user should see, such as a paper that was left out."""

    def detail(self, message: str) -> None:
        """Receive one line about the step in progress, such as a wait that a host asks for."""

    def track(self, total: int, unit: str) -> AbstractContextManager[Advance]:  # noqa: ARG002 - to be overridden
        """Return a context in which its callback receives each number of units that are done."""
        return nullcontext(lambda _count: None)

    def fetched(self, report: "SourceReport") -> None:
        """Receive the report on a source after each batch."""

    def source_ended(self, report: "SourceReport") -> None:
        """Receive the final report on a source."""

    def reconciled(self, name: str, result: "Reconciliation | str") -> None:
        """Receive what came of comparing a source: the comparison, or why it failed."""

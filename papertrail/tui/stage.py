"""What the acts of a screen need of it."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from papertrail.core.application import Papertrail
from papertrail.tui.desk import Desk
from papertrail.tui.listing import PaperList
from papertrail.tui.pane import PaperPane
from papertrail.types.triage_keys import TriageSettings

T = TypeVar("T")


class Stage(Protocol):
    """A screen with a list, a paper and a line for messages.

    Attributes:
        desk: the home.
        settings: keys, and whether marks go on to the next paper.
        listing: the list.
        pane: the paper under the cursor.
        decided: the works that were marked since the screen was opened.
    """

    desk: Desk
    settings: TriageSettings
    listing: PaperList
    pane: PaperPane
    decided: set[int]

    def say(self, text: str) -> None:
        """Show a message until the next key."""

    def say_error(self, error: Exception) -> None:
        """Show what failed and what to do."""

    def key_of(self, act: str) -> str:
        """Return the first key of an act, or "" if it has none."""

    async def ask(self, label: str, words: Sequence[str] = ()) -> str | None:
        """Ask for a line of text; None if the user leaves it."""

    async def load(self, make: Callable[[Papertrail], T]) -> T | None:
        """Return what takes a while to find; None if it can't be found."""

    def show_alone(self, *, alone: bool) -> None:
        """Show the paper on the whole screen, or with its list."""

    def show_heading(self) -> None:
        """Draw the list's title and the paper under the cursor."""

    async def show_help(self) -> None:
        """Show the keys until another key is pressed."""

    async def leave(self) -> None:
        """Leave the screen."""

    def run_in_terminal(self, command: Sequence[str]) -> None:
        """Run a program that draws in the terminal, and come back after it."""

    def suspend(self) -> AbstractContextManager[None]:
        """Give the terminal to another program for a while."""

    def redraw(self) -> None:
        """Draw the whole screen anew."""

    def copy_to_clipboard(self, text: str) -> None:
        """Hand a text to the terminal's clipboard."""

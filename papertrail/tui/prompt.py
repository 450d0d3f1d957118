"""Ask for a line of text, with completion."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.suggester import Suggester
from textual.widgets import Input


class Prompt(Input):
    """A line at the bottom of the screen. Enter gives it, escape leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("tab", "cursor_right", show=False),
    ]
    DEFAULT_CSS = """
    Prompt { height: 1; border: none; padding: 0 1; background: ansi_default; }
    Prompt:focus { border: none; background: ansi_default; }
    """

    def __init__(self, words: Sequence[str] = ()) -> None:
        """Make an empty line.

        Args:
            words: known names, the most likely first, that complete what is typed: tab takes one.
        """
        suggester = LastOfList(words) if words else None
        super().__init__(suggester=suggester, compact=True)
        self.answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the line."""
        event.stop()
        self._give(event.value)

    def action_leave(self) -> None:
        """Give nothing."""
        self._give(None)

    def _give(self, value: str | None) -> None:
        if not self.answer.done():
            self.answer.set_result(value)


class LastOfList(Suggester):
    """Completes the last of several names that commas separate."""

    def __init__(self, words: Sequence[str]) -> None:
        """Make it of known names, the most likely first."""
        super().__init__(use_cache=False, case_sensitive=True)
        self._words = words

    async def get_suggestion(self, value: str) -> str | None:
        """Return the line with its last name completed, or None."""
        begun = value.rpartition(",")[2].strip().lstrip("-#")
        if not begun:
            return None
        for word in self._words:
            if word.casefold().startswith(begun.casefold()) and len(word) > len(begun):
                return value + word[len(begun) :]
        return None

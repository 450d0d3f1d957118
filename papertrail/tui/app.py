"""The triage screen: a list of papers, the one under the cursor, and a key for each act."""

import asyncio
import contextlib
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.screen import Screen
from textual.theme import Theme

from papertrail.errors import PapertrailError
from papertrail.tui.acts import Acts
from papertrail.tui.bar import Bar
from papertrail.tui.desk import Desk
from papertrail.tui.lines import BAR, DIM, PLAIN, WARNING, printable
from papertrail.tui.listing import PaperList
from papertrail.tui.pane import PaperPane, help_lines, paper_lines, words_lines
from papertrail.tui.terminal import is_gone
from papertrail.types.triage import TriageList, TriageRow
from papertrail.types.triage_keys import TriageSettings

if TYPE_CHECKING:
    from concurrent.futures import Future

    from papertrail.core.application import Papertrail

T = TypeVar("T")
Load = Callable[["Papertrail"], T]
SMALLEST = (40, 8)
"""Columns and lines below which nothing but that is said."""
_WIDE = 140
"""Columns from which the list is at the left of the paper: a title has 80 of them then."""
_HINTS = (
    *(("like", "like"), ("dislike", "dislike"), ("later", "later"), ("discard", "discard")),
    *(("undo", "undo"), ("open", "open"), ("help", "keys"), ("quit", "quit")),
)
_ON = ("scroll", "down", "half_down", "page_down")
_BACK = ("scroll_back", "up", "half_up", "page_up")
"""The acts that read on and back in the help."""
_REST = 0.12
"""Seconds that the cursor rests on a paper before its reasons are worked out."""
_TERMINAL_CHECK = 2.0
"""Seconds between checks that the terminal is still there."""


_THEME = Theme(
    name="terminal",
    primary="ansi_blue",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
)
"""The terminal's own colours, whether it is light or dark."""


class _Keyless(Screen[None], inherit_bindings=False):
    """A screen that leaves all keys to its app."""


class TriageApp(App[bool], inherit_bindings=False):
    """The screen. It returns whether the user left it, rather than stopped it."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "stop", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", show=False, priority=True),
    ]
    CSS = """
    Screen { layout: vertical; }
    #body { height: 1fr; layout: vertical; }
    #small { display: none; height: 1fr; }
    PaperList { height: 2fr; min-height: 3; }
    PaperPane { height: 3fr; }
    .wide #body { layout: horizontal; }
    .wide PaperList { width: 3fr; height: 1fr; }
    .wide PaperPane { width: 2fr; height: 1fr; }
    .alone PaperList { display: none; }
    .alone PaperPane { width: 1fr; }
    .tiny #body, .tiny #foot, .tiny #head { display: none; }
    .tiny #small { display: block; }
    """

    def __init__(
        self,
        desk: Desk,
        settings: TriageSettings,
        first: "Future[TriageList]",
    ) -> None:
        """Make the screen.

        Args:
            desk: the home.
            settings: keys, and whether marks go on to the next paper.
            first: the list to begin with, which is being made.
        """
        super().__init__(ansi_color=True)
        self.register_theme(_THEME)
        self.theme = _THEME.name
        self.desk, self.settings = desk, settings
        self.listing, self.pane = PaperList(self._read_rows), PaperPane()
        self.decided = set[int]()
        """The works that were marked since the screen was opened."""
        self.failure: BaseException | None = None
        self._first = first
        self._head, self._foot = Bar("head", BAR), Bar("foot", DIM)
        self._small = Bar("small", PLAIN)
        self._named = settings.keys.acts()
        self._acts = Acts(self).by_name()
        self._pressed: asyncio.Queue[str] = asyncio.Queue()
        self._is_shown = asyncio.Event()
        self._helping = self._is_asking = False
        self._looking: asyncio.Future[Any] | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._reasons: dict[int, Mapping[str, Any]] = {}
        self._explaining: asyncio.Task[None] | None = None
        self._drawn: int | None = None

    def get_default_screen(self) -> Screen[None]:
        """Return the only screen."""
        return _Keyless(id="_default")

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield self._head
        yield Container(self.listing, self.pane, id="body")
        yield self._small
        yield self._foot

    def on_mount(self) -> None:
        """Take keys, and show the first list when it is made."""
        self._head.show("papertrail triage")
        self._say_words(f"Making the list... ({self.key_of('quit')} leaves)")
        self._tasks.append(asyncio.create_task(self._work()))
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self.action_stop)
        if not self.is_headless:
            self.set_interval(_TERMINAL_CHECK, self._stop_without_terminal)

    def _stop_without_terminal(self) -> None:
        if is_gone():
            self.action_stop()

    def on_unmount(self) -> None:
        """End what is under way."""
        for task in filter(None, (*self._tasks, self._explaining)):
            task.cancel()

    def on_key(self, event: events.Key) -> None:
        """Queue a key; each is looked at when what the one before began is done."""
        if not self._is_asking:
            event.stop()
            event.prevent_default()
            key = _name_of(event)
            act = self._named.get(key)
            if self._looking and act == "back":
                self._looking.cancel()
            elif act == "quit" and not self._is_shown.is_set():
                self.exit(result=True)
            else:
                self._pressed.put_nowait(key)

    def on_resize(self, event: events.Resize) -> None:
        """Put the list at the left where there is room, or say that there is none."""
        width, height = event.size
        is_small = width < SMALLEST[0] or height < SMALLEST[1]
        self.screen.set_class(is_small, "tiny")
        self._small.show(f"{width}x{height}, needs {SMALLEST[0]}x{SMALLEST[1]}")
        self.pane.is_beside = width >= _WIDE
        self.screen.set_class(self.pane.is_beside, "wide")
        self._fit_list()

    async def shown(self) -> None:
        """Return when the first list is shown, or could not be made."""
        await self._is_shown.wait()

    async def settled(self) -> None:
        """Return when all keys that were pressed have done what they do."""
        await self._pressed.join()

    def action_stop(self) -> None:
        """Stop at once; what was stored stays."""
        self.exit(result=False)

    async def leave(self) -> None:
        """Leave the screen."""
        self.exit(result=True)

    async def _work(self) -> None:
        """Show the first list, then do what the keys say, one after the other."""
        try:
            papers = await asyncio.wrap_future(self._first)
            self.listing.show(papers)
            self.show_heading()
            self.say("; ".join(map(printable, (*papers.remarks, *self.desk.take_notes()))))
            self._is_shown.set()
            while True:
                key = await self._pressed.get()
                try:
                    await self._press(key)
                finally:
                    self._pressed.task_done()
        except Exception as error:  # noqa: BLE001 - raised again once the terminal is as it was
            self.fail(error)

    async def _press(self, key: str) -> None:
        act = self._named.get(key)
        if self._helping:
            self._press_in_help(act)
            return
        if act is None:
            self.say(f"{printable(key)} is no key here; {self.key_of('help')} shows them")
            return
        self.say("")
        before = self.listing.key
        await self._acts[act]()
        # While keys wait, as when one is held down, only the list keeps pace.
        if self._pressed.empty() and not self._helping:
            self._draw(keep_place=before == self.listing.key)

    def _press_in_help(self, act: str | None) -> None:
        """Read on in the help, or leave it."""
        step = 1 if act in _ON else -1 if act in _BACK else 0
        if act not in _ON + _BACK or not (self.pane.scroll_text(step) or act in _BACK):
            self._helping = False
            self.show_alone(alone=False)
            self.say("")
            self._draw()

    def fail(self, error: BaseException) -> None:
        """End the screen because of an error, which the command reports."""
        self.failure = error
        self._is_shown.set()
        self.exit(result=False)

    def _read_rows(self, keys: Sequence[int]) -> Mapping[int, TriageRow]:
        try:
            return self.desk.front.triage.rows(keys)
        except (sqlite3.Error, PapertrailError, OSError) as error:
            self.fail(error)
            return {}

    def _draw(self, *, keep_place: bool = False) -> None:
        """Draw the paper under the cursor, and where the cursor is."""
        papers, key = self.listing.papers, self.listing.key
        count = len(papers.keys)
        decided = f"{len(self.decided):,} decided · " if self.decided else ""
        place = f"{self.listing.cursor + 1:,} of {count:,}" if count else "empty"
        self._head.show(printable(papers.title), f"{decided}{place} ")
        self._drawn = key
        paper = None if key is None else self.desk.front.triage.paper(key)
        if paper is None:
            text = papers.empty if key is None else "This paper was merged into another one."
            self._say_words(text)
            return
        if not papers.explained and key not in self._reasons:
            self._explain_soon(paper.work.key)
        why = {**papers.why.get(paper.work.key, {}), **self._reasons.get(paper.work.key, {})}
        score = papers.scores.get(paper.work.key)
        self.pane.show(lambda width: paper_lines(paper, why, score, width), keep_place=keep_place)

    def _draw_if_stale(self) -> None:
        """Draw the paper under the cursor if keys that wait have kept it from being drawn."""
        if self._drawn != self.listing.key:
            self._draw()

    def _explain_soon(self, key: int) -> None:
        """Work out why a paper is relevant once the cursor rests on it."""

        async def explain() -> None:
            await asyncio.sleep(_REST)
            if self.listing.key != key:
                return
            self._reasons[key] = {}
            with contextlib.suppress(PapertrailError, sqlite3.Error, OSError):
                found = self.desk.read(lambda home: home.triage.explain(key))
                self._reasons[key] = await asyncio.wrap_future(found)
            if self.listing.key == key and not self._helping:
                self._draw(keep_place=True)

        if self._explaining:
            self._explaining.cancel()
        self._explaining = asyncio.create_task(explain())

    def show_heading(self) -> None:
        """Draw the list's title and the paper under the cursor."""
        self._fit_list()
        self._draw()

    def _fit_list(self) -> None:
        """Leave the room that a short list does not need to the paper."""
        needed = None if self.pane.is_beside else max(3, self.listing.line_count)
        self.listing.styles.max_height = needed

    def _say_words(self, text: str) -> None:
        self.pane.show(lambda width: words_lines(text, width))

    def show_alone(self, *, alone: bool) -> None:
        """Show the paper on the whole screen, or with its list."""
        self.pane.is_alone = alone
        self.screen.set_class(alone, "alone")

    async def show_help(self) -> None:
        """Show the keys until another key is pressed."""
        keys = self.settings.keys.by_act()
        self._helping = True
        self.show_alone(alone=True)
        texts = self.desk.front.triage.acts()
        self.pane.show(lambda width: help_lines(keys, texts, width))
        self.say(f"{self.key_of('scroll')} reads on, any other key goes back")

    def say(self, text: str) -> None:
        """Show a message until the next key, or the most used keys."""
        if text:
            self._foot.show(text, style=PLAIN)
        else:
            hints = [f"{self.key_of(act)} {label}" for act, label in _HINTS if self.key_of(act)]
            self._foot.show("  ".join(hints), style=DIM)

    def say_error(self, error: Exception) -> None:
        """Show what failed and what to do."""
        message, hint = getattr(error, "message", ""), getattr(error, "hint", "")
        if isinstance(error, sqlite3.Error):
            message, hint = f"the database failed ({error})", "nothing half-done was kept"
        elif isinstance(error, OSError):
            message = f"can't use {error.filename or 'the home'} ({error.strerror or error})"
        shown = "; ".join(filter(None, (message or str(error), hint)))
        self._foot.show(printable(shown), style=WARNING)

    def key_of(self, act: str) -> str:
        """Return the first key of an act, or "" if it has none."""
        return next(iter(self.settings.keys.by_act()[act]), "")

    async def ask(self, label: str, words: Sequence[str] = ()) -> str | None:
        """Ask for a line of text; None if the user leaves it."""
        from papertrail.tui.prompt import Prompt

        prompt = Prompt(words)
        taken = "tab completes, " if words else ""
        self._foot.show(f"{printable(label)} ({taken}enter takes it, escape leaves)", style=BAR)
        self._draw_if_stale()
        self._is_asking = True
        await self.screen.mount(prompt)
        prompt.focus()
        try:
            return await prompt.answer
        finally:
            self._is_asking = False
            self.say("")
            await prompt.remove()

    async def load(self, make: "Load[T]") -> T | None:
        """Return what takes a while to find; None if it can't be found, or the user goes back."""
        from index.errors import IndexingError

        self._draw_if_stale()
        self.say(f"looking... ({self.key_of('back')} leaves it)")
        self._looking = asyncio.wrap_future(self.desk.read(make))
        try:
            found: T = await self._looking
        except (PapertrailError, IndexingError) as error:
            self.say_error(error)
            return None
        except asyncio.CancelledError:
            if not self._looking.cancelled():
                raise
            self.say("")
            return None
        finally:
            self._looking = None
        self.say("; ".join(map(printable, self.desk.take_notes())))
        return found

    def run_in_terminal(self, command: Sequence[str]) -> None:
        """Run a program that draws in the terminal, and come back after it."""
        with self.suspend():
            subprocess.run(command, check=False)  # noqa: S603 - the user's own browser
        self.redraw()

    def redraw(self) -> None:
        """Draw the whole screen anew."""
        self.refresh(layout=True)


def _name_of(event: events.Key) -> str:
    """Return a key under the name that config.toml has for it."""
    character = event.character
    if character and len(character) == 1 and character.isprintable() and character != " ":
        return character
    return event.key

"""What each key of the triage screen does."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from papertrail.errors import PapertrailError
from papertrail.render.phrases import TITLE, plural
from papertrail.tui import browser, editor
from papertrail.tui.lines import printable
from papertrail.types.triage import TriageList, TriagePaper

if TYPE_CHECKING:
    from papertrail.core.application import Papertrail
    from papertrail.tui.stage import Stage
    from papertrail.types.library import Change

T = TypeVar("T")
Act = Callable[[], Awaitable[None]]
FAILURES = (PapertrailError, sqlite3.Error, OSError)
"""What can keep a change from being stored: the screen says so and goes on."""
_PATIENCE = 0.3
"""Seconds after which the screen says that a change waits for another process."""
_DONE = {"like": "liked", "dislike": "disliked", "later": "later", "discard": "discarded"}


class Acts:
    """The acts of a screen by name. A change is stored before the next key is looked at."""

    def __init__(self, app: "Stage") -> None:
        """Make the acts of a screen."""
        self._app, self._list, self._pane = app, app.listing, app.pane
        self._earlier: list[tuple[TriageList, int]] = []
        self._sought = ""

    def by_name(self) -> Mapping[str, Act]:
        """Return each act by its name in config.toml."""
        page, part = self._move_pages, self._move_part
        marks: dict[str, Act] = {
            "like": lambda: self._mark("like", lambda home, work: home.mark("like", [work])),
            "dislike": lambda: self._mark(
                "dislike", lambda home, work: home.mark("dislike", [work])
            ),
            "later": lambda: self._mark("later", _set_state("later")),
            "discard": lambda: self._mark("discard", _set_state("discarded")),
            "undo": lambda: self._take_back(lambda home: home.library.undo(), "taken back"),
            "redo": lambda: self._take_back(lambda home: home.library.redo(), "done again"),
        }
        moves: dict[str, Act] = {
            "down": lambda: self._move(self._list.cursor + 1),
            "up": lambda: self._move(self._list.cursor - 1),
            "half_down": lambda: page(0.5),
            "half_up": lambda: page(-0.5),
            "page_down": lambda: page(1),
            "page_up": lambda: page(-1),
            "first": lambda: self._move(0),
            "last": lambda: self._move(len(self._list.papers.keys) - 1),
            "next_part": lambda: part(1),
            "previous_part": lambda: part(-1),
            "scroll": self.scroll,
            "scroll_back": self.scroll_back,
        }
        others: dict[str, Act] = {
            "open": lambda: self._open(pdf=False),
            "pdf": lambda: self._open(pdf=True),
            "copy": self.copy,
            "note": self.note,
            "edit": self.edit,
            "tag": self.tag,
            "similar": self.similar,
            "find": self.find,
            "read": self.read,
            "back": self.back,
            "help": self._app.show_help,
            "quit": self._app.leave,
        }
        return {**marks, **moves, **others}

    async def _move(self, position: int) -> None:
        self._list.move_to(position)

    async def _move_pages(self, pages: float) -> None:
        self._list.move_to(self._list.cursor + int(pages * max(2, self._list.size.height - 1)))

    async def _move_part(self, step: int) -> None:
        self._list.move_to(self._list.part(step))

    async def scroll(self) -> None:
        """Read on; at the end of the text, go to the next paper."""
        if not self._pane.scroll_text(1):
            self._list.move_to(self._list.cursor + 1)

    async def scroll_back(self) -> None:
        """Scroll the text back."""
        self._pane.scroll_text(-1)

    async def read(self) -> None:
        """Show the paper on the whole screen, or go back to the list."""
        self._app.show_alone(alone=not self._pane.is_alone)

    async def back(self) -> None:
        """Go back from the whole screen, or to the list before."""
        if self._pane.is_alone:
            self._app.show_alone(alone=False)
        elif self._earlier:
            self._list.show(*self._earlier.pop())
            self._app.show_heading()
        else:
            self._app.say(f"this is the first list; {self._app.key_of('quit')} leaves")

    async def _mark(self, act: str, change: "Callable[[Papertrail, str], object]") -> None:
        paper = self._paper()
        if paper is None:
            return
        position, title = self._list.cursor, printable(paper.work.title, TITLE)
        if self._app.settings.advance and not self._pane.is_alone:
            self._list.move_to(position + 1)
        if await self._stored(paper, lambda home: change(home, paper.work.id)):
            self._app.decided.add(paper.work.key)
            self._app.say(f"{_DONE[act]}: {title}")

    async def _stored(self, paper: TriagePaper, change: "Callable[[Papertrail], object]") -> bool:
        """Store a change of a paper, its row saying so meanwhile; return whether it succeeded."""
        self._list.saving.add(paper.work.key)
        self._list.refresh()
        try:
            await self._patiently(change)
        except FAILURES as error:
            self._app.say_error(error)
            return False
        finally:
            self._list.saving.discard(paper.work.key)
            self._list.forget()
        return True

    async def _patiently(self, change: "Callable[[Papertrail], T]") -> T:
        stored = asyncio.ensure_future(self._app.desk.change(change))
        await asyncio.wait([stored], timeout=_PATIENCE)
        if not stored.done():
            self._app.say("waiting for another papertrail process to finish writing...")
        return await stored

    async def _take_back(self, change: "Callable[[Papertrail], Change | None]", done: str) -> None:
        try:
            taken = await self._patiently(change)
        except FAILURES as error:
            self._app.say_error(error)
            return
        self._list.forget()
        if taken is None:
            self._app.say(f"nothing is left to be {done}")
            return
        self._app.decided -= {work.key for work in taken.works}
        titles = [printable(work.title, TITLE) for work in taken.works]
        places = [self._list.position(work.key) for work in taken.works]
        seen = [place for place in places if place is not None]
        if seen:
            self._list.move_to(seen[0])
        others = f" and {len(titles) - 1} more" if len(titles) > 1 else ""
        about = f": {titles[0]}{others}" if titles else ""
        self._app.say(f"{done}: {printable(taken.command)}{about}")

    async def _open(self, *, pdf: bool) -> None:
        paper = self._paper()
        if paper is None:
            return
        try:
            address = self._app.desk.front.links([paper.work.id], pdf=pdf)[0]
        except PapertrailError as error:
            self._app.say_error(error)
            return
        command = browser.browser_command(address)
        if command and browser.needs_terminal(command):
            self._app.run_in_terminal(command)
        elif command and browser.open_window(command):
            self._app.say(f"opened {address}")
        else:
            key = self._app.key_of("copy")
            self._app.say(f"{address} ({key} copies it: there is no browser here)")

    async def copy(self) -> None:
        """Hand the paper's address to the clipboard of the terminal (OSC 52)."""
        paper = self._paper()
        if paper is None:
            return
        try:
            address = self._app.desk.front.links([paper.work.id])[0]
        except PapertrailError as error:
            self._app.say_error(error)
            return
        self._app.copy_to_clipboard(address)
        self._app.say(f"{address} is copied, if the terminal allows it")

    async def note(self) -> None:
        """Add a line to the note."""
        paper = self._paper()
        text = await self._app.ask("Add to the note") if paper else None
        if paper is None or not (text or "").strip():
            return
        line = str(text)
        if await self._stored(paper, lambda home: home.library.append_note(paper.work.id, line)):
            self._app.say("the note is stored")

    async def edit(self) -> None:
        """Write the note in the user's editor."""
        paper = self._paper()
        if paper is None:
            return
        base = self._app.desk.front.library.note(paper.work.id)
        try:
            with self._app.suspend():
                drafts = self._app.desk.front.home.root / "drafts"
                text, file = editor.written(base.text if base else "", drafts, paper.work.id)
        except PapertrailError as error:
            self._app.say_error(error)
            return
        finally:
            self._app.redraw()
        if await self._stored(
            paper, lambda home: home.library.edit_note(paper.work.id, text, base)
        ):
            editor.discard(file)
            self._app.say("the note is stored")
        else:
            self._app.say(f"the note could not be stored; its text is in {file}")

    async def tag(self) -> None:
        """Add and remove tags."""
        paper = self._paper()
        if paper is None:
            return
        known = self._app.desk.front.triage.tags()
        asked = await self._app.ask("Tags: a, b; -a removes a", known)
        names = [name.strip() for name in (asked or "").split(",") if name.strip()]
        added = [name for name in names if not name.startswith("-")]
        removed = [name.removeprefix("-") for name in names if name.startswith("-")]

        def change(home: "Papertrail") -> None:
            if added:
                home.library.tag([paper.work.id], added)
            if removed:
                home.library.untag([paper.work.id], removed)

        if names and await self._stored(paper, change):
            self._app.say(f"tags: {printable(', '.join(names))}")

    async def similar(self) -> None:
        """Show the papers most like this one; `back` returns."""
        paper = self._paper()
        if paper is None:
            return
        found = await self._app.load(lambda home: home.triage.similar(paper.work.id))
        if found is None:
            return
        self._earlier.append((self._list.papers, self._list.cursor))
        self._list.show(found)
        self._app.show_heading()
        self._app.say(f"{self._app.key_of('back')} goes back to the list before")

    async def find(self) -> None:
        """Go to the next title that contains a text; the last one, if nothing is typed."""
        asked = await self._app.ask(f"Find in titles{f' [{self._sought}]' if self._sought else ''}")
        if asked is None or not (asked or self._sought):
            return
        self._sought = asked or self._sought
        keys, sought = self._list.papers.keys, self._sought
        found = await self._app.load(lambda home: home.triage.containing(sought, keys))
        if not found:
            self._app.say(f"no title contains {printable(sought)!r}")
            return
        wanted = set(found)
        places = [place for place, key in enumerate(keys) if key in wanted]
        after = [place for place in places if place > self._list.cursor]
        self._list.move_to((after or places)[0])
        verb = "contains" if len(found) == 1 else "contain"
        self._app.say(f"{plural(len(found), 'title')} {verb} {printable(sought)!r}")

    def _paper(self) -> TriagePaper | None:
        """Return the paper under the cursor, or say that there is none."""
        key = self._list.key
        paper = None if key is None else self._app.desk.front.triage.paper(key)
        if paper is None:
            self._app.say("there is no paper here")
        return paper


def _set_state(state: str) -> "Callable[[Papertrail, str], object]":
    return lambda home, work: home.library.set_state([work], state)

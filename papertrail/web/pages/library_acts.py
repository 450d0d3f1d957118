"""The changes of the library that any page can ask for: marks, tags, notes, undo."""

from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.routing import BaseRoute, Route

from papertrail.errors import UsageError
from papertrail.render.phrases import plural
from papertrail.types.mark import OPINIONS
from papertrail.web.acting import back, change, form, given, is_partial
from papertrail.web.cards import own
from papertrail.web.templating import paper_address, render

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from papertrail.core.application import Papertrail
    from papertrail.types.library import Change, LibraryPaper, SavedNote

_MARKED = {
    "like": "Liked",
    "dislike": "Disliked",
    "later": "Saved for later",
    "reading": "Reading",
    "read": "Read",
    "discarded": "Discarded",
    "new": "New again",
    "none": "Marks removed",
}


async def mark(request: "Request") -> "Response":
    """Set an opinion or a state; `none` removes all marks."""
    asked = form(request)
    kind, paper = asked.get("mark", ""), asked.get("paper", "")

    def act(home: "Papertrail") -> "LibraryPaper":
        if kind == "none":
            works = home.unmark([paper])
        elif kind in OPINIONS:
            works = home.mark(kind, [paper])
        else:
            works = list(home.library.set_state([paper], kind))
        return home.library.about(works)[0]

    found = await change(request, act)
    if is_partial(request):
        return _part(request, found)
    title = f"{_MARKED.get(kind, kind)}: {found.work.title}"
    return back(request, title, can_undo=True, otherwise=paper_address(found.work.id))


async def tag(request: "Request") -> "Response":
    """Add tags, `a, b`, and remove those with a minus, `-a`, as the terminal does."""
    asked = form(request)
    paper = asked.get("paper", "")
    added, removed = _tags(asked.get("tags", ""))
    await change(request, lambda home: _tag(home, [paper], added, removed))
    done = ", ".join([*added, *(f"-{name}" for name in removed)])
    return back(request, f"Tags: {done}", can_undo=True, otherwise=paper_address(paper))


async def several(request: "Request") -> "Response":
    """Mark or tag the selected papers of a list, all or none."""
    kind, papers = form(request).get("mark", ""), given(request, "paper")
    added, removed = _tags(form(request).get("tags", ""))

    def act(home: "Papertrail") -> None:
        if not papers:
            raise UsageError("no paper is selected", "tick the boxes of those that you mean")
        if kind == "tag":
            _tag(home, papers, added, removed)
        elif kind in OPINIONS:
            home.mark(kind, papers)
        else:
            home.library.set_state(papers, kind)

    await change(request, act)
    done = "Tagged" if kind == "tag" else _MARKED.get(kind, kind)
    return back(
        request, f"{done}: {plural(len(papers), 'paper')}", can_undo=True, otherwise="/library"
    )


async def priority(request: "Request") -> "Response":
    """Say how soon the reader wants to read a paper."""
    level, paper = form(request).get("priority", ""), form(request).get("paper", "")
    (work,) = await change(request, lambda home: home.library.set_priority([paper], level))
    done = f"{level.capitalize()} priority: {work.title}"
    return back(request, done, can_undo=True, otherwise=paper_address(work.id))


async def note(request: "Request") -> "Response":
    """Replace a note. If it has changed since the form was opened, both texts are kept."""
    asked = form(request)
    paper, text = asked.get("paper", ""), asked.get("text", "").replace("\r\n", "\n")
    seen = asked.get("base", "").replace("\r\n", "\n")

    def act(home: "Papertrail") -> "SavedNote":
        stored = home.library.note(paper)
        # The form sends back the text that it began with.
        base = stored
        if stored and stored.text.strip() != seen.strip():
            base = replace(stored, text=seen)
        return home.library.edit_note(paper, text, base)

    saved = await change(request, act)
    done = "The note is stored" if saved.note else "The note is removed"
    if saved.merged:
        done = "The note had changed meanwhile: both texts are kept"
    return back(request, done, can_undo=True, otherwise=paper_address(saved.work.id))


async def undo(request: "Request") -> "Response":
    """Take back the last change."""
    taken = await change(request, lambda home: home.library.undo())
    return back(request, _about(taken, "Taken back", "Nothing is left to be taken back"))


async def redo(request: "Request") -> "Response":
    """Do again what was taken back last."""
    done = await change(request, lambda home: home.library.redo())
    return back(request, _about(done, "Done again", "Nothing is left to be done again"))


def _tags(text: str) -> tuple[list[str], list[str]]:
    """Return the tags to add and those to remove, which have a minus."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    added = [name for name in names if not name.startswith("-")]
    return added, [name.removeprefix("-") for name in names if name.startswith("-")]


def _tag(home: "Papertrail", papers: list[str], added: list[str], removed: list[str]) -> None:
    if not (added or removed):
        raise UsageError("write one tag or several, with commas between them")
    if added:
        home.library.tag(papers, added)
    if removed:
        home.library.untag(papers, removed)


def _about(change: "Change | None", verb: str, nothing: str) -> str:
    if change is None:
        return nothing
    about = change.works[0].title if len(change.works) == 1 else plural(len(change.works), "paper")
    return f"{verb}: {change.command}, {about}"


def _part(request: "Request", found: "LibraryPaper") -> "Response":
    """Return the marks alone, for htmx to put in place of those before."""
    context = {"title": "", "paper": found.work.id, "own": own(found.own)}
    address = form(request).get("back", "/")
    return render(request, "marks_part.html", {**context, "address": address})


ROUTES: list[BaseRoute] = [
    Route("/papers/mark", mark, methods=["POST"]),
    Route("/papers/several", several, methods=["POST"]),
    Route("/papers/priority", priority, methods=["POST"]),
    Route("/papers/tag", tag, methods=["POST"]),
    Route("/papers/note", note, methods=["POST"]),
    Route("/undo", undo, methods=["POST"]),
    Route("/redo", redo, methods=["POST"]),
]
NAVIGATION: tuple[()] = ()

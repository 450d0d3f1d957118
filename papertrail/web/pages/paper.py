"""All that is known about one paper, and what the reader keeps about it."""

from typing import TYPE_CHECKING, Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from papertrail.errors import NotFoundError, PapertrailError
from papertrail.render import json as records
from papertrail.render.citation_lines import of_how_many
from papertrail.render.escaping import link
from papertrail.render.phrases import event
from papertrail.types.document import BlockKind
from papertrail.web.acting import change, form, read, redirect
from papertrail.web.cards import card, own, own_of
from papertrail.web.templating import paper_address, render

if TYPE_CHECKING:
    from starlette.requests import Request

    from papertrail.core.application import Papertrail
    from papertrail.types.citation import CitedReference
    from papertrail.types.fetched import FetchedDocument
    from papertrail.types.full_text import FullTextHit
    from papertrail.types.work import WorkInFull
    from papertrail.web.navigation import NavigationEntry

_SIMILAR = 8
_MOST_CITING = 50
_PDF_HEADERS = {
    # The browser's viewer is a page of its own; nothing may put it into a frame.
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Content-Disposition": "inline",
}


async def paper(request: "Request") -> Response:
    """Show a paper. `text` looks for passages in its full text."""
    name, wanted = request.path_params["paper"], request.query_params.get("text", "").strip()

    def act(home: "Papertrail") -> dict[str, Any]:
        found = home.show(name)
        kept = home.library.about([found.work])[0].own
        return {
            "title": found.work.title,
            "paper": {**records.work_in_full(found), **card(found.work)},
            "own": own(kept),
            "note": kept.note.text if kept.note else "",
            "tags": home.library.tags(),
            "events": [(each.day[:10], event(each)) for each in found.history.events],
            "links": _links(found),
            **_document(home, found.work.id),
            **_citations(home, found.work.id),
            "asked": wanted,
            "passages": _passages(home, found.work.id, wanted),
        }

    return render(request, "paper.html", await read(request, act))


async def similar(request: "Request") -> Response:
    """Show the papers most like one: a part of its page, or a page of its own."""
    name = request.query_params.get("paper", "")

    def act(home: "Papertrail") -> dict[str, Any]:
        title = home.show(name).work.title
        hits = home.similar([name], count=_SIMILAR, quick=True).hits
        shown = [card(hit.work, score=hit.score) for hit in hits]
        kept = own_of(home, (hit.work for hit in hits))
        return {"title": f"Similar to {title}", "papers": shown, "own": kept, "of": name}

    is_part = request.headers.get("hx-request") == "true"
    template = "similar_part.html" if is_part else "similar.html"
    return render(request, template, await read(request, act))


async def pdf(request: "Request") -> Response:
    """Send the PDF that was fetched."""
    name = request.query_params.get("paper", "")
    content = await read(request, lambda home: home.documents.path(name).read_bytes())
    return Response(content, media_type="application/pdf", headers=_PDF_HEADERS)


async def fetch(request: "Request") -> Response:
    """Fetch the PDF of a paper and read its text, then show the paper."""
    name = form(request).get("paper", "")

    def act(home: "Papertrail") -> "FetchedDocument":
        (done,) = home.documents.fetch([name]).documents
        # Finds references and links in it, which pages that only read do not.
        home.citations.links(name)
        return done

    done = await change(request, act)
    if done.error:
        raise PapertrailError(done.error)
    return redirect(f"{paper_address(name)}#text")


def _links(found: "WorkInFull") -> list[dict[str, Any]]:
    rows = [
        {"url": link(each.url), "what": f"{each.whose} {each.kind}", "page": each.page}
        for each in found.links
        if each.url
    ]
    rows += [
        {"url": link(url), "what": f"discussion: {title}", "page": None}
        for _, title, url in found.history.discussions
    ]
    return [row for row in rows if row["url"]]


def _document(home: "Papertrail", name: str) -> dict[str, Any]:
    """Return what is known of the full text: its headings with their pages."""
    nothing: dict[str, Any] = {"has_text": False, "has_pdf": False, "outline": ()}
    try:
        text = home.documents.text(name)
    except PapertrailError:
        return {**nothing, "has_pdf": home.documents.about(name) is not None}
    headings = [block for block in text.blocks if block.kind is BlockKind.HEADING]
    outline = [{"text": block.text, "page": block.page} for block in headings]
    return {"has_text": True, "has_pdf": True, "outline": outline}


def _citations(home: "Papertrail", name: str) -> dict[str, Any]:
    try:
        entries = home.citations.references(name).entries
    except NotFoundError:
        entries = ()
    cited = home.citations.cited_by(name)
    return {
        "references": list(map(_reference, entries)),
        "cited_by": [card(work) for work in cited.citing[:_MOST_CITING]],
        "known_citations": of_how_many(cited),
    }


def _reference(entry: "CitedReference") -> dict[str, Any]:
    reference = entry.reference
    return {
        "number": reference.number,
        "text": reference.text,
        "id": entry.work.id if entry.work else "",
        "title": entry.work.title if entry.work else "",
        "marks": ", ".join(dict.fromkeys(mark.kind for mark in entry.marks)),
    }


def _passages(home: "Papertrail", name: str, wanted: str) -> list[dict[str, Any]]:
    """Return the passages of a paper that answer a question."""
    if not wanted:
        return []
    hits: tuple[FullTextHit, ...] = home.search_full_text(f"id:{name} {wanted}", count=1).hits
    return [
        {
            "page": hit.passage.page,
            "section": hit.passage.section,
            "text": hit.passage.text,
            "sentence": hit.sentence,
        }
        for found in hits
        for hit in found.passages
    ]


ROUTES: list[BaseRoute] = [
    Route("/paper/{paper:path}", paper),
    Route("/similar", similar),
    Route("/pdf", pdf),
    Route("/papers/fetch", fetch, methods=["POST"]),
]
NAVIGATION: "tuple[NavigationEntry, ...]" = ()

"""The tools: each calls the application and returns a page of JSON."""

import asyncio
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from papertrail.core.failures import EXPECTED, describe
from papertrail.errors import UsageError
from papertrail.mcp.answers import answer, listed, visible
from papertrail.render import (
    document_lines,
    json,
    json_citations,
    json_library,
    json_reading,
    listings,
)
from papertrail.types.mark import OPINIONS

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from papertrail.core.application import Papertrail
    from papertrail.core.pool import Done, HomePool
    from papertrail.types.digest import DigestView
    from papertrail.types.document import Passage
    from papertrail.types.full_text import FullTextResults, StoredPassage
    from papertrail.types.search import SearchResults

T = TypeVar("T")
Cursor = Annotated[str, Field(description="`next` of the page before")]
Count = Annotated[int, Field(ge=1, le=50)]
Paper = Annotated[str, Field(description="an id such as arxiv:1706.03762, or an address")]
Papers = Annotated[list[str], Field(min_length=1, max_length=50, description="ids or addresses")]
Part = Literal["about", "text", "references", "cited_by"]
View = Literal["list", "next", "review", "tags"]
Mark = Literal["like", "dislike", "new", "later", "reading", "read", "discarded"]
_LISTED = 500
"""Most papers of a list of the library; a query finds the others."""


class Tools:
    """What assistants can do with a home. Signatures and docstrings are what they read."""

    def __init__(self, pool: "HomePool") -> None:
        self._pool = pool

    async def search(
        self,
        query: Annotated[str, Field(description="words; also author: venue: since:30d")],
        *,
        full_text: Annotated[bool, Field(description="find passages of fetched PDFs")] = False,
        count: Count = 20,
        cursor: Cursor = "",
    ) -> str:
        """Find stored papers by meaning and by words, best first."""

        def abstracts(home: "Papertrail") -> str:
            found = home.search(query, count=count)
            rows = [_of_hit(json.hit(hit)) for hit in found.hits]
            return answer(_head(found, listings.nothing_found(found)), rows, cursor)

        def passages(home: "Papertrail") -> str:
            found = home.search_full_text(query, count=count)
            rows = [
                {"id": hit.work.id, "title": hit.work.title, **_of_passage(each.passage)}
                for hit in found.hits
                for each in hit.passages
            ]
            nothing = document_lines.nothing_in_full_texts(found)
            return answer(_head(found, nothing), rows, cursor, "passages")

        return await self.read(passages if full_text else abstracts)

    async def digest(
        self,
        day: Annotated[str, Field(description="YYYY-MM-DD; today if empty")] = "",
        cursor: Cursor = "",
    ) -> str:
        """Return a day's new papers that match the reader's topics, with reasons."""

        def act(home: "Papertrail") -> str:
            # A look takes no paper from the reader's own digest.
            view = home.past_digest(day) if day else home.digest(record=False)
            return digest_answer(view, cursor)

        # It adds vectors, which only the thread that changes may do.
        return await self.change(act)

    async def paper(self, id: Paper, part: Part = "about", cursor: Cursor = "") -> str:  # noqa: A002
        """Return all about a paper, its full text by passages, its references, or who cites it."""
        return await self.read(lambda home: paper_answer(home, id, part, cursor))

    async def similar(self, ids: Papers, count: Count = 20, cursor: Cursor = "") -> str:
        """Find the stored papers closest in meaning to some papers."""

        def act(home: "Papertrail") -> str:
            found = home.similar(ids, count=count)
            rows = [_of_hit(json.hit(hit)) for hit in found.hits]
            return answer({"remarks": found.remarks}, rows, cursor)

        return await self.read(act)

    async def ask(
        self,
        question: str,
        ids: Annotated[tuple[str, ...], Field(description="papers; all if empty")] = (),
        topic: str = "",
        cursor: Cursor = "",
    ) -> str:
        """Find the sentences of fetched papers that answer a question, verbatim, with pages."""

        def act(home: "Papertrail") -> str:
            found = json_reading.answers(home.reading.ask(question, ids, topic=topic or None))
            head = {
                "question": question,
                "asked": len(found["asked"]),
                "without_text": [paper["id"] for paper in found["without_text"]],
            }
            if not found["answers"]:
                head["answer"] = "nothing in these papers says this"
            return answer(head, found["answers"], cursor, "answers")

        return await self.read(act)

    async def library(
        self,
        view: Annotated[View, Field(description="next: what to read; review: last week")] = "list",
        query: Annotated[str, Field(description="as search, and state: tag: has:")] = "",
        cursor: Cursor = "",
    ) -> str:
        """Return the reader's papers with states, tags and notes."""

        def act(home: "Papertrail") -> str:
            library = home.library
            if view == "tags":
                rows = [{"tag": tag, "papers": count} for tag, count in library.tags().items()]
                return answer({}, rows, cursor, "tags")
            if view == "next":
                plan = json_library.plan(library.next(10))
                return answer({}, [_of_library(each, why=each["why"]) for each in plan], cursor)
            if view == "review":
                review = json_library.review(library.review())
                rows = [_of_library(each) for each in (*review["read"], *review["noted"])]
                return answer({"since": review["since"]}, rows, cursor)
            found = library.list(query, count=_LISTED)
            rows = [_of_library(json_library.paper(each)) for each in found.papers]
            return answer({"total": found.total, "remarks": found.remarks}, rows, cursor)

        return await self.read(act)

    async def topics(
        self, name: Annotated[str, Field(description="all if empty")] = "", cursor: Cursor = ""
    ) -> str:
        """Return the topics that digests look for, or what one has learnt and finds."""

        def act(home: "Papertrail") -> str:
            if not name:
                return answer({}, json.topics(home.topics.list()), cursor, "topics")
            report = json.topic(home.topics.show(name))
            best = report.pop("best")
            return answer(report, best, cursor, "best")

        # It adds vectors, which only the thread that changes may do.
        return await self.change(act)

    async def mark(
        self,
        ids: Papers,
        mark: Annotated[Mark | None, Field(description="an opinion or a state")] = None,
        tags: Annotated[tuple[str, ...], Field(description="added")] = (),
        note: Annotated[str, Field(description="added to the note of one paper")] = "",
    ) -> str:
        """Mark, tag or note papers; the reader can undo it."""

        def act(home: "Papertrail") -> str:
            if not (mark or tags or note):
                raise UsageError("nothing to change", "give a mark, tags or a note")
            if note and len(ids) > 1:
                raise UsageError("a note is about one paper", "name one paper")
            if mark in OPINIONS:
                home.mark(mark, ids)
            elif mark:
                home.library.set_state(ids, mark)
            if tags:
                home.library.tag(ids, tags)
            if note:
                home.library.append_note(ids[0], note)
            works = [home.show(paper).work for paper in ids]
            rows = [json_library.paper(each) for each in home.library.about(works)]
            return answer({"done": True}, [_of_library(row) for row in rows], "")

        return await self.change(act)

    async def read(self, act: "Callable[[Papertrail], T]") -> T:
        """Run an act that reads. Raises ToolError: in words."""
        return await _awaited(self._pool.read, act)

    async def change(self, act: "Callable[[Papertrail], T]") -> T:
        """Run an act that writes, after those before it. Raises ToolError: in words."""
        return await _awaited(self._pool.change, act)


def digest_answer(view: "DigestView", cursor: str) -> str:
    """Return a digest: its papers with their topics, the best topics' first."""
    found = json.digest(view)
    rows = [
        listed(paper, topic=topic["name"], relevance=paper["score"], why=paper["why"])
        for topic in found["topics"]
        for paper in topic["papers"]
    ]
    head = {
        "date": found["date"],
        "considered": found["considered"],
        "topics": [
            {"name": topic["name"], "papers": len(topic["papers"])} for topic in found["topics"]
        ],
        "news": [
            {"id": paper["id"], "title": paper["title"], "events": paper["events"]}
            for paper in found["news"]
        ],
    }
    return answer(head, rows, cursor)


def paper_answer(home: "Papertrail", paper: str, part: Part, cursor: str) -> str:
    """Return a part of what is known about a paper."""
    if part == "references":
        found = json_citations.references(home.citations.references(paper))
        rows = found.pop("references")
        for row in rows:
            row["paper"] = row["paper"] and row["paper"]["id"]
        return answer(found, rows, cursor, "references")
    if part == "cited_by":
        found = json_citations.cited_by(home.citations.cited_by(paper))
        rows = [listed(each) for each in found.pop("cited_by")]
        return answer(found, rows, cursor, "cited_by")
    known = home.show(paper)
    if part == "text":
        text = home.documents.text(paper)
        rows = list(map(_of_passage, text.passages))
        head = {
            "id": known.work.id,
            "title": known.work.title,
            "pages": len(text.pages),
            "hidden_passages_removed": len(text.hidden),
            "remarks": text.remarks,
        }
        return answer(head, rows, cursor, "passages")
    (own,) = home.library.about([known.work])
    row = json.work_in_full(known) | {"reader": json_library.annotations(own.own)}
    return answer({}, [row], cursor)


def _head(found: "SearchResults | FullTextResults", nothing: str) -> dict[str, object]:
    """Return what an answer says before its hits, or of their absence."""
    return {
        "remarks": found.remarks,
        "not_indexed_yet": found.pending or None,
        "nothing": "" if found.hits else nothing,
    }


def _of_hit(hit: dict[str, Any]) -> dict[str, Any]:
    why = hit["why"]
    kept = {name: why[name] for name in ("sentence", "terms", "named") if why.get(name)}
    return listed(hit, score=hit["score"], why=kept)


def _of_passage(passage: "Passage | StoredPassage") -> dict[str, Any]:
    return {"page": passage.page, "section": passage.section, "text": passage.text}


def _of_library(paper: dict[str, Any], **more: object) -> dict[str, Any]:
    note = paper["note"]
    return listed(
        paper,
        state=paper["state"],
        opinions=[mark["kind"] for mark in paper["marks"] if mark["kind"] in OPINIONS],
        tags=[tag["name"] for tag in paper["tags"]],
        notes=visible(note["text"], 1_000) if note else "",
        **more,
    )


async def _awaited(
    submit: "Callable[[Callable[[Papertrail], T]], Future[Done[T]]]",
    act: "Callable[[Papertrail], T]",
) -> T:
    try:
        done = await asyncio.wrap_future(submit(act))
    except EXPECTED as error:
        failure = describe(error)
        hint = f"; {visible(failure.hint)}" if failure.hint else ""
        raise ToolError(f"{visible(failure.message)}{hint}") from error
    return done.value

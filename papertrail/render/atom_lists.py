"""Render lists of papers as Atom feeds.

RFC 4287, https://www.rfc-editor.org/rfc/rfc4287. The same list makes the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from markupsafe import Markup, escape

from papertrail.render.escaping import link, printable
from papertrail.render.phrases import TITLE, authors
from papertrail.render.templates import fill
from papertrail.types.work import Work

_NAMED_AUTHORS = 10
_NEVER = "1970-01-01T00:00:00Z"
"""When a list that never had a paper changed last."""


@dataclass(frozen=True, slots=True)
class ListedWork:
    """A paper of a list.

    Attributes:
        listed: when it came into the list, ISO 8601, UTC.
        updated: when something happened to it last, at least `listed`.
    """

    work: Work
    listed: str
    updated: str


@dataclass(frozen=True, slots=True)
class WorkFeed:
    """A list of papers.

    Attributes:
        identity: what makes its id, the same for ever.
        name: of which the name of its file is made.
    """

    identity: str
    name: str
    title: str
    entries: Sequence[ListedWork]


def work_feed(feed: WorkFeed, home: str) -> str:
    """Return a list as a feed.

    Args:
        feed: the list.
        home: a name of 32 hexadecimal digits that no other home has.
    """
    uid = uuid5(UUID(home), feed.identity)
    title = printable(feed.title, TITLE) or "papers"
    context = {
        "id": uid,
        "title": f"papertrail: {title}",
        "updated": max((each.updated for each in feed.entries), default=_NEVER),
        "entries": [_entry(each, uid, title) for each in feed.entries],
    }
    return fill("feed.atom", context, None)


def _entry(listed: ListedWork, feed: UUID, topic: str) -> dict[str, Any]:
    work = listed.work
    named = [printable(author.name) for author in work.authors[:_NAMED_AUTHORS]]
    facts = (authors(work), work.venue, work.published, work.id)
    html = Markup("<p>{}</p>").format(" · ".join(printable(fact) for fact in facts if fact))
    html += Markup("<p>{}</p>").format(printable(work.abstract)) if work.abstract else Markup()
    return {
        "id": uuid5(feed, str(work.key)),
        "title": printable(work.title, TITLE),
        "url": link(work.url),
        "updated": listed.updated,
        "published": listed.listed,
        "authors": list(filter(None, named)),
        "topic": topic,
        "content": escape(str(html)),
    }

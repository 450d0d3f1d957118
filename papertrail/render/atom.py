"""Render digests as an Atom feed, one entry for each paper.

RFC 4287, https://www.rfc-editor.org/rfc/rfc4287.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from markupsafe import Markup, escape

from papertrail.render.escaping import link, printable
from papertrail.render.phrases import TITLE, authors, event
from papertrail.render.templates import fill

if TYPE_CHECKING:
    from papertrail.types.digest import DigestView, Entry
    from papertrail.types.work import Work

NAMED_AUTHORS = 10
DAYS = 14
"""Days that a feed covers, for readers that look in rarely."""


def feed(views: Sequence["DigestView"], home: str, own: Path | None = None) -> str:
    """Return digests as one feed.

    Args:
        views: at least one, newest first.
        home: a name of 32 hexadecimal digits that stays the same for all feeds of a home.
        own: the reader's folder of templates.
    """
    entries = list(chain.from_iterable(map(_entries, views)))
    context = {
        "id": uuid5(UUID(home), "feed"),
        "title": "papertrail",
        "updated": views[0].digest.created,
        "entries": entries,
    }
    return fill("feed.atom", context, own)


def _entries(view: "DigestView") -> Iterator[dict[str, Any]]:
    """Yield a digest's papers and news.

    The id of an entry never changes: it is made from the digest's and the work's.
    """
    digest = view.digest
    for section in view.sections:
        for entry in section.entries:
            yield _entry(entry.work, digest.created, section.topic) | {
                "id": uuid5(UUID(digest.uid), str(entry.work.key)),
                "content": _content(entry),
            }
    for known in view.news:
        summary = "; ".join(map(event, known.events))
        yield _entry(known.work, digest.created, "News of papers you know") | {
            "id": uuid5(UUID(digest.uid), f"news {known.work.key}"),
            "title": f"{printable(known.work.title, TITLE)}: {summary}",
            "content": escape(str(Markup("<p>{}</p>").format(summary))),
        }


def _entry(work: "Work", created: str, topic: str) -> dict[str, Any]:
    named = [printable(author.name) for author in work.authors[:NAMED_AUTHORS]]
    return {
        "title": printable(work.title, TITLE),
        "url": link(work.url),
        "updated": created,
        "authors": list(filter(None, named)),
        "topic": topic,
    }


def _content(entry: "Entry") -> Markup:
    """Return a paper as the HTML of a feed's entry, escaped once more for the feed."""
    work = entry.work
    facts = [
        authors(work),
        work.venue,
        work.published,
        work.id,
        "exploring" if entry.role == "exploration" else "",
    ]
    html = Markup("<p>{}</p>").format(" · ".join(printable(fact) for fact in facts if fact))
    sentence = printable(entry.why.get("sentence", ""))
    html += Markup("<blockquote>{}</blockquote>").format(sentence) if sentence else Markup()
    html += Markup("<p>{}</p>").format(printable(work.abstract)) if work.abstract else Markup()
    for other in entry.similar:
        title, address = printable(other.title, TITLE), link(other.url)
        linked = Markup('<a href="{}">{}</a>').format(address, title) if address else title
        html += Markup("<p>similar: {} {}</p>").format(linked, printable(other.id))
    return escape(str(html))

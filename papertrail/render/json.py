"""Papers, hits and digests as JSON that scripts may rely on."""

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from papertrail.types.digest import DigestView, Entry
    from papertrail.types.mark import Mark
    from papertrail.types.search import Hit
    from papertrail.types.work import Event, History, Work

_CONTROLS = re.compile("[\x7f-\x9f]")
"""Those that JSON lets stand as they are."""


def dumps(value: object) -> str:
    """Write JSON for people and programs: indented, characters as they are, save those that control
    a terminal.
    """
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def work(item: "Work") -> dict[str, Any]:
    """Return what every listing says of a paper."""
    return {
        "id": item.id,
        "title": item.title,
        "authors": [author.name for author in item.authors],
        "abstract": item.abstract,
        "url": item.url,
        "published": item.published,
        "venue": item.venue,
        "categories": list(item.categories),
        "sources": list(item.sources),
    }


def work_in_full(item: "Work", history: "History") -> dict[str, Any]:
    """Return all that is known of a paper."""
    return work(item) | {
        "identifiers": dict(item.identifiers),
        "version": item.version,
        "submitted": item.submitted,
        "updated": item.updated,
        "announced": item.announced,
        "fetched": item.fetched,
        "comment": item.comment,
        "journal_ref": item.journal_ref,
        "year": item.year,
        "withdrawn": item.withdrawn,
        "appearances": [
            {
                "source": appearance.source,
                "identifiers": [f"{scheme}:{value}" for scheme, value in appearance.identifiers],
                "title": appearance.title,
                "venue": appearance.venue,
                "year": appearance.year,
                "url": appearance.url,
                "seen": appearance.seen,
            }
            for appearance in history.appearances
        ],
        "events": [_event(event) for event in history.events],
        "discussions": [
            {"source": source, "title": title, "url": url}
            for source, title, url in history.discussions
        ],
    }


def marked(item: "Work", marks: "Sequence[Mark]") -> dict[str, Any]:
    """Return a paper with its marks, the latest first."""
    return work(item) | {
        "marks": [
            {"kind": mark.kind, "topic": mark.topic or None, "marked": mark.marked}
            for mark in marks
        ]
    }


def hit(item: "Hit") -> dict[str, Any]:
    """Return a search hit; `score` orders the hits, and `why` tells what it is made of."""
    why: dict[str, Any] = {"sentence": item.sentence, "terms": list(item.terms)}
    why |= {"named": item.named} if item.named else {}
    for name, part in (("semantic", item.semantic), ("keyword", item.keyword)):
        if part:
            why[name] = {
                "rank": part.rank,
                "score": round(part.score, 4),
                "weight": round(part.weight, 4),
            }
    return work(item.work) | {"score": round(item.score, 4), "why": why}


def digest(item: "DigestView") -> dict[str, Any]:
    """Return a digest with its topics, as scripts and templates get it."""
    return {
        "date": item.digest.created[:10],
        "created": item.digest.created,
        "considered": item.digest.considered,
        "carried": item.digest.carried,
        "topics": [
            {"name": section.topic, "papers": [_entry(entry) for entry in section.entries]}
            for section in item.sections
        ],
        "news": [
            work(known.work) | {"events": [_event(event) for event in known.events]}
            for known in item.news
        ],
        "sources": [
            {"name": source.name, "status": source.status, "considered": source.considered}
            for source in item.digest.sources
        ],
    }


def _entry(entry: "Entry") -> dict[str, Any]:
    return work(entry.work) | {
        "score": entry.score,
        "why": entry.why,
        "exploration": entry.role == "exploration",
        "similar": [work(other) for other in entry.similar],
    }


def _event(event: "Event") -> dict[str, Any]:
    return {
        "kind": event.kind,
        "version": event.version,
        "detail": event.detail,
        "noticed": event.day,
    }

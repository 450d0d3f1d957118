"""Papers, hits and digests as JSON that scripts may rely on."""

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from papertrail.digest import Section
    from papertrail.search import Hit
    from papertrail.store import Digest, History, Mark, Work


def dumps(value: object) -> str:
    """Write JSON for people and programs: indented, characters as they are."""
    return json.dumps(value, indent=2, ensure_ascii=False)


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
        "events": [
            {"kind": event.kind, "version": event.version, "detail": event.detail, "noticed": event.day}
            for event in history.events
        ],
        "discussions": [{"source": source, "title": title, "url": url} for source, title, url in history.discussions],
    }


def marked(item: "Work", marks: "Sequence[Mark]") -> dict[str, Any]:
    """Return a paper with its marks, the latest first."""
    return work(item) | {
        "marks": [{"kind": mark.kind, "topic": mark.topic or None, "marked": mark.marked} for mark in marks]
    }


def hit(item: "Hit") -> dict[str, Any]:
    """Return a search hit; `score` is the cosine similarity."""
    return work(item.work) | {"score": round(item.score, 4), "why": {"sentence": item.sentence}}


def digest(item: "Digest", sections: "Sequence[Section]") -> dict[str, Any]:
    """Return a digest with its topics."""
    return {
        "date": item.created[:10],
        "created": item.created,
        "considered": item.considered,
        "topics": [
            {
                "name": section.topic,
                "papers": [work(entry.work) | {"score": entry.score, "why": entry.why} for entry in section.entries],
            }
            for section in sections
        ],
        "sources": [{"name": name, "status": status} for name, status in item.sources],
    }

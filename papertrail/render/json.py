"""Render all results as JSON that scripts may rely on."""

import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from papertrail.clock import iso

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feeds.paper import Paper
    from papertrail.types.backup import Backup, Diagnosis, Restored
    from papertrail.types.bibliography import BibliographyCheck
    from papertrail.types.delivery import Delivery
    from papertrail.types.digest import DigestView, Entry
    from papertrail.types.document import Link
    from papertrail.types.export import ExportedFile
    from papertrail.types.feed import FeedCheck, FeedInfo
    from papertrail.types.mark import MarkedWork
    from papertrail.types.model import ListedModel
    from papertrail.types.schedule import RunResult, ScheduleStatus
    from papertrail.types.search import Hit, SavedSearch
    from papertrail.types.source import Day, Reconciliation
    from papertrail.types.status import SourceStatus, Status
    from papertrail.types.topic import Topic
    from papertrail.types.topic_report import (
        RankedWork,
        TopicEvaluation,
        TopicReason,
        TopicReport,
        TopicSuggestions,
    )
    from papertrail.types.update import ReconcileResult, UpdateResult
    from papertrail.types.work import Appearance, Event, Work, WorkInFull

_CONTROLS = re.compile("[\x7f-\x9f]")
"""Those that JSON does not escape."""


def dumps(value: object) -> str:
    """Return JSON text, indented, with only those characters escaped that control a terminal."""
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
        "pdf": item.pdf_url or None,
        "published": item.published,
        "venue": item.venue,
        "categories": list(item.categories),
        "sources": list(item.sources),
    }


def work_in_full(found: "WorkInFull") -> dict[str, Any]:
    """Return all that is known about a paper."""
    item, history = found.work, found.history
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
        "retracted": any(event.kind == "retracted" for event in history.events),
        "appearances": list(map(_appearance, history.appearances)),
        "events": list(map(_event, history.events)),
        "discussions": [
            {"source": source, "title": title, "url": url}
            for source, title, url in history.discussions
        ],
        "links": [_link(link) for link in found.links],
    }


def marked(items: "Sequence[MarkedWork]") -> list[dict[str, Any]]:
    """Return papers with their marks, the latest first."""
    return [work(item.work) | {"marks": _marks(item)} for item in items]


def hit(item: "Hit") -> dict[str, Any]:
    """Return a search hit; `score` orders the hits, and `why` explains it."""
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
        "date": item.digest.day,
        "created": item.digest.created,
        "considered": item.digest.considered,
        "carried": item.digest.carried,
        "topics": [
            {"name": section.topic, "papers": list(map(_entry, section.entries))}
            for section in item.sections
        ],
        "best": [entry.work.id for entry in item.best],
        "more": [
            {"name": section.topic, "papers": list(map(_entry, section.entries))}
            for section in item.more
        ],
        "news": [
            work(known.work) | {"events": list(map(_event, known.events))} for known in item.news
        ],
        "sources": [
            {"name": source.name, "status": source.status, "considered": source.considered}
            for source in item.digest.sources
        ],
    }


def update(result: "UpdateResult") -> dict[str, Any]:
    """Return what an update did."""
    return {
        "sources": list(map(asdict, result.sources)),
        "new": result.new,
        "updated": result.updated,
        "embedded": result.embedded,
        "pending": result.pending,
        "documents": result.documents,
        "seconds": round(result.seconds, 3),
    }


def reconciled(result: "ReconcileResult") -> list[dict[str, Any]]:
    """Return the comparisons of the sources that could be compared."""
    return list(map(_reconciliation, result.reconciled))


def status(state: "Status") -> dict[str, Any]:
    """Return the state of a home."""
    return {
        "papers": state.papers,
        "indexed": state.indexed,
        "pending": state.pending,
        "meaning": asdict(state.vectors),
        "words": asdict(state.keywords),
        "model": asdict(state.model),
        "next_model": asdict(state.next_model) if state.next_model else None,
        "undelivered": list(map(asdict, state.undelivered)),
        "sources": list(map(_source, state.sources)),
        "problems": list(state.problems),
    }


def backup(made: "Backup") -> dict[str, Any]:
    """Return a backup."""
    return asdict(made) | {"file": str(made.file)}


def restored(done: "Restored") -> dict[str, Any]:
    """Return a home after its restore."""
    return asdict(done) | {"replaced": str(done.replaced) if done.replaced else None}


def diagnosis(found: "Diagnosis") -> dict[str, Any]:
    """Return what an examination found."""
    return {
        "healthy": not found.outcome,
        "examined": list(found.examined),
        "findings": list(map(asdict, found.findings)),
    }


def feeds(listed: "Sequence[FeedInfo]") -> list[dict[str, Any]]:
    """Return feeds."""
    return list(map(asdict, listed))


def feed_check(found: "FeedCheck") -> dict[str, Any]:
    """Return one page of a feed."""
    return {
        "name": found.name,
        "status": found.status,
        "note": found.note,
        "papers": list(map(_paper, found.papers)),
    }


def topics(listed: "Sequence[Topic]") -> list[dict[str, Any]]:
    """Return topics with their settings."""
    return list(map(asdict, listed))


def topic(report: "TopicReport") -> dict[str, Any]:
    """Return what a topic learnt and finds."""
    return {
        **asdict(report.topic),
        "liked": report.liked,
        "disliked": report.disliked,
        "for": list(report.supporting),
        "against": list(report.opposing),
        "best": list(map(_ranked, report.best)),
        "borderline": list(map(_ranked, report.borderline)),
        "weeks": list(report.weeks),
    }


def topic_reason(found: "TopicReason") -> dict[str, Any]:
    """Return why a topic shows a paper, or does not."""
    return {
        "topic": found.topic,
        **_named(found.work),
        "relevance": round(found.relevance, 4),
        "cut_off": round(found.cut_off, 4),
        "matches": found.matches,
        "parts": [{"of": name, "log_odds": round(part, 2)} for name, part in found.parts],
        "terms": list(found.terms),
        "sentence": found.sentence,
        "rule": found.rule,
        "excluded": found.excluded,
        "better": found.better,
        "changes": list(found.changes),
    }


def evaluations(found: "Sequence[TopicEvaluation]") -> list[dict[str, Any]]:
    """Return how well topics predict the marks."""
    rows = []
    for item in found:
        row: dict[str, Any] = {"name": item.name, "enough": item.replayed is not None}
        if item.replayed:
            missed = list(map(_named, item.replayed.missed))
            row |= {**asdict(item.replayed), "missed": missed}
        rows.append(row)
    return rows


def suggestions(found: "TopicSuggestions") -> list[dict[str, Any]]:
    """Return topics that could be added."""
    return [
        {"name": item.name, "papers": list(map(_named, item.works))} for item in found.suggestions
    ]


def models(listed: "Sequence[ListedModel]") -> list[dict[str, Any]]:
    """Return models."""
    return list(map(asdict, listed))


def searches(listed: "Sequence[SavedSearch]") -> list[dict[str, Any]]:
    """Return saved searches."""
    return list(map(asdict, listed))


def deliveries(listed: "Sequence[Delivery]") -> list[dict[str, Any]]:
    """Return deliveries."""
    return list(map(asdict, listed))


def schedule(state: "ScheduleStatus") -> dict[str, Any]:
    """Return what is scheduled, and the last results."""
    row: dict[str, Any] = {}
    if state.entry:
        timetable = state.entry.timetable
        row = {
            "with": state.entry.scheduler,
            "at": timetable.times,
            "days": timetable.weekdays,
            "next": iso(state.entry.next),
        }
    return row | {"log": str(state.log), "last": list(map(_run, state.last))}


def _appearance(appearance: "Appearance") -> dict[str, Any]:
    return {
        "source": appearance.source,
        "identifiers": [f"{scheme}:{value}" for scheme, value in appearance.identifiers],
        "title": appearance.title,
        "venue": appearance.venue,
        "year": appearance.year,
        "url": appearance.url,
        "seen": appearance.seen,
    }


def _marks(item: "MarkedWork") -> list[dict[str, Any]]:
    return [
        {"kind": mark.kind, "topic": mark.topic or None, "marked": mark.marked}
        for mark in item.marks
    ]


def _entry(entry: "Entry") -> dict[str, Any]:
    return work(entry.work) | {
        "score": entry.score,
        "why": entry.why,
        "exploration": entry.role == "exploration",
        "similar": list(map(work, entry.similar)),
        "links": [_link(link) for link in entry.links],
    }


def _link(link: "Link") -> dict[str, Any]:
    return asdict(link)


def _event(event: "Event") -> dict[str, Any]:
    return {
        "kind": event.kind,
        "version": event.version,
        "detail": event.detail,
        "noticed": event.day,
    }


def _run(result: "RunResult") -> dict[str, Any]:
    return asdict(result)


def _reconciliation(found: "Reconciliation") -> dict[str, Any]:
    return asdict(found)


def _source(source: "SourceStatus") -> dict[str, Any]:
    return {
        "name": source.name,
        "status": source.status,
        "last_success": source.last_success,
        "newest": source.newest,
        "error": source.error,
        "note": source.note,
        "followed": source.followed,
        "missing": source.missing,
        "days": list(map(_day, source.days)),
        "proof": _reconciliation(source.reconciliation) if source.reconciliation else None,
        "proven": source.reconciled,
    }


def _day(day: "Day") -> dict[str, Any]:
    row = asdict(day) | {"missing": day.missing}
    del row["source"]
    return row


def _paper(paper: "Paper") -> dict[str, Any]:
    return {
        "identifiers": [f"{scheme}:{value}" for scheme, value in paper.identifiers],
        "title": paper.title,
        "authors": [author.name for author in paper.authors],
        "abstract": paper.abstract,
        "url": paper.url,
        "venue": paper.venue,
        "announced": paper.announced.isoformat() if paper.announced else None,
        "discussions": list(paper.discussions),
    }


def _named(work: "Work") -> dict[str, Any]:
    return {"id": work.id, "title": work.title}


def _ranked(item: "RankedWork") -> dict[str, Any]:
    return _named(item.work) | {"relevance": round(item.relevance, 4)}


def exported_file(done: "ExportedFile") -> dict[str, Any]:
    """Return what changed in a file."""
    return asdict(done)


def bibliography_check(check: "BibliographyCheck") -> dict[str, Any]:
    """Return the findings of a check; the corrected file is left out."""
    values = asdict(check)
    del values["fixed"]
    return values

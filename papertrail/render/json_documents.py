"""Render documents, what was fetched, and passages that were found, as JSON."""

from typing import TYPE_CHECKING, Any

from papertrail.render.json import work as render_work

if TYPE_CHECKING:
    from papertrail.types.fetched import Document, FetchResult, GetResult, ListedDocument
    from papertrail.types.full_text import FullTextHit, PassageHit
    from papertrail.types.search import Part


def got(result: "GetResult") -> dict[str, Any]:
    """Return what came of getting papers, in the order asked for."""
    papers = [
        {
            "asked": paper.asked,
            "status": paper.status,
            "error": paper.error or None,
            "paper": render_work(paper.work) if paper.work else None,
        }
        for paper in result.papers
    ]
    return {"papers": papers, "embedded": result.embedded, "indexed": result.indexed}


def fetched(result: "FetchResult") -> dict[str, Any]:
    """Return what came of fetching PDFs, in the order asked for."""
    documents = [
        {
            "asked": each.asked,
            "id": each.work.id if each.work else None,
            "status": each.status,
            "error": each.error or None,
            "document": document(each.document) if each.document else None,
        }
        for each in result.documents
    ]
    return {"documents": documents, "indexed": result.indexed}


def document(item: "Document") -> dict[str, Any]:
    """Return what is stored of a PDF."""
    return {
        "sha256": item.sha256,
        "bytes": item.size,
        "pages": item.pages,
        "scanned": item.scanned,
        "origin": item.origin,
        "version": item.version,
        "fetched": item.fetched,
        "problem": item.problem or None,
    }


def stored(item: "ListedDocument | None") -> dict[str, Any]:
    """Return what is stored of the PDF of a paper, for what else is known about it."""
    if item is None or item.document is None:
        return {"document": None}
    state = {"state": item.state, "reason": item.reason or None, "path": str(item.path)}
    remarks = {"remarks": list(item.remarks)}
    return {"document": document(item.document) | state | remarks}


def listed(item: "ListedDocument") -> dict[str, Any]:
    """Return a document in the list of all."""
    return {
        "id": item.work.id,
        "title": item.work.title,
        "state": item.state,
        "reason": item.reason or None,
        "path": str(item.path) if item.path else None,
        "document": document(item.document) if item.document else None,
    }


def full_text_hit(item: "FullTextHit") -> dict[str, Any]:
    """Return a paper with the passages that answer a query, best first."""
    return render_work(item.work) | {
        "score": round(item.score, 4),
        "passages": [_passage(found) for found in item.passages],
    }


def _passage(found: "PassageHit") -> dict[str, Any]:
    passage = found.passage
    why: dict[str, Any] = {"terms": list(found.terms)}
    for name, part in (("semantic", found.semantic), ("keyword", found.keyword)):
        if part:
            why[name] = _part(part)
    return {
        "kind": passage.kind,
        "page": passage.page or None,
        "section": passage.section or None,
        "sentence": found.sentence,
        "text": passage.text,
        "score": round(found.score, 4),
        "why": why,
    }


def _part(part: "Part") -> dict[str, Any]:
    return {
        "rank": part.rank,
        "score": round(part.score, 4),
        "weight": round(part.weight, 4),
    }

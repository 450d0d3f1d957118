"""Render references, citations and links as JSON."""

from typing import TYPE_CHECKING, Any

from papertrail.render.json import work as render_work

if TYPE_CHECKING:
    from papertrail.types.citation import CitedBy, CitedReference, CoupledPapers, References


def references(found: "References") -> dict[str, Any]:
    """Return the references of a paper, in the order in which they are printed."""
    return {
        "id": found.work.id,
        "title": found.work.title,
        "matched": found.matched,
        "references": [_entry(entry) for entry in found.entries],
    }


def cited_by(found: "CitedBy") -> dict[str, Any]:
    """Return the fetched papers that cite a paper, the newest first."""
    return {
        "id": found.work.id,
        "title": found.work.title,
        "cited_by": [render_work(work) for work in found.citing],
        "fetched": found.fetched,
    }


def coupled(found: "CoupledPapers") -> dict[str, Any]:
    """Return the papers that share references with a paper, best first."""
    return {
        "id": found.work.id,
        "title": found.work.title,
        "papers": [
            render_work(each.work) | {"shared": each.shared, "score": round(each.likeness, 4)}
            for each in found.papers
        ],
        "fetched": found.fetched,
    }


def _entry(entry: "CitedReference") -> dict[str, Any]:
    reference = entry.reference
    return {
        "number": reference.number,
        "text": reference.text,
        "page": reference.page,
        "title": reference.title or None,
        "authors": list(reference.authors),
        "year": reference.year,
        "identifiers": [f"{scheme}:{value}" for scheme, value in reference.identifiers],
        "paper": render_work(entry.work) if entry.work else None,
        "marks": [mark.kind for mark in entry.marks],
    }

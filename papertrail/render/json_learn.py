"""Render ways to read as JSON."""

from typing import Any

from papertrail.types.glossary import Definition, TermEntry
from papertrail.types.learning import NextStep, Step, Way


def way(found: Way) -> dict[str, Any]:
    """Return a way."""
    return {
        "topic": found.topic,
        "steps": [step(each) for each in found.steps],
        "further": [step(each) for each in found.further],
        "minutes": found.minutes,
        "remarks": [*found.remarks],
    }


def following(found: NextStep) -> dict[str, Any]:
    """Return the step to do now."""
    return {
        "topic": found.topic,
        "next": step(found.step) if found.step else None,
        "known": found.known.title if found.known else None,
        "left": found.left,
        "recall": [recalled(each) for each in found.recalls],
    }


def recalled(found: Step) -> dict[str, str]:
    """Return a noted step that comes back."""
    return {"id": found.id, "title": found.title, "note": found.note}


def step(found: Step) -> dict[str, Any]:
    """Return a step."""
    return {
        "kind": found.kind,
        "title": found.title,
        "id": found.id,
        "url": found.url,
        "why": found.why,
        "presumes": [*found.presumes],
        "minutes": found.minutes,
        "done": found.done,
        "state": found.state or None,
        "note": found.note or None,
    }


def term(found: TermEntry) -> dict[str, Any]:
    """Return where a term was introduced and is explained."""
    return {
        "term": found.term,
        "forms": [*found.forms],
        "introduced": definition(found.introduced) if found.introduced else None,
        "explanations": [definition(each) for each in found.explanations],
    }


def definition(found: Definition) -> dict[str, Any]:
    """Return a sentence that explains a term."""
    return {
        "id": found.id,
        "title": found.title,
        "url": found.url,
        "date": found.day or None,
        "kind": found.kind,
        "sentence": found.sentence,
        "page": found.page,
    }

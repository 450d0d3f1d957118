"""Build the variables of papers as pages show them."""

from typing import TYPE_CHECKING, Any

from papertrail.render import json as records
from papertrail.render.escaping import link
from papertrail.render.phrases import authors, contribution

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from papertrail.core.application import Papertrail
    from papertrail.types.library import Annotations
    from papertrail.types.search import Hit
    from papertrail.types.work import Work

_USUAL: dict[str, Any] = {
    "number": 0,
    "exploration": False,
    "sentence": "",
    "reasons": "",
    "similar": (),
    "resources": (),
    "score": None,
}


def card(work: "Work", **more: Any) -> dict[str, Any]:  # noqa: ANN401 - variables of a template
    """Return what `parts.card` shows of a work."""
    shown = {"url": link(work.url), "pdf": link(work.pdf_url), "byline": authors(work)}
    return {**_USUAL, **records.work(work), **shown, **more}


def of_digest(paper: dict[str, Any]) -> dict[str, Any]:
    """Return a paper of `render.pages.context` as `parts.card` shows it."""
    return {**_USUAL, **paper, "sentence": paper["why"]["sentence"]}


def of_hit(hit: "Hit", number: int) -> dict[str, Any]:
    """Return a search hit, with what meaning and words contributed."""
    return card(
        hit.work,
        number=number,
        sentence=hit.sentence,
        reasons=contribution(hit),
        score=hit.score,
    )


def own(annotations: "Annotations") -> dict[str, Any]:
    """Return what `parts.marks` shows of what the reader keeps about a work."""
    return {
        "opinions": [mark.kind for mark in annotations.opinions],
        "state": annotations.state,
        "tags": [tag.name for tag in annotations.tags],
        "has_note": annotations.note is not None,
    }


def own_of(home: "Papertrail", works: "Iterable[Work]") -> dict[str, dict[str, Any]]:
    """Return what the reader keeps about works, by their ids."""
    listed: Sequence[Work] = list(works)
    return {each.work.id: own(each.own) for each in home.library.about(listed)}

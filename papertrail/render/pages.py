"""Build the variables that templates of digests get."""

from typing import TYPE_CHECKING, Any

from papertrail.render import json as records
from papertrail.render.escaping import link
from papertrail.render.phrases import (
    TITLE,
    authors,
    considered,
    event,
    heading,
    plural,
    quiet,
    reasons,
    similar,
    source_problems,
)

if TYPE_CHECKING:
    from papertrail.types.digest import DigestView
    from papertrail.types.work import Work

_NO_REASON: dict[str, Any] = {"sentence": "", "terms": [], "nearest": None, "rule": ""}


def context(view: "DigestView") -> dict[str, Any]:
    """Return a digest as `--json` has it, with the sentences that all renderings share.

    Addresses are empty unless they are http(s); `byline` names the first authors.
    """
    variables = records.digest(view)
    for topic, section in zip(variables["topics"], view.sections, strict=True):
        for paper, entry in zip(topic["papers"], section.entries, strict=True):
            paper.update(_shown(entry.work), why=_NO_REASON | entry.why)
            paper.update(reasons=reasons(entry.why), similar_in_words=similar(entry.similar))
            for other, work in zip(paper["similar"], entry.similar, strict=True):
                other.update(_shown(work))
    for known, item in zip(variables["news"], view.news, strict=True):
        summary = "; ".join(event(happened) for happened in item.events)
        # `told` is the former name, which users' own templates may have.
        known.update(_shown(item.work) | {"summary": summary, "told": summary})
    return variables | {
        "heading": heading(view.day),
        "summary": considered(view),
        "trouble": source_problems(view.digest.sources),
        "quiet": quiet(view) if view.quiet else "",
        "count": plural(len(view.works), "paper"),
        "uid": view.digest.uid,
    }


def _shown(work: "Work") -> dict[str, Any]:
    title = work.title if len(work.title) <= TITLE else f"{work.title[:TITLE]}…"
    return {"title": title, "url": link(work.url), "byline": authors(work)}

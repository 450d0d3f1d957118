"""What templates know of a digest."""

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
    trouble,
)

if TYPE_CHECKING:
    from papertrail.types.digest import DigestView
    from papertrail.types.work import Work

_NO_REASON: dict[str, Any] = {"sentence": "", "terms": [], "nearest": None, "rule": ""}


def context(edition: "DigestView") -> dict[str, Any]:
    """Return a digest as `--json` has it, with the sentences that all renderings share.

    Addresses are empty unless they are http(s); `byline` names the first authors.
    """
    told = records.digest(edition)
    for topic, section in zip(told["topics"], edition.sections, strict=True):
        for paper, entry in zip(topic["papers"], section.entries, strict=True):
            paper.update(_shown(entry.work), why=_NO_REASON | entry.why)
            paper.update(reasons=reasons(entry.why), similar_in_words=similar(entry.similar))
            for other, work in zip(paper["similar"], entry.similar, strict=True):
                other.update(_shown(work))
    for known, item in zip(told["news"], edition.news, strict=True):
        known.update(_shown(item.work), told="; ".join(event(happened) for happened in item.events))
    return told | {
        "heading": heading(edition.day),
        "summary": considered(edition),
        "trouble": trouble(edition.digest.sources),
        "quiet": quiet(edition) if edition.quiet else "",
        "count": plural(len(edition.works), "paper"),
        "uid": edition.digest.uid,
    }


def _shown(work: "Work") -> dict[str, Any]:
    title = work.title if len(work.title) <= TITLE else f"{work.title[:TITLE]}…"
    return {"title": title, "url": link(work.url), "byline": authors(work)}

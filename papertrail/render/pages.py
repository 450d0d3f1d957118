"""Build the variables that templates of digests get."""

from typing import TYPE_CHECKING, Any

from papertrail.render import json as records
from papertrail.render.citation_lines import own_addresses
from papertrail.render.citation_tags import citation_tags, context_object
from papertrail.render.escaping import link
from papertrail.render.language import _, spoken
from papertrail.render.phrases import (
    TITLE,
    authors,
    considered,
    event,
    heading,
    more,
    most_relevant,
    quiet,
    reasons,
    similar,
    source_problems,
)
from papertrail.render.phrases import papers as papers_in_words
from papertrail.types.digest import BEST

if TYPE_CHECKING:
    from papertrail.types.digest import DigestView, Entry
    from papertrail.types.work import Work

_NO_REASON: dict[str, Any] = {"sentence": "", "terms": [], "nearest": None, "rule": ""}


def context(view: "DigestView") -> dict[str, Any]:
    """Return a digest as `--json` has it, with the sentences that all renderings share.

    Addresses are empty unless they are http(s); `byline` names the first authors.
    """
    variables = records.digest(view)
    listed = [*zip(variables["topics"], view.sections, strict=True)]
    listed += zip(variables["more"], view.more, strict=True)
    papers: dict[int, dict[str, Any]] = {}
    for topic, section in listed:
        for paper, entry in zip(topic["papers"], section.entries, strict=True):
            _complete(paper, entry)
            papers[entry.work.key] = paper
    for known, item in zip(variables["news"], view.news, strict=True):
        summary = "; ".join(map(event, item.events))
        # `told` is the former name, which users' own templates may have.
        known.update(_shown(item.work) | {"summary": summary, "told": summary})
    _number(papers, view)
    sections = [
        {
            "name": _(BEST) if section.topic == BEST else section.topic,
            "is_best": section.topic == BEST,
            "papers": [papers[entry.work.key] for entry in section.entries],
        }
        for section in view.layout
    ]
    return variables | {
        "sections": sections,
        "heading": heading(view),
        "summary": considered(view),
        "trouble": source_problems(view.digest.sources),
        "quiet": quiet(view) if view.quiet else "",
        "more_summary": more(view),
        "more_named": [_shown(entry.work) for entry in most_relevant(view.more)],
        "count": papers_in_words(len(view.works)),
        "_": _,
        "language": spoken(),
        "uid": view.digest.uid,
    }


def _number(papers: dict[int, dict[str, Any]], view: "DigestView") -> None:
    """Add the numbers by which `papertrail mark` knows the papers, as on the terminal."""
    number = 0
    for entry in view.entries:
        shown = papers[entry.work.key]
        for paper in (shown, *shown["similar"]):
            number += 1
            paper["number"] = number


def _complete(paper: dict[str, Any], entry: "Entry") -> None:
    """Add what renderings share to the JSON of a paper."""
    sentence = entry.why.get("sentence", "")
    before, found, after = entry.work.abstract.partition(sentence) if sentence else ("", "", "")
    paper["abstract_parts"] = {"before": before, "sentence": found, "after": after}
    paper.update(_shown(entry.work), topic=entry.topic, why=_NO_REASON | entry.why)
    paper.update(reasons=reasons(entry.why), similar_in_words=similar(entry.similar))
    paper["resources"] = [
        {"title": _(kind), "url": link(url)}
        for kind, url in own_addresses(entry.links)
        if link(url)
    ]
    for other, work in zip(paper["similar"], entry.similar, strict=True):
        other.update(_shown(work))


def _shown(work: "Work") -> dict[str, Any]:
    title = work.title if len(work.title) <= TITLE else f"{work.title[:TITLE]}…"
    return {
        "title": title,
        "url": link(work.url),
        "pdf": link(work.pdf_url),
        "byline": authors(work),
        "number": 0,
        "tags": citation_tags(work),
        "context_object": context_object(work),
    }

"""Say of papers in a digest which papers they cite that the reader saved or liked."""

from collections.abc import Sequence
from dataclasses import replace

from papertrail.store import Store
from papertrail.types.digest import DigestPaper

_OF_INTEREST = frozenset({"like", "later", "reading", "read"})
_NAMED = 10
"""Papers that are named at most; all are counted."""


def with_cited(store: Store, papers: Sequence[DigestPaper]) -> list[DigestPaper]:
    """Return papers with `cites` among their reasons where it is known that they cite any.

    It is known of papers whose full text is fetched.
    """
    saved = {mark.work for mark in store.marks.all() if mark.kind in _OF_INTEREST}
    cites = store.citations.cited_among([paper.work for paper in papers], saved) if saved else {}
    if not cites:
        return list(papers)
    keys = {key for cited in cites.values() for key in cited[:_NAMED]}
    works = {work.key: work for work in store.works.get(sorted(keys))}
    found = []
    for paper in papers:
        cited = cites.get(paper.work, [])
        named = [works[key] for key in cited[:_NAMED] if key in works]
        reason = {
            "cites": {
                "count": len(cited),
                "papers": [{"id": work.id, "title": work.title} for work in named],
            }
        }
        found.append(replace(paper, why={**paper.why, **reason}) if cited else paper)
    return found

"""Complete imported papers with the records of the sources that issue their ids."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from papertrail import clock
from papertrail.core.get import SOURCE
from papertrail.core.resources import Resources

if TYPE_CHECKING:
    from feeds.lookup import Found, Wanted

_MOST_ALONE = 200
"""Papers that one import looks up one by one, at DOI registries and publishers; each is a request,
with a pause before the next."""
_TOGETHER = frozenset({"arxiv", "acl"})
"""Schemes whose papers are looked up many at a time."""
_LOOKED_UP = frozenset({"arxiv", "acl", "openreview", "doi", "cvf", "pmlr", "neurips"})


@dataclass(slots=True)
class Completion:
    """What came of looking papers up.

    Attributes:
        completed: keys of the works whose source gave its record.
        remarks: what was not completed and why, one line for each reason.
    """

    completed: set[int] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)


def complete(resources: Resources, works: Sequence[int]) -> Completion:
    """Look works up at the sources that issue their ids, and store what these say.

    Works that are looked up one by one are skipped if they have an abstract.
    """
    from feeds.lookup import look_up
    from papertrail.core.http_client import open_client

    done = Completion()
    asked = _asked(resources, works, done)
    if not asked:
        return done
    failures = Counter[str]()
    wanted = [each for each, _ in asked.values()]
    with resources.progress.track(len(wanted), "papers") as advance:
        options = resources.config.feed_options
        for found in look_up(wanted, open_client(resources), options):
            advance(1)
            failure = _save(resources, found)
            if failure:
                failures[failure] += 1
            else:
                done.completed.add(asked[found.wanted.asked][1])
    for reason, count in failures.most_common():
        done.remarks.append(f"not completed: {count} of {len(wanted)} papers: {reason}")
    return done


def _asked(
    resources: Resources, works: Sequence[int], done: Completion
) -> "dict[str, tuple[Wanted, int]]":
    """Return what to look up, with the keys of the works, by id."""
    from feeds.lookup import read_wanted

    asked: dict[str, tuple[Wanted, int]] = {}
    alone = 0
    for work in resources.store.works.get(works):
        scheme = work.id.partition(":")[0]
        wanted = read_wanted(work.id) if scheme in _LOOKED_UP else None
        if wanted is None:
            continue
        if wanted.identifier[0] not in _TOGETHER:
            if work.abstract:
                continue
            alone += 1
            if alone > _MOST_ALONE:
                continue
        asked[work.id] = (wanted, work.key)
    if alone > _MOST_ALONE:
        left = alone - _MOST_ALONE
        done.remarks.append(
            f"{left:,} more papers can be completed from their DOI or page: import the file again"
        )
    return asked


def _save(resources: Resources, found: "Found") -> str:
    """Store what was found; return why nothing was stored, or an empty text."""
    from papertrail.ingest.batches import save_batch

    if found.paper is None:
        return found.error.message if found.error else "nothing was found"
    with resources.store.transaction() as tx:
        saved = save_batch(tx, (found.paper,), SOURCE, clock.now(), authority=found.authority)
    return saved.left_out[0] if saved.left_out else ""

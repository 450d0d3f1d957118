"""Store a batch of papers, even if some of them can't be stored."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from feeds.authority import Authority
from feeds.bounds import bounded
from feeds.paper import Paper, clean
from papertrail.ingest.failures import is_of_program, named
from papertrail.store import Transaction

_log = logging.getLogger(__name__)
_TITLE = 80


@dataclass(frozen=True, slots=True)
class Stored:
    """The result of storing a batch.

    Attributes:
        new: papers that were not stored before.
        updated: papers whose version, title or abstract changed.
        papers: those that could be stored, as they were.
        left_out: a line about each of the others.
    """

    new: int
    updated: int
    papers: tuple[Paper, ...]
    left_out: tuple[str, ...] = ()


def save_batch(
    tx: Transaction,
    papers: Iterable[Paper],
    source: str,
    now: datetime,
    *,
    news: bool = False,
    authority: Authority | None = None,
) -> Stored:
    """Store papers all at once or, if that fails because of one of them, one by one.

    Args:
        tx: the transaction that also saves the cursor after them.
        papers: as the source shows them.
        source: its name.
        now: the moment at which they are seen.
        news: whether to record events that readers should see.
        authority: what the source is the authority for.

    Raises:
        sqlite3.Error, PapertrailError: the database failed, whatever the papers are.
    """
    papers = tuple(papers)

    def save(some: tuple[Paper, ...]) -> Stored:
        with tx.part():
            saved = tx.works.save(some, source, now, news=news, authority=authority)
        # Within bounds, as they are stored: an identifier that was left out must not be missed.
        return Stored(saved.new, saved.updated, tuple(map(bounded, some)))

    try:
        return save(papers)
    except Exception as error:
        if is_of_program(error):
            raise
    return _save_each(papers, source, save)


def _save_each(
    papers: tuple[Paper, ...], source: str, save: Callable[[tuple[Paper, ...]], Stored]
) -> Stored:
    stored: list[Stored] = []
    left_out: list[str] = []
    for paper in papers:
        try:
            stored.append(save((paper,)))
        except Exception as error:
            if is_of_program(error):
                raise
            _log.info("%s: a paper can't be stored", source, exc_info=error)
            left_out.append(f"{clean(str(paper.title))[:_TITLE]!r}: {named(error)}")
    return Stored(
        sum(one.new for one in stored),
        sum(one.updated for one in stored),
        tuple(paper for one in stored for paper in one.papers),
        tuple(left_out),
    )


def remark(left_out: Iterable[str]) -> str:
    """Return a line about the papers that could not be stored, empty where there are none."""
    lines = [*left_out]
    if not lines:
        return ""
    count = "a paper that can't be stored was"
    if len(lines) != 1:
        count = f"{len(lines):,} papers that can't be stored were"
    return f"{count} left out ({lines[0]}{', ...' if len(lines) > 1 else ''})"

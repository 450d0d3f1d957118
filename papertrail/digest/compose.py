"""Choosing the papers of a digest: of what arrived since the last one, those that match a topic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from papertrail.clock import iso
from papertrail.config import DigestSettings, Topic
from papertrail.digest.selection import chance_of, select
from papertrail.search import best_sentences
from papertrail.semantics import Semantics
from papertrail.store import Digest, DigestPaper, Role, Standing, Store
from papertrail.topics import Fit, background, cut_off, fit, shared_terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CARRY_DAYS = 7
"""How long a paper that a maximum cut waits for a digest with room."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A digest that is chosen and not recorded yet.

    Attributes:
        waiting: the works that the next digest shall consider again, each with the moment since when it waits.
    """

    digest: Digest
    waiting: Mapping[int, str]


def compose(
    store: Store,
    semantics: Semantics,
    topics: Sequence[Topic],
    now: datetime,
    settings: DigestSettings,
    since: str | None = None,
) -> Composed:
    """Choose the papers of a digest, without recording it.

    Works that are not indexed yet wait, and so do those that a topic's maximum cut, for a week.

    Args:
        store: the papers.
        semantics: their embeddings.
        topics: what to look out for; a paper goes to the topic it fits best.
        now: the clock.
        settings: how old its papers may be, and how much they shall differ.
        since: look at everything from this day on instead of what no digest has shown.
    """
    after, waited = 0, dict[int, str]()
    if since is None:
        after, waited = store.digests.considered_up_to(iso(now)), store.digests.waiting()
    last_work = store.works.last_key()
    keys = store.works.arrived_after(after, since or f"{now - timedelta(days=settings.max_age_days):%Y-%m-%d}")
    if since is None:
        keys = store.digests.unknown(sorted({*waited, *keys}))
    found, vectors = semantics.vectors.vectors(keys)
    chosen, cut = _choose(store, semantics, topics, found, vectors, settings, f"{now:%Y-%m-%d}")
    considered = [int(key) for key in found]
    oldest = iso(now - timedelta(days=CARRY_DAYS))
    waiting = {key: waited.get(key, iso(now)) for key in cut} | dict.fromkeys({*keys} - {*considered}, iso(now))
    digest = Digest(
        created=iso(now),
        considered=len(considered),
        last_work=max(after, last_work),
        sources=_standings(store, considered),
        papers=tuple(chosen),
        carried=sum(key in waited for key in considered),
        events=tuple(store.digests.untold_events()) if since is None else (),
    )
    return Composed(digest, {key: moment for key, moment in waiting.items() if moment > oldest})


def _standings(store: Store, considered: Sequence[int]) -> tuple[Standing, ...]:
    shares = store.sources.shares(considered)
    states = store.sources.states().values()
    return tuple(Standing(state.name, state.status or "", shares.get(state.name, 0)) for state in states)


def _choose(
    store: Store,
    semantics: Semantics,
    topics: Sequence[Topic],
    keys: "NDArray[np.int64]",
    vectors: "NDArray[np.float32]",
    settings: DigestSettings,
    day: str,
) -> tuple[list[DigestPaper], list[int]]:
    """Return the papers of each topic, best first, and the keys of those that found no room."""
    import numpy as np

    if not topics or not len(keys):
        return [], []
    fits = [fit(semantics, topic, vectors) for topic in topics]
    usual = background(semantics)
    cut_offs = [cut_off(topic, fitted.against(usual)) for topic, fitted in zip(topics, fits, strict=True)]
    margins = np.stack([fitted.scores - least for fitted, least in zip(fits, cut_offs, strict=True)])
    home = margins.argmax(axis=0)
    chosen: list[DigestPaper] = []
    cut: list[int] = []
    for number, (topic, fitted) in enumerate(zip(topics, fits, strict=True)):
        members = np.flatnonzero(home == number)
        selection = select(
            fitted.scores[members],
            margins[number][members] >= 0,
            vectors[members],
            np.full(len(members), -1),
            topic.limit,
            settings,
            chance_of(day, topic.name),
        )
        rows = [(members[row], role) for row, role in selection.listed()]
        chosen += _explain(store, semantics, topic, fitted, keys, rows)
        cut += keys[members[list(selection.cut)]].tolist()
    return chosen, cut


def _explain(
    store: Store,
    semantics: Semantics,
    topic: Topic,
    fitted: Fit,
    keys: "NDArray[np.int64]",
    rows: "Sequence[tuple[np.int64, Role]]",
) -> list[DigestPaper]:
    works = store.works.get([int(keys[row]) for row, _ in rows])
    papers = []
    for rank, ((row, role), work) in enumerate(zip(rows, works, strict=True), 1):
        query = fitted.descriptions[fitted.closest[row]]
        (sentence,) = best_sentences(semantics, query, [work.abstract])
        terms = shared_terms(topic, f"{work.title} {work.abstract}")
        why = {"terms": terms, "sentence": sentence}
        papers.append(DigestPaper(topic.name, rank, work.key, round(float(fitted.scores[row]), 4), why, role))
    return papers

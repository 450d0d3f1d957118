"""Choose the papers of a digest: of those new since the last one, those that match a topic."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from papertrail.clock import iso
from papertrail.config import DigestSettings
from papertrail.digest.citing import with_cited
from papertrail.digest.selection import chance_of, select
from papertrail.indexing.generations import Semantics
from papertrail.store import Store
from papertrail.topics.ranker import Ranker, Scores
from papertrail.types.digest import Digest, DigestPaper, Role, SourceHealth
from papertrail.types.topic import Topic
from papertrail.types.update import INCOMPLETE

MORE = 20
"""The most papers over a topic's limit that a digest records, to be asked for."""
ALIKE = 0.6
"""Least cosine similarity of a paper to the liked paper that is named as its reason."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A digest that is chosen and not recorded yet.

    Attributes:
        waiting: the works that the next digest shall consider again, each with the moment since
            when it waits.
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
    followed: Collection[str] | None = None,
) -> Composed:
    """Choose the papers of a digest, without recording it.

    Works that are not indexed yet wait.

    Args:
        store: the papers.
        semantics: their embeddings.
        topics: what to look out for; a paper goes to the topic it fits best.
        now: the clock, in the reader's time zone.
        settings: how old its papers may be, and how much they shall differ.
        since: look at everything from this day on instead of what the reader does not know.
        followed: the sources whose failures the digest reports though they brought nothing; None
            for all that were ever read.
    """
    after, waited = 0, dict[int, str]()
    if since is None:
        after, waited = store.digests.considered_up_to(iso(now)), store.digests.waiting()
    last_work = store.works.last_key()
    keys = store.works.arrived_after(
        after, since or f"{now - timedelta(days=settings.max_age_days):%Y-%m-%d}"
    )
    if since is None:
        keys = store.digests.unknown(sorted({*waited, *keys}))
    ranker = Ranker.open(store, semantics, topics)
    scores = ranker.score(keys)
    chosen, more = _choose(ranker, scores, settings, f"{now:%Y-%m-%d}")
    considered = scores.keys.tolist()
    waiting = dict.fromkeys({*keys} - {*considered}, iso(now))
    digest = Digest(
        created=iso(now),
        considered=len(considered),
        last_work=max(after, last_work),
        sources=_standings(store, considered, followed),
        papers=tuple(with_cited(store, chosen)),
        carried=sum(key in waited for key in considered),
        events=tuple(store.digests.unreported_events()) if since is None else (),
        day=f"{now:%Y-%m-%d}",
        more=tuple(with_cited(store, more)),
        best=settings.best,
        since=since or "",
    )
    return Composed(digest, waiting)


def _standings(
    store: Store, considered: Sequence[int], followed: Collection[str] | None
) -> tuple[SourceHealth, ...]:
    """Return the sources, without those that are not followed, brought nothing and failed."""
    shares = store.sources.shares(considered)
    states = store.sources.states().values()
    return tuple(
        SourceHealth(state.name, state.status or "", shares.get(state.name, 0))
        for state in states
        if followed is None
        or state.name in followed
        or shares.get(state.name)
        or (state.status and state.status not in INCOMPLETE)
    )


def _choose(
    ranker: Ranker, scores: Scores, settings: DigestSettings, day: str
) -> tuple[list[DigestPaper], list[DigestPaper]]:
    """Return the papers of each topic, best first, and the best of those that found no room."""
    import numpy as np

    if not ranker.topics or not len(scores.keys):
        return [], []
    margins = scores.relevance - scores.cut_offs[:, None]
    home = margins.argmax(axis=0)
    chosen: list[DigestPaper] = []
    more: list[DigestPaper] = []
    for number, topic in enumerate(ranker.topics):
        # What a rule keeps out of its best topic fits none.
        members = np.flatnonzero((home == number) & (scores.relevance[number] > 0))
        selection = select(
            scores.relevance[number, members],
            margins[number, members] >= 0,
            scores.vectors[members],
            np.where(
                scores.nearness[number, members] >= ALIKE, scores.nearest[number, members], -1
            ),
            topic.limit,
            replace(settings, explore=0.0) if topic.strictness == "strict" else settings,
            chance_of(day, topic.name),
        )
        cut: list[tuple[int, Role]] = [(place, "more") for place in selection.cut[:MORE]]
        for rank, (place, role) in enumerate([*selection.listed(), *cut], 1):
            row = int(members[place])
            score = round(float(scores.relevance[number, row]), 4)
            fitting = np.flatnonzero(margins[:, row] >= 0).tolist()
            also = [ranker.topics[other].name for other in fitting if other != number]
            why = ranker.why(scores, number, row) | {"also": also}
            papers = more if role == "more" else chosen
            papers.append(DigestPaper(topic.name, rank, int(scores.keys[row]), score, why, role))
    return chosen, more

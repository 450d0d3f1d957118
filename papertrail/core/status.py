"""Report the state of a home."""

from datetime import timedelta
from typing import TYPE_CHECKING

from papertrail import clock
from papertrail.core.lost import contradictions
from papertrail.core.resources import Resources
from papertrail.types.source import Day, SourceState
from papertrail.types.status import (
    IndexStatus,
    ModelStatus,
    NextModelStatus,
    SourceStatus,
    Status,
    Undelivered,
)
from papertrail.types.update import INCOMPLETE

if TYPE_CHECKING:
    from papertrail.indexing.generations import Semantics
    from papertrail.types.delivery import Delivery

DAYS = 14
"""Days of a source that are reported."""
_LOOK = 0.5
"""Seconds in which pages of the database are checked; enough for all of a hundred megabytes."""


def status(resources: Resources) -> Status:
    """Return the state of the sources, the indexes, the models and the deliveries.

    An index or a model that can't be used is reported, not raised.
    """
    papers = resources.store.works.count()
    semantics, vectors = _vectors(resources, papers)
    keywords = _keywords(resources, papers)
    # Of those that can be used; why another can't is reported by itself.
    waiting = [index.pending for index in (vectors, keywords) if not index.error]
    pending = max(waiting, default=papers)
    return Status(
        papers=papers,
        indexed=papers - pending,
        pending=pending,
        vectors=vectors,
        keywords=keywords,
        model=_model(resources, semantics),
        next_model=_next_model(resources, semantics, papers) if semantics else None,
        undelivered=_undelivered(resources),
        sources=source_states(resources),
        problems=(*contradictions(resources.home, resources.store), *_damage(resources)),
    )


def source_states(resources: Resources, count: int = DAYS) -> tuple[SourceStatus, ...]:
    """Return the state of each source that is followed, or was.

    Args:
        resources: the home.
        count: how many days are reported, today included.
    """
    stored = resources.store.sources
    states, reconciliations, periods = (
        stored.states(),
        stored.reconciliations(),
        stored.reconciled_periods(),
    )
    days: dict[str, list[Day]] = {}
    for day in stored.days(f"{clock.now() - timedelta(days=count - 1):%Y-%m-%d}"):
        days.setdefault(day.source, []).append(day)
    followed = resources.config.feeds
    found = []
    for name in dict.fromkeys([*followed, *states]):
        state = states.get(name) or SourceState(name, None, "", None, None, None)
        failed = state.status in INCOMPLETE
        source = SourceStatus(
            name=name,
            status=state.status,
            last_success=state.last_success,
            newest=state.newest,
            error=state.note if failed else None,
            note="" if failed else state.note,
            followed=name in followed,
            days=tuple(days.get(name, ())),
            reconciliation=reconciliations.get(name),
            reconciled=periods.get(name),
        )
        found.append(source)
    return tuple(found)


def _damage(resources: Resources) -> tuple[str, ...]:
    """Return what a short look at the pages of the database finds; doctor reads them all."""
    from papertrail.store.copies import damage

    found = damage(resources.store.connection, 1, seconds=_LOOK)
    fault = f"the database has damaged pages ({found[0]})" if found else ""
    return (f"{fault}; put a copy back: papertrail restore FILE",) if fault else ()


def _undelivered(resources: Resources) -> tuple[Undelivered, ...]:
    waiting: dict[str, list[Delivery]] = {}
    for delivery in resources.store.deliveries.open():
        waiting.setdefault(delivery.channel, []).append(delivery)
    return tuple(
        Undelivered(channel, len(found), max(found, key=lambda item: item.moment).error)
        for channel, found in waiting.items()
    )


def _vectors(resources: Resources, papers: int) -> "tuple[Semantics | None, IndexStatus]":
    from index.errors import IndexingError
    from papertrail.indexing.catch_up import pending

    try:
        semantics = resources.semantics()
    except (IndexingError, OSError) as error:
        return None, IndexStatus(papers, str(error))
    return semantics, IndexStatus(pending(resources.store, semantics))


def _keywords(resources: Resources, papers: int) -> IndexStatus:
    from index.errors import IndexingError
    from papertrail.indexing.keywords import pending_keywords

    try:
        return IndexStatus(pending_keywords(resources.store, resources.keywords()))
    except (IndexingError, OSError) as error:
        return IndexStatus(papers, str(error))


def _model(resources: Resources, semantics: "Semantics | None") -> ModelStatus:
    if semantics is None:
        chosen = resources.config.model
        return ModelStatus(chosen.name, chosen.dim)
    from papertrail.indexing.makers import engines_of

    model = semantics.encoder.model
    return ModelStatus(model.name, model.dim, engines_of(semantics.vectors.directory))


def _next_model(
    resources: Resources, answering: "Semantics", papers: int
) -> NextModelStatus | None:
    """Return the state of a newly chosen model, None if the chosen one answers."""
    from index.errors import IndexingError
    from papertrail.indexing.catch_up import pending
    from papertrail.indexing.generations import open_next

    chosen = resources.config.model
    try:
        following = open_next(resources.home, resources.config)
    except IndexingError as error:
        return NextModelStatus(chosen.name, chosen.dim, 0, papers, str(error))
    if following is None:
        return None
    if following.encoder.model.fingerprint == answering.encoder.model.fingerprint:
        return None
    waiting = pending(resources.store, following)
    return NextModelStatus(chosen.name, following.encoder.dim, papers - waiting, waiting)

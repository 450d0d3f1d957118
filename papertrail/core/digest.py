"""Make the digest of a day, its additions and looks at other papers, and show them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from papertrail import clock
from papertrail.core.citations import find_new
from papertrail.core.indexing import index_vectors
from papertrail.core.resources import Resources
from papertrail.errors import BusyError, NotFoundError, ReadOnlyError, UsageError
from papertrail.types.digest import Digest
from papertrail.types.topic import Topic

if TYPE_CHECKING:
    from papertrail.digest.compose import Composed
    from papertrail.indexing.generations import Semantics
    from papertrail.types.digest import DigestView

STRICTNESSES = ("loose", "normal", "strict")
OFFERED = timedelta(days=6)
"""How long before today a digest was made whose cut papers are still offered: a week in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestOptions:
    """Options of a digest.

    Attributes:
        topic: the name of a single topic to look at; nothing is recorded then.
        since: look at all papers from this day on, such as 2026-06-10; nothing is recorded then.
        strictness: of every topic, in place of their own: one of STRICTNESSES.
        record: whether it becomes the digest of the day; without, look at what is new.
        add: add to the digest of the day, if it is made already, what has come since.
    """

    topic: str | None = None
    since: str | None = None
    strictness: str | None = None
    record: bool = True
    add: bool = False

    @property
    def recorded(self) -> bool:
        """Whether a digest that is made so is recorded."""
        return self.record and not (self.topic or self.since)


def make_digest(resources: Resources, options: DigestOptions) -> "DigestView":
    """Return the digest of the day, which is made and recorded if there is none yet.

    It is made once a day of what is new since the last one, so that everybody who asks gets the
    same. A day on which nothing was found yet has no digest yet.

    Args:
        resources: the home.
        options: what it is made of. With `add`, an addition alone is returned if there is one.

    Raises:
        UsageError: there is no topic.
        ConfigError: there is no such topic.
        BusyError: another process makes a digest and does not end.
        IndexingError: the vectors can't be used.
    """
    from papertrail.digest.view import merged

    topics = chosen_topics(resources, options)
    if not options.recorded:
        return _view(resources, compose(resources, topics, options.since).digest, topics)
    made = make_todays(resources, lambda: compose_new(resources, topics), add=options.add)
    return _view(resources, merged([made.new] if made.new else made.earlier), topics)


@dataclass(frozen=True, slots=True)
class Todays:
    """The digests of a day: those that were there, and the one that was made now, if any."""

    earlier: Sequence[Digest]
    new: Digest | None = None


def make_todays(resources: Resources, make: "Callable[[], Composed]", *, add: bool) -> Todays:
    """Make the digest of the day if there is none yet, or an addition to it.

    Args:
        resources: the home.
        make: composes a digest of what is new.
        add: whether an addition is made where the digest of the day is made already.

    Raises:
        BusyError: another process makes a digest and does not end.
    """
    from papertrail.locks import digesting

    store, today = resources.store, clock.today().isoformat()
    with digesting(resources.home):
        made = store.digests.of_day(today)
        is_made = any(not digest.quiet for digest in made)
        if is_made and not add:
            _note_later_papers(resources, made)
            return Todays(made)
        composed = _as_addition(made, make()) if is_made else make()
        if made and composed.digest.quiet:
            # What was considered in vain is considered again with what comes next.
            if is_made:
                resources.progress.note("nothing has come since that is good enough")
            return Todays(made)
        with store.transaction() as tx:
            tx.digests.add(composed.digest, composed.waiting)
    return Todays(made, composed.digest)


def more_papers(resources: Resources) -> "DigestView":
    """Return the papers that limits cut from the digests of the last week, best first.

    Those that were marked or shown since are left out.
    """
    store, now = resources.store, clock.local()
    first = f"{now - OFFERED:%Y-%m-%d}"
    digests = store.digests.of_days(first, f"{now:%Y-%m-%d}")
    papers = [paper for digest in digests for paper in digest.more]
    unknown = set(store.digests.unknown([paper.work for paper in papers]))
    offered = {paper.work: paper for paper in papers if paper.work in unknown}
    listed = sorted(offered.values(), key=lambda paper: -paper.score)
    look = Digest(
        created=clock.iso(now),
        considered=len(listed),
        last_work=0,
        sources=(),
        papers=tuple(replace(paper, role="match") for paper in listed),
        day=f"{now:%Y-%m-%d}",
        kind="more",
    )
    return _view(resources, look, resources.config.topics)


def past_digest(resources: Resources, day: str) -> "DigestView":
    """Return the digest of a day with its additions.

    Raises:
        NotFoundError: none was made on that day.
    """
    from papertrail.digest.view import merged

    store = resources.store
    topics = chosen_topics(resources, DigestOptions())
    made = store.digests.of_day(day)
    if made:
        return _view(resources, merged(made), topics)
    last = store.digests.last()
    latest = f"the last one is of {last.day}" if last else "none was made yet"
    raise NotFoundError(f"there is no digest of {day}: {latest}", "papertrail digest makes one")


def render_digest(resources: Resources, view: "DigestView", form: str) -> str:
    """Return a digest as text; a feed also has the digests of the two weeks before.

    Args:
        resources: the home, with the user's own templates.
        view: the digest.
        form: one of `papertrail.render.formats.FORMATS`.
    """
    from papertrail.render import formats
    from papertrail.render.language import speak

    first = resources.store.digests.first() or view.digest
    views = _feed(resources, view) if form == "atom" else [view]
    with speak(resources.language):
        return formats.render(form, views, first.uid, resources.home.templates)


def chosen_topics(resources: Resources, options: DigestOptions) -> tuple[Topic, ...]:
    """Return the topics that a digest looks for. Raises as `make_digest`."""
    config = resources.config
    topics = (config.topic(options.topic),) if options.topic else config.topics
    if not topics:
        raise UsageError(
            f"there is no topic yet; add a [[topics]] table to {resources.home.config_file}"
        )
    if options.strictness is None:
        return topics
    if options.strictness not in STRICTNESSES:
        raise UsageError(f"a strictness is one of {', '.join(STRICTNESSES)}")
    return tuple(replace(topic, strictness=options.strictness, threshold=None) for topic in topics)


def compose_new(resources: Resources, topics: Sequence[Topic]) -> "Composed":
    """Choose the papers of a digest that will be recorded. Raises as `make_digest`.

    What a strict digest leaves out is offered as more.
    """
    from papertrail.digest.additions import with_rest

    composed = compose(resources, topics)
    usual = resources.config.topics
    if tuple(topics) != usual and any(topic.strictness == "strict" for topic in topics):
        rest = compose(resources, usual).digest
        return replace(composed, digest=with_rest(composed.digest, rest))
    return composed


def compose(resources: Resources, topics: Sequence[Topic], since: str | None = None) -> "Composed":
    """Choose the papers of a digest, without recording it. Raises as `make_digest`."""
    from papertrail.digest.compose import compose as choose

    now, store = clock.local(), resources.store
    semantics = _index_if_free(resources, resources.semantics())
    find_new(resources)
    config = resources.config
    return choose(store, semantics, tuple(topics), now, config.digest, since, config.feeds)


def _as_addition(made: Sequence[Digest], composed: "Composed") -> "Composed":
    from papertrail.digest.additions import addition_to

    return replace(composed, digest=addition_to(made, composed.digest))


def _note_later_papers(resources: Resources, made: Sequence[Digest]) -> None:
    """Note when the digest of the day was made, and how many papers have come since."""
    from papertrail.render.phrases import plural

    last = made[-1]
    moment = clock.local(datetime.fromisoformat(last.created))
    note = f"today's digest, made at {moment:%H:%M}"
    oldest = clock.local() - timedelta(days=resources.config.digest.max_age_days)
    later = resources.store.works.arrived_after(last.last_work, f"{oldest:%Y-%m-%d}")
    if later:
        note += f"; {plural(len(later), 'paper')} came since: papertrail digest --add looks at them"
    resources.progress.note(note)


def _index_if_free(resources: Resources, semantics: "Semantics") -> "Semantics":
    """Index what is stored; while another process does that, note how much is left out.

    Returns:
        The model and its vectors, as they are afterwards.
    """
    from papertrail.indexing.catch_up import pending
    from papertrail.locks import updating
    from papertrail.render.phrases import plural

    # Otherwise the index is left alone: an update may begin meanwhile.
    if not pending(resources.store, semantics):
        return semantics
    try:
        with updating(resources.home, "papertrail digest", seconds=0):
            # Another process may have brought it up to date.
            semantics = resources.semantics()
            index_vectors(resources, semantics)
    except (BusyError, ReadOnlyError):
        waiting = pending(resources.store, semantics)
        if waiting:
            resources.progress.note(
                f"not indexed yet: {plural(waiting, 'paper')}; papertrail update goes on with them"
            )
    return semantics


def _view(resources: Resources, digest: "Digest", topics: Sequence[Topic]) -> "DigestView":
    from papertrail.digest.view import view_of

    return view_of(resources.store, digest, [topic.name for topic in topics])


def _feed(resources: Resources, view: "DigestView") -> "list[DigestView]":
    """Return what a feed has: the digests up to a recorded one, else the look alone."""
    from papertrail.digest.view import view_of
    from papertrail.render.atom import DAYS

    names = [section.topic for section in view.sections]
    first = view.day - timedelta(days=DAYS)
    made = resources.store.digests.of_days(first.isoformat(), view.day.isoformat())
    if view.digest.uid not in {digest.uid for digest in made}:
        return [view]
    return [view_of(resources.store, digest, names) for digest in made]

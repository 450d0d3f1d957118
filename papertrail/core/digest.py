"""Compose, record and show digests."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from papertrail import clock
from papertrail.core.indexing import index_vectors
from papertrail.core.resources import Resources
from papertrail.errors import BusyError, NotFoundError, ReadOnlyError, UsageError
from papertrail.types.topic import Topic

if TYPE_CHECKING:
    from papertrail.digest.compose import Composed
    from papertrail.indexing.generations import Semantics
    from papertrail.types.digest import Digest, DigestView

Present = Callable[["DigestView"], None]
STRICTNESSES = ("loose", "normal", "strict")


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestOptions:
    """Options of a digest.

    Attributes:
        topic: the name of a single topic to look at; nothing is recorded then.
        since: look at all papers from this day on, such as 2026-06-10; nothing is recorded then.
        strictness: of every topic, in place of their own: one of STRICTNESSES.
        record: whether the next digest leaves these papers out.
    """

    topic: str | None = None
    since: str | None = None
    strictness: str | None = None
    record: bool = True

    @property
    def recorded(self) -> bool:
        """Whether a digest that is made so is recorded."""
        return self.record and not (self.topic or self.since)


def make_digest(
    resources: Resources, options: DigestOptions, present: Present = lambda _view: None
) -> "DigestView":
    """Compose a digest of the papers that arrived since the last one, record it and return it.

    Args:
        resources: the home.
        options: what it is made of.
        present: receives the digest before it is recorded; if it fails, nothing is recorded.

    Raises:
        UsageError: there is no topic.
        ConfigError: there is no such topic.
        BusyError: another process makes a digest and does not end.
        IndexingError: the vectors can't be used.
    """
    from papertrail.locks import digesting

    topics = chosen_topics(resources, options)
    if not options.recorded:
        shown = _view(resources, compose(resources, topics, options.since).digest, topics)
        present(shown)
        return shown
    store = resources.store
    with digesting(resources.home):
        composed = compose_new(resources, topics)
        _note_earlier(resources, composed.digest)
        shown = _view(resources, composed.digest, topics)
        present(shown)
        with store.transaction() as tx:
            tx.digests.add(composed.digest, composed.waiting)
    return shown


def past_digest(resources: Resources, day: str) -> "DigestView":
    """Return the digests of a day, as one.

    Raises:
        NotFoundError: none was made on that day.
    """
    from papertrail.digest.view import merged

    store = resources.store
    topics = chosen_topics(resources, DigestOptions())
    made = store.digests.made_on(day)
    if made:
        return _view(resources, merged(made), topics)
    last = store.digests.last()
    latest = f"the last one is of {last.created[:10]}" if last else "none was made yet"
    raise NotFoundError(f"there is no digest of {day}: {latest}", "papertrail digest makes one")


def render_digest(
    resources: Resources, view: "DigestView", form: str, *, with_earlier: bool = False
) -> str:
    """Return a digest as text.

    Args:
        resources: the home, with the user's own templates.
        view: the digest.
        form: one of `papertrail.render.formats.FORMATS`.
        with_earlier: whether a feed also has the digests of the last days.
    """
    from papertrail.render import formats

    first = resources.store.digests.first() or view.digest
    earlier = _earlier(resources, view) if with_earlier and form == "atom" else []
    return formats.render(form, [view, *earlier], first.uid, resources.home.templates)


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

    What a strict digest leaves out waits for the next one.
    """
    from papertrail.digest.compose import keep_rest

    composed = compose(resources, topics)
    usual = resources.config.topics
    if tuple(topics) != usual and any(topic.strictness == "strict" for topic in topics):
        waiting = resources.store.digests.waiting()
        return keep_rest(composed, compose(resources, usual), waiting)
    return composed


def compose(resources: Resources, topics: Sequence[Topic], since: str | None = None) -> "Composed":
    """Choose the papers of a digest, without recording it. Raises as `make_digest`."""
    from papertrail.digest.compose import compose as choose

    now, store = clock.now(), resources.store
    semantics = _index_if_free(resources, resources.semantics())
    return choose(store, semantics, tuple(topics), now, resources.config.digest, since)


def _note_earlier(resources: Resources, digest: "Digest") -> None:
    """Note where today's papers are if a new digest has nothing to consider."""
    today = f"{clock.now():%Y-%m-%d}"
    if not digest.considered and resources.store.digests.made_on(today):
        resources.progress.note(
            "a digest was made today already; papertrail digest --date today shows it again"
        )


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


def _earlier(resources: Resources, view: "DigestView") -> "list[DigestView]":
    """Return the digests of the last days that a feed has after the newest."""
    from papertrail.digest.view import view_of
    from papertrail.render.atom import DAYS

    names = [section.topic for section in view.sections]
    since = clock.now() - timedelta(days=DAYS)
    made = resources.store.digests.made_since(f"{since:%Y-%m-%d}")
    return [
        view_of(resources.store, older, names) for older in made if older.uid != view.digest.uid
    ]

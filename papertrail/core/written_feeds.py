"""Write topics, saved searches and the reading list as Atom files, for any feed reader."""

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from papertrail import clock, user_files
from papertrail.core.resources import Resources
from papertrail.errors import PapertrailError
from papertrail.types.export import WrittenFeed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from papertrail.render.atom_lists import ListedWork, WorkFeed
    from papertrail.types.search import SavedSearch
    from papertrail.types.work import Work

ENTRIES = 100
"""The most papers of a feed."""
RECENT = timedelta(days=90)
"""How old what a saved search finds may be."""
_FOUND = 50
_READING = ("later", "reading")
_UNSAFE = re.compile(r"[^a-z0-9]+")


def write_feeds(resources: Resources, folder: Path) -> tuple[WrittenFeed, ...]:
    """Write each topic, saved search and the reading list as a file; return what was done.

    A file whose content is as it was is not touched. Ids stay the same for ever. Files of topics
    and searches that are gone stay.

    Raises:
        PapertrailError: a file can't be written; those before it are.
        IndexingError: a saved search can't be answered.
    """
    from papertrail.render.atom_lists import work_feed

    written, taken = [], set[str]()
    for feed in _feeds(resources):
        path = folder / f"{_free(feed.name, taken)}.atom"
        content = work_feed(feed, resources.store.alerts.home_uid()).encode()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            changed = not path.is_file() or path.read_bytes() != content
            if changed:
                user_files.write(path, content)
        except OSError as error:
            raise PapertrailError(
                f"can't write {path} ({error.strerror or error})", "name another folder"
            ) from error
        written.append(WrittenFeed(feed.title, str(path), len(feed.entries), changed))
    return tuple(written)


def atom(resources: Resources, identity: str, title: str, works: "Sequence[Work]") -> str:
    """Return works as an Atom feed, each dated by when it was stored.

    Args:
        resources: the home.
        identity: what makes the feed's id, the same for ever.
        title: of the feed.
        works: the latest stored ones, up to ENTRIES, are its entries.
    """
    from papertrail.render.atom_lists import WorkFeed, work_feed

    entries = _listed(resources, {work.key: work.fetched for work in works})
    feed = WorkFeed(identity, identity, title, entries)
    return work_feed(feed, resources.store.alerts.home_uid())


def topic_atom(resources: Resources, name: str) -> str:
    """Return what digests showed for a topic as an Atom feed, the same as `write_feeds` writes.

    Raises:
        ConfigError: there is no such topic.
    """
    from papertrail.render.atom_lists import work_feed

    topic = resources.config.topic(name)
    return work_feed(_topic_feed(resources, topic.name), resources.store.alerts.home_uid())


def write_followed_feeds(resources: Resources) -> None:
    """Write the feeds into the folder that `[export] feeds` names, as a part of each update.

    A failure is a note.
    """
    folder = resources.config.export.feeds
    if folder is None:
        return
    try:
        write_feeds(resources, folder)
    except PapertrailError as error:
        resources.progress.note(f"feeds were not written: {error.message}")


def _feeds(resources: Resources) -> "Iterator[WorkFeed]":
    from papertrail.render.atom_lists import WorkFeed

    yield WorkFeed("reading list", "reading-list", "Reading list", _to_read(resources))
    for topic in resources.config.topics:
        yield _topic_feed(resources, topic.name)
    for search in resources.store.searches.all():
        name = f"search {search.name}"
        yield WorkFeed(name, name, search.name, _searched(resources, search))


def _topic_feed(resources: Resources, name: str) -> "WorkFeed":
    from papertrail.render.atom_lists import WorkFeed

    return WorkFeed(f"topic {name}", f"topic {name}", name, _shown(resources, name))


def _to_read(resources: Resources) -> "tuple[ListedWork, ...]":
    marks = {mark.work: mark.marked for mark in resources.store.marks.all(_READING)}
    return _listed(resources, marks)


def _shown(resources: Resources, topic: str) -> "tuple[ListedWork, ...]":
    return _listed(resources, resources.store.digests.shown_since(topic, ENTRIES))


def _searched(resources: Resources, search: "SavedSearch") -> "tuple[ListedWork, ...]":
    from papertrail.core.search import SearchOptions
    from papertrail.core.search import search as find
    from papertrail.types.filter import Filter

    since = (clock.today() - RECENT).isoformat()
    options = SearchOptions(criteria=Filter(since=since), count=_FOUND, saved=search.name)
    hits = find(resources, "", options).hits
    return _listed(resources, {hit.work.key: hit.work.fetched for hit in hits})


def _listed(resources: Resources, moments: dict[int, str]) -> "tuple[ListedWork, ...]":
    """Return works with the moments at which they came into a list, the latest first."""
    from papertrail.render.atom_lists import ListedWork

    latest = sorted(moments, key=lambda key: (moments[key], key), reverse=True)[:ENTRIES]
    store = resources.store
    happened = store.works.last_events(latest)
    return tuple(
        ListedWork(work, moments[work.key], max(moments[work.key], happened.get(work.key, "")))
        for work in store.works.get(latest)
    )


def _free(name: str, taken: set[str]) -> str:
    """Return a name for a file that no other feed has, and note it as taken."""
    base = _UNSAFE.sub("-", _folded(name)).strip("-") or "feed"
    free, number = base, 1
    while free in taken:
        number += 1
        free = f"{base}-{number}"
    taken.add(free)
    return free


def _folded(name: str) -> str:
    from index.folding import fold

    return fold(name).lower()

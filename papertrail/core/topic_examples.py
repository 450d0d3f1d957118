"""Take over what describes a topic from saved searches and reference libraries."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from papertrail import clock
from papertrail.core.resources import Resources
from papertrail.errors import PapertrailError, UsageError
from papertrail.types.topic_report import LibraryLikes

if TYPE_CHECKING:
    from papertrail.exchange.libraries import Library


def settings_of_search(resources: Resources, name: str) -> dict[str, list[str]]:
    """Return a saved search as settings of a topic.

    From which day it looks is left out: digests show what is new.

    Raises:
        NotFoundError: no search is saved under that name.
        PapertrailError: it has fields that a topic can't have.
    """
    from papertrail.search.query import parse

    saved = resources.store.searches.get(name)
    query = parse(saved.query, clock.today())
    more = replace(query.criteria, since=None, authors=(), categories=(), venues=())
    if query.ids or query.without or query.conditions or more:
        raise PapertrailError(
            "a topic takes words, author:, cat: and venue: only, "
            "and none of these fields with a minus or an operator",
            "save the search without its other fields",
        )
    settings = {
        "about": [query.text],
        "include": list(query.phrases),
        "exclude": list(query.excluded),
        "authors": list(query.criteria.authors),
        "categories": list(query.criteria.categories),
        "venues": list(query.criteria.venues),
    }
    return {key: texts for key, texts in settings.items() if any(texts)}


def ids_in_library(resources: Resources, path: Path, collection: str | None) -> LibraryLikes:
    """Return the stored papers of a library; see `papertrail.core.topics.Topics.likes_of`."""
    from papertrail.exchange.libraries import matched
    from papertrail.render.phrases import plural

    note = resources.progress.note
    library = _read(path, collection)
    for fault in library.faults:
        note(fault)
    keys, missing = matched(resources.store, library.references)
    for reference in missing:
        note(f"not stored, and skipped: {reference.label}: {reference.record.title}")
    works = resources.store.works.get(keys)
    if not works:
        raise PapertrailError(
            f"none of the {plural(len(library.references), 'paper')} in {path} is stored",
            "papertrail update fetches more",
        )
    return LibraryLikes(
        ids=tuple(work.id for work in works),
        entries=len(library.references) + len(library.faults),
    )


def _read(path: Path, collection: str | None) -> "Library":
    from papertrail.exchange.libraries import read_library

    path = path.expanduser()
    if path.is_dir() or path.suffix == ".sqlite":
        from papertrail.exchange.zotero import read_zotero

        return read_zotero(path, collection)
    if collection:
        raise UsageError(
            f"{path} has no collections; export one, or name the folder of zotero.sqlite"
        )
    return read_library(path)

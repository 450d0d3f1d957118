"""References, citations, and links to code and data, from the user's own full texts."""

from typing import TYPE_CHECKING

from papertrail.core.document_text import no_text
from papertrail.core.papers import resolve
from papertrail.core.resources import Resources
from papertrail.errors import BusyError, NotFoundError, ReadOnlyError
from papertrail.types.citation import (
    CitedBy,
    CitedReference,
    Coupled,
    CoupledPapers,
    References,
)

if TYPE_CHECKING:
    from papertrail.types.document import Link
    from papertrail.types.mark import Mark
    from papertrail.types.work import Work

AT_ONCE = 5_000
"""Papers that a command other than update looks at before it answers: two seconds on a laptop."""


class Citations:
    """What the fetched papers cite. Papers are named as for `core.papers.resolve`.

    No service is asked: what a paper cites is known from its own text, once that is fetched.
    """

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    def references(self, paper: str) -> References:
        """Return the references of a paper, those of stored papers with what the reader marked.

        Raises:
            NotFoundError: the paper is not stored; or its references are unknown, since its full
                text is not fetched or can't be read.
        """
        work = resolve(self._resources, paper)
        find_new(self._resources)
        store = self._resources.store
        if not store.citations.is_read(work.key):
            raise self._unknown(paper, work)
        stored = store.citations.references(work.key)
        cited = [each.cited for each in stored if each.cited is not None]
        works = {known.key: known for known in store.works.get(cited)}
        marks: dict[int, list[Mark]] = {}
        for mark in store.marks.of(works):
            marks.setdefault(mark.work, []).append(mark)
        entries = []
        for each in stored:
            found = works.get(each.cited) if each.cited is not None else None
            own = marks.get(found.key, []) if found else []
            entries.append(CitedReference(each.reference, found, tuple(own)))
        return References(work, tuple(entries))

    def cited_by(self, paper: str) -> CitedBy:
        """Return the fetched papers that cite a paper, the newest first.

        Raises:
            NotFoundError: the paper is not stored.
        """
        work = resolve(self._resources, paper)
        find_new(self._resources)
        store = self._resources.store
        citing = store.works.get(store.citations.citing(work.key))
        citing.sort(key=lambda known: (known.published or "", known.key), reverse=True)
        return CitedBy(work, tuple(citing), store.citations.count_read())

    def coupled(self, paper: str, *, count: int = 10) -> CoupledPapers:
        """Return the fetched papers that share most references with a paper, best first.

        Raises:
            NotFoundError: as `references`.
        """
        work = resolve(self._resources, paper)
        find_new(self._resources)
        store = self._resources.store
        if not store.citations.is_read(work.key):
            raise self._unknown(paper, work)
        sharing = store.citations.sharing(work.key)
        works = {known.key: known for known in store.works.get([row[0] for row in sharing])}
        found = [
            Coupled(works[key], shared, shared / (ours * theirs) ** 0.5)
            for key, shared, ours, theirs in sharing
            if key in works
        ]
        found.sort(key=lambda each: -each.likeness)
        return CoupledPapers(work, tuple(found[:count]), store.citations.count_read())

    def links(self, paper: str) -> "tuple[Link, ...]":
        """Return the links of a paper to code, data and sites of projects.

        Raises:
            NotFoundError: the paper is not stored.
        """
        work = resolve(self._resources, paper)
        find_new(self._resources)
        return self._resources.store.citations.links([work.key]).get(work.key, ())

    def _unknown(self, paper: str, work: "Work") -> NotFoundError:
        message = f"the references of {paper} are unknown, since there is no full text of it"
        return no_text(self._resources, work, message)


def find_new(resources: Resources, *, everything: bool = False) -> None:
    """Find references and links of what is new or changed.

    Args:
        resources: the home.
        everything: also if that takes long, as after an upgrade; without, an update does it then.
    """
    from papertrail.documents.citations import FINDER, catch_up

    if resources.only_reads and not everything:
        return
    store = resources.store
    waiting = store.citations.count_waiting()
    if not waiting and not store.citations.unread(FINDER):
        return
    if waiting > AT_ONCE and not everything:
        resources.progress.note(
            f"links of {waiting:,} papers are not read yet; papertrail update goes on with them"
        )
        return
    try:
        with resources.progress.track(waiting, "papers") as advance:
            catch_up(store, advance)
    except (BusyError, ReadOnlyError) as error:
        resources.progress.note(f"new references and links are not read: {error.message}")

"""Store PDFs of a folder with the papers that their first pages name."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from papertrail import clock
from papertrail.core.resources import Resources
from papertrail.errors import DocumentError
from papertrail.types.imports import ImportedPaper, Refusal

if TYPE_CHECKING:
    from papertrail.types.work import Work


SOURCE = "import"
"""The name of the source under which papers appear that have only what their entry says."""


@dataclass(frozen=True, slots=True)
class TakenPdf:
    """What came of one PDF.

    Attributes:
        work: the paper that it is of; None if that is not known.
        is_new: the paper was not stored before.
        is_own_data: it has only the id and the title of the first page.
        refusal: why it is not stored; None if it is.
    """

    work: "Work | None"
    is_new: bool = False
    is_own_data: bool = False
    refusal: Refusal | None = None


def store_pdf(resources: Resources, each: ImportedPaper, *, fetch: bool) -> TakenPdf:
    """Store a PDF with its paper, which is named by an id or found by its title.

    Args:
        resources: the home.
        each: the PDF's file, first page, title and id.
        fetch: whether to ask the source that issues an id for a paper that is not stored.
    """
    from papertrail.core.fetching import Fetching
    from papertrail.exchange.importers.pdf import BY_HAND, quoted

    file = each.file
    if file is None:
        raise ValueError("the entry has no file")
    found = _Paper(resources, each).find(fetch=fetch)
    if found.work is None:
        reason = f"{found.reason}; {BY_HAND.format(file=quoted(file))}"
        return TakenPdf(None, refusal=Refusal(str(file), 0, each.paper.title, reason))
    try:
        Fetching(resources).import_file(found.work, file, None)
    except DocumentError as error:
        refusal = Refusal(str(file), 0, found.work.id, str(error))
        return TakenPdf(found.work, found.is_new, found.is_own_data, refusal)
    return TakenPdf(found.work, found.is_new, found.is_own_data)


@dataclass(frozen=True, slots=True)
class AttachedPdfs:
    """How many PDFs were stored, and why others were not."""

    stored: int
    refusals: Sequence[Refusal]


def store_attached(
    resources: Resources, library: Path, entries: Sequence[ImportedPaper]
) -> AttachedPdfs:
    """Store the PDFs that entries of a library name for their papers, unless a paper has one.

    Args:
        resources: the home, which has the papers.
        library: the file of the entries, for refusals.
        entries: with or without a PDF.
    """
    from papertrail.core.fetching import Fetching
    from papertrail.dedup.same_work import record_of_paper
    from papertrail.exchange.libraries import find

    store, stored = resources.store, 0
    refusals: list[Refusal] = []
    named = [(each, each.file) for each in entries if each.file]
    with resources.progress.track(len(named), "PDFs") as advance:
        for each, file in named:
            advance(1)
            key = find(store, record_of_paper(each.paper))
            if key is None or store.documents.of([key]):
                continue
            try:
                Fetching(resources).import_file(store.works.get([key])[0], file, None)
                stored += 1
            except DocumentError as error:
                refusals.append(Refusal(str(library), each.line, each.label, str(error)))
    return AttachedPdfs(stored, refusals)


@dataclass(frozen=True, slots=True)
class _Found:
    work: "Work | None"
    reason: str = ""
    is_new: bool = False
    is_own_data: bool = False


class _Paper:
    """The search for the paper of a PDF."""

    def __init__(self, resources: Resources, each: ImportedPaper) -> None:
        self._resources = resources
        self._store = resources.store
        self._each = each

    def find(self, *, fetch: bool) -> _Found:
        """Return the paper; its first page has to have the title, whatever id it prints."""
        scheme, value = self._each.paper.identifiers[0]
        if scheme == "guid":
            reason = "its first page has no id, and no stored paper has its title and authors"
            return _Found(self._titled(), reason)
        key = self._store.works.find(scheme, value)
        if key is not None:
            return self._checked(self._store.works.get([key])[0])
        if titled := self._titled():
            return _Found(titled)
        reason = f"{scheme}:{value}, the id on its first page, is not stored"
        found = _Found(None, reason)
        if fetch:
            found = self._fetched(f"{scheme}:{value}", reason)
        return found if found.work or scheme != "arxiv" else self._from_page(found)

    def _from_page(self, found: _Found) -> _Found:
        """Store what the first page says, its id and its title, if it has both."""
        from papertrail.ingest.batches import save_batch

        paper = self._each.paper
        if not _is_on(paper.title, self._each.first_page):
            return found
        with self._store.transaction() as tx:
            save_batch(tx, (paper,), SOURCE, clock.now(), authority=())
        key = self._store.works.find(*paper.identifiers[0])
        if key is None:
            return found
        return _Found(self._store.works.get([key])[0], "", is_new=True, is_own_data=True)

    def _fetched(self, paper: str, reason: str) -> _Found:
        from papertrail.core.get import get

        got = get(self._resources, [paper]).papers[0]
        if got.work is None:
            return _Found(None, f"{reason}, and could not be had: {got.error}")
        return self._checked(got.work, is_new=True)

    def _checked(self, work: "Work", *, is_new: bool = False) -> _Found:
        if not _is_on(work.title, self._each.first_page):
            return _Found(None, f"its first page names {work.id}, but has another title")
        return _Found(work, is_new=is_new)

    def _titled(self) -> "Work | None":
        """Return the stored paper with the PDF's title, one of whose authors is on its page."""
        from feeds.paper import letters
        from papertrail.dedup.same_work import title_keys
        from papertrail.text.name_parts import name_parts

        title, works = self._each.paper.title, self._store.works
        for work in works.get(works.with_title_keys(title_keys(title))):
            families = [name_parts(author.name).family for author in work.authors]
            is_author = any(_is_on(family, self._each.first_page) for family in families if family)
            if is_author and letters(work.title) == letters(title):
                return work
        return None


def _is_on(text: str, page: str) -> bool:
    """Return whether a page has a text, whatever its spaces and signs."""
    from feeds.paper import letters
    from index.folding import fold

    return letters(fold(text)) in letters(fold(page))

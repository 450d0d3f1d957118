"""Fetch, list and remove the PDFs of papers, and return their texts."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from papertrail.core.citations import find_new
from papertrail.core.document_text import no_text, what_to_do
from papertrail.core.fetching import Fetching
from papertrail.core.papers import resolve
from papertrail.core.resources import Resources
from papertrail.errors import BusyError, NotFoundError, PapertrailError, ReadOnlyError, StoreError
from papertrail.types.fetched import (
    Document,
    FetchedDocument,
    FetchResult,
    FetchStatus,
    ListedDocument,
)

if TYPE_CHECKING:
    from papertrail.documents.cache import DocumentCache
    from papertrail.types.document import DocumentText
    from papertrail.types.work import Work

_PATIENCE = 10.0
"""Seconds to wait for another process that indexes; the next update does it otherwise."""


class Documents:
    """The PDFs of papers and their texts. Papers are named as for `core.papers.resolve`."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    def fetch(self, papers: Sequence[str], *, again: bool = False) -> FetchResult:
        """Fetch the PDFs of papers, read and index their texts.

        A paper whose PDF is there already is not asked for, unless it has a later version.

        Args:
            papers: ids.
            again: fetch what is there too.

        Raises:
            OSError: the disk is full or not writable; what was fetched before stays.
            StoreError: likewise, of the database.
        """
        fetching = Fetching(self._resources)
        with self._resources.progress.track(len(papers), "PDFs") as advance:
            done = []
            for paper in papers:
                done.append(self._fetched(fetching, paper, again=again))
                advance(1)
        return self._indexed(done)

    def import_file(
        self, paper: str, file: str | Path, *, password: str | None = None
    ) -> FetchResult:
        """Take a PDF of the user's for the PDF of a paper, read and index its text.

        Args:
            paper: its id.
            file: the PDF, which is copied.
            password: opens an encrypted one; it is not stored.

        Raises:
            NotFoundError: there is no such paper.
            PapertrailError: the file can't be read, is too large or no whole PDF.
            OSError: the disk is full or not writable.
        """
        work = resolve(self._resources, paper)
        fetching = Fetching(self._resources)
        document = fetching.import_file(work, Path(file).expanduser(), password)
        return self._indexed([_result(paper, work, FetchStatus.FETCHED, document)])

    def text(self, paper: str) -> "DocumentText":
        """Return the text of a paper.

        Raises:
            NotFoundError: the paper is not stored, its PDF not fetched, or it has no text.
            StoreError: the stored text is damaged.
        """
        work = resolve(self._resources, paper)
        text = self._resources.store.documents.text(work.key)
        if text is None:
            raise no_text(self._resources, work, f"there is no full text of {paper}")
        return text

    def path(self, paper: str) -> Path:
        """Return the file of a paper's PDF, which must not be changed.

        Raises:
            NotFoundError: the paper is not stored, or its PDF not fetched.
        """
        work = resolve(self._resources, paper)
        document = self._document(work)
        path = self._cache.path(document.sha256) if document else None
        if path is None or not path.is_file():
            raise NotFoundError(
                f"the PDF of {paper} is not there", f"run: papertrail fetch {work.id}"
            )
        return path

    def about(self, paper: str) -> ListedDocument | None:
        """Return what is stored of a paper's PDF with remarks, None if it was not fetched.

        Raises:
            NotFoundError: the paper is not stored.
        """
        from papertrail.documents.remarks import remarks_on

        work = resolve(self._resources, paper)
        document = self._document(work)
        if document is None:
            return None
        try:
            text = self._resources.store.documents.text(work.key)
            remarks = remarks_on(text) if text else ()
        except StoreError as error:
            remarks = (f"{error.message}; {error.hint}",)
        return replace(self._listed(work, document), remarks=remarks)

    def status(self) -> tuple[ListedDocument, ...]:
        """Return all documents, the latest first, then the papers whose PDF could not be had."""
        store = self._resources.store
        documents, failures = store.documents.all(), store.documents.failures()
        works = {work.key: work for work in store.works.get([*documents, *failures])}
        listed = [
            self._listed(works[key], document)
            for key, document in documents.items()
            if key in works
        ]
        failed = [
            ListedDocument(works[key], None, None, "failed", reason)
            for key, (_, reason) in failures.items()
            if key in works and key not in documents
        ]
        return (*listed, *failed)

    def remove(self, papers: Sequence[str]) -> "tuple[Work, ...]":
        """Remove the PDFs of papers and their texts; the papers stay.

        Returns:
            The papers that had a document.

        Raises:
            NotFoundError: one of the papers is not stored; nothing is removed.
        """
        from papertrail.locks import storing_documents

        store = self._resources.store
        works = {work.key: work for work in (resolve(self._resources, each) for each in papers)}
        with storing_documents(self._resources.home):
            documents = store.documents.of(works)
            with store.transaction() as tx:
                for key in works:
                    tx.documents.remove(key)
            for document in documents.values():
                # After the transaction: a file too many does less harm than one too few.
                if not store.documents.is_used(document.sha256):
                    self._cache.remove(document.sha256)
        self._index()
        return tuple(work for key, work in works.items() if key in documents)

    @property
    def _cache(self) -> "DocumentCache":
        from papertrail.documents.cache import DocumentCache

        return DocumentCache(self._resources.home.documents)

    def _document(self, work: "Work") -> Document | None:
        return self._resources.store.documents.of([work.key]).get(work.key)

    def _fetched(self, fetching: Fetching, paper: str, *, again: bool) -> FetchedDocument:
        from feeds.errors import FeedError

        work = None
        try:
            work = resolve(self._resources, paper)
            status, document = fetching.fetch(work, again=again)
        except (BusyError, ReadOnlyError):
            raise
        except (PapertrailError, FeedError) as error:
            reason = f"{error.message}; {error.hint}" if error.hint else error.message
            known = self._document(work) if work else None
            return FetchedDocument(paper, work, FetchStatus.FAILED, known, reason)
        return _result(paper, work, status, document)

    def _indexed(self, done: Sequence[FetchedDocument]) -> FetchResult:
        complete = self._index()
        find_new(self._resources)
        return FetchResult(tuple(done), complete)

    def _index(self) -> bool:
        """Index the passages that are new; return whether all are indexed."""
        from index.errors import IndexingError
        from papertrail.core.indexing import index_passages
        from papertrail.locks import updating

        resources = self._resources
        if not resources.store.passages.last_change():
            return True
        try:
            with updating(resources.home, "papertrail fetch", seconds=_PATIENCE):
                return index_passages(resources).complete
        except (BusyError, IndexingError) as error:
            resources.progress.note(
                f"the full texts are stored, and not all indexed: {error.message}; "
                "papertrail update goes on with them"
            )
            return False

    def _listed(self, work: "Work", document: Document) -> ListedDocument:
        path = self._cache.path(document.sha256)
        state, reason = "read", ""
        if not path.is_file():
            state, reason = "missing", "its file is gone; papertrail fetch gets it again"
        elif document.problem and document.scanned:
            state, reason = "scanned", document.problem
        elif document.problem:
            state, reason = "unreadable", document.problem
        elif (document.version or 0) < (work.version or 0) and not document.is_local:
            state = "outdated"
            reason = f"it is of version {document.version}, and the paper has {work.version}"
        return ListedDocument(work, document, path, state, reason)


def _result(paper: str, work: "Work", status: FetchStatus, document: Document) -> FetchedDocument:
    problem = document.problem
    error = f"{problem}; {what_to_do(work, problem)}" if problem else ""
    return FetchedDocument(paper, work, status, document, error)

"""Bring PDFs into the home: fetch, check, store, read."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from papertrail import clock
from papertrail.core.resources import Resources
from papertrail.errors import DocumentError, PapertrailError
from papertrail.types.fetched import LOCAL, Document, FetchStatus

if TYPE_CHECKING:
    from feeds.http.client import RateLimitedClient
    from papertrail.documents.reading import Reading
    from papertrail.types.work import Work

ATTEMPTS = 2
"""Tries of one PDF: many are to come, and a later run goes on."""
RETRY = timedelta(days=7)
"""How long an update leaves a paper alone whose PDF could not be had."""
_BY_HAND = "save it by hand, then: papertrail fetch {id} --file paper.pdf"


class Fetching:
    """One run that brings PDFs into a home. It holds no lock while it waits for a host."""

    def __init__(self, resources: Resources) -> None:
        from papertrail.documents.cache import DocumentCache

        self._resources = resources
        self._cache = DocumentCache(resources.home.documents)
        self._client: RateLimitedClient | None = None

    def fetch(self, work: "Work", *, again: bool = False) -> tuple[FetchStatus, Document]:
        """Fetch and store the PDF of a work, unless it is there.

        Raises:
            FeedError: it can't be had; that is recorded.
            PapertrailError: no PDF of it is known; that is recorded.
            OSError: the disk is full or not writable.
        """
        known = self._resources.store.documents.of([work.key]).get(work.key)
        if known and self._is_current(work, known) and not again:
            return self._read_again(work, known)
        if known and known.is_local and self._cache.path(known.sha256).is_file():
            # The user chose it; another file replaces it, no address.
            return self._read_again(work, known, always=True)
        content = self._download(work)
        return FetchStatus.FETCHED, self._store(work, content, work.pdf_url)

    def import_file(self, work: "Work", file: Path, password: str | None) -> Document:
        """Store a PDF of the user's.

        Raises:
            PapertrailError: it can't be read, is too large or no whole PDF, or the password does
                not open it; what was stored before stays.
            OSError: the disk is full or not writable.
        """
        from papertrail.documents.fetching import read_local
        from papertrail.documents.reading import read

        content = read_local(file, self._resources.config.documents.max_mb << 20)
        reading = None
        if password is not None:
            reading = read(file, password)
            if reading.text is None:
                raise DocumentError(f"{file.name}: {reading.problem}", "nothing was changed")
        return self._store(work, content, f"{LOCAL}{file.name}", reading)

    def read_outdated(self, most: int) -> int:
        """Read stored PDFs again that an earlier extractor has read; return how many were read.

        Raises:
            StoreError: the database can't be written.
        """
        from papertrail.documents.reading import EXTRACTOR

        store = self._resources.store
        works = store.works.get(store.documents.read_before(EXTRACTOR, most))
        documents = store.documents.of([work.key for work in works])
        read = 0
        for work in works:
            known = documents[work.key]
            if self._cache.path(known.sha256).is_file():
                status, _ = self._read_again(work, known)
                read += status is FetchStatus.READ
        return read

    def _is_current(self, work: "Work", known: Document) -> bool:
        if not self._cache.path(known.sha256).is_file():
            return False
        return known.is_local or (known.version or 0) >= (work.version or 0)

    def _read_again(
        self, work: "Work", known: Document, *, always: bool = False
    ) -> tuple[FetchStatus, Document]:
        """Read a stored PDF again where the extractor is a later one."""
        from papertrail.documents.reading import EXTRACTOR, read

        if known.extractor >= EXTRACTOR and not always:
            return FetchStatus.KNOWN, known
        reading = read(self._cache.path(known.sha256))
        store = self._resources.store
        if reading.text is None and not known.problem:
            # A PDF that was opened with a password keeps the text that it has.
            with store.transaction() as tx:
                tx.documents.note_read(work.key, EXTRACTOR)
            return FetchStatus.KNOWN, known
        document = _described(known, reading)
        with store.transaction() as tx:
            tx.documents.save(work.key, document, reading.text)
        return FetchStatus.READ, document

    def _download(self, work: "Work") -> bytes:
        from feeds.errors import FeedError, NoConnectionError, RefusedError, UnreachableError
        from papertrail.documents.fetching import download

        if not work.pdf_url:
            error = PapertrailError(f"no PDF of {work.id} is known", _BY_HAND.format(id=work.id))
            self._note_failure(work, error.message)
            raise error
        self._resources.progress.detail(f"{work.id}: asking for {work.pdf_url}")
        try:
            return download(self._open_client(), work.pdf_url)
        except FeedError as error:
            if isinstance(error, UnreachableError) and not isinstance(error, NoConnectionError):
                # A client asks a host that failed no more; the next paper's file may be there.
                self._client = None
            if not isinstance(error, UnreachableError):
                self._note_failure(work, error.message)
            if isinstance(error, RefusedError):
                error.hint = _BY_HAND.format(id=work.id)
            raise

    def _open_client(self) -> "RateLimitedClient":
        from papertrail.core.http_client import open_client

        if self._client is None:
            most = self._resources.config.documents.max_mb << 20
            self._client = open_client(self._resources, attempts=ATTEMPTS, max_bytes=most)
        return self._client

    def _note_failure(self, work: "Work", reason: str) -> None:
        with self._resources.store.transaction() as tx:
            tx.documents.note_failure(work.key, clock.now(), reason)

    def _store(
        self, work: "Work", content: bytes, origin: str, reading: "Reading | None" = None
    ) -> Document:
        """Write a PDF to the home, read its text unless that is done, and store both.

        The same PDF without its password replaces no text that was read with it.

        A process that is killed in between leaves a whole file that belongs to no paper, which the
        next attempt takes over.
        """
        from papertrail.documents.reading import read
        from papertrail.documents.remarks import remarks_on
        from papertrail.locks import storing_documents

        store, home = self._resources.store, self._resources.home
        before = store.documents.of([work.key]).get(work.key)
        path = self._cache.path(self._cache.add(content))
        reading = reading or read(path)
        if reading.text is None and before and before.sha256 == path.stem and not before.problem:
            return before
        for remark in remarks_on(reading.text) if reading.text else ():
            self._resources.progress.note(f"{work.id}: {remark}")
        document = _described(
            Document(
                sha256=hashlib.sha256(content).hexdigest(),
                size=len(content),
                origin=origin,
                version=work.version,
                fetched=clock.iso(clock.now()),
            ),
            reading,
        )
        with storing_documents(home):
            # Meanwhile another process may have removed it from another paper, and the file too.
            self._cache.add(content)
            with store.transaction() as tx:
                # An update may have merged the paper into another one.
                key = store.works.named(work.id)
                tx.documents.save(work.key if key is None else key, document, reading.text)
            if before and not store.documents.is_used(before.sha256):
                self._cache.remove(before.sha256)
        return document


def _described(document: Document, reading: "Reading") -> Document:
    """Return a document with what reading it has shown."""
    from papertrail.documents.reading import EXTRACTOR

    return replace(
        document,
        extractor=EXTRACTOR,
        problem=reading.problem,
        pages=reading.pages,
        scanned=reading.scanned,
    )

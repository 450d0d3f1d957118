"""Write digests and chosen papers as books for e-readers."""

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from papertrail import clock, user_files
from papertrail.core.export import Selection, exported_works, select
from papertrail.core.resources import Resources
from papertrail.errors import PapertrailError, StoreError
from papertrail.types.export import ExportedFile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from papertrail.render.epub import Chapter
    from papertrail.types.digest import DigestView, Entry
    from papertrail.types.document import DocumentText
    from papertrail.types.work import Work

FORMAT = "epub"


def export_book(resources: Resources, selection: Selection, file: Path) -> ExportedFile:
    """Write papers to an EPUB file: abstracts, notes, and full texts where they were fetched.

    Raises:
        PapertrailError: the file can't be written; it is as it was.
        Exception: as `papertrail.core.export.select` raises it.
    """
    from papertrail.render.epub import Book, Chapter, Part, write_book
    from papertrail.render.phrases import plural

    works, remarks = select(resources, selection)
    exported = exported_works(resources, works)
    texts = _full_texts(resources, [each.work for each in exported])
    chapters = []
    for each in exported:
        about = (", ".join(each.citation.tags), each.state)
        chapters.append(Chapter(each.work, about, each.note, texts.get(each.work.key)))
    book = Book(
        uid=uuid5(UUID(resources.store.alerts.home_uid()), repr(selection)),
        title=_title(selection),
        modified=clock.now(),
        parts=(Part("", tuple(chapters)),),
        summary=plural(len(chapters), "paper"),
    )
    try:
        user_files.write(file, write_book(book))
    except OSError as error:
        raise PapertrailError(
            f"can't write {file} ({error.strerror})", "write to another file"
        ) from error
    return ExportedFile(len(chapters), (), (), (), remarks)


def digest_book(resources: Resources, view: "DigestView") -> bytes:
    """Return a digest as an EPUB file: a part for each topic, a chapter for each paper."""
    from datetime import datetime

    from papertrail.render.epub import Book, Part, write_book
    from papertrail.render.phrases import considered, event, heading

    texts = _full_texts(resources, view.works)
    parts = []
    for section in view.layout:
        chapters = [each for entry in section.entries for each in _chapters(entry, texts)]
        parts.append(Part(section.topic, tuple(chapters)))
    news = []
    for known in view.news:
        happened = tuple(map(event, known.events))
        news.append(_chapter(known.work, happened, texts))
    parts.append(Part("News of papers you know", tuple(news)))
    digest = view.digest
    book = Book(
        uid=uuid5(UUID(digest.uid), "book"),
        title=heading(view),
        modified=datetime.fromisoformat(digest.created),
        parts=tuple(parts),
        summary=considered(view),
    )
    return write_book(book)


def _chapters(entry: "Entry", texts: "dict[int, DocumentText]") -> "list[Chapter]":
    """Return a paper of a digest, and those that are nearly the same."""
    from papertrail.render.phrases import reasons, similar

    remarks = (reasons(entry.why), similar(entry.similar))
    return [
        _chapter(entry.work, remarks, texts),
        *(_chapter(other, (), texts) for other in entry.similar),
    ]


def _chapter(work: "Work", remarks: tuple[str, ...], texts: "dict[int, DocumentText]") -> "Chapter":
    from papertrail.render.epub import Chapter

    return Chapter(work, remarks, text=texts.get(work.key))


def _full_texts(resources: Resources, works: "Sequence[Work]") -> "dict[int, DocumentText]":
    """Return the texts of the papers whose PDFs were fetched and could be read."""
    store, found = resources.store, {}
    for key in store.documents.of([work.key for work in works]):
        try:
            text = store.documents.text(key)
        except StoreError as error:
            resources.progress.note(error.message)
            continue
        if text is not None and text.blocks:
            found[key] = text
    return found


def _title(selection: Selection) -> str:
    if selection.topic:
        return f"Papers on {selection.topic}"
    if selection.query == "state:later":
        return "Papers to read"
    return f"Papers: {selection.query}" if selection.query else "Papers"

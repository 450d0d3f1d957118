"""Write one note a paper into a folder: an Obsidian vault, or plain Markdown files."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from papertrail import user_files
from papertrail.core.export import Selection, exported_works, select
from papertrail.core.resources import Resources
from papertrail.errors import PapertrailError
from papertrail.exchange.marked_block import update
from papertrail.exchange.vault_names import folded, note_link, note_name
from papertrail.exchange.vault_notes import block_text, id_of, new_note
from papertrail.locks import exporting
from papertrail.types.bibliography_entry import ExportedWork
from papertrail.types.export import ExportedFile

_ENDING = ".md"
_FRONT = 64 << 10
"""Bytes in which the front matter of a note has to end."""
_LARGEST = 16 << 20
_HINT = "make the folder writable, or name another; notes that are written stay"


def export_to_vault(resources: Resources, selection: Selection, folder: Path) -> ExportedFile:
    """Write the notes of works into a folder, which is made if its parent exists.

    A note is found again by the id in its front matter, whatever it is called and in which folder
    it is. Of a note that exists, only the block changes that papertrail wrote; a block that a
    person edited stays.

    Returns:
        the names of the notes that are new, that changed, and that stay though the paper changed.

    Raises:
        PapertrailError: the folder can't be read or written; each note is whole, old or new.
        BusyError: another process exports.
        As `papertrail.core.export.export`.
    """
    path = Path(os.path.abspath(folder))  # noqa: PTH100 - a link stays a link
    works, remarks = select(resources, selection)
    with exporting(resources.home):
        try:
            path.mkdir(exist_ok=True)
            vault = _Vault(path, resources)
            vault.look()
            exported = exported_works(resources, works)
            vault.name(exported)
            vault.write(exported)
        except OSError as error:
            place = error.filename or path
            raise PapertrailError(f"can't write {place} ({error.strerror})", _HINT) from error
    return ExportedFile(
        len(works), tuple(vault.added), tuple(vault.replaced), tuple(vault.kept), remarks
    )


@dataclass
class _Vault:
    """The notes of a folder.

    Attributes:
        notes: the file of each work that has one, by the work's key.
        taken: the folded names of all notes.
    """

    path: Path
    resources: Resources
    notes: dict[int, Path] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def look(self) -> None:
        """Find the notes that are there."""
        for file in _markdown_files(self.path):
            self.taken.add(folded(file.stem))
            scheme, _, value = (_id_in(file) or "").partition(":")
            key = self.resources.store.works.find(scheme, value)
            if key is not None:
                self.notes.setdefault(key, file)

    def name(self, exported: Iterable[ExportedWork]) -> None:
        """Give a file to each work that has none."""
        for each in exported:
            if each.work.key not in self.notes:
                stem = note_name(each.citation.title, each.citation.key, self.taken)
                self.taken.add(folded(stem))
                self.notes[each.work.key] = self.path / f"{stem}{_ENDING}"

    def write(self, exported: list[ExportedWork]) -> None:
        """Write new notes, and the blocks of others where they change."""
        cites, cited_by = self._links([each.work.key for each in exported])
        for each in exported:
            key = each.work.key
            text = block_text(each, cites.get(key, ()), cited_by.get(key, ()))
            file = self.notes[key]
            if not file.exists():
                user_files.write(file, new_note(each, text).encode())
                self.added.append(file.stem)
                continue
            present = _content(file)
            updated = update(present, text)
            if updated.is_kept:
                self.kept.append(file.stem)
            elif updated.content != present:
                user_files.write(file, updated.content)
                self.replaced.append(file.stem)

    def _links(self, works: list[int]) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
        """Return links to the notes that works cite, and of those that cite them."""
        store = self.resources.store
        links = {
            work.key: note_link(self.notes[work.key].stem, work.title)
            for work in store.works.get(list(self.notes))
        }
        cites: dict[int, list[str]] = defaultdict(list)
        cited_by: dict[int, list[str]] = defaultdict(list)
        for citing, others in store.citations.cited_among(list(links), links).items():
            for other in others:
                cites[citing].append(links[other])
                cited_by[other].append(links[citing])
        return {key: cites[key] for key in works}, {key: cited_by[key] for key in works}


def _markdown_files(folder: Path) -> Iterator[Path]:
    """Yield the notes of a folder and its folders, without hidden ones and links to folders."""
    for place, folders, files in os.walk(folder, onerror=_fail):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.lower().endswith(_ENDING) and not name.startswith("."):
                yield Path(place, name)


def _fail(error: OSError) -> None:
    raise error


def _id_in(file: Path) -> str | None:
    if not file.is_file():
        return None
    with file.open("rb") as content:
        return id_of(content.read(_FRONT))


def _content(file: Path) -> bytes:
    with file.open("rb") as opened:
        content = opened.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise PapertrailError(f"{file} is larger than {_LARGEST >> 20} MiB", "move it away")
    return content

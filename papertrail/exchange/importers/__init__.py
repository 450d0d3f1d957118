"""Import the libraries of other programs.

A format is a class, named by an entry point of the group `papertrail.importers`, whose objects have
the methods `recognises(path, beginning)` and `read(path)`; see `Importer`.
"""

from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol

from papertrail.errors import PapertrailError, UsageError
from papertrail.types.imports import ImportedLibrary

PLUGINS = "papertrail.importers"
"""Entry-point group of importers of other packages: name -> class."""
_OWN = {
    "pdf": "papertrail.exchange.importers.pdf:PdfImporter",
    "ris": "papertrail.exchange.importers.ris:RisImporter",
    "opml": "papertrail.exchange.importers.opml:OpmlImporter",
    "csl": "papertrail.exchange.importers.csl:CslImporter",
    "bibtex": "papertrail.exchange.importers.bibtex:BibtexImporter",
}
"""Those first whose files are recognised most surely."""
_BEGINNING = 4_096
_IN_FOLDERS = frozenset({".pdf", ".bib", ".ris", ".opml"})


class Importer(Protocol):
    """Reads files of one format."""

    def recognises(self, path: Path, beginning: bytes) -> bool:
        """Decide by the name and the first bytes whether a file is of this format.

        Args:
            path: of a file, or of a folder, whose `beginning` is empty.
            beginning: its first 4,096 bytes.
        """
        ...

    def read(self, path: Path) -> ImportedLibrary:
        """Return the entries of a file. What can't be understood is a refusal.

        Raises:
            PapertrailError: nothing of the file can be read.
        """
        ...


def formats() -> tuple[str, ...]:
    """Return the names of all formats, papertrail's own first."""
    others = sorted(point.name for point in entry_points(group=PLUGINS))
    return tuple(dict.fromkeys((*_OWN, *others)))


def importer(name: str) -> Importer:
    """Return what reads a format.

    Raises:
        UsageError: there is no such format.
        PapertrailError: another package's importer can't be loaded.
    """
    if name in _OWN:
        module, _, attribute = _OWN[name].partition(":")
        made: Importer = getattr(import_module(module), attribute)()
        return made
    for point in entry_points(group=PLUGINS):
        if point.name == name:
            try:
                loaded: Importer = point.load()()
            except Exception as error:
                raise PapertrailError(
                    f"the importer {name} can't be loaded ({type(error).__name__}: {error})",
                    f"write to the authors of {point.value.partition(':')[0]}",
                ) from error
            return loaded
    raise UsageError(f"there is no format {name!r}; there are {', '.join(formats())}")


def importer_of(path: Path) -> Importer | None:
    """Return what reads a file, by its name and its first bytes; None if nothing does.

    Importers of other packages are asked first.

    Raises:
        PapertrailError: the file can't be read.
    """
    beginning = b""
    if not path.is_dir():
        try:
            with path.open("rb") as file:
                beginning = file.read(_BEGINNING)
        except OSError as error:
            raise PapertrailError(
                f"can't read {path} ({error.strerror or error})", "name another file or folder"
            ) from error
    names = formats()
    for name in (*names[len(_OWN) :], *names[: len(_OWN)]):
        found = importer(name)
        if found.recognises(path, beginning):
            return found
    return None


def files_in(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder and its folders that can be imported, in order of their names.

    Files and folders whose name begins with a dot, and links to folders, are left out.
    """
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            if not path.is_symlink():
                yield from files_in(path)
        elif path.suffix.lower() in _IN_FOLDERS:
            yield path

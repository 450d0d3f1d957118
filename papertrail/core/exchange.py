"""Bibliographies and other programs' formats."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from papertrail.core.resources import Resources

if TYPE_CHECKING:
    from papertrail.core.export import Selection
    from papertrail.core.importing import ImportOptions
    from papertrail.types.bibliography import BibliographyCheck
    from papertrail.types.export import Export, ExportedFile, WrittenFeed
    from papertrail.types.imports import ImportResult
    from papertrail.types.whole_home import WholeHome
    from papertrail.types.work import Work


class Exchange:
    """What goes to other programs, and what is compared with their files."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    def export(
        self, selection: "Selection", form: str = "bibtex", *, abstracts: bool = False
    ) -> "Export":
        """Return papers in the format of another program; see `papertrail.core.export.export`."""
        from papertrail.core.export import export

        return export(self._resources, selection, form, abstracts=abstracts)

    def export_to_file(
        self,
        selection: "Selection",
        form: str,
        file: str | os.PathLike[str],
        *,
        abstracts: bool = False,
    ) -> "ExportedFile":
        """Write papers to a file; see `papertrail.core.export.export_to_file`."""
        from papertrail.core.export import export_to_file

        return export_to_file(self._resources, selection, form, Path(file), abstracts=abstracts)

    def export_to_vault(
        self, selection: "Selection", folder: str | os.PathLike[str]
    ) -> "ExportedFile":
        """Write one note a paper; see `papertrail.core.vault.export_to_vault`."""
        from papertrail.core.vault import export_to_vault

        return export_to_vault(self._resources, selection, Path(folder))

    def push_to_zotero(self, selection: "Selection") -> "ExportedFile":
        """Write papers to zotero.org; see `papertrail.core.zotero_push.push_to_zotero`."""
        from papertrail.core.zotero_push import push_to_zotero

        return push_to_zotero(self._resources, selection)

    def import_files(
        self, files: Sequence[str | os.PathLike[str]], options: "ImportOptions | None" = None
    ) -> "ImportResult":
        """Import other programs' libraries; see `papertrail.core.importing.import_files`."""
        from papertrail.core.importing import ImportOptions, import_files

        return import_files(
            self._resources, [Path(file) for file in files], options or ImportOptions()
        )

    def export_home(self, path: str | os.PathLike[str]) -> "WholeHome":
        """Write all that a person put in; see `papertrail.core.whole_home.export_home`."""
        from papertrail.core.whole_home import export_home

        return export_home(self._resources, Path(path))

    def import_home(self, path: str | os.PathLike[str]) -> "WholeHome":
        """Read an exported home; see `papertrail.core.whole_home_import.import_home`."""
        from papertrail.core.whole_home_import import import_home

        return import_home(self._resources, Path(path))

    def export_book(self, selection: "Selection", file: str | os.PathLike[str]) -> "ExportedFile":
        """Write papers as a book for e-readers; see `papertrail.core.books.export_book`."""
        from papertrail.core.books import export_book

        return export_book(self._resources, selection, Path(file))

    def write_feeds(self, folder: str | os.PathLike[str]) -> "tuple[WrittenFeed, ...]":
        """Write lists as Atom files; see `papertrail.core.written_feeds.write_feeds`."""
        from papertrail.core.written_feeds import write_feeds

        return write_feeds(self._resources, Path(folder))

    def atom(self, identity: str, title: str, works: "Sequence[Work]") -> str:
        """Return a list as an Atom feed; see `papertrail.core.written_feeds.atom`."""
        from papertrail.core.written_feeds import atom

        return atom(self._resources, identity, title, works)

    def topic_atom(self, name: str) -> str:
        """Return a topic's papers as a feed; see `papertrail.core.written_feeds.topic_atom`."""
        from papertrail.core.written_feeds import topic_atom

        return topic_atom(self._resources, name)

    def cite(
        self, papers: Sequence[str], style: str = "apa", *, as_html: bool = False
    ) -> list[str]:
        """Return references in a citation style; see `papertrail.core.export.cite`."""
        from papertrail.core.export import cite

        return cite(self._resources, papers, style, as_html=as_html)

    def check_bibliography(
        self, file: str | os.PathLike[str], *, fix: bool = False
    ) -> "BibliographyCheck":
        """Compare a BibTeX file with the stored papers; see `papertrail.core.bibliographies`."""
        from papertrail.core.bibliographies import check_bibliography

        return check_bibliography(self._resources, Path(file), fix=fix)

    def write_correction(
        self, file: str | os.PathLike[str], check: "BibliographyCheck"
    ) -> Path | None:
        """Write a corrected bibliography; see `papertrail.core.bibliographies`."""
        from papertrail.core.bibliographies import write_correction

        return write_correction(Path(file), check)

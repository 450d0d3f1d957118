"""Import lists of feeds in OPML, as feed readers write them."""

from pathlib import Path

from feeds.errors import MalformedError
from feeds.opml import read_opml
from papertrail.errors import PapertrailError
from papertrail.exchange.files import parsed, read_bytes
from papertrail.types.imports import ImportedLibrary


class OpmlImporter:
    """Reads .opml files."""

    def recognises(self, path: Path, beginning: bytes) -> bool:
        """See `Importer`."""
        return path.suffix.lower() == ".opml" or b"<opml" in beginning.lower()

    def read(self, path: Path) -> ImportedLibrary:
        """See `Importer`."""
        body = read_bytes(path, "name an OPML file")
        try:
            listed = parsed(path, len(body), read_opml, body)
        except MalformedError as error:
            raise PapertrailError(
                f"{path} is no list of feeds in OPML: {error.message}", "export it again"
            ) from error
        return ImportedLibrary(feeds=tuple(listed))

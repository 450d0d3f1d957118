"""Export works to the formats of other programs.

A format is a class, named by an entry point of the group `papertrail.exporters`, whose objects have
the attribute `extension` and the method `render(works) -> Iterator[str]`; see `Exporter`.
"""

from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.metadata import entry_points
from typing import Protocol

from papertrail.errors import PapertrailError, UsageError
from papertrail.types.bibliography_entry import ExportedWork

PLUGINS = "papertrail.exporters"
"""Entry-point group of formats of other packages: name -> class."""
_OWN = {
    "bibtex": "papertrail.exchange.exporters.bibtex:BibtexExporter",
    "biblatex": "papertrail.exchange.exporters.bibtex:BiblatexExporter",
    "ris": "papertrail.exchange.exporters.ris:RisExporter",
    "csl": "papertrail.exchange.exporters.csl:CslExporter",
    "jsonl": "papertrail.exchange.exporters.records:JsonLinesExporter",
    "md": "papertrail.exchange.exporters.records:MarkdownExporter",
}


class Exporter(Protocol):
    """Writes works in one format.

    Attributes:
        extension: of files in this format, without the dot.
    """

    extension: str

    def render(self, works: Iterable[ExportedWork]) -> Iterator[str]:
        """Yield the text of a file, in parts."""
        ...


def formats() -> tuple[str, ...]:
    """Return the names of all formats, papertrail's own first."""
    others = sorted(point.name for point in entry_points(group=PLUGINS))
    return tuple(dict.fromkeys((*_OWN, *others)))


def exporter(name: str, *, abstracts: bool = False) -> Exporter:
    """Return what writes a format.

    Args:
        name: one of `formats`.
        abstracts: whether BibTeX entries have an abstract; the other formats always do.

    Raises:
        UsageError: there is no such format.
        PapertrailError: another package's format can't be loaded.
    """
    if name in ("bibtex", "biblatex"):
        from papertrail.exchange.exporters import bibtex

        kind = bibtex.BibtexExporter if name == "bibtex" else bibtex.BiblatexExporter
        return kind(abstracts=abstracts)
    if name in _OWN:
        module, _, attribute = _OWN[name].partition(":")
        made: Exporter = getattr(import_module(module), attribute)()
        return made
    for point in entry_points(group=PLUGINS):
        if point.name == name:
            try:
                loaded: Exporter = point.load()()
            except Exception as error:
                raise PapertrailError(
                    f"the format {name} can't be loaded ({type(error).__name__}: {error})",
                    f"write to the authors of {point.value.partition(':')[0]}",
                ) from error
            return loaded
    raise UsageError(f"there is no format {name!r}; there are {', '.join(formats())}")

"""Write corrections into a BibTeX file; what is not corrected keeps its bytes."""

import re
from collections.abc import Mapping

from papertrail.exchange.bibtex import Entry
from papertrail.exchange.exporters.bibtex import BibtexExporter
from papertrail.types.bibliography_entry import BibliographyEntry

_REPLACED = frozenset(
    {
        *("title", "author", "booktitle", "journal", "journaltitle", "year", "date", "month"),
        *("doi", "url", "eprint", "archiveprefix", "eprinttype", "primaryclass", "eprintclass"),
        *("howpublished", "publisher", "note"),
    }
)
"""Fields that the corrected entry has, or that spoke of the preprint."""


def corrected_entry(entry: Entry, citation: BibliographyEntry, text: str) -> str:
    """Return an entry that cites what is published; its other fields stay as they are written.

    Args:
        entry: the entry of the file.
        citation: the work's, with the entry's key.
        text: the whole file.
    """
    new = BibtexExporter().entry(citation).rstrip().removesuffix("}")
    source = text[entry.start : entry.end]
    for name, value in entry.fields.items():
        if name not in _REPLACED and value:
            new += f"  {name} = {_as_written(name, source) or '{' + value + '}'},\n"
    return new + "}"


def with_corrections(text: str, corrections: Mapping[int, tuple[int, str]]) -> str:
    """Return a text with parts replaced: by their start, each with its end and the new part."""
    parts, end = [], 0
    for start, (stop, new) in sorted(corrections.items()):
        parts += [text[end:start], new]
        end = stop
    return "".join([*parts, text[end:]])


def _as_written(name: str, source: str) -> str:
    """Return the value of a field as the file writes it, if it is in simple braces on one line."""
    found = re.search(rf"(?im)^\s*{re.escape(name)}\s*=\s*(\{{[^{{}}\n]*\}})\s*,?\s*$", source)
    return found[1] if found else ""

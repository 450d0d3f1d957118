"""Import CSL-JSON, as citation processors and Zotero write it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from feeds.errors import MalformedError
from feeds.parsing import parse_json
from papertrail.errors import PapertrailError
from papertrail.exchange.files import parsed, read_bytes
from papertrail.exchange.importers.building import keywords, make_paper, written_name
from papertrail.exchange.libraries import decoded, reference_of_item
from papertrail.types.bibliography_entry import PersonName
from papertrail.types.imports import ImportedLibrary, ImportedPaper, Refusal


class CslImporter:
    """Reads CSL-JSON files."""

    def recognises(self, path: Path, beginning: bytes) -> bool:
        """See `Importer`."""
        begins = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
        return path.suffix.lower() in (".json", ".csljson") or begins == b"["

    def read(self, path: Path) -> ImportedLibrary:
        """See `Importer`."""
        text = decoded(read_bytes(path, "name a CSL-JSON file"))
        return parsed(path, len(text), read_csl, text, str(path))


def read_csl(text: str, file: str) -> ImportedLibrary:
    """Return the papers of a file's text.

    Raises:
        PapertrailError: it is no JSON, or has no list of items.
    """
    hint = "export it again as CSL JSON"
    try:
        content: Any = parse_json(text.encode("utf-8", "surrogatepass"))
    except MalformedError as error:
        raise PapertrailError(f"{file} is not valid JSON ({error.message})", hint) from error
    items = content.get("items") if isinstance(content, dict) else content
    if not isinstance(items, list):
        raise PapertrailError(f"{file} has no list of items", hint)
    papers, refusals = [], []
    for number, item in enumerate(items, 1):
        try:
            paper = _paper(number, item)
        except (AttributeError, KeyError, IndexError, TypeError, ValueError):
            paper = None
        if paper:
            papers.append(paper)
            continue
        label = str(item.get("id", "")) if isinstance(item, dict) else ""
        refusals.append(Refusal(file, number, label, "it has no title, or is no item of CSL-JSON"))
    return ImportedLibrary(papers, refusals)


def _paper(number: int, item: Mapping[str, Any]) -> ImportedPaper | None:
    reference = reference_of_item(dict(item))
    if reference is None:
        return None
    subject = str(item.get("archive_location", ""))
    container = item.get("container-title") or item.get("event-title") or ""
    paper = make_paper(
        str(item["title"]),
        [_name(name) for name in item.get("author", [])],
        reference.record.identifiers,
        when=_when(item),
        container=str(container),
        abstract=str(item.get("abstract", "")),
        url=str(item.get("URL", "")),
        subject=subject if str(item.get("archive", "")).lower() == "arxiv" else "",
    )
    if paper is None:
        return None
    label = str(item.get("id", ""))
    return ImportedPaper(
        number,
        label,
        paper,
        citation_key=label,
        tags=keywords([str(item.get("keyword", ""))]),
        note=str(item.get("annote", "")).strip(),
    )


def _name(name: Mapping[str, str]) -> str:
    if literal := name.get("literal"):
        return str(literal)
    particles = (name.get("dropping-particle", ""), name.get("non-dropping-particle", ""))
    return written_name(
        PersonName(
            str(name.get("family", "")),
            str(name.get("given", "")),
            " ".join(filter(None, particles)),
            str(name.get("suffix", "")),
        )
    )


def _when(item: Mapping[str, Any]) -> str:
    issued = item.get("issued") or {}
    parts = (issued.get("date-parts") or [[]])[0]
    if not parts or not parts[0]:
        return str(issued.get("raw") or issued.get("literal") or "")
    return "-".join([f"{int(parts[0]):04}", *(f"{int(part):02}" for part in parts[1:3])])

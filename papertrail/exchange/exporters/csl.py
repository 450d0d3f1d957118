"""Write CSL-JSON, the input of citation processors.

Types and variables are those of CSL 1.0.2 (https://docs.citationstyles.org/en/stable/specification.html,
appendices III and IV).
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from papertrail.render.escaping import printable
from papertrail.types.bibliography_entry import (
    BibliographyEntry,
    EntryKind,
    ExportedWork,
    PersonName,
)

_TYPES = {
    EntryKind.ARTICLE: "article-journal",
    EntryKind.CONFERENCE: "paper-conference",
    # CSL's type of preprints
    EntryKind.PREPRINT: "article",
}


class CslExporter:
    """CSL-JSON: a list of items."""

    extension = "json"

    def render(self, works: Iterable[ExportedWork]) -> Iterator[str]:
        """Yield the list in parts."""
        opening = "[\n"
        for exported in works:
            yield opening + json.dumps(item(exported.citation), ensure_ascii=False, indent=1)
            opening = ",\n"
        yield "\n]\n" if opening != "[\n" else "[]\n"


def item(citation: BibliographyEntry) -> dict[str, Any]:
    """Return one item."""
    values: dict[str, Any] = {
        "id": citation.key,
        "type": _TYPES[citation.kind],
        "title": printable(citation.title),
        "author": [_name(name) for name in citation.authors],
        "issued": _date(citation),
        "container-title": printable(citation.container),
        "DOI": citation.doi,
        "URL": citation.url,
        "abstract": printable(citation.abstract),
        "keyword": ", ".join(map(printable, citation.tags)),
    }
    if citation.arxiv and citation.container:
        # As a number, styles would print it as that of the article in the proceedings.
        values["note"] = f"arXiv:{citation.arxiv}"
    elif citation.arxiv:
        values |= {"archive": "arXiv", "archive_location": citation.primary_class}
        values["number"] = f"arXiv:{citation.arxiv}"
    return {name: value for name, value in values.items() if value}


def _name(name: PersonName) -> dict[str, str]:
    if name.is_group or not name.given:
        return {"literal": printable(f"{name.particle} {name.family}".strip())}
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {part: printable(value) for part, value in parts.items() if value}


def _date(citation: BibliographyEntry) -> dict[str, list[list[int]]]:
    if not citation.year:
        return {}
    return {"date-parts": [[citation.year, *([citation.month] if citation.month else [])]]}

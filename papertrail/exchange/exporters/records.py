"""Write works as papertrail records them: JSON, one line each, and a list in Markdown."""

import json
from collections.abc import Iterable, Iterator

from papertrail.render import json as records
from papertrail.render.escaping import link, markdown
from papertrail.render.phrases import authors
from papertrail.types.bibliography_entry import ExportedWork


class JsonLinesExporter:
    """One JSON object a line: what `papertrail show --json` says, the key, and the reader's own."""

    extension = "jsonl"

    def render(self, works: Iterable[ExportedWork]) -> Iterator[str]:
        """Yield one line for each work."""
        for exported in works:
            own: dict[str, object] = {"key": exported.citation.key, "state": exported.state or None}
            own |= {"tags": list(exported.citation.tags), "note": exported.note or None}
            record = records.work(exported.work) | {
                "identifiers": dict(exported.work.identifiers),
                "year": exported.citation.year,
                **own,
            }
            yield json.dumps(record, ensure_ascii=False) + "\n"


class MarkdownExporter:
    """A list in Markdown."""

    extension = "md"

    def render(self, works: Iterable[ExportedWork]) -> Iterator[str]:
        """Yield one item for each work, its note below it."""
        for exported in works:
            citation = exported.citation
            address = link(citation.url)
            title = markdown(citation.title)
            parts = [
                f"[{title}]({address})" if address else title,
                markdown(authors(exported.work)),
            ]
            parts.append(f"*{markdown(citation.venue)}*" if citation.venue else "")
            if str(citation.year) not in citation.venue:
                parts.append(str(citation.year or ""))
            parts.append(f"`{citation.key}`")
            yield "- " + ". ".join(filter(None, parts)) + "\n" + _indented(exported.note)


def _indented(note: str) -> str:
    """Return the reader's own Markdown as a part of a list's item."""
    if not note.strip():
        return ""
    return "\n" + "".join(f"  {line}".rstrip() + "\n" for line in note.splitlines()) + "\n"

"""Write the note of a paper: front matter once, and a block that is brought forward."""

import json
import re
from collections.abc import Sequence

from papertrail.exchange.marked_block import block
from papertrail.render.escaping import link, markdown, printable
from papertrail.render.phrases import authors
from papertrail.types.bibliography_entry import ExportedWork

ID = "papertrail"
"""The field of the front matter by which a note is found again."""
_FRONT_MATTER = re.compile(
    rb"\A(?:\xef\xbb\xbf)?---[ \t]*\r?\n(?P<fields>.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE
)
_ID = re.compile(
    rb"^papertrail:[ \t]*(?P<quote>[\"']?)(?P<id>[^\"'\r\n]+?)(?P=quote)[ \t]*\r?$", re.MULTILINE
)
_NO_TAG = re.compile(r"[^\w/-]+")


def id_of(content: bytes) -> str | None:
    """Return the id in a note's front matter, or None if it is no note of a paper."""
    front = _FRONT_MATTER.match(content)
    found = _ID.search(front["fields"]) if front else None
    return found["id"].decode("utf-8", "replace").strip() if found else None


def new_note(exported: ExportedWork, text: str) -> str:
    """Return a new note; all but its block is the reader's from now on."""
    title = markdown(exported.citation.title)
    return f"{_front_matter(exported)}\n# {title}\n\n{block(text)}\n"


def block_text(
    exported: ExportedWork, cites: Sequence[str] = (), cited_by: Sequence[str] = ()
) -> str:
    """Return what the block of a note says.

    Args:
        exported: the paper.
        cites: links to notes of papers that it cites.
        cited_by: links to notes of papers that cite it.
    """
    citation, address = exported.citation, link(exported.citation.url)
    facts = [markdown(authors(exported.work)), markdown(citation.venue)]
    if str(citation.year or "") not in citation.venue:
        facts.append(str(citation.year or ""))
    facts.append(f"[{markdown(citation.work_id)}]({address})" if address else citation.work_id)
    own = [exported.state, *map(_tag, citation.tags)]
    parts = [". ".join(filter(None, facts)), " ".join(filter(None, own))]
    if citation.abstract:
        parts.append(f"> {markdown(citation.abstract)}")
    if exported.note.strip():
        parts.append(f"## Note in papertrail\n\n{exported.note.strip()}")
    for heading, links in (("Cites", cites), ("Cited by", cited_by)):
        if links:
            parts.append("\n".join([f"## {heading}\n", *(f"- {each}" for each in links)]))
    return "\n\n".join(filter(None, parts))


def _front_matter(exported: ExportedWork) -> str:
    citation = exported.citation
    fields: dict[str, object] = {
        ID: citation.work_id,
        "citekey": citation.key,
        "title": printable(citation.title),
        "authors": [printable(author.name) for author in exported.work.authors],
        "year": citation.year,
        "venue": printable(citation.venue),
        "url": link(citation.url),
    }
    lines = [f"{name}: {_yaml(value)}" for name, value in fields.items() if value]
    return "\n".join(["---", *lines, "---", ""])


def _yaml(value: object) -> str:
    """Return a value for YAML, of which JSON is a part if control characters are left out."""
    return json.dumps(value, ensure_ascii=False)


def _tag(name: str) -> str:
    """Return a tag as Obsidian writes it, which allows no spaces."""
    return f"#{_NO_TAG.sub('-', name).strip('-')}"

"""A digest as Markdown."""

from collections.abc import Sequence
from datetime import date

from papertrail.digest import Entry, Section
from papertrail.render.safe import link, markdown
from papertrail.render.words import TITLE, authors, considered, quiet
from papertrail.store import Digest


def digest(item: Digest, sections: Sequence[Section]) -> str:
    """Return a digest as a Markdown page."""
    day = date.fromisoformat(item.created[:10])
    lines = [f"# Papers for {day:%A, %-d %B %Y}", "", markdown(considered(item, sections)), ""]
    if not any(section.entries for section in sections):
        return "\n".join([*lines, markdown(quiet(item)), ""])
    for section in sections:
        if section.entries:
            lines += [f"## {markdown(section.topic)}", ""]
            for rank, entry in enumerate(section.entries, 1):
                lines += [*_entry(rank, entry), ""]
    return "\n".join(lines)


def _entry(rank: int, entry: Entry) -> list[str]:
    work = entry.work
    address = link(work.url)
    title = f"[{markdown(work.title, TITLE)}](<{address}>)" if address else markdown(work.title, TITLE)
    facts = " · ".join(
        markdown(fact) for fact in (authors(work), work.published or "", work.id, f"score {entry.score:.2f}") if fact
    )
    sentence = [f"   > {markdown(entry.why['sentence'])}"] if entry.why.get("sentence") else []
    return [f"{rank}. **{title}**  ", f"   {facts}", *(["", *sentence] if sentence else [])]

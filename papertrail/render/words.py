"""The sentences that all renderings share."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from papertrail.render.safe import printable
from papertrail.store import Digest, Work
from papertrail.update import MISSING

if TYPE_CHECKING:
    from papertrail.digest import Section

NAMED_AUTHORS = 3
TITLE = 300
"""Characters of a title that a listing shows."""
_NAME = 80


def authors(work: Work, named: int = NAMED_AUTHORS) -> str:
    """Return the first authors and how many more there are."""
    names = [printable(author.name, _NAME) for author in work.authors]
    if len(names) <= named + 1:
        return ", ".join(names)
    return f"{', '.join(names[:named])} and {len(names) - named} more"


def plural(count: int, noun: str) -> str:
    """Return a count with its noun: "1 paper", "1,234 papers"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def considered(digest: Digest, sections: Sequence["Section"]) -> str:
    """Say how many papers were looked at and how the sources stood."""
    shown = sum(len(section.entries) for section in sections)
    standing = Counter(status or "not read yet" for _, status in digest.sources)
    sources = ", ".join(f"{count} {status}" for status, count in standing.most_common())
    told = f"{plural(shown, 'paper')} of {digest.considered:,} new ones"
    return f"{told} · sources: {sources}" if sources else told


def quiet(digest: Digest) -> str:
    """Say that there is nothing to read."""
    failing = sum(status in MISSING for _, status in digest.sources)
    doubt = f" But {plural(failing, 'source')} failed: papertrail status tells why." if failing else ""
    if not digest.considered:
        return f"A quiet day: nothing new has arrived since the last digest.{doubt}"
    return f"A quiet day: none of {plural(digest.considered, 'new paper')} comes close to a topic.{doubt}"

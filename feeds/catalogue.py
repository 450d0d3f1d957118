"""The built-in feeds by name."""

import difflib
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from feeds.errors import UnknownFeedError

if TYPE_CHECKING:
    from feeds.polite import Door
    from feeds.source import Source


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that can be followed.

    Attributes:
        name: what the user types, in the upstream's spelling: `arxiv:cs.LG`.
        title: what it is, for people.
    """

    name: str
    title: str

    def source(self, door: "Door") -> "Source":
        """Return the source that fetches this feed through a door."""
        # Names are looked up without loading what fetches them.
        from feeds.arxiv import ArxivCategory

        return ArxivCategory(self.name.removeprefix("arxiv:"), door)


def find(name: str) -> Feed:
    """Return the feed of a name, written in any case; an arXiv category may stand without its `arxiv:`.

    Raises:
        UnknownFeedError: with the nearest known names as its hint.
    """
    known = _by_folded_name()
    folded = name.strip().lower()
    feed = known.get(folded) or known.get(f"arxiv:{folded}")
    if feed is None:
        near = difflib.get_close_matches(folded if ":" in folded else f"arxiv:{folded}", known, n=3, cutoff=0.6)
        suggestion = f"did you mean {' or '.join(known[match].name for match in near)}? " if near else ""
        raise UnknownFeedError(
            f"unknown feed {name!r}",
            f"{suggestion}feeds look like arxiv:cs.LG; categories: https://arxiv.org/category_taxonomy",
        )
    return feed


@cache
def _by_folded_name() -> dict[str, Feed]:
    catalogue = tomllib.loads((files("feeds") / "catalogue.toml").read_text(encoding="utf-8"))
    feeds = (Feed(f"arxiv:{category}", f"arXiv {title}") for category, title in catalogue["arxiv"].items())
    return {feed.name.lower(): feed for feed in feeds}

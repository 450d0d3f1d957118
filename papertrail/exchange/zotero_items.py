"""Write works as items of Zotero's web API, and decide what a push changes.

Fields by type: https://api.zotero.org/schema; keys and versions:
https://www.zotero.org/support/dev/web_api/v3/write_requests.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from papertrail.exchange.libraries import identifiers_in
from papertrail.render.escaping import link, printable
from papertrail.types.bibliography_entry import BibliographyEntry, EntryKind, PersonName
from papertrail.types.work import Work

Item = dict[str, Any]
"""The data of an item, as the API has it."""
_TYPES = {
    EntryKind.ARTICLE: ("journalArticle", "publicationTitle"),
    EntryKind.CONFERENCE: ("conferencePaper", "proceedingsTitle"),
    EntryKind.PREPRINT: ("preprint", "repository"),
}
_ALPHABET = "23456789ABCDEFGHIJKLMNPQRSTUVWXYZ"
"""Of Zotero's keys, which have eight of these signs."""
_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Written:
    """An item as it was after the last push: Zotero's version, and a hash of what was sent."""

    version: int
    hash: str


@dataclass(frozen=True, slots=True)
class Step:
    """What a push does with one work.

    Attributes:
        payload: to send; None if nothing is to be sent.
        is_new: the item is not in Zotero yet.
        is_kept: the work changed, and the item stays, since a person made or edited it.
        version: of the item that is as it should be, to be recorded; 0 if none is.
    """

    payload: Item | None = None
    is_new: bool = False
    is_kept: bool = False
    version: int = 0


class ZoteroShelf:
    """The items that a Zotero library has."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items: dict[str, Item] = {}
        self._named: set[tuple[str, str]] = set()
        for item in items:
            self._items[str(item.get("key"))] = item
            fields = [str(item.get(name, "")) for name in ("url", "extra", "archiveID", "DOI")]
            self._named |= identifiers_in(fields[3], " ".join(fields), "", fields[0])

    def plan(self, work: Work, item: Item, last: Written | None) -> Step:
        """Decide what to send for a work.

        Args:
            work: whose identifiers name it.
            item: as `item_of` makes it.
            last: what the last push recorded.
        """
        keys = [item_key(*identifier) for identifier in work.identifiers]
        present = next((self._items[key] for key in keys if key in self._items), None)
        if present is None and self._named & set(work.identifiers):
            return Step(is_kept=True)
        if present is None:
            scheme, _, value = work.id.partition(":")
            return Step({"key": item_key(scheme, value), "version": 0, **item}, is_new=True)
        version = int(present["version"])
        if last and last.hash == item_hash(item):
            return Step()
        different = {name: value for name, value in item.items() if present.get(name) != value}
        if not different:
            return Step(version=version)
        if last is None or last.version != version:
            # Somebody edited it, so that only what is empty is filled.
            different = {name: value for name, value in different.items() if not present.get(name)}
        if not different:
            return Step(is_kept=True)
        return Step({"key": present["key"], "version": version, **different})


def item_key(scheme: str, value: str) -> str:
    """Return the key that the item of an identifier has in every library.

    A second push, also from another computer, so finds the item instead of making another.
    """
    number = int.from_bytes(hashlib.sha256(f"{scheme}:{value}".encode()).digest())
    signs = []
    for _ in range(_LENGTH):
        number, sign = divmod(number, len(_ALPHABET))
        signs.append(_ALPHABET[sign])
    return "".join(signs)


def item_of(citation: BibliographyEntry) -> Item:
    """Return the item of a work; every field of its type that papertrail fills is in it."""
    kind, container = _TYPES[citation.kind]
    year = f"{citation.year or ''}"
    if year and citation.month:
        year = f"{year}-{citation.month:02}"
    extra = [f"Citation Key: {citation.key}"]
    arxiv = f"arXiv:{citation.arxiv}" if citation.arxiv else ""
    item: Item = {
        "itemType": kind,
        "title": printable(citation.title),
        "creators": [_creator(name) for name in citation.authors],
        "abstractNote": printable(citation.abstract),
        "date": year,
        "DOI": citation.doi,
        "url": link(citation.url),
        container: printable(citation.container),
        "tags": [{"tag": printable(tag)} for tag in citation.tags],
    }
    if citation.kind is EntryKind.PREPRINT:
        item |= {container: "arXiv" if arxiv else "", "archiveID": arxiv}
    elif arxiv:
        extra.append(f"{arxiv} [{citation.primary_class}]" if citation.primary_class else arxiv)
    return item | {"extra": "\n".join(extra)}


def item_hash(item: Mapping[str, Any]) -> str:
    """Return a hash of an item's data."""
    return hashlib.sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()


def _creator(name: PersonName) -> dict[str, str]:
    family = printable(f"{name.particle} {name.family}".strip())
    if name.is_group or not name.given:
        return {"creatorType": "author", "name": family}
    given = ", ".join(filter(None, (name.given, name.suffix)))
    return {"creatorType": "author", "firstName": printable(given), "lastName": family}

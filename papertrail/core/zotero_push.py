"""Push works into a library of zotero.org. Zotero's own files are never written."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from papertrail.core.export import Selection, exported_works, select
from papertrail.core.resources import Resources
from papertrail.delivery.secrets import secret
from papertrail.errors import PapertrailError
from papertrail.locks import exporting
from papertrail.types.bibliography_entry import ExportedWork
from papertrail.types.export import ExportedFile

if TYPE_CHECKING:
    from papertrail.exchange.zotero_items import Item
    from papertrail.exchange.zotero_web import ZoteroWeb

_LIBRARY = "PAPERTRAIL_ZOTERO_LIBRARY"


def push_to_zotero(resources: Resources, selection: Selection) -> ExportedFile:
    """Create and update the items of works in a Zotero library.

    The key is that of `[zotero]`, see `papertrail.config.zotero`. An item is found again by its
    key, which is made from the paper's id. One that a person edited in Zotero keeps what it has,
    and one that was there before is left alone.

    Returns:
        the citation keys of items that are new, that changed, and that stay as they are.

    Raises:
        PapertrailError: there is no key, pyzotero is not installed, or Zotero can't be reached;
            what was sent by then is recorded.
        BusyError: another process exports.
        As `papertrail.core.export.export`.
    """
    from papertrail.exchange.zotero_web import ZoteroWeb

    settings = resources.config.zotero
    key = secret(settings)
    if not key:
        raise PapertrailError(
            "there is no key of Zotero's web API",
            f"set {settings.variable}, or secret_file in [zotero]; "
            "keys are made at https://www.zotero.org/settings/keys",
        )
    works, remarks = select(resources, selection)
    with exporting(resources.home):
        library = os.environ.get(_LIBRARY) or settings.library
        web = ZoteroWeb(key, library, resources.config.network.mirror)
        push = _Push(resources, web)
        push.run(exported_works(resources, works))
    return ExportedFile(
        len(works),
        tuple(push.added),
        tuple(push.replaced),
        tuple(push.kept),
        (*remarks, *push.remarks),
    )


@dataclass
class _Push:
    resources: Resources
    web: "ZoteroWeb"
    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def run(self, works: Sequence[ExportedWork]) -> None:
        """Compare works with the items that are there, and send what differs."""
        from papertrail.exchange.zotero_items import Written, ZoteroShelf, item_of
        from papertrail.exchange.zotero_web import AT_ONCE

        last = {
            key: Written(int(entry.version), entry.hash)
            for key, entry in self.resources.store.exports.entries(self.web.name).items()
        }
        shelf = ZoteroShelf(self.web.items())
        waiting: list[tuple[str, Item, Item, bool]] = []
        as_it_should_be: dict[str, tuple[int, Item]] = {}
        for each in works:
            key, item = each.citation.key, item_of(each.citation)
            step = shelf.plan(each.work, item, last.get(key))
            if step.is_kept:
                self.kept.append(key)
            elif step.payload is not None:
                waiting.append((key, item, step.payload, step.is_new))
            elif step.version:
                as_it_should_be[key] = (step.version, item)
        self._record(as_it_should_be)
        with self.resources.progress.track(len(waiting), "items") as advance:
            for start in range(0, len(waiting), AT_ONCE):
                batch = waiting[start : start + AT_ONCE]
                self._send(batch)
                advance(len(batch))

    def _send(self, batch: Sequence[tuple[str, "Item", "Item", bool]]) -> None:
        sent = self.web.send([payload for _, _, payload, _ in batch])
        done = {}
        for place, (key, item, _, is_new) in enumerate(batch):
            if place in sent.refused:
                self.kept.append(key)
                self.remarks.append(f"{key}: Zotero refuses it ({sent.refused[place]})")
                continue
            (self.added if is_new else self.replaced).append(key)
            if place in sent.versions:
                done[key] = (sent.versions[place], item)
        self._record(done)

    def _record(self, items: dict[str, tuple[int, "Item"]]) -> None:
        from papertrail.exchange.zotero_items import item_hash
        from papertrail.store.reader.exports import WrittenEntry

        entries = {
            key: WrittenEntry(str(version), item_hash(item))
            for key, (version, item) in items.items()
        }
        with self.resources.store.transaction() as tx:
            tx.exports.record(self.web.name, "zotero", "", entries)

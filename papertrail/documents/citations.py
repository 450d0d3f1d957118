"""Bring references, what they cite, and links forward from the database.

Works that are new or changed wait in a table that triggers fill; each batch is looked at in the
transaction that takes it from there. So the cost follows what is new, any interruption is harmless,
and no lock is needed.
"""

from collections.abc import Callable, Iterable, Sequence

from papertrail.dedup.cited_work import choose_cited
from papertrail.dedup.same_work import Record, record_of_work
from papertrail.documents.links import find_links
from papertrail.documents.references import find_references
from papertrail.errors import StoreError
from papertrail.store import Store
from papertrail.store.citations import StoredReference, keys_of, record_of_reference
from papertrail.types.document import DocumentText
from papertrail.types.work import Work

FINDER = 1
"""The version of what finds references and links; a later one reads all documents again."""
_BATCH = 500
"""Works in one transaction: a quarter of a second on a laptop."""
_CANDIDATES = 20
"""Works with which a reference is compared at most."""


def catch_up(store: Store, progress: Callable[[int], None] | None = None) -> int:
    """Read documents that are new, find links, and match references to works that are new.

    Args:
        store: the papers.
        progress: called with how many more works are done.

    Returns:
        How many works were looked at.
    """
    for work in store.citations.unread(FINDER):
        read_document(store, work)
    done = 0
    while count := _next_batch(store):
        done += count
        if progress:
            progress(count)
    return done


def read_document(store: Store, work: int) -> None:
    """Find and store the references of a work's document."""
    document = store.documents.of([work]).get(work)
    text = _text(store, work)
    if document is None or text is None:
        return
    references = find_references(text)
    with store.transaction() as tx:
        # Another process may have stored another document meanwhile; the next run reads that.
        if store.documents.of([work]).get(work) == document:
            tx.citations.save_references(work, document, FINDER, references)
            stored = store.citations.references(work)
            tx.citations.set_cited(match(store, stored))


def _text(store: Store, work: int) -> DocumentText | None:
    """Return the text of a work; None also if it is damaged, which `papertrail doctor` finds."""
    try:
        return store.documents.text(work)
    except StoreError:
        return None


def match(store: Store, references: Sequence[StoredReference]) -> dict[int, int | None]:
    """Return which stored work each reference cites, by the reference's id."""
    candidates = {each.id: _candidates(store, each) for each in references}
    keys = {key for found in candidates.values() for key in found}
    works = {work.key: record_of_work(work) for work in store.works.get(sorted(keys))}
    found: dict[int, int | None] = {}
    for each in references:
        known = [key for key in candidates[each.id] if key in works]
        records: list[Record] = [works[key] for key in known]
        place = choose_cited(record_of_reference(each.reference), records)
        found[each.id] = None if place is None else known[place]
    return found


def _candidates(store: Store, stored: StoredReference) -> list[int]:
    """Return the works that a reference may cite: by its identifiers, then by its title."""
    reference = stored.reference
    named = [store.works.find(scheme, value) for scheme, value in reference.identifiers]
    keys = [key for key in keys_of(reference.title, ()) if key]
    titled = store.works.with_title_keys(keys)[:_CANDIDATES] if keys else []
    same = store.works.titled(reference.title)[:_CANDIDATES] if keys else []
    found = [key for key in named if key is not None]
    return list(dict.fromkeys([*found, *same, *titled]))


def _next_batch(store: Store) -> int:
    """Look at the next works that wait; return how many there were."""
    if not store.citations.waiting(1):
        return 0
    with store.transaction() as tx:
        keys = store.citations.waiting(_BATCH)
        works = store.works.get(keys)
        documents = store.documents.of(keys)
        for work in works:
            text = _text(store, work.key) if work.key in documents else None
            tx.citations.save_links(work.key, find_links(text, work.abstract, work.comment or ""))
        if store.citations.has_references():
            _match_again(store, tx.citations.set_cited, works)
        tx.citations.looked_at(keys)
    return len(keys)


def _match_again(
    store: Store,
    set_cited: Callable[[dict[int, int | None]], None],
    works: Iterable[Work],
) -> None:
    """Match the references again that cite works, or may cite them."""
    keys = {work.key: keys_of(work.title, work.identifiers) for work in works}
    touched = store.citations.touched_by(keys)
    matches = match(store, touched)
    before = {each.id: each.cited for each in touched}
    set_cited({key: cited for key, cited in matches.items() if before[key] != cited})

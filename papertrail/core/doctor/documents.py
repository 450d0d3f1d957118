"""Examine the PDFs that were fetched."""

import functools
from collections.abc import Iterator

from papertrail.core.doctor.fault import Fault
from papertrail.core.resources import Resources
from papertrail.documents.cache import DocumentCache
from papertrail.locks import storing_documents


def faults(resources: Resources) -> Iterator[Fault]:
    """Yield a fault for each PDF that is missing, damaged, or of no paper."""
    cache = DocumentCache(resources.home.documents)
    used, there = resources.store.documents.used(), set(cache.hashes())
    local = resources.store.documents.local()
    missing = used - there
    if missing:
        given = len(missing & local)
        again = "run: papertrail fetch with the ids that papertrail documents lists as missing"
        by_hand = f"; {given:,} of them came from files: papertrail fetch ID --file" * bool(given)
        yield Fault(f"PDFs whose files are gone: {len(missing):,}", f"{again}{by_hand}")
    for sha256 in sorted(used & there):
        if not cache.is_whole(sha256):
            yield Fault(
                f"{cache.path(sha256)} is not what it was: a disk or a program changed it",
                "remove it and fetch it again: papertrail fetch ID",
                functools.partial(_remove, resources, cache, sha256, damaged=True),
            )
    for sha256 in sorted(there - used):
        yield Fault(
            f"{cache.path(sha256)} belongs to no paper",
            f"remove it: rm {cache.path(sha256)}",
            functools.partial(_remove, resources, cache, sha256),
        )


def _remove(
    resources: Resources, cache: DocumentCache, sha256: str, *, damaged: bool = False
) -> str:
    """Remove a PDF, unless another process has just found a paper for it."""
    with storing_documents(resources.home):
        if not damaged and resources.store.documents.is_used(sha256):
            return f"{cache.path(sha256)} belongs to a paper now"
        cache.remove(sha256)
    return f"removed {cache.path(sha256)}"

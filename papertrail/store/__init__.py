"""The database: the truth from which every index is derived."""

from papertrail.store.database import Store as Store
from papertrail.store.digests import Digest as Digest
from papertrail.store.digests import DigestPaper as DigestPaper
from papertrail.store.sources import SourceState as SourceState
from papertrail.store.works import Filter as Filter
from papertrail.store.works import Saved as Saved
from papertrail.store.works import Work as Work

__all__ = ["Digest", "DigestPaper", "Filter", "Saved", "SourceState", "Store", "Work"]

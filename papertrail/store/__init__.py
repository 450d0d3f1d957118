"""The database: the truth from which every index is derived."""

from papertrail.store.database import Store as Store
from papertrail.store.deliveries import Delivery as Delivery
from papertrail.store.digests import Digest as Digest
from papertrail.store.digests import DigestPaper as DigestPaper
from papertrail.store.digests import Role as Role
from papertrail.store.digests import SourceHealth as SourceHealth
from papertrail.store.filters import Filter as Filter
from papertrail.store.marks import Mark as Mark
from papertrail.store.searches import SavedSearch as SavedSearch
from papertrail.store.sources import Day as Day
from papertrail.store.sources import Reconciliation as Reconciliation
from papertrail.store.sources import SourceState as SourceState
from papertrail.store.works import Appearance as Appearance
from papertrail.store.works import Event as Event
from papertrail.store.works import History as History
from papertrail.store.works import Work as Work

__all__ = [
    "Appearance",
    "Day",
    "Delivery",
    "Digest",
    "DigestPaper",
    "Event",
    "Filter",
    "Reconciliation",
    "Role",
    "SavedSearch",
    "SourceHealth",
    "SourceState",
    "Store",
    "Work",
]

"""The database, from which every index is derived."""

from papertrail.store.database import Store as Store
from papertrail.store.writers import Transaction as Transaction
from papertrail.types.delivery import Delivery as Delivery
from papertrail.types.digest import Digest as Digest
from papertrail.types.digest import DigestPaper as DigestPaper
from papertrail.types.digest import Role as Role
from papertrail.types.digest import SourceHealth as SourceHealth
from papertrail.types.filter import Filter as Filter
from papertrail.types.mark import Mark as Mark
from papertrail.types.search import SavedSearch as SavedSearch
from papertrail.types.source import Day as Day
from papertrail.types.source import Reconciliation as Reconciliation
from papertrail.types.source import SourceState as SourceState
from papertrail.types.work import Appearance as Appearance
from papertrail.types.work import Event as Event
from papertrail.types.work import History as History
from papertrail.types.work import Work as Work

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
    "Transaction",
    "Work",
]

"""Examine where a home is."""

from collections.abc import Iterator

from papertrail.core.doctor.fault import Fault
from papertrail.errors import StoreError
from papertrail.file_systems import refuse_network, synced_by
from papertrail.workspace import Home


def faults(home: Home) -> Iterator[Fault]:
    """Yield a fault for a home on a network file system or in a synchronised folder."""
    try:
        refuse_network(home.database)
    except StoreError as error:
        yield Fault(error.message, error.hint)
    folder = synced_by(home.root)
    if folder:
        yield Fault(
            f"{home.root} is in {folder}, which a program synchronises: it can put older parts of "
            "the database back, or copy it half written",
            "move the folder out of it, and name it in PAPERTRAIL_HOME; "
            "papertrail backup writes a file that can be synchronised",
        )

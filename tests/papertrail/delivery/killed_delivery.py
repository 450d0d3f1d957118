"""A delivery for a process that is killed; what it imports late is imported before the fork."""

import importlib
import os
import smtplib
from collections.abc import Callable

import papertrail
from papertrail.core.delivery import deliver_composed
from tests.killing import around
from tests.papertrail.delivery.conftest import chosen

for _name in (
    "filelock",
    "feeds.paper",
    "papertrail.delivery.folder",
    "papertrail.delivery.outbox",
    "papertrail.delivery.smtp",
    "papertrail.locks",
    "papertrail.render.html",
):
    importlib.import_module(_name)


def deliver(home: str, count: Callable[[], None]) -> int:
    """Send a digest of what is new in a home; return the exit code."""
    os.environ["PAPERTRAIL_HOME"] = home
    with papertrail.open() as paper:
        store = paper.resources.store
        keys = store.digests.unknown(store.works.arrived_after(0, "2026-01-01"))
        smtplib.SMTP.send = around(smtplib.SMTP.send)
        smtplib.SMTP.getreply = around(smtplib.SMTP.getreply)
        count()
        return deliver_composed(paper.resources, lambda: chosen(store, keys)).outcome

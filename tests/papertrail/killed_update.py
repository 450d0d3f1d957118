"""An update for a process that is killed; what it imports late is imported before the fork."""

import importlib
import os
from collections.abc import Callable

from papertrail.cli import papertrail

for _name in (
    "arxiv",
    "feedparser",
    "filelock",
    "sqlite_utils",
    "feeds.http.client",
    "index.embedding.resolve",
    "index.vectors.index",
    "papertrail.cli.update",
    "papertrail.core.indexing",
    "papertrail.core.update",
    "papertrail.ingest.fetch",
    "papertrail.locks",
):
    importlib.import_module(_name)


def update(home: str, count: Callable[[], None]) -> int:
    """Update a home; return the exit code."""
    os.environ |= {"PAPERTRAIL_HOME": home, "PAPERTRAIL_STATE": home + "/state"}
    count()
    return papertrail.main(["update", "--since", "2026-05-20"], standalone_mode=False) or 0

"""Sources that other packages bring, by entry points of the group `papertrail.feeds`."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from feeds.errors import FeedError
from feeds.http.client import HttpClient
from feeds.paper import clean
from feeds.source import Batch, FetchRequest

PLUGINS = "papertrail.feeds"
"""Entry-point group: each is a function (name, client) -> Source for the feeds `NAME` and
`NAME:anything`."""


def find_plugin(name: str) -> EntryPoint | None:
    """Return the entry point that brings a feed."""
    kind = name.partition(":")[0].lower()
    return next(
        (point for point in entry_points(group=PLUGINS) if point.name.lower() == kind), None
    )


@dataclass(frozen=True, slots=True)
class PluginSource:
    """A source of another package, loaded when it is to fetch."""

    name: str
    point: EntryPoint
    client: HttpClient

    def fetch(self, request: FetchRequest) -> Iterator[Batch]:
        """Yield what the source yields.

        Raises:
            FeedError: also for anything else that the package raises, so that the other sources go
            on.
        """
        try:
            yield from self.point.load()(self.name, self.client).fetch(request)
        except FeedError:
            raise
        except Exception as error:
            what = f"{type(error).__name__}: {clean(str(error))}"[:200]
            raise FeedError(
                f"the plug-in failed ({what})",
                f"tell its authors, or: papertrail feeds remove {self.name}",
            ) from error

"""Sources that other packages bring, by entry points of the group `papertrail.feeds`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points

from feeds.addresses import redact, secrets_kept
from feeds.errors import FeedError
from feeds.paper import clean
from feeds.polite import Door
from feeds.source import Batch, FetchRequest

PLUGINS = "papertrail.feeds"
"""Entry-point group: each is a function (name, door) -> Source for the feeds `NAME` and `NAME:anything`."""


def find_plugin(name: str) -> EntryPoint | None:
    """Return the entry point that brings a feed."""
    kind = name.partition(":")[0].lower()
    return next((point for point in entry_points(group=PLUGINS) if point.name.lower() == kind), None)


@dataclass(frozen=True, slots=True)
class PluginSource:
    """A source of another package, loaded when it is to fetch."""

    name: str
    point: EntryPoint
    door: Door
    written: str = field(repr=False)
    """The name as config.toml has it, which may hold secrets."""

    def fetch(self, request: FetchRequest) -> Iterator[Batch]:
        """Yield what the source yields.

        Raises:
            FeedError: also for anything else that the package raises, so that the other sources go on.
        """
        try:
            with secrets_kept(self.written):
                yield from self.point.load()(self.written, self.door).fetch(request)
        except FeedError:
            raise
        except Exception as error:
            what = f"{type(error).__name__}: {redact(clean(str(error)))}"[:200]
            raise FeedError(
                f"the plug-in failed ({what})", f"tell its authors, or: papertrail feeds remove {self.name}"
            ) from error

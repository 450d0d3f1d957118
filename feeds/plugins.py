"""Load sources of other packages, by entry points of the group `papertrail.feeds`."""

from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points

from feeds.addresses import redact, secrets_kept
from feeds.errors import FeedError
from feeds.http.contract import HttpClient
from feeds.paper import clean
from feeds.source import Batch, FetchRequest, Source

PLUGINS = "papertrail.feeds"
"""Entry-point group: each is a function (name, client) -> Source for the feeds `NAME` and
`NAME:anything`."""


def find_plugin(name: str) -> EntryPoint | None:
    """Return the entry point that makes a feed's source."""
    kind = name.partition(":")[0].lower()
    return next(
        (point for point in entry_points(group=PLUGINS) if point.name.lower() == kind), None
    )


class PluginSource:
    """A source of another package, loaded when it is to fetch."""

    def __init__(self, name: str, point: EntryPoint, client: HttpClient, written: str) -> None:
        """Keep the entry point that makes the source.

        `written` is the name in config.toml, which may hold secrets.
        """
        self.name = name
        self._point = point
        self._client = client
        self._written = written
        self.authority: tuple[str, ...] = ()
        """As the loaded source declares it; nothing before it fetches."""

    def fetch(self, request: FetchRequest) -> Iterator[Batch]:
        """Yield what the source yields.

        Raises:
            FeedError: also for anything else that the package raises, so that the other sources go
                on.
        """
        try:
            with secrets_kept(self._written):
                source: Source = self._point.load()(self._written, self._client)
                self.authority = tuple(filter(None, map(str, getattr(source, "authority", ()))))
                yield from source.fetch(request)
        except FeedError:
            raise
        except Exception as error:
            what = f"{type(error).__name__}: {redact(clean(str(error)))}"[:200]
            raise FeedError(
                f"the plug-in failed ({what})",
                f"write to its authors, or: papertrail feeds remove {self.name}",
            ) from error

"""Pictures of the store: trends over weeks, and maps of papers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from papertrail.core.resources import Resources

if TYPE_CHECKING:
    from papertrail.types.map import PaperMap
    from papertrail.types.trends import Trends

DEFAULT_WEEKS = 12


class Pictures:
    """What pictures are drawn from; `papertrail.render` draws them."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    def trends(
        self,
        asked: Sequence[str] = (),
        *,
        weeks: int = DEFAULT_WEEKS,
        since: str | None = None,
        by: str | None = None,
        rising: bool = False,
    ) -> "Trends":
        """Count papers over weeks; see `papertrail.core.trends.trends`."""
        from papertrail.core.trends import TrendOptions, trends

        options = TrendOptions(weeks=weeks, since=since, by=by, rising=rising)
        return trends(self._resources, asked, options)

    def map(self, query: str = "", *, topic: str | None = None, refit: bool = False) -> "PaperMap":
        """Place papers on a map by their meaning; see `papertrail.core.maps.draw`."""
        from papertrail.core.maps import draw

        return draw(self._resources, query, topic, refit=refit)

"""Trends: shares of papers over weeks, as a chart and as a table."""

from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from starlette.routing import BaseRoute, Route

from papertrail.core.pictures import DEFAULT_WEEKS
from papertrail.render.trends_page import about, cell
from papertrail.render.trends_svg import trends_svg
from papertrail.types.trends import KINDS, Trends
from papertrail.web.acting import read
from papertrail.web.navigation import NavigationEntry
from papertrail.web.templating import render

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from papertrail.core.application import Papertrail

_SPANS = (12, 26, 52, 104)
_MOST_DIGITS = 3
_MOST_TERMS = 25


async def trends(request: "Request") -> "Response":
    """Show the form and the chart; without names, of all topics."""
    given = request.query_params
    typed, by = given.get("q", ""), given.get("by", "")
    asked = [text.strip() for text in typed.split(",") if text.strip()]
    weeks, rising = _weeks(given.get("weeks", "")), bool(given.get("rising"))

    def act(home: "Papertrail") -> dict[str, Any]:
        found = home.pictures.trends(asked, weeks=weeks, by=by or None, rising=rising)
        return _shown(found)

    context = {
        "title": "Trends",
        "q": typed,
        "by": by,
        "kinds": KINDS,
        "weeks": weeks,
        "spans": sorted({*_SPANS, weeks}),
        "wants_rising": rising,
    }
    return render(request, "trends.html", {**context, **await read(request, act)})


def _shown(found: Trends) -> dict[str, Any]:
    rows = [
        (week.monday, about(week), [cell(series.points[place]) for series in found.series])
        for place, week in enumerate(found.weeks)
    ]
    # Our own SVG: its texts are escaped where it is made.
    chart = Markup(trends_svg(found, alone=False)) if found.series else ""  # noqa: S704
    return {
        "chart": chart,
        "names": [series.name for series in found.series],
        "rows": rows[::-1],
        "rising": found.rising,
        "terms": found.rising.terms[:_MOST_TERMS] if found.rising else (),
        "remarks": found.remarks,
    }


def _weeks(text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS:
        return int(text)
    return DEFAULT_WEEKS


ROUTES: list[BaseRoute] = [Route("/trends", trends)]
NAVIGATION = (NavigationEntry("Trends", "/trends", ()),)

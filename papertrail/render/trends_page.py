"""Show trends as one HTML page: the chart, and the same figures as a table."""

from collections.abc import Iterator
from html import escape

from papertrail.render.escaping import printable
from papertrail.render.trends_svg import trends_svg
from papertrail.types.trends import PART, UNREAD, Point, Trends, Week

_HEAD = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>Trends · papertrail</title>
<style>
body { max-width: 62rem; margin: 0 auto; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; }
svg { max-width: 100%; height: auto; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .75rem; border-bottom: 1px solid #8886; text-align: right; }
th:first-child { text-align: left; }
</style>
</head>
<body>
<h1>Trends</h1>
"""


def trends_page(found: Trends) -> str:
    """Return the page."""
    remarks = "".join(f"<p>{_text(remark)}</p>\n" for remark in found.remarks)
    tables = "\n".join([*_table(found), *_rising(found)])
    return f"{_HEAD}{trends_svg(found, alone=False)}\n{remarks}{tables}\n</body>\n</html>\n"


def cell(point: Point | None) -> str:
    """Return a share with its interval, in percent."""
    if point is None:
        return "not read"
    low, share, high = (f"{100 * value:.1f}" for value in (point.low, point.share, point.high))
    return f"{share} ({low} to {high})"


def about(week: Week) -> str:
    """Return the papers of a week, and whether it was read."""
    if week.state == UNREAD:
        return "not read"
    return f"{week.papers:,}{' in part' if week.state == PART else ''}"


def _table(found: Trends) -> Iterator[str]:
    yield '<div class="scroll"><table><caption>Share of the papers of each week, in percent'
    yield "(95 % confidence interval)</caption>"
    names = "".join(f'<th scope="col">{_text(series.name)}</th>' for series in found.series)
    yield f'<thead><tr><th scope="col">Week of</th><th scope="col">Papers</th>{names}</tr></thead>'
    yield "<tbody>"
    for place, week in enumerate(found.weeks):
        cells = "".join(f"<td>{cell(series.points[place])}</td>" for series in found.series)
        yield f'<tr><th scope="row">{week.monday}</th><td>{about(week)}</td>{cells}</tr>'
    yield "</tbody></table></div>"


def _rising(found: Trends) -> Iterator[str]:
    if found.rising is None:
        return
    yield f"<h2>Rising since {found.rising.since}</h2>"
    yield '<div class="scroll"><table><thead><tr><th scope="col">Term</th>'
    yield '<th scope="col">Now, %</th><th scope="col">Before, %</th>'
    yield '<th scope="col">Papers</th></tr></thead><tbody>'
    for each in found.rising.terms:
        yield (
            f'<tr><th scope="row">{_text(each.term)}</th><td>{100 * each.recent_share:.1f}</td>'
            f"<td>{100 * each.earlier_share:.1f}</td><td>{each.recent}</td></tr>"
        )
    yield "</tbody></table></div>"


def _text(words: str) -> str:
    return escape(printable(words))

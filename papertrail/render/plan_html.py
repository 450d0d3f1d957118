"""Render plans as one HTML page, for a phone without network and for paper."""

import html

from papertrail.render.escaping import link, printable
from papertrail.render.plan_text import day_of, details, dimmed, heading, summary
from papertrail.types.plan import Plan, PlanItem, PlanSession

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1rem/1.45 system-ui,sans-serif;max-width:46rem;margin:1rem auto;padding:0 .8rem}"
    "h2{position:sticky;top:0;background:Canvas;margin:1.2rem 0 .3rem;padding:.3rem 0}"
    "h3{font-size:1rem;margin:.9rem 0 .3rem}"
    "nav a{display:inline-block;padding:.5rem .8rem .5rem 0}"
    "ol{padding-left:2.2rem;margin:0}li{margin:.35rem 0;overflow-wrap:anywhere}"
    "small{opacity:.75}.done{opacity:.5}.must{font-weight:600}"
    "@media print{@page{margin:1cm}body{font-size:8pt;line-height:1.25;max-width:none;columns:2;"
    "margin:0;padding:0}nav,.why{display:none}a{color:inherit;text-decoration:none}"
    "h2{position:static}h1,h2,h3{break-after:avoid;margin:.3em 0}li{margin:.1em 0;"
    "break-inside:avoid}}"
)


def as_html(plan: Plan) -> str:
    """Return a plan as a page that needs nothing else."""
    rows = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_text(plan.name)}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{_text(plan.name)}</h1><p>{_text(summary(plan))}</p>",
    ]
    days = list(dict.fromkeys(map(day_of, plan.sessions)))
    links = [f'<a href="#day{number}">{_text(day)}</a>' for number, day in enumerate(days)]
    rows.append(f"<nav>{' '.join(links)}</nav>")
    if plan.changes:
        changes = "".join(f"<li>{_text(change)}</li>" for change in plan.changes)
        rows.append(f"<h2>Since your last look</h2><ul>{changes}</ul>")
    day = ""
    for session in plan.sessions:
        if day_of(session) != day:
            day = day_of(session)
            rows.append(f'<h2 id="day{days.index(day)}">{_text(day)}</h2>')
        rows.append(f'<h3>{_text(heading(session))}</h3><ol start="{session.items[0].number}">')
        rows += [_item(item, session) for item in session.items]
        rows.append("</ol>")
    rows += [f"<p><small>{_text(remark)}</small></p>" for remark in plan.remarks]
    return "\n".join([*rows, "</body></html>", ""])


def _item(item: PlanItem, session: PlanSession) -> str:
    title = _text(item.presentation.title)
    if item.presentation.url:
        title = f'<a href="{html.escape(link(item.presentation.url))}">{title}</a>'
    kind = "done" if dimmed(item) else item.choice or "open"
    return (
        f'<li class="{kind}">{title} <small>{_text(details(item, session))}</small>'
        f'<span class="why"><br><small>{_text(item.why)}</small></span></li>'
    )


def _text(text: str) -> str:
    return html.escape(printable(text))

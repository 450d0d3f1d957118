"""Render ways to read as lines of text, Markdown and HTML."""

import html
import shutil
import textwrap
from collections.abc import Iterator

from papertrail.render.escaping import link, markdown, printable
from papertrail.render.language import _, join, ngettext, spoken
from papertrail.types.glossary import Definition, TermEntry
from papertrail.types.learning import NextStep, Reason, Step, Way

STAGES = (
    "Mathematics and Python",
    "Frameworks",
    "Algorithms",
    "Landmarks",
    "Surveys",
    "This month",
)
FURTHER = "Further reading"
_WIDEST = 100
_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    ".done{opacity:.55}small{color:#666}"
)
_SIGNS = {"done": "x", "skipped": "-"}


def lines(way: Way, width: int) -> Iterator[str]:
    """Yield the lines for a terminal."""
    yield f"{printable(way.topic)}: {_length(way)}"
    for number, step, heading in _numbered(way):
        if heading:
            yield from ("", heading)
        sign = _SIGNS.get(step.state, " ")
        first = f"{number:>3} [{sign}] {_head(step)}"
        yield from textwrap.wrap(first, width, subsequent_indent=" " * 8)
        yield from _reason(step, width)
    if way.further:
        yield from ("", f"{_(FURTHER)} ({len(way.further)})")
    for step in way.further:
        yield f"    {printable(_(step.title))} · {printable(step.url)}"


def next_lines(found: NextStep, width: int) -> Iterator[str]:
    """Yield the lines of the step to do now."""
    if found.step is None:
        yield _("you have done the whole way to {topic}").format(topic=printable(found.topic))
    else:
        if found.known:
            known = printable(_(found.known.title))
            yield from textwrap.wrap(_("You know {title}, now:").format(title=known), width)
        yield from textwrap.wrap(_head(found.step), width)
        yield from _reason(found.step, width)
    for each in found.recalls:
        title = printable(_(each.title))
        yield from textwrap.wrap(
            _("Do you remember {title}? You noted:").format(title=title), width
        )
        yield from _wrapped(each.note, width)


def as_markdown(way: Way) -> str:
    """Return a way as a Markdown page with boxes to tick."""
    rows = [f"# {markdown(way.topic)}", "", _length(way)]
    for number, step, heading in _numbered(way):
        if heading:
            rows += ["", f"## {heading}", ""]
        box = "x" if step.done else " "
        rows.append(
            f"- [{box}] {number}. [{markdown(_(step.title))}]({link(step.url)})"
            f" ({_(step.kind)}, {hours(step.minutes)})  "
        )
        rows.append(f"  {markdown(_why(step))}")
        if step.presumes:
            rows.append(f"  {_('Presumes')}: {markdown(_presumed(step))}")
    if way.further:
        rows += ["", f"## {_(FURTHER)}", ""]
    rows += [f"- [{markdown(_(step.title))}]({link(step.url)})" for step in way.further]
    return "\n".join([*rows, ""])


def as_html(way: Way) -> str:
    """Return a way as a page that needs nothing else."""
    title = html.escape(printable(way.topic))
    rows = [
        "<!doctype html>",
        f'<html lang="{spoken()}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>",
        f"<style>{_STYLE}</style></head><body>",
        f"<h1>{title}</h1><p>{_length(way)}</p>",
    ]
    for number, step, heading in _numbered(way):
        if heading:
            rows.append(f"<h2>{heading}</h2>")
        rows.append(_html_step(number, step))
    if way.further:
        rows.append(f"<h2>{_(FURTHER)}</h2>")
    rows += [f"<p>{_html_link(step)}</p>" for step in way.further]
    return "\n".join([*rows, "</body></html>", ""])


def hours(minutes: int) -> str:
    """Return a time as people say it."""
    if minutes < 60:  # noqa: PLR2004 - minutes of an hour
        return _("{count} min").format(count=minutes)
    return _("{count} h").format(count=f"{minutes / 60:.1f}".removesuffix(".0"))


def _length(way: Way) -> str:
    steps = ngettext("{count} step", "{count} steps", len(way.steps)).format(count=len(way.steps))
    return join([steps, _("{time} to go").format(time=hours(way.minutes))])


def _head(step: Step) -> str:
    return f"{printable(_(step.title))} ({_(step.kind)}, {hours(step.minutes)})"


def _why(step: Step) -> str:
    """Return why a step is there, in the language in use; sentences of abstracts stay."""
    if spoken() == "en" or not step.reasons:
        return _(step.why)
    return f"{join(map(_in_words, step.reasons))}\u3002{step.detail}"


def _in_words(reason: Reason) -> str:
    names = _(" and ").join(map(_, reason.names))
    return _(reason.text).format(names=names, count=reason.count)


def _presumed(step: Step) -> str:
    return "; ".join(map(_, step.presumes))


def _reason(step: Step, width: int) -> Iterator[str]:
    yield from _wrapped(_why(step), width)
    if step.presumes:
        yield from _wrapped(f"{_('presumes')}: {_presumed(step)}", width)
    yield f"        {printable(step.url)}"


def _html_link(step: Step) -> str:
    return f'<a href="{html.escape(link(step.url))}">{html.escape(printable(_(step.title)))}</a>'


def _html_step(number: int, step: Step) -> str:
    presumes = ""
    if step.presumes:
        text = html.escape(printable(f"{_('Presumes')}: {_presumed(step)}"))
        presumes = f"<br><small>{text}</small>"
    return (
        f'<p class="{"done" if step.state else "open"}">{number}. {_html_link(step)}'
        f" <small>{_(step.kind)}, {hours(step.minutes)}</small><br>"
        f"{html.escape(printable(_why(step)))}{presumes}</p>"
    )


def _numbered(way: Way) -> Iterator[tuple[int, Step, str]]:
    """Yield each step with its number, and with a heading where its stage begins."""
    stage = -1
    for number, step in enumerate(way.steps, start=1):
        heading = ""
        if step.stage != stage:
            stage = step.stage
            heading = _(STAGES[stage])
        yield number, step, heading


def _wrapped(text: str, width: int) -> list[str]:
    indent = " " * 8
    return textwrap.wrap(printable(text), width, initial_indent=indent, subsequent_indent=indent)


def term_lines(found: TermEntry, width: int) -> Iterator[str]:
    """Yield the lines of a term: other names, where it was introduced, explanations."""
    names = [printable(found.term), *map(printable, found.forms)]
    yield " = ".join(names)
    if found.introduced:
        yield from ("", _("Introduced"))
        yield from _definition(found.introduced, width)
    if found.explanations:
        yield from ("", _("Explained"))
    for each in found.explanations:
        yield from _definition(each, width)


def terminal_width() -> int:
    """Return the columns of lines on this terminal."""
    return min(_WIDEST, max(40, shutil.get_terminal_size().columns))


def _definition(found: Definition, width: int) -> Iterator[str]:
    page = ""
    if found.page:
        page = " · " + _("page {page}").format(page=found.page)
    head = f"    {printable(found.title)} · {found.day} · {found.id}{page}"
    yield from textwrap.wrap(printable(head) and head, width, subsequent_indent="    ")
    yield from _wrapped(found.sentence, width)

"""`papertrail plan`."""

import shutil
from pathlib import Path

import click

from papertrail.cli.common import json_option, open_home
from papertrail.cli.output import note, page
from papertrail.render.escaping import printable

_WIDEST = 100
_FORMATS = ("text", "md", "html", "ics", "json")
_ENDINGS = {".md": "md", ".html": "html", ".htm": "html", ".ics": "ics", ".json": "json"}


class _ConferenceGroup(click.Group):
    """A group in which whatever is no command is a conference."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command for a conference in front of it."""
        if args and args[0] not in {*self.commands, "-h", "--help"}:
            args = ["show", *args]
        return super().parse_args(ctx, args)


@click.group("plan", cls=_ConferenceGroup, subcommand_metavar="CONFERENCE | must | skip | clear")
def plan_command() -> None:
    """Show what to visit at a conference, by your topics, with time and room.

    `papertrail plan icml:2025` takes the options of `papertrail plan show`.
    """


@plan_command.command("show")
@click.argument("conference", nargs=-1, required=True)
@click.option("--best", type=click.IntRange(min=1), help="Choose so many that fit into the time.")
@click.option("--topic", "topics", multiple=True, help="Go by this topic. Can be repeated.")
@click.option("--all", "everything", is_flag=True, help="Show also what fits no topic.")
@click.option("--timezone", "zone", help="Show times in this zone, such as Europe/Vienna.")
@click.option(
    "--visit", type=click.IntRange(1, 240), default=10, show_default=True,
    help="Minutes at a poster.",
)  # fmt: skip
@click.option(
    "--walk", type=click.IntRange(0, 240), default=5, show_default=True,
    help="Minutes from room to room.",
)  # fmt: skip
@click.option("--break", "breaks", multiple=True, help="A break each day: 12:00-13:00.")
@click.option(
    "--programme",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Keep this .ics, .csv or .json file as the programme.",
)
@click.option("--refresh", is_flag=True, help="Ask the site, however new the programme is.")
@click.option("--format", "form", type=click.Choice(_FORMATS), help="By default text.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write into a file."
)
@json_option
def show_command(
    conference: tuple[str, ...],
    breaks: tuple[str, ...],
    form: str | None,
    output: Path | None,
    *,
    as_json: bool,
    **options: object,
) -> None:
    """Show the plan for a conference."""
    from papertrail.core.planning import PlanOptions

    if form is None:
        form = _ENDINGS.get(output.suffix.lower(), "text") if output else "text"
    if as_json:
        form = "json"
    pairs = tuple(_break(each) for each in breaks)
    with open_home() as paper:
        wanted = PlanOptions(breaks=pairs, **options)  # type: ignore[arg-type]
        found = paper.planning.plan(" ".join(conference), wanted)
        calendar = paper.planning.calendar(found) if form == "ics" else b""
    for remark in found.remarks:
        note(printable(remark))
    from papertrail.render import json, json_plan, plan_text

    if form == "json":
        content = (json.dumps(json_plan.plan(found)) + "\n").encode()
    elif form == "md":
        content = plan_text.as_markdown(found).encode()
    elif form == "html":
        from papertrail.render.plan_html import as_html

        content = as_html(found).encode()
    elif form == "ics":
        content = calendar
    else:
        content = "\n".join([*plan_text.lines(found, _width()), ""]).encode()
    if output is None:
        page(content.decode()) if form == "text" else click.echo(content, nl=False)
        return
    from papertrail import user_files

    user_files.write(output, content)
    note(f"wrote {output}")


@plan_command.command("must")
@click.argument("names", nargs=-1, required=True, metavar="NUMBER|ID...")
def must_command(names: tuple[str, ...]) -> None:
    """Visit these whatever else there is."""
    _choose(names, "must", "must see")


@plan_command.command("skip")
@click.argument("names", nargs=-1, required=True, metavar="NUMBER|ID...")
def skip_command(names: tuple[str, ...]) -> None:
    """Leave these out."""
    _choose(names, "skip", "skipped")


@plan_command.command("clear")
@click.argument("names", nargs=-1, required=True, metavar="NUMBER|ID...")
def clear_command(names: tuple[str, ...]) -> None:
    """Forget what was chosen about these."""
    _choose(names, "clear", "as any other")


def _choose(names: tuple[str, ...], kind: str, word: str) -> None:
    with open_home() as paper:
        for title in paper.planning.choose(names, kind):
            note(f"{word}: {printable(title)}")


def _break(text: str) -> tuple[str, str]:
    first, _dash, last = text.partition("-")
    return first.strip(), last.strip()


def _width() -> int:
    return min(_WIDEST, max(40, shutil.get_terminal_size().columns))

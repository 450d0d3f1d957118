"""`papertrail learn`."""

from pathlib import Path

import click

from papertrail.cli.common import json_option, open_home
from papertrail.cli.output import note, page, print_json, print_lines
from papertrail.render.escaping import printable
from papertrail.types.learning import LEVELS, Way


class _TopicGroup(click.Group):
    """A group in which whatever is no command is a topic."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command for a topic in front of it."""
        if args and args[0] not in {*self.commands, "-h", "--help"}:
            args = ["way", *args]
        return super().parse_args(ctx, args)


@click.group("learn", cls=_TopicGroup, subcommand_metavar="TOPIC | next | done | skip | reset")
def learn_command() -> None:
    """Show a way to read: from the foundations of a topic to this month's papers.

    `papertrail learn TOPIC` takes the options of `papertrail learn way`. Works without network and
    in an empty home.
    """


@learn_command.command("way")
@click.argument("topic", nargs=-1, required=True)
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    default="beginner",
    show_default=True,
    help="Intermediate leaves out mathematics and tools, advanced all foundations.",
)
@click.option("--hours", type=click.FloatRange(min=0, min_open=True), help="The most time.")
@click.option("--know", default="", help='What you know: "CNN, Transformers", or ids of papers.')
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "md", "html")),
    default="text",
    show_default=True,
)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write into a file."
)
@json_option
def way_command(
    topic: tuple[str, ...],
    level: str,
    hours: float | None,
    know: str,
    form: str,
    output: Path | None,
    *,
    as_json: bool,
) -> None:
    """Show the way of a topic."""
    known = [each.strip() for each in know.split(",") if each.strip()]
    with open_home() as paper:
        found = paper.learning.way(" ".join(topic), level=level, hours=hours, know=known)
        language = paper.language
    for remark in found.remarks:
        note(printable(remark))
    from papertrail.render import json, json_learn
    from papertrail.render.language import speak

    if as_json:
        text = json.dumps(json_learn.way(found)) + "\n"
    else:
        with speak(language):
            text = _in_words(found, form)
    if output is None:
        page(text) if form == "text" and not as_json else click.echo(text, nl=False)
        return
    from papertrail import user_files

    user_files.write(output, text.encode())
    note(f"wrote {output}")


@learn_command.command("next")
@json_option
def next_command(*, as_json: bool) -> None:
    """Show the next step of the way that was shown last, and notes that come back today."""
    with open_home() as paper:
        found = paper.learning.next()
        language = paper.language
    from papertrail.render import json_learn, learn_text
    from papertrail.render.language import speak

    if as_json:
        print_json(json_learn.following(found))
    else:
        with speak(language):
            print_lines([*learn_text.next_lines(found, learn_text.terminal_width())])


@learn_command.command("done")
@click.argument("steps", nargs=-1, required=True, metavar="NUMBER|ID...")
@click.option("--note", "text", default="", help="What to remember; it comes back later.")
def done_command(steps: tuple[str, ...], text: str) -> None:
    """Record that steps are done."""
    with open_home() as paper:
        for step in paper.learning.done(steps, note=text):
            note(f"done: {printable(step.title)}")


@learn_command.command("skip")
@click.argument("steps", nargs=-1, required=True, metavar="NUMBER|ID...")
def skip_command(steps: tuple[str, ...]) -> None:
    """Leave steps out."""
    with open_home() as paper:
        for step in paper.learning.skip(steps):
            note(f"skipped: {printable(step.title)}")


@learn_command.command("reset")
@click.argument("steps", nargs=-1, required=True, metavar="NUMBER|ID...")
def reset_command(steps: tuple[str, ...]) -> None:
    """Forget what was done with steps."""
    with open_home() as paper:
        for step in paper.learning.reset(steps):
            note(f"open again: {printable(step.title)}")


def _in_words(way: Way, form: str) -> str:
    from papertrail.render import learn_text

    if form == "md":
        return learn_text.as_markdown(way)
    if form == "html":
        return learn_text.as_html(way)
    return "\n".join([*learn_text.lines(way, learn_text.terminal_width()), ""])

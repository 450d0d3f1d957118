"""`papertrail run`."""

import click

from papertrail.cli.common import open_home
from papertrail.cli.output import note
from papertrail.types.exit_code import ExitCode
from papertrail.types.timetable import times, weekdays


class Times(click.ParamType[str]):
    """Times of day: 07:30, or 07:30,18:00. Converts to the same text, checked."""

    name = "time"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return the text if it can be read."""
        try:
            times(str(value))
        except ValueError as error:
            self.fail(f"{value!r} is not {error}", param, ctx)
        return str(value)


class Weekdays(click.ParamType[str]):
    """Days of the week: mon-fri, or daily. Converts to the same text, checked."""

    name = "days"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return the text if it can be read."""
        try:
            weekdays(str(value))
        except ValueError as error:
            self.fail(f"{value!r} are not {error}", param, ctx)
        return str(value)


at_option = click.option(
    "--at", type=Times(), help="When: 07:30, or 07:30,18:00. [default: as [schedule] says]"
)
days_option = click.option("--days", type=Weekdays(), help="On which days: mon-fri, or daily.")


@click.command("run")
@click.option("--once", is_flag=True, help="Run now, once, and end.")
@click.option(
    "--due", is_flag=True, help="Run once if a run is due that did not succeed yet; for schedulers."
)
@click.option(
    "--serve",
    "port",
    type=click.IntRange(0, 65535),
    metavar="PORT",
    help="Show the page in the browser at this port meanwhile, as papertrail serve does.",
)
@at_option
@days_option
def run_command(
    at: str | None, days: str | None, port: int | None, *, once: bool, due: bool
) -> int:
    """Update and deliver the digest at set times, in the foreground, until a signal ends it.

    SIGTERM and Ctrl-C end it cleanly, SIGHUP reads config.toml again. One such process runs for
    each home.
    """
    if port is not None and (once or due):
        raise click.UsageError("--serve goes with runs at set times, not with a single one")
    if once and due:
        raise click.UsageError(
            "--once runs in any case, and --due only if a run is due: write one of them"
        )
    with open_home() as paper:
        if once:
            return paper.run_once()
        if due:
            return paper.run_if_due(at=at, days=days)
        if port is None:
            paper.serve(at=at, days=days)
            return ExitCode.DONE
        from papertrail.cli.serve import page_server

        server = page_server(paper, port=port)
        note(f"papertrail is at {server.address}")
        with server.in_background():
            paper.serve(at=at, days=days)
        return ExitCode.DONE

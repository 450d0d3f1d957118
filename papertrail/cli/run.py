"""`papertrail run`."""

import click

from papertrail.cli.common import PARTIAL, load_config, tell
from papertrail.config import Config, load
from papertrail.errors import BusyError, ConfigError
from papertrail.schedule.timetable import Timetable, times, weekdays
from papertrail.workspace import Home


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
@at_option
@days_option
def run_command(at: str | None, days: str | None, *, once: bool, due: bool) -> int:
    """Update and deliver the digest at set times, in the foreground, until a signal ends it.

    SIGTERM and Ctrl-C end it cleanly, SIGHUP reads config.toml again. One such process runs for
    each home.
    """
    if once and due:
        raise click.UsageError(
            "--once runs in any case, and --due only if a run is due: write one of them"
        )
    home = Home.from_environment()
    try:
        with home.running():
            return _run(home, _config(home), once=once, due=due, at=at, days=days)
    except BusyError:
        if due:  # the other one does what is due
            return 0
        raise


def _config(home: Home) -> Config:
    """Read the configuration; what is wrong with it counts as a failed run, so that `schedule show`
    tells.
    """
    from papertrail import clock
    from papertrail.schedule.results import Results

    try:
        return load_config(home)
    except ConfigError as error:
        if home.root.is_dir():
            results = Results(home.results)
            results.begin(clock.now())
            results.end("failed", error.message, clock.now())
        raise


def _run(
    home: Home, config: Config, *, once: bool, due: bool, at: str | None, days: str | None
) -> int:
    from papertrail import clock
    from papertrail.schedule.results import is_due
    from papertrail.schedule.runner import Runner
    from papertrail.schedule.service import Service, obey

    with Runner(home, config, _silent if due else tell) as runner:
        if due and not is_due(timetable(config, at, days), runner.results.settled(), clock.now()):
            return 0
        if once or due:
            obey(runner)
            return {"done": 0, "part": PARTIAL}.get(runner.once(), 1)

        def read() -> Timetable:
            anew = load(home.config_file)
            runner.use(anew)
            return timetable(anew, at, days)

        Service(runner, read).serve()
        return 0


def timetable(config: Config, at: str | None, days: str | None) -> Timetable:
    """Return the timetable of the configuration, options counting more."""
    usual = config.timetable
    return Timetable(times(at) if at else usual.at, weekdays(days) if days else usual.days)


def _silent(_line: str) -> None:
    """Say nothing: cron mails whatever is said, and the log has it."""

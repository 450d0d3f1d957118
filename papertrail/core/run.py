"""Update and deliver at set times, in the foreground or as a scheduler asks."""

from papertrail import clock
from papertrail.config import Config
from papertrail.core.resources import Resources
from papertrail.core.schedule import timetable
from papertrail.errors import BusyError, ConfigError
from papertrail.types.exit_code import ExitCode
from papertrail.types.timetable import Timetable

_OUTCOMES = {"done": ExitCode.DONE, "part": ExitCode.PARTIAL}


def run_once(resources: Resources) -> ExitCode:
    """Do one run: update, then deliver a digest if there is a channel.

    SIGTERM and SIGINT end it cleanly.

    Raises:
        BusyError: another process does the runs of this home.
        ConfigError: the configuration can't be used; that is recorded as a failed run.
    """
    from papertrail.locks import running
    from papertrail.schedule.runner import Runner

    with (
        running(resources.home),
        Runner(resources.home, _config(resources), resources.progress.note) as runner,
    ):
        runner.obey_signals()
        return _OUTCOMES.get(runner.once(), ExitCode.FAILED)


def run_if_due(resources: Resources, at: str | None = None, days: str | None = None) -> ExitCode:
    """Do one run if one is due that has not succeeded yet, without notes; for schedulers.

    Args:
        resources: the home.
        at: times such as 07:30,18:00; None for those of the configuration.
        days: such as mon-fri, or daily; None for those of the configuration.

    Raises:
        UsageError: the times or the days can't be read.
        ConfigError: as `run_once`.
    """
    from papertrail.locks import running
    from papertrail.schedule.results import is_due
    from papertrail.schedule.runner import Runner

    try:
        with running(resources.home):
            config = _config(resources)
            with Runner(resources.home, config, _silent) as runner:
                due = timetable(config, at, days)
                if not is_due(due, runner.results.settled(), clock.now()):
                    return ExitCode.DONE
                runner.obey_signals()
                return _OUTCOMES.get(runner.once(), ExitCode.FAILED)
    except BusyError:
        # The other process does what is due.
        return ExitCode.DONE


def serve(resources: Resources, at: str | None = None, days: str | None = None) -> None:
    """Do the due runs, one after the other, until SIGTERM or SIGINT; SIGHUP reads the settings.

    Args:
        resources: the home.
        at: as for `run_if_due`.
        days: as for `run_if_due`.

    Raises:
        BusyError: another process does the runs of this home.
        UsageError: the times or the days can't be read.
        ConfigError: as `run_once`.
    """
    from papertrail.locks import running
    from papertrail.schedule.runner import Runner
    from papertrail.schedule.service import Service

    with (
        running(resources.home),
        Runner(resources.home, _config(resources), resources.progress.note) as runner,
    ):

        def read() -> Timetable:
            resources.forget_config()
            runner.use(resources.config)
            return timetable(resources.config, at, days)

        Service(runner, read).serve()


def _config(resources: Resources) -> Config:
    """Return the settings; a fault in them is recorded as a failed run, for `Schedule.show`."""
    from papertrail.schedule.results import Results

    resources.forget_config()
    try:
        return resources.config
    except ConfigError as error:
        if resources.home.root.is_dir():
            results = Results(resources.home.results)
            results.begin(clock.now())
            results.end("failed", error.message, clock.now())
        raise


def _silent(_line: str) -> None:
    """Drop a line: cron mails all output, and the log has it."""

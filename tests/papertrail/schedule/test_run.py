"""Runs as processes of their own: update, then digest, with log and results."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from papertrail.config import load
from papertrail.locks import running
from papertrail.schedule import runner
from papertrail.schedule.results import Results
from papertrail.schedule.runner import Runner
from papertrail.types.schedule import RunResult
from papertrail.workspace import Home
from tests.fake_mail import FakeMail
from tests.papertrail.conftest import CONFIG, Run

NO_FEED = CONFIG.replace('follow = ["arxiv:cs.LG"]', "follow = []")
WAIT = 300.0


@pytest.fixture
def server() -> Iterator[FakeMail]:
    with FakeMail() as started:
        yield started


@pytest.fixture
def failing(home: Home) -> Home:
    """A home without a feed to follow, in which an update fails at once."""
    home.config_file.write_text(NO_FEED, encoding="utf-8")
    return home


def until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT
    while not happened():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


def results(home: Home) -> list[RunResult]:
    return Results(home.results).read()


def test_a_run_that_fails_is_recorded_with_its_last_line_and_logged(
    failing: Home, run: Run
) -> None:
    done = run("run", "--once")

    assert done.status == 1
    (result,) = results(failing)
    assert result.status == "failed"
    assert "no feed is followed" in result.note
    log = failing.log.read_text(encoding="utf-8")
    assert "2026-06-17T08:00:00Z update: " in log
    assert log.endswith("run: failed\n")


def test_a_run_does_what_is_due_and_says_nothing(failing: Home, run: Run) -> None:
    first = run("run", "--due", "--at", "07:30", "--days", "daily")
    second = run("run", "--due", "--at", "07:30", "--days", "daily")

    assert (first.status, first.out, first.err) == (1, "", "")
    assert (second.status, second.out, second.err) == (0, "", "")
    assert len(results(failing)) == 1


def test_a_log_is_turned_over_before_it_grows_too_large(
    failing: Home, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "_LOG_BYTES", 200)

    for _ in range(8):
        run("run", "--once")

    logs = sorted(path.name for path in failing.log.parent.glob("run.log*"))
    assert logs == ["run.log", *(f"run.log.{number}" for number in range(1, 6))]


def test_three_failures_in_a_row_cause_one_notice(
    failing: Home, server: FakeMail, run: Run
) -> None:
    mailbox = (
        '[deliver.mail]\nto = "me@example.org"\nhost = "127.0.0.1"\n'
        f'port = {server.port}\nsecurity = "none"\n'
    )
    notes = '[deliver.notes]\nkind = "folder"\npath = "/nowhere"\n'
    failing.config_file.write_text(f"{NO_FEED}\n{notes}{mailbox}", encoding="utf-8")

    for _ in range(5):
        run("run", "--once")

    (notice,) = server.mails
    assert notice["Subject"] == "papertrail failed 3 times"
    assert notice.get_content().count("no feed is followed") == 3
    assert str(failing.log) in notice.get_content()


def test_a_notice_that_could_not_be_sent_is_sent_after_the_next_failure(
    failing: Home, server: FakeMail, run: Run
) -> None:
    mailbox = (
        '[deliver.mail]\nto = "me@example.org"\nhost = "127.0.0.1"\nport = {}\nsecurity = "none"\n'
    )
    failing.config_file.write_text(f"{NO_FEED}\n{mailbox.format(1)}", encoding="utf-8")
    for _ in range(3):
        run("run", "--once")
    failing.config_file.write_text(f"{NO_FEED}\n{mailbox.format(server.port)}", encoding="utf-8")

    for _ in range(2):
        run("run", "--once")

    (notice,) = server.mails
    assert notice["Subject"] == "papertrail failed 4 times"


def test_a_run_names_the_channels_that_failed_and_none_that_did_not(
    home: Home, filled: Home, tmp_path: Path, run: Run
) -> None:
    (tmp_path / "notes").mkdir()
    channels = (
        '[deliver."my-slack"]\nkind = "slack"\nurl = "http://127.0.0.1:1/x"\n'
        f'[deliver.static]\nkind = "folder"\npath = "{tmp_path / "notes"}"\n'
    )
    home.config_file.write_text(f"{NO_FEED}\n{channels}", encoding="utf-8")

    run("run", "--once")

    (result,) = results(home)
    assert "digest: my-slack: not sent: " in result.note
    assert "static" not in result.note


@pytest.mark.parametrize(
    "line",
    [
        "papertrail: the disk is full",
        "my-slack: not sent: connection refused",
        "old: digests wait for it, and config.toml does not have it any more",
        'arxiv-search:abs:"state space" AND cat:cs.LG failed    0 fetched, 0 new: no answer',
        "arxiv:cs.LG      partial   1,200 fetched, 3 new: no answer",
    ],
)
def test_a_line_about_a_failure_is_noted_before_others(line: str) -> None:
    assert runner._FAULT.match(line)


@pytest.mark.parametrize("line", ["static: sent", "arxiv:cs.LG      current   8 fetched, 3 new"])
def test_a_line_about_a_success_is_no_failure(line: str) -> None:
    assert not runner._FAULT.match(line)


def test_a_step_that_is_stuck_is_ended(failing: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "LONGEST", 0.0)

    with Runner(failing, load(failing.config_file), lambda _line: None) as stuck:
        status = stuck.once()

    assert status == "failed"
    assert results(failing)[0].note == f"update: ended by signal {signal.SIGKILL.value}"


def test_a_damaged_file_of_results_is_begun_anew(failing: Home, run: Run) -> None:
    failing.results.parent.mkdir()
    failing.results.write_text("[{", encoding="utf-8")

    run("run", "--once")

    assert [result.status for result in results(failing)] == ["failed"]


def test_one_run_at_a_time_for_each_home(failing: Home, run: Run) -> None:
    with running(failing):
        busy = run("run", "--once")
        quiet = run("run", "--due")

    assert busy.status == 1
    assert "another papertrail run is at work in this home" in busy.err
    assert quiet.status == 0
    assert results(failing) == []


@pytest.fixture
def service(failing: Home) -> Iterator["subprocess.Popen[str]"]:
    """`papertrail run` in the foreground, after its first run."""
    environment = os.environ | {"TZ": "UTC"}
    command = [sys.executable, "-m", "papertrail", "run", "--at", "07:30"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            until(lambda: [result.status for result in results(failing)] == ["failed"])
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_service_ends_cleanly_on_a_signal(
    service: "subprocess.Popen[str]", number: signal.Signals
) -> None:
    service.send_signal(number)

    _, printed = service.communicate(timeout=WAIT)

    assert service.returncode == 0
    assert "the next one is at 2026-06-18 07:30 UTC" in printed


def test_a_service_reads_its_configuration_again_and_keeps_the_old_one_if_the_new_is_wrong(
    service: "subprocess.Popen[str]", failing: Home
) -> None:
    failing.config_file.write_text("nonsense", encoding="utf-8")
    service.send_signal(signal.SIGHUP)
    until(lambda: "the configuration stays as it was" in failing.log.read_text(encoding="utf-8"))
    failing.config_file.write_text(f'{NO_FEED}\n[schedule]\ndays = "sun"\n', encoding="utf-8")
    service.send_signal(signal.SIGHUP)
    until(lambda: "the next one is at 2026-06-21 07:30" in failing.log.read_text(encoding="utf-8"))

    service.terminate()
    assert service.wait(timeout=WAIT) == 0


def test_a_signal_ends_the_step_at_work_and_that_is_no_failure(
    failing: Home, tmp_path: Path
) -> None:
    """An update that hangs: its upstream takes the connection and says nothing."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        environment = os.environ | {
            "PAPERTRAIL_MIRROR": f"http://127.0.0.1:{silent.getsockname()[1]}"
        }
        failing.config_file.write_text(CONFIG, encoding="utf-8")
        with subprocess.Popen(
            [sys.executable, "-m", "papertrail", "run", "--once"], env=environment
        ) as process:
            connection, _ = silent.accept()
            process.terminate()
            assert process.wait(timeout=WAIT) == 1
            connection.close()

    assert [result.status for result in results(failing)] == ["stopped"]
    assert json.loads(failing.results.read_text(encoding="utf-8"))[0]["ended"]


def test_a_wrong_configuration_is_a_failed_run(failing: Home, run: Run) -> None:
    failing.config_file.write_text("nonsense", encoding="utf-8")

    done = run("run", "--due")

    assert done.status == 1
    assert "not valid TOML" in done.err
    assert "not valid TOML" in results(failing)[0].note


def test_once_and_due_exclude_each_other(failing: Home, run: Run) -> None:
    assert run("run", "--once", "--due").status == 2

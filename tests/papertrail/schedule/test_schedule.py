"""Entries in a scheduler, with programs of their names that keep what they are given in a file."""

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from papertrail.locks import running
from papertrail.workspace import Home
from tests.papertrail.conftest import CONFIG, Run

CRONTAB = """\
#!/bin/sh
# Lists, or takes from standard input, what is kept in $CRONTAB_FILE.
case "$1" in
    -l) [ -f "$CRONTAB_FILE" ] || { echo "no crontab for $USER" >&2; exit 1; }
        [ -z "$CRONTAB_FAULT" ] || { echo "$CRONTAB_FAULT" >&2; exit 1; }
        cat "$CRONTAB_FILE" ;;
    -) cat > "$CRONTAB_FILE" ;;
    *) exit 2 ;;
esac
"""
SYSTEMCTL = """\
#!/bin/sh
echo "$@" >> "$SYSTEMCTL_LOG"
[ "$2" != "$SYSTEMCTL_FAULT" ] || { echo "Failed to connect to bus" >&2; exit 1; }
"""
# Latin-1, a CR and a form feed are in it, for a line of cron ends at its line feed alone.
OTHERS = (
    b"# Z\xfcrich\nMAILTO=\n\n*/5 * * * *  true 'a  b' \\%\n"
    b"05\t07 * * 7 x\f\r\n@reboot   papertrail update\n"
)


@pytest.fixture(autouse=True)
def zone() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH, but for /bin/sh and cat."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for needed in ("cat", "sh"):
        (folder / needed).symlink_to(f"/bin/{needed}")
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    return folder


def program(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    (folder / name).chmod(0o755)


@pytest.fixture
def crontab(programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the user's crontab holds."""
    program(programs, "crontab", CRONTAB)
    table = tmp_path / "crontab"
    monkeypatch.setenv("CRONTAB_FILE", str(table))
    return table


@pytest.fixture
def systemd(programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The log of what systemctl was asked."""
    program(programs, "systemctl", SYSTEMCTL)
    log = tmp_path / "systemctl.log"
    monkeypatch.setenv("SYSTEMCTL_LOG", str(log))
    return log


def units(tmp_path: Path) -> dict[str, str]:
    folder = tmp_path / "xdg" / "systemd" / "user"
    return {path.suffix: path.read_text(encoding="utf-8") for path in folder.glob("*")}


def test_an_entry_runs_at_its_moments_and_looks_once_an_hour_whether_one_was_missed(
    home: Home, crontab: Path, run: Run
) -> None:
    done = run("schedule", "install", "--at", "7:30,18:05", "--days", "mon-fri")

    assert done.status == 0
    assert (
        "installed in cron: 07:30,18:05 mon,tue,wed,thu,fri, next Wednesday 2026-06-17 18:05"
        in done.out
    )
    lines = crontab.read_text(encoding="utf-8").splitlines()
    assert [line.split(" PAPERTRAIL_HOME=")[0] for line in lines] == [
        "30 7 * * 1,2,3,4,5",
        "5 18 * * 1,2,3,4,5",
        "0 * * * *",
    ]
    assert len({line.split(" PAPERTRAIL_HOME=")[1] for line in lines}) == 1


def test_the_entry_leaves_all_others_as_they_are_when_it_comes_changes_and_goes(
    home: Home, crontab: Path, run: Run
) -> None:
    crontab.write_bytes(OTHERS)

    run("schedule", "install", "--at", "07:30")
    first = crontab.read_bytes()
    run("schedule", "install", "--at", "08:15")
    second = crontab.read_bytes()

    assert first.startswith(OTHERS)
    assert second.startswith(OTHERS)
    assert first.count(b"\n") == second.count(b"\n") == OTHERS.count(b"\n") + 2
    assert b"07:30" not in second
    assert run("schedule", "remove").out == "removed from cron\n"
    assert crontab.read_bytes() == OTHERS
    assert run("schedule", "remove").out == "nothing was scheduled\n"


def test_two_homes_have_entries_of_their_own(
    home: Home, crontab: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("schedule", "install", "--at", "07:30")
    first = crontab.read_text(encoding="utf-8")
    other = tmp_path / "home 2"
    other.mkdir()
    (other / "config.toml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.setenv("PAPERTRAIL_HOME", str(other))
    run("schedule", "install", "--at", "09:00")

    assert run("schedule", "remove").status == 0
    assert crontab.read_text(encoding="utf-8") == first


def test_what_cron_hands_to_the_shell_is_the_command_whatever_the_folders_are_called(
    home: Home, crontab: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """See crontab(5): an unescaped % is a line break, an escaped one loses its backslash."""
    odd = tmp_path / 'it\'s 100 % "odd" $HOME `x` #2 é'
    odd.mkdir()
    (odd / "config.toml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.setenv("PAPERTRAIL_HOME", str(odd))
    run("schedule", "install", "--at", "07:30", "--days", "mon")
    line = crontab.read_text(encoding="utf-8").splitlines()[0]
    command = line.split(" ", 5)[5]

    assert "%" not in command.replace("\\%", "")
    asked = command.replace("\\%", "%").split(f" {shlex.quote(sys.executable)} ")[0]
    environment = subprocess.run(
        ["/bin/sh", "-c", f"{asked} /usr/bin/env"],
        capture_output=True,
        text=True,
        check=True,
        env={},
    ).stdout.splitlines()
    assert f"PAPERTRAIL_HOME={odd}" in environment
    assert f"PAPERTRAIL_STATE={os.environ['PAPERTRAIL_STATE']}" in environment
    assert run("schedule", "show").out.startswith("cron: 07:30 mon")


def test_the_command_has_the_time_zone_and_the_cache_that_were_set(
    home: Home, crontab: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("PAPERTRAIL_CACHE", "/var/cache/papertrail")

    run("schedule", "install", "--at", "07:30")

    line = crontab.read_text(encoding="utf-8").splitlines()[0]
    assert " TZ=Asia/Tokyo " in line
    assert " PAPERTRAIL_CACHE=/var/cache/papertrail " in line


def test_show_lists_the_next_run_and_the_last_three_results(
    home: Home, crontab: Path, run: Run
) -> None:
    run("schedule", "install", "--at", "07:30", "--days", "daily")
    home.results.parent.mkdir()
    home.results.write_text(
        "["
        + ",".join(
            f'{{"started": "2026-06-1{day}T07:30:00Z", "status": "{status}", "note": "{note}"}}'
            for day, status, note in [
                (3, "done", ""),
                (4, "failed", "update: no network"),
                (5, "done", ""),
                (6, "part", "x"),
            ]
        )
        + "]",
        encoding="utf-8",
    )

    shown = run("schedule", "show")
    printed = run("schedule", "show", "--json").json

    assert shown.out.splitlines()[:4] == [
        "cron: 07:30 daily, next Thursday 2026-06-18 07:30 UTC",
        "2026-06-16T07:30:00Z  part     x",
        "2026-06-15T07:30:00Z  done",
        "2026-06-14T07:30:00Z  failed   update: no network",
    ]
    assert (printed["with"], printed["at"], printed["next"]) == (
        "cron",
        "07:30",
        "2026-06-18T07:30:00Z",
    )
    assert [result["status"] for result in printed["last"]] == ["failed", "done", "part"]


def test_without_an_entry_show_says_how_to_make_one(home: Home, crontab: Path, run: Run) -> None:
    assert "schedule install --at 07:30" in run("schedule", "show").out


def test_a_run_that_ended_without_a_word_shows_as_failed(
    home: Home, crontab: Path, run: Run
) -> None:
    home.results.parent.mkdir()
    home.results.write_text('[{"started": "2026-06-16T07:30:00Z"}]', encoding="utf-8")

    assert "failed   it ended without a word" in run("schedule", "show").out
    with running(home):
        assert "running" in run("schedule", "show").out


def test_without_a_scheduler_the_error_says_what_to_do(
    home: Home, programs: Path, run: Run
) -> None:
    done = run("schedule", "install", "--at", "07:30")

    assert done.status == 1
    assert "there is neither a crontab command nor a systemd" in done.err
    assert "papertrail run" in done.err
    assert run("schedule", "install", "--with", "cron").err.startswith(
        "papertrail: there is no crontab command here"
    )


def test_a_crontab_that_can_not_be_read_is_not_overwritten(
    home: Home, crontab: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    crontab.write_bytes(OTHERS)
    monkeypatch.setenv("CRONTAB_FAULT", "you are not allowed to use this program")

    done = run("schedule", "install", "--at", "07:30")

    assert done.status == 1
    assert "you are not allowed to use this program" in done.err
    assert crontab.read_bytes() == OTHERS


@pytest.mark.parametrize("options", [["--at", "25:00"], ["--days", "never"]])
def test_a_time_or_day_that_is_none_is_wrong_usage(
    home: Home, crontab: Path, run: Run, options: list[str]
) -> None:
    assert run("schedule", "install", *options).status == 2
    assert not crontab.exists()


def test_the_configuration_says_when_unless_options_do(home: Home, crontab: Path, run: Run) -> None:
    home.config_file.write_text(
        f'{CONFIG}\n[schedule]\nat = ["06:45", "17:00"]\ndays = "sat-sun"\n', encoding="utf-8"
    )

    assert "06:45,17:00 sat,sun" in run("schedule", "install").out
    assert "08:00 sat,sun" in run("schedule", "install", "--at", "08:00").out


def test_a_schedule_that_makes_no_sense_is_refused_with_its_line(
    home: Home, crontab: Path, run: Run
) -> None:
    home.config_file.write_text(f'{CONFIG}\n[schedule]\nat = "half past seven"\n', encoding="utf-8")

    done = run("schedule", "install")

    assert done.status == 1
    assert f"config.toml:{len(CONFIG.splitlines()) + 3}: at must be a time of day" in done.err


def test_a_systemd_timer_catches_up_and_replaces_an_entry_of_cron(
    home: Home, crontab: Path, systemd: Path, run: Run, tmp_path: Path
) -> None:
    run("schedule", "install", "--at", "06:00")
    done = run("schedule", "install", "--at", "07:30", "--days", "mon-fri", "--with", "systemd")

    assert "took the earlier entry out of cron" in done.err
    assert crontab.read_text(encoding="utf-8") == ""
    written = units(tmp_path)
    assert (
        "OnCalendar=Mon,Tue,Wed,Thu,Fri *-*-* 07:30:00\nOnCalendar=*-*-* *:00:00\nPersistent=true"
        in written[".timer"]
    )
    assert f'Environment="PAPERTRAIL_HOME={home.root}"' in written[".service"]
    assert '"run" "--due" "--at" "07:30" "--days" "mon,tue,wed,thu,fri"' in written[".service"]
    assert "--user daemon-reload" in systemd.read_text(encoding="utf-8")
    assert run("schedule", "show").out.startswith("systemd: 07:30 mon,tue,wed,thu,fri")
    assert run("schedule", "remove").out == "removed from systemd\n"
    assert units(tmp_path) == {}


def test_unit_files_hold_odd_folders(
    home: Home, systemd: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = tmp_path / '100 % "odd" \\'
    odd.mkdir()
    (odd / "config.toml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.setenv("PAPERTRAIL_HOME", str(odd))

    run("schedule", "install", "--with", "systemd")

    assert f'"PAPERTRAIL_HOME={tmp_path}/100 %% \\"odd\\" \\\\"' in units(tmp_path)[".service"]


def test_a_folder_with_a_line_break_can_not_be_scheduled(
    home: Home, crontab: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = tmp_path / "two\nlines"
    odd.mkdir()
    (odd / "config.toml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.setenv("PAPERTRAIL_HOME", str(odd))

    done = run("schedule", "install", "--at", "07:30")

    assert done.status == 1
    assert not crontab.exists()


def test_a_systemd_that_refuses_is_quoted(
    home: Home, systemd: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYSTEMCTL_FAULT", "enable")

    done = run("schedule", "install", "--with", "systemd")

    assert done.status == 1
    assert "Failed to connect to bus" in done.err


def test_secrets_of_the_environment_are_no_good_for_scheduled_runs(
    home: Home, crontab: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.config_file.write_text(
        f'{CONFIG}\n[deliver.mail]\nto = "me@example.org"\n'
        'host = "smtp.example.org"\nuser = "me"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("PAPERTRAIL_SECRET_MAIL", "hush")

    done = run("schedule", "install", "--at", "07:30")

    assert "PAPERTRAIL_SECRET_MAIL is not known to scheduled runs" in done.err
    assert "hush" not in done.err + crontab.read_text(encoding="utf-8")

"""`papertrail triage` as a process on a terminal: killed, resized, left, and without a terminal."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from papertrail.core.application import Papertrail
from papertrail.core.application import open as open_home
from papertrail.workspace import Home
from tests.papertrail.conftest import Run
from tests.replay import Replay

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"
COMMAND = [sys.executable, "-m", "papertrail", "triage"]
Start = Callable[..., Any]


@pytest.fixture
def start(opened: Papertrail, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Start the screen on a terminal of its own."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    from terminal import Terminal

    started = []

    def begin(*arguments: str, size: tuple[int, int] = (80, 24), **environment: str) -> Terminal:
        terminal = Terminal([*COMMAND, *arguments], {**os.environ, **environment}, size)
        started.append(terminal)
        return terminal

    yield begin
    for terminal in started:
        terminal.close()


def opinions(opened: Papertrail, number: int) -> list[str]:
    store = opened.resources.store
    key = store.works.find("arxiv", f"2606.{number:05d}") or 0
    return [mark.kind for mark in store.library.of([key])[key].opinions]


def test_a_killed_screen_loses_nothing_that_it_said_was_stored(
    opened: Papertrail, start: Start
) -> None:
    terminal = start()
    terminal.wait_for(b"1 of 6")
    for number, key in enumerate(b"ldl", 1):
        terminal.send(bytes([key]))
        terminal.wait_for(f"liked: Paper {number}".encode())
    terminal.send(b"l")
    terminal.kill()

    assert [opinions(opened, number) for number in (1, 2, 3)] == [["like"], ["dislike"], ["like"]]
    assert [change.command for change in opened.library.changes()][-3:] == [
        "mark like",
        "mark dislike",
        "mark like",
    ]


def test_leaving_restores_the_terminal_and_stopping_says_so(
    opened: Papertrail, start: Start
) -> None:
    for key, code in ((b"q", 0), (b"\x03", 130)):
        terminal = start()
        terminal.wait_for(b"1 of 6")
        terminal.send(key)
        assert terminal.wait() == code
        assert b"\x1b[?1049l" in terminal.drawn
    assert b"what was stored stays" in terminal.drawn


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_screen(start: Start, sent: signal.Signals) -> None:
    terminal = start()
    terminal.wait_for(b"1 of 6")
    os.kill(terminal.process, sent)

    assert terminal.wait() in (130, -sent)


def test_a_terminal_that_goes_away_ends_the_screen(start: Start) -> None:
    terminal = start()
    terminal.wait_for(b"1 of 6")
    terminal.hang_up()

    terminal.wait()


def test_a_terminal_that_goes_away_ends_the_screen_that_ignores_hang_ups(start: Start) -> None:
    ignored = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        terminal = start()
    finally:
        signal.signal(signal.SIGHUP, ignored)
    terminal.wait_for(b"1 of 6")
    terminal.hang_up()

    terminal.wait()


def test_colours_are_left_out_where_the_environment_says_so(start: Start) -> None:
    terminal = start(NO_COLOR="1")
    terminal.wait_for(b"1 of 6")
    terminal.settle(0.2)
    coloured = terminal.drawn
    terminal.send(b"l")
    terminal.wait_for(b"liked: ")

    for drawn in (coloured, terminal.drawn):
        codes = [code.split(b";") for code in re.findall(rb"\x1b\[([\d;]+)m", drawn)]
        assert any(b"7" in code for code in codes)
        assert not any({b"31", b"32", b"33", b"36", b"38"} & set(code) for code in codes)


def test_sixteen_colours_are_enough(start: Start) -> None:
    terminal = start(TERM="xterm", COLORTERM="")
    terminal.wait_for(b"1 of 6")
    terminal.settle(0.2)

    assert b"38;2;" not in terminal.drawn
    assert b"38;5;" not in terminal.drawn


def test_another_size_is_drawn_anew(start: Start) -> None:
    terminal = start()
    terminal.wait_for(b"1 of 6")
    terminal.settle(0.2)
    terminal.resize(30, 5)
    terminal.wait_for(b"needs 40x8")
    terminal.resize(100, 30)
    terminal.wait_for(b"1 of 6")


def test_without_a_terminal_it_is_wrong_usage(home: Home, run_outside: Run) -> None:
    done = run_outside("triage")

    assert done.status == 2
    assert done.err.startswith("papertrail: triage needs a terminal for its input and output;")
    assert done.err.count("\n") == 1


def test_a_terminal_that_can_not_move_its_cursor_is_wrong_usage(start: Start) -> None:
    terminal = start(TERM="dumb")

    assert terminal.wait() == 2
    assert b"TERM names none" in terminal.drawn


def test_what_can_not_be_listed_is_one_line(start: Start) -> None:
    terminal = start("--saved", "no such search")

    assert terminal.wait() == 1
    assert b"no search is called" in terminal.drawn or b"no such search" in terminal.drawn
    assert b"Traceback" not in terminal.drawn

    both = start("--day", "2026-06-16", "graphs")
    assert both.wait() == 2


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_recorded_papers_are_triaged_in_a_real_terminal(
    recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model_cache: Path
) -> None:
    root = tmp_path / "home"
    root.mkdir()
    (root / "cache").symlink_to(model_cache)
    (root / "config.toml").write_text(
        '[feeds]\nfollow = ["arxiv:cs.IR"]\n\n[[topics]]\nname = "Recommender systems"\n'
        'about = "recommender systems"\n\n[network]\narxiv_interval = 0\ninterval = 0\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("PAPERTRAIL_HOME", str(root))
    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-17T08:00:00Z")
    python = [sys.executable, "-m", "papertrail"]
    tmux = ["tmux", "-L", f"papertrail-{os.getpid()}"]

    def screen() -> str:
        command = [*tmux, "capture-pane", "-p", "-t", "triage"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def wait_for(words: str) -> str:
        for _ in range(600):
            if words in (shown := screen()):
                return shown
            time.sleep(0.1)
        raise AssertionError(screen())

    with Replay(recorded) as upstream:
        monkeypatch.setenv("PAPERTRAIL_MIRROR", upstream.address)
        for act in ("update", "digest"):
            subprocess.run([*python, act], check=True, capture_output=True, timeout=300)
        size = ["-x", "80", "-y", "24"]
        command = " ".join([*python, "triage", "--day", "2026-06-15"])
        try:
            subprocess.run([*tmux, "new-session", "-d", "-s", "triage", *size, command], check=True)
            assert "cut-offs (" in wait_for("Papers of Monday, 15 June 2026")
            subprocess.run([*tmux, "send-keys", "-t", "triage", "l", "d", "j", "s"], check=True)
            assert wait_for("later: ").count("decided") == 1
            subprocess.run([*tmux, "send-keys", "-t", "triage", "u", "q"], check=True)
            for _ in range(100):
                if subprocess.run(
                    [*tmux, "has-session"], capture_output=True, check=False
                ).returncode:
                    break
                time.sleep(0.1)
        finally:
            subprocess.run([*tmux, "kill-server"], capture_output=True, check=False)
    with open_home(root) as opened:
        assert sorted(mark.kind for marked in opened.list_marked() for mark in marked.marks) == [
            "dislike",
            "like",
        ]

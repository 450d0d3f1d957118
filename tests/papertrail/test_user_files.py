"""Files of the user's: links are followed; a file that is not regular is never replaced."""

import errno
import os
import pty
import shutil
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from index.atomic import remove_strays
from papertrail import user_files
from papertrail.store import Store
from papertrail.workspace import Home
from tests.papertrail.conftest import Run
from tests.papertrail.delivery.conftest import (
    Configure,
    Send,
    add_papers,
    chosen,
    configure,
    send,
    states,
)

__all__ = ["configure", "send"]  # fixtures
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root may do this")
NOT_AS_ROOT = pytest.mark.skipif(os.geteuid() == 0, reason="root may write to everything")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def reader_of(pipe: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE)


def write_apart(path: Path, data: bytes) -> threading.Thread:
    """Write a file in a thread, so that its reader can be served meanwhile."""
    thread = threading.Thread(target=user_files.write, args=(path, data), daemon=True)
    thread.start()
    return thread


def reason(path: Path) -> str:
    """Return why a file can't be written, which is said of the name that was given."""
    with pytest.raises(OSError) as raised:  # noqa: PT011 - the caller looks at the reason
        user_files.write(path, b"new")
    assert raised.value.filename == str(path)
    return str(raised.value.strerror)


@pytest.fixture
def shown(home: Home) -> Home:
    """A home with a digest of today, to be written with --date."""
    with Store.open(home.database, create=True) as store, store.transaction() as tx:
        tx.digests.add(chosen(store, add_papers(store, 1, 2)).digest)
    return home


# Links


def test_a_chain_of_links_stays_and_the_file_behind_it_is_replaced(tmp_path: Path) -> None:
    dotfiles = tmp_path / "dotfiles"
    dotfiles.mkdir()
    (dotfiles / "real").write_bytes(b"old")
    (dotfiles / "real").chmod(0o640)
    (tmp_path / "second").symlink_to("dotfiles/real")
    (tmp_path / "first").symlink_to(tmp_path / "second")
    before = (dotfiles / "real").stat().st_ino

    user_files.write(tmp_path / "first", b"new")

    assert (tmp_path / "first").is_symlink()
    assert (tmp_path / "second").is_symlink()
    assert (dotfiles / "real").read_bytes() == b"new"
    assert stat.S_IMODE((dotfiles / "real").stat().st_mode) == 0o640
    assert (dotfiles / "real").stat().st_ino != before
    assert (names(tmp_path), names(dotfiles)) == (["dotfiles", "first", "second"], ["real"])


def test_a_file_of_several_names_keeps_them(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"a longer old text")
    (tmp_path / "other").hardlink_to(tmp_path / "one")

    user_files.write(tmp_path / "one", b"new")

    assert (tmp_path / "other").read_bytes() == b"new"
    assert (tmp_path / "one").samefile(tmp_path / "other")


@AS_ROOT
def test_the_owner_stays(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old")
    os.chown(tmp_path / "file", 12345, 23456)

    user_files.write(tmp_path / "file", b"new")

    found = (tmp_path / "file").stat()
    assert (found.st_uid, found.st_gid) == (12345, 23456)


def test_a_mode_is_for_new_files(tmp_path: Path) -> None:
    user_files.write(tmp_path / "file", b"new", mode=0o600)
    user_files.write(tmp_path / "usual", b"new")
    (tmp_path / "usual").chmod(0o664)
    user_files.write(tmp_path / "usual", b"new", mode=0o600)

    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("file", "usual")]
    assert modes == [0o600, 0o664]


def test_what_cannot_be_written_says_why_and_stays(tmp_path: Path) -> None:
    (tmp_path / "dangling").symlink_to(tmp_path / "gone")
    (tmp_path / "round").symlink_to(tmp_path / "about")
    (tmp_path / "about").symlink_to(tmp_path / "round")

    assert (
        reason(tmp_path / "dangling") == f"it is a link to {tmp_path / 'gone'}, which is not there"
    )
    assert reason(tmp_path / "round") == "its links lead in a circle"
    assert reason(tmp_path) == "it is a folder"
    assert reason(tmp_path / "no" / "file") == f"there is no folder {tmp_path / 'no'}"
    assert names(tmp_path) == ["about", "dangling", "round"]


@NOT_AS_ROOT
def test_a_file_that_its_owner_protected_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "file").chmod(0o444)

    assert reason(tmp_path / "file") == "it is read-only"
    assert (tmp_path / "file").read_bytes() == b"old"


def test_only_strays_of_killed_attempts_are_removed(tmp_path: Path) -> None:
    own = [
        ".index.md.template",
        ".index.md.20260617",
        ".index.md.draft-01.tmp",
        ".other.md.0a1b2c3d.tmp",
    ]
    for name in (*own, ".index.md.0a1b2c3d.tmp"):
        (tmp_path / name).write_bytes(b"")

    remove_strays(tmp_path / "index.md")

    assert names(tmp_path) == sorted(own)


# What is no regular file


def test_a_named_pipe_gets_the_content_and_stays(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = reader_of(tmp_path / "pipe")
    content = b"0123456789" * 100_000

    write_apart(tmp_path / "pipe", content)

    assert reader.communicate(timeout=30)[0] == content
    assert (tmp_path / "pipe").is_fifo()


def test_a_named_pipe_without_a_reader_is_an_error_where_nothing_may_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(OSError, match="no program reads from it"):
        user_files.write(tmp_path / "pipe", b"new", wait=False)


def test_a_terminal_gets_the_content(tmp_path: Path) -> None:
    controller, terminal = pty.openpty()
    (tmp_path / "link").symlink_to(os.ttyname(terminal))

    user_files.write(tmp_path / "link", b"new")

    assert os.read(controller, 100) == b"new"
    os.close(controller)
    os.close(terminal)


@AS_ROOT
def test_a_device_stays_a_device(tmp_path: Path) -> None:
    try:
        os.mknod(tmp_path / "null", stat.S_IFCHR | 0o666, os.makedev(1, 3))
        (tmp_path / "null").read_bytes()
    except PermissionError:
        pytest.skip("no devices can be made here")

    user_files.write(tmp_path / "null", b"new")

    assert (tmp_path / "null").is_char_device()
    assert names(tmp_path) == ["null"]


def test_a_socket_gets_the_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # names of sockets are short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        server.listen()
        writer = write_apart(Path("socket"), b"new")
        with server.accept()[0] as connection:
            assert connection.recv(100) == b"new"
        writer.join()
    assert Path("socket").is_socket()


def test_a_descriptor_is_written_to_at_its_own_position(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as log:
        log.write(b"before\n")
        log.flush()
        os.set_inheritable(log.fileno(), True)
        (tmp_path / "link").symlink_to(f"/proc/self/fd/{log.fileno()}")
        user_files.write(tmp_path / "link", b"one\n")
        user_files.write(Path(f"/dev/fd/{log.fileno()}"), b"two\n")

    assert (tmp_path / "log").read_bytes() == b"before\none\ntwo\n"
    assert (tmp_path / "link").is_symlink()


def test_what_the_program_opened_itself_is_no_output(tmp_path: Path) -> None:
    with (tmp_path / "database").open("wb") as own:
        assert reason(Path(f"/dev/fd/{own.fileno()}")) == os.strerror(errno.EBADF)
    assert (tmp_path / "database").read_bytes() == b""


# digest --output


def test_output_to_a_link_to_standard_output_is_printed(shown: Home, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/proc/self/fd/1")
    command = f"{sys.executable} -m papertrail digest --date today --format md -o"

    printed = subprocess.run(
        f"{command} {tmp_path}/link", shell=True, capture_output=True, text=True, check=True
    )
    subprocess.run(
        f"(echo before; {command} /dev/stdout; echo after) > {tmp_path}/page",
        shell=True,
        check=True,
    )

    assert printed.stdout.startswith("# Papers for")
    assert (tmp_path / "link").is_symlink()
    page = (tmp_path / "page").read_text(encoding="utf-8")
    assert page == f"before\n{printed.stdout}after\n"


def test_output_to_a_dash_is_standard_output(
    shown: Home, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    usual = run("digest", "--date", "today", "--format", "md")
    dash = run("digest", "--date", "today", "--format", "md", "-o", "-")

    assert (dash.status, dash.out) == (0, usual.out)
    assert not Path("-").exists()


def test_output_to_a_named_pipe_whose_reader_goes_away_ends_as_a_closed_pipe_does(
    shown: Home, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")
    text = "word " * 200
    with Store.open(shown.database) as store, store.transaction():
        keys = add_papers(store, 100, 200, title=f"Paper number {{}} {text}")
    with Store.open(shown.database) as store, store.transaction() as tx:
        tx.digests.add(chosen(store, keys).digest)
    command = [
        sys.executable,
        "-m",
        "papertrail",
        "digest",
        "--date",
        "today",
        "-o",
        str(tmp_path / "pipe"),
    ]

    with subprocess.Popen(
        ["head", "-c", "1", str(tmp_path / "pipe")], stdout=subprocess.PIPE
    ) as reader:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        first = reader.communicate(timeout=30)[0]

    assert (first, done.returncode, done.stdout, done.stderr) == (b"P", 1, "", "")
    assert (tmp_path / "pipe").is_fifo()


@pytest.mark.parametrize(
    ("name", "output"), [(".", "is a directory"), ("", "names no file"), ("new/", "names no file")]
)
def test_output_to_what_can_be_no_file_is_wrong_usage(
    shown: Home, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, output: str
) -> None:
    monkeypatch.chdir(tmp_path)

    done = run("digest", "--date", "today", "-o", name)

    assert (done.status, done.out, len(done.err.splitlines())) == (2, "", 1)
    assert output in done.err


def test_output_that_cannot_be_written_is_one_line(shown: Home, run: Run, tmp_path: Path) -> None:
    (tmp_path / "dangling").symlink_to(tmp_path / "gone" / "page")
    (tmp_path / "round").symlink_to(tmp_path / "round")

    for name, output in (("dangling", "which is not there"), ("round", "in a circle")):
        done = run("digest", "--date", "today", "-o", str(tmp_path / name))

        assert (done.status, done.out, len(done.err.splitlines())) == (1, "", 1)
        assert f"{tmp_path / name} (" in done.err
        assert output in done.err
        assert (tmp_path / name).is_symlink()


# config.toml


def test_a_configuration_behind_a_link_is_changed_there(
    home: Home, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "dotfiles").mkdir()
    shutil.move(home.config_file, tmp_path / "dotfiles" / "papertrail.toml")
    home.config_file.symlink_to("../dotfiles/papertrail.toml")

    assert run("feeds", "add", "arxiv:cs.CV").status == 0

    assert home.config_file.is_symlink()
    assert "arxiv:cs.CV" in (tmp_path / "dotfiles" / "papertrail.toml").read_text(encoding="utf-8")
    assert names(tmp_path / "dotfiles") == ["papertrail.toml"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends_byte_order_mark_and_last_line_of_a_configuration_stay(
    home: Home, run: Run, end: str, mark: str, last: bool
) -> None:
    text = home.config_file.read_text(encoding="utf-8") + '# the "last" line'
    original = mark + text.replace("\n", end) + (end if last else "")
    home.config_file.write_bytes(original.encode())

    assert run("feeds", "add", "arxiv:cs.CV").status == 0
    assert (
        run(
            "topics", "add", "Proteins", "--about", "protein folding", "--about", "structure"
        ).status
        == 0
    )
    changed = home.config_file.read_bytes().decode()

    body = changed.removeprefix(mark)
    assert changed.startswith(mark)
    assert "\ufeff" not in body
    assert body.endswith(end) == last
    assert body.count("\n") == body.count(end) > original.count(end)
    assert run("topics", "remove", "Proteins").status == 0
    assert run("feeds", "remove", "arxiv:cs.CV").status == 0
    assert "Proteins" not in home.config_file.read_text(encoding="utf-8")


def test_lines_of_a_configuration_that_end_differently_stay_so(home: Home, run: Run) -> None:
    lines = home.config_file.read_text(encoding="utf-8").split("\n")
    original = "".join(line + ("\r\n" if number % 3 else "\n") for number, line in enumerate(lines))
    home.config_file.write_bytes(original.encode())

    run("feeds", "add", "arxiv:cs.CV")

    before = original.encode().splitlines(keepends=True)
    after = home.config_file.read_bytes().splitlines(keepends=True)
    assert sum(line not in after for line in before) == 1


# The folder channel


def test_a_folder_with_a_link_as_its_file_gets_the_digest_behind_it(
    tmp_path: Path, configure: Configure, send: Send
) -> None:
    (tmp_path / "vault").mkdir()
    (tmp_path / "real.md").write_text("old", encoding="utf-8")
    (tmp_path / "real.md").chmod(0o600)
    (tmp_path / "vault" / "index.md").symlink_to("../real.md")
    (tmp_path / "vault" / ".index.md.20260617").write_text("mine", encoding="utf-8")
    configure(vault={"kind": "folder", "path": tmp_path / "vault", "file": "index.md"})

    assert send(1) == 0

    assert (tmp_path / "vault" / "index.md").is_symlink()
    assert "Paper number 1" in (tmp_path / "real.md").read_text(encoding="utf-8")
    assert stat.S_IMODE((tmp_path / "real.md").stat().st_mode) == 0o600
    assert names(tmp_path / "vault") == [".index.md.20260617", "index-2.md", "index.md"]
    assert (tmp_path / "vault" / "index-2.md").read_text(encoding="utf-8") == "old"


def test_a_folder_with_a_pipe_as_its_file_is_tried_again_until_a_program_reads_it(
    tmp_path: Path, home: Home, configure: Configure, send: Send, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "vault").mkdir()
    pipe = tmp_path / "vault" / "index.md"
    os.mkfifo(pipe)
    configure(vault={"kind": "folder", "path": tmp_path / "vault", "file": "index.md"})

    assert send(1) == 1
    assert f"{pipe} (no program reads from it)" in capfd.readouterr().err
    reader = reader_of(pipe)
    descriptor = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert send() == 0
    finally:
        os.close(descriptor)

    assert b"Paper number 1" in reader.communicate(timeout=30)[0]
    assert states(home) == [(1, "vault", "confirmed")]

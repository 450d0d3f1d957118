import errno
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

from papertrail import clock
from papertrail.cli import HELP, MODULES, papertrail
from papertrail.cli.failures import explain
from papertrail.cli.progress import CommandProgress
from papertrail.errors import NotFoundError, PapertrailError, ReadOnlyError
from papertrail.store import Store
from papertrail.workspace import Home
from tests.fake_arxiv import FakeArxiv
from tests.papertrail.conftest import Run

SLOW = (
    "torch",
    "transformers",
    "sentence_transformers",
    "faiss",
    "openvino",
    "numpy",
    "sqlite_utils",
    "requests",
    "rich",
)


def test_init_writes_a_configuration_that_loads_and_a_database(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERTRAIL_HOME", str(tmp_path / "new" / "home"))

    done = run("init")

    assert done.status == 0
    assert str(tmp_path / "new" / "home" / "config.toml") in done.out
    assert "papertrail update" in done.err
    assert run("topics", "list").out.startswith("Transformers (at most 10 a digest, normal)")
    assert run("feeds", "list", "--json").json[0] == {
        "name": "arxiv:cs.LG",
        "title": "arXiv Machine Learning",
        "followed": True,
    }
    assert run("status", "--json").json["papers"] == 0


def test_init_leaves_an_existing_configuration_alone(home: Home, run: Run) -> None:
    before = home.config_file.read_text(encoding="utf-8")

    assert run("init").status == 0
    assert home.config_file.read_text(encoding="utf-8") == before


def test_init_in_a_place_that_cannot_be_written_says_so(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PAPERTRAIL_HOME", str(tmp_path / "file" / "home"))

    done = run("init")

    assert done.status == 1
    assert done.err.startswith(f"papertrail: can't write to {tmp_path / 'file' / 'home'}")


@pytest.mark.parametrize(
    "command", ["update", "digest", "search x", "show 1", "status", "feeds list", "topics list"]
)
def test_without_a_configuration_every_command_says_run_init(run: Run, command: str) -> None:
    done = run(*command.split())

    assert done.status == 1
    assert done.err.count("\n") == 1
    assert "run: papertrail init" in done.err


@pytest.mark.parametrize("command", ["update", "digest", "search x", "status"])
def test_a_malformed_configuration_names_its_line(home: Home, run: Run, command: str) -> None:
    home.config_file.write_text("[feeds]\nfollow = [\n", encoding="utf-8")

    done = run(*command.split())

    assert done.status == 1
    assert "config.toml:" in done.err
    assert "not valid TOML" in done.err


@pytest.mark.parametrize("command", ["update", "digest", "search x", "status"])
def test_an_unreadable_database_is_left_as_it_is(home: Home, run: Run, command: str) -> None:
    home.database.write_bytes(b"garbage " * 1000)

    done = run(*command.split())

    assert done.status == 1
    assert "papertrail.db" in done.err
    assert "Traceback" not in done.err
    assert home.database.read_bytes() == b"garbage " * 1000


def test_status_lists_each_source_and_the_index(filled: Home, run: Run) -> None:
    printed = run("status", "--json").json

    assert (printed["papers"], printed["indexed"], printed["pending"]) == (40, 40, 0)
    (source,) = printed["sources"]
    assert source["name"] == "arxiv:cs.LG"
    assert source["status"] == "current"
    assert source["newest"] == "2026-06-17"
    assert source["last_success"] == "2026-06-17T08:00:00Z"
    assert source["error"] is None
    assert "40 papers, 40 indexed, 0 not indexed" in run("status").out


def test_a_wrong_command_or_option_is_wrong_usage(run: Run) -> None:
    assert run("no-such-command").status == 2
    assert run("search", "--no-such-option", "x").status == 2
    assert run("search").status == 2


def test_wrong_usage_is_one_line_that_says_where_help_is(run_outside: Run) -> None:
    for arguments, printed in (
        (
            ["no-such-command"],
            "papertrail: no such command 'no-such-command'; see: papertrail --help",
        ),
        (["search"], "papertrail: missing argument 'QUERY...'; see: papertrail search --help"),
        (
            ["update", "--since", "soon"],
            "papertrail: invalid value for '--since': 'soon' is no day; write",
        ),
    ):
        done = run_outside(*arguments)

        assert done.status == 2
        assert done.err.startswith(printed)
        assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("written", "meant"),
    [("serach", "'search'"), ("sync", "papertrail update does that"), ("ad", "'add'")],
)
def test_a_command_that_does_not_exist_is_answered_with_the_one_that_is_meant(
    home: Home, run: Run, written: str, meant: str
) -> None:
    done = run(*(["feeds", "ad"] if written == "ad" else [written]), "x")

    assert done.status == 2
    assert meant in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["topics", "add", "Th\udce9orie", "--about", "graphs"],
        ["topics", "add", "T", "--about", "gr\udce9phs"],
        ["topics", "add", "T", "--about", "x", "--author", "M\udcfcller"],
        ["feeds", "add", "--no-check", "https://ex.example.org/\udce9.xml"],
        ["works", "merge", "x:\udce9", "y:1"],
        ["search", "author:M\udcfcller"],
        ["search", "graphs", "--author", "M\udcfcller"],
        ["show", "arxiv:\udce9"],
    ],
)
def test_an_argument_that_is_no_text_is_wrong_usage(
    home: Home, run: Run, arguments: list[str]
) -> None:
    before = home.config_file.read_bytes()

    done = run(*arguments)

    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert "is not text in the terminal's encoding" in done.err
    assert home.config_file.read_bytes() == before


def test_the_name_of_a_file_may_be_any_bytes(home: Home, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "list\udce9.opml"
    file.write_text(
        '<opml version="2.0"><body><outline xmlUrl="https://a.example.org/feed"/></body></opml>'
    )

    assert run("feeds", "import", str(file)).out.startswith("following 1 more feed")


def test_a_topic_takes_only_categories_that_there_are(home: Home, run: Run) -> None:
    refused = run("topics", "add", "New", "--about", "x", "--category", "cs.ZZ")

    assert refused.status == 2
    assert "there is no category 'cs.ZZ'" in refused.err
    assert run("topics", "add", "New", "--about", "x", "--category", "CS.lg").status == 0
    assert run("topics", "edit", "New", "--category", "math").status == 0
    assert run("topics", "edit", "New", "--category", "maths.AG").status == 2


def test_a_traceback_is_shown_with_debug_only(home: Home, run_outside: Run) -> None:
    home.database.mkdir()

    assert "Traceback" not in run_outside("status").err
    assert "Traceback" in run_outside("--debug", "status").err


def test_a_closed_pipe_is_no_error_for_the_user(filled: Home) -> None:
    command = f"{sys.executable} -m papertrail search paper -n 1000 --json | head -n 1"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=False, env=os.environ
    )

    assert done.stdout == "[\n"
    assert done.stderr == ""


def test_progress_is_printed_before_anything_is_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("papertrail.cli.progress._QUIET_SECONDS", 0.0)

    with CommandProgress().track(1234, "papers") as advance:
        advance(0)
        advance(1200)

    first, second = capsys.readouterr().err.splitlines()
    assert first == "  0 of 1,234, 0 papers/s"
    assert second.startswith("  1,200 of 1,234, ")
    assert second.endswith(" s left")


def test_a_slow_step_is_counted_by_the_minute(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("papertrail.cli.progress._QUIET_SECONDS", 0.0)
    moments = iter((0.0, 10.0))
    clock = SimpleNamespace(monotonic=lambda: next(moments))
    monkeypatch.setattr("papertrail.cli.progress.time", clock)

    with CommandProgress.__new__(CommandProgress).track(8, "papers") as advance:
        advance(2)

    assert capsys.readouterr().err == "  2 of 8, 12 papers/min, 30 s left\n"


def test_progress_and_results_go_different_ways(home: Home, arxiv: FakeArxiv, run: Run) -> None:
    done = run("update", "--json")

    json.loads(done.out)
    assert "arxiv:cs.LG" in done.err


def test_no_color_and_pipes_get_plain_text(filled: Home, run_outside: Run) -> None:
    assert "\x1b" not in run_outside("search", "graphs", NO_COLOR="1").out


def test_letters_that_the_encoding_of_the_output_lacks_are_replaced(
    filled: Home, store: Store, run_outside: Run
) -> None:
    with store.transaction() as tx:
        tx.searches.save("λ", "x", "hybrid", clock.now())

    listing = run_outside("search", "folding", "-n", "1", PYTHONIOENCODING="ascii")
    (kept,) = run_outside("searches", "list", "--json", PYTHONIOENCODING="cp1252").json

    assert (listing.status, listing.err) == (0, "")
    assert "Ada Example" in listing.out
    assert kept["name"] == "?"


def test_every_command_has_a_module_a_help_line_and_its_own_help() -> None:
    assert list(MODULES) == list(HELP)
    for name in MODULES:
        command = papertrail.get_command(click.Context(papertrail), name)
        assert command is not None
        assert command.name == name
        assert command.help


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], ["feeds", "list"], ["topics", "list"], ["search", "--help"]],
)
def test_light_commands_load_nothing_heavy(home: Home, arguments: list[str]) -> None:
    program = (
        "import sys; from papertrail.cli import papertrail\n"
        f"try: papertrail.main({arguments!r}, standalone_mode=False)\n"
        "except SystemExit: pass\n"
        f"print([name for name in {SLOW!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ
    )

    assert done.stderr.splitlines()[-1] == "[]"


def test_a_search_never_loads_torch(filled: Home) -> None:
    program = (
        "import sys; from papertrail.cli import papertrail\n"
        "papertrail.main(['search', 'graphs', '--json'], standalone_mode=False)\n"
        "slow = ('torch', 'transformers', 'sentence_transformers')\n"
        "print([name for name in slow if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ
    )

    assert done.stderr.splitlines()[-1] == "[]"


def test_the_demo_goes_the_whole_way_and_leaves_nothing(
    home: Home, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("PAPERTRAIL_MIRROR", "http://127.0.0.1:1")

    done = run("demo")

    assert done.status == 0
    for topic in ("Transformers (4)", "Self-supervised learning (4)", "Meta-learning (4)"):
        assert topic in done.out
    assert "Explaining and Harnessing Adversarial Examples" in done.out
    assert "papertrail init" in done.out
    assert not home.database.exists()


def test_the_clock_must_be_a_moment(home: Home, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERTRAIL_NOW", "yesterday-ish")

    done = run("update")

    assert done.status == 1
    assert "PAPERTRAIL_NOW" in done.err


@pytest.mark.parametrize(
    ("error", "printed"),
    [
        (
            sqlite3.OperationalError("database or disk is full"),
            "the database failed (database or disk is full)",
        ),
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        (OSError(errno.EMFILE, "Too many open files"), "too many files are open"),
        (MemoryError(), "there is too little memory"),
        (RuntimeError("can't start new thread"), "there is too little memory"),
        (
            ImportError("x.so: failed to map segment from shared object"),
            "there is too little memory",
        ),
        (
            PermissionError(errno.EACCES, "Permission denied", "/some/where"),
            "can't use /some/where (Permission denied)",
        ),
        (
            ZeroDivisionError("division by zero"),
            "an unexpected ZeroDivisionError: division by zero",
        ),
        (NotFoundError("two\nlines\x1b[2J", "do this"), "two lines [2J; do this"),
    ],
)
def test_every_failure_is_one_line_with_what_to_do(error: Exception, printed: str) -> None:
    line = explain(error)

    assert line.startswith(f"papertrail: {printed}")
    assert "; " in line
    assert line.isprintable()


def test_an_error_that_too_little_memory_caused_is_not_called_another() -> None:
    error = PapertrailError("the model failed")
    error.__cause__ = MemoryError()

    assert explain(error).startswith("papertrail: there is too little memory")


def test_errors_that_are_each_others_causes_are_explained() -> None:
    error, other = PapertrailError("the model failed"), OSError("the disk failed")
    error.__context__, other.__context__ = other, error

    assert explain(error).startswith("papertrail: the model failed")


@pytest.mark.parametrize(
    "command",
    [
        "show arxiv:\udcff",
        "searches remove \udcff",
        "deliveries drop \udcff",
        "topics add T\udcff --about x",
        "search --save \udcff graphs",
    ],
)
def test_arguments_that_are_no_text_are_one_clear_line(
    filled: Home, run: Run, command: str
) -> None:
    done = run(*command.split())

    assert done.status in (0, 1, 2)
    assert "unexpected" not in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("place", [".", "", "/"])
def test_an_output_that_is_no_file_is_wrong_usage(filled: Home, run: Run, place: str) -> None:
    done = run("digest", "--dry-run", "-o", place)

    assert done.status == 2
    assert "unexpected" not in done.err


def test_a_dash_is_standard_output(
    filled: Home, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert run("digest", "--dry-run", "--format", "md", "-o", "-").out.startswith("#")
    assert not (tmp_path / "-").exists()


@pytest.mark.parametrize(
    "moment",
    ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0900-01-01", "9999-12-31"],
)
@pytest.mark.parametrize("command", ["status", "update", "digest --dry-run", "run --due"])
def test_a_clock_at_the_ends_of_the_calendar_is_one_clear_line(
    filled: Home, run: Run, monkeypatch: pytest.MonkeyPatch, moment: str, command: str
) -> None:
    monkeypatch.setenv("PAPERTRAIL_NOW", moment)

    done = run(*command.split())

    assert done.status == 1
    assert "is not in the years 1900 to 2999" in done.err


@pytest.fixture
def read_only(filled: Home) -> Iterator[Home]:
    """A home on a file system that can't be written to."""
    root = filled.root
    mounted = ["mount", "--bind", root, root], ["mount", "-o", "remount,ro,bind", root]
    for command in mounted:
        if subprocess.run(command, check=False, capture_output=True).returncode:
            subprocess.run(["umount", root], check=False, capture_output=True)
            pytest.skip("needs the right to mount")
    yield filled
    subprocess.run(["umount", "-l", root], check=True)


@pytest.mark.parametrize(
    "command",
    ["status", "search graphs", "digest --dry-run", "schedule show", "topics list"],
)
def test_a_read_only_home_can_be_read(read_only: Home, run: Run, command: str) -> None:
    done = run(*command.split())

    assert done.status in (0, 3)
    assert done.out


def test_a_read_only_home_is_searched_by_words_too(read_only: Home, run: Run) -> None:
    done = run("search", "graphs", "--explain")

    assert "words " in done.out
    assert "lock" not in done.err


def test_a_read_only_home_with_papers_that_are_not_indexed_has_a_digest(
    filled: Home, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(filled.database) as store:
        store.connection.execute(
            "UPDATE works SET change = (SELECT max(change) FROM works) + 1 WHERE id = 3"
        )

    def unwritable(*_: object, **__: object) -> None:
        raise ReadOnlyError("can't write")

    monkeypatch.setattr("papertrail.locks.updating", unwritable)

    done = run("digest", "--dry-run")

    assert done.status == 0
    assert "not indexed yet: 1 paper" in done.err


def test_a_database_that_cannot_be_written_to_is_not_called_damaged(home: Home) -> None:
    with Store.open(home.database, create=True):
        pass
    with closing(sqlite3.connect(f"{home.database.as_uri()}?mode=ro", uri=True)) as database:
        with pytest.raises(sqlite3.OperationalError) as refused:
            database.execute("INSERT INTO marks DEFAULT VALUES")

        assert explain(refused.value).startswith(
            "papertrail: the database can't be written to; make its folder writable"
        )


def test_stopping_by_hand_is_acknowledged_and_has_its_own_exit_code(
    home: Home, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("papertrail.config.loader.parse", interrupted)

    done = run("topics", "list")

    assert done.status == 130
    assert "what was stored stays" in done.err


def test_topics_are_listed_as_json(home: Home, run: Run) -> None:
    printed = run("topics", "list", "--json").json[1]

    assert (printed["name"], printed["about"]) == ("Speech", ["speech", "spoken language"])
    assert (printed["limit"], printed["threshold"], printed["strictness"]) == (2, 0.3, "normal")
    assert printed["like"] == printed["exclude"] == []


def test_feeds_are_listed_with_their_titles(home: Home, run: Run) -> None:
    run("feeds", "add", "--no-check", "https://blog.example.org/posts.xml")

    assert run("feeds", "list").out.splitlines() == [
        "arxiv:cs.LG                         arXiv Machine Learning",
        "https://blog.example.org/posts.xml  feed of blog.example.org",
    ]


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("feeds add", "name a feed, or a saved search by --from-search"),
        ("topics edit Graphs", "say what to change, such as --about, --like, --limit or --remove"),
    ],
)
def test_a_value_that_the_application_refuses_is_wrong_usage_of_its_command(
    home: Home, run: Run, command: str, line: str
) -> None:
    done = run(*command.split())

    assert done.status == 2
    name = command.removesuffix(" Graphs")
    assert done.err == f"papertrail: {line}; see: papertrail {name} --help\n"

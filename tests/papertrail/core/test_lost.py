"""A part of a home that was lost is an error, never a new home."""

import pytest

import papertrail
from papertrail.store import Store
from papertrail.workspace import Home
from tests.papertrail.conftest import Run


@pytest.mark.parametrize("command", ["status", "update", "digest", "init", "search graphs"])
def test_an_emptied_database_is_no_new_home(filled: Home, run: Run, command: str) -> None:
    for path in filled.root.glob("papertrail.db-*"):
        path.unlink()
    filled.database.write_bytes(b"")

    done = run(*command.split())

    assert done.status == 1
    assert "is empty, and the index knows 40 papers" in done.err
    assert "papertrail restore FILE" in done.err
    assert done.err.count("\n") == 1
    assert filled.database.read_bytes() == b""


def test_a_removed_database_is_no_new_home(filled: Home, run: Run) -> None:
    for path in filled.root.glob("papertrail.db*"):
        path.unlink()

    done = run("update")

    assert done.status == 1
    assert "is gone, and the index knows 40 papers" in done.err
    assert not filled.database.exists()


def test_a_home_whose_index_was_removed_too_begins_anew(filled: Home, run: Run) -> None:
    for path in filled.root.glob("papertrail.db*"):
        path.unlink()
    filled.index.rename(filled.root / "elsewhere")

    assert run("update").status == 0


def test_status_says_that_the_database_lacks_what_the_index_knows(filled: Home, run: Run) -> None:
    for path in filled.root.glob("papertrail.db*"):
        path.unlink()
    Store.open(filled.database, create=True).close()

    done = run("status")

    assert done.status == 3
    assert "the database has no paper, and the index knows 40" in done.out
    assert run("status", "--json").json["problems"]


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_an_emptied_configuration_does_not_count_as_defaults(
    filled: Home, run: Run, content: str
) -> None:
    filled.config_file.write_text(content, encoding="utf-8")

    for command in ("status", "update", "digest"):
        done = run(command)
        assert done.status == 1
        assert "config.toml is empty" in done.err
    with papertrail.open(filled.root) as paper, pytest.raises(papertrail.ConfigError):
        paper.feeds.add(["arxiv:cs.CL"])

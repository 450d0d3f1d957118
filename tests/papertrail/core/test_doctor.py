"""Each fault that `papertrail doctor` names, injected; what --fix repairs is well afterwards."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

import papertrail
from papertrail import file_systems
from papertrail.store import Store
from papertrail.store.copies import damage
from papertrail.workspace import Home
from tests.papertrail.conftest import CONFIG, Result, Run
from tests.papertrail.core.test_backup import damage_a_page
from tests.papertrail.schedule.test_schedule import CRONTAB, program

HOUR = 3600


def kinds(done: Result) -> list[str]:
    """Return the kinds of what was found wrong."""
    return [finding["kind"] for finding in done.json["findings"]]


def found(run: Run, kind: str, text: str) -> None:
    """Check that one fault, and no other, is named."""
    done = run("doctor", "--json")
    assert done.status == 3, done
    assert kinds(done) == [kind], done.out
    (finding,) = done.json["findings"]
    assert text in finding["message"]
    assert finding["hint"]
    assert done.json["healthy"] is False
    assert run("doctor").out.startswith(f"{kind}: ")


def fixed(run: Run, text: str) -> None:
    """Check that the fault is fixed, that it is said how, and that nothing is wrong then."""
    done = run("doctor", "--fix")
    assert done.status == 0, done
    assert f"fixed: {text}" in done.out
    assert run("doctor", "--json").json["findings"] == []


def not_fixed(run: Run) -> None:
    """Check that --fix leaves the fault for a person."""
    done = run("doctor", "--fix", "--json")
    assert done.status == 3
    assert [finding["fixed"] for finding in done.json["findings"]] == [None]


@pytest.fixture(autouse=True)
def own_cron(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the crontab and systemd of whoever runs the tests out of them."""
    programs = tmp_path / "bin"
    programs.mkdir()
    program(programs, "crontab", CRONTAB)
    program(programs, "systemctl", "#!/bin/sh\nexit 1\n")
    table = tmp_path / "crontab"
    monkeypatch.setenv("CRONTAB_FILE", str(table))
    monkeypatch.setenv("PATH", str(programs), prepend=os.pathsep)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    return table


def test_a_sound_home_is_well(filled: Home, run: Run) -> None:
    done = run("doctor")

    assert done.status == 0
    assert done.out.startswith("nothing is wrong with place, permissions, locks, orphans, files")
    with papertrail.open(filled.root) as paper:
        assert paper.doctor().findings == ()


def test_without_a_home_there_is_nothing_to_examine(run: Run) -> None:
    done = run("doctor")

    assert done.status == 1
    assert "there is no home" in done.err


def mount(folder: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a folder look like the place of a mount."""
    table = folder.parent / "mounts"
    place = str(folder).replace(" ", "\\040")
    table.write_text(
        "22 1 8:1 / / rw,relatime - ext4 /dev/sda rw\n"
        f"36 22 0:50 / {place} rw,relatime shared:1 - {kind} server:/export rw\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(file_systems, "MOUNTS", table)


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_home_on_a_network_file_system_is_named_and_not_opened(
    filled: Home, run: Run, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    mount(filled.root, kind, monkeypatch)

    done = run("doctor")
    assert done.status == 3
    assert f"place: {filled.root} is on a network file system ({kind})" in done.out
    for command in ("status", "update", "mark like 1"):
        done = run(*command.split())
        assert done.status == 1
        assert "network file system" in done.err
        assert "PAPERTRAIL_HOME" in done.err


def test_a_local_file_system_below_a_network_one_can_be_used(
    filled: Home, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    mount(filled.root, "xfs", monkeypatch)

    assert run("doctor").status == 0


@pytest.mark.parametrize("name", ["Dropbox", "OneDrive - Lab", "Mobile Documents", "Nextcloud"])
def test_a_home_in_a_synchronised_folder_is_named(
    filled: Home, run: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    folder = filled.root.parent / name
    folder.mkdir()
    filled.root.rename(folder / "papers")
    monkeypatch.setenv("PAPERTRAIL_HOME", str(folder / "papers"))

    found(run, "place", f"is in {name}, which a program synchronises")
    not_fixed(run)
    assert run("status").status == 0


def test_a_folder_that_syncthing_marks_is_synchronised(filled: Home, run: Run) -> None:
    (filled.root.parent / ".stfolder").mkdir()

    found(run, "place", "which a program synchronises")


@pytest.mark.parametrize("name", ["papertrail.db", "config.toml", "index"])
def test_a_file_that_its_owner_cannot_use_is_named_and_fixed(
    filled: Home, run: Run, name: str
) -> None:
    (filled.root / name).chmod(0o500 if name == "index" else 0o400)

    found(run, "permissions", f"{name} can't be read and written by its owner")
    fixed(run, "chmod ")


def test_a_home_that_others_can_write_into_is_named_and_fixed(filled: Home, run: Run) -> None:
    filled.root.chmod(0o777)

    found(run, "permissions", "other users can write into")
    fixed(run, "chmod 755 ")


def test_secrets_that_others_can_read_are_named_and_fixed(filled: Home, run: Run) -> None:
    text = CONFIG.replace("[feeds]\n", '[feeds]\nreddit_user = "me"\nreddit_token = "secret"\n')
    filled.config_file.write_text(text, encoding="utf-8")
    filled.config_file.chmod(0o644)
    filled.root.chmod(0o755)

    found(run, "permissions", "other users can read the secrets")
    fixed(run, "chmod 600 ")


def test_a_lock_that_is_a_folder_is_named_and_removed(filled: Home, run: Run) -> None:
    (filled.root / "digest.lock").unlink(missing_ok=True)
    (filled.root / "digest.lock").mkdir()

    found(run, "locks", "digest.lock is a folder")
    fixed(run, "removed ")


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/locks")
def test_a_lock_that_a_stopped_process_holds_is_named(filled: Home, run: Run) -> None:
    script = (
        "import sys, time; from filelock import FileLock;"
        "lock = FileLock(sys.argv[1]); lock.acquire();"
        "print('held', flush=True); time.sleep(600)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(filled.root / "update.lock")], stdout=subprocess.PIPE
    )
    assert holder.stdout
    holder.stdout.readline()
    try:
        assert run("doctor").status == 0
        holder.send_signal(signal.SIGSTOP)
        os.waitpid(holder.pid, os.WUNTRACED)
        found(run, "locks", f"process {holder.pid}, which is stopped, holds update.lock")
    finally:
        holder.kill()
        holder.communicate()


def test_parts_of_files_that_killed_processes_left_are_named_and_removed(
    filled: Home, run: Run
) -> None:
    part = filled.root / ".config.toml.0123abcd.tmp"
    part.write_text("half", encoding="utf-8")
    assert run("doctor").status == 0
    os.utime(part, (time.time() - 2 * HOUR,) * 2)

    found(run, "orphans", "was left by a process that was killed")
    fixed(run, "removed ")
    assert not part.exists()


def test_an_unpacked_backup_that_was_left_is_removed(filled: Home, run: Run) -> None:
    part = filled.root / ".restoring-abc"
    (part / "home").mkdir(parents=True)
    os.utime(part, (time.time() - 2 * HOUR,) * 2)

    found(run, "orphans", ".restoring-abc")
    fixed(run, "removed ")


@pytest.mark.parametrize(
    ("content", "text"), [("", "is empty"), ("[feeds\n", "not valid TOML"), ("x = 1\n", "unknown")]
)
def test_settings_that_cannot_be_used_are_named(
    filled: Home, run: Run, content: str, text: str
) -> None:
    filled.config_file.write_text(content, encoding="utf-8")

    found(run, "config", text)
    not_fixed(run)


def test_damaged_pages_are_named(filled: Home, run: Run) -> None:
    damage_a_page(filled)

    found(run, "database", "damaged pages")
    not_fixed(run)


def test_the_state_of_a_home_names_damaged_pages(filled: Home, run: Run) -> None:
    damage_a_page(filled)

    done = run("status", "--json")

    assert done.status == 3
    assert "the database has damaged pages" in done.json["problems"][0]


def test_a_check_of_pages_ends_at_its_deadline(filled: Home) -> None:
    with Store.open(filled.database) as store:
        assert damage(store.connection, seconds=-1.0) == []
        assert damage(store.connection) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("last-list.json", b"{"),
        ("logs/runs.json", b"{}"),
        ("index/answering.json", b"\xff\x00"),
    ],
)
def test_a_damaged_file_of_the_home_is_named_and_removed(
    filled: Home, run: Run, name: str, content: bytes
) -> None:
    (filled.root / name).parent.mkdir(exist_ok=True)
    (filled.root / name).write_bytes(content)

    found(run, "files", f"{filled.root / name} is damaged")
    fixed(run, f"removed {filled.root / name}")


def test_a_damaged_rate_limit_is_named_and_removed(filled: Home, run: Run) -> None:
    filled.state.mkdir(exist_ok=True)
    (filled.state / "a.example.org.json").write_bytes(b"[")

    found(run, "files", "when its host may be asked again is not known")
    fixed(run, "removed")


def test_a_file_that_is_no_database_is_named(filled: Home, run: Run) -> None:
    filled.database.write_bytes(b"no database" * 1000)

    found(run, "database", "can't use the database")


@pytest.mark.parametrize("exists", [True, False])
def test_a_lost_database_is_named(filled: Home, run: Run, *, exists: bool) -> None:
    for path in filled.root.glob("papertrail.db*"):
        path.unlink()
    if exists:
        filled.database.touch()

    found(run, "database", "and the index knows 40 papers")
    not_fixed(run)


def test_a_database_without_the_papers_of_the_index_is_named(filled: Home, run: Run) -> None:
    for path in filled.root.glob("papertrail.db*"):
        path.unlink()
    Store.open(filled.database, create=True).close()

    found(run, "database", "has no paper, and the index knows 40")


def test_a_damaged_byte_in_a_text_is_named_and_fixed(filled: Home, run: Run) -> None:
    with sqlite3.connect(filled.database) as connection:
        connection.execute(
            "UPDATE works SET abstract = CAST(x'47726170687320ff20' AS TEXT) WHERE id = 3"
        )
        connection.execute("UPDATE authors SET name = CAST(x'41ff' AS TEXT) WHERE work = 4")
    connection.close()

    for command in ("status", "search graphs", "digest --dry-run", "reindex"):
        assert run(*command.split()).status == 0, command
    done = run("doctor")
    assert done.status == 3
    assert "1 texts in works.abstract have bytes that are no UTF-8" in done.out
    fixed(run, "wrote 1 texts anew")
    assert "Graphs \ufffd" in run("search", "graphs", "--json", "-n", "40").out


def test_a_damaged_index_of_vectors_is_named_and_built_anew(filled: Home, run: Run) -> None:
    (vectors,) = filled.index.glob("*/vectors")
    vectors.write_bytes(b"\0" * vectors.stat().st_size)

    done = run("doctor", "--json")
    assert done.status == 3
    assert "index" in kinds(done)
    run("doctor", "--fix")
    assert run("doctor").status == 0


def test_a_damaged_index_of_words_is_named_and_built_anew(filled: Home, run: Run) -> None:
    (filled.index / "keywords" / "meta.json").write_text("{", encoding="utf-8")

    found(run, "index", "an index can't be used")
    fixed(run, "indexed 40 papers anew, 0 of them embedded again")


def test_an_index_that_is_behind_is_named_and_brought_up_to_date(filled: Home, run: Run) -> None:
    with sqlite3.connect(filled.database) as connection:
        connection.execute(
            "UPDATE works SET title = 'Another title',"
            " change = (SELECT max(change) FROM works) + 1 WHERE id = 3"
        )
    connection.close()

    found(run, "index", "papers that are not indexed: 1")
    fixed(run, "brought the indexes up to date, 1 papers embedded")


def test_vectors_of_other_texts_are_named_and_made_anew(filled: Home, run: Run) -> None:
    with sqlite3.connect(filled.database) as connection:
        connection.execute("UPDATE works SET title = 'Another title' WHERE id = 3")
    connection.close()

    found(run, "index", "the vectors of 1 papers were made from other texts")
    fixed(run, "indexed 40 papers anew, 1 of them embedded again")


def test_vectors_of_no_paper_are_named_and_removed(filled: Home, run: Run) -> None:
    with sqlite3.connect(filled.database) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("DELETE FROM works WHERE id = 3")
    connection.close()

    found(run, "index", "0 lack one, and 1 are of none")
    fixed(run, "indexed 39 papers anew")


def test_the_remains_of_an_interrupted_reindex_are_named_and_removed(
    filled: Home, run: Run
) -> None:
    shutil.copytree(filled.index, filled.earlier_index)

    found(run, "index", "was left by a reindex that was interrupted")
    fixed(run, "brought the indexes up to date")
    assert not filled.earlier_index.exists()


def test_a_missing_model_is_named(filled: Home, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    text = CONFIG + '\n[model]\nname = "nobody/no-such-model"\n'
    filled.config_file.write_text(text, encoding="utf-8")
    shutil.rmtree(filled.index)

    done = run("doctor", "--json")

    assert done.status == 3
    assert "model" in kinds(done)


def test_a_model_that_computes_other_vectors_is_named_and_converted_anew(
    filled: Home, run: Run, model_cache: Path
) -> None:
    (filled.root / "cache").unlink()
    shutil.copytree(model_cache, filled.cache)
    shutil.rmtree(filled.cache / "openvino")
    # Other tests may have converted further models for the same cache.
    for weights in filled.cache.glob("models/*/model.bin"):
        content = bytearray(weights.read_bytes())
        # The layers after the embeddings of tokens, which are the larger half.
        start = len(content) * 3 // 4
        content[start:] = bytes(len(content) - start)
        weights.write_bytes(content)

    # In integers, the shapes that follow the weights are gone too, and it does not run at all.
    found(run, "model", "is damaged: ")
    fixed(run, "converted all-MiniLM-L6-v2 anew")


def test_a_failing_source_is_named(filled: Home, run: Run) -> None:
    with Store.open(filled.database) as store, store.transaction() as tx:
        tx.sources.record(
            "arxiv:cs.LG", "failed", "answered 503", "2026-06-17T08:00:00Z", succeeded=False
        )

    found(run, "sources", "arxiv:cs.LG is failed: answered 503 (last read: 2026-06-")
    not_fixed(run)


def test_a_cron_line_of_another_installation_is_named_and_written_anew(
    filled: Home, run: Run, own_cron: Path
) -> None:
    assert run("schedule", "install", "--at", "06:15", "--with", "cron").status == 0
    assert run("doctor").status == 0
    lines = own_cron.read_text(encoding="utf-8")
    own_cron.write_text(lines.replace(sys.executable, "/gone/bin/python"), encoding="utf-8")

    found(run, "schedule", "the entry in cron is of another version or installation")
    fixed(run, "wrote the entry in cron anew")
    assert own_cron.read_text(encoding="utf-8") == lines

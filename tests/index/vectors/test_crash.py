"""Whatever instant a writer ends at, the index is one that was committed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zlib
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.errors import DamagedIndexError
from index.vectors.index import VectorIndex

if TYPE_CHECKING:
    from pathlib import Path

DIM = 8

# Forks a child for each n, that dies just before its n-th call of what changes files, until one
# gets to the end.
CRASHER = """
import os, shutil, sys
from pathlib import Path
import numpy as np
from index.vectors.index import VectorIndex
import filelock, tempfile

start, out, action = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
CALLS = {"open", "truncate", "seek", "write", "flush", "fsync", "close"}
CALLS |= {"rename", "replace", "mkdir", "touch"}

def change(directory):
    index = VectorIndex.open(directory, 8, "model")
    if action == "append":
        index.append([3, 50, 51], [7, 8, 9], np.full((3, 8), 0.5), 2)
    elif action == "open":
        pass
    elif action == "remove":
        index.remove([3, 4], 2)
    else:
        index.advance(2)

def die_before(number):
    seen = 0
    def watch(frame, event, called):
        nonlocal seen
        if event == "c_call" and called.__name__ in CALLS:
            seen += 1
            if seen == number:
                os._exit(9)
    sys.setprofile(watch)

number, status = 0, 9
while status:
    number += 1
    directory = out / str(number)
    if start.exists():
        shutil.copytree(start, directory)
    child = os.fork()
    if not child:
        die_before(number)
        change(directory)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, 9), status
print(number)
"""


def committed(directory: Path) -> tuple[int, list[int], list[list[float]]]:
    index = VectorIndex.open(directory, DIM, "model")
    return index.sequence, index.keys().tolist(), index.vectors(index.keys())[1].tolist()


@pytest.fixture
def start(tmp_path: Path) -> Path:
    index = VectorIndex.open(tmp_path / "start", DIM, "model")
    index.append(range(10), range(10), np.eye(10, DIM), 1)
    return tmp_path / "start"


def crash(start: Path, out: Path, action: str) -> list[Path]:
    """Return the folders left by writers that died at each step, the last by one that did not."""
    done = subprocess.run(
        [sys.executable, "-c", CRASHER, str(start), str(out), action],
        capture_output=True,
        text=True,
        check=True,
    )
    return [out / str(number + 1) for number in range(int(done.stdout))]


@pytest.mark.parametrize("action", ["append", "remove", "advance"])
def test_a_writer_killed_at_any_step_leaves_the_old_commit_or_the_new(
    start: Path, tmp_path: Path, action: str
) -> None:
    before = committed(start)
    left = crash(start, tmp_path / "out", action)
    after = committed(left[-1])
    found = [committed(directory) for directory in left]
    turn = found.index(after)

    assert len(left) > 8
    assert before != after
    assert found == [before] * turn + [after] * (len(left) - turn)
    for directory in left:
        index = VectorIndex.open(directory, DIM, "model")
        index.append([3, 77], [1, 2], np.full((2, DIM), 0.25), 3)
        assert committed(directory)[0] == 3
        assert set(committed(directory)[1]) == set(found[left.index(directory)][1]) | {3, 77}


def test_a_process_killed_while_making_an_index_leaves_none_or_an_empty_one(tmp_path: Path) -> None:
    for directory in crash(tmp_path / "absent", tmp_path / "out", "advance"):
        assert committed(directory)[1] == []


def make_old(directory: Path) -> None:
    """Turn an index into one of the older format: codes without sums."""
    vectors = np.fromfile(directory / "vectors", "<f2").reshape(-1, DIM)
    np.packbits(vectors > 0, axis=1, bitorder="little").tofile(directory / "codes")
    (directory / "signs").unlink()
    checksum = 0
    for name in ("vectors", "codes", "keys", "hashes"):
        checksum = zlib.crc32((directory / name).read_bytes(), checksum)
    state = json.loads((directory / "state.json").read_text())
    (directory / "state.json").write_text(json.dumps(state | {"format": 2, "checksum": checksum}))


def test_an_index_of_the_older_format_is_brought_forward_whenever_that_is_stopped(
    start: Path, tmp_path: Path
) -> None:
    index = VectorIndex.open(start, DIM, "model")
    index.append([4, 2], [40, 20], np.full((2, DIM), -0.5), 2)
    expected = (
        committed(start),
        (start / "signs").read_bytes(),
        json.loads((start / "state.json").read_text()),
    )
    make_old(start)
    left = crash(start, tmp_path / "out", "open")

    assert len(left) > 10
    for directory in left:
        found = committed(directory), (directory / "signs").read_bytes()
        assert (*found, json.loads((directory / "state.json").read_text())) == expected
    assert sorted(file.name for file in left[-1].iterdir() if file.name != "lock") == sorted(
        ["vectors", "signs", "keys", "hashes", "superseded", "state.json"]
    )


def test_an_index_of_the_older_format_that_is_damaged_says_so(start: Path) -> None:
    make_old(start)
    (start / "vectors").write_bytes(bytes((start / "vectors").stat().st_size))

    with pytest.raises(DamagedIndexError, match="not those that were written"):
        VectorIndex.open(start, DIM, "model")


@pytest.mark.parametrize("name", ["vectors", "signs", "keys", "hashes", "superseded"])
@pytest.mark.parametrize("extra", [1, 7, 16, 1000])
def test_bytes_past_the_commit_are_ignored_and_then_cut(start: Path, name: str, extra: int) -> None:
    before = committed(start)
    with (start / name).open("ab") as file:
        file.write(b"\x7f" * extra)

    assert committed(start) == before
    VectorIndex.open(start, DIM, "model").append([3, 99], [1, 2], np.eye(2, DIM), 2)
    state = json.loads((start / "state.json").read_text())
    sizes = [
        (start / file).stat().st_size
        for file in ("vectors", "signs", "keys", "hashes", "superseded")
    ]
    assert (
        sizes
        == [state["rows"] * width for width in (DIM * 2, 8, 8, 8)] + [8]
        == [192, 96, 96, 96, 8]
    )


@pytest.mark.parametrize("name", ["vectors", "signs", "keys", "hashes"])
def test_data_shorter_than_committed_is_damage_at_any_length(
    start: Path, tmp_path: Path, name: str
) -> None:
    size = (start / name).stat().st_size
    for length in range(0, size, 5):
        directory = shutil.copytree(start, tmp_path / str(length))
        with (directory / name).open("r+b") as file:
            file.truncate(length)
        with pytest.raises(DamagedIndexError):
            VectorIndex.open(directory, DIM, "model")


@pytest.mark.parametrize("name", ["vectors", "signs", "keys", "hashes"])
def test_data_that_never_reached_the_disk_is_damage(start: Path, name: str) -> None:
    size = (start / name).stat().st_size
    (start / name).write_bytes(bytes(size))

    with pytest.raises(DamagedIndexError, match="not those that were written"):
        VectorIndex.open(start, DIM, "model")

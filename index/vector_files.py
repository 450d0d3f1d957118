"""The files of a dense index, and the one step by which they change.

A folder holds three files that only ever grow, little-endian and without headers, and one small file that says how much
of them counts:

    vectors      float16 [rows, dim], row-major
    rows         one record of 16 bytes a row: key int64, text hash uint64
    superseded   int64 row numbers that no longer count
    state.json   the counts, the model, the sequence, a checksum of the last rows

`state.json` is the commit: data is appended and made durable first, then the state is replaced. What lies past the
counts was left by a writer that died; readers never look at it and the next writer cuts it off. So a reader needs no
lock: what its state counts is never written again.
"""

from __future__ import annotations

import json
import os
import zlib
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from index.atomic import sync_directory, write_atomic
from index.errors import DamagedIndexError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

FORMAT = 1
REBUILD = "run: papertrail reindex"
ROW = np.dtype([("key", "<i8"), ("text_hash", "<u8")])
VECTOR = np.dtype("<f2")
NUMBER = np.dtype("<i8")
# The checksum covers this many rows at the end, where a lost write would show; it costs about a millisecond.
_CHECKED_ROWS = 1024


@dataclass(frozen=True)
class State:
    """What a commit says: how many rows count, and what they were made from."""

    dim: int
    fingerprint: str
    rows: int = 0
    superseded: int = 0
    sequence: int = 0
    checksum: int = 0
    format: int = FORMAT


class VectorFiles:
    """The files of one index, mapped into memory as of one commit.

    Attributes:
        state: The commit that is seen.
        vectors: float16 [rows, dim], memory-mapped.
        rows: Records of `ROW` [rows], memory-mapped.
        superseded: int64 row numbers, in memory.
    """

    def __init__(self, directory: Path, state: State) -> None:
        self._directory = directory
        self.state = state
        self._show(state)

    @classmethod
    def open(cls, directory: Path, dim: int, fingerprint: str) -> Self:
        """Open the files in `directory`, making them if there are none.

        Raises:
            DamagedIndexError: The state cannot be read, data is missing or changed, or the vectors are another model's.
            OSError: The folder cannot be made or read.
        """
        directory.mkdir(parents=True, exist_ok=True)
        if not (directory / "state.json").exists():
            with _lock(directory):
                _create(directory, State(dim=dim, fingerprint=fingerprint))
        state = _read_state(directory)
        if (state.dim, state.fingerprint) != (dim, fingerprint):
            raise DamagedIndexError(f"the vectors in {directory} were made by another model", REBUILD)
        files = cls(directory, state)
        if files._checksum() != state.checksum:
            raise DamagedIndexError(f"the vectors in {directory} are not those that were written", REBUILD)
        return files

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the right to commit, and see the newest commit before it: another process may have made one.

        Raises:
            DamagedIndexError: As for `open`.
        """
        with _lock(self._directory):
            newest = _read_state(self._directory)
            if newest != self.state:
                self._show(newest)
            yield

    def commit(
        self,
        sequence: int,
        rows: NDArray[np.void] | None = None,
        vectors: NDArray[np.float16] | None = None,
        superseded: NDArray[np.int64] | None = None,
    ) -> None:
        """Append what is given and make it count, all or nothing. Only within `writing`.

        Args:
            sequence: The sequence that the index then stands at.
            rows: Records of `ROW` [n].
            vectors: float16 [n, dim].
            superseded: Row numbers, int64 [m].

        Raises:
            OSError: The disk is full or not writable; the last commit stands.
        """
        before = self.state
        after = replace(before, sequence=sequence)
        if rows is not None and vectors is not None and len(rows):
            self._append("vectors", vectors, before.rows)
            self._append("rows", rows, before.rows)
            after = replace(after, rows=before.rows + len(rows))
        if superseded is not None and len(superseded):
            self._append("superseded", superseded, before.superseded)
            after = replace(after, superseded=before.superseded + len(superseded))
        self._show(after)
        try:
            after = replace(after, checksum=self._checksum())
            _write_state(self._directory, after)
        except BaseException:
            self._show(before)
            raise
        self.state = after

    def _append(self, name: str, data: NDArray[Any], count: int) -> None:
        """Write `data` behind the first `count` entries of a file, over whatever lies there, durably."""
        content = np.ascontiguousarray(data)
        start = count * (content.nbytes // len(content))
        with (self._directory / name).open("r+b") as file:
            file.truncate(start)
            file.seek(start)
            file.write(content.data.cast("B"))
            file.flush()
            os.fsync(file.fileno())

    def _show(self, state: State) -> None:
        """Map what `state` counts."""
        folder = self._directory
        self.vectors: NDArray[np.float16] = _mapped(folder / "vectors", VECTOR, (state.rows, state.dim))
        self.rows: NDArray[np.void] = _mapped(folder / "rows", ROW, (state.rows,))
        self.superseded: NDArray[np.int64] = np.array(_mapped(folder / "superseded", NUMBER, (state.superseded,)))
        self.state = state

    def _checksum(self) -> int:
        """Return the CRC-32 of the last rows and of their vectors."""
        crc = zlib.crc32(np.ascontiguousarray(self.rows[-_CHECKED_ROWS:]).tobytes())
        return zlib.crc32(np.ascontiguousarray(self.vectors[-_CHECKED_ROWS:]).tobytes(), crc)


def _lock(directory: Path) -> Any:  # noqa: ANN401 - filelock picks the class by platform
    # Only writers pay for the import.
    from filelock import FileLock

    return FileLock(directory / "lock")


def _create(directory: Path, state: State) -> None:
    """Make an empty index, unless another process has just done so."""
    if (directory / "state.json").exists():
        return
    files = [directory / name for name in ("vectors", "rows", "superseded")]
    if any(file.exists() and file.stat().st_size for file in files):
        raise DamagedIndexError(f"the index in {directory} has lost its state.json", REBUILD)
    for file in files:
        file.touch()
    sync_directory(directory)
    _write_state(directory, state)


def _write_state(directory: Path, state: State) -> None:
    write_atomic(directory / "state.json", json.dumps(asdict(state), indent=1).encode())


def _read_state(directory: Path) -> State:
    try:
        state = State(**json.loads((directory / "state.json").read_bytes()))
    except (OSError, ValueError, TypeError) as error:
        raise DamagedIndexError(f"the state of the index in {directory} cannot be read", REBUILD) from error
    counts = (state.dim, state.rows, state.superseded, state.sequence, state.checksum)
    if not all(isinstance(count, int) and count >= 0 for count in counts):
        raise DamagedIndexError(f"the state of the index in {directory} makes no sense", REBUILD)
    if state.format != FORMAT:
        raise DamagedIndexError(f"the index in {directory} has format {state.format}, not {FORMAT}", REBUILD)
    return state


def _mapped(path: Path, dtype: np.dtype[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    """Return the first entries of a file as a read-only array.

    Raises:
        DamagedIndexError: The file holds fewer.
    """
    if not shape[0]:
        return np.empty(shape, dtype)
    try:
        return np.asarray(np.memmap(path, dtype, mode="r", shape=shape))
    except (OSError, ValueError) as error:
        raise DamagedIndexError(f"{path} is missing or too short", REBUILD) from error

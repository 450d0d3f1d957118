"""The files of a dense index, and the one step by which they change.

A folder holds files that only ever grow, little-endian and without headers, and one small file that
says how much of them counts:

    vectors      float16 [rows, dim], row-major
    signs        the bits of the vectors, uint8 [rows, size], see `index.vectors.sign_bits`
    keys         int64 [rows]
    hashes       uint64 [rows], of the texts
    superseded   int64 row numbers that no longer count
    state.json   the counts, the model, the sequence, a checksum of the last rows

`state.json` is the commit: data is appended and made durable first, then the state is replaced.
Data past the counts was left by a writer that died; readers never look at it and the next writer
cuts it off. So a reader needs no lock: what its state counts is never written again.
"""

from __future__ import annotations

import json
import os
import weakref
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np

from index.atomic import sync_directory, write_atomic
from index.errors import DamagedIndexError
from index.vectors.sign_bits import signs_of, size_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

FORMAT = 3
REBUILD = "run: papertrail reindex"
VECTOR = np.dtype("<f2")
BITS = np.dtype("u1")
NUMBER = np.dtype("<i8")
HASH = np.dtype("<u8")
_OLDER = 2
# Rows brought forward at a time: 12 MB of vectors at 384 dimensions.
_STEP = 1 << 14
# The checksum covers this many rows at the end, where a lost write would show; it costs about a
# millisecond.
_CHECKED_ROWS = 1024
# Rows that one thread reads before another is worth its start, and how many there are at most.
_READ_BY_ONE, _READERS = 256, min(4, os.cpu_count() or 1)


@dataclass(frozen=True)
class State:
    """The state of a commit: how many rows count, and what they were made from.

    Attributes:
        rows: How many there are.
        ascending: How many of the first rows have keys that rise from row to row.
        superseded: How many row numbers are listed as superseded.
        sequence: The caller's, up to which the index is built.
        checksum: CRC-32 of the last rows.
    """

    dim: int
    fingerprint: str
    rows: int = 0
    ascending: int = 0
    superseded: int = 0
    sequence: int = 0
    checksum: int = 0
    format: int = FORMAT


class Rows(NamedTuple):
    """Rows of an index, one array for each of its files."""

    vectors: NDArray[np.float16]
    signs: NDArray[np.uint8]
    keys: NDArray[np.int64]
    hashes: NDArray[np.uint64]


class VectorFiles:
    """The files of one index, mapped into memory as of one commit.

    Attributes:
        directory: Where they are.
        state: The commit that is seen.
        rows: What it counts, memory-mapped.
        superseded: int64 row numbers, in memory.
    """

    def __init__(self, directory: Path, state: State) -> None:
        self.directory = directory
        self.state = state
        self._show(state)
        # Kept open, as the maps are: the folder may be set aside, and another one take its place.
        self._vectors = os.open(directory / "vectors", os.O_RDONLY)
        weakref.finalize(self, os.close, self._vectors)

    @classmethod
    def open(cls, directory: Path, dim: int, fingerprint: str) -> Self:
        """Open the files in `directory`, making them if there are none.

        Raises:
            DamagedIndexError: The state cannot be read, data is missing or changed, or the vectors
                are another model's.
            OSError: The folder cannot be made or read.
        """
        if not (directory / "state.json").exists():
            directory.mkdir(parents=True, exist_ok=True)
            with _lock(directory):
                _create(directory, State(dim=dim, fingerprint=fingerprint))
        state = _read_state(directory)
        if (state.dim, state.fingerprint) != (dim, fingerprint):
            raise DamagedIndexError(
                f"the vectors in {directory} were made by another model", REBUILD
            )
        if state.format != FORMAT:
            with _lock(directory):
                state = _bring_forward(directory)
        files = cls(directory, state)
        if _checksum(files.rows) != state.checksum:
            raise DamagedIndexError(
                f"the vectors in {directory} are not those that were written", REBUILD
            )
        return files

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the lock of writers, and first read commits that another process has made.

        Raises:
            DamagedIndexError: As for `open`.
        """
        with _lock(self.directory):
            newest = _read_state(self.directory)
            if newest != self.state:
                self._show(newest)
            yield

    def commit(
        self, sequence: int, added: Rows | None = None, superseded: NDArray[np.int64] | None = None
    ) -> None:
        """Append what is given and make it count, all or nothing. Only within `writing`.

        Args:
            sequence: The sequence of the index after this commit.
            added: New rows.
            superseded: Row numbers, int64 [m].

        Raises:
            OSError: The disk is full or not writable; the last commit stays as it is.
        """
        before = self.state
        after = replace(before, sequence=sequence)
        if added is not None and len(added.keys):
            for name, column in added._asdict().items():
                _append(self.directory / name, column, before.rows)
            ascending = before.ascending
            if ascending == before.rows:
                ascending += _ascending(added.keys, self.rows.keys[-1:])
            after = replace(after, rows=before.rows + len(added.keys), ascending=ascending)
        if superseded is not None and len(superseded):
            _append(self.directory / "superseded", superseded, before.superseded)
            after = replace(after, superseded=before.superseded + len(superseded))
        try:
            self._show(after)
            after = replace(after, checksum=_checksum(self.rows))
            _write_state(self.directory, after)
        except BaseException:
            self._show(before)
            raise
        self.state = after

    def pick(self, rows: NDArray[np.int64]) -> NDArray[np.float16]:
        """Return the vectors of some rows, float16 [rows, dim].

        They are read rather than looked at in memory: of a mapped file, Linux maps the 64 kB around
        each row. Many are read by several threads, so that a disk is asked for several at a time.

        Raises:
            DamagedIndexError: The file has become shorter.
        """
        shares = np.array_split(rows, min(len(rows) // _READ_BY_ONE, _READERS) or 1)
        if len(shares) == 1:
            content = self._read(rows)
        else:
            with ThreadPoolExecutor(len(shares)) as readers:
                content = b"".join(readers.map(self._read, shares))
        if len(content) != len(rows) * self.state.dim * VECTOR.itemsize:
            raise DamagedIndexError(f"{self.directory / 'vectors'} has become shorter", REBUILD)
        return np.frombuffer(content, VECTOR).reshape(len(rows), self.state.dim)

    def _read(self, rows: NDArray[np.int64]) -> bytes:
        width = self.state.dim * VECTOR.itemsize
        return b"".join(
            [os.pread(self._vectors, width, start) for start in (rows * width).tolist()]
        )

    def _show(self, state: State) -> None:
        """Map what `state` counts."""
        self.rows = _map_rows(self.directory, state)
        self.superseded: NDArray[np.int64] = np.array(
            _mapped(self.directory / "superseded", NUMBER, (state.superseded,))
        )
        self.state = state


def _append(path: Path, data: NDArray[Any], count: int) -> None:
    """Write `data` after the first `count` entries of a file, over any that follow, and sync it."""
    content = np.ascontiguousarray(data)
    start = count * (content.nbytes // len(content))
    with path.open("r+b") as file:
        file.truncate(start)
        file.seek(start)
        file.write(content.data.cast("B"))
        file.flush()
        os.fsync(file.fileno())


def _ascending(keys: NDArray[np.int64], before: NDArray[np.int64]) -> int:
    """Return how many of the first `keys` rise from one to the next, and above `before`, if any."""
    falls = np.flatnonzero(np.diff(keys, prepend=before if len(before) else keys[:1] - 1) <= 0)
    if len(falls):
        return int(falls[0])
    return len(keys)


def _checksum(rows: Rows) -> int:
    """Return the CRC-32 of the last rows."""
    crc = 0
    for column in rows:
        crc = zlib.crc32(np.ascontiguousarray(column[-_CHECKED_ROWS:]).tobytes(), crc)
    return crc


def _lock(directory: Path) -> Any:  # noqa: ANN401 - filelock picks the class by platform
    # Only writers pay for the import.
    from filelock import FileLock

    return FileLock(directory / "lock")


def _create(directory: Path, state: State) -> None:
    """Make an empty index, unless another process has just done so."""
    if (directory / "state.json").exists():
        return
    files = [directory / name for name in (*Rows._fields, "superseded")]
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
        raise DamagedIndexError(
            f"the state of the index in {directory} cannot be read", REBUILD
        ) from error
    counts = (
        state.dim,
        state.rows,
        state.ascending,
        state.superseded,
        state.sequence,
        state.checksum,
    )
    if (
        not all(isinstance(count, int) and count >= 0 for count in counts)
        or state.ascending > state.rows
    ):
        raise DamagedIndexError(f"the state of the index in {directory} makes no sense", REBUILD)
    if state.format not in (_OLDER, FORMAT):
        raise DamagedIndexError(
            f"the index in {directory} has format {state.format}, not {FORMAT}", REBUILD
        )
    return state


def _map_rows(directory: Path, state: State, bits: str = "signs", size: int | None = None) -> Rows:
    """Map the rows that `state` counts; their bits from the file `bits`, `size` bytes a row."""
    return Rows(
        _mapped(directory / "vectors", VECTOR, (state.rows, state.dim)),
        _mapped(directory / bits, BITS, (state.rows, size_of(state.dim) if size is None else size)),
        _mapped(directory / "keys", NUMBER, (state.rows,)),
        _mapped(directory / "hashes", HASH, (state.rows,)),
    )


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


def _bring_forward(directory: Path) -> State:
    """Give an index of the older format the file that it lacks; return its new state.

    That format has a file `codes`, [rows, ceil(dim / 8)], instead of `signs`. A process that dies
    halfway leaves it as it is.
    """
    state = _read_state(directory)
    if state.format == FORMAT:
        return state
    older = _map_rows(directory, state, "codes", -(-state.dim // 8))
    if _checksum(older) != state.checksum:
        raise DamagedIndexError(
            f"the vectors in {directory} are not those that were written", REBUILD
        )
    _make_signs(directory, older.vectors)
    after = replace(state, format=FORMAT, checksum=_checksum(_map_rows(directory, state)))
    _write_state(directory, after)
    (directory / "codes").unlink()
    return after


def salvage(directory: Path) -> None:
    """Cut a damaged index back to the rows not known to be damaged, and compute their bits anew.

    The last rows are given up: the checksum covers them together, and does not show which of them
    or which file is not as it was written. The caller checks what it uses.

    Raises:
        DamagedIndexError: The state cannot be read.
        OSError: A file is missing, or cannot be written.
    """
    state = _read_state(directory)
    widths = {
        "vectors": state.dim * VECTOR.itemsize,
        "keys": NUMBER.itemsize,
        "hashes": HASH.itemsize,
    }
    whole = min((directory / name).stat().st_size // width for name, width in widths.items())
    rows = max(0, min(whole, state.rows - _CHECKED_ROWS))
    _make_signs(directory, _mapped(directory / "vectors", VECTOR, (rows, state.dim)))
    after = replace(
        state, format=FORMAT, rows=rows, ascending=min(state.ascending, rows), superseded=0
    )
    _write_state(directory, replace(after, checksum=_checksum(_map_rows(directory, after))))


def _make_signs(directory: Path, vectors: NDArray[np.float16]) -> None:
    """Write the signs of all vectors to a file of their own, and put it in place."""
    fresh = directory / "signs.new"
    fresh.write_bytes(b"")
    for start in range(0, len(vectors), _STEP):
        _append(fresh, signs_of(vectors[start : start + _STEP]), start)
    fresh.replace(directory / "signs")
    sync_directory(directory)

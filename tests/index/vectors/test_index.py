from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import DamagedIndexError
from index.vectors.index import VectorIndex, text_hash

if TYPE_CHECKING:
    from pathlib import Path

DIM = 8


def vectors(count: int, seed: int = 0) -> np.ndarray:
    """Return unit vectors that float16 holds exactly, so that scores can be compared."""
    drawn = np.random.default_rng(seed).normal(size=(count, DIM))
    return (
        (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float16).astype(np.float32)
    )


def brute_force(stored: dict[int, np.ndarray], query: np.ndarray, k: int) -> list[int]:
    return sorted(stored, key=lambda key: -float(stored[key] @ query))[:k]


@pytest.fixture
def index(tmp_path: Path) -> VectorIndex:
    return VectorIndex.open(tmp_path / "dense", DIM, "model")


@pytest.fixture
def filled(index: VectorIndex) -> VectorIndex:
    index.append(range(100, 200), range(100), vectors(100), 7)
    return index


@pytest.fixture(params=["same", "reopened"])
def seen(request: pytest.FixtureRequest, filled: VectorIndex, tmp_path: Path) -> VectorIndex:
    """The index that was written, and the same read back by another reader."""
    return filled if request.param == "same" else VectorIndex.open(tmp_path / "dense", DIM, "model")


def test_a_new_index_is_empty(index: VectorIndex) -> None:
    keys, scores = index.search(vectors(2), 3)

    assert (len(index), index.sequence, index.keys().tolist()) == (0, 0, [])
    assert (keys.tolist(), scores.tolist()) == ([[-1] * 3] * 2, [[-np.inf] * 3] * 2)
    assert (index.text_hash(1), index.vector(1)) == (None, None)


def test_what_was_appended_is_there(seen: VectorIndex) -> None:
    assert (len(seen), seen.sequence) == (100, 7)
    assert seen.keys().tolist() == list(range(100, 200))
    assert (seen.text_hash(142), seen.text_hash(99)) == (42, None)
    np.testing.assert_array_equal(seen.vector(142), vectors(100)[42])
    assert seen.vector(99) is None


def test_many_keys_are_looked_up_in_the_order_asked(seen: VectorIndex) -> None:
    keys, found = seen.vectors([150, 5, 100, 150])
    hashed, hashes = seen.text_hashes([150, 5, 100])

    assert keys.tolist() == [150, 100, 150]
    np.testing.assert_array_equal(found, vectors(100)[[50, 0, 50]])
    assert (hashed.tolist(), hashes.tolist()) == ([150, 100], [50, 0])


def test_search_returns_the_best_first(seen: VectorIndex) -> None:
    stored = dict(zip(range(100, 200), vectors(100), strict=True))
    queries = vectors(5, seed=1)
    keys, scores = seen.search(queries, 10)

    assert keys.tolist() == [brute_force(stored, query, 10) for query in queries]
    np.testing.assert_allclose(
        scores,
        [[stored[key] @ query for key in row] for row, query in zip(keys, queries, strict=True)],
        rtol=1e-5,
    )
    assert (keys.dtype, scores.dtype) == (np.int64, np.float32)


def test_a_narrow_filter_still_returns_its_best(seen: VectorIndex) -> None:
    stored = dict(zip(range(100, 200), vectors(100), strict=True))
    allowed = [199, 101, 101, 150, 12345]
    keys, scores = seen.search(vectors(1, seed=1), 5, keys=allowed)

    assert keys[0].tolist() == [
        *brute_force({key: stored[key] for key in (199, 101, 150)}, vectors(1, seed=1)[0], 3),
        -1,
        -1,
    ]
    assert scores[0, 3:].tolist() == [-np.inf, -np.inf]


def test_a_mask_over_keys_is_a_filter(seen: VectorIndex) -> None:
    mask = np.zeros(151, dtype=bool)
    mask[[3, 101, 150]] = True

    assert sorted(seen.search(vectors(1, seed=1), 3, keys=mask)[0][0].tolist()) == [-1, 101, 150]
    assert seen.search(vectors(1, seed=1), 1, keys=np.zeros(0, dtype=bool))[0].tolist() == [[-1]]
    assert seen.search(vectors(1, seed=1), 100, keys=np.ones(10_000, dtype=bool))[0].min() == 100


def test_an_empty_filter_returns_nothing(seen: VectorIndex) -> None:
    assert seen.search(vectors(1), 2, keys=[])[0].tolist() == [[-1, -1]]


def test_no_query_gives_no_answer(seen: VectorIndex) -> None:
    keys, scores = seen.search(np.empty((0, DIM)), 4)

    assert keys.shape == scores.shape == (0, 4)


def test_a_search_over_many_chunks_is_exact(
    filled: VectorIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.remove([110, 155])
    expected = filled.search(vectors(4, seed=2), 12)
    monkeypatch.setattr("index.vectors.scan._CHUNK", 7)
    found = filled.search(vectors(4, seed=2), 12)

    assert found[0].tolist() == expected[0].tolist()
    np.testing.assert_allclose(found[1], expected[1], rtol=1e-6)


@pytest.mark.parametrize("gone", [1, 30, 80])
def test_of_any_part_of_the_vectors_the_search_is_exact(filled: VectorIndex, gone: int) -> None:
    queries = vectors(4, seed=2)
    order, all_scores = filled.search(queries, 100)
    removed = set(np.random.default_rng(9).permutation(order[0])[:gone].tolist())
    filled.remove(sorted(removed))
    keys, scores = filled.search(queries, 100)

    for found, score_row, before, then in zip(keys, scores, order, all_scores, strict=True):
        left = [
            (key, score)
            for key, score in zip(before.tolist(), then.tolist(), strict=True)
            if key not in removed
        ]
        assert found.tolist() == [key for key, _ in left] + [-1] * gone
        np.testing.assert_allclose(score_row[: len(left)], [score for _, score in left], rtol=1e-5)
        assert np.isneginf(score_row[len(left) :]).all()


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[VectorIndex, np.ndarray]:
    """An index that is searched by its signs first, with keys from 5 on, and its vectors."""
    monkeypatch.setattr("index.vectors.scan.SMALL", 100)
    drawn = np.random.default_rng(4).normal(size=(4000, 256))
    drawn = (
        (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float16).astype(np.float32)
    )
    index = VectorIndex.open(tmp_path / "large", 256, "model")
    index.append(range(5, 4005), range(4000), drawn, 1)
    return index, drawn


def test_a_large_index_finds_by_signs_what_a_look_at_every_vector_finds(
    large: tuple[VectorIndex, np.ndarray],
) -> None:
    index, stored = large
    queries = stored[:40].reshape(20, 2, 256).sum(axis=1)
    keys, scores = index.search(queries, 10)
    expected = np.argsort(-(stored @ queries.T).T, axis=1)[:, :10] + 5

    shared = [
        len({*found} & {*best})
        for found, best in zip(keys.tolist(), expected.tolist(), strict=True)
    ]
    assert sum(shared) >= 0.95 * expected.size
    np.testing.assert_allclose(scores[:, 0], (stored @ queries.T).max(axis=0), rtol=1e-4)
    assert (np.diff(scores) <= 0).all()


def test_what_is_gone_never_takes_the_place_of_what_is_there(
    large: tuple[VectorIndex, np.ndarray],
) -> None:
    index, stored = large
    query = stored[:1]
    close = index.search(query, 1500)[0][0]
    index.remove(close[:1200])
    index.append(close[1200:1210], range(10), -stored[close[1200:1210] - 5], 2)
    keys, scores = index.search(query, 300)

    assert not {*close[:1210].tolist()} & {*keys[0].tolist()}
    assert (keys >= 5).all()
    # The 2,400 candidates are taken from the 7,200 closest by their signs, which is everything that
    # is left.
    left = [key for key in range(5, 4005) if key not in set(close[:1210].tolist())]
    assert (
        keys[0, :10].tolist()
        == sorted(left, key=lambda key: -float(stored[key - 5] @ query[0]))[:10]
    )
    assert np.isfinite(scores[0]).all()


@pytest.mark.parametrize("filtered", [False, True])
def test_a_scan_by_several_threads_finds_what_one_finds(
    large: tuple[VectorIndex, np.ndarray], monkeypatch: pytest.MonkeyPatch, *, filtered: bool
) -> None:
    index, stored = large
    keys = np.arange(5, 4005, 2) if filtered else None
    expected = index.search(stored[:5], 200, keys)
    monkeypatch.setattr("index.vectors.scan._SHARE", 700)
    monkeypatch.setattr("faiss.omp_get_max_threads", lambda: 3)
    found = index.search(stored[:5], 200, keys)

    # Of rows that differ in equally many bits, either may be the last candidate.
    shared = [
        len({*some} & {*others})
        for some, others in zip(found[0].tolist(), expected[0].tolist(), strict=True)
    ]
    assert min(shared) >= 195
    np.testing.assert_allclose(found[1][:, :20], expected[1][:, :20], rtol=1e-6)


def test_many_vectors_are_read_as_few_are(large: tuple[VectorIndex, np.ndarray]) -> None:
    index, stored = large
    asked = np.random.default_rng(8).permutation(np.arange(5, 4005))

    assert index.vectors(asked)[1].tolist() == stored[asked - 5].tolist()
    assert index.vectors(asked[:3])[1].tolist() == stored[asked[:3] - 5].tolist()


@pytest.mark.parametrize("count", [3, 900, 2500])
def test_any_filter_on_a_large_index_returns_as_many_as_it_lets_through(
    large: tuple[VectorIndex, np.ndarray], count: int
) -> None:
    index, stored = large
    allowed = np.random.default_rng(6).permutation(np.arange(5, 4005))[:count]
    index.remove(allowed[:1])
    mask = np.zeros(5000, dtype=bool)
    mask[allowed] = True
    for keys in (mask, allowed):
        found = index.search(stored[:1], 5, keys=keys)[0][0]
        assert (
            found[: count - 1].tolist()
            == sorted(allowed[1:].tolist(), key=lambda key: -float(stored[key - 5] @ stored[0]))[:5]
        )


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.integers(0, 30), min_size=1, max_size=12), min_size=1, max_size=6))
def test_keys_in_any_order_are_found_again(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[int]]
) -> None:
    directory = tmp_path_factory.mktemp("order")
    index = VectorIndex.open(directory, DIM, "model")
    expected: dict[int, int] = {}
    for number, keys in enumerate(batches):
        hashes = [100 * number + place for place in range(len(keys))]
        index.append(keys, hashes, vectors(len(keys)), number)
        expected |= dict(zip(keys, hashes, strict=True))
    asked = list(range(-1, 32))
    found, hashes_found = VectorIndex.open(directory, DIM, "model").text_hashes(asked)

    assert dict(zip(found.tolist(), hashes_found.tolist(), strict=True)) == expected


def test_a_newer_vector_supersedes(filled: VectorIndex, tmp_path: Path) -> None:
    newer = vectors(2, seed=3)
    filled.append([142, 300], [1, 2], newer, 8)
    for index in (filled, VectorIndex.open(tmp_path / "dense", DIM, "model")):
        assert (len(index), index.sequence, index.text_hash(142)) == (101, 8, 1)
        np.testing.assert_array_equal(index.vector(142), newer[0])
        assert index.search(vectors(100)[[42]], 101)[0][0].tolist().count(142) == 1
        assert index.search(newer[:1], 1)[0].tolist() == [[142]]
        assert index.search(newer[:1], 2, keys=[142])[0].tolist() == [[142, -1]]


def test_of_a_key_given_twice_the_last_vector_counts(index: VectorIndex) -> None:
    index.append([1, 2, 1], [10, 20, 11], vectors(3), 1)

    assert (len(index), index.text_hash(1), index.text_hash(2)) == (2, 11, 20)
    np.testing.assert_array_equal(index.vector(1), vectors(3)[2])


def test_what_was_removed_is_gone_and_may_come_back(filled: VectorIndex, tmp_path: Path) -> None:
    filled.remove([142, 142, 5], sequence=9)
    reader = VectorIndex.open(tmp_path / "dense", DIM, "model")

    assert (len(reader), reader.sequence, reader.vector(142)) == (99, 9, None)
    assert 142 not in reader.search(vectors(100)[[42]], 100)[0]
    filled.remove([142])
    filled.append([142], [5], vectors(1), 10)
    assert (len(filled), filled.text_hash(142)) == (100, 5)


def test_the_sequence_advances_alone(filled: VectorIndex, tmp_path: Path) -> None:
    filled.advance(50)

    assert (filled.sequence, VectorIndex.open(tmp_path / "dense", DIM, "model").sequence) == (
        50,
        50,
    )
    assert len(filled) == 100


def test_appending_nothing_advances(filled: VectorIndex) -> None:
    filled.append([], [], np.empty((0, DIM)), 8)

    assert (len(filled), filled.sequence) == (100, 8)


@pytest.mark.parametrize(
    ("keys", "hashes", "given_", "message"),
    [
        ([1], [1], np.zeros((1, DIM + 1)), "shape"),
        ([1], [1], np.zeros((2, DIM)), "shape"),
        ([1, 2], [1], np.zeros((1, DIM)), "shape"),
        ([-1], [1], np.zeros((1, DIM)), "negative"),
        ([1], [1], np.full((1, DIM), np.nan), "finite"),
        ([1], [1], np.full((1, DIM), 1e6), "finite"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(
    filled: VectorIndex, keys: list[int], hashes: list[int], given_: np.ndarray, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        filled.append(keys, hashes, given_, 8)
    assert (len(filled), filled.sequence) == (100, 7)


def test_a_search_must_fit(filled: VectorIndex) -> None:
    with pytest.raises(ValueError, match="shape"):
        filled.search(np.zeros(DIM), 1)
    with pytest.raises(ValueError, match="at least 1"):
        filled.search(np.zeros((1, DIM)), 0)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.booleans(), st.lists(st.integers(0, 12), max_size=6)),
        max_size=8,
    )
)
def test_any_history_gives_what_a_dictionary_would(
    tmp_path_factory: pytest.TempPathFactory, history: list[tuple[bool, list[int]]]
) -> None:
    directory = tmp_path_factory.mktemp("history")
    index = VectorIndex.open(directory, DIM, "model")
    expected: dict[int, np.ndarray] = {}
    for number, (add, keys) in enumerate(history):
        if add:
            made = vectors(len(keys), seed=number)
            index.append(keys, [number] * len(keys), made, number)
            expected |= dict(zip(keys, made, strict=True))
        else:
            index.remove(keys)
            expected = {key: vector for key, vector in expected.items() if key not in keys}
    for found in (index, VectorIndex.open(directory, DIM, "model")):
        assert sorted(found.keys().tolist()) == sorted(expected)
        assert len(found) == len(expected)
        for key, vector in expected.items():
            np.testing.assert_array_equal(found.vector(key), vector)
        best = found.search(vectors(1, seed=99), 5)[0][0]
        assert best[best >= 0].tolist() == brute_force(expected, vectors(1, seed=99)[0], 5)


def test_a_reader_keeps_what_it_opened_while_another_process_writes(
    filled: VectorIndex, tmp_path: Path
) -> None:
    reader = VectorIndex.open(tmp_path / "dense", DIM, "model")
    before = reader.search(vectors(3, seed=5), 10)
    code = """
import sys
from pathlib import Path
import numpy as np
from index.vectors.index import VectorIndex
index = VectorIndex.open(Path(sys.argv[1]), 8, "model")
for turn in range(20):
    index.append(range(90 + turn, 120 + turn), [turn] * 30, np.full((30, 8), 0.25), 8 + turn)
"""
    writer = subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "dense")])
    while writer.poll() is None:
        assert [part.tolist() for part in reader.search(vectors(3, seed=5), 10)] == [
            part.tolist() for part in before
        ]
        newer = VectorIndex.open(tmp_path / "dense", DIM, "model")
        assert len(newer) == len(set(newer.keys().tolist())) == len(newer.vectors(newer.keys())[0])

    assert writer.returncode == 0
    assert (reader.sequence, len(reader)) == (7, 100)
    assert VectorIndex.open(tmp_path / "dense", DIM, "model").sequence == 27


def test_writers_build_on_each_other(filled: VectorIndex, tmp_path: Path) -> None:
    other = VectorIndex.open(tmp_path / "dense", DIM, "model")
    filled.append([1], [1], vectors(1), 8)
    other.append([1, 2], [2, 3], vectors(2), 9)
    filled.remove([2])

    assert (len(filled), filled.sequence, filled.text_hash(1)) == (101, 9, 2)


def test_a_full_disk_leaves_the_last_commit(
    filled: VectorIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("index.vectors.files.write_atomic", full)
        with pytest.raises(OSError, match="No space"):
            filled.append([1], [1], vectors(1), 8)
    for index in (filled, VectorIndex.open(tmp_path / "dense", DIM, "model")):
        assert (len(index), index.sequence, index.vector(1)) == (100, 7, None)
    filled.append([2], [2], vectors(1), 9)
    assert VectorIndex.open(tmp_path / "dense", DIM, "model").keys().tolist() == [
        *range(100, 200),
        2,
    ]


def test_a_file_that_may_not_grow_leaves_the_last_commit(
    filled: VectorIndex, tmp_path: Path
) -> None:
    code = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from index.vectors.index import VectorIndex
index = VectorIndex.open(Path(sys.argv[1]), 8, "model")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
try:
    index.append(range(300, 600), range(300), np.full((300, 8), 0.25), 8)
except OSError as error:
    print(error.errno, len(index), index.sequence)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "dense")],
        capture_output=True,
        text=True,
        check=True,
    )
    reader = VectorIndex.open(tmp_path / "dense", DIM, "model")

    assert done.stdout.split() == ["27", "100", "7"]
    assert (len(reader), reader.sequence, reader.vector(300)) == (100, 7, None)
    reader.append([300], [1], vectors(1), 8)
    assert len(VectorIndex.open(tmp_path / "dense", DIM, "model")) == 101


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_is_read(filled: VectorIndex, tmp_path: Path) -> None:
    (tmp_path / "dense").chmod(0o500)
    try:
        reader = VectorIndex.open(tmp_path / "dense", DIM, "model")
        assert reader.search(vectors(1), 1)[0].tolist() == [[100]]
        with pytest.raises(PermissionError):
            reader.append([1], [1], vectors(1), 8)
    finally:
        (tmp_path / "dense").chmod(0o700)


@pytest.mark.parametrize(("dim", "fingerprint"), [(DIM + 1, "model"), (DIM, "another")])
def test_another_models_index_is_refused(
    filled: VectorIndex, tmp_path: Path, dim: int, fingerprint: str
) -> None:
    with pytest.raises(DamagedIndexError, match="another model") as caught:
        VectorIndex.open(tmp_path / "dense", dim, fingerprint)
    assert caught.value.hint == "run: papertrail reindex"


def altered_state(**changes: object) -> bytes:
    state = {
        "dim": DIM,
        "fingerprint": "model",
        "rows": 100,
        "ascending": 100,
        "superseded": 0,
        "sequence": 7,
        "checksum": 0,
        "format": 2,
    }
    return json.dumps(state | changes).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\x00",
        b"[1]",
        b"{}",
        altered_state(format=3),
        altered_state(rows=-1),
        altered_state(rows="100"),
        altered_state(rows=101),
        altered_state(checksum=1),
        altered_state(extra=1),
    ],
)
def test_a_damaged_state_is_one_clear_error(
    filled: VectorIndex, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "dense" / "state.json").write_bytes(content)

    with pytest.raises(DamagedIndexError) as caught:
        VectorIndex.open(tmp_path / "dense", DIM, "model")
    assert caught.value.hint == "run: papertrail reindex"


def test_a_lost_state_is_damage_and_not_a_new_index(filled: VectorIndex, tmp_path: Path) -> None:
    (tmp_path / "dense" / "state.json").unlink()

    with pytest.raises(DamagedIndexError, match=r"lost its state\.json"):
        VectorIndex.open(tmp_path / "dense", DIM, "model")


@pytest.mark.parametrize("name", ["vectors", "signs", "keys", "hashes", "superseded"])
def test_missing_data_is_damage(filled: VectorIndex, tmp_path: Path, name: str) -> None:
    filled.remove([100])
    (tmp_path / "dense" / name).unlink()

    with pytest.raises(DamagedIndexError, match="missing or too short"):
        VectorIndex.open(tmp_path / "dense", DIM, "model")


def test_a_text_hash_is_64_bits_and_stays_as_it_is(index: VectorIndex) -> None:
    hashes = [text_hash(text) for text in ("", "a paper", "lone \ud800")]
    index.append(range(3), hashes, vectors(3), 1)

    assert [index.text_hash(key) for key in range(3)] == hashes
    assert text_hash("a paper") == 8304609471612400018
    assert all(0 <= value < 2**64 for value in hashes)

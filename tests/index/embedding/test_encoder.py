from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.embedding import devices
from index.embedding.encoder import Encoder
from index.embedding.engines import convert
from index.embedding.resolve import resolve
from index.errors import ModelUnavailableError
from tests.index.tiny_models import save_tiny

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from index.embedding.engines.batches import Batch
    from index.embedding.resolve import Model


@pytest.fixture(scope="module")
def torch_encoder(model: Model, cache: Path) -> Encoder:
    return Encoder(model, cache, "torch-cpu")


@pytest.fixture(scope="module")
def precise_encoder(model: Model, cache: Path) -> Encoder:
    return Encoder(model, cache, "cpu", precision="f32")


@pytest.fixture(scope="module")
def accelerated_encoder(model: Model, cache: Path) -> Encoder:
    if devices.best() == "cpu":
        pytest.skip("this machine has no accelerator")
    return Encoder(model, cache, devices.best())


@pytest.fixture(params=["encoder", "torch_encoder", "precise_encoder", "accelerated_encoder"])
def any_encoder(request: pytest.FixtureRequest) -> Encoder:
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def reference(model: Model, abstracts: list[str]) -> np.ndarray:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(model.path), device="cpu").encode(abstracts)


def test_vectors_are_those_of_sentence_transformers_in_the_order_given(
    any_encoder: Encoder, abstracts: list[str], reference: np.ndarray
) -> None:
    vectors = any_encoder.encode(abstracts)

    assert vectors.dtype == np.float32
    assert vectors.shape == (len(abstracts), 384) == (len(abstracts), any_encoder.dim)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    least = 0.995 if any_encoder.engine.endswith("int8") else 0.999
    assert (vectors * reference).sum(axis=1).min() > least


def test_32_bit_vectors_are_those_of_sentence_transformers_closely(
    precise_encoder: Encoder, abstracts: list[str], reference: np.ndarray
) -> None:
    np.testing.assert_allclose(precise_encoder.encode(abstracts), reference, atol=2e-5)


def test_a_text_has_the_same_vector_alone_and_among_others(
    any_encoder: Encoder, abstracts: list[str]
) -> None:
    together = any_encoder.encode(abstracts * 3)
    alone = np.concatenate([any_encoder.encode([text]) for text in abstracts] * 3)

    # A single text is computed in floating point.
    least = 0.995 if any_encoder.engine.endswith("int8") else 0.9998
    assert (together * alone).sum(axis=1).min() > least


def test_short_and_single_texts_are_as_in_floating_point(
    encoder: Encoder, precise_encoder: Encoder, abstracts: list[str]
) -> None:
    for texts in (["", "PPO", "x", *abstracts, "the"], [abstracts[0]]):
        exact = precise_encoder.encode(texts)
        cosines = (encoder.encode(texts) * exact).sum(axis=1)
        is_exact = [len(texts) == 1 or len(text) < 24 for text in texts]

        assert cosines[is_exact].min() > 0.9998


def test_progress_adds_up_to_the_number_of_texts(any_encoder: Encoder) -> None:
    steps: list[int] = []
    any_encoder.encode(["a paper on graphs"] * 33, steps.append)

    assert sum(steps) == 33
    assert min(steps) > 0


def test_no_text_gives_no_vector(any_encoder: Encoder) -> None:
    assert any_encoder.encode([]).shape == (0, 384)


def test_any_string_has_a_vector(any_encoder: Encoder) -> None:
    texts = [
        "",
        " ",
        "\x00",
        "a\x00b",
        "lone \ud800 surrogate",
        "word " * 20_000,
        "x" * 100_000,
        "\u202e\ufffe",
        "🤖",
    ]
    vectors = any_encoder.encode(texts)

    assert np.isfinite(vectors).all()
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_engines_say_what_they_are(
    encoder: Encoder, torch_encoder: Encoder, precise_encoder: Encoder
) -> None:
    assert encoder.engine in {"openvino cpu bf16", "openvino cpu fp32", "openvino cpu int8"}
    assert precise_encoder.engine == "openvino cpu fp32"
    assert torch_encoder.engine == "torch cpu fp32"


def test_more_texts_than_a_window_keep_their_order(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.embedding.engines.batches.WINDOW", 5)
    texts = [f"paper number {number} on topic {number % 7}" for number in range(23)]
    alone = np.concatenate([encoder.encode([text]) for text in texts])

    assert ((encoder.encode(texts) @ alone.T).argmax(axis=1) == np.arange(23)).all()


def test_a_device_must_be_known(model: Model, cache: Path) -> None:
    with pytest.raises(ValueError, match="device must be one of auto, cpu"):
        Encoder(model, cache, "tpu")


@pytest.mark.skipif(Path("/dev/nvidiactl").exists(), reason="this machine has a GPU")
def test_insisting_on_a_missing_gpu_is_one_clear_error(model: Model, cache: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="cannot run on cuda"):
        Encoder(model, cache, "cuda").encode(["a paper"])


def test_torch_is_used_where_the_conversion_fails(
    model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no such operation")

    monkeypatch.setattr(convert, "_write", fail)
    encoder = Encoder(model, tmp_path, "cpu")

    assert encoder.engine == "torch cpu fp32"
    assert "no such operation" in caplog.text
    assert list((tmp_path / "models").iterdir()) == []


def test_torch_is_used_where_openvino_is_missing(
    model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "index.embedding.engines.openvino_engine", None)

    assert Encoder(model, tmp_path, "cpu").engine == "torch cpu fp32"
    assert "which is slower" in caplog.text


def test_a_conversion_that_lost_the_race_uses_the_winners(
    model: Model, encoder: Encoder, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert encoder.engine
    target = tmp_path / "models" / model.network

    def another_was_quicker(_: Model, folder: Path) -> None:
        (folder / "model.xml").write_text("the slower one")
        shutil.copytree(cache / "models" / model.network, target)

    monkeypatch.setattr(convert, "_convert", another_was_quicker)
    found = convert.converted(model, tmp_path)

    assert found == target
    assert (found / "model.xml").read_text() != "the slower one"
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("name", ["model.xml", "model.bin", "tokenizer.json"])
def test_a_damaged_conversion_is_made_again(
    model: Model,
    encoder: Encoder,
    cache: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    assert encoder.engine
    good = cache / "models" / model.network
    damaged = shutil.copytree(good, tmp_path / "models" / model.network)
    (damaged / name).write_bytes(b"nonsense")
    monkeypatch.setattr(
        convert, "_convert", lambda _, folder: shutil.copytree(good, folder, dirs_exist_ok=True)
    )

    assert Encoder(model, tmp_path, "cpu").encode(["a paper"]).shape == (1, 384)
    assert (damaged / name).stat().st_size > len(b"nonsense")


def test_a_cache_that_takes_nothing_more_costs_no_converted_model(
    model: Model, encoder: Encoder, cache: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert encoder.engine
    converted = shutil.copytree(
        cache / "models" / model.network, tmp_path / "models" / model.network
    )
    made = (converted / "model.bin").stat().st_mtime_ns
    (tmp_path / "openvino").write_text("no folder")

    assert Encoder(model, tmp_path, "cpu").engine == "torch cpu fp32"
    assert "damaged" not in caplog.text
    assert (converted / "model.bin").stat().st_mtime_ns == made


@pytest.mark.parametrize("damage", ["model.safetensors", "1_Pooling"])
def test_a_damaged_model_is_one_clear_error(
    model: Model, tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    folder = save_tiny(tmp_path / "tiny", model.path)
    if damage == "1_Pooling":
        shutil.rmtree(folder / damage)
    else:
        os.truncate(folder / damage, 1000)

    with pytest.raises(
        ModelUnavailableError, match=r"cannot run on cpu: .*check the files in .*tiny"
    ):
        Encoder(resolve(str(folder), tmp_path), tmp_path, "cpu").encode(["a paper"])
    assert "slower" not in caplog.text


def test_torch_loads_a_model_without_a_word(
    model: Model, cache: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert Encoder(model, cache, "torch-cpu").engine == "torch cpu fp32"
    assert capfd.readouterr().err == ""


def test_a_model_that_is_gone_is_one_clear_error(model: Model, tmp_path: Path) -> None:
    gone = replace(model, path=tmp_path / "gone", network="0" * 64)

    with pytest.raises(ModelUnavailableError, match="cannot run on cpu"):
        Encoder(gone, tmp_path, "cpu").encode(["a paper"])


@pytest.mark.parametrize(
    ("system", "machine", "version", "trace", "expected"),
    [
        ("linux", "x86_64", "2.13.0", "/", True),
        ("linux", "x86_64", "2.13.0+cpu", "/", False),
        ("linux", "x86_64", "2.13.0", "/no/such/device", False),
        ("darwin", "arm64", "2.13.0", "/no/such/device", True),
        ("darwin", "x86_64", "2.13.0", "/no/such/device", False),
    ],
)
def test_torch_is_asked_only_where_an_accelerator_may_be(
    monkeypatch: pytest.MonkeyPatch,
    system: str,
    machine: str,
    version: str,
    trace: str,
    expected: bool,
) -> None:
    monkeypatch.setattr("sys.platform", system)
    monkeypatch.setattr("platform.machine", lambda: machine)
    monkeypatch.setattr("importlib.metadata.version", lambda _: version)
    monkeypatch.setattr(devices, "_CUDA_TRACES", (trace,))

    assert devices._may_accelerate() is expected


@pytest.mark.parametrize(
    ("cuda", "mps", "expected"),
    [(True, False, "cuda"), (False, True, "mps"), (False, False, "cpu")],
)
def test_the_fastest_processor_is_chosen(
    monkeypatch: pytest.MonkeyPatch, cuda: bool, mps: bool, expected: str
) -> None:
    monkeypatch.setattr(devices, "_may_accelerate", lambda: True)
    monkeypatch.setattr("torch.cuda.is_available", lambda: cuda)
    monkeypatch.setattr("torch.backends.mps.is_available", lambda: mps)

    assert devices.best() == expected


def test_encoding_contacts_nobody(encoder: Encoder, cache: Path) -> None:
    assert encoder.engine
    code = """
import socket, sys
from pathlib import Path
def refuse(*arguments): raise SystemExit("the network was used")
socket.socket.connect = socket.getaddrinfo = refuse
from index.embedding.encoder import Encoder
from index.embedding.resolve import resolve
cache = Path(sys.argv[1])
encoder = Encoder(resolve("all-MiniLM-L6-v2", cache), cache, "cpu")
assert encoder.encode(["a query"]).shape == (1, 384)
assert "openvino_telemetry" not in sys.modules
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(cache)],
        capture_output=True,
        text=True,
        env={**os.environ},
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_several_devices_share_the_texts_of_one_call(
    model: Model, abstracts: list[str], reference: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index.embedding.engines import torch_engine

    monkeypatch.setitem(torch_engine.TOKENS, "cpu", 64)
    engine = torch_engine.TorchEngine(model, ["cpu", "cpu"])
    busy: set[int] = set()
    for number, replica in enumerate(engine._replicas):
        run = replica.run
        monkeypatch.setattr(
            replica, "run", lambda taken, run=run, number=number: _noting(run, taken, number, busy)
        )
    done: list[int] = []

    vectors = engine.encode(abstracts * 3, done.append)

    assert engine.name == "torch cpu fp32 x2"
    assert sum(done) == len(abstracts) * 3
    assert busy == {0, 1}
    np.testing.assert_allclose(vectors, np.concatenate([reference] * 3), atol=1e-5)


def _noting(
    run: Callable[..., Iterator[object]], taken: object, number: int, busy: set[int]
) -> Iterator[object]:
    for result in run(taken):
        busy.add(number)
        yield result


def test_a_batch_that_is_too_much_for_a_device_is_done_in_parts(
    model: Model, abstracts: list[str], reference: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    from index.embedding.engines.torch_engine import TorchEngine

    engine = TorchEngine(model, "cpu")
    compute, sizes = engine._replicas[0]._compute, []

    def limited(batch: Batch) -> object:
        sizes.append(len(batch.rows))
        if len(batch.rows) > 3:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return compute(batch)

    monkeypatch.setattr(engine._replicas[0], "_compute", limited)
    vectors = engine.encode(abstracts, lambda _: None)

    assert max(sizes) > 3
    np.testing.assert_allclose(vectors, reference, atol=1e-5)


def test_a_text_that_is_too_much_for_a_device_is_one_clear_error(
    torch_encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    def exhausted(_: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB")

    monkeypatch.setattr(torch_encoder._accelerated._replicas[0], "_compute", exhausted)  # type: ignore[attr-defined]

    with pytest.raises(
        ModelUnavailableError,
        match=r"failed on torch cpu fp32: CUDA out of memory.*device = \"cpu\"",
    ):
        torch_encoder.encode(["a paper", "another"])


def test_an_error_of_a_device_reaches_the_caller(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index.embedding.engines.torch_engine import TorchEngine

    engine = TorchEngine(model, ["cpu", "cpu"])
    monkeypatch.setattr(
        engine._replicas[1],
        "_start",
        lambda _: (_ for _ in ()).throw(RuntimeError("out of memory")),
    )
    monkeypatch.setattr(
        engine._replicas[0],
        "_start",
        lambda _: (_ for _ in ()).throw(RuntimeError("out of memory")),
    )

    with pytest.raises(RuntimeError, match="out of memory"):
        engine.encode(["a paper"] * 20, lambda _: None)

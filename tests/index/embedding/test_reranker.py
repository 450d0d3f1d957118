from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.embedding import devices
from index.embedding.reranker import Reranker
from index.errors import ModelUnavailableError
from tests.index.tiny_models import save_body

if TYPE_CHECKING:
    from pathlib import Path

    from index.embedding.resolve import Model

QUERY = "graph neural networks"
TEXTS = [
    "Message passing on graphs",
    "Speech recognition " * 100,
    "",
    "$\\alpha$ \ud800 é",
    "graph neural networks",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, model: Model) -> Path:
    """A tiny cross-encoder."""
    return save_body(tmp_path_factory.mktemp("pairs") / "reranker", model.path, labels=1)


ENGINES = [("cpu", "openvino cpu"), ("torch-cpu", "torch cpu")]
if devices.best() != "cpu":
    ENGINES.append((devices.best(), f"torch {devices.best()}"))


@pytest.mark.parametrize(("device", "engine"), ENGINES)
def test_scores_are_those_of_sentence_transformers(
    folder: Path, cache: Path, device: str, engine: str
) -> None:
    from sentence_transformers import CrossEncoder

    clean = [text.encode("utf-8", "replace").decode() for text in TEXTS]
    expected = CrossEncoder(str(folder), device="cpu").predict([(QUERY, text) for text in clean])
    reranker = Reranker(str(folder), cache, device)
    scores = reranker.scores(QUERY, TEXTS)

    assert reranker.engine.startswith(engine)
    assert np.ptp(expected) > 0.01
    # bfloat16, where the processor is faster with it, has 8 bits.
    np.testing.assert_allclose(scores, expected, atol=0.02)


def test_no_text_has_no_score(folder: Path, cache: Path) -> None:
    assert Reranker(str(folder), cache).scores(QUERY, []).shape == (0,)


def test_a_converted_reranker_runs_without_torch(folder: Path, cache: Path) -> None:
    Reranker(str(folder), cache, "cpu").scores(QUERY, TEXTS)
    code = """
import sys
from pathlib import Path
from index.embedding.reranker import Reranker
assert Reranker(sys.argv[1], Path(sys.argv[2]), "cpu").scores("a query", ["a text"]).shape == (1,)
print([name for name in ("torch", "transformers", "sentence_transformers") if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", code, folder, cache], capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"


def test_torch_is_used_where_openvino_is_missing(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "index.embedding.engines.openvino_pairs", None)

    assert Reranker(str(folder), cache, "cpu").engine == "torch cpu"
    assert "which is slower" in caplog.text


def test_pairs_that_are_too_much_for_a_device_are_one_clear_error(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    reranker = Reranker(str(folder), cache, "torch-cpu")

    def exhausted(*_: object, **__: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB\nmore")

    monkeypatch.setattr(reranker._scorer._encoder, "predict", exhausted)  # type: ignore[attr-defined]

    with pytest.raises(
        ModelUnavailableError, match=r"failed on torch cpu: CUDA out of memory.*2 GiB \(try again"
    ):
        reranker.scores(QUERY, TEXTS)


def test_a_model_of_several_classes_is_refused(
    tmp_path_factory: pytest.TempPathFactory, model: Model, cache: Path
) -> None:
    classes = save_body(tmp_path_factory.mktemp("pairs") / "classes", model.path, labels=3)

    with pytest.raises(ModelUnavailableError, match="sorts pairs into classes"):
        Reranker(str(classes), cache)


def test_an_embedding_model_is_no_reranker(model: Model, cache: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="no cross-encoder"):
        Reranker(str(save_body(tmp_path / "body", model.path)), cache)


def test_an_embedding_model_that_lists_its_modules_is_no_reranker(
    model: Model, cache: Path
) -> None:
    with pytest.raises(ModelUnavailableError, match="no cross-encoder"):
        Reranker(model.name, cache)


def test_a_cross_encoder_may_list_its_modules(folder: Path, cache: Path, tmp_path: Path) -> None:
    from sentence_transformers import CrossEncoder

    CrossEncoder(str(folder), device="cpu").save_pretrained(str(tmp_path / "saved"))
    of_its_own = shutil.copytree(tmp_path / "saved", tmp_path / "own")
    settings = json.loads((of_its_own / "config.json").read_text())
    (of_its_own / "config.json").write_text(json.dumps(settings | {"architectures": ["OwnModel"]}))

    expected = Reranker(str(folder), cache, "cpu").scores(QUERY, TEXTS)

    assert (tmp_path / "saved" / "modules.json").is_file()
    # Each may run in another precision: for each model it is tried which is faster.
    np.testing.assert_allclose(
        Reranker(str(tmp_path / "saved"), cache, "cpu").scores(QUERY, TEXTS), expected, atol=0.02
    )
    assert Reranker(str(of_its_own), cache, "cpu").engine == "torch cpu"


def test_a_damaged_reranker_is_one_clear_error(folder: Path, cache: Path, tmp_path: Path) -> None:
    damaged = shutil.copytree(folder, tmp_path / "damaged")
    os.truncate(damaged / "model.safetensors", 1000)

    with pytest.raises(
        ModelUnavailableError, match=r"cannot run on cpu: .*check the files in .*damaged"
    ):
        Reranker(str(damaged), cache, "cpu").scores(QUERY, TEXTS)


def test_torch_loads_a_reranker_without_a_word(
    folder: Path, cache: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert Reranker(str(folder), cache, "torch-cpu").engine == "torch cpu"
    assert capfd.readouterr().err == ""


def test_a_reranker_that_is_nowhere_is_one_clear_error(cache: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="no model 'no such name!'"):
        Reranker("no such name!", cache)


def test_a_device_must_be_known(folder: Path, cache: Path) -> None:
    with pytest.raises(ValueError, match="device must be one of"):
        Reranker(str(folder), cache, "tpu")

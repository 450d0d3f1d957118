"""BERT networks are built without torch, and compute what torch computes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from index.embedding.engines import bert
from index.embedding.engines.convert import _convert, converted
from index.embedding.engines.openvino_engine import OpenVinoEngine
from index.embedding.resolve import resolve
from tests.index.tiny_models import save_tiny

if TYPE_CHECKING:
    from pathlib import Path

    from index.embedding.resolve import Model


def change(folder: Path, file: str, **settings: object) -> None:
    content = json.loads((folder / file).read_text())
    (folder / file).write_text(json.dumps(content | settings))


@pytest.fixture
def folder(model: Model, tmp_path: Path) -> Path:
    """The settings of the packaged model, without its weights."""
    ignored = shutil.ignore_patterns("*.safetensors")
    return shutil.copytree(model.path, tmp_path / "model", ignore=ignored)


def test_the_built_network_computes_what_torch_computes(
    model: Model, cache: Path, tmp_path: Path, abstracts: list[str]
) -> None:
    built = OpenVinoEngine(model, cache, "f32").encode(abstracts, lambda _: None)
    traced = OpenVinoEngine(model, tmp_path, "f32", _convert).encode(abstracts, lambda _: None)

    np.testing.assert_allclose(built, traced, atol=2e-6)


def test_the_packaged_model_is_converted_without_torch(model: Model, tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from index.embedding.encoder import Encoder\n"
        "from index.embedding.resolve import resolve\n"
        "cache = Path(sys.argv[1])\n"
        "encoder = Encoder(resolve(sys.argv[2], cache), cache, 'cpu')\n"
        "assert encoder.encode(['a paper']).shape == (1, 384)\n"
        "print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path), model.name],
        check=True,
        capture_output=True,
        text=True,
    )

    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("file", "settings"),
    [
        ("config.json", {"model_type": "roberta"}),
        ("config.json", {"architectures": ["BertForMaskedLM"]}),
        ("config.json", {"hidden_act": "relu"}),
        ("config.json", {"position_embedding_type": "relative_key"}),
        ("config.json", {"num_hidden_layers": "many"}),
        ("1_Pooling/config.json", {"pooling_mode_max_tokens": True}),
        ("1_Pooling/config.json", {"pooling_mode": "cls"}),
    ],
)
def test_networks_of_another_kind_are_left_to_torch(
    folder: Path, file: str, settings: dict[str, Any]
) -> None:
    assert bert.shape_of(folder) == bert.Shape(6, 12, 1e-12, normalises=True)
    change(folder, file, **settings)

    assert bert.shape_of(folder) is None


def test_settings_that_cannot_be_read_are_left_to_torch(folder: Path) -> None:
    (folder / "modules.json").write_text("[")

    assert bert.shape_of(folder) is None


def test_a_network_whose_weights_have_other_names_is_converted_by_torch(
    model: Model, cache: Path, tmp_path: Path
) -> None:
    from safetensors.numpy import load_file, save_file

    tiny = save_tiny(tmp_path / "tiny", model.path, pooling="mean")
    weights = load_file(tiny / "model.safetensors")
    name = "encoder.layer.1.output.LayerNorm"
    for new, old in (("gamma", "weight"), ("beta", "bias")):
        weights[f"{name}.{new}"] = weights.pop(f"{name}.{old}")
    save_file(weights, tiny / "model.safetensors", metadata={"format": "pt"})
    found = resolve(str(tiny), cache)

    assert bert.shape_of(tiny) is not None
    assert (converted(found, tmp_path / "cache") / "model.xml").is_file()

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from index.embedding import resolve as models
from index.embedding.resolve import Model, resolve
from index.errors import ModelUnavailableError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model in sentence-transformers' layout, its weights a few bytes."""
    path = tmp_path / "model"
    (path / "1_Pooling").mkdir(parents=True)
    (path / "model.safetensors").write_bytes(b"weights")
    (path / "tokenizer.json").write_text("{}")
    (path / "config.json").write_text(
        json.dumps({"hidden_size": 8, "max_position_embeddings": 512})
    )
    (path / "1_Pooling" / "config.json").write_text(json.dumps({"word_embedding_dimension": 8}))
    (path / "README.md").write_text("about")
    return path


def test_the_packaged_model_is_found_under_both_names(model: Model, cache: Path) -> None:
    other = resolve("sentence-transformers/all-MiniLM-L6-v2", cache)

    assert (model.dim, model.max_tokens) == (384, 256)
    assert (other.path, other.fingerprint) == (model.path, model.fingerprint)
    assert len(model.fingerprint) == 64


def test_altered_packaged_weights_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "altered_model_package"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "model" / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(models, "PACKAGED_MODULE", "altered_model_package")

    with pytest.raises(ModelUnavailableError, match="not the official ones") as caught:
        resolve("all-MiniLM-L6-v2", tmp_path)
    assert "reinstall" in caught.value.hint


def test_a_missing_package_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "PACKAGED_MODULE", "no_such_model_package")

    with pytest.raises(ModelUnavailableError, match="not installed"):
        resolve("all-MiniLM-L6-v2", tmp_path)


def test_a_folder_is_a_model(folder: Path, tmp_path: Path) -> None:
    found = resolve(str(folder), tmp_path)

    assert (found.path, found.dim, found.max_tokens) == (folder, 8, 512)


def test_a_dense_layer_decides_the_dimension(folder: Path, tmp_path: Path) -> None:
    (folder / "2_Dense").mkdir()
    (folder / "2_Dense" / "config.json").write_text(
        json.dumps({"in_features": 8, "out_features": 4})
    )

    assert resolve(str(folder), tmp_path).dim == 4


@pytest.mark.parametrize(
    "name", ["model.safetensors", "tokenizer.json", "config.json", "1_Pooling/config.json"]
)
def test_the_fingerprint_follows_what_decides_the_vectors(
    folder: Path, tmp_path: Path, name: str
) -> None:
    before = resolve(str(folder), tmp_path)
    (folder / name).write_bytes((folder / name).read_bytes() + b" ")

    assert resolve(str(folder), tmp_path).fingerprint != before.fingerprint


def test_the_fingerprint_is_that_of_the_content_alone(folder: Path, tmp_path: Path) -> None:
    before = resolve(str(folder), tmp_path)
    (folder / "README.md").write_text("changed")
    copy = shutil.copytree(folder, tmp_path / "copy")

    assert resolve(str(copy), tmp_path).fingerprint == before.fingerprint


def test_large_files_are_hashed_once(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = resolve(str(folder), tmp_path)
    monkeypatch.delattr("hashlib.file_digest")

    assert resolve(str(folder), tmp_path) == before


@pytest.mark.parametrize("content", [b"", b"\xff garbage", b"[]", b'{"a": 1}', b"null"])
def test_a_garbage_fingerprint_cache_is_ignored(
    folder: Path, tmp_path: Path, content: bytes
) -> None:
    before = resolve(str(folder), tmp_path)
    (tmp_path / "fingerprints.json").write_bytes(content)

    assert resolve(str(folder), tmp_path) == before


def test_an_unwritable_cache_is_no_error(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert resolve(str(folder), tmp_path / "file" / "cache") == resolve(str(folder), tmp_path)


def test_a_cross_encoder_is_no_embedding_model(folder: Path, tmp_path: Path) -> None:
    settings = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(
        json.dumps(settings | {"architectures": ["BertForSequenceClassification"]})
    )

    with pytest.raises(ModelUnavailableError, match="is a cross-encoder"):
        resolve(str(folder), tmp_path)

    transformer = {"path": "", "type": "sentence_transformers.models.Transformer"}
    (folder / "modules.json").write_text(json.dumps([transformer]))
    assert resolve(str(folder), tmp_path).width
    (folder / "config_sentence_transformers.json").write_text('{"model_type": "CrossEncoder"}')

    with pytest.raises(ModelUnavailableError, match="is a cross-encoder"):
        resolve(str(folder), tmp_path)


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="no model weights"):
        resolve(str(tmp_path), tmp_path)


@pytest.mark.parametrize(
    ("content", "message"), [("{", "cannot be read"), ("{}", "how long its vectors are")]
)
def test_broken_settings_are_refused(
    folder: Path, tmp_path: Path, content: str, message: str
) -> None:
    (folder / "config.json").write_text(content)
    (folder / "1_Pooling" / "config.json").unlink()

    with pytest.raises(ModelUnavailableError, match=message):
        resolve(str(folder), tmp_path)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nobody/no-such-model", "not on this machine"),
        ("no such name!", "no model 'no such name!'"),
    ],
)
def test_a_model_that_cannot_be_had_is_one_clear_error(
    tmp_path: Path, name: str, message: str
) -> None:
    code = f"""
from pathlib import Path
from index.errors import ModelUnavailableError
from index.embedding.resolve import resolve
try:
    resolve({name!r}, Path({str(tmp_path)!r}))
except ModelUnavailableError as error:
    assert error.hint
    print(error.message)
"""
    offline = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=offline, check=True
    )

    assert message in done.stdout
    assert done.stdout.count("\n") == 1


def test_a_model_in_the_hub_cache_is_found_offline(folder: Path, tmp_path: Path) -> None:
    hub = tmp_path / "hub" / "models--someone--small"
    shutil.copytree(folder, hub / "snapshots" / "abc")
    (hub / "refs").mkdir()
    (hub / "refs" / "main").write_text("abc")
    code = f"""
from pathlib import Path
from index.embedding.resolve import resolve
print(resolve("someone/small", Path({str(tmp_path)!r})).dim)
"""
    offline = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=offline, check=True
    )

    assert done.stdout == "8\n"

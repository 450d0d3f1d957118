"""Models of the hub: what is downloaded of them, and the commit at which they stay."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from index.embedding.resolve import locate, resolve
from index.errors import ModelUnavailableError
from tests.index.embedding.test_model_check import EMPTY_WEIGHTS, SETTINGS
from tests.index.fake_hub import NAME, FakeHub

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILES = {name: json.dumps(content).encode() for name, content in SETTINGS.items()} | {
    "model.safetensors": EMPTY_WEIGHTS,
    # Other bytes: the hub's cache keeps equal files once.
    "2_Dense/model.safetensors": (3).to_bytes(8, "little") + b"{} ",
}
NOT_LOADED = {
    "modeling_own.py": b"raise SystemExit",
    "pytorch_model.bin": b"pickled",
    "tf_model.h5": b"",
    "other.safetensors": EMPTY_WEIGHTS,
    "onnx/model.onnx": b"",
    "openvino/config.json": b"{",
    "a/b/c.json": b"{",
    ".hidden/config.json": b"{",
    "README.md": b"about",
}


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FakeHub]:
    served = FakeHub()
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", served.address)
    address = f"{served.address}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
    monkeypatch.setattr("huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", address)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    yield served
    served.close()


def test_only_files_that_can_be_loaded_are_downloaded(hub: FakeHub, tmp_path: Path) -> None:
    commit = hub.publish(FILES | NOT_LOADED)

    found = resolve(NAME, tmp_path / "cache")

    assert (found.name, found.revision, found.width) == (NAME, commit, 8)
    assert set(hub.downloaded) == set(FILES)


def test_a_model_stays_at_the_commit_that_was_found_first(hub: FakeHub, tmp_path: Path) -> None:
    first = hub.publish(FILES)
    locate(NAME, tmp_path / "cache")
    second = hub.publish(FILES | {"config.json": b'{"hidden_size": 16}'})

    assert locate(NAME, tmp_path / "cache").revision == first
    # Another program that uses the same cache brings the newest one.
    assert locate(f"{NAME}@main", tmp_path / "others", newest=True).revision == second
    assert locate(NAME, tmp_path / "cache").revision == first
    assert locate(NAME, tmp_path / "cache", newest=True).revision == second
    assert locate(NAME, tmp_path / "cache").revision == second


@pytest.mark.parametrize("apart", [True, False])
def test_a_commit_can_be_named(hub: FakeHub, tmp_path: Path, *, apart: bool) -> None:
    first = hub.publish(FILES)
    hub.publish(FILES | {"config.json": b'{"hidden_size": 16}'})

    name, revision = (NAME, first) if apart else (f"{NAME}@{first}", None)
    found = resolve(name, tmp_path, revision=revision)

    assert (found.name, found.revision) == (NAME, first)


def test_a_model_that_is_here_asks_nothing_of_the_hub(hub: FakeHub, tmp_path: Path) -> None:
    commit = hub.publish(FILES)
    before = locate(NAME, tmp_path)
    hub.close()

    assert locate(NAME, tmp_path) == before
    assert locate(NAME, tmp_path, revision=commit) == before
    # Choosing it again does with what is here.
    assert locate(NAME, tmp_path, newest=True) == before
    # The record is lost, and what the hub's cache calls main is used.
    (tmp_path / "revisions.json").write_text("[")
    assert locate(NAME, tmp_path) == before


def test_a_download_that_was_interrupted_is_completed(hub: FakeHub, tmp_path: Path) -> None:
    hub.publish(FILES)
    path = locate(NAME, tmp_path).path
    (path / "2_Dense" / "model.safetensors").unlink()

    assert (locate(NAME, tmp_path).path / "2_Dense" / "model.safetensors").exists()


@pytest.mark.parametrize(
    "file",
    [
        {"config.json": b'{"auto_map": {"AutoModel": "own.Own"}}'},
        {"modules.json": b'[{"type": "own.Own", "path": ""}]'},
        {"adapter_config.json": b"{}"},
    ],
)
def test_a_model_with_code_is_refused_before_its_weights_are_downloaded(
    hub: FakeHub, tmp_path: Path, file: dict[str, bytes]
) -> None:
    hub.publish(FILES | file)

    with pytest.raises(ModelUnavailableError):
        locate(NAME, tmp_path)
    assert not [name for name in hub.downloaded if name.endswith(".safetensors")]


def test_a_model_without_safetensors_is_refused_before_anything_is_downloaded(
    hub: FakeHub, tmp_path: Path
) -> None:
    pickled = {name: data for name, data in FILES.items() if not name.endswith(".safetensors")}
    hub.publish(pickled | {"pytorch_model.bin": b"pickled"})

    with pytest.raises(
        ModelUnavailableError, match="not published in the safetensors format"
    ) as caught:
        locate(NAME, tmp_path)
    assert caught.value.hint
    assert not hub.downloaded


@pytest.mark.parametrize("revision", ["no-such-branch", "0" * 40, "../..", " "])
def test_a_revision_that_is_not_there_is_one_clear_error(
    hub: FakeHub, tmp_path: Path, revision: str
) -> None:
    hub.publish(FILES)
    with pytest.raises(ModelUnavailableError, match="no revision") as caught:
        locate(f"{NAME}@{revision}", tmp_path)
    assert caught.value.hint


def test_a_folder_has_no_revision(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="has no revision"):
        locate(str(tmp_path), tmp_path, revision="main")

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.embedding.encoder import Encoder
from index.embedding.engines import precision
from index.embedding.engines.convert import converted
from index.embedding.engines.lean_openvino import runtime
from index.embedding.resolve import resolve
from tests.index.tiny_models import save_tiny

if TYPE_CHECKING:
    from index.embedding.resolve import Model


class Cpu:
    """A fake OpenVINO core that reports what the processor can do, and nothing else."""

    def __init__(self, *capabilities: str, name: str = "a processor") -> None:
        self._properties = {
            "OPTIMIZATION_CAPABILITIES": list(capabilities),
            "FULL_DEVICE_NAME": name,
        }

    def get_property(self, device: str, name: str) -> object:
        assert device == "CPU"
        return self._properties[name]


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Counts how often a processor is tried, without the trial itself."""
    calls: list[object] = []

    def trial(core: object, _networks: object, _length: int) -> str:
        calls.append(core)
        return "bf16"

    monkeypatch.setattr(precision, "_tried", trial)
    return calls


def test_a_processor_without_bfloat16_is_not_tried(tmp_path: Path, tried: list[object]) -> None:
    assert precision.fastest(Cpu("FP32", "INT8"), tmp_path, tmp_path, 256) == "f32"
    assert not tried


def test_a_processor_is_tried_once(tmp_path: Path, tried: list[object]) -> None:
    found = [
        precision.fastest(Cpu("FP32", "BF16"), tmp_path, tmp_path / "notes", 256) for _ in range(3)
    ]

    assert found == ["bf16"] * 3
    assert len(tried) == 1


def test_another_processor_with_the_same_home_is_tried_as_well(
    tmp_path: Path, tried: list[object]
) -> None:
    for name in ("one", "another"):
        precision.fastest(Cpu("FP32", "BF16", name=name), tmp_path, tmp_path, 256)

    assert len(tried) == 2


@pytest.mark.parametrize("damage", [b"", b"f3", b"\xff", b"int4"])
def test_a_damaged_note_is_made_again(damage: bytes, tmp_path: Path, tried: list[object]) -> None:
    precision.fastest(Cpu("BF16"), tmp_path, tmp_path, 256)
    (note,) = tmp_path.iterdir()
    note.write_bytes(damage)

    assert precision.fastest(Cpu("BF16"), tmp_path, tmp_path, 256) == "bf16"
    assert note.read_bytes() == b"bf16"
    assert len(tried) == 2


def test_the_trial_runs_the_model_in_both_formats(model: Model, cache: Path) -> None:
    network = converted(model, cache) / "model.xml"
    formats = {"bf16": network, "f32": network}

    assert precision._tried(runtime.Core(), formats, 192) in formats


def test_the_trial_asks_no_more_of_a_model_than_it_reads(
    model: Model, cache: Path, tmp_path: Path
) -> None:
    tiny = resolve(str(save_tiny(tmp_path / "tiny", model.path)), cache)
    cpu = Cpu("FP32", "BF16")
    cpu.compile_model = runtime.Core().compile_model  # type: ignore[attr-defined]

    assert tiny.max_tokens < precision.LENGTH
    network = converted(tiny, cache) / "model.xml"
    assert precision.fastest(cpu, network, tmp_path / "notes", tiny.max_tokens) in ("bf16", "f32")


class Rounded:
    """A fake model in integers, which is never compiled."""

    def __init__(self, version: str) -> None:
        self.version = version

    def network(self) -> Path:
        return Path("int8.xml")


def test_integers_are_tried_once_for_each_version_of_their_ranges(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[list[str]] = []

    def trial(_core: object, networks: dict[str, Path], _length: int) -> str:
        tried.append(list(networks))
        return "int8-f32"

    monkeypatch.setattr(precision, "_tried", trial)
    cpu = Cpu("FP32", "INT8")
    found = [
        precision.fastest(cpu, tmp_path, tmp_path / "notes", 256, Rounded(version))
        for version in ("one", "one", "another")
    ]

    assert found == ["int8-f32"] * 3
    assert tried == [["f32", "int8-f32"]] * 2


def test_a_format_that_is_slower_or_fails_is_not_chosen(
    model: Model, cache: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = tmp_path / "model.xml"
    broken.write_text("<net")
    networks = {"f32": converted(model, cache) / "model.xml", "int8-f32": broken}

    assert precision._tried(runtime.Core(), networks, 16) == "f32"
    assert "embedding without int8-f32" in caplog.text


def test_an_encoder_says_which_format_it_took(model: Model, cache: Path) -> None:
    assert Encoder(model, cache, "cpu").engine in (
        "openvino cpu bf16",
        "openvino cpu fp32",
        "openvino cpu int8",
    )

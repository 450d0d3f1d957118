"""What engines keep is removed when it was not used for long."""

from __future__ import annotations

import os
import shutil
import time
from typing import TYPE_CHECKING

import pytest

from index.embedding.engines.model_cache import in_use
from index.embedding.engines.openvino_engine import SOON, OpenVinoEngine

if TYPE_CHECKING:
    from pathlib import Path

    from index.embedding.encoder import Encoder
    from index.embedding.resolve import Model

DAY = 24 * 3600


def compiled_models(cache: Path) -> list[Path]:
    """Return the folders of compiled models, in the order of their making."""
    return sorted((cache / "openvino").glob("*/*-*"), key=lambda path: path.stat().st_ctime_ns)


def keep(folder: Path, *, days: int) -> Path:
    """Make a folder that was last used some days ago."""
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(b"...")
    then = time.time() - days * DAY
    os.utime(folder, (then, then))
    return folder


def test_what_was_not_used_for_three_months_is_removed(tmp_path: Path) -> None:
    old, recent, ours = (
        keep(tmp_path / name, days=days) for name, days in (("a", 91), ("b", 89), ("c", 400))
    )
    in_use(ours)

    assert not old.exists()
    assert (recent / "model.bin").exists()
    assert (ours / "model.bin").exists()


def test_what_is_used_again_is_kept_from_then_on(tmp_path: Path) -> None:
    first, second = keep(tmp_path / "a", days=91), keep(tmp_path / "b", days=91)
    in_use(first)

    assert first.exists()
    assert not second.exists()


def test_a_folder_that_is_not_there_or_not_writable_is_no_error(tmp_path: Path) -> None:
    in_use(tmp_path / "none" / "at all")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("root", ["models", "openvino"])
def test_an_engine_cleans_up_after_older_ones(
    model: Model, encoder: Encoder, cache: Path, tmp_path: Path, root: str
) -> None:
    assert encoder.engine
    shutil.copytree(cache / "models" / model.network, tmp_path / "models" / model.network)
    OpenVinoEngine(model, tmp_path, "f32")
    older = keep(tmp_path / root / "2023.1.0-0123456789abcdef", days=300)
    kept = {path.name for path in (tmp_path / root).iterdir()} - {older.name}
    OpenVinoEngine(model, tmp_path, "f32")

    assert {path.name for path in (tmp_path / root).iterdir()} == kept


def test_a_compiled_model_is_never_written_where_another_process_may_read_it(
    model: Model, encoder: Encoder, cache: Path, tmp_path: Path
) -> None:
    assert encoder.engine
    shutil.copytree(cache / "models" / model.network, tmp_path / "models" / model.network)
    engine = OpenVinoEngine(model, tmp_path, "f32", count=1)
    [first] = compiled_models(tmp_path)
    [blob] = first.iterdir()
    before = blob.stat().st_mtime_ns
    engine.encode(["a paper", "another"], lambda _: None)
    engine.encode(["a paper"] * (SOON + 1), lambda _: None)

    assert len(compiled_models(tmp_path)) == 3
    assert all(len(list(folder.glob("*.blob"))) == 1 for folder in compiled_models(tmp_path))
    assert ([*first.iterdir()], blob.stat().st_mtime_ns) == ([blob], before)


@pytest.mark.parametrize("size", [0, 1000, 1_000_000])
def test_a_damaged_compiled_model_is_made_again(
    model: Model, encoder: Encoder, cache: Path, tmp_path: Path, size: int
) -> None:
    assert encoder.engine
    shutil.copytree(cache / "models" / model.network, tmp_path / "models" / model.network)
    expected = OpenVinoEngine(model, tmp_path, "f32", count=1).encode(["a"], lambda _: None)
    [blob] = tmp_path.glob("openvino/*/*/*.blob")
    os.truncate(blob, size)
    again = OpenVinoEngine(model, tmp_path, "f32", count=1).encode(["a"], lambda _: None)

    assert (again == expected).all()


def test_a_cache_under_another_name_is_the_same(
    model: Model, encoder: Encoder, cache: Path, tmp_path: Path
) -> None:
    assert encoder.engine
    real, link = tmp_path / "real", tmp_path / "link"
    shutil.copytree(cache / "models" / model.network, real / "models" / model.network)
    link.symlink_to(real)
    OpenVinoEngine(model, real, "f32", count=1)
    OpenVinoEngine(model, link, "f32", count=1)

    assert len(list(real.glob("openvino/*/*/*.blob"))) == 1

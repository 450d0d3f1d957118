from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index.atomic import write_atomic

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a", b"one")
    write_atomic(tmp_path / "a", b"two")

    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("a", b"two")]


def test_a_failure_leaves_the_old_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    write_atomic(tmp_path / "a", b"one")
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomic(tmp_path / "a", b"two")

    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("a", b"one")]


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664])
def test_who_may_read_a_file_stays_as_it_was(tmp_path: Path, mode: int) -> None:
    (tmp_path / "a").write_bytes(b"one")
    (tmp_path / "a").chmod(mode)
    write_atomic(tmp_path / "a", b"two")

    assert (tmp_path / "a").stat().st_mode & 0o777 == mode


def test_a_new_file_may_be_read_by_whom_the_user_lets_read_new_files(tmp_path: Path) -> None:
    (tmp_path / "usual").write_bytes(b"one")
    write_atomic(tmp_path / "a", b"one")

    assert (tmp_path / "a").stat().st_mode == (tmp_path / "usual").stat().st_mode

"""Where a home keeps what it makes."""

from pathlib import Path

import pytest

from papertrail.workspace import Home
from tests.papertrail.conftest import Run


def test_homes_share_the_cache_of_their_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PAPERTRAIL_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))

    caches = {Home.at(tmp_path / name).cache for name in ("one", "other")}

    assert caches == {tmp_path / "caches" / "papertrail"}
    monkeypatch.setenv("PAPERTRAIL_CACHE", str(tmp_path / "mine"))
    assert Home.at(tmp_path / "one").cache == tmp_path / "mine"


def test_a_home_with_a_cache_of_its_own_goes_on_with_it(tmp_path: Path) -> None:
    (tmp_path / "old" / "cache").mkdir(parents=True)

    assert Home.at(tmp_path / "old").cache == tmp_path / "old" / "cache"


def test_a_first_search_says_at_once_that_the_model_is_prepared(
    filled: Home, run_outside: Run, tmp_path: Path
) -> None:
    (filled.root / "cache").unlink()

    first = run_outside("search", "graphs")
    second = run_outside("search", "graphs")

    assert "preparing the model all-MiniLM-L6-v2 for this machine, once" in first.err
    assert second.err == ""
    assert (tmp_path / "cache" / "models").is_dir()
    assert not (filled.root / "cache").exists()

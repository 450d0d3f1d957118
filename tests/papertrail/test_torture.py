"""The short form of benchmarks/torture.py: some acts are killed, and nothing is lost or doubled."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

PROGRAM = Path(__file__).parents[2] / "benchmarks" / "torture.py"


@pytest.fixture
def torture(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The program, loaded as a module."""
    monkeypatch.syspath_prepend(str(PROGRAM.parent))
    spec = importlib.util.spec_from_file_location("torture", PROGRAM)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "torture", module)
    spec.loader.exec_module(module)
    return module


def test_killed_acts_lose_and_double_nothing(
    torture: ModuleType, tmp_path: Path, model_cache: Path
) -> None:
    chosen = {"digest --send", "backup", "migration"}
    acts = tuple(act for act in torture.ACTS if act.name in chosen)

    rows = torture.torture(tmp_path, len(acts), 1, acts, model_cache)

    assert {row.name for row in rows} == chosen
    for row in rows:
        assert row.instants == 1
        assert (row.lost, row.doubled, row.unwell) == (0, 0, 0), row

"""The measures of benchmarks/quality.py, by examples computed by hand."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def quality() -> ModuleType:
    path = Path(__file__).parents[2] / "benchmarks" / "quality.py"
    spec = importlib.util.spec_from_file_location("quality", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("ranked", "relevant", "expected"),
    [
        (["a", "b", "c"], {"a"}, 1.0),
        (["b", "a", "c"], {"a"}, 0.6309),
        (["a", "x", "b"], {"a", "b"}, 0.9197),
        (["x", "y"], {"a"}, 0.0),
        ([*map(str, range(10)), "a"], {"a"}, 0.0),
        (list(map(str, range(10))), set(map(str, range(20))), 1.0),
    ],
)
def test_ndcg(quality: ModuleType, ranked: list[str], relevant: set[str], expected: float) -> None:
    assert quality.ndcg(ranked, relevant) == pytest.approx(expected, abs=1e-4)


def test_recall_counts_what_is_found_among_the_first(quality: ModuleType) -> None:
    assert quality.recall(["a", "x", "b"], {"a", "b", "c", "d"}, 2) == 0.25
    assert quality.recall(["a", "x", "b"], {"a", "b", "c", "d"}, 3) == 0.5

"""The packaged model in 8-bit integers gives nearly the same vectors, and is never insisted on."""

from __future__ import annotations

import logging
import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest

from feeds.landmarks import Landmarks
from feeds.source import FetchRequest
from index.embedding.encoder import Encoder
from index.embedding.engines import bert, integers, precision
from index.embedding.engines.convert import converted
from index.embedding.engines.integers import CALIBRATIONS, Integers, Range, packed, unpacked
from index.embedding.engines.lean_openvino import runtime
from index.embedding.resolve import PACKAGED_SHA256, resolve
from papertrail import clock
from papertrail.types.work import paper_text
from tests.index.tiny_models import save_tiny

if TYPE_CHECKING:
    from pathlib import Path

    from index.embedding.resolve import Model

RANGES = {
    "0.attention": Range(-2.0, 1.5, np.array([1, 0.5, 0.25], dtype=np.float32)),
    "0.narrow": Range(-0.25, 8.0, np.ones(4, dtype=np.float32)),
}


@pytest.fixture(scope="module")
def papers() -> list[str]:
    """Titles and abstracts of the bundled sample."""
    batches = Landmarks().fetch(FetchRequest(clock.now(), {}, None))
    found = [paper for batch in batches for paper in batch.papers][:60]
    return [paper_text(paper.title, paper.abstract) for paper in found]


@pytest.fixture(scope="module")
def exact(model: Model, cache: Path, papers: list[str]) -> np.ndarray:
    return Encoder(model, cache, "cpu", "f32").encode(papers)


@pytest.fixture(scope="module")
def rounded(model: Model, cache: Path, papers: list[str]) -> np.ndarray:
    return Encoder(model, cache, "cpu", "int8-f32").encode(papers)


@pytest.fixture
def damaged(model: Model, tmp_path: Path) -> Integers:
    """The packaged model with a file of ranges that cannot be read."""
    content = (CALIBRATIONS / f"{PACKAGED_SHA256}.npz").read_bytes()
    return Integers(model, tmp_path, content[:1000])


def test_vectors_are_close_to_those_in_floating_point(
    exact: np.ndarray, rounded: np.ndarray
) -> None:
    cosines = (exact * rounded).sum(axis=1)

    assert 0.99 < cosines.min() < 0.99999
    assert cosines.mean() > 0.998


def test_the_papers_nearest_to_a_paper_are_the_same(exact: np.ndarray, rounded: np.ndarray) -> None:
    def nearest(vectors: np.ndarray) -> np.ndarray:
        likeness = vectors @ vectors.T
        np.fill_diagonal(likeness, -1)
        return np.argsort(-likeness, axis=1)[:, :10]

    both = zip(nearest(exact), nearest(rounded), strict=True)
    shared = [len(set(one) & set(other)) for one, other in both]

    assert np.mean(shared) > 9


def test_queries_may_be_encoded_in_another_precision_than_papers(
    model: Model, cache: Path, papers: list[str], exact: np.ndarray, rounded: np.ndarray
) -> None:
    titles = [text.partition("\n")[0] for text in papers]
    queries = Encoder(model, cache, "cpu", "f32").encode_queries(titles)

    agreeing = np.argmax(queries @ exact.T, axis=1) == np.argmax(queries @ rounded.T, axis=1)
    assert agreeing.mean() > 0.95


def test_an_encoder_says_that_it_computes_in_integers(model: Model, cache: Path) -> None:
    assert Encoder(model, cache, "cpu", "int8-f32").engine == "openvino cpu int8"
    assert Encoder(model, cache, "cpu", "f32").engine == "openvino cpu fp32"


def test_all_dense_layers_are_in_integers(model: Model, cache: Path) -> None:
    found = Integers.of(model, cache)
    assert found is not None
    network = runtime.Core().read_model(found.network())
    kinds = [
        node.get_element_type().get_type_name()
        for node in network.get_ops()
        if node.get_type_name() == "Constant" and len(node.shape) == 2 and 384 in node.shape
    ]

    assert kinds.count("i8") == 6 * 6


def test_ranges_are_read_as_they_were_written() -> None:
    read = unpacked(packed(RANGES))

    assert {name: (one.low, one.high) for name, one in read.items()} == {
        "0.attention": (-2.0, 1.5),
        "0.narrow": (-0.25, 8.0),
    }
    np.testing.assert_array_equal(read["0.attention"].factors, RANGES["0.attention"].factors)


@pytest.mark.parametrize(
    "wrong",
    [
        Range(2.0, -2.0, np.ones(2, dtype=np.float32)),
        Range(-1.0, float("inf"), np.ones(2, dtype=np.float32)),
        Range(-1.0, 1.0, np.zeros(2, dtype=np.float32)),
    ],
)
def test_ranges_that_make_no_sense_are_refused(wrong: Range) -> None:
    with pytest.raises(ValueError, match=r"no range of 1\.wide"):
        unpacked(packed({"1.wide": wrong}))


def test_weights_are_rounded_to_the_nearest_step_of_their_row() -> None:
    weight = np.array([[1.0, -0.5, 0.004], [0, 0, 0]], dtype=np.float32)
    steps, scales = integers.rounded_weight(weight)

    assert steps.tolist() == [[127, -64, 1], [0, 0, 0]]
    np.testing.assert_allclose(steps * scales, weight, atol=1 / 127 / 2)


def test_a_model_without_ranges_is_not_offered_in_integers(
    model: Model, cache: Path, tmp_path: Path
) -> None:
    tiny = resolve(str(save_tiny(tmp_path / "tiny", model.path)), cache)

    assert Integers.of(tiny, cache) is None
    assert Integers.of(model, cache, tmp_path) is None


def test_damaged_ranges_leave_floating_point_with_one_warning(
    model: Model,
    cache: Path,
    tmp_path: Path,
    damaged: Integers,
    caplog: pytest.LogCaptureFixture,
) -> None:
    network = converted(model, cache) / "model.xml"
    with caplog.at_level(logging.WARNING):
        found = precision.fastest(runtime.Core(), network, tmp_path / "notes", 256, damaged)

    assert found in precision.FLOATS
    [warning] = caplog.messages
    assert "without 8-bit integers" in warning
    assert "install papertrail again" in warning


def test_a_network_of_another_kind_is_not_rounded(model: Model, cache: Path) -> None:
    folder = shutil.copytree(
        model.path, cache / "of-another-kind", ignore=shutil.ignore_patterns("modules.json")
    )
    other = resolve(model.name, cache)
    content = packed(RANGES)

    assert bert.shape_of(folder) is None
    with pytest.raises(RuntimeError, match="another kind"):
        Integers(type(other)(**{**vars(other), "path": folder}), cache, content).network()


def test_a_damaged_network_of_integers_is_made_again(
    model: Model, cache: Path, tmp_path: Path, papers: list[str]
) -> None:
    shutil.copytree(converted(model, cache), tmp_path / "models" / model.network)
    first = Encoder(model, tmp_path, "cpu", "int8-f32").encode(papers[:2])
    [network] = tmp_path.glob("models/*-int8-*/model.xml")
    network.write_bytes(b"<net")
    shutil.rmtree(tmp_path / "openvino")
    again = Encoder(model, tmp_path, "cpu", "int8-f32").encode(papers[:2])

    np.testing.assert_allclose(again, first, atol=1e-6)

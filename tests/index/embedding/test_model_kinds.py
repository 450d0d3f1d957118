"""Models of several kinds give what sentence-transformers gives for them."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from index.embedding.encoder import Encoder
from index.embedding.resolve import Model, resolve
from index.errors import ModelUnavailableError
from tests.index.tiny_models import WIDTH, save_tiny

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TEXTS = [
    "Graph attention networks",
    "We study the calibration of language models. " * 8,
    "Ünïcödé and $\\alpha$-divergence",
    "",
    "one " * 300,
]
KINDS: dict[str, dict[str, Any]] = {
    "first token": {"pooling": "cls"},
    "mean, normalised": {"pooling": "mean", "normalise": True},
    "maximum": {"pooling": "max"},
    "last token, causal": {"pooling": "lasttoken", "causal": True},
    "two poolings": {"pooling": ("cls", "mean")},
    "dense layer": {"pooling": "mean", "dense": 24, "normalise": True},
}
PROMPTS = {"query": "search: ", "passage": "paper: "}


@pytest.fixture(scope="module")
def save(tmp_path_factory: pytest.TempPathFactory, model: Model) -> Callable[..., Path]:
    """Save a tiny model; the same settings give the same folder."""
    made: dict[str, Path] = {}

    def saved(**settings: object) -> Path:
        if repr(settings) not in made:
            made[repr(settings)] = save_tiny(
                tmp_path_factory.mktemp("tiny") / "model", model.path, **settings
            )
        return made[repr(settings)]

    return saved


def unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def spread(vectors: np.ndarray) -> float:
    """Return the distance of the two closest vectors; equal vectors would prove nothing."""
    similarities = vectors @ vectors.T
    return float(1 - similarities[~np.eye(len(vectors), dtype=bool)].max())


@pytest.mark.parametrize("kind", KINDS)
def test_vectors_are_those_of_sentence_transformers(
    save: Callable[..., Path], cache: Path, kind: str
) -> None:
    from sentence_transformers import SentenceTransformer

    folder = save(**KINDS[kind])
    expected = unit(SentenceTransformer(str(folder), device="cpu").encode(TEXTS))
    assert spread(expected) > 1e-3
    for device, engine in (("cpu", "openvino cpu fp32"), ("torch-cpu", "torch cpu fp32")):
        encoder = Encoder(resolve(str(folder), cache), cache, device, precision="f32")

        np.testing.assert_allclose(encoder.encode(TEXTS), expected, atol=1e-4)
        assert encoder.engine == engine


@pytest.mark.parametrize("kind", KINDS)
def test_the_dimension_is_known_before_the_model_is_loaded(
    save: Callable[..., Path], cache: Path, kind: str
) -> None:
    pooling = KINDS[kind]["pooling"]

    expected = KINDS[kind].get("dense") or WIDTH * (2 if isinstance(pooling, tuple) else 1)
    found = resolve(str(save(**KINDS[kind])), cache)

    assert (found.dim, found.width, found.max_tokens) == (expected, expected, 128)


@pytest.mark.parametrize(
    ("prompts", "default"),
    [
        (PROMPTS, None),
        ({"query": "q: ", "document": "d: ", "passage": "p: "}, None),
        ({"query": "Instruct: find\nQuery:"}, None),
        ({"any": "text: "}, "any"),
        ({"query": "q: ", "any": "text: "}, "any"),
        ({"clustering": "c: "}, None),
        ({}, None),
    ],
)
def test_the_models_own_prompts_are_those_that_sentence_transformers_chooses(
    save: Callable[..., Path], cache: Path, prompts: dict[str, str], default: str | None
) -> None:
    from sentence_transformers import SentenceTransformer

    folder = save(prompts=prompts, default_prompt=default)
    model = SentenceTransformer(str(folder), device="cpu")
    encoder = Encoder(resolve(str(folder), cache), cache, "cpu", precision="f32")

    np.testing.assert_allclose(encoder.encode(TEXTS), unit(model.encode_document(TEXTS)), atol=1e-4)
    np.testing.assert_allclose(
        encoder.encode_queries(TEXTS), unit(model.encode_query(TEXTS)), atol=1e-4
    )


def test_prompts_that_are_given_come_before_the_models_own(
    save: Callable[..., Path], cache: Path
) -> None:
    found = resolve(str(save(prompts=PROMPTS)), cache, query_prompt="", document_prompt="title: ")

    assert (found.query_prompt, found.document_prompt) == ("", "title: ")


def test_the_prompts_of_a_well_known_model_are_known_where_its_settings_are_silent(
    save: Callable[..., Path], cache: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "E5-small-v2"
    folder.symlink_to(save())
    found = resolve(f"{folder}/", cache)

    assert resolve(str(save()), cache).query_prompt == ""
    assert (found.query_prompt, found.document_prompt) == ("query: ", "passage: ")


def test_models_with_different_vectors_have_different_fingerprints(
    save: Callable[..., Path], cache: Path
) -> None:
    folder = str(save(prompts=PROMPTS))
    usual = resolve(folder, cache)

    others = [
        resolve(str(save()), cache),
        resolve(folder, cache, document_prompt="title: "),
        resolve(folder, cache, dim=16),
        resolve(folder, cache, dim=16, document_prompt="title: "),
    ]
    assert len({model.fingerprint for model in [usual, *others]}) == 5
    assert {model.network for model in others[1:]} == {usual.network}
    # What is asked does not change what papers are.
    assert resolve(folder, cache, query_prompt="other: ").fingerprint == usual.fingerprint
    assert resolve(folder, cache, dim=WIDTH).fingerprint == usual.fingerprint


def test_a_cut_vector_is_the_beginning_of_the_whole_at_unit_length(
    save: Callable[..., Path], cache: Path
) -> None:
    folder = str(save(pooling="mean", normalise=True))
    whole = Encoder(resolve(folder, cache), cache, "cpu", precision="f32").encode(TEXTS)
    cut = Encoder(resolve(folder, cache, dim=8), cache, "cpu", precision="f32")

    assert cut.dim == 8
    assert cut.encode([]).shape == (0, 8)
    np.testing.assert_allclose(cut.encode(TEXTS), unit(whole[:, :8]), atol=1e-5)


def test_a_dimension_beyond_the_models_is_refused(save: Callable[..., Path], cache: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="have 32 numbers, not 64") as caught:
        resolve(str(save()), cache, dim=64)
    assert "32 or less" in caught.value.hint


def test_a_model_that_pools_without_its_prompts_is_refused(
    save: Callable[..., Path], cache: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(save(prompts=PROMPTS), tmp_path / "instructor")
    pooling = folder / "1_Pooling" / "config.json"
    pooling.write_text(json.dumps(json.loads(pooling.read_text()) | {"include_prompt": False}))

    with pytest.raises(ModelUnavailableError, match="leaves its prompts out"):
        resolve(str(folder), cache)

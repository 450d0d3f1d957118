"""The packaged model, converted once for the whole run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index.embedding.encoder import Encoder
from index.embedding.resolve import Model, resolve

if TYPE_CHECKING:
    from pathlib import Path

ABSTRACTS = """\
Attention is all you need. The dominant sequence transduction models are based on \
complex recurrent networks.
A simple framework for contrastive learning of visual representations, \
without specialized architectures.
Model-agnostic meta-learning for any model trained with gradient descent, \
with $k$-shot tasks such as classification.
short
Ünïcödé: 変換器 и трансформеры 🤖

Graph neural networks. Message passing on graphs is studied, \
and so is over-smoothing in deep message passing.
"""
LONG = (
    "A long one\n"
    + "We measure the calibration of large language models across many domains. " * 60
)


@pytest.fixture(scope="session")
def cache(model_cache: Path) -> Path:
    return model_cache


@pytest.fixture(scope="session")
def model(cache: Path) -> Model:
    return resolve("all-MiniLM-L6-v2", cache)


@pytest.fixture(scope="session")
def encoder(model: Model, cache: Path) -> Encoder:
    return Encoder(model, cache, "cpu")


@pytest.fixture(scope="session")
def abstracts() -> list[str]:
    return [*ABSTRACTS.splitlines(), LONG]

"""Score pairs of a query and a text by a cross-encoder.

Slower than comparing vectors, and better at the first few places.
"""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index.embedding import devices
from index.embedding.engines.failures import loading, openvino_or_torch, running, valid
from index.embedding.resolve import Model, locate
from index.embedding.settings import has_classifier, read_settings, reads_pairs
from index.errors import ModelUnavailableError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

Pair = tuple[str, str]


class _Scorer(Protocol):
    """A cross-encoder, loaded and ready."""

    name: str

    def score(self, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        """Return one score for each pair, float32 [n]."""
        ...


class Reranker:
    """A cross-encoder of sentence-transformers.

    See https://sbert.net/docs/cross_encoder/pretrained_models.html. It is loaded at the first call
    of `scores` or `engine`: on the CPU by OpenVINO, converted once, if it is a plain classifier of
    pairs; by torch otherwise.

    Args:
        name: As for `index.embedding.resolve.resolve`.
        cache: Where converted and compiled models are kept.
        device: As for `index.embedding.encoder.Encoder`.

    Raises:
        ModelUnavailableError: There is no such model, it is incomplete, or it gives several numbers
            for a pair.
        ValueError: `device` is not known.
    """

    def __init__(self, name: str, cache: Path, device: str = "auto") -> None:
        path, files, _ = locate(name, cache)
        self._classifies = _classifies(name, path)
        # The same files may also serve as an embedding model.
        network = hashlib.sha256(f"{files}\npairs".encode()).hexdigest()
        self._model = Model(name, path, network, network, 1, 1, read_settings(path).max_tokens)
        self._cache = cache
        self._device = devices.known(device)

    @property
    def engine(self) -> str:
        """The engine that runs the model, such as `openvino cpu bf16` or `torch cuda bf16`."""
        return self._scorer.name

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return how well each text answers a query, float32 [n], larger is better.

        Raises:
            ModelUnavailableError: The model does not load or run on this machine.
        """
        if not texts:
            return np.empty(0, dtype=np.float32)
        asked, scorer = valid(query), self._scorer
        with running(f"the reranker {self._model.name} failed on {scorer.name}"):
            return scorer.score([(asked, valid(text)) for text in texts])

    @cached_property
    def _scorer(self) -> _Scorer:
        device = devices.best() if self._device == "auto" else self._device
        if device == "cpu" and self._classifies:
            return openvino_or_torch(self._model.name, self._openvino, lambda: self._torch("cpu"))
        return self._torch("cpu" if device == "torch-cpu" else device)

    def _openvino(self) -> _Scorer:
        from index.embedding.engines.openvino_pairs import OpenVinoPairs

        return OpenVinoPairs(self._model, self._cache)

    def _torch(self, device: str) -> _Scorer:
        hint = f"check the files in {self._model.path}, or name another model, or none"
        with loading(f"the reranker {self._model.name} cannot run on {device}", hint):
            from index.embedding.engines.torch_pairs import TorchPairs

            return TorchPairs(self._model, device)


def _classifies(name: str, path: Path) -> bool:
    """Return whether a model is a plain classifier of pairs, without modules of its own."""
    try:
        config = json.loads((path / "config.json").read_bytes())
        # Settings name the classes, unless there are two.
        classes = len(config.get("id2label") or (0, 1))
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise ModelUnavailableError(
            f"the settings in {path} cannot be read", "install the model again"
        ) from error
    plain = has_classifier(path)
    if plain and classes > 1:
        raise ModelUnavailableError(
            f"{name} sorts pairs into classes", "name a model that gives a pair one score"
        )
    if not plain and not reads_pairs(path):
        raise ModelUnavailableError(
            f"{name} is no cross-encoder", "name a model that gives a pair of texts one score"
        )
    return plain

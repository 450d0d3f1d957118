"""Text to vectors, on whatever this machine computes fastest with."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from index.embedding import devices
from index.embedding.engines.failures import loading, openvino_or_torch, running, valid

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from index.embedding.engines import Engine
    from index.embedding.resolve import Model
    from index.embedding.token_embeddings import WordVectors

Precision = Literal["auto", "f32", "bf16", "int8-f32", "int8-bf16"]

FEW = 256
"""Texts up to which loading an accelerator takes longer than encoding on the CPU."""
MANY = 16384
"""Texts that keep an accelerator busy while the next ones are prepared."""


class Encoder:
    """Encodes texts with one model. The model is loaded at the first call of `encode` or `engine`.

    Args:
        model: What to encode with, from `index.embedding.resolve.resolve`.
        cache: Where converted and compiled models are kept.
        device: `auto` takes CUDA, else MPS, else the CPU, and the CPU for a few texts; `cpu`,
            `cuda` and `mps` insist; `torch-cpu` runs torch on the CPU.
        precision: `auto` takes 16-bit numbers, and 8-bit integers on the CPU, where the processor
            is faster with them; `f32` does not. Others insist, on the CPU:
            `index.embedding.engines.precision`.

    Attributes:
        model: As given.
        precision: As given.
        dim: The length of a vector; what the model computes beyond it is cut off.

    Raises:
        ValueError: `device` is none of these.
    """

    def __init__(
        self,
        model: Model,
        cache: Path,
        device: str = "auto",
        precision: Precision = "auto",
    ) -> None:
        self.model = model
        self.dim = model.dim
        self._cache = cache
        self._device = devices.known(device)
        self.precision = precision
        self._cpu: Engine | None = None

    @property
    def many(self) -> int:
        """A batch size that keeps the engine busy for some seconds; reading it loads the model."""
        if self.engine.startswith(("torch cuda", "torch mps")):
            return MANY
        return FEW

    def load(self) -> None:
        """Load what encodes a query, so that the first one need not wait for it.

        Raises:
            ModelUnavailableError: the model does not load.
        """
        self._engine_for(1)

    @property
    def engine(self) -> str:
        """The engine for many texts, such as `openvino cpu bf16` or `torch cuda bf16`."""
        return self.engine_for(MANY)

    def engine_for(self, count: int) -> str:
        """Return the engine that encodes a number of texts; asking loads it."""
        return self._engine_for(count).name

    @cached_property
    def words(self) -> WordVectors | None:
        """The model's vectors of single words, for a cheap comparison; None if it has none."""
        from index.embedding.token_embeddings import WordVectors

        tokenizer = getattr(self._engine_for(1), "tokenizer", None)
        if not tokenizer:
            return None
        return WordVectors.of(self.model.path, tokenizer)

    def encode(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Return the embeddings of documents, float32 [n, dim], of unit length, in the order given.

        Args:
            texts: Any strings. What is not valid Unicode (lone surrogates) is read as `?`.
            progress: Called with the number of texts finished since the last call.

        Raises:
            ModelUnavailableError: The model does not load or run on this machine.
        """
        return self._embed(self.model.document_prompt, texts, progress)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the embeddings of queries: as `encode`, with the model's prompt for queries."""
        return self._embed(self.model.query_prompt, texts, None)

    def _embed(
        self, prompt: str, texts: Sequence[str], progress: Callable[[int], None] | None
    ) -> NDArray[np.float32]:
        if not texts:
            return np.empty((0, self.dim), dtype=np.float32)
        engine = self._engine_for(len(texts))
        with running(f"the model {self.model.name} failed on {engine.name}"):
            vectors = engine.encode(
                [valid(prompt + text) for text in texts], progress or (lambda _: None)
            )
        if self.dim < self.model.width:
            vectors = vectors[:, : self.dim].copy()
        vectors /= np.maximum(
            np.linalg.norm(vectors, axis=1, keepdims=True), np.finfo(np.float32).tiny
        )
        return vectors

    def _engine_for(self, count: int) -> Engine:
        # A query and the sentences of its answers are done on the CPU before torch would be loaded
        # for an accelerator.
        if self._device == "auto" and count <= FEW and "_accelerated" not in self.__dict__:
            return self._on_cpu(count)
        if self._chosen == "cpu":
            return self._on_cpu(count)
        return self._accelerated

    @cached_property
    def _chosen(self) -> str:
        if self._device == "auto":
            return devices.best()
        return self._device

    @cached_property
    def _accelerated(self) -> Engine:
        return self._torch("cpu" if self._chosen == "torch-cpu" else self._chosen)

    def _on_cpu(self, count: int) -> Engine:
        """Return the engine of the CPU; if it is yet to be loaded, set up for `count` texts."""
        if self._cpu is None:
            self._cpu = openvino_or_torch(
                self.model.name, lambda: self._openvino(count), lambda: self._torch("cpu")
            )
        return self._cpu

    def _openvino(self, count: int) -> Engine:
        from index.embedding.engines.openvino_engine import OpenVinoEngine

        return OpenVinoEngine(self.model, self._cache, self.precision, count=count)

    def _torch(self, device: str) -> Engine:
        other = "set the device to cpu"
        if device == "cpu":
            other = "name another model"
        hint = f"check the files in {self.model.path}, or {other}"
        with loading(f"the model {self.model.name} cannot run on {device}", hint):
            from index.embedding.engines.torch_engine import TorchEngine

            return TorchEngine(self.model, device, exact=self.precision == "f32")

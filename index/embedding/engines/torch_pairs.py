"""Cross-encoders by torch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sentence_transformers import CrossEncoder

from index.embedding.engines.loading import options, sealed
from index.embedding.engines.torch_engine import precision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from index.embedding.resolve import Model

ROWS = 64


class TorchPairs:
    """A cross-encoder loaded by sentence-transformers; see `index.embedding.reranker.Reranker`.

    Raises:
        Exception: Anything, where the model's files are damaged or the device does not run it.
    """

    def __init__(self, model: Model, device: str) -> None:
        with sealed():
            self._encoder = CrossEncoder(**options(model, device, dtype=precision(device)))
        self.name = f"torch {device}"

    def score(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Return one score for each pair, float32 [n]."""
        scores = self._encoder.predict(list(pairs), batch_size=ROWS, show_progress_bar=False)
        return np.asarray(scores, dtype=np.float32)

"""Encoding by torch: CUDA, Apple's MPS, and the CPU where OpenVINO cannot run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from sentence_transformers import SentenceTransformer

from index.engines.batches import Batch, batches

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from index.models import Model

# Token places in a batch. An accelerator wants enough to fill it; a CPU wants them in its cache.
ROWS = 512
TOKENS = {"cuda": 65536, "mps": 16384, "cpu": 2048}


class TorchEngine:
    """A model loaded by sentence-transformers.

    Args:
        model: The model to run.
        device: `cuda`, `mps` or `cpu`.

    Raises:
        OSError: The model's files cannot be read.
        RuntimeError: The device does not run it.
    """

    def __init__(self, model: Model, device: str) -> None:
        dtype = _precision(device)
        self._transformer = SentenceTransformer(
            str(model.path),
            device=device,
            local_files_only=True,
            model_kwargs={"attn_implementation": "sdpa", "dtype": dtype},
        ).eval()
        self._takes_types = "token_type_ids" in self._transformer.preprocess(["a paper"])
        # Only now: preprocessing turns padding on.
        self._tokenizer = self._transformer.tokenizer.backend_tokenizer
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(model.max_tokens)
        self._device = torch.device(device)
        self._dim = model.width
        short = {torch.float32: "fp32", torch.float16: "fp16", torch.bfloat16: "bf16"}[dtype]
        self.name = f"torch {device} {short}"

    def encode(self, texts: Sequence[str], progress: Callable[[int], None]) -> NDArray[np.float32]:
        """Return one vector for each text; see `Engine.encode`."""
        vectors = np.empty((len(texts), self._dim), dtype=np.float32)
        running: tuple[Batch, torch.Tensor] | None = None

        def collect() -> None:
            if running is not None:
                vectors[running[0].rows] = running[1].float().cpu().numpy()
                progress(len(running[0].rows))

        # A batch's result is fetched only after the next one is on its way: an accelerator works while we tokenise.
        with torch.inference_mode():
            for batch in batches(texts, self._tokenizer, ROWS, TOKENS[self._device.type]):
                started = batch, self._forward(batch)
                collect()
                running = started
            collect()
        return vectors

    def _forward(self, batch: Batch) -> torch.Tensor:
        """Start one batch; the result, [batch, dim], stays on the device."""
        ids, mask = self._send(batch.ids), self._send(batch.mask)
        features = {"input_ids": ids, "attention_mask": mask}
        if self._takes_types:
            features["token_type_ids"] = torch.zeros_like(ids)
        embedding: torch.Tensor = self._transformer(features)["sentence_embedding"]
        return embedding

    def _send(self, values: NDArray[np.int64]) -> torch.Tensor:
        tensor = torch.from_numpy(values)
        if self._device.type == "cuda":
            # Only pinned memory is copied while the device computes.
            return tensor.pin_memory().to(self._device, non_blocking=True)
        return tensor.to(self._device)


def _precision(device: str) -> torch.dtype:
    """Return the fastest type that is accurate enough on `device`."""
    if device == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float16
    return torch.float16 if device == "mps" else torch.float32

"""Encoding by torch: CUDA, Apple's MPS, and the CPU where OpenVINO cannot run."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch
from sentence_transformers import SentenceTransformer

from index.embedding.engines.batches import Batch, groups
from index.embedding.engines.loading import options, sealed
from index.embedding.engines.workers import run_workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from index.embedding.engines.batches import Group
    from index.embedding.resolve import Model

ROWS = 2048
# Token places in a batch. An accelerator wants enough to fill it; a CPU wants them in its cache.
TOKENS = {"cuda": 131072, "mps": 16384, "cpu": 2048}
# Bytes of a card's memory for each token place, so that one of 8 GB gets batches of 32,768.
MEMORY = 256 * 1024
# Texts sorted by length at once, for each device: some batches of an accelerator.
WINDOWS = {"cuda": 4096, "mps": 2048, "cpu": 2048}
# Groups tokenised before a device wants them, some 4,096 abstracts: 512 were too few, more than
# 2,048 no faster.
AHEAD = 8


class TorchEngine:
    """A model loaded by sentence-transformers, once for each device.

    Texts are tokenised on a thread of their own and dealt out in batches; each device has a thread
    that feeds it.

    Args:
        model: The model to run.
        device: `cuda` for all CUDA devices, `mps` or `cpu`, or a list of torch's names, such as
            `cuda:1`.
        exact: Whether to compute in 32-bit numbers, whatever is faster.

    Raises:
        Exception: Anything, where the model's files are damaged or the device does not run it.
    """

    def __init__(self, model: Model, device: str | Sequence[str], *, exact: bool = False) -> None:
        names = _devices(device) if isinstance(device, str) else list(device)
        kind = torch.device(names[0]).type
        dtype = torch.float32 if exact else precision(kind)
        if kind == "cuda":
            # cuDNN's attention is planned anew for each shape and on each thread, which takes
            # longer than it gains: on an H100, 18,800 abstracts at 8,000 a second with it and at
            # 15,000 without.
            torch.backends.cuda.enable_cudnn_sdp(enabled=False)
        self._replicas = [_Replica(model, torch.device(name), dtype) for name in names]
        # Only now: loading turns padding on.
        self._tokenizer = self._replicas[0].transformer.tokenizer.backend_tokenizer
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(model.max_tokens)
        self._tokens = min(
            [TOKENS[kind], *(_memory(name) // MEMORY for name in names if kind == "cuda")]
        )
        self._window = WINDOWS[kind] * len(names)
        self._dim = model.width
        short = {torch.float32: "fp32", torch.float16: "fp16", torch.bfloat16: "bf16"}[dtype]
        self.name = f"torch {kind} {short}" + (f" x{len(names)}" if len(names) > 1 else "")

    def encode(self, texts: Sequence[str], progress: Callable[[int], None]) -> NDArray[np.float32]:
        """Return one vector for each text; see `Engine.encode`."""
        vectors = np.empty((len(texts), self._dim), dtype=np.float32)
        tokenised = groups(texts, self._tokenizer, ROWS, self._tokens, self._window)
        for rows, made in run_workers(
            tokenised, [replica.run for replica in self._replicas], AHEAD
        ):
            vectors[rows] = made
            progress(len(rows))
        return vectors


class Started(NamedTuple):
    """A batch that runs on a device: its result to be, [batch, width], and how to wait for it."""

    batch: Batch
    result: torch.Tensor
    wait: Callable[[], None]


class _Replica:
    """The model on one device."""

    def __init__(self, model: Model, device: torch.device, dtype: torch.dtype) -> None:
        with sealed():
            settings = options(model, str(device), attn_implementation="sdpa", dtype=dtype)
            self.transformer = SentenceTransformer(**settings).eval()
        self._takes_types = "token_type_ids" in self.transformer.preprocess(["a paper"])
        self._device = device

    def run(
        self, taken: Iterator[Group]
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
        """Yield the rows and the vectors, float32 [batch, width], of groups of texts.

        A batch is awaited only after the next one is on its way, so that the device always has
        work.
        """
        waiting: list[Started] = []
        with torch.inference_mode():
            for group in taken:
                started = self._start(group.padded())
                yield from map(_finish, waiting)
                waiting = started
            yield from map(_finish, waiting)

    def _start(self, batch: Batch) -> list[Started]:
        """Start one batch, in parts if the device has too little memory for all of it."""
        try:
            return [Started(batch, *self._compute(batch))]
        except torch.OutOfMemoryError:
            if len(batch.rows) == 1:
                raise
        # Not above, where the error holds on to what was computed.
        torch.cuda.empty_cache()
        middle = len(batch.rows) // 2
        first, second = (
            self._start(Batch(batch.rows[part], batch.ids[part], batch.mask[part]))
            for part in (slice(middle), slice(middle, None))
        )
        return first + second

    def _compute(self, batch: Batch) -> tuple[torch.Tensor, Callable[[], None]]:
        """Return the result of a batch to be, [batch, width], and a function that waits for it."""
        ids, mask = self._send(batch.ids), self._send(batch.mask)
        features = {"input_ids": ids, "attention_mask": mask}
        if self._takes_types:
            features["token_type_ids"] = torch.zeros_like(ids)
        embedding = self.transformer(features)["sentence_embedding"].float()
        if self._device.type != "cuda":
            return embedding.cpu(), lambda: None
        # Copied within the device's own queue, before the next batch begins; torch takes pinned
        # memory for it.
        result = embedding.to("cpu", non_blocking=True)
        there: torch.Event = torch.cuda.Event()  # type: ignore[no-untyped-call]
        there.record(torch.cuda.current_stream(self._device))
        return result, there.synchronize

    def _send(self, values: NDArray[np.int64]) -> torch.Tensor:
        tensor = torch.from_numpy(values)
        if self._device.type == "cuda":
            # Only pinned memory is copied while the device computes.
            return tensor.pin_memory().to(self._device, non_blocking=True)
        return tensor.to(self._device)


def _finish(started: Started) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    started.wait()
    vectors: NDArray[np.float32] = started.result.numpy()
    return started.batch.rows, vectors


def _devices(kind: str) -> list[str]:
    """Return torch's names of all devices of a kind."""
    count = 1
    if kind == "cuda":
        count = torch.cuda.device_count()
    if count > 1:
        return [f"cuda:{number}" for number in range(count)]
    return [kind]


def _memory(device: str) -> int:
    """Return the bytes of memory of a CUDA device."""
    return torch.cuda.get_device_properties(device).total_memory


def precision(kind: str) -> torch.dtype:
    """Return the fastest type that is accurate enough on a kind of device."""
    if kind == "cuda":
        if torch.cuda.is_bf16_supported(including_emulation=False):
            return torch.bfloat16
        return torch.float16
    if kind == "mps":
        return torch.float16
    return torch.float32

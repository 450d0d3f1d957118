"""Dense layers in 8-bit integers, with ranges that were measured once for a model.

Weights are symmetric with a scale for each output; what goes into a layer has one range for all
channels, after each channel is divided by a factor, which the weights take over: a few channels are
ten times as wide as the others (SmoothQuant, https://arxiv.org/abs/2211.10438). OpenVINO runs a
layer in integers if it is written so, see
https://docs.openvino.ai/2026/documentation/openvino-extensibility/openvino-plugin-library/advanced-guides/low-precision-transformations.html.

The ranges and factors are in `calibrations/`, in a file named by the SHA-256 of the model's
weights, written by `python benchmarks/int8_rounding.py RECORDED --write`. Layers that are missing
there stay in floating point.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from index.atomic import new_directory
from index.embedding.engines import bert
from index.embedding.engines.lean_openvino import ops, runtime
from index.embedding.engines.model_cache import in_use
from index.embedding.file_hashes import FileHashes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from index.embedding.resolve import Model

CALIBRATIONS = Path(__file__).parent / "calibrations"
STEPS = 255
"""The steps of an 8-bit integer."""
_LARGEST = 127


def _none() -> NDArray[np.int64]:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Range:
    """How the input of a layer is rounded.

    Attributes:
        low: The smallest number, divided by its factor, that is not cut off.
        high: The largest one.
        factors: What each channel is divided by, float32 [width].
        apart: Channels that are not rounded, int64: a few of a feed-forward are so large that the
            others would have hardly a step left.
    """

    low: float
    high: float
    factors: NDArray[np.float32]
    apart: NDArray[np.int64] = field(default_factory=_none)


def input_of(layer: str) -> str:
    """Return the name of a layer's input: queries, keys and values are made from the same one."""
    block, _, place = layer.partition(".")
    if place in ("query", "key", "value"):
        return f"{block}.attention"
    return layer


def packed(ranges: Mapping[str, Range]) -> bytes:
    """Return the content of a file of ranges."""
    arrays: dict[str, NDArray[np.generic]] = {}
    for name, found in ranges.items():
        arrays[f"{name}.range"] = np.array([found.low, found.high], dtype=np.float32)
        arrays[f"{name}.factors"] = found.factors.astype(np.float16)
        arrays[f"{name}.apart"] = found.apart.astype(np.int16)
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def unpacked(content: bytes) -> dict[str, Range]:
    """Return the ranges in a file.

    Raises:
        Exception: Anything, if it is damaged.
    """
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        names = [name.removesuffix(".range") for name in arrays.files if name.endswith(".range")]
        ranges = {}
        for name in names:
            low, high = map(float, arrays[f"{name}.range"])
            factors = arrays[f"{name}.factors"].astype(np.float32)
            if not (low < high and np.isfinite([low, high]).all() and (factors > 0).all()):
                message = f"no range of {name}"
                raise ValueError(message)
            ranges[name] = Range(low, high, factors, arrays[f"{name}.apart"].astype(np.int64))
    return ranges


class IntegerDense:
    """Makes dense layers in 8-bit integers, where ranges are known; see `bert.Dense`.

    Args:
        ranges: Of each input.
    """

    def __init__(self, ranges: Mapping[str, Range]) -> None:
        self._ranges = ranges
        self._rounded: dict[str, runtime.Output] = {}

    def __call__(
        self,
        name: str,
        node: runtime.Output,
        weight: NDArray[np.float32],
        bias: NDArray[np.float32],
    ) -> runtime.Output:
        """Return a dense layer."""
        known = self._ranges.get(input_of(name))
        if known is None:
            return bert.dense(name, node, weight, bias)
        if input_of(name) not in self._rounded:
            self._rounded[input_of(name)] = _rounded(node, known)
        weight = weight * known.factors
        weight[:, known.apart] = 0
        steps, scales = rounded_weight(weight)
        whole = ops.convert(ops.constant(steps), "f32")
        product = ops.matmul(
            self._rounded[input_of(name)],
            ops.multiply(whole, scales),
            transpose_a=False,
            transpose_b=True,
        )
        return ops.add(product, bias).output(0)


def _rounded(node: runtime.Output, known: Range) -> runtime.Output:
    """Return a node rounded to the steps of its range."""
    ends = np.float32(known.low), np.float32(known.high)
    even = ops.multiply(node, (1 / known.factors)[None, None, :])
    return ops.fake_quantize(even, *ends, *ends, STEPS + 1).output(0)


def rounded_weight(
    weight: NDArray[np.float32],
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return weights [out, width] as integers, and the scale of each row, [out, 1]."""
    scales = np.abs(weight).max(axis=1, keepdims=True) / np.float32(_LARGEST)
    scales = np.maximum(scales, np.finfo(np.float32).tiny)
    return np.round(weight / scales).astype(np.int8), scales


class Integers:
    """A model's network in 8-bit integers.

    Args:
        model: What to round.
        cache: The root of the cache; the network is in `models/<network>-int8-<version>/`.
        calibration: The content of the file of its ranges.

    Attributes:
        version: Changes with the ranges; 8 letters.
    """

    def __init__(self, model: Model, cache: Path, calibration: bytes) -> None:
        self._model = model
        self._cache = cache
        self._calibration = calibration
        self.version = hashlib.sha256(calibration).hexdigest()[:8]

    @classmethod
    def of(cls, model: Model, cache: Path, folder: Path = CALIBRATIONS) -> Self | None:
        """Return what a model has in integers; None if no ranges of it are known."""
        weights = model.path / bert.WEIGHTS
        if not weights.is_file():
            return None
        hashes = FileHashes(cache / "fingerprints.json")
        calibration = folder / f"{hashes.sha256(weights)}.npz"
        hashes.save()
        try:
            return cls(model, cache, calibration.read_bytes())
        except OSError:
            return None

    def network(self) -> Path:
        """Return the network's file, made at first need.

        Raises:
            OSError: The cache is not writable.
            RuntimeError: The ranges are damaged.
            Exception: Anything, where the model's files are damaged.
        """
        target = self._cache / "models" / f"{self._model.network}-int8-{self.version}"
        if not target.is_dir():
            network = self._built()
            with new_directory(target) as folder:
                runtime.save_model(network, folder / "model.xml", compress_to_fp16=False)
        in_use(target)
        return target / "model.xml"

    def _built(self) -> runtime.Model:
        try:
            ranges = unpacked(self._calibration)
        # A damaged archive raises errors of many types.
        except Exception as error:
            message = "the file of its ranges is damaged; install papertrail again"
            raise RuntimeError(message) from error
        shape = bert.shape_of(self._model.path)
        if shape is None:
            message = "its network is of another kind"
            raise RuntimeError(message)
        return rounded_network(shape, bert.read_weights(self._model.path), ranges)


def rounded_network(
    shape: bert.Shape, weights: bert.Weights, ranges: Mapping[str, Range]
) -> runtime.Model:
    """Return a BERT network whose dense layers are in integers where their ranges are known."""
    apart = {
        int(name.partition(".")[0]): known.apart
        for name, known in ranges.items()
        if name.endswith(".narrow") and len(known.apart)
    }
    return bert.build(shape, weights, IntegerDense(ranges), apart)

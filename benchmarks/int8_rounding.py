"""Measure the ranges with which the packaged model runs in 8-bit integers.

    python benchmarks/int8_rounding.py RECORDED [--papers 100] [--floats 2.narrow ...] [--write]

Each channel of a layer's input is divided by a factor before it is rounded, and the weights take it
over: `amount ** alpha / weight ** (1 - alpha)`, of the largest numbers of the channel and of its
weights (SmoothQuant, https://arxiv.org/abs/2211.10438). Printed are the cosines to float32 of other
abstracts, of the whole model and with the layers of one place alone in integers, which ALPHAS was
chosen by. `--write` writes the ranges to index/embedding/engines/calibrations.
"""

import argparse
import tempfile
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from real_papers import papers
from tokenizers import Tokenizer

from index.embedding.engines import bert
from index.embedding.engines.batches import batches, inputs
from index.embedding.engines.integers import (
    CALIBRATIONS,
    STEPS,
    Range,
    input_of,
    packed,
    rounded_network,
)
from index.embedding.engines.lean_openvino import runtime
from index.embedding.resolve import PACKAGED_NAME, PACKAGED_SHA256, Model, resolve

ALPHAS = {"attention": 0.95, "projection": 0.7, "wide": 0.7, "narrow": 0.8}
# Hidden units of each feed-forward, of 1,536, that stay in floating point. Without any, the mean
# cosine is 0.998, with more than two no better than 0.999.
APART_UNITS = 2
ROWS, TOKENS = 8, 2048
APART = 37
"""Every 37th paper is taken, so that many days and fields are."""
LEAST = 1e-3

Limits = dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]]


class Watched:
    """Dense layers that keep what goes into them; see `index.embedding.engines.bert.Dense`."""

    def __init__(self) -> None:
        self.inputs: dict[str, runtime.Output] = {}
        self.weights: dict[str, list[NDArray[np.float32]]] = {}

    def __call__(
        self,
        name: str,
        node: runtime.Output,
        weight: NDArray[np.float32],
        bias: NDArray[np.float32],
    ) -> runtime.Output:
        """Return a dense layer."""
        self.inputs[input_of(name)] = node
        self.weights.setdefault(input_of(name), []).append(weight)
        return bert.dense(name, node, weight, bias)


class Rounding:
    """The packaged model, and how its numbers are rounded."""

    def __init__(self, model: Model) -> None:
        shape = bert.shape_of(model.path)
        assert shape is not None
        self._shape = shape
        self._weights = bert.read_weights(model.path)
        self._core = runtime.Core()
        self._tokenizer = Tokenizer.from_file(str(model.path / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(model.max_tokens)

    def ranges(self, texts: Sequence[str]) -> dict[str, Range]:
        """Return the ranges of the inputs of all layers."""
        watched = Watched()
        network = bert.build(self._shape, self._weights, watched)
        network.add_outputs(list(watched.inputs.values()))
        names = list(watched.inputs)
        limits: Limits = {}
        request = self._compiled(network).create_infer_request()
        for batch in batches(texts, self._tokenizer, ROWS, TOKENS):
            request.infer(inputs(batch))
            for place, name in enumerate(names, 1):
                seen = request.get_output_tensor(place).data[batch.mask.astype(bool)]
                least, most = limits.get(name, (seen[0], seen[0]))
                limits[name] = (
                    np.minimum(least, seen.min(axis=0)),
                    np.maximum(most, seen.max(axis=0)),
                )
        return {
            name: range_of(*limits[name], np.concatenate(watched.weights[name]), name)
            for name in names
        }

    def vectors(
        self, texts: Sequence[str], ranges: dict[str, Range] | None = None
    ) -> NDArray[np.float32]:
        """Return the vectors of texts, in float32 but for the layers with ranges."""
        network = rounded_network(self._shape, self._weights, ranges or {})
        request = self._compiled(network).create_infer_request()
        width = self._weights["embeddings.word_embeddings.weight"].shape[1]
        found = np.empty((len(texts), width), dtype=np.float32)
        for batch in batches(texts, self._tokenizer, ROWS, TOKENS):
            request.infer(inputs(batch))
            found[batch.rows] = request.get_output_tensor(0).data
        return found

    def _compiled(self, network: runtime.Model) -> runtime.CompiledModel:
        return self._core.compile_model(network, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})


def range_of(
    least: NDArray[np.float32], most: NDArray[np.float32], weight: NDArray[np.float32], name: str
) -> Range:
    """Return the range of an input from the ends of its channels, and the weights of its layer."""
    place = name.partition(".")[2]
    alpha = ALPHAS[place]
    amount = np.maximum(np.maximum(-least, most), LEAST)
    heaviest = np.maximum(np.abs(weight).max(axis=0), LEAST)
    apart = np.empty(0, dtype=np.int64)
    if place == "narrow":
        apart = np.sort(np.argsort(-amount)[:APART_UNITS])
        # They are cut off, which is no loss.
        least, most, amount = least.copy(), most.copy(), amount.copy()
        least[apart], most[apart], amount[apart] = 0, 0, LEAST
    factors = amount**alpha / heaviest ** (1 - alpha)
    factors = np.maximum(factors / factors.max(), LEAST).astype(np.float16).astype(np.float32)
    low, high = float((least / factors).min()), float((most / factors).max())
    if place != "narrow":
        # Signed integers, which have one step more below zero.
        end = max(-low, high) / (STEPS // 2)
        return Range(-(STEPS // 2 + 1) * end, STEPS // 2 * end, factors)
    # After GELU, hardly anything is below zero: unsigned ones, one of which is zero itself.
    step = (high - low) / STEPS
    zero = round(-low / step)
    return Range(-zero * step, (STEPS - zero) * step, factors, apart)


def main() -> None:
    """Measure, print, and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("recorded", type=Path, help="the folder of recorded upstream data")
    parser.add_argument("--papers", type=int, default=100, help="abstracts to measure (100)")
    parser.add_argument(
        "--floats", nargs="*", default=(), metavar="LAYER", help="what stays in floating point"
    )
    parser.add_argument("--write", action="store_true", help="write the ranges")
    arguments = parser.parse_args()
    chosen = islice(papers(arguments.recorded), 0, 2 * arguments.papers * APART, APART)
    texts = [f"{paper['title']}\n{paper['summary']}" for paper in chosen]
    with tempfile.TemporaryDirectory() as folder:
        rounding = Rounding(resolve(PACKAGED_NAME, Path(folder)))
    ranges = rounding.ranges(texts[::2])
    exact = rounding.vectors(texts[1::2])
    kept = {name: found for name, found in ranges.items() if name not in arguments.floats}
    tried = {"all": ranges, "as written": kept} | {
        f"{place} alone": {name: ranges[name] for name in ranges if name.endswith(f".{place}")}
        for place in ALPHAS
    }
    for label, some in tried.items():
        cosines = (rounding.vectors(texts[1::2], some) * exact).sum(axis=1)
        print(f"{label:18} cosine {cosines.min():.5f} / {cosines.mean():.5f}", flush=True)
    if arguments.write:
        CALIBRATIONS.mkdir(exist_ok=True)
        (CALIBRATIONS / f"{PACKAGED_SHA256}.npz").write_bytes(packed(kept))


if __name__ == "__main__":
    main()

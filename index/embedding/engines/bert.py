"""Build BERT networks for OpenVINO from a model's files, without torch.

The network is that of https://arxiv.org/abs/1810.04805 with the mean of its token vectors
(https://arxiv.org/abs/1908.10084), as sentence-transformers lays both out on disk. Converting takes
torch, and most of the time goes into importing it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from index.embedding.engines.lean_openvino import ops, runtime
from index.embedding.model_rules import MODULES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

Weights = dict[str, "NDArray[np.float32]"]

WEIGHTS = "model.safetensors"
_POOLING = "pooling_mode_"
# Added to the score of a token that is padding. Less would be as good; the least float32 overflows
# in bfloat16.
_NEVER = -1e9


class Dense(Protocol):
    """Makes the dense layers of a network, in whatever number format."""

    def __call__(
        self,
        name: str,
        node: runtime.Output,
        weight: NDArray[np.float32],
        bias: NDArray[np.float32],
    ) -> runtime.Output:
        """Return `node @ weight.T + bias`.

        Args:
            name: `LAYER.PLACE`, the places being `query`, `key`, `value`,
                `projection`, `wide` and `narrow`.
            node: What goes in, [batch, tokens, width].
            weight: float32 [out, width].
            bias: float32 [out].
        """
        ...


def dense(
    name: str, node: runtime.Output, weight: NDArray[np.float32], bias: NDArray[np.float32]
) -> runtime.Output:
    """Return a dense layer in the precision that the network is compiled for; see `Dense`."""
    del name
    return ops.add(ops.matmul(node, weight, transpose_a=False, transpose_b=True), bias).output(0)


@dataclass(frozen=True)
class Shape:
    """What a BERT network looks like.

    Attributes:
        layers: How many blocks of attention and feed-forward.
        heads: The attention heads of each.
        epsilon: What keeps layer normalisation from dividing by zero.
        normalises: Whether vectors are made of unit length.
    """

    layers: int
    heads: int
    epsilon: float
    normalises: bool


def shape_of(folder: Path) -> Shape | None:
    """Return the shape of the BERT network in a model's folder; None if it is of another kind."""
    try:
        config = json.loads((folder / "config.json").read_bytes())
        modules = json.loads((folder / "modules.json").read_bytes())
        kinds = [MODULES[module["type"]] for module in modules]
        pooling = json.loads((folder / modules[1]["path"] / "config.json").read_bytes())
        usual = {
            "model_type": "bert",
            "architectures": ["BertModel"],
            "hidden_act": "gelu",
            "position_embedding_type": "absolute",
            "is_decoder": False,
        }
        named = usual | {key: config[key] for key in usual if key in config}
        if named != usual or not _is_mean(pooling):
            return None
        if kinds not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
            return None
        return Shape(
            int(config["num_hidden_layers"]),
            int(config["num_attention_heads"]),
            float(config["layer_norm_eps"]),
            normalises=len(kinds) > len(("Transformer", "Pooling")),
        )
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError):
        # Whatever it is, the conversion by torch says what is wrong with it.
        return None


def _is_mean(pooling: Mapping[str, Any]) -> bool:
    """Return whether the settings of a pooling module say mean, and nothing besides."""
    mode = pooling.get("pooling_mode")
    if mode is not None:
        return mode in ("mean", ["mean"])
    return [key for key in pooling if key.startswith(_POOLING) and pooling[key] is True] == [
        f"{_POOLING}mean_tokens"
    ]


def read_weights(folder: Path) -> Weights:
    """Return the weights of a model, float32, by their names.

    Raises:
        Exception: Anything, if the file is damaged.
    """
    from safetensors.numpy import load_file

    return {
        name.removeprefix("bert."): tensor.astype(np.float32, copy=False)
        for name, tensor in load_file(folder / WEIGHTS).items()
    }


def build(
    shape: Shape,
    weights: Weights,
    make: Dense = dense,
    apart: Mapping[int, NDArray[np.int64]] | None = None,
) -> runtime.Model:
    """Return the network: token ids and mask, [batch, tokens], in; vectors, [batch, width], out.

    Args:
        shape: From `shape_of`.
        weights: From `read_weights`.
        make: Makes the dense layers.
        apart: For layers, hidden units of the feed-forward that are computed once more in floating
            point and added, since `make` leaves them out.

    Raises:
        KeyError: A weight is missing.
        RuntimeError: A weight has the wrong size.
    """
    return _Builder(shape, weights, make, apart or {}).network()


class _Builder:
    """The nodes of one network."""

    def __init__(
        self,
        shape: Shape,
        weights: Weights,
        make: Dense,
        apart: Mapping[int, NDArray[np.int64]],
    ) -> None:
        self._shape = shape
        self._weights = weights
        self._make = make
        self._apart = apart
        self._width = weights["embeddings.word_embeddings.weight"].shape[1]

    def network(self) -> runtime.Model:
        ids = ops.parameter([-1, -1], np.int64, name="input_ids")
        mask = ops.parameter([-1, -1], np.int64, name="attention_mask")
        for node in (ids, mask):
            node.output(0).set_names({node.get_friendly_name()})
        counted = ops.convert(mask, "f32").output(0)
        # [batch, 1, 1, tokens]: the same for every head and every token that attends.
        hidden = ops.multiply(ops.subtract(np.float32(1), counted), np.float32(_NEVER))
        hidden = ops.unsqueeze(hidden, np.array([1, 2])).output(0)
        node = self._embedded(ids)
        for layer in range(self._shape.layers):
            node = self._block(layer, node, hidden)
        pooled = self._pooled(node, ops.unsqueeze(counted, np.array(2)).output(0))
        return runtime.Model([ops.result(pooled)], [ids, mask], "bert")

    def _embedded(self, ids: runtime.Node) -> runtime.Output:
        """Return the embeddings of words, places and the first kind of segment."""
        words = self._weights["embeddings.word_embeddings.weight"]
        places = self._weights["embeddings.position_embeddings.weight"]
        places = places + self._weights["embeddings.token_type_embeddings.weight"][0]
        tokens = ops.gather(ops.shape_of(ids), np.array([1]), np.array(0))
        first = ops.slice(places, np.array([0]), tokens, np.array([1]), np.array([0]))
        return self._normal(
            "embeddings.LayerNorm", ops.add(ops.gather(words, ids, np.array(0)), first)
        )

    def _block(self, layer: int, node: runtime.Output, hidden: runtime.Output) -> runtime.Output:
        """Return the output of one layer: attention, then feed-forward."""
        at = f"encoder.layer.{layer}"
        queries, keys, values = (
            self._heads(self._dense(f"{layer}.{part}", node, f"{at}.attention.self.{part}"))
            for part in ("query", "key", "value")
        )
        attended = self._attention(queries, keys, values, hidden)
        added = self._dense(f"{layer}.projection", attended, f"{at}.attention.output.dense")
        node = self._normal(f"{at}.attention.output.LayerNorm", ops.add(added, node))
        wide = self._dense(f"{layer}.wide", node, f"{at}.intermediate.dense")
        active = ops.gelu(wide, "erf").output(0)
        added = self._dense(f"{layer}.narrow", active, f"{at}.output.dense")
        if layer in self._apart:
            added = ops.add(added, self._of_few(at, node, self._apart[layer])).output(0)
        return self._normal(f"{at}.output.LayerNorm", ops.add(added, node))

    def _of_few(self, at: str, node: runtime.Output, units: NDArray[np.int64]) -> runtime.Output:
        """Return what some hidden units of a layer's feed-forward add, in floating point."""
        weight = self._weights[f"{at}.intermediate.dense.weight"][units]
        few = ops.gelu(
            dense("", node, weight, self._weights[f"{at}.intermediate.dense.bias"][units]), "erf"
        )
        back = np.ascontiguousarray(self._weights[f"{at}.output.dense.weight"][:, units])
        return ops.matmul(few, back, transpose_a=False, transpose_b=True).output(0)

    def _heads(self, node: runtime.Output) -> runtime.Output:
        """Return the parts of each head, [batch, heads, tokens, width of a head]."""
        heads = self._shape.heads
        apart = ops.reshape(node, np.array([0, 0, heads, self._width // heads]), special_zero=True)
        return ops.transpose(apart, np.array([0, 2, 1, 3])).output(0)

    def _attention(
        self,
        queries: runtime.Output,
        keys: runtime.Output,
        values: runtime.Output,
        hidden: runtime.Output,
    ) -> runtime.Output:
        """Return the attended values of all heads next to each other."""
        found = ops.scaled_dot_product_attention(queries, keys, values, hidden)
        together = ops.transpose(found, np.array([0, 2, 1, 3]))
        return ops.reshape(together, np.array([0, 0, self._width]), special_zero=True).output(0)

    def _pooled(self, node: runtime.Output, counted: runtime.Output) -> runtime.Output:
        """Return the mean over the tokens that are no padding."""
        tokens = np.array([1])
        total = ops.reduce_sum(ops.multiply(node, counted), tokens, keep_dims=False)
        count = ops.maximum(ops.reduce_sum(counted, tokens, keep_dims=False), np.float32(1e-9))
        mean = ops.divide(total, count)
        if self._shape.normalises:
            mean = ops.normalize_l2(mean, np.array([1]), 1e-12, "max")
        return mean.output(0)

    def _normal(self, name: str, node: runtime.Node) -> runtime.Output:
        """Return layer normalisation."""
        even = ops.mvn(
            node,
            np.array([-1]),
            normalize_variance=True,
            eps=self._shape.epsilon,
            eps_mode="inside_sqrt",
        )
        scaled = ops.multiply(even, self._weights[f"{name}.weight"])
        return ops.add(scaled, self._weights[f"{name}.bias"]).output(0)

    def _dense(self, name: str, node: runtime.Output, part: str) -> runtime.Output:
        """Return a dense layer with the weights of a part of the model."""
        return self._make(
            name, node, self._weights[f"{part}.weight"], self._weights[f"{part}.bias"]
        )

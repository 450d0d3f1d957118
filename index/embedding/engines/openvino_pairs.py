"""Cross-encoders on the CPU by OpenVINO."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.embedding.engines.loading import options, sealed
from index.embedding.engines.openvino_engine import OpenVinoEngine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from index.embedding.resolve import Model


class OpenVinoPairs:
    """A cross-encoder that classifies pairs of texts, compiled for this CPU.

    `index.embedding.reranker.Reranker` uses it.

    Raises: as `OpenVinoEngine`.
    """

    def __init__(self, model: Model, cache: Path) -> None:
        self._engine = OpenVinoEngine(model, cache, write=_convert)
        self.name = self._engine.name

    def score(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Return one score for each pair, float32 [n]."""
        return self._engine.encode(pairs, lambda _: None)[:, 0]


def _convert(model: Model, folder: Path) -> None:
    """Write a cross-encoder, its activation included, and its tokenizer to `folder`."""
    with sealed():
        import torch
        from sentence_transformers import CrossEncoder

        from index.embedding.engines.lean_openvino import convert_model, runtime

        encoder = CrossEncoder(**options(model, "cpu", attn_implementation="sdpa"))
        example = encoder.tokenizer(
            ["a query", "a query"],
            ["a paper", "a paper with a longer title"],
            padding=True,
            return_tensors="pt",
        )
        names = [
            name for name in ("input_ids", "attention_mask", "token_type_ids") if name in example
        ]

        class Scores(torch.nn.Module):
            """Token ids, mask and which text a token belongs to in; scores, [batch, 1], out."""

            def __init__(self) -> None:
                super().__init__()
                self.classifier = encoder.model

            def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
                logits = self.classifier(**dict(zip(names, inputs, strict=True))).logits
                scores: torch.Tensor = encoder.activation_fn(logits)
                return scores

        with torch.no_grad():
            network = convert_model(
                Scores().eval(), example_input=tuple(example[name] for name in names)
            )
        for place, name in enumerate(names):
            network.inputs[place].get_tensor().set_names({name})
        runtime.save_model(network, folder / "model.xml", compress_to_fp16=False)
        encoder.tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))

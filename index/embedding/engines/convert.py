"""Convert a sentence-transformers model to OpenVINO, once, into the cache."""

from __future__ import annotations

import logging
import shutil
from typing import TYPE_CHECKING

from index.atomic import new_directory
from index.embedding.engines.loading import options, sealed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from index.embedding.resolve import Model

_log = logging.getLogger(__name__)


def converted(
    model: Model, cache: Path, write: Callable[[Model, Path], None] | None = None
) -> Path:
    """Return the folder of the converted model, converting it at first need.

    It has `model.xml`, `model.bin` and `tokenizer.json`.

    Args:
        model: What to convert.
        cache: The root of the cache; the result is in `models/<network>/`.
        write: Converts a model into a folder; None takes it for an embedding model: networks that
            `index.embedding.engines.bert` knows are built, others are converted by torch.

    Raises:
        ImportError: torch, sentence-transformers or OpenVINO is missing.
        OSError: The cache is not writable.
        RuntimeError: The model does not convert.
        Exception: Anything, where its files are damaged.
    """
    target = cache / "models" / model.network
    if target.is_dir():
        return target
    _log.info("preparing the model %s for this machine, once; this takes a while", model.name)
    with new_directory(target) as folder:
        (write or _write)(model, folder)
    return target


def _write(model: Model, folder: Path) -> None:
    """Write an embedding model and its tokenizer to `folder`, without torch if that can be."""
    from index.embedding.engines import bert
    from index.embedding.engines.lean_openvino import runtime

    shape = bert.shape_of(model.path)
    if shape is None:
        _convert(model, folder)
        return
    try:
        network = bert.build(shape, bert.read_weights(model.path))
        runtime.save_model(network, folder / "model.xml", compress_to_fp16=False)
        shutil.copyfile(model.path / "tokenizer.json", folder / "tokenizer.json")
    # Damaged files raise errors of any type; torch reads some that are not, and explains the rest.
    except Exception:  # noqa: BLE001
        _log.debug("%s cannot be built; converting it by torch", model.name, exc_info=True)
        _convert(model, folder)


def _convert(model: Model, folder: Path) -> None:
    """Write the model, with its pooling and dense layers, and its tokenizer to `folder`."""
    with sealed():
        import torch
        from sentence_transformers import SentenceTransformer

        from index.embedding.engines.lean_openvino import convert_model, runtime

        settings = options(model, "cpu", attn_implementation="sdpa")
        # What a decoder keeps for a next token is of no use here, and does not convert.
        settings["config_kwargs"]["use_cache"] = False
        transformer = SentenceTransformer(**settings).eval()

        class Sentence(torch.nn.Module):
            """Token ids and mask in, sentence embedding out."""

            def __init__(self) -> None:
                super().__init__()
                self.modules_in_order = transformer

            def forward(
                self, input_ids: torch.Tensor, attention_mask: torch.Tensor
            ) -> torch.Tensor:
                features = {"input_ids": input_ids, "attention_mask": attention_mask}
                if takes_types:
                    features["token_type_ids"] = torch.zeros_like(input_ids)
                embedding: torch.Tensor = self.modules_in_order(features)["sentence_embedding"]
                return embedding

        # Two texts of different lengths, so that the trace meets padding.
        example = transformer.preprocess(["a paper", "a paper with a somewhat longer title"])
        takes_types = "token_type_ids" in example
        with torch.no_grad():
            network = convert_model(
                Sentence().eval(),
                example_input={name: example[name] for name in ("input_ids", "attention_mask")},
            )
        runtime.save_model(network, folder / "model.xml", compress_to_fp16=False)
        transformer.tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))

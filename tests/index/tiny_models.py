"""Small models with random weights, in sentence-transformers' layout."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

WIDTH = 32


def save_tiny(
    folder: Path,
    words: Path,
    *,
    pooling: str | tuple[str, ...] = "mean",
    causal: bool = False,
    dense: int | None = None,
    normalise: bool = False,
    prompts: dict[str, str] | None = None,
    default_prompt: str | None = None,
) -> Path:
    """Save a model of two layers; `words` is a folder to take the tokenizer from."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import (
        Dense,
        Normalize,
        Pooling,
        Transformer,
    )

    torch.manual_seed(1)
    body = save_body(folder.with_name(f"{folder.name}-body"), words, causal=causal)
    modules: list[Any] = [Transformer(str(body)), Pooling(WIDTH, pooling_mode=pooling)]
    width = WIDTH * (len(pooling) if isinstance(pooling, tuple) else 1)
    modules += [Dense(width, dense)] if dense else []
    modules += [Normalize()] if normalise else []
    model = SentenceTransformer(
        modules=modules, prompts=prompts, default_prompt_name=default_prompt, device="cpu"
    )
    model.max_seq_length = 128
    model.save_pretrained(str(folder))
    return folder


def save_body(
    folder: Path, words: Path, *, causal: bool = False, labels: int | None = None
) -> Path:
    """Save a transformer, or one that classifies, with a tokenizer."""
    import torch
    from transformers import (
        AutoTokenizer,
        BertConfig,
        BertForSequenceClassification,
        BertModel,
        Qwen3Config,
        Qwen3Model,
    )

    torch.manual_seed(2)
    size = {
        "vocab_size": json.loads((words / "config.json").read_text())["vocab_size"],
        "hidden_size": WIDTH,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "intermediate_size": 64,
        "max_position_embeddings": 128,
        # The usual 0.02 leaves all texts nearly alike in so small a model.
        "initializer_range": 0.3,
    }
    if causal:
        Qwen3Model(Qwen3Config(**size, num_key_value_heads=2, head_dim=8)).save_pretrained(folder)
    elif labels:
        BertForSequenceClassification(BertConfig(**size, num_labels=labels)).save_pretrained(folder)
    else:
        BertModel(BertConfig(**size)).save_pretrained(folder)
    AutoTokenizer.from_pretrained(words).save_pretrained(folder)
    return folder

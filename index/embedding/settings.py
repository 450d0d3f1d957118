"""Read the settings in a model's folder: the length of its vectors, its token limit, its prompts.

The layout is that of sentence-transformers,
https://sbert.net/docs/sentence_transformer/usage/custom_models.html.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.errors import ModelUnavailableError

if TYPE_CHECKING:
    from pathlib import Path

# Tokenizers without a limit of their own carry 1e30 instead of one.
_NO_LIMIT = 1_000_000
_USUAL_LIMIT = 512
_WIDEST = 65536
_PROMPTS_OF_DOCUMENTS = ("document", "passage", "corpus")


@dataclass(frozen=True)
class Settings:
    """A model's settings.

    Attributes:
        width: The length of the vectors that it computes.
        max_tokens: The tokens of a text that it reads.
        query_prompt: What it wants before a query; None if it does not say.
        document_prompt: What it wants before a document; None if it does not say.
    """

    width: int
    max_tokens: int
    query_prompt: str | None
    document_prompt: str | None


def read_settings(path: Path) -> Settings:
    """Read the settings in a model's folder.

    Raises:
        ModelUnavailableError: They cannot be read, say too little, or ask for what papertrail does
            not do.
    """
    prompts = _prompts(path)
    if any(prompts) and any(module.get("include_prompt") is False for module in _modules(path)):
        raise ModelUnavailableError(
            f"the model in {path} leaves its prompts out of its pooling, which papertrail does not",
            "use another model",
        )
    return Settings(_width(path), _max_tokens(path), *prompts)


def has_classifier(path: Path) -> bool:
    """Return whether a model ends in a classifier.

    Raises:
        ModelUnavailableError: Its settings cannot be read.
    """
    kinds = _json(path / "config.json").get("architectures")
    return isinstance(kinds, list) and any("SequenceClassification" in str(kind) for kind in kinds)


def reads_pairs(path: Path) -> bool:
    """Return whether a model is a cross-encoder.

    Of a model that lists its modules, sentence-transformers notes the kind.

    Raises:
        ModelUnavailableError: Its settings cannot be read.
    """
    if (path / "modules.json").is_file():
        return _json(path / "config_sentence_transformers.json").get("model_type") == "CrossEncoder"
    return has_classifier(path)


def _prompts(path: Path) -> tuple[str | None, str | None]:
    """Return the prompts that `encode_query` and `encode_document` would choose."""
    config = _json(path / "config_sentence_transformers.json")
    given = config.get("prompts")
    known = {}
    if isinstance(given, dict):
        known = {name: text for name, text in given.items() if isinstance(text, str)}
    if not any(known.values()):
        # sentence-transformers writes empty prompts for a model that was given none.
        return None, None
    usual = known.get(str(config.get("default_prompt_name")))
    named = next((known[name] for name in _PROMPTS_OF_DOCUMENTS if name in known), None)
    return known.get("query", usual), usual if named is None else named


def _modules(path: Path) -> list[dict[str, Any]]:
    """Return the settings of the modules after the transformer in order: 1_Pooling, 2_Dense."""
    return list(map(_json, sorted(path.glob("[0-9]*_*/config.json"))))


def _width(path: Path) -> int:
    config = _json(path / "config.json")
    width = config.get("hidden_size") or config.get("dim") or config.get("d_model")
    # The last module that names a width decides it.
    for module in _modules(path):
        pooled = module.get("embedding_dimension") or module.get("word_embedding_dimension")
        if isinstance(pooled, int):
            width = pooled * _pooling_modes(module)
        width = module.get("out_features") or width
    if type(width) is not int or not 0 < width <= _WIDEST:
        raise ModelUnavailableError(
            f"the model in {path} does not say how long its vectors are", "use another model"
        )
    return width


def _pooling_modes(module: dict[str, Any]) -> int:
    """Return how many kinds of pooling a vector concatenates."""
    modes = module.get("pooling_mode")
    if isinstance(modes, list):
        return max(1, len(modes))
    if modes:
        return 1
    return max(1, sum(module[key] is True for key in module if key.startswith("pooling_mode_")))


def _max_tokens(path: Path) -> int:
    limits = [
        _json(path / "sentence_bert_config.json").get("max_seq_length"),
        _json(path / "config.json").get("max_position_embeddings"),
        _json(path / "tokenizer_config.json").get("model_max_length"),
    ]
    known = [limit for limit in limits if isinstance(limit, int) and 0 < limit < _NO_LIMIT]
    return min(known, default=_USUAL_LIMIT)


def _json(path: Path) -> dict[str, Any]:
    """Return the JSON object in a settings file, empty if there is none."""
    try:
        content = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise ModelUnavailableError(
            f"the model's settings in {path} cannot be read", "install it again"
        ) from error
    if not isinstance(content, dict):
        return {}
    return content

"""Which classes and settings a model's folder may name; see `index.embedding.model_check`."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

# The packages that have contained each module, up to sentence-transformers 6.
_PACKAGES = {
    "Transformer": ("base.modules",),
    "Pooling": ("sentence_transformer.modules",),
    "Normalize": ("base.modules", "sentence_transformer.modules"),
    "Dense": ("base.modules", "sentence_transformer.modules"),
    "LayerNorm": ("sentence_transformer.modules",),
    "Dropout": ("sentence_transformer.modules",),
    "LogitScore": ("cross_encoder.modules",),
}
WEIGHTED = frozenset({"Transformer", "Dense", "LayerNorm"})
"""The modules that have weights of their own."""


def _class_names() -> Iterator[tuple[str, str]]:
    for name, packages in _PACKAGES.items():
        file = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
        yield f"sentence_transformers.models.{name}", name
        yield f"sentence_transformers.models.{name}.{name}", name
        for package in ("models", *packages):
            yield f"sentence_transformers.{package}.{name}", name
            yield f"sentence_transformers.{package}.{file}.{name}", name


MODULES = dict(_class_names())
"""Each class that modules.json may name, and its short name."""

_ACTIVATIONS = frozenset(
    {
        *(
            "CELU",
            "ELU",
            "GELU",
            "Hardsigmoid",
            "Hardswish",
            "Hardtanh",
            "Identity",
            "LeakyReLU",
            "LogSigmoid",
            "Mish",
        ),
        *("ReLU", "ReLU6", "SELU", "SiLU", "Sigmoid", "Softplus", "Softsign", "Tanh", "Tanhshrink"),
    }
)
_ACTIVATION = re.compile(r"torch\.nn\.(?:modules\.(?:activation|linear)\.)?(\w+)")
_ACTIVATION_KEYS = frozenset(
    {"activation_fn", "activation_function", "sbert_ce_default_activation_function"}
)
_DOTTED = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)+")

_CODE = frozenset({"auto_map", "trust_remote_code", "custom_pipelines", "code_revision"})
# Names of other models and files, which transformers would load along.
_ELSEWHERE = frozenset(
    {
        *(
            "backbone",
            "use_timm_backbone",
            "use_pretrained_backbone",
            "base_model_name_or_path",
            "gguf_file",
        ),
        *(
            "configuration_files",
            "fast_tokenizer_files",
            "pretrained_model_name_or_path",
            "quantization_config",
        ),
        *("tokenizer_name_or_path", "transformers_weights", "use_kernels", "kernel_config"),
    }
)
_KERNELS = {
    "attn_implementation": frozenset({"eager", "sdpa"}),
    "experts_implementation": frozenset({"eager", "batched_mm", "grouped_mm"}),
}
# Their keys are tokens, and their values whole numbers.
_VOCABULARIES = frozenset({"tokenizer.json", "vocab.json", "added_tokens.json"})

# Letters of a value that an error shows.
_SHOWN = 80

_PASSED_ON = ("model", "tokenizer", "processor", "config")
_PASSED_KEYS = frozenset(
    f"{what}_{suffix}" for what, suffix in itertools.product(_PASSED_ON, ("args", "kwargs"))
)
_OPTIONS = frozenset(
    {
        *(
            "add_pooling_layer",
            "attn_implementation",
            "dtype",
            "torch_dtype",
            "use_cache",
            "low_cpu_mem_usage",
        ),
        *(
            "do_lower_case",
            "model_max_length",
            "padding_side",
            "truncation_side",
            "use_fast",
            "local_files_only",
        ),
    }
)
SETTINGS_OF_TRANSFORMER = _PASSED_KEYS | {
    *(
        "max_seq_length",
        "do_lower_case",
        "transformer_task",
        "modality_config",
        "module_output_name",
    ),
    *("unpad_inputs", "processing_kwargs"),
}
"""The keys of sentence_bert_config.json that are known; what they say goes to the constructor of
Transformer."""


def forbidden(file: str, key: str, value: object) -> str:
    """Return why a setting is refused, beginning with a verb; empty if it is not.

    Args:
        file: The name of the file that holds it.
        key: Its key in whatever JSON object.
        value: Its value.
    """
    if not value or (file in _VOCABULARIES and type(value) is int):
        return ""
    if key in _CODE:
        return f"needs Python code of its own ({key}), which papertrail does not run"
    if key in _ELSEWHERE:
        return f"sets {key}, which papertrail does not load"
    return _forbidden_name(key, value)


def _forbidden_name(key: str, value: object) -> str:
    """Return why what a setting names is refused: a class, a function, a kernel or a file."""
    names = set(_texts(value))
    if key in ("type", "types"):
        other = next(
            (name for name in sorted(names - MODULES.keys()) if _DOTTED.fullmatch(name)), None
        )
        if not other:
            return ""
        return f"names the class {short(other)}, which papertrail does not load"
    if key in _ACTIVATION_KEYS and not all(map(_is_activation, names)):
        return f"names an {key} that is none of torch's"
    known = next(
        (
            known
            for ending, known in _KERNELS.items()
            if key.endswith((ending, f"{ending}_internal"))
        ),
        None,
    )
    if known is not None and names - known:
        return f"sets {key} to code that papertrail does not load"
    if key.endswith("_file") and key != "special_tokens_map_file" and any(map(_has_folder, names)):
        return f"names a file outside its folder ({key})"
    return ""


def _has_folder(path: str) -> bool:
    return "/" in path or "\\" in path


def forbidden_transformer_setting(key: str, value: object) -> bool:
    """Return whether a known setting of Transformer has a value that is not passed on."""
    if key in _PASSED_KEYS:
        return not (value is None or (isinstance(value, dict) and _OPTIONS.issuperset(value)))
    if key == "processing_kwargs":
        return bool(value)
    if key == "modality_config":
        # Other modalities fill in the model's chat template, and other methods are called by their
        # name.
        return not (
            isinstance(value, dict) and set(value) == {"text"} and _calls_forward(value["text"])
        )
    return False


def _calls_forward(modality: object) -> bool:
    return isinstance(modality, dict) and modality.get("method") == "forward"


def _is_activation(text: str) -> bool:
    """Return whether a text names an activation: a bare word, or one of torch's classes."""
    found = _ACTIVATION.fullmatch(text)
    return "." not in text or (found is not None and found[1] in _ACTIVATIONS)


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - JSON holds anything
    """Yield the texts in a JSON value; those of nested objects are their values."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict | list):
            waiting += item.values() if isinstance(item, dict) else item


def short(value: object) -> str:
    """Return a value as it is shown in an error."""
    text = ascii(value)
    if len(text) <= _SHOWN:
        return text
    return f"{text[:_SHOWN]}..."

"""Load models by sentence-transformers from a checked folder, and from nowhere else."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.embedding.resolve import Model


def options(model: Model, device: str, **of_transformer: object) -> dict[str, Any]:
    """Return the arguments with which SentenceTransformer and CrossEncoder load a model.

    The folder was checked before (`index.embedding.model_check`); this says the same to the
    libraries once more.

    Args:
        model: What to load.
        device: Torch's name of a device.
        of_transformer: Further arguments for transformers' `from_pretrained`.
    """
    return {
        "model_name_or_path": str(model.path),
        "device": device,
        "local_files_only": True,
        "trust_remote_code": False,
        "model_kwargs": {"use_safetensors": True, "trust_remote_code": False, **of_transformer},
        "processor_kwargs": {"trust_remote_code": False},
        "config_kwargs": {"trust_remote_code": False},
    }


@contextmanager
def sealed() -> Iterator[None]:
    """Keep loading and tracing from the network, and from saying anything.

    Silenced are progress bars, and warnings about constants that are meant to be so.
    """
    from huggingface_hub import constants
    from transformers.utils import logging as untyped

    # It has no types, which strict typing takes amiss.
    transformers_logging: Any = untyped
    spoken, offline = transformers_logging.get_verbosity(), constants.HF_HUB_OFFLINE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        transformers_logging.set_verbosity_error()
        transformers_logging.disable_progress_bar()
        constants.HF_HUB_OFFLINE = True
        try:
            yield
        finally:
            constants.HF_HUB_OFFLINE = offline
            transformers_logging.set_verbosity(spoken)
            transformers_logging.enable_progress_bar()

"""Engines that run a model: OpenVINO on the CPU, torch on an accelerator, imported on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray


class Engine(Protocol):
    """A model, loaded and ready.

    Attributes:
        name: The runtime, the device and the precision: `openvino cpu bf16`, `torch cuda fp16`.
    """

    name: str

    def encode(self, texts: Sequence[str], progress: Callable[[int], None]) -> NDArray[np.float32]:
        """Return one vector for each text, in the order given, float32 [n, width], of any length.

        Args:
            texts: At least one text of valid Unicode.
            progress: Called with the number of texts finished since the last call.
        """
        ...

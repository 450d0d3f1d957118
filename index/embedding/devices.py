"""Choose the processor that runs a model, without importing torch where there is no accelerator."""

from __future__ import annotations

import platform
import sys
from pathlib import Path
from typing import Literal

DEVICES = ("auto", "cpu", "cuda", "mps", "torch-cpu")
Device = Literal["cpu", "cuda", "mps"]

# NVIDIA on Linux, NVIDIA under WSL, AMD's ROCm (which torch also calls cuda).
_CUDA_TRACES = ("/dev/nvidiactl", "/proc/driver/nvidia/version", "/dev/dxg", "/dev/kfd")


def known(device: str) -> str:
    """Return a device as given.

    Raises:
        ValueError: it is none of DEVICES.
    """
    if device not in DEVICES:
        raise ValueError(f"device must be one of {', '.join(DEVICES)}, not {device!r}")
    return device


def best() -> Device:
    """Return the fastest processor that torch can use here."""
    if not _may_accelerate():
        return "cpu"
    # 1 to 4 s, paid only where it is likely to be needed anyway.
    import torch

    if torch.cuda.is_available():
        return "cuda"
    if torch.backends.mps.is_available():
        return "mps"
    return "cpu"


def _may_accelerate() -> bool:
    """Return whether the machine may have an accelerator, judged without importing torch."""
    if sys.platform == "darwin":
        return platform.machine() == "arm64"
    # Imported here: it takes as long as opening an index.
    from importlib import metadata

    try:
        # torch's builds for the CPU say so in their version, such as 2.13.0+cpu.
        if metadata.version("torch").endswith("+cpu"):
            return False
    except metadata.PackageNotFoundError:
        return False
    return any(Path(trace).exists() for trace in _CUDA_TRACES)

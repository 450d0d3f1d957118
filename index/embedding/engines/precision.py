"""Measure which number format runs a model fastest on this CPU.

Instructions for bfloat16 alone decide nothing: with them, a Zen 4 runs MiniLM about 1.5 times as
fast as in float32, a Xeon of the fourth generation whose AMX tiles are switched off at 0.6 times
the speed.
"""

from __future__ import annotations

import hashlib
import logging
import time
from typing import TYPE_CHECKING

import numpy as np

from index.atomic import write_atomic

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from index.embedding.engines.integers import Integers
    from index.embedding.engines.lean_openvino import runtime

_log = logging.getLogger(__name__)

ROWS, LENGTH = 8, 192
ROUNDS = 3

FLOATS = ("f32", "bf16")
INTEGERS = "int8"
"""Begins the formats whose dense layers are in 8-bit integers: `int8-f32`, `int8-bf16`."""
_GAIN = 1.1
"""Integers, which round more, have to be this many times as fast."""


def is_integer(precision: str) -> bool:
    """Return whether a format needs the network in 8-bit integers."""
    return precision.startswith(INTEGERS)


def hint(precision: str) -> str:
    """Return OpenVINO's name of the format that layers have which are not in integers."""
    return precision.rpartition("-")[2]


def fastest(
    core: runtime.Core,
    network: Path,
    notes: Path,
    max_tokens: int,
    integers: Integers | None = None,
) -> str:
    """Return the format that runs a converted model fastest on this CPU.

    It is `f32`, `bf16`, or either one after `int8-`.

    Args:
        core: OpenVINO.
        network: the converted model; its inputs are named as transformers name them.
        notes: folder that keeps what was found, for each kind of CPU, so that it is tried once.
        max_tokens: the most that the model reads.
        integers: the same model in 8-bit integers; None if it has none. With other ranges, it is
            tried again.

    Raises:
        OSError: `notes` is not writable.
        RuntimeError: the model does not compile.
    """
    capabilities = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    floats = [name for name in FLOATS if name != "bf16" or "BF16" in capabilities]
    formats = floats + [f"{INTEGERS}-{name}" for name in floats if integers]
    if len(formats) == 1:
        return formats[0]
    cpu = f"{core.get_property('CPU', 'FULL_DEVICE_NAME')} {' '.join(sorted(capabilities))}"
    if integers:
        cpu += f" {integers.version}"
    note = notes / f"{hashlib.sha256(cpu.encode()).hexdigest()[:16]}.precision"
    try:
        known = note.read_text(encoding="ascii")
    except (OSError, ValueError):
        known = ""
    if known not in formats:
        networks = _networks(floats, network, integers)
        known = _tried(core, networks, min(LENGTH, max_tokens))
        notes.mkdir(parents=True, exist_ok=True)
        write_atomic(note, known.encode("ascii"))
    return known


def _networks(floats: list[str], network: Path, integers: Integers | None) -> dict[str, Path]:
    """Return the network of each format."""
    found = dict.fromkeys(floats, network)
    if not integers:
        return found
    try:
        whole = integers.network()
    # Damaged files raise errors of any type. Floating point is always there.
    except Exception as error:  # noqa: BLE001
        _log.warning("embedding without 8-bit integers, which failed: %s", error)
        return found
    return found | {f"{INTEGERS}-{name}": whole for name in floats}


def _tried(core: runtime.Core, networks: Mapping[str, Path], length: int) -> str:
    """Return the fastest of some formats for texts of `length` tokens.

    All are timed in turns, so that other work on the machine slows all. What does not compile or
    run in integers is left out.
    """
    filled = {"input_ids": 1, "attention_mask": 1}
    best: dict[str, float] = {}
    requests = {}
    for precision, network in networks.items():
        try:
            model = core.compile_model(
                network, "CPU", {"INFERENCE_PRECISION_HINT": hint(precision)}
            )
        except RuntimeError as error:
            if not is_integer(precision):
                raise
            _log.warning("embedding without %s, which failed: %s", precision, error)
            continue
        requests[precision] = model.create_infer_request()
        names = [port.get_any_name() for port in model.inputs]
        best[precision] = float("inf")
    batch = {name: np.full((ROWS, length), filled.get(name, 0), dtype=np.int64) for name in names}
    for _ in range(ROUNDS + 1):  # the first one also sets the memory up
        for precision, request in requests.items():
            started = time.perf_counter()
            request.infer(batch)
            best[precision] = min(best[precision], time.perf_counter() - started)
    return min(best, key=lambda precision: best[precision] * _handicap(precision))


def _handicap(precision: str) -> float:
    return _GAIN if is_integer(precision) else 1.0

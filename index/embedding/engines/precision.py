"""Measure which number format runs a model fastest on this CPU.

Instructions for bfloat16 alone decide nothing: with them, a Zen 4 runs MiniLM about 1.5 times as
fast as in float32, a Xeon of the fourth generation whose AMX tiles are switched off at 0.6 times
the speed.
"""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING

import numpy as np

from index.atomic import write_atomic

if TYPE_CHECKING:
    from pathlib import Path

    from index.embedding.engines.lean_openvino import runtime

ROWS, LENGTH = 8, 192
ROUNDS = 3


def fastest(core: runtime.Core, network: Path, notes: Path, max_tokens: int) -> str:
    """Return `bf16` or `f32`, whichever runs a converted model faster on this CPU.

    Args:
        core: OpenVINO.
        network: the converted model; its inputs are named as transformers name them.
        notes: folder that keeps what was found, for each kind of CPU, so that it is tried once.
        max_tokens: the most that the model reads.

    Raises:
        OSError: `notes` is not writable.
        RuntimeError: the model does not compile.
    """
    capabilities = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    if "BF16" not in capabilities:
        return "f32"
    cpu = f"{core.get_property('CPU', 'FULL_DEVICE_NAME')} {' '.join(sorted(capabilities))}"
    note = notes / f"{hashlib.sha256(cpu.encode()).hexdigest()[:16]}.precision"
    try:
        known = note.read_text(encoding="ascii")
    except (OSError, ValueError):
        known = ""
    if known not in ("bf16", "f32"):
        known = _tried(core, network, min(LENGTH, max_tokens))
        notes.mkdir(parents=True, exist_ok=True)
        write_atomic(note, known.encode("ascii"))
    return known


def _tried(core: runtime.Core, network: Path, length: int) -> str:
    """Return the faster format for texts of `length` tokens.

    Both are timed in turns, so that other work on the machine slows both.
    """
    compiled = {
        precision: core.compile_model(network, "CPU", {"INFERENCE_PRECISION_HINT": precision})
        for precision in ("f32", "bf16")
    }
    filled = {"input_ids": 1, "attention_mask": 1}
    names = [port.get_any_name() for port in compiled["f32"].inputs]
    batch = {name: np.full((ROWS, length), filled.get(name, 0), dtype=np.int64) for name in names}
    requests = {precision: model.create_infer_request() for precision, model in compiled.items()}
    best = dict.fromkeys(requests, float("inf"))
    for _ in range(ROUNDS + 1):  # the first one also sets the memory up
        for precision, request in requests.items():
            started = time.perf_counter()
            request.infer(batch)
            best[precision] = min(best[precision], time.perf_counter() - started)
    return min(best, key=lambda precision: best[precision])

"""Import OpenVINO without its model converter and without its telemetry.

`import openvino` imports `openvino.tools.ovc` where it can, which takes 0.1 s and sends an event
through `openvino_telemetry`. OpenVINO allows for both to be missing, so they are made to look so.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def _absent(*names: str) -> Iterator[None]:
    """Make imports of these modules fail, unless they are loaded already."""
    hidden = [name for name in names if name not in sys.modules]
    # None is how the import system marks a module that must not be looked for.
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)


with _absent("openvino.tools.ovc", "openvino_telemetry"):
    import openvino as runtime

__all__ = ["convert_model", "ops", "runtime"]

ops = runtime.opset13


def convert_model(*arguments: object, **options: object) -> runtime.Model:
    """Call OpenVINO's `convert_model` without its telemetry."""
    with _absent("openvino_telemetry"):
        from openvino.tools.ovc import convert_model as convert

    return convert(*arguments, **options)

"""Store arrays, and whatever JSON can hold, as one .npz archive without pickles."""

import io
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray


def pack(rest: Mapping[str, Any], **arrays: NDArray[Any]) -> bytes:
    """Return arrays, and whatever JSON can hold, as one .npz archive."""
    content = io.BytesIO()
    text = np.frombuffer(json.dumps(rest).encode(), np.uint8)
    np.savez(content, allow_pickle=False, rest=text, **arrays)
    return content.getvalue()


def unpack(content: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Return what `pack` was given.

    Raises:
        ValueError: the bytes are something else.
    """
    import zipfile

    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        return json.loads(arrays.pop("rest").tobytes()), arrays
    except (EOFError, KeyError, OSError, ValueError, zipfile.BadZipFile) as error:
        raise ValueError("no packed arrays") from error

"""Keep the places of papers on the map, derived data that can be made again."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.atomic import write_atomic
from papertrail.errors import ReadOnlyError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FOLDER = "map"
"""Of the indexes: a restored home has none, a rebuilt one keeps it."""
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Placed:
    """The papers on a map.

    Attributes:
        keys: ascending, int64 [n].
        places: float32 [n, 2].
        is_fitted: whether the map was fitted to each; the others were placed later, bool [n].
    """

    keys: "NDArray[np.int64]"
    places: "NDArray[np.float32]"
    is_fitted: "NDArray[np.bool_]"


def file_of(index: Path, fingerprint: str) -> Path:
    """Return the file of the map that was made from one model's vectors."""
    return index / FOLDER / f"{fingerprint[:12]}.npz"


def load(file: Path, fingerprint: str) -> Placed | None:
    """Return a map; None if there is none, or it is of another version or model, or damaged."""
    import numpy as np

    try:
        # Through memory: of a file that it can't read, numpy leaves a handle open.
        with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as kept:
            if int(kept["version"]) != _VERSION or str(kept["fingerprint"]) != fingerprint:
                return None
            found = Placed(kept["keys"], kept["places"], kept["is_fitted"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    is_whole = len(found.keys) == len(found.places) == len(found.is_fitted)
    return found if is_whole and found.places.shape[1:] == (2,) else None


def save(file: Path, fingerprint: str, placed: Placed) -> None:
    """Write a map in place of the one before.

    Raises:
        ReadOnlyError: the folder can't be written to.
    """
    import numpy as np

    content = io.BytesIO()
    np.savez(
        content,
        version=np.int64(_VERSION),
        fingerprint=np.array(fingerprint),
        keys=placed.keys,
        places=placed.places,
        is_fitted=placed.is_fitted,
    )
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(file, content.getvalue())
    except OSError as error:
        raise ReadOnlyError(f"the map can't be kept in {file.parent} ({error})") from error
    for other in file.parent.glob("*.npz"):
        if other != file:
            other.unlink(missing_ok=True)

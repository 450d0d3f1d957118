"""Keep the vectors of papers' sentences, so that a second question need not wait for them."""

import contextlib
import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.atomic import write_atomic
from papertrail.reading.answers import Text, window_texts
from papertrail.reading.sentences import sentences_of
from papertrail.types.document import DocumentText

if TYPE_CHECKING:
    from index.embedding.encoder import Encoder

_MOST = 400
"""Papers whose vectors are kept: some 100 MB. The oldest files go first."""


def ready(document: DocumentText, encoder: "Encoder", folder: Path) -> Text:
    """Return a document ready for questions; its vectors are made once and kept in a folder.

    Raises:
        ModelUnavailableError: the model does not run.
    """
    sentences = sentences_of(document)
    windows = window_texts(sentences)
    named = "\n".join([encoder.model.fingerprint, *windows])
    file = folder / f"{hashlib.sha256(named.encode(errors='replace')).hexdigest()[:32]}.npy"
    known = _read(file, len(windows), encoder.dim)
    if known is not None:
        return Text(sentences, known)
    vectors = encoder.encode(windows)
    # Without a writable cache it takes longer, no more.
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        content = io.BytesIO()
        np.save(content, vectors.astype(np.float16))
        write_atomic(file, content.getvalue())
        _prune(folder)
    return Text(sentences, vectors)


def _read(file: Path, count: int, dim: int) -> "np.typing.NDArray[np.float32] | None":
    try:
        vectors = np.load(file, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return vectors.astype(np.float32) if vectors.shape == (count, dim) else None


def _prune(folder: Path) -> None:
    files = sorted(folder.glob("*.npy"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in files[_MOST:]:
        file.unlink(missing_ok=True)

"""Decide which model's vectors answer, and which are being made.

Each model has a folder of vectors of its own. A file next to them names the model whose vectors
were complete last: its vectors answer until those of the configured model are complete too, and are
removed then.
"""

import json
import re
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.atomic import write_atomic
from index.embedding.encoder import Encoder, Precision
from index.embedding.resolve import Model, resolve
from index.errors import DamagedIndexError, ModelUnavailableError
from index.vectors.files import salvage
from index.vectors.index import VectorIndex
from papertrail.config import Config, ModelChoice
from papertrail.indexing.corpus import ABSTRACTS, Corpus
from papertrail.workspace import Home

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ANSWERING = "answering.json"
_FOLDER = re.compile(r".+-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Semantics:
    """A model and the vectors it made."""

    encoder: Encoder
    vectors: VectorIndex


def open_semantics(home: Home, config: Config, corpus: Corpus = ABSTRACTS) -> Semantics:
    """Open the model and the vectors that answer: the last ones that were complete.

    Raises:
        IndexingError: the model can't be had, or its vectors are damaged.
    """
    last = _answering(home, corpus)
    if last and last[0] != config.model:
        try:
            model = resolve_choice(last[0], home)
        except ModelUnavailableError:
            return _open(resolve_choice(config.model, home), home, config, corpus)
        # Its files may have changed since; then nothing can be compared with its vectors.
        if model.fingerprint == last[1] and _folder(model, home, corpus).is_dir():
            return _open(model, home, config, corpus)
    return _open(resolve_choice(config.model, home), home, config, corpus)


def open_next(home: Home, config: Config, corpus: Corpus = ABSTRACTS) -> Semantics | None:
    """Open the configured model and its vectors where they don't answer yet; None where they do.

    Raises:
        IndexingError: as `open_semantics`.
    """
    last = _answering(home, corpus)
    model = resolve_choice(config.model, home)
    if last == (config.model, model.fingerprint):
        return None
    return _open(model, home, config, corpus)


def answer_with(
    home: Home, config: Config, semantics: Semantics, corpus: Corpus = ABSTRACTS
) -> None:
    """Let the configured model's vectors answer from now on, complete as they are.

    Raises:
        OSError: the folder of the indexes is not writable.
    """
    record = {"model": asdict(config.model), "fingerprint": semantics.encoder.model.fingerprint}
    write_atomic(home.index / corpus.folder / _ANSWERING, json.dumps(record, indent=1).encode())


def remove_others(home: Home, semantics: Semantics, corpus: Corpus = ABSTRACTS) -> list[str]:
    """Remove all vectors but those that answer; return the names of the removed folders."""
    kept = _folder(semantics.encoder.model, home, corpus)
    others = [
        folder
        for folder in (home.index / corpus.folder).iterdir()
        if _FOLDER.fullmatch(folder.name) and folder != kept
    ]
    for folder in others:
        # Processes that read it now keep what they have open.
        shutil.rmtree(folder, ignore_errors=True)
    return [folder.name for folder in others if not folder.exists()]


def earlier_vectors(
    home: Home, semantics: Semantics, corpus: Corpus = ABSTRACTS
) -> VectorIndex | None:
    """Open the vectors that the same model made before a reindex; None if they can't be used.

    Of damaged ones, those remain that are not known to be damaged.
    """
    model = semantics.encoder.model
    folder = home.earlier_index / corpus.folder / _folder(model, home, corpus).name
    if not folder.is_dir():
        return None
    try:
        try:
            return VectorIndex.open(folder, model.dim, model.fingerprint)
        except DamagedIndexError:
            salvage(folder)
            return VectorIndex.open(folder, model.dim, model.fingerprint)
    except (DamagedIndexError, OSError):
        return None


def resolve_choice(choice: ModelChoice, home: Home) -> Model:
    """Find a configured model; see `index.embedding.resolve.resolve`.

    Raises:
        ModelUnavailableError: it can't be had or used.
    """
    return resolve(
        choice.name,
        home.cache,
        choice.dim,
        choice.query_prompt,
        choice.document_prompt,
        revision=choice.revision,
    )


def _answering(home: Home, corpus: Corpus) -> tuple[ModelChoice, str] | None:
    """Return the choice and the fingerprint of the model whose vectors were complete last."""
    try:
        record = json.loads((home.index / corpus.folder / _ANSWERING).read_bytes())
    except (OSError, ValueError):
        record = None
    match record:
        case {
            "model": {
                "name": str() as name,
                "dim": int() | None as dim,
                "query_prompt": str() | None as query_prompt,
                "document_prompt": str() | None as document_prompt,
            },
            "fingerprint": str() as fingerprint,
        }:
            # Records of older versions have no revision.
            revision = record["model"].get("revision")
            choice = ModelChoice(
                name,
                dim,
                query_prompt,
                document_prompt,
                revision if isinstance(revision, str) else None,
            )
            return choice, fingerprint
        case _:
            # Without it, the configured model answers, complete or not.
            return None


def _open(model: Model, home: Home, config: Config, corpus: Corpus) -> Semantics:
    vectors = VectorIndex.open(_folder(model, home, corpus), model.dim, model.fingerprint)
    return Semantics(encoder_of(model, home, config), vectors)


def encoder_of(model: Model, home: Home, config: Config) -> Encoder:
    """Return an encoder with a model, on the device and in the numbers that are configured."""
    precision: Precision = "f32" if config.precision == "exact" else "auto"
    return Encoder(model, home.cache, config.device, precision)


def _folder(model: Model, home: Home, corpus: Corpus) -> Path:
    label = re.sub(r"[^A-Za-z0-9.-]+", "_", model.name)[-60:]
    return home.index / corpus.folder / f"{label}-{model.fingerprint[:12]}"


def vectors_of(semantics: Semantics, keys: "NDArray[np.int64]") -> "NDArray[np.float32]":
    """Return the vectors [n, dim] of papers; of one that is not embedded yet, the mean."""
    import numpy as np

    found, vectors = semantics.vectors.vectors(keys)
    if len(found) == len(keys):
        return vectors
    rows = {key: row for row, key in enumerate(found.tolist())}
    usual = vectors.mean(axis=0) if len(found) else np.zeros(vectors.shape[1], dtype=np.float32)
    return np.stack([vectors[rows[key]] if key in rows else usual for key in keys.tolist()])

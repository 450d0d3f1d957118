"""Share what every program does that measures labelled sets."""

import argparse
import math
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import get_args

import numpy as np
from labelled_sets import LabelledSet

from index.embedding.encoder import Encoder, Precision
from index.embedding.resolve import resolve
from index.vectors.index import text_hash
from papertrail.types.work import paper_text

MODEL = "all-MiniLM-L6-v2"


def arguments_of(description: str | None) -> argparse.ArgumentParser:
    """Return a parser of what all these programs take."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--vectors", type=Path, help="where embeddings are kept for the next run")
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--precision",
        choices=get_args(Precision),
        default="auto",
        help="number format on the CPU (auto: the fastest); others have vectors of their own",
    )
    return parser


@contextmanager
def encoder_in(vectors: Path | None, precision: Precision = "auto") -> Iterator[Encoder]:
    """Give the encoder; its converted model is kept with the vectors, else removed at the end."""
    with tempfile.TemporaryDirectory() as folder:
        cache = vectors or Path(folder)
        cache.mkdir(parents=True, exist_ok=True)
        device = "auto" if precision == "auto" else "cpu"
        yield Encoder(resolve(MODEL, cache), cache, device, precision)


def texts_of(labelled: LabelledSet) -> list[str]:
    """Return the text of each document, as papertrail embeds it."""
    return [paper_text(document.title, document.text) for document in labelled.documents.values()]


def embed_documents(
    encoder: Encoder, labelled: LabelledSet, texts: Sequence[str], folder: Path | None
) -> np.ndarray:
    """Return the vectors [n, dim] of a set's documents; sets of the same documents share them."""
    return embed(encoder, f"{labelled.name.partition('-')[0]}-{len(texts)}", texts, folder)


def embed(encoder: Encoder, name: str, texts: Sequence[str], folder: Path | None) -> np.ndarray:
    """Return the vectors [n, dim] of texts, from the folder where they are kept."""
    if not folder:
        return encoder.encode(texts)
    if encoder.precision != "auto":
        folder /= encoder.precision
        folder.mkdir(exist_ok=True)
    fingerprint = encoder.model.fingerprint[:12]
    kept = folder / f"{name}-{fingerprint}-{text_hash(chr(0).join(texts)):016x}.npy"
    if not kept.exists():
        np.save(kept, encoder.encode(texts))
    return np.asarray(np.load(kept), dtype=np.float32)


def ndcg(ranked: Sequence[str], relevant: set[str], depth: int = 10) -> float:
    """Return the nDCG of a ranking, with the same gain for each relevant document."""
    gain = sum(
        1 / math.log2(place + 2) for place, found in enumerate(ranked[:depth]) if found in relevant
    )
    return gain / sum(1 / math.log2(place + 2) for place in range(min(depth, len(relevant))))

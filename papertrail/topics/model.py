"""What a topic has learnt, and its form in the database."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from papertrail.topics.calibration import Calibration, calibrate
from papertrail.topics.features import Papers, Weights
from papertrail.topics.learning import Background, Lesson, Words

ENOUGH = 100
"""Papers from which what is usual can be told."""
FALLBACK = Calibration(0.40, 8.5)
"""Relevance by the bare cosine similarity while there are fewer."""
_HELD_OUT = 10


@dataclass(frozen=True, slots=True)
class Model:
    """A topic ready to score papers.

    Attributes:
        liked: the keys of the papers that it learnt to like, oldest opinion first.
        disliked: of those it learnt to dislike.
    """

    weights: Weights
    calibration: Calibration
    liked: tuple[int, ...]
    disliked: tuple[int, ...]


def train(
    background: Background,
    keys: Sequence[int],
    words: Words | None,
    examples: Papers,
    liked: Sequence[int],
    disliked: Sequence[int],
) -> Model:
    """Learn a topic.

    Args:
        background: a sample of all papers.
        keys: of its papers.
        words: what the topic says of itself, or None.
        examples: the liked papers, then the disliked ones.
        liked: their keys.
        disliked: their keys.
    """
    is_liked = np.arange(len(examples)) < len(liked)
    if len(background.papers) < ENOUGH:
        return Model(
            _bare(background, words, examples.picked(np.flatnonzero(is_liked))),
            FALLBACK,
            (*liked,),
            (*disliked,),
        )
    judged = np.flatnonzero(np.isin(keys, [*liked, *disliked]))
    lesson = Lesson(background, words, examples, is_liked, judged)
    weights = lesson.weights()
    # The latest opinions say best what is wanted now.
    tried = [*np.flatnonzero(is_liked)[-_HELD_OUT:], *np.flatnonzero(~is_liked)[-_HELD_OUT:]]
    held_out = {
        int(row): float(
            lesson.weights(int(row), feedback=False).score(examples.picked([int(row)]))[0]
        )
        for row in tried
    }
    scores = [
        np.array([s for row, s in held_out.items() if is_liked[row] == kind], np.float32)
        for kind in (True, False)
    ]
    if is_liked.sum() == 1 and words is None:
        scores[0] = scores[0][:0]  # without its only example a topic knows nothing
    return Model(
        weights, calibrate(weights.score(background.papers), *scores), (*liked,), (*disliked,)
    )


def _bare(background: Background, words: Words | None, liked: Papers) -> Weights:
    """Return weights by similarity to the closest description or liked paper, with a little for the
    words.
    """
    nothing = Weights.none(liked.vectors.shape[1], background.terms)
    described = words.descriptions if words else nothing.descriptions
    terms = words.terms * np.float32(0.1) if words else nothing.terms
    return replace(
        nothing, descriptions=np.concatenate([described, liked.vectors]), closeness=1.0, terms=terms
    )


def to_bytes(model: Model) -> bytes:
    """Return a model as an .npz archive without pickles; scalars and names are JSON inside it."""
    weights = model.weights
    rest = {
        "closeness": weights.closeness,
        "bias": weights.bias,
        "authors": dict(weights.authors),
        "name": weights.name,
        "named": weights.named,
        "calibration": [model.calibration.centre, model.calibration.slope],
        "liked": list(model.liked),
        "disliked": list(model.disliked),
    }
    return pack(
        rest, descriptions=weights.descriptions, direction=weights.direction, terms=weights.terms
    )


def from_bytes(content: bytes) -> Model:
    """Return the model that `to_bytes` wrote.

    Raises:
        ValueError: the bytes are something else.
    """
    rest, arrays = unpack(content)
    weights = Weights(
        arrays["descriptions"],
        rest["closeness"],
        arrays["direction"],
        arrays["terms"],
        rest["authors"],
        rest["bias"],
        rest["name"],
        rest["named"],
    )
    return Model(
        weights, Calibration(*rest["calibration"]), tuple(rest["liked"]), tuple(rest["disliked"])
    )


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

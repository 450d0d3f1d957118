"""Train a topic's model, and store it as bytes."""

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
"""Papers from which the usual scores can be estimated."""
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

    def held_out_scores(of: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Score the latest examples, which say best what is wanted now, each by the others."""
        rows = np.flatnonzero(of)[-_HELD_OUT:].tolist()
        scores = [
            lesson.weights(row, feedback=False).score(examples.picked([row]))[0] for row in rows
        ]
        return np.array(scores, np.float32)

    # Without its only example a topic has learnt nothing.
    only_example = is_liked.sum() == 1 and words is None
    calibration = calibrate(
        weights.score(background.papers),
        held_out_scores(is_liked & (not only_example)),
        held_out_scores(~is_liked),
    )
    return Model(weights, calibration, (*liked,), (*disliked,))


def _bare(background: Background, words: Words | None, liked: Papers) -> Weights:
    """Return weights by similarity to the closest description or liked paper, and a few terms."""
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

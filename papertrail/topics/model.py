"""Train a topic's model, and store it as bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from papertrail.topics.calibration import Calibration, calibrate
from papertrail.topics.features import Likes, Papers, Weights
from papertrail.topics.learning import Background, Lesson
from papertrail.topics.packing import pack, unpack
from papertrail.topics.phrases import Name
from papertrail.topics.wording import Wording

_HELD_OUT = 10


@dataclass(frozen=True, slots=True)
class Model:
    """A topic ready to score papers.

    Attributes:
        described: [d, dim] the embeddings of its descriptions.
        liked: the keys of the papers that it learnt to like, oldest opinion first.
        disliked: of those it learnt to dislike.
    """

    weights: Weights
    calibration: Calibration
    described: NDArray[np.float32]
    liked: tuple[int, ...]
    disliked: tuple[int, ...]


def train(
    background: Background,
    words: Wording | None,
    described: NDArray[np.float32],
    examples: Papers,
    liked: Sequence[int],
    disliked: Sequence[int],
    may_feed: NDArray[np.int64],
) -> Model:
    """Learn a topic.

    Args:
        background: a sample of all papers, and what is usual.
        words: what the topic says of itself, or None.
        described: [d, dim] the embeddings of its descriptions.
        examples: the liked papers, then the disliked ones.
        liked: their keys.
        disliked: their keys.
        may_feed: rows of the background; see `Lesson`.
    """
    is_liked = np.arange(len(examples)) < len(liked)
    lesson = Lesson(background, words, examples, is_liked, may_feed)

    def held_out_scores(of: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Score the latest examples, which say best what is wanted now, each by the others."""
        rows = np.flatnonzero(of)[-_HELD_OUT:].tolist()
        scores = [lesson.weights(row).score(examples.picked([row]))[0] for row in rows]
        return np.array(scores, np.float32)

    # Without its only example a topic has learnt nothing.
    only_example = is_liked.sum() == 1 and words is None
    calibration = calibrate(
        held_out_scores(is_liked & (not only_example)), held_out_scores(~is_liked)
    )
    return Model(lesson.weights(), calibration, described, (*liked,), (*disliked,))


def to_bytes(model: Model) -> bytes:
    """Return a model as an .npz archive without pickles; scalars and names are JSON inside it."""
    weights, wording, likes = model.weights, model.weights.wording, model.weights.likes
    rest: dict[str, Any] = {
        "bias": weights.bias,
        "authors": dict(weights.authors),
        "centre": model.calibration.centre,
        "liked": list(model.liked),
        "disliked": list(model.disliked),
    }
    arrays: dict[str, NDArray[Any]] = {
        "direction": weights.direction,
        "terms": weights.terms,
        "described": model.described,
    }
    if wording:
        rest |= {
            "units": dict(wording.units),
            "spelled": dict(wording.spelled),
            "phrases": list(wording.name.phrases),
            "initials": wording.name.initials,
            "weight": wording.weight,
        }
        arrays |= {"close": wording.weights, "close_offsets": wording.offsets}
    if likes:
        rest |= {"near": likes.weight}
        arrays |= {"likes": likes.weights, "like_offsets": likes.offsets}
    return pack(rest, **arrays)


def from_bytes(content: bytes) -> Model:
    """Return the model that `to_bytes` wrote.

    Raises:
        ValueError: the bytes are something else.
    """
    rest, arrays = unpack(content)
    wording = likes = None
    if "close" in arrays:
        name = Name(tuple(rest["phrases"]), rest["initials"])
        wording = Wording(
            arrays["close"],
            arrays["close_offsets"],
            rest["units"],
            rest["spelled"],
            name,
            rest["weight"],
        )
    if "likes" in arrays:
        likes = Likes(arrays["likes"], arrays["like_offsets"], rest["near"])
    weights = Weights(
        wording, likes, arrays["direction"], arrays["terms"], rest["authors"], rest["bias"]
    )
    return Model(
        weights,
        Calibration(rest["centre"]),
        arrays["described"],
        tuple(rest["liked"]),
        tuple(rest["disliked"]),
    )

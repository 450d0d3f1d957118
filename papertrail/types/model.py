"""Embedding models, as they can be chosen."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A model in the list of those to choose from.

    Attributes:
        chosen: whether the configuration names it.
        here: whether it is on this machine.
        dim: the length of its vectors; 0 if that is not known.
        max_tokens: of a text; 0 if that is not known.
        megabytes: the size of its weights; 0 if that is not known.
        matryoshka: whether it was trained for shorter vectors.
        scifact: nDCG@10 on SciFact as published, or None.
        per_second: abstracts that it encodes in a second here, or None if that was not measured.
        engine: what ran it then, such as `openvino cpu bf16`.
    """

    name: str
    chosen: bool
    here: bool
    dim: int
    max_tokens: int
    megabytes: int
    matryoshka: bool = False
    scifact: float | None = None
    remark: str = ""
    per_second: float | None = None
    engine: str | None = None


@dataclass(frozen=True, slots=True)
class ChosenModel:
    """A model that was chosen.

    Attributes:
        dim: the length of its vectors from now on.
        max_tokens: of a text.
        shortened: whether vectors are shortened of a model that is not known to be trained for it.
        revision: the commit on the hub at which it stays; None for a folder.
    """

    name: str
    dim: int
    max_tokens: int
    shortened: bool
    revision: str | None = None

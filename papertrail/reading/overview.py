"""Extract the sentences of a paper that say its problem, contributions, method, data, results."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.keywords import analysis
from papertrail.reading.answers import Text
from papertrail.reading.sentences import Sentence
from papertrail.types.reading import Part, Quote

if TYPE_CHECKING:
    from index.embedding.encoder import Encoder
    from numpy.typing import NDArray

COUNT = 3
"""Sentences of one part."""
_PARTS = Path(__file__).with_name("parts.toml")
# Looked at on all papers of the set with: papertrail skim ID.
_CUE, _PLACE, _NOT_PLACE, _ABOUT = 1.0, 0.8, -1.0, 0.5
_LEAST = 1.2
"""The score of a sentence from which it is shown: a cue and a little more."""
_WORDS = range(6, 70)
_ALIKE = 0.6
"""The share of its words that a sentence has in common with one above it, from which it repeats."""
_LEAST_LETTERS = 0.72
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_CAPTION = re.compile(r"(?:Figure|Fig\.|Table|Algorithm|图|表)\s*\d")
_BEGINS = re.compile(r"[A-Z0-9\"'\u201c(\[\u2022\u3400-\u9fff]")
_ENDS = re.compile(r"[.!?:;\u3002\uff1f\uff01\uff1b][\"')\]\u201d\d]*$")


@dataclass(frozen=True, slots=True)
class PartKind:
    """How a part of an overview is recognised."""

    name: str
    cues: re.Pattern[str]
    places: re.Pattern[str]
    not_places: re.Pattern[str]
    statements: tuple[str, ...]


@cache
def part_kinds() -> tuple[PartKind, ...]:
    """Return the parts of an overview, in their order."""
    declared = tomllib.loads(_PARTS.read_text(encoding="utf-8"))
    return tuple(
        PartKind(
            name,
            *(re.compile("|".join(part[key])) for key in ("cues", "places", "not_places")),
            tuple(part["statements"]),
        )
        for name, part in declared.items()
    )


def overview(text: Text, encoder: "Encoder", count: int = COUNT) -> tuple[Part, ...]:
    """Return the parts of a paper, each with its best sentences in the order of the text.

    A sentence is in one part only.
    """
    sentences = text.sentences
    usable = np.array([_is_prose(sentence.text) for sentence in sentences], bool)
    matter = text.vectors.mean(axis=0) if len(sentences) else None
    parts = []
    for kind in part_kinds():
        places: list[int] = []
        if matter is not None:
            scores = _scores(kind, text, encoder, matter)
            scores[~usable] = -np.inf
            places = _choose(scores, sentences, count)
            usable[places] = False
        quotes = tuple(quote(sentences[place]) for place in sorted(places))
        parts.append(Part(kind.name, quotes))
    return tuple(parts)


def quote(sentence: Sentence) -> Quote:
    """Return a sentence as it is shown."""
    return Quote(sentence.text, sentence.page, sentence.section)


def _scores(
    kind: PartKind, text: Text, encoder: "Encoder", matter: "NDArray[np.float32]"
) -> "NDArray[np.float64]":
    sentences = text.sentences
    cues = np.array([bool(kind.cues.search(sentence.text)) for sentence in sentences], float)
    places = np.array([bool(kind.places.search(sentence.section)) for sentence in sentences], float)
    wrong = np.array([bool(kind.not_places.search(each.section)) for each in sentences], float)
    statements = (text.vectors @ encoder.encode(list(kind.statements)).T).max(axis=1)
    about = text.vectors @ (matter / max(float(np.linalg.norm(matter)), 1e-6))
    total: NDArray[np.float64] = (
        _CUE * cues
        + _PLACE * places
        + _NOT_PLACE * wrong
        + statements.astype(np.float64)
        + _ABOUT * about
    )
    return np.where(cues > 0, total, -np.inf)


def _choose(
    scores: "NDArray[np.float64]", sentences: tuple[Sentence, ...], count: int
) -> list[int]:
    """Return the places of the best sentences that do not repeat each other."""
    chosen: list[int] = []
    for place in np.argsort(-scores, kind="stable").tolist():
        if len(chosen) == count or scores[place] < _LEAST:
            break
        if not any(_repeats(sentences[place].text, sentences[other].text) for other in chosen):
            chosen.append(place)
    return chosen


def _repeats(one: str, other: str) -> bool:
    some, others = set(analysis.terms(one)), set(analysis.terms(other))
    return len(some & others) >= _ALIKE * max(1, min(len(some), len(others)))


def _is_prose(text: str) -> bool:
    """Decide whether a sentence is whole, and no caption, table or formula."""
    if _CAPTION.match(text) or not _BEGINS.match(text) or not _ENDS.search(text):
        return False
    if _WIDE.search(text):
        return len(text) >= _WORDS.start
    letters = sum(character.isalpha() or character.isspace() for character in text)
    return len(text.split()) in _WORDS and letters >= _LEAST_LETTERS * len(text)

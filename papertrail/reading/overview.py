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
from papertrail.types.reading import OverviewPart, Quote

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.embedding.encoder import Encoder

COUNT = 3
"""Sentences of one part."""
_PARTS = Path(__file__).with_name("parts.toml")
# Looked at on all papers of the set with: papertrail skim ID.
_CUE, _PLACE, _NOT_PLACE, _ABOUT, _OTHERS = 1.0, 0.8, -1.0, 0.5, -0.3
_LEAST = 1.2
"""The score of a sentence from which it is shown: a cue and a little more."""
_WORDS = range(6, 70)
_ALIKE = 0.6
"""The share of its words that a sentence has in common with one above it, from which it repeats."""
_LEAST_LETTERS = 0.72
_CITES = re.compile(r"\bet al\b|\[\d")
"""A sentence that cites is often about the work of others."""
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
            _pattern(part["cues"]),
            _pattern(part["places"]),
            _pattern(part["not_places"]),
            tuple(part["statements"]),
        )
        for name, part in declared.items()
    )


def overview(text: Text, encoder: "Encoder", count: int = COUNT) -> tuple[OverviewPart, ...]:
    """Return the parts of a paper, each with its best sentences in the order of the text.

    A sentence is in one part only: the one that it fits best.
    """
    sentences, kinds = text.sentences, part_kinds()
    if not sentences:
        return tuple(OverviewPart(kind.name, ()) for kind in kinds)
    usable = np.array([_is_prose(sentence.text) for sentence in sentences], bool)
    table = np.stack([_scores(kind, text, encoder) for kind in kinds])
    table[:, ~usable] = -np.inf
    table[table < table.max(axis=0)] = -np.inf
    parts = []
    for kind, scores in zip(kinds, table, strict=True):
        places = sorted(_choose(scores, sentences, count))
        parts.append(OverviewPart(kind.name, tuple(quote(sentences[place]) for place in places)))
    return tuple(parts)


def _pattern(parts: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(parts))


def quote(sentence: Sentence) -> Quote:
    """Return a sentence as it is shown."""
    return Quote(sentence.text, sentence.page, sentence.section)


def _scores(kind: PartKind, text: Text, encoder: "Encoder") -> "NDArray[np.float64]":
    """Return how well each sentence fits a part, -inf for one without any of its cues."""
    sentences = text.sentences
    matter = text.vectors.mean(axis=0)
    cues = np.array([bool(kind.cues.search(sentence.text)) for sentence in sentences], float)
    places = np.array([_is_usual(kind, sentence) for sentence in sentences], float)
    cites = np.array([bool(_CITES.search(sentence.text)) for sentence in sentences], float)
    wrong = np.array([bool(kind.not_places.search(each.section)) for each in sentences], float)
    statements = (text.vectors @ encoder.encode(list(kind.statements)).T).max(axis=1)
    about = text.vectors @ (matter / max(float(np.linalg.norm(matter)), 1e-6))
    total: NDArray[np.float64] = (
        _CUE * cues
        + _PLACE * places
        + _NOT_PLACE * wrong
        + _OTHERS * cites
        + statements.astype(np.float64)
        + _ABOUT * about
    )
    return np.where(cues > 0, total, -np.inf)


def _is_usual(kind: PartKind, sentence: Sentence) -> bool:
    """Decide whether a part is usual at a sentence's place; the first page has the abstract."""
    if kind.places.search(sentence.section):
        return True
    return sentence.page == 1 and bool(kind.places.search("abstract"))


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

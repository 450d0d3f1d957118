"""Analyse a question: its terms, their neighbours in meaning, and what an answer may look like."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.keywords import analysis

_VOCABULARY = Path(__file__).with_name("vocabulary.toml")
_STOP_WORDS = frozenset(
    "a about all an and any are as at be been but by can could did do does done else ever for from "
    "get give given go had has have how i if in into is it its kind made make may might much many "
    "my no not nothing of off on one only or other our out over own paper real said same should so "
    "some such than that the their them then there these they this those to too under up use used "
    "very was way we were what when where which while who whom whose why will with would you your "
    "author authors writers".split()
)


@dataclass(frozen=True)
class Kind:
    """A kind of question.

    Attributes:
        name: such as "hardware".
        asked: decides whether a question is of this kind.
        signs: finds what an answer has.
        statements: sentences as an answer may be put.
    """

    name: str
    asked: re.Pattern[str]
    signs: re.Pattern[str]
    statements: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A question, analysed.

    Attributes:
        text: as asked.
        terms: its stemmed words that mean something.
        neighbours: for each term or phrase, other stemmed phrases with nearly its meaning.
        rewritten: the question with papers' words in place of its own.
        kinds: what it asks for.
    """

    text: str
    terms: tuple[str, ...]
    neighbours: tuple[tuple[str, ...], ...]
    rewritten: str
    kinds: tuple[Kind, ...]

    @property
    def statements(self) -> tuple[str, ...]:
        """Return how an answer may be put."""
        return tuple(each for kind in self.kinds for each in kind.statements)


def analyse(text: str) -> Question:
    """Analyse a question."""
    stems = analysis.terms(text)
    plain = {term for word in _STOP_WORDS for term in analysis.terms(word)}
    terms = tuple(dict.fromkeys(stem for stem in stems if stem not in plain))
    spelled = f" {' '.join(stems)} "
    found, added = [], []
    for group in _groups():
        here = [phrase for phrase in group if f" {phrase.stems} " in spelled]
        if here:
            others = [phrase for phrase in group if phrase not in here]
            found.append(tuple(phrase.stems for phrase in others))
            added.append(group[0].words)
    kinds = tuple(kind for kind in known_kinds() if kind.asked.search(text))
    rewritten = f"{text} ({', '.join(added)})" if added else text
    return Question(text, terms, tuple(found), rewritten, kinds)


@dataclass(frozen=True)
class _Phrase:
    words: str
    stems: str


@cache
def known_kinds() -> tuple[Kind, ...]:
    """Return the kinds of questions."""
    kinds = tomllib.loads(_VOCABULARY.read_text(encoding="utf-8"))["kinds"]
    return tuple(
        Kind(
            name,
            re.compile("|".join(kind["asked"]), re.IGNORECASE),
            re.compile("|".join(kind["signs"])),
            tuple(kind["statements"]),
        )
        for name, kind in kinds.items()
    )


@cache
def _groups() -> tuple[tuple[_Phrase, ...], ...]:
    groups = tomllib.loads(_VOCABULARY.read_text(encoding="utf-8"))["synonyms"]
    return tuple(
        tuple(_Phrase(words, " ".join(analysis.terms(words))) for words in group)
        for group in groups
    )

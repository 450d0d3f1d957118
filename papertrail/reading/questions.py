"""Analyse a question: its terms, their neighbours in meaning, and what an answer may look like."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from index.keywords import analysis

_VOCABULARY = Path(__file__).with_name("vocabulary.toml")
_NAME = re.compile(r"(?<![.\w])(?:[A-Z]\w*(?:-\w+)*|[a-z]*\d+[a-z]\w*|[^\W\d_]+-\d+\w*)")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of question.

    Attributes:
        name: such as "hardware".
        asked: decides whether a question is of this kind.
        signs: finds what an answer has.
        statements: sentences as an answer may be put.
        headings: finds the headings of sections that answer; None if there are none.
    """

    name: str
    asked: re.Pattern[str]
    signs: re.Pattern[str]
    statements: tuple[str, ...]
    headings: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question, analysed.

    Attributes:
        text: as asked.
        rewritten: with words as papers use them added.
        terms: its stemmed words that mean something.
        neighbours: for each group of synonyms that the question has a part of, the other ones.
        names: words that look like names, such as CIFAR-100.
        kinds: what it asks for.
    """

    text: str
    rewritten: str
    terms: tuple[str, ...]
    neighbours: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]
    kinds: tuple[Kind, ...]

    @property
    def statements(self) -> tuple[str, ...]:
        """Return how an answer may be put."""
        return tuple(each for kind in self.kinds for each in kind.statements)


def analyse(text: str) -> Question:
    """Analyse a question."""
    stems = analysis.terms(text)
    spelled = f" {' '.join(stems)} "
    neighbours, added = [], []
    for group in _groups():
        here = {phrase.stems for phrase in group if f" {phrase.stems} " in spelled}
        if here:
            neighbours.append(tuple(each.stems for each in group if each.stems not in here))
            added.append(group[0].words)
    return Question(
        text=text,
        rewritten=f"{text} ({', '.join(added)})" if added else text,
        terms=tuple(dict.fromkeys(stem for stem in stems if stem not in _stop_terms())),
        neighbours=tuple(neighbours),
        names=_names(text),
        kinds=tuple(kind for kind in known_kinds() if kind.asked.search(text)),
    )


def _names(text: str) -> tuple[str, ...]:
    """Return what looks like a name, but for the first word, which has a capital anyway."""
    later = text.partition(" ")[2]
    return tuple(
        name for name in _NAME.findall(later) if name != "I" and any(map(str.isalpha, name))
    )


@dataclass(frozen=True, slots=True)
class _Phrase:
    words: str
    stems: str


@cache
def known_kinds() -> tuple[Kind, ...]:
    """Return the kinds of questions."""
    return tuple(
        Kind(
            name,
            re.compile("|".join(kind["asked"]), re.IGNORECASE),
            re.compile("|".join(kind["signs"])),
            tuple(kind["statements"]),
            re.compile("|".join(kind["headings"])) if "headings" in kind else None,
        )
        for name, kind in _vocabulary()["kinds"].items()
    )


@cache
def _groups() -> tuple[tuple[_Phrase, ...], ...]:
    return tuple(
        tuple(_Phrase(words, " ".join(analysis.terms(words))) for words in group)
        for group in _vocabulary()["synonyms"]
    )


@cache
def _stop_terms() -> frozenset[str]:
    return frozenset(analysis.terms(_vocabulary()["stop_words"]))


@cache
def _vocabulary() -> dict[str, Any]:
    return tomllib.loads(_VOCABULARY.read_text(encoding="utf-8"))

"""Cut a document into its sentences, each with its page and section."""

import re
from dataclasses import dataclass

from index.sentences import split
from papertrail.types.document import DocumentText

REACH = 1
"""Sentences before and after one that are shown with it, where they are on its page."""
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_UNSPACED_STOP = re.compile(r"(?<=[\u3002\uff01\uff1f\uff1b])\s*")
_LONGEST = 90
"""Words of a sentence; a longer one is a table or a list, and is cut."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document.

    Attributes:
        text: as the passage has it, so that it occurs on the page.
        passage: the number of its passage.
    """

    text: str
    page: int
    section: str
    passage: int


def sentences_of(document: DocumentText) -> tuple[Sentence, ...]:
    """Return the sentences of a document's passages, in reading order."""
    return tuple(
        Sentence(text, passage.page, passage.section, passage.number)
        for passage in document.passages
        for text in split_sentences(passage.text)
    )


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a text, also of one in Chinese or Japanese."""
    found: list[str] = []
    for sentence in split(text):
        parts = _UNSPACED_STOP.split(sentence) if _UNSPACED.search(sentence) else [sentence]
        for part in parts:
            found += _cut(part)
    return found


def neighbourhood(sentences: tuple[Sentence, ...], place: int, reach: int = REACH) -> range:
    """Return the places of a sentence and its neighbours in the same section on the same page."""
    here = sentences[place]
    first = last = place
    while first > max(0, place - reach) and _near(sentences[first - 1], here):
        first -= 1
    while last < min(len(sentences) - 1, place + reach) and _near(sentences[last + 1], here):
        last += 1
    return range(first, last + 1)


def _near(one: Sentence, other: Sentence) -> bool:
    return (one.page, one.section) == (other.page, other.section)


def _cut(text: str) -> list[str]:
    """Cut what is too long for a sentence; the parts keep the words as they are."""
    words = text.split()
    if len(words) <= _LONGEST:
        return [text] if words else []
    return [" ".join(words[start : start + _LONGEST]) for start in range(0, len(words), _LONGEST)]

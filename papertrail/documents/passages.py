"""Cut a document into passages: about 150 words of one section on one page."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from index import sentences
from papertrail.types.document import Passage

WORDS = 150
"""Words that a passage aims at; a longer sentence is a passage of its own."""
MOST_WORDS = 220
_CJK = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_CJK_STOP = re.compile(r"(?<=[。！？；])")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text that is whole on its page: nothing else is between its lines in the file.

    Attributes:
        start: position of its first line on the page; `end` is after its last one.
    """

    text: str
    page: int
    section: str
    start: int
    end: int


def cut_passages(stretches: Iterable[Stretch]) -> tuple[Passage, ...]:
    """Return passages. Each is contiguous on its page, so that it can be found there."""
    passages: list[Passage] = []
    texts: list[str] = []
    words = 0
    last: Stretch | None = None

    def finish() -> None:
        nonlocal texts, words
        if texts and last is not None and any(map(str.isalnum, "".join(texts))):
            passages.append(Passage(len(passages), " ".join(texts), last.page, last.section))
        texts, words = [], 0

    for stretch in stretches:
        if last and not _follows(last, stretch):
            finish()
        last = stretch
        for sentence in _sentences(stretch.text):
            length = count_words(sentence)
            if words and words + length > MOST_WORDS:
                finish()
            texts.append(sentence)
            words += length
            if words >= WORDS:
                finish()
    finish()
    return tuple(passages)


def _follows(last: Stretch, stretch: Stretch) -> bool:
    return (last.page, last.section, last.end) == (stretch.page, stretch.section, stretch.start)


def count_words(text: str) -> int:
    """Return the number of words; two characters of Chinese or Japanese count as one."""
    return len(text.split()) + len(_CJK.findall(text)) // 2


def _sentences(text: str) -> list[str]:
    found = []
    for sentence in sentences.split(text):
        if _CJK.search(sentence):
            found += [part for part in _CJK_STOP.split(sentence) if part.strip()]
        elif count_words(sentence) > MOST_WORDS:
            found += _cut(sentence)
        else:
            found.append(sentence)
    return found


def _cut(sentence: str) -> list[str]:
    words = sentence.split()
    return [" ".join(words[first : first + WORDS]) for first in range(0, len(words), WORDS)]

"""Keep of a model's answer what the passages that it names support.

A sentence stays if it names passages that exist; its quote occurs on their page, word for word; its
numbers and names occur in them; most of its words do too; and it does not deny what its quote says
or the reverse. That refuses invention. It can't refuse every wrong combination of the passage's own
words, so the quote and its page are always shown.
"""

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from index.keywords import analysis
from papertrail.assist.prompts import visible
from papertrail.errors import AssistError

SHARE = 0.6
"""The least share of a sentence's words that occur in its passages."""
_SHORTEST_QUOTE = 12
"""Characters, without spaces, of a quote that proves something."""
_LEFT_OUT = re.compile(r"[\s\u00ad\ufffe-]|[\u2010\u2011]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NEGATION = re.compile(
    r"\b(?:no|not|nor|never|neither|none|without|cannot|fails?|failed|unable|hardly)\b|n['\u2019]t\b"
    r"|[不没無无非未]",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"\u201c\u201d]([^\"\u201c\u201d]{3,})[\"\u201c\u201d]")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"')\]]+|\b[\w.-]+@[\w-]+\.\w+")
_EMPTY_WORDS = """
    a about also an and are as at be been but by can do does for from had has have in into
    is it its may more of on or our over paper show shows so such than that the their them
    then there these they this those to too under up use used using was we were which while
    who with would author authors describe describes present presents propose proposes
    report reports state states find finds found
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of a model that its passages support.

    Attributes:
        passages: places in the list of passages that was sent, from 0; the quote's comes first.
        quote: words of the first of them.
    """

    sentence: str
    passages: tuple[int, ...]
    quote: str


@dataclass(frozen=True, slots=True)
class Grounded:
    """What is left of an answer.

    Attributes:
        struck: how many sentences were left out.
    """

    claims: tuple[Claim, ...]
    struck: int


def ground(answer: str, passages: Sequence[str]) -> Grounded:
    """Return the sentences of an answer that the passages support.

    Raises:
        AssistError: the answer has no list of sentences.
    """
    claims: list[Claim] = []
    struck = 0
    for item in _items(answer):
        claim = _supported(item, passages)
        if claim is None:
            struck += 1
        elif claim.sentence not in {each.sentence for each in claims}:
            claims.append(claim)
    return Grounded(tuple(claims), struck)


def comparable(text: str) -> str:
    """Return a text in the form in which quotes are compared: without spaces and hyphens."""
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKC", text)).lower()


def same_facts(original: str, translated: str) -> bool:
    """Decide whether a translation has the numbers and addresses of its original, and no others."""
    facts = [_facts(text) for text in (original, translated)]
    return bool(translated.strip()) and facts[0] == facts[1]


def _facts(text: str) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(_numbers(text)), frozenset(_ADDRESS.findall(text))


def _items(answer: str) -> list[Any]:
    """Return the elements of the array in an answer, which may have a fence or words around it."""
    begin, end = answer.find("["), answer.rfind("]")
    try:
        found = json.loads(answer[begin : end + 1]) if 0 <= begin < end else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list):
        raise AssistError(
            "the language model did not answer with a list of sentences",
            "try again, or take a model that follows instructions better",
        )
    return found


def _supported(item: Any, passages: Sequence[str]) -> Claim | None:  # noqa: ANN401 - a model's JSON
    """Return an element as a claim if its passages support it."""
    if not isinstance(item, dict):
        return None
    sentence, quote, named = item.get("sentence"), item.get("quote"), item.get("passages")
    if not isinstance(sentence, str) or not isinstance(quote, str):
        return None
    sentence, quote = " ".join(visible(sentence).split()), " ".join(visible(quote).split())
    places = _places(named, len(passages))
    holders = [place for place in places if _has_quote(passages[place], quote)]
    if not sentence or not holders:
        return None
    source = " ".join(passages[place] for place in places)
    if not _says(source, sentence) or bool(_NEGATION.search(sentence)) != bool(
        _NEGATION.search(quote)
    ):
        return None
    first = holders[0]
    return Claim(sentence, (first, *(place for place in places if place != first)), quote)


def _places(named: Any, count: int) -> list[int]:  # noqa: ANN401 - a model's JSON
    """Return the places of the passages that a sentence names; none if one of them is not there."""
    given = named if isinstance(named, list) else [named]
    if not given or not all(type(number) is int and 1 <= number <= count for number in given):
        return []
    return [number - 1 for number in dict.fromkeys(given)]


def _has_quote(passage: str, quote: str) -> bool:
    wanted = comparable(quote)
    return len(wanted) >= _SHORTEST_QUOTE and wanted in comparable(passage)


def _says(source: str, sentence: str) -> bool:
    """Decide whether a text has a sentence's numbers, addresses, quotes, names and most words."""
    if not _numbers(sentence) <= _numbers(source):
        return False
    plain = comparable(source)
    exact = [*_ADDRESS.findall(sentence), *_QUOTED.findall(sentence)]
    if not all(comparable(part) in plain for part in exact):
        return False
    known = set(analysis.terms(source))
    if not all(term in known for name in _names(sentence) for term in analysis.terms(name)):
        return False
    terms = {term for term in analysis.terms(sentence) if term not in _empty_terms()}
    return bool(terms) and len(terms & known) >= SHARE * len(terms)


@cache
def _empty_terms() -> frozenset[str]:
    return frozenset(analysis.terms(_EMPTY_WORDS))


def _numbers(text: str) -> set[str]:
    return {number.replace(",", "") for number in _NUMBER.findall(text)}


def _names(sentence: str) -> list[str]:
    """Return the words that look like names: with a capital after the first word, or with two."""
    words = sentence.split()
    return [
        word
        for place, word in enumerate(words)
        if any(character.isupper() for character in (word if place else word[1:]))
    ]

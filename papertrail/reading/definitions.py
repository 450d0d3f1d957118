"""Find acronyms and symbols where a paper defines them."""

import re
from collections.abc import Iterator, Sequence

from papertrail.reading.overview import quote
from papertrail.reading.sentences import Sentence
from papertrail.types.reading import Term

_LONGEST_SHORT, _LONGEST_MEANING = 10, 100
# "(BN)", "(HEAR)", "(mAP)", "(LSTMs)"; what follows a comma or semicolon in it is something else.
_IN_BRACKETS = re.compile(r"\(([A-Za-z][\w./&+-]{1,11})(?:[,;][^()]{0,60})?\)")
# "HBM (high bandwidth memory)".
_EXPLAINED = re.compile(r"\b([A-Z][\w-]*[A-Z][\w-]*)\s\(([a-z][^()]{4,80}|[A-Z][a-z][^()]{4,80})\)")
_SYMBOL = (
    r"(?:[A-Za-z\u0370-\u03ff\u03d0-\u03ff\U0001d400-\U0001d7ff]"
    r"(?:[\u2032'\u02c6\u0302]|[_^]?\{?[\w\u2032,]{0,4}\}?)?(?:\([\w,\s]{1,8}\))?)"
)
_MEANS = (
    r"(?:denotes?|represents?|stands? for|refers? to|indicates?|"
    r"(?:is|are|be)(?= (?:the|a|an|our)\b))"
)
_DENOTES = re.compile(
    rf"(?:\b(?:where|Where|with|let|Let|Here|here|and|,)\s+)({_SYMBOL})\s+({_MEANS})\s+"
    rf"(?=([^.;:()]{{4,{_LONGEST_MEANING}}}))"
)
_CALLED = re.compile(
    rf"\b([a-z][a-z -]{{3,40}}?)\s+(?:is|are) denoted (?:by|as)\s+({_SYMBOL})(?=[\s,.;)])"
)
_ENDS = re.compile(r",| and (?=\S{1,6} (?:is|are|denotes?|represents?)\b)| where\b| such that\b")
_LEAST_CAPITALS = 2
_MOST_LETTERS = 2
"""Letters of a symbol that has nothing else."""
_NO_SYMBOLS = frozenset(
    [
        *("a", "i", "A", "I", "it", "we", "he", "as", "at", "by", "in", "is", "of", "on", "or"),
        *("to", "so", "an", "be", "do", "if", "no", "us", "my", "It", "We", "As", "At", "In", "If"),
    ]
)
_QUOTES = " \"'\u201c\u201d\u2018\u2019,;:"
_NO_MEANING = re.compile(r"[()]|\bet al\b|\d{4}|\b(?:is|are|was|were|we)\b")


def terms_of(sentences: Sequence[Sentence]) -> tuple[Term, ...]:
    """Return the acronyms and symbols of a paper, each where it is defined first."""
    found: dict[str, Term] = {}
    for sentence in sentences:
        for short, meaning in acronyms(sentence.text):
            found.setdefault(short, Term(short, meaning, quote(sentence)))
        for symbol, meaning in symbols(sentence.text):
            known = Term(symbol, meaning, quote(sentence), is_symbol=True)
            found.setdefault(symbol, known)
    return tuple(found.values())


def acronyms(text: str) -> Iterator[tuple[str, str]]:
    """Yield the acronyms that a text defines, with their long forms.

    The algorithm is that of Schwartz and Hearst, A simple algorithm for identifying abbreviation
    definitions in biomedical text, 2003.
    """
    for match in _IN_BRACKETS.finditer(text):
        short = match[1].rstrip(".")
        if _is_short_form(short):
            meaning = _long_form(_plural(short), text[: match.start()].rstrip())
            if meaning:
                yield short, meaning
    for match in _EXPLAINED.finditer(text):
        short, meaning = match[1], match[2].strip()
        if _is_short_form(short) and _initials_match(short, meaning):
            yield short, meaning


def symbols(text: str) -> Iterator[tuple[str, str]]:
    """Yield the symbols that a text defines, with what they denote."""
    for match in _DENOTES.finditer(text):
        symbol, meaning = match[1], _ENDS.split(match[3], maxsplit=1)[0].strip()
        has_word = re.search(r"[^\W\d_]{3}", meaning)
        if symbol not in _NO_SYMBOLS and _is_symbol(symbol) and has_word:
            yield symbol, meaning
    for match in _CALLED.finditer(text):
        if _is_symbol(match[2]) and match[2] not in _NO_SYMBOLS:
            yield match[2], match[1].strip()


def _is_symbol(text: str) -> bool:
    """Decide whether text is no word: a single letter, or one with an index or an argument."""
    letters = [character for character in text if character.isalpha()]
    return len(letters) <= _MOST_LETTERS or not text.isalpha()


def _is_short_form(text: str) -> bool:
    """Decide whether text can be an acronym: two capitals at least, no word, no year."""
    capitals = sum(character.isupper() for character in text)
    return (
        _LEAST_CAPITALS <= len(text) <= _LONGEST_SHORT
        and capitals >= _LEAST_CAPITALS
        and not re.search(r"\d{4}", text)
    )


def _plural(short: str) -> str:
    return short[:-1] if short.endswith("s") and short[:-1].isupper() else short


def _long_form(short: str, before: str) -> str:
    """Return the shortest end of a text whose letters have those of a short form, in order.

    The first letter of the short form begins a word.
    """
    letters = [character.lower() for character in short if character.isalnum()]
    reach = before.split()[-min(len(letters) + 5, 2 * len(letters)) :]
    text = " ".join(reach)
    place = len(text)
    for number in range(len(letters) - 1, -1, -1):
        place -= 1
        while place >= 0 and (
            text[place].lower() != letters[number]
            or (number == 0 and place > 0 and text[place - 1].isalnum())
        ):
            place -= 1
        if place < 0:
            return ""
    meaning = text[place:].strip(_QUOTES)
    is_long = len(short) < len(meaning) <= _LONGEST_MEANING and not _NO_MEANING.search(meaning)
    return meaning if is_long and short.lower() not in meaning.lower().split() else ""


def _initials_match(short: str, meaning: str) -> bool:
    initials = "".join(word[0].lower() for word in re.split(r"[\s-]+", meaning) if word)
    wanted = "".join(character.lower() for character in _plural(short) if character.isalpha())
    return wanted == initials

"""Find sentences that define or introduce a term, and other forms of it."""

import re
from collections import Counter
from collections.abc import Iterable

from papertrail.reading.definitions import acronyms

_SHORT = 5
"""Letters of a term in capitals up to which its case counts: SWAV, but not NEURAL NETWORKS."""
_IS = (
    r"(?:(?:is|are) (?:a|an|the|one|any|defined|known|based|trained)\b|(?:refers?|aims?|seeks?) to\b"
    r"|denotes?\b|means?\b|describes?\b|consists? of\b|learns? (?:to|from)\b)"
)
_NEW = (
    r"\b(?:introduces?|proposes?|presents?|describes?|develops?|call(?:ed)?|named|dubbed|termed)\b"
)
_BEST_WORDS = range(8, 46)
_SCORES = {"definition": 3.0, "introduction": 2.5, "collection": 2.0, "acronym": 1.0}
_FORMS = 3


def pattern(form: str) -> re.Pattern[str]:
    """Return what finds a form of a term in any spelling with spaces and hyphens."""
    words = re.split(r"[\s-]+", form.strip())
    flags = re.RegexFlag(0) if form.isupper() and len(form) <= _SHORT else re.IGNORECASE
    return re.compile(r"(?<!\w)" + r"[\s-]+".join(map(re.escape, words)) + r"(?:e?s)?(?!\w)", flags)


def kind_of(sentence: str, forms: Iterable[str]) -> str:
    """Return how a sentence explains a term, see `Definition.kind`; empty if it does not."""
    known = {form.casefold() for form in forms}
    for form in forms:
        for match in pattern(form).finditer(sentence):
            after = re.sub(r"^\s*\([^()]{1,60}\)", "", sentence[match.end() :])
            if re.match(rf",?\s*{_IS}", after):
                return "definition"
            if re.search(rf"{_NEW}[^.;]{{0,50}}$", sentence[: match.start()], re.IGNORECASE):
                return "introduction"
    if any({short.casefold(), long.casefold()} & known for short, long in acronyms(sentence)):
        return "acronym"
    return ""


def score(kind: str, sentence: str, title: str, forms: Iterable[str]) -> float:
    """Return how good an explanation is: by its kind, length, and whether the title has the term."""
    value = _SCORES.get(kind, 0.0)
    value += len(sentence.split()) in _BEST_WORDS
    return value + any(pattern(form).search(title) is not None for form in forms)


def other_forms(term: str, texts: Iterable[str]) -> tuple[str, ...]:
    """Return the words of an acronym, or the acronym of words, as texts define it, commonest first."""
    wanted = _same(term)
    found: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for text in texts:
        for short, long in acronyms(text):
            for one, other in ((short, long), (long, short)):
                if _same(one) == wanted:
                    found[_same(other)] += 1
                    spelled.setdefault(_same(other), other)
    return tuple(spelled[name] for name, _ in found.most_common(_FORMS))


def _same(text: str) -> str:
    words = " ".join(re.split(r"[\s-]+", text.strip()))
    folded = words if words.isupper() else words.casefold()
    return folded.removesuffix("s")

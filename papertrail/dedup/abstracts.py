"""Compare abstracts, for works that were renamed between a preprint and its publication. Pure."""

import re
from functools import lru_cache
from hashlib import blake2b
from zlib import crc32

from papertrail.text.likeness import REMEMBERED

_FEWEST_WORDS = 40
"""Shorter ones are notices ("This paper has been withdrawn"), or say too little."""
_SHINGLE = 8
"""Words of a key: hardly two works have eight words of their abstracts in a row in common."""
_ANCHOR = 9
"""Letters of the words with which keys begin: few, so that keys are made quickly."""
_KEYS = 2
_STOCK = frozenset({"available", "com", "github", "http", "https", "io", "www"})
"""Words of sentences that thousands of abstracts have: "Code is available at https://github..."."""
_WORD = re.compile(r"[^\W_]+")


def abstract_keys(abstract: str) -> tuple[str, ...]:
    """Return keys of an abstract: near-identical abstracts share one, nearly always.

    They are the least hashes of its sequences of words (Broder, "On the resemblance and containment
    of documents", 1997).

    Returns:
        Two short strings; none for an abstract that says too little.
    """
    words = _words(abstract)
    if len(words) < _FEWEST_WORDS:
        return ()
    starts = [place for place in range(len(words) - _SHINGLE + 1) if len(words[place]) >= _ANCHOR]
    parts = {" ".join(words[start : start + _SHINGLE]) for start in starts}
    least = sorted((crc32(part.encode()), part) for part in parts if not _is_stock(part))[:_KEYS]
    return tuple(
        blake2b(f"abstract {part}".encode(), digest_size=8).hexdigest() for _, part in least
    )


def abstract_likeness(one: str, other: str) -> float:
    """Return how alike two abstracts are, by Dice's coefficient of their word trigrams.

    Returns:
        From 0 to 1; 0 if one of them says too little.
    """
    some, others = _trigrams(one), _trigrams(other)
    if not some or not others:
        return 0.0
    return 2 * len(some & others) / (len(some) + len(others))


@lru_cache(REMEMBERED >> 4)
def _trigrams(abstract: str) -> frozenset[tuple[str, str, str]]:
    words = _words(abstract)
    if len(words) < _FEWEST_WORDS:
        return frozenset()
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def _words(abstract: str) -> list[str]:
    return _WORD.findall(abstract.lower())


def _is_stock(part: str) -> bool:
    return not _STOCK.isdisjoint(part.split())

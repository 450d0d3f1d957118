"""Measure how alike two strings are."""

from functools import lru_cache

REMEMBERED = 1 << 14
"""Readings of titles, names and venues that are cached: the same few occur again and again."""


def likeness(one: str, other: str) -> float:
    """Return Dice's coefficient of the trigrams of two strings: from 0 to 1, for equal ones."""
    some, others = _trigrams(one), _trigrams(other)
    return 2 * len(some & others) / (len(some) + len(others))


@lru_cache(REMEMBERED)
def _trigrams(text: str) -> frozenset[str]:
    padded = f"  {text} "
    return frozenset(padded[start : start + 3] for start in range(len(padded) - 2))

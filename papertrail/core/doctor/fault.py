"""A fault that an examination finds."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a home.

    Attributes:
        message: what is wrong, in one line without a full stop.
        hint: what a person can do about it.
        fix: repairs it and returns what it did; None if only a person can.
    """

    message: str
    hint: str
    fix: Callable[[], str] | None = None

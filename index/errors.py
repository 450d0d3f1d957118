"""The errors of `index`, each with a hint what to do.

IndexingError
├── ModelUnavailableError   the embedding model cannot be found, read or run here
└── DamagedIndexError       the index on disk cannot be used as it is
"""

from __future__ import annotations


class IndexingError(Exception):
    """The base of every error that `index` raises on purpose.

    Attributes:
        message: What is wrong, in one line.
        hint: What the user can do about it; empty if there is nothing to say.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Return the message, followed by the hint where there is one."""
        if self.hint:
            return f"{self.message} ({self.hint})"
        return self.message


class ModelUnavailableError(IndexingError):
    """The model cannot be found, is not the one expected, or does not run on this machine."""


class DamagedIndexError(IndexingError):
    """The index on disk is unreadable, incomplete, or was made by another model."""

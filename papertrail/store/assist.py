"""Store translations, and how many tokens a language model took each day."""

import hashlib
import sqlite3
from datetime import datetime

from papertrail.clock import iso


class Assist:
    """The tables of the language model. They belong to no reader."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def translation(self, text: str, language: str) -> str | None:
        """Return the stored translation of a text, None if there is none."""
        row = self._connection.execute(
            "SELECT text FROM translations WHERE sha256 = ? AND language = ?",
            [hash_of(text), language.casefold()],
        ).fetchone()
        return None if row is None else str(row["text"])

    def used(self, day: str) -> int:
        """Return the tokens of a day, such as 2026-06-17."""
        row = self._connection.execute(
            "SELECT tokens FROM assist_usage WHERE day = ?", [day]
        ).fetchone()
        return int(row["tokens"]) if row else 0


class AssistWriter:
    """Write translations and the tokens of a day."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def save_translation(
        self, text: str, language: str, translated: str, model: str, now: datetime
    ) -> None:
        """Store the translation of a text, in place of an earlier one into the same language."""
        self._connection.execute(
            "INSERT OR REPLACE INTO translations (sha256, language, model, text, made)"
            " VALUES (?, ?, ?, ?, ?)",
            [hash_of(text), language.casefold(), model, translated, iso(now)],
        )

    def add_usage(self, day: str, tokens: int) -> None:
        """Add tokens to those of a day; a negative number gives back what was reserved."""
        self._connection.execute(
            "INSERT INTO assist_usage (day, tokens) VALUES (?, max(0, ?))"
            " ON CONFLICT (day) DO UPDATE SET tokens = max(0, tokens + ?)",
            [day, tokens, tokens],
        )


def hash_of(text: str) -> str:
    """Return the hash by which the translation of a text is found."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()

"""Translate what papertrail says to the reader's language, by a gettext catalogue.

An interface chooses the language once, by `speak`; renderings then ask `_`, `ngettext` and `day_in_words`.
JSON keys and values, ids and texts of papers are never translated.
"""

import gettext as catalogues
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "zh")
_LOCALES = {"zh": "zh_CN"}
_DOMAIN = "papertrail"
_WEEKDAYS = "一二三四五六日"
_spoken: ContextVar[str] = ContextVar("language", default="en")


@contextmanager
def speak(language: str) -> Iterator[None]:
    """Use a language of LANGUAGES inside the context."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def choose(language: str) -> None:
    """Use a language from now on, in this context."""
    _spoken.set(language)


def spoken() -> str:
    """Return the language in use."""
    return _spoken.get()


def _(text: str) -> str:
    """Return a text in the language in use."""
    return _catalogue(_spoken.get()).gettext(text) if text else ""


def ngettext(one: str, many: str, count: int) -> str:
    """Return the form of a text that fits a count, in the language in use."""
    return _catalogue(_spoken.get()).ngettext(one, many, count)


def day_in_words(when: date, *, weekday: bool = False) -> str:
    """Return a day as it is written: 1 December 2026, or 2026年12月1日."""
    if spoken() == "zh":
        text = f"{when.year}年{when.month}月{when.day}日"
        return f"{text} 星期{_WEEKDAYS[when.weekday()]}" if weekday else text
    text = f"{when.day} {when:%B %Y}"
    return f"{when:%A}, {text}" if weekday else text


def join(items: Iterable[str]) -> str:
    """Return items with the sign that separates them in a sentence."""
    return ("，" if spoken() == "zh" else ", ").join(items)


@cache
def _catalogue(language: str) -> catalogues.NullTranslations:
    if language not in _LOCALES:
        return catalogues.NullTranslations()
    folder = Path(__file__).parent.parent / "locale"
    return catalogues.translation(_DOMAIN, folder, [_LOCALES[language]])

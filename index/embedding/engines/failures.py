"""Turn errors of engines into one line each, and fall back from OpenVINO to torch."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from index.errors import ModelUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

E = TypeVar("E")
_log = logging.getLogger(__name__)


def valid(text: str) -> str:
    """Return a text with `?` for each lone surrogate, which tokenizers refuse."""
    return text.encode("utf-8", "replace").decode("utf-8")


@contextmanager
def loading(what: str, hint: str) -> Iterator[None]:
    """Turn errors while an engine loads into a ModelUnavailableError that begins with `what`."""
    try:
        yield
    # Readers of damaged model files raise errors of any type.
    except BaseException as error:
        if not is_failure(error):
            raise
        raise ModelUnavailableError(f"{what}: {_reason(error)}", hint) from error


@contextmanager
def running(what: str) -> Iterator[None]:
    """Turn errors while an engine runs into a ModelUnavailableError that begins with `what`."""
    try:
        yield
    # A damaged tokenizer, or one of another model, raises errors of any type.
    except BaseException as error:
        if not is_failure(error):
            raise
        hint = 'try again, or set device = "cpu" under [model]'
        raise ModelUnavailableError(f"{what}: {_reason(error)}", hint) from error


def openvino_or_torch(name: str, openvino: Callable[[], E], torch: Callable[[], E]) -> E:
    """Return a model loaded by OpenVINO, or by torch where that fails."""
    try:
        return openvino()
    except BaseException as error:
        if not is_failure(error):
            raise
        # Logged only once torch has taken over: if it fails as well, its error says enough.
        engine = torch()
        _log.warning(
            "OpenVINO cannot run %s (%s); using torch, which is slower", name, _reason(error)
        )
        return engine


def is_failure(error: BaseException) -> bool:
    """Return whether an error is a failure and not a request to stop.

    A panic of the tokenizer's Rust code is no subclass of Exception.
    """
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


def _reason(error: BaseException) -> str:
    """Return the first line of an error's message, else its type; torch's messages have many."""
    return str(error).strip().partition("\n")[0] or type(error).__name__

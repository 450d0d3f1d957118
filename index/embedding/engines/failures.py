"""What engines may fail with, told in one line; and torch, which stands in for OpenVINO."""

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
    """Return a text with `?` for what is not valid Unicode (lone surrogates); tokenizers refuse it."""
    return text.encode("utf-8", "replace").decode("utf-8")


@contextmanager
def loading(what: str, hint: str) -> Iterator[None]:
    """Turn what loading an engine raises into a ModelUnavailableError, which begins with `what`."""
    try:
        yield
    except (
        BaseException
    ) as error:  # what reads the files of a model, damaged ones too, raises anything
        if not is_failure(error):
            raise
        raise ModelUnavailableError(f"{what}: {_reason(error)}", hint) from error


@contextmanager
def running(what: str) -> Iterator[None]:
    """Turn what running an engine raises into a ModelUnavailableError, which begins with `what`."""
    try:
        yield
    except (
        BaseException
    ) as error:  # a tokenizer that does not fit its model, or is damaged, raises anything
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
        # Told only once torch has taken over: where it fails as well, its error says enough.
        engine = torch()
        _log.warning(
            "OpenVINO cannot run %s (%s); using torch, which is slower", name, _reason(error)
        )
        return engine


def is_failure(error: BaseException) -> bool:
    """Return whether an error is no request to stop; a panic of the tokenizer's Rust code is no
    Exception.
    """
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


def _reason(error: BaseException) -> str:
    """Return the first line of what an error says, if it says anything; torch's errors have many."""
    return str(error).strip().partition("\n")[0] or type(error).__name__

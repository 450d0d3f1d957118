"""Plug-ins written for papertrail 0.1.0 go on working, with a warning."""

import importlib
import sys

import pytest

from feeds.http.client import RateLimitedClient
from feeds.http.contract import HttpClient, RequestPolicy
from feeds.parsing import parse_json


def imported_anew(name: str) -> object:
    sys.modules.pop(name, None)
    return importlib.import_module(name)


def test_the_former_http_module_gives_the_client_under_its_former_names() -> None:
    with pytest.warns(DeprecationWarning, match=r"feeds\.http\.contract"):
        polite = imported_anew("feeds.polite")

    assert polite.Door is HttpClient  # type: ignore[attr-defined]
    assert polite.PoliteDoor is RateLimitedClient  # type: ignore[attr-defined]
    assert polite.Manners is RequestPolicy  # type: ignore[attr-defined]


def test_the_former_parsing_module_gives_the_parsers() -> None:
    with pytest.warns(DeprecationWarning, match=r"feeds\.parsing"):
        markup = imported_anew("feeds.markup")

    assert markup.parse_json is parse_json  # type: ignore[attr-defined]

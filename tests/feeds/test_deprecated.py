"""Plug-ins written for papertrail 0.1.0 go on working, with a warning."""

import importlib
import sys
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from feeds.http.client import RateLimitedClient
from feeds.http.contract import HttpClient, RequestPolicy
from feeds.parsing import parse_json
from feeds.source import FetchRequest


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


@dataclass
class Library:
    """Stored papers, all with an abstract."""

    submitted: datetime

    def count_submitted(self, start: datetime, end: datetime) -> int:
        return int(start <= self.submitted <= end)

    def has_abstract(self, scheme: str, _value: str) -> bool:
        return scheme == "lab"


def test_a_request_answers_to_the_former_names_of_its_questions() -> None:
    day = datetime(2026, 6, 17, tzinfo=UTC)
    request = FetchRequest(day, {}, None, Library(day))

    with pytest.warns(
        DeprecationWarning, match=r"FetchRequest\.held is now FetchRequest\.stored\.count_submitted"
    ):
        assert request.held(day, day) == 1
    with pytest.warns(
        DeprecationWarning, match=r"FetchRequest\.knows is now FetchRequest\.stored\.has_abstract"
    ):
        assert request.knows("lab", "1")
    with pytest.warns(DeprecationWarning, match="knows"):
        assert not request.knows("arxiv", "2606.00001")

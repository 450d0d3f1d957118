"""Sources that another package brings."""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from feeds.errors import FeedError, UnknownFeedError
from feeds.http.client import RateLimitedClient
from feeds.http.contract import RequestPolicy
from feeds.registry import find
from feeds.source import Batch, FetchRequest, Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from feeds.source import Cursor
    from tests.fake_site import FakeSite

    Install = Callable[[str], None]

GUIDE = Path(__file__).parents[2] / "docs" / "feeds.md"
ADDRESS = "vision.example.org/papers.json"
ROWS = [
    {
        "url": "https://vision.example.org/1",
        "title": "A  paper",
        "abstract": "Words.",
        "author": "Ada Example",
    }
]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Installs a package `labfeed` of given text as a plug-in for the feeds `lab:NAME`."""

    def write(text: str) -> None:
        (tmp_path / "labfeed.py").write_text(text, encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.delitem(sys.modules, "labfeed", raising=False)
        point = EntryPoint("lab", "labfeed:Lab", "papertrail.feeds")
        monkeypatch.setattr(
            "feeds.plugins.entry_points", lambda group: [point] if group == point.group else []
        )

    return write


def fetch(site: FakeSite, state: Path, cursor: Cursor | None = None) -> list[Batch]:
    client = RateLimitedClient(state, RequestPolicy(other_interval=0.0, attempts=1), site.address)
    request = FetchRequest(datetime(2026, 6, 17, tzinfo=UTC), cursor or {}, None)
    return list(find("lab:vision").source(client).fetch(request))


def test_the_example_of_the_guide_is_a_source_in_thirty_lines(
    install: Install, site: FakeSite, tmp_path: Path
) -> None:
    (example,) = re.findall(
        r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    assert len(example.splitlines()) <= 30
    install(example)
    site.pages[ADDRESS] = json.dumps(ROWS).encode()

    (first,) = fetch(site, tmp_path / "state")
    (second,) = fetch(site, tmp_path / "state", first.cursor)

    (paper,) = first.papers
    assert (paper.title, paper.abstract, paper.url) == (
        "A paper",
        "Words.",
        "https://vision.example.org/1",
    )
    assert (first.status, first.news) == (Status.CURRENT, False)
    assert (second.papers, second.cursor, second.news) == ((), first.cursor, True)
    assert site.asked(status=304) == [ADDRESS]


def test_a_feed_that_no_plug_in_brings_is_unknown(install: Install) -> None:
    install("")

    with pytest.raises(UnknownFeedError):
        find("elsewhere:graphs")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("import no_such_package", "ModuleNotFoundError: No module named 'no_such_package'"),
        ("class Lab:\n    pass", "TypeError: Lab() takes no arguments"),
        (
            "class Lab:\n    def __init__(*_): pass\n    def fetch(*_): return {}['a']",
            "KeyError: 'a'",
        ),
    ],
)
def test_a_broken_plug_in_is_a_failure_of_its_own_feed(
    text: str, shown: str, install: Install, site: FakeSite, tmp_path: Path
) -> None:
    install(text)

    with pytest.raises(FeedError, match=re.escape(f"the plug-in failed ({shown})")) as caught:
        fetch(site, tmp_path / "state")

    assert "papertrail feeds remove lab:vision" in caught.value.hint

"""Days are the reader's: those of the system's time zone."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from papertrail import clock
from papertrail.workspace import Home
from tests.papertrail.conftest import CONFIG, Run

Zone = Callable[[str, str], None]


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Zone]:
    """Set the system's time zone and the clock."""

    def set_zone(name: str, now: str) -> None:
        monkeypatch.setenv("TZ", name)
        monkeypatch.setenv("PAPERTRAIL_NOW", now)
        time.tzset()

    yield set_zone
    monkeypatch.undo()
    time.tzset()


def test_a_digest_is_of_the_readers_day(filled: Home, run: Run, zone: Zone, tmp_path: Path) -> None:
    zone("Asia/Tokyo", "2026-06-17T22:30:00Z")
    table = f"[deliver.vault]\nkind = 'folder'\npath = '{tmp_path}'\nfile = '%Y-%m-%d.md'\n"
    filled.config_file.write_text(f"{CONFIG}\n{table}", encoding="utf-8")

    assert run("digest", "--send").status == 0

    assert [path.name for path in tmp_path.glob("*.md")] == ["2026-06-18.md"]
    for day in ("2026-06-18", "today"):
        shown = run("digest", "--date", day, "--json").json
        assert (shown["date"], shown["created"]) == ("2026-06-18", "2026-06-17T22:30:00Z")
    assert "Papers for Thursday, 18 June 2026" in run("digest").out
    assert "made at 07:30" in run("digest").err
    assert run("digest", "--date", "2026-06-17").status == 1


def test_the_day_changes_at_the_readers_midnight(filled: Home, run: Run, zone: Zone) -> None:
    zone("America/Los_Angeles", "2026-06-18T06:59:00Z")
    assert run("digest", "--json").json["date"] == "2026-06-17"

    zone("America/Los_Angeles", "2026-06-18T07:00:00Z")
    assert run("digest", "--json").json["date"] == "2026-06-18"


@pytest.mark.parametrize(
    ("now", "local"),
    [
        ("2026-03-29T00:59:00Z", "2026-03-29T01:59:00+01:00"),
        ("2026-03-29T01:00:00Z", "2026-03-29T03:00:00+02:00"),
        ("2026-03-28T23:30:00Z", "2026-03-29T00:30:00+01:00"),
        ("2026-10-24T21:59:00Z", "2026-10-24T23:59:00+02:00"),
        ("2026-10-25T23:00:00Z", "2026-10-26T00:00:00+01:00"),
        ("2026-10-25T22:59:00Z", "2026-10-25T23:59:00+01:00"),
    ],
)
def test_summer_time_moves_midnight(zone: Zone, now: str, local: str) -> None:
    zone("Europe/Berlin", now)

    assert clock.local().isoformat() == local
    assert clock.today().isoformat() == local[:10]


def test_an_offset_in_the_set_clock_is_its_zone(zone: Zone) -> None:
    zone("America/New_York", "2026-06-17T07:30:00+09:00")

    assert clock.now() == datetime(2026, 6, 16, 22, 30, tzinfo=UTC)
    assert clock.today().isoformat() == "2026-06-17"
    assert f"{clock.local(datetime(2026, 6, 16, 16, tzinfo=UTC)):%d %H:%M}" == "17 01:00"


def test_today_in_a_query_and_in_options_is_the_readers(filled: Home, run: Run, zone: Zone) -> None:
    zone("Asia/Tokyo", "2026-06-16T22:30:00Z")

    assert run("search", "graphs", "--since", "today", "--json").json == []
    assert run("search", "graphs since:yesterday", "--json").json
    assert run("update", "--since", "2026-06-17").status == 0
    assert run("update", "--since", "2026-06-18").status == 2

import json
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.http.rate_limit import LONGEST_PAUSE, RateLimit

HOST = "rss.arxiv.org"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "arxiv.org.json"


def set_clocks(monkeypatch: pytest.MonkeyPatch, wall: float, monotonic: float) -> None:
    # Other threads keep the real clocks: an event loop would sleep for hours otherwise.
    clocks = SimpleNamespace(time=lambda: wall, monotonic=lambda: monotonic)
    monkeypatch.setattr("feeds.http.rate_limit.time", clocks)


def noted(path: Path, monkeypatch: pytest.MonkeyPatch, wall: float, monotonic: float) -> RateLimit:
    """Note a request at a moment; return what a process that comes later reads."""
    set_clocks(monkeypatch, wall, monotonic)
    RateLimit(path).note_request()
    return RateLimit(path)


def test_hosts_that_were_never_asked_may_be_asked_at_once(path: Path) -> None:
    assert RateLimit(path).seconds_since_last() > 1e9
    assert RateLimit(path).cooldown_until(HOST) == 0


def test_a_request_is_remembered_by_the_next_process(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = noted(path, monkeypatch, 1000.0, 50.0)
    set_clocks(monkeypatch, 1002.5, 52.5)

    assert limit.seconds_since_last() == 2.5


def test_a_process_that_died_in_a_request_leaves_the_full_spacing_to_wait(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clocks(monkeypatch, 1000.0, 50.0)
    RateLimit(path).begin_request()
    set_clocks(monkeypatch, 1060.0, 110.0)

    assert RateLimit(path).seconds_since_last() == 0.0
    RateLimit(path).note_request()
    set_clocks(monkeypatch, 1061.0, 111.0)
    assert RateLimit(path).seconds_since_last() == 1.0


@pytest.mark.parametrize("step", [1.0, 3600.0, 3e7])
def test_a_wall_clock_set_forward_does_not_shorten_the_spacing(
    step: float, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = noted(path, monkeypatch, 1000.0, 50.0)
    set_clocks(monkeypatch, 1000.5 + step, 50.5)

    assert limit.seconds_since_last() == 0.5


def test_a_wall_clock_set_back_leaves_the_word_to_the_other(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = noted(path, monkeypatch, 1000.0, 50.0)
    set_clocks(monkeypatch, 400.0, 52.0)

    assert limit.seconds_since_last() == 2.0


def test_after_a_restart_of_the_machine_the_wall_clock_counts(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = noted(path, monkeypatch, 1000.0, 50_000.0)
    set_clocks(monkeypatch, 1060.0, 12.0)

    assert limit.seconds_since_last() == 60.0


def test_no_clock_to_trust_means_that_the_full_spacing_is_kept(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = noted(path, monkeypatch, 1000.0, 50_000.0)
    set_clocks(monkeypatch, 400.0, 12.0)

    assert limit.seconds_since_last() == 0.0


def test_a_record_without_the_monotonic_clock_is_read(path: Path) -> None:
    path.write_text(
        json.dumps({"last": time.time() - 2, "pauses": {HOST: [7.0, 1]}}), encoding="utf-8"
    )

    assert 2 <= RateLimit(path).seconds_since_last() < 60
    assert RateLimit(path).cooldown_until(HOST) == 7.0


def test_a_pause_keeps_the_moment_of_the_last_request(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted(path, monkeypatch, 1000.0, 50.0).record_failure(HOST, 60.0)
    limit = RateLimit(path)

    assert limit.cooldown_until(HOST) == 1060.0
    assert limit.seconds_since_last() == 0.0


def test_each_failure_in_a_row_doubles_the_pause_up_to_a_day(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clocks(monkeypatch, 1000.0, 50.0)
    pauses = []
    for _ in range(12):
        RateLimit(path).record_failure(HOST, 900.0)
        pauses.append(RateLimit(path).cooldown_until(HOST) - 1000.0)

    assert pauses[:4] == [900.0, 1800.0, 3600.0, 7200.0]
    assert max(pauses) == LONGEST_PAUSE


def test_an_answer_ends_the_row(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clocks(monkeypatch, 1000.0, 50.0)
    RateLimit(path).record_failure(HOST, 900.0)
    RateLimit(path).clear_failures(HOST)
    RateLimit(path).record_failure(HOST, 900.0)

    assert RateLimit(path).cooldown_until(HOST) == 1900.0


def test_one_host_of_a_group_is_left_alone_without_the_others(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clocks(monkeypatch, 1000.0, 50.0)
    RateLimit(path).record_failure(HOST, 900.0)

    assert RateLimit(path).cooldown_until("export.arxiv.org") == 0
    RateLimit(path).clear_failures("export.arxiv.org")
    assert RateLimit(path).cooldown_until(HOST) == 1900.0


def test_the_first_failures_are_tolerated(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clocks(monkeypatch, 1000.0, 50.0)
    found = []
    for _ in range(4):
        RateLimit(path).record_failure(HOST, 900.0, tolerated=2)
        found.append(RateLimit(path).cooldown_until(HOST))

    assert found == [0.0, 0.0, 1900.0, 2800.0]


@given(st.binary(max_size=200))
def test_any_bytes_are_a_record_or_none(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("limit") / "x.json"
    path.write_bytes(data)
    limit = RateLimit(path)

    assert limit.seconds_since_last() >= 0
    limit.note_request()
    assert set(json.loads(path.read_bytes())) == {"last", "last_monotonic", "pauses", "pending"}

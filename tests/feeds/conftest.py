"""Doors that lead to the loopback arXiv instead of the live one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from feeds.polite import Manners, PoliteDoor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.fake_arxiv import FakeArxiv

    OpenDoor = Callable[..., PoliteDoor]

ASIDE = ("mirror", "contact", "on_wait")
"""What goes to the door itself and not into its manners."""


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "spacing"


@pytest.fixture
def open_door(arxiv: FakeArxiv, state: Path) -> OpenDoor:
    """Opens doors in a hurry; all share one state folder, as a user's processes do."""

    def open_one(**settings: Any) -> PoliteDoor:  # noqa: ANN401
        aside = {"mirror": arxiv.address} | {name: settings.pop(name) for name in ASIDE if name in settings}
        return PoliteDoor(state, Manners(**{"arxiv_interval": 0.0, "backoff": 0.01} | settings), **aside)

    return open_one


@pytest.fixture
def door(open_door: OpenDoor) -> PoliteDoor:
    return open_door()

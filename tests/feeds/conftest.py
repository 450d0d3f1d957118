"""Clients that lead to the loopback arXiv instead of the live one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from feeds.http.client import RateLimitedClient
from feeds.http.contract import RequestPolicy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.fake_arxiv import FakeArxiv

    OpenClient = Callable[..., RateLimitedClient]

ASIDE = ("mirror", "contact", "on_wait")
"""What goes to the client itself and not into its policy."""


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "spacing"


@pytest.fixture
def open_client(arxiv: FakeArxiv, state: Path) -> OpenClient:
    """Opens clients in a hurry; all share one state folder, as a user's processes do."""

    def open_one(**settings: Any) -> RateLimitedClient:  # noqa: ANN401
        aside = {"mirror": arxiv.address} | {
            name: settings.pop(name) for name in ASIDE if name in settings
        }
        return RateLimitedClient(
            state, RequestPolicy(**{"arxiv_interval": 0.0, "backoff": 0.01} | settings), **aside
        )

    return open_one


@pytest.fixture
def client(open_client: OpenClient) -> RateLimitedClient:
    return open_client()

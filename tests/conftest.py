"""What several test folders share."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from index.embedding.encoder import Encoder
from index.embedding.resolve import PACKAGED_NAME, resolve
from tests.fake_arxiv import FakeArxiv, make_papers
from tests.fake_site import FakeSite

# A busy machine is no failure, and the same code meets the same examples on every run.
settings.register_profile(
    "patient", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")

SLOWEST = (
    "test_recorded.py",
    "test_recorded_sources.py",
    "test_exactly_once.py",
    "test_crash.py",
    "test_search.py",
    "test_run.py",
    "test_workspace.py",
    "test_reading.py",
    "test_torture.py",
    "test_wheel.py",
)
"""Files that take a minute each, mostly waiting; see `--durations`."""


def pytest_configure() -> None:
    """Let signals end the programs that tests start: `nohup make test &` has them ignored."""
    for sent in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(sent) is signal.SIG_IGN:
            signal.signal(sent, signal.SIG_DFL)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slowest files, so that no worker is left with one at the end."""
    ranks = {name: rank for rank, name in enumerate(SLOWEST)}
    items.sort(key=lambda item: ranks.get(item.path.name, len(ranks)))


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the settings and the home of whoever runs the tests out of them."""
    for variable in ("PAPERTRAIL_MIRROR", "PAPERTRAIL_NOW"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("PAPERTRAIL_HOME", str(tmp_path / "no-home"))
    monkeypatch.setenv("PAPERTRAIL_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("PAPERTRAIL_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def arxiv() -> Iterator[FakeArxiv]:
    """A loopback arXiv with 40 papers of cs.LG on four days up to 2026-06-16."""
    with FakeArxiv(make_papers(40)) as server:
        yield server


@pytest.fixture(scope="session")
def model_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the packaged model, converted and compiled once for all test processes."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder = base / "model-cache"
    with FileLock(base / "model-cache.lock"):
        folder.mkdir(exist_ok=True)
        Encoder(resolve(PACKAGED_NAME, folder), folder, "cpu").encode(["a paper"])
    return folder


@pytest.fixture(scope="session")
def recorded() -> Path:
    """The folder of recorded upstream data, where the environment names one."""
    folder = os.environ.get("PAPERTRAIL_RECORDED")
    if not folder:
        pytest.skip("PAPERTRAIL_RECORDED names no folder of recorded upstream data")
    return Path(folder)


@pytest.fixture
def site() -> Iterator[FakeSite]:
    """An empty web site on loopback; its `pages` are to be filled."""
    with FakeSite() as server:
        yield server

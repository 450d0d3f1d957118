"""A home for each test, on a loopback arXiv, with the packaged model converted once for all."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from papertrail import cli
from papertrail.config import parse
from papertrail.indexing.generations import Semantics, open_semantics
from papertrail.store import Store
from papertrail.workspace import Home
from tests.fake_arxiv import FakeArxiv, make_papers

CONFIG = """\
[feeds]
follow = ["arxiv:cs.LG"]

[[topics]]
name = "Graphs"
about = "graphs"
threshold = 0.3

[[topics]]
name = "Speech"
about = ["speech", "spoken language"]
limit = 2
threshold = 0.3

[digest]
explore = 0
fold = 1

[network]
arxiv_interval = 0
backoff = 0.01
"""


@dataclass(frozen=True)
class Result:
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever the command prints
        """The output read as JSON."""
        return json.loads(self.out)


Run = Callable[..., Result]


@pytest.fixture
def home(
    tmp_path: Path, model_cache: Path, arxiv: FakeArxiv, monkeypatch: pytest.MonkeyPatch
) -> Home:
    """An initialised home that the environment names, on Wednesday, 17 June 2026."""
    root = tmp_path / "home"
    root.mkdir()
    (root / "cache").symlink_to(model_cache)
    (root / "config.toml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.setenv("PAPERTRAIL_HOME", str(root))
    monkeypatch.setenv("PAPERTRAIL_MIRROR", arxiv.address)
    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-17T08:00:00Z")
    return Home.from_environment()


@pytest.fixture(scope="session")
def filled_once(model_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home after its first update, to be copied."""
    root = tmp_path_factory.mktemp("filled")
    (root / "config.toml").write_text(CONFIG, encoding="utf-8")
    (root / "cache").symlink_to(model_cache)
    with FakeArxiv(make_papers(40)) as server:
        with_proteins(server)
        environment = {
            "PAPERTRAIL_HOME": str(root),
            "PAPERTRAIL_STATE": str(root / "state"),
            "PAPERTRAIL_MIRROR": server.address,
            "PAPERTRAIL_NOW": "2026-06-17T08:00:00Z",
        }
        command = [sys.executable, "-m", "papertrail", "update"]
        subprocess.run(
            command, env=os.environ | environment, check=True, capture_output=True, timeout=600
        )
    return root


@pytest.fixture
def filled(home: Home, arxiv: FakeArxiv, filled_once: Path) -> Home:
    """A home with the fake arXiv's 40 papers: four on graphs, four on speech, one on proteins."""
    with_proteins(arxiv)
    shutil.copytree(
        filled_once,
        home.root,
        symlinks=True,
        dirs_exist_ok=True,
        ignore=shutil.ignore_patterns("cache"),
    )
    return home


def with_proteins(server: FakeArxiv) -> None:
    """Give one of the papers a subject of its own."""
    server.papers[7].title = "Folding proteins with attention"
    server.papers[
        7
    ].abstract = "Structure prediction is hard. We fold proteins with attention. Results are good."


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command line in this process, which keeps its priority."""
    monkeypatch.setattr("papertrail.cli.update.step_back", lambda: None)

    def run_command(*arguments: str) -> Result:
        monkeypatch.setattr(sys, "argv", ["papertrail", *arguments])
        capfd.readouterr()
        with pytest.raises(SystemExit) as stop:
            cli.main()
        out, err = capfd.readouterr()
        code = stop.value.code
        return Result(code if isinstance(code, int) else 0, out, err)

    return run_command


@pytest.fixture
def run_outside(home: Home) -> Run:
    """Run the command line as a process of its own."""

    def run_command(*arguments: str, **environment: str) -> Result:
        done = subprocess.run(
            [sys.executable, "-m", "papertrail", *arguments],
            capture_output=True,
            text=True,
            env=os.environ | environment,
            timeout=600,
            check=False,
        )
        return Result(done.returncode, done.stdout, done.stderr)

    return run_command


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    """The home's database."""
    with Store.open(home.database, create=True) as opened:
        yield opened


@pytest.fixture
def semantics(home: Home) -> Semantics:
    """The home's model and vectors."""
    return open_semantics(home, parse(CONFIG, home.config_file))

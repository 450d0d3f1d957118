"""An update that is killed at any instant loses nothing: the next one completes it."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from papertrail.store import Store
from papertrail.workspace import Home
from tests.fake_arxiv import FakeArxiv, FakePaper, make_papers
from tests.killing import Killer
from tests.papertrail.conftest import CONFIG, Run

POINTS = 8


@pytest.fixture
def killer(arxiv: FakeArxiv) -> Iterator[Killer]:
    arxiv.papers = make_papers(80, per_day=3)
    started = Killer("tests.papertrail.killed_update:update", environment(arxiv))
    yield started
    started.close()


def prepare(root: Path, model_cache: Path) -> Home:
    root.mkdir()
    (root / "cache").symlink_to(model_cache)
    (root / "config.toml").write_text(CONFIG, encoding="utf-8")
    return Home(root, root / "cache", root / "state")


def environment(arxiv: FakeArxiv) -> dict[str, str]:
    return {"PAPERTRAIL_MIRROR": arxiv.address, "PAPERTRAIL_NOW": "2026-06-17T08:00:00Z"}


def contents(home: Home) -> list[tuple[object, ...]]:
    """Return all that is stored of all papers, whatever order they came in."""
    with Store.open(home.database) as store:
        works = store.works.get(range(1, store.works.last_key() + 1))
        return sorted(
            (w.id, w.title, w.abstract, w.authors, w.categories, w.sources, w.version, w.submitted)
            for w in works
        )


def results(
    run: Run, home: Home, arxiv: FakeArxiv, monkeypatch: pytest.MonkeyPatch
) -> tuple[dict[str, float], set[str]]:
    """Return the similarity of all papers to a query, and which have a word of it.

    How much a word counts depends on papers that were replaced until their segment is merged, so
    BM25 isn't compared.
    """
    for name, value in environment(arxiv).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PAPERTRAIL_HOME", str(home.root))
    monkeypatch.setenv("PAPERTRAIL_STATE", str(home.state))
    near, worded = (
        run("search", "robots that play games", "-n", "200", "--mode", mode, "--json").json
        for mode in ("semantic", "keyword")
    )
    return {hit["id"]: hit["score"] for hit in near}, {hit["id"] for hit in worded}


def test_a_killed_update_is_made_good_by_the_next(
    tmp_path: Path,
    model_cache: Path,
    killer: Killer,
    arxiv: FakeArxiv,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calm = prepare(tmp_path / "calm", model_cache)
    code, steps = killer.act(calm)
    assert code == "0"
    assert steps > POINTS
    expected, (near, worded) = contents(calm), results(run, calm, arxiv, monkeypatch)
    assert len(near) == len(expected) == len(since_may_20(arxiv))
    assert worded

    for point in range(POINTS):
        at = 1 + point * (steps - 1) // (POINTS - 1)
        home = prepare(tmp_path / f"killed-{at}", model_cache)
        # How many commits indexing takes depends on the pace at which papers arrive, so that this
        # update may end a few steps before the calm one did.
        outcome = killer.act(home, at)
        assert outcome == ("killed", signal.SIGKILL) or point > POINTS // 2, f"{at} of {steps}"

        code, _ = killer.act(home)

        assert code == "0", f"killed at step {at}"
        assert contents(home) == expected, f"killed at step {at}"
        found = (pytest.approx(near, abs=0.01), worded)
        assert results(run, home, arxiv, monkeypatch) == found, f"killed at step {at}"


def test_an_update_killed_again_and_again_still_comes_to_its_end(
    tmp_path: Path, model_cache: Path, killer: Killer, arxiv: FakeArxiv
) -> None:
    home = prepare(tmp_path / "killed", model_cache)
    for at in (8, 14, 20, 26):
        killer.act(home, at)

    assert killer.act(home)[0] == "0"
    assert len(contents(home)) == len(since_may_20(arxiv))


def since_may_20(arxiv: FakeArxiv) -> list[FakePaper]:
    """Return what arXiv shows of the days that are updated."""
    return [paper for paper in arxiv.shown() if f"{paper.submitted:%Y-%m-%d}" >= "2026-05-20"]

"""Maps of a real home with 40 papers."""

import base64
import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

import papertrail
from feeds.paper import Paper
from papertrail.core import maps
from papertrail.errors import ConfigError, PapertrailError, UsageError
from papertrail.render import map_page
from papertrail.store import Store
from papertrail.types.map import PaperMap
from papertrail.workspace import Home
from tests.papertrail.conftest import Run

HOSTILE = "</script><script>alert(1)</script>\u2028 about graphs"
needs_umap = pytest.mark.usefixtures("umap")


@pytest.fixture
def umap() -> None:
    pytest.importorskip("umap", reason="needs the extra map")


def drawn(query: str = "", **options: object) -> PaperMap:
    with papertrail.open() as paper:
        return paper.pictures.map(query, **options)  # type: ignore[arg-type]


def add(home: Home, *titles: str) -> None:
    """Store and index papers as an update does."""
    papers = [
        Paper(
            identifiers=(("arxiv", f"2606.{30000 + number}"),),
            title=title,
            abstract=f"We study {title}.",
            url="javascript:alert(1)" if number else "https://example.org/paper",
            submitted=datetime(2026, 6, 17, tzinfo=UTC),
        )
        for number, title in enumerate(titles)
    ]
    with Store.open(home.database) as store, store.transaction() as tx:
        tx.works.save(papers, "arxiv:cs.LG", datetime(2026, 6, 17, tzinfo=UTC))
    with papertrail.open() as paper:
        paper.reindex()


@needs_umap
def test_all_papers_are_on_the_map_with_their_groups(filled: Home) -> None:
    found = drawn()
    assert len(found.ids) == len(found.titles) == len(found.places) == 40
    assert (found.fitted, found.added) == (40, 0)
    assert [each.name for each in found.groupings] == ["topic", "category"]
    topic = found.groupings[0]
    graphs = {title for title, of in zip(found.titles, topic.of, strict=True) if of == 0}
    assert topic.labels[0] == "Graphs"
    assert graphs
    assert all("graphs" in title for title in graphs)
    assert found.days.min() > 20260601


@needs_umap
def test_new_papers_are_placed_without_moving_the_others(filled: Home) -> None:
    before = drawn()
    add(filled, "More about graphs", "Something else")
    after = drawn()
    assert (after.fitted, after.added) == (40, 2)
    rows = [after.ids.index(each) for each in before.ids]
    assert np.array_equal(after.places[rows], before.places)
    assert np.array_equal(drawn().places, after.places)


@needs_umap
def test_a_new_paper_comes_next_to_those_it_is_like(filled: Home) -> None:
    add(filled, "Paper 1 about graphs")
    with papertrail.open() as paper:
        (key,) = paper.resources.store.works.titled("Paper 1 about graphs")[1:] or [41]
    assert key
    found = drawn()
    distances = np.linalg.norm(found.places - found.places[-1], axis=1)
    nearest = np.argsort(distances)[1:4]
    assert any("graphs" in found.titles[row] for row in nearest)


@needs_umap
def test_a_map_can_be_made_anew(filled: Home) -> None:
    drawn()
    add(filled, "More about graphs")
    assert (drawn(refit=True).fitted, drawn().added) == (41, 0)


@needs_umap
def test_a_damaged_map_or_one_of_another_model_is_made_again(filled: Home) -> None:
    drawn()
    (file,) = (filled.index / "map").iterdir()
    file.write_bytes(file.read_bytes()[:200])
    assert drawn().fitted == 40
    np.savez(file, version=1, fingerprint=np.array("other"), keys=0, places=0, is_fitted=0)
    assert drawn().fitted == 40


@needs_umap
def test_a_search_and_a_topic_show_their_part_of_the_same_map(filled: Home) -> None:
    whole = drawn()
    found, topic = drawn('"graphs"'), drawn(topic="graphs")
    assert len(found.ids) == 4
    assert 0 < len(topic.ids) <= 8
    for part in (found, topic):
        rows = [whole.ids.index(each) for each in part.ids]
        assert np.array_equal(whole.places[rows], part.places)
    with pytest.raises(PapertrailError, match="on the map"):
        drawn("cat:hep-th")


@needs_umap
def test_a_map_larger_than_is_fitted_is_filled_up(
    filled: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maps, "MOST_FITTED", 32)
    found = drawn()
    assert (found.fitted, found.added) == (32, 8)
    assert len(found.ids) == 40


def test_impossible_wishes_are_refused(filled: Home) -> None:
    with pytest.raises(UsageError, match="not both"):
        drawn("graphs", topic="Graphs")


@needs_umap
def test_an_unknown_topic_is_an_error(filled: Home) -> None:
    with pytest.raises(ConfigError, match="Quarks"):
        drawn(topic="Quarks")


def test_too_few_papers_are_an_error_that_says_what_to_do(home: Home) -> None:
    with papertrail.open() as paper:
        paper.init()
        with pytest.raises(PapertrailError, match="needs 30 papers") as caught:
            paper.pictures.map()
    assert "papertrail update" in caught.value.hint


def test_without_umap_the_error_names_the_extra(
    filled: Home, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "umap", None)
    failed = run("map")
    assert failed.status == 1
    assert "pip install 'papertrail[map]'" in failed.err


@needs_umap
def test_the_page_is_self_contained_and_its_data_is_only_data(
    filled: Home, run: Run, tmp_path: Path
) -> None:
    add(filled, "A page of its own", HOSTILE)
    file = tmp_path / "map.html"
    assert run("map", "-o", str(file)).status == 0
    page = file.read_text("utf-8")
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    assert page.count("<script") == 2
    assert "<\\/" not in page
    embedded = re.search(r'id="map-data">(.*?)</script>', page, re.DOTALL)
    assert embedded
    given = json.loads(embedded[1])
    title = next(each for each in given["titles"] if "alert" in each)
    assert title == HOSTILE.replace("\u2028", " ").replace("  ", " ")
    assert "https://example.org/paper" in given["urls"]
    assert not any("javascript" in url for url in given["urls"])
    assert len(base64.b64decode(given["x"])) == 2 * len(given["ids"])


@needs_umap
def test_a_hostile_topic_can_not_leave_the_page(filled: Home) -> None:
    found = drawn('graphs "</title><script>alert(1)</script>" OR graphs')
    assert map_page.page(found).count("<script") == 2


@needs_umap
def test_a_map_is_data_for_programs_too(filled: Home, run: Run) -> None:
    given = run("map", "graphs", "--json").json
    assert {*given["papers"][0]} == {"id", "title", "x", "y"}
    assert given["fitted"] == 40


@needs_umap
def test_a_file_that_can_not_be_written_is_one_line(filled: Home, run: Run, tmp_path: Path) -> None:
    failed = run("map", "-o", str(tmp_path / "no" / "map.html"))
    assert failed.status == 1
    assert "can't write" in failed.err

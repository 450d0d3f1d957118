"""Trends of a real home: 40 papers of four days, Saturday to Tuesday, and gaps."""

import sqlite3
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from pathlib import Path

import pytest

import papertrail
from feeds.paper import Paper
from papertrail.errors import ConfigError, UsageError
from papertrail.store import Store
from papertrail.types.trends import PART, UNREAD, WHOLE
from papertrail.workspace import Home
from tests.papertrail.conftest import Run

HOSTILE = "<script>alert(1)</script>\x1b[31m"


def test_a_term_is_counted_in_the_week_in_which_its_papers_appeared(filled: Home) -> None:
    with papertrail.open() as paper:
        found = paper.pictures.trends(["graphs"], weeks=4)
    (series,) = found.series
    assert [week.monday for week in found.weeks][-2:] == ["2026-06-08", "2026-06-15"]
    assert [week.papers for week in found.weeks] == [0, 0, 20, 20]
    counted = [point.count if point else None for point in series.points]
    assert counted[2:] == [2, 2]
    point = series.points[3]
    assert point is not None
    assert point.low < point.share == 2 / 20 < point.high


def test_a_term_is_found_in_any_form_and_words_have_to_be_neighbours(filled: Home) -> None:
    with papertrail.open() as paper:
        found = paper.pictures.trends(["graph", "study graphs", "graphs study"], weeks=2)
    assert [series.total for series in found.series] == [4, 4, 0]


def test_a_topic_a_query_and_a_venue_are_counted(filled: Home) -> None:
    with papertrail.open() as paper:
        found = paper.pictures.trends(["graphs", "cat:cs.LG -speech", "cat:hep-th"], weeks=2)
        venue = paper.pictures.trends(["NeurIPS"], weeks=2, by="venue")
    kinds = [(series.kind, series.total) for series in found.series]
    assert kinds == [("topic", 4), ("query", 36), ("query", 0)]
    assert venue.series[0].total == 0


def test_without_names_the_topics_are_shown(filled: Home) -> None:
    with papertrail.open() as paper:
        assert [each.name for each in paper.pictures.trends().series] == ["Graphs", "Speech"]
        assert paper.pictures.trends(by="venue").series == ()


def test_a_week_that_was_not_read_is_a_gap_and_not_a_zero(filled: Home) -> None:
    with Store.open(filled.database) as store, store.transaction() as tx:
        old = Paper(
            identifiers=(("arxiv", "2605.00001"),),
            title="An old paper about graphs",
            abstract="Fetched by its id.",
            url="https://arxiv.org/abs/2605.00001",
            submitted=datetime(2026, 5, 20, tzinfo=UTC),
        )
        tx.works.save([old], "arxiv", datetime(2026, 6, 17, tzinfo=UTC))
        tx.sources.save_cursor(
            "arxiv:cs.LG", {"from": "2026-06-01T00:00:00+00:00", "until": "2026-06-16T20:00:00"}
        )
    with papertrail.open() as paper:
        found = paper.pictures.trends(["quarks"], weeks=6)
    states = [week.state for week in found.weeks]
    assert states == [UNREAD, UNREAD, UNREAD, WHOLE, WHOLE, PART]
    points = found.series[0].points
    # Also in the week of which only a paper that was fetched alone is stored.
    assert points[:3] == (None, None, None)
    assert points[4] is not None
    assert points[4].count == 0


def test_a_day_that_failed_makes_its_week_incomplete(filled: Home) -> None:
    with sqlite3.connect(filled.database) as database:
        database.execute(
            "INSERT OR REPLACE INTO days (source, day, status, seen, missing, note, checked)"
            " VALUES ('arxiv:cs.LG', '2026-06-10', 'failed', 0, '[]', '', '')"
        )
    database.close()
    with papertrail.open() as paper:
        found = paper.pictures.trends(["graphs"], weeks=2)
    assert found.weeks[0].state == PART


def test_a_rising_term_is_found_in_the_texts(filled: Home) -> None:
    with Store.open(filled.database) as store:
        for month, subject, first in ((4, "kernels", 0), (6, "mamba layers", 100)):
            with store.transaction() as tx:
                tx.works.save(
                    [made(month, subject, first + number) for number in range(60)],
                    "arxiv:cs.LG",
                    datetime(2026, 6, 17, tzinfo=UTC),
                )
    with papertrail.open() as paper:
        found = paper.pictures.trends(weeks=12, rising=True).rising
    assert found is not None
    assert found.terms[0].term == "mamba layers"
    assert (found.terms[0].recent, found.terms[0].earlier) == (60, 0)
    assert "kernels" not in {each.term for each in found.terms}


def made(month: int, subject: str, number: int) -> Paper:
    return Paper(
        identifiers=(("arxiv", f"26{month:02}.{20000 + number}"),),
        title=f"Case {number} of {subject}",
        abstract=f"We look at {subject}.",
        url=f"https://arxiv.org/abs/26{month:02}.{20000 + number}",
        submitted=datetime(2026, month, 10, tzinfo=UTC),
    )


def test_an_empty_home_has_weeks_without_points(home: Home) -> None:
    with papertrail.open() as paper:
        paper.init()
        found = paper.pictures.trends(["graphs"], weeks=3)
    assert found.series[0].points == (None, None, None)
    assert found.remarks == ("no stored paper has a day in these weeks",)


@pytest.mark.parametrize(
    ("asked", "options"),
    [
        (["graphs"], {"weeks": 1}),
        (["graphs"], {"weeks": 10_000}),
        (["graphs"], {"by": "author"}),
        (["graphs"], {"since": "2030-01-01"}),
        (["graphs"], {"since": "1990-01-01"}),
        (["?!"], {}),
        (["a"] * 13, {}),
    ],
)
def test_impossible_options_are_refused(
    filled: Home, asked: list[str], options: dict[str, object]
) -> None:
    with papertrail.open() as paper, pytest.raises(UsageError):
        paper.pictures.trends(asked, **options)  # type: ignore[arg-type]


def test_an_unknown_topic_is_an_error(filled: Home) -> None:
    with papertrail.open() as paper, pytest.raises(ConfigError, match="Quarks"):
        paper.pictures.trends(["Quarks"], by="topic")


def test_the_command_prints_bars_intervals_and_json(filled: Home, run: Run) -> None:
    shown = run("trends", "graphs", "quarks", "--weeks", "3", "--rising")
    assert shown.status == 0
    assert "% (" in shown.out
    assert "Rising since" in shown.out
    given = run("trends", "graphs", "--weeks", "3", "--json").json
    assert [week["papers"] for week in given["weeks"]] == [0, 20, 20]
    assert given["series"][0]["points"][2]["count"] == 2


def test_pictures_are_well_formed_and_hostile_names_are_text(
    filled: Home, run: Run, tmp_path: Path
) -> None:
    svg, html = tmp_path / "trends.svg", tmp_path / "trends.html"
    assert run("trends", HOSTILE, "graphs", "-o", str(svg)).status == 0
    root = ET.fromstring(svg.read_text("utf-8"))
    assert root.tag.endswith("svg")
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert "script" not in names
    assert any("<script>" in (element.text or "") for element in root.iter())
    assert "\x1b" not in svg.read_text("utf-8")
    assert 'style="' not in svg.read_text("utf-8")
    assert run("trends", HOSTILE, "--rising", "-o", str(html)).status == 0
    assert "<script" not in html.read_text("utf-8")
    printed = run("trends", HOSTILE)
    assert "\x1b" not in printed.out


def test_a_wrong_file_name_is_refused(filled: Home, run: Run, tmp_path: Path) -> None:
    refused = run("trends", "graphs", "-o", str(tmp_path / "trends.png"))
    assert refused.status == 2
    assert ".svg or .html" in refused.err
    missing = run("trends", "graphs", "-o", str(tmp_path / "no" / "trends.svg"))
    assert missing.status == 1
    assert "trends.svg" in missing.err

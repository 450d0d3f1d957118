"""`papertrail plan`, on a site of its own."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import icalendar
import pytest

from papertrail.workspace import Home
from tests.fake_site import FakeSite
from tests.papertrail.conftest import Run

PAGE = "icml.cc/static/virtual/data/icml-2026-orals-posters.json"
POSTERS = ("2026-07-07T11:00:00-07:00", "2026-07-07T13:30:00-07:00")


def row(
    number: int, title: str, start: str = POSTERS[0], end: str = POSTERS[1], kind: str = "Poster",
    **more: Any,  # noqa: ANN401 - JSON
) -> dict[str, Any]:  # fmt: skip
    return {
        "id": number,
        "uid": f"uid{number}",
        "name": title,
        "eventtype": kind,
        "session": f"{kind} Session 1",
        "room_name": f"{kind} Hall",
        "starttime": start,
        "endtime": end,
        "virtualsite_url": f"/virtual/2026/poster/{number}",
        **more,
    }


GRAPHS = row(1, "Learning on graphs with graph neural networks")
SPEECH = row(2, "Speech recognition of spoken language")
OTHER = row(3, "Cooking with gas")
TALK = row(
    4, "Graphs and graph theory for graph learning", "2026-07-07T11:30:00-07:00",
    "2026-07-07T11:45:00-07:00", "Oral",
)  # fmt: skip
CLASH = row(
    5, "Spoken language and speech synthesis", "2026-07-07T11:40:00-07:00",
    "2026-07-07T11:55:00-07:00", "Oral", session="Oral Session 2", room_name="Room 2",
)  # fmt: skip
WORKSHOP = row(
    6, "Workshop on graphs", "2026-07-10T09:00:00-07:00", "2026-07-10T17:00:00-07:00", "Workshop",
    abstract="A day about graphs.",
)  # fmt: skip


@pytest.fixture
def site(filled: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeSite]:
    assert filled.database.exists()
    with FakeSite() as served:
        monkeypatch.setenv("PAPERTRAIL_MIRROR", served.address)
        publish(served, GRAPHS, SPEECH, OTHER, TALK, CLASH, WORKSHOP)
        yield served


def publish(site: FakeSite, *rows: dict[str, Any]) -> None:
    site.pages[PAGE] = json.dumps({"count": len(rows), "next": None, "results": rows}).encode()


def items(plan: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {item["title"]: item for session in plan["sessions"] for item in session["items"]}


@pytest.mark.usefixtures("site")
def test_what_fits_a_topic_is_shown_with_time_room_and_why(run: Run) -> None:
    plan = run("plan", "icml:2026", "--timezone", "America/Los_Angeles", "--json").json
    found = items(plan)

    assert set(found) == {each["name"] for each in (GRAPHS, SPEECH, TALK, CLASH, WORKSHOP)}
    graphs = found[GRAPHS["name"]]
    assert graphs["topic"] == "Graphs"
    assert graphs["why"].startswith("Graphs: ")
    session = plan["sessions"][0]
    assert session["start"] == "2026-07-07T11:00:00-07:00"
    assert session["room"] == "Poster Hall"


@pytest.mark.usefixtures("site")
def test_talks_at_the_same_time_are_reported(run: Run) -> None:
    found = items(run("plan", "icml:2026", "--json").json)

    assert found[TALK["name"]]["conflicts"] == [found[CLASH["name"]]["number"]]
    assert found[CLASH["name"]]["conflicts"] == [found[TALK["name"]]["number"]]


@pytest.mark.usefixtures("site")
def test_the_best_collide_with_nothing(run: Run) -> None:
    plan = run("plan", "icml:2026", "--best", "4", "--json").json
    found = items(plan)

    assert len(found) == 4
    assert not (TALK["name"] in found and CLASH["name"] in found)
    assert all(item["visit"] for item in found.values())


@pytest.mark.usefixtures("site")
def test_what_must_be_seen_is_there_and_undo_takes_it_back(run: Run) -> None:
    run("plan", "icml:2026", "--all")
    done = run("plan", "must", "icml:2026/3")
    assert "must see: Cooking with gas" in done.err

    assert items(run("plan", "icml:2026", "--json").json)["Cooking with gas"]["choice"] == "must"
    run("plan", "clear", "icml:2026/3")
    assert "Cooking with gas" not in items(run("plan", "icml:2026", "--json").json)


@pytest.mark.usefixtures("site")
def test_what_is_skipped_is_left_out(run: Run) -> None:
    run("plan", "icml:2026")
    run("plan", "skip", "icml:2026/1")

    assert GRAPHS["name"] not in items(run("plan", "icml:2026", "--json").json)


def test_a_choice_about_a_stored_paper_is_undone_by_undo(run: Run, site: FakeSite) -> None:
    paper = run("search", "graphs", "--json").json[0]
    publish(site, row(7, paper["title"]), GRAPHS)
    assert items(run("plan", "icml:2026", "--json").json)[paper["title"]]["paper"] == paper["id"]
    run("plan", "skip", paper["id"])
    assert paper["title"] not in items(run("plan", "icml:2026", "--json").json)

    assert "plan skip" in run("undo").out
    assert paper["title"] in items(run("plan", "icml:2026", "--json").json)


def test_what_was_read_is_dimmed_and_not_among_the_best(run: Run, site: FakeSite) -> None:
    paper = run("search", "graphs", "--json").json[0]
    publish(site, row(7, paper["title"]), GRAPHS)
    run("mark", "read", paper["id"])

    assert items(run("plan", "icml:2026", "--json").json)[paper["title"]]["read"]
    assert f"~~[{paper['title']}" in run("plan", "icml:2026", "--format", "md").out
    assert paper["title"] not in items(run("plan", "icml:2026", "--best", "5", "--json").json)


def test_what_changed_since_the_last_look_is_told(run: Run, site: FakeSite) -> None:
    assert run("plan", "icml:2026", "--json").json["changes"] == []
    moved = {**TALK, "room_name": "Elsewhere"}
    publish(site, GRAPHS, moved, CLASH, WORKSHOP, row(9, "More graphs"))

    told = run("plan", "icml:2026", "--refresh", "--json").json["changes"]

    assert sorted(told) == [
        f"{TALK['name']}: now in Elsewhere",
        "More graphs: new",
        f"{SPEECH['name']}: cancelled",
    ]
    assert run("plan", "icml:2026", "--json").json["changes"] == []


def calendar_of(file: Path) -> dict[str, Any]:
    calendar = icalendar.Calendar.from_ical(file.read_bytes())
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


def test_a_calendar_imported_again_changes_only_what_changed(
    run: Run, site: FakeSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "plan.ics"
    zone = ("--timezone", "America/Los_Angeles")
    run("plan", "icml:2026", *zone, "-o", str(file))
    text = file.read_text()
    first = calendar_of(file)
    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-18T08:00:00Z")
    moved = {**TALK, "endtime": "2026-07-07T11:50:00-07:00"}
    publish(site, GRAPHS, SPEECH, OTHER, moved, WORKSHOP)
    run("plan", "icml:2026", *zone, "--refresh", "-o", str(file))
    second = calendar_of(file)

    assert text.count("BEGIN:VTIMEZONE") == 1
    assert set(first) == set(second)
    changed = {uid for uid in first if first[uid].to_ical() != second[uid].to_ical()}
    assert {str(second[uid]["SUMMARY"]) for uid in changed} == {
        f"Oral: {TALK['name']}",
        f"Oral: {CLASH['name']}",
    }
    assert all(second[uid]["SEQUENCE"] == (1 if uid in changed else 0) for uid in second)
    cancelled = [event for event in second.values() if event["STATUS"] == "CANCELLED"]
    assert [str(event["SUMMARY"]) for event in cancelled] == [f"Oral: {CLASH['name']}"]


def test_a_page_needs_nothing_else_and_escapes_titles(run: Run, site: FakeSite) -> None:
    publish(site, row(1, "Graphs <script>alert(1)</script> of graphs"))

    page = run("plan", "icml:2026", "--format", "html").out

    assert "<script" not in page
    assert "@media print" in page
    assert 'src="' not in page


def test_nothing_that_fits_is_said(run: Run, site: FakeSite) -> None:
    publish(site, OTHER)

    done = run("plan", "icml:2026")

    assert done.status == 1
    assert "of 1 presentations at ICML 2026, none fits Graphs, Speech" in done.err


def test_presentations_without_times_are_listed_without_times(run: Run, site: FakeSite) -> None:
    publish(site, row(1, "Graphs of graphs", None, None))  # type: ignore[arg-type]

    done = run("plan", "icml:2026", "--json")

    assert items(done.json)["Graphs of graphs"]["start"] is None
    assert "1 of 1 presentations have no time yet" in done.err
    assert "has a time yet" in run("plan", "icml:2026", "--best", "3").err


def test_times_without_a_zone_are_those_of_no_zone_until_one_is_named(
    run: Run, site: FakeSite
) -> None:
    publish(
        site,
        row(1, "Graphs of graphs", "2026-07-07T11:00:00", "2026-07-07T12:00:00"),
        row(2, "Graphs twice", "2026-10-25T02:15:00", "2026-10-25T02:45:00"),
        row(3, "Graphs never", "2026-03-29T02:15:00", "2026-03-29T02:45:00"),
    )

    bare = run("plan", "icml:2026", "--json")
    placed = run("plan", "icml:2026", "--timezone", "Europe/Vienna", "--json")

    assert "3 times have no time zone" in bare.err
    assert all(item["start"] is None for item in items(bare.json).values())
    assert items(placed.json)["Graphs of graphs"]["start"] == "2026-07-07T11:00:00+02:00"
    assert items(placed.json)["Graphs never"]["start"] is None
    assert "1 times happen twice" in placed.err
    assert "1 times don't exist" in placed.err


def test_an_edition_without_data_is_said(run: Run, site: FakeSite) -> None:
    del site.pages[PAGE]

    done = run("plan", "icml:2026")

    assert done.status == 1
    assert "no programme of ICML 2026 is published" in done.err


@pytest.mark.usefixtures("site")
def test_a_conference_without_a_feed_takes_a_file(run: Run, tmp_path: Path) -> None:
    assert "give it as a file" in run("plan", "acl:2026").err
    file = tmp_path / "acl.csv"
    file.write_text(
        "title,start,end,session,room,kind\n"
        "Speech and spoken language,2026-07-06T10:00+02:00,2026-07-06T10:15+02:00,S1,R1,oral\n"
    )

    found = items(run("plan", "acl:2026", "--programme", str(file), "--json").json)

    assert found["Speech and spoken language"]["kind"] == "oral"
    assert items(run("plan", "acl:2026", "--json").json)


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--timezone", "Mars/Olympus"), "there is no time zone 'Mars/Olympus'"),
        (("--break", "noon", "--best", "3"), "is no break"),
        (("--topic", "Zymurgy"), "there is no topic 'Zymurgy'"),
    ],
)
def test_an_option_that_cannot_be_used_is_said(
    run: Run, options: tuple[str, ...], said: str
) -> None:
    done = run("plan", "icml:2026", *options)

    assert done.status == 2
    assert said in done.err


def test_without_the_site_the_stored_programme_is_shown(run: Run, site: FakeSite) -> None:
    run("plan", "icml:2026")
    site.pages[PAGE] = b"<html>"

    done = run("plan", "icml:2026", "--refresh", "--json")

    assert items(done.json)
    assert "this is the programme of" in done.err

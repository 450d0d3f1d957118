"""`papertrail learn`: in an empty home, and with progress."""

from pathlib import Path

import pytest

from tests.papertrail.conftest import Run


def test_a_way_needs_neither_configuration_nor_database(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERTRAIL_HOME", str(tmp_path / "nothing"))

    done = run("learn", "meta-learning", "--json")

    assert done.status == 0
    assert done.json["topic"] == "meta-learning"
    step = done.json["steps"][0]
    assert {"kind", "title", "id", "url", "why", "presumes", "minutes", "done"} <= set(step)
    assert not (tmp_path / "nothing").exists()


@pytest.mark.usefixtures("home")
def test_a_topic_that_nothing_fits_is_said(run: Run) -> None:
    done = run("learn", "zymurgy")

    assert done.status == 1
    assert "nothing bundled or stored fits the topic 'zymurgy'" in done.err


@pytest.mark.usefixtures("home")
def test_progress_is_kept_and_notes_come_back(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-17T08:00:00Z")
    first = run("learn", "transformers", "--json").json["steps"]
    run("learn", "done", "1", "--note", "rank of a matrix")
    run("learn", "skip", "2")

    following = run("learn", "next", "--json").json

    assert following["next"]["id"] == first[2]["id"]
    assert following["known"] == first[0]["title"]
    assert following["recall"] == []
    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-19T08:00:00Z")
    assert run("learn", "next", "--json").json["recall"][0]["note"] == "rank of a matrix"
    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-20T08:00:00Z")
    assert run("learn", "next", "--json").json["recall"] == []
    run("learn", "reset", "1", "2")
    assert [step["state"] for step in run("learn", "transformers", "--json").json["steps"][:2]] == [
        None,
        None,
    ]


@pytest.mark.usefixtures("home")
def test_pages_have_all_steps(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "way.html"

    assert run("learn", "GAN", "--format", "md").out.count("- [ ] ") > 10
    assert run("learn", "GAN", "--format", "html", "-o", str(file)).status == 0
    assert file.read_text().startswith("<!doctype html>")


@pytest.mark.usefixtures("home")
def test_a_step_that_is_not_there_is_refused(run: Run) -> None:
    run("learn", "GAN")

    assert "the last way has no step '999'" in run("learn", "done", "999").err

"""Papers that a reader holds are checked for retractions, and a digest reports them once."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from feeds.paper import Author, Paper
from papertrail.core.alerts import check_retractions
from papertrail.core.application import Papertrail
from papertrail.core.application import open as open_home
from papertrail.types.bibliography import FindingKind
from tests.fake_site import Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from papertrail.store import Store
    from papertrail.workspace import Home
    from tests.fake_site import FakeSite
    from tests.papertrail.conftest import Run

BEFORE = datetime(2026, 6, 1, 8, tzinfo=UTC)
DOI = "10.1000/held"
PAGE = "api.crossref.org/works/10.1000%2Fheld"
NOTICE = {"DOI": "10.1000/notice", "type": "retraction", "source": "retraction-watch"}


def record(*updates: dict[str, str]) -> bytes:
    """Return Crossref's record of a work."""
    return json.dumps({"status": "ok", "message": {"updated-by": list(updates)}}).encode()


@pytest.fixture
def desk(
    home: Home, store: Store, site: FakeSite, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Papertrail]:
    """A home with two papers that have a DOI, of which one is noted."""
    monkeypatch.setenv("PAPERTRAIL_MIRROR", site.address)
    config = home.config_file.read_text()
    home.config_file.write_text(config + "interval = 0\n")
    papers = [
        Paper(
            (("doi", DOI),), "A Held Paper on Things", authors=(Author("Ada Lovelace"),), year=2025
        ),
        Paper((("doi", "10.1000/other"),), "Another Paper that Nobody Holds", year=2025),
    ]
    with store.transaction() as tx:
        tx.works.save(papers, "tpami", BEFORE)
    with open_home(home.root) as opened:
        yield opened


def hold(desk: Papertrail) -> None:
    desk.library.tag([f"doi:{DOI}"], ["mine"])


def test_what_is_held_is_asked_for_once_in_two_weeks(
    desk: Papertrail, site: FakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages[PAGE] = record(NOTICE)
    assert check_retractions(desk.resources) == 0
    hold(desk)
    found = [check_retractions(desk.resources) for _ in range(2)]
    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-07-02T08:00:00Z")
    found.append(check_retractions(desk.resources))

    assert found == [1, 0, 0]
    assert site.asked() == [PAGE, PAGE]
    assert site.visits[-1].status == 304


def test_a_digest_reports_a_retraction_once(desk: Papertrail, site: FakeSite) -> None:
    site.pages[PAGE] = record(NOTICE, NOTICE, {"type": "correction"})
    hold(desk)
    check_retractions(desk.resources)
    events = desk.resources.store.digests.unreported_events()
    shown = desk.show(f"doi:{DOI}").history.events

    assert len(events) == 1
    assert [(event.kind, event.detail) for event in shown] == [
        ("retracted", "Retraction Watch, doi:10.1000/notice")
    ]


def test_a_check_that_fails_is_a_note_and_comes_again(desk: Papertrail, site: FakeSite) -> None:
    hold(desk)
    site.pages[PAGE] = record(NOTICE)
    site.troubles.append(Trouble(500, within="crossref"))

    assert check_retractions(desk.resources) == 0
    assert check_retractions(desk.resources) == 1


def test_a_doi_that_crossref_does_not_know_is_checked(desk: Papertrail, site: FakeSite) -> None:
    hold(desk)

    assert [check_retractions(desk.resources) for _ in range(2)] == [0, 0]
    assert site.asked() == [PAGE]


def test_it_can_be_switched_off(home: Home, desk: Papertrail, site: FakeSite) -> None:
    hold(desk)
    config = home.config_file.read_text()
    home.config_file.write_text(config + "[alerts]\nretractions = false\n")
    with open_home(home.root) as other:
        assert check_retractions(other.resources) == 0

    assert site.asked() == []


def test_a_tagged_paper_has_news(desk: Papertrail, store: Store) -> None:
    hold(desk)
    work = desk.show(f"doi:{DOI}").work.key
    now = datetime(2026, 6, 18, tzinfo=UTC)
    with store.transaction() as tx:
        assert tx.alerts.note(work, "published", "TPAMI", now)

    assert len(store.digests.unreported_events()) == 1


def test_show_and_bib_check_name_retracted_papers(
    desk: Papertrail, site: FakeSite, run: Run, tmp_path: Path
) -> None:
    site.pages[PAGE] = record(NOTICE)
    hold(desk)
    check_retractions(desk.resources)
    file = tmp_path / "refs.bib"
    file.write_text(
        f"@article{{a, title={{A Held Paper on Things}}, author={{Ada Lovelace}}, doi={{{DOI}}}}}"
    )
    check = desk.exchange.check_bibliography(file)

    assert [finding.kind for finding in check.findings] == [FindingKind.RETRACTED]
    assert run("show", f"doi:{DOI}", "--json").json["retracted"] is True
    assert "retracted (Retraction Watch" in run("show", f"doi:{DOI}").out
    assert "retracted (Retraction Watch" in run("bib", "check", str(file)).out

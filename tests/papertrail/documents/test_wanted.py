"""An update fetches the PDFs that the reader wants, and never fails by one."""

from collections.abc import Sequence

import pytest

from papertrail import Papertrail
from papertrail.core.fetching import Fetching
from papertrail.core.wanted_documents import fetch_wanted
from papertrail.workspace import Home
from tests.fake_site import FakeSite, Trouble
from tests.papertrail.documents.conftest import pdf_at

Notes = list[str]


def setting(place: Home, value: str, more: str = "") -> None:
    """Set [documents] auto."""
    text = place.config_file.read_text(encoding="utf-8")
    changed = text.replace("[documents]", f'[documents]\nauto = "{value}"\n{more}')
    place.config_file.write_text(changed, encoding="utf-8")


@pytest.mark.parametrize(
    ("auto", "fetched"), [("off", []), ("liked", [0]), ("saved", [0, 1])], ids=str
)
def test_it_fetches_what_the_setting_names(
    papers: Sequence[str],
    place: Home,
    opened: Papertrail,
    site: FakeSite,
    auto: str,
    fetched: list[int],
) -> None:
    setting(place, auto)
    opened.mark("like", papers[:1])
    opened.mark("later", papers[1:2])

    count = fetch_wanted(opened.resources)

    assert count == len(fetched)
    there = {document.work.id for document in opened.documents.status()}
    assert there == {papers[number] for number in fetched}
    assert fetch_wanted(opened.resources) == 0
    assert len(site.asked("/pdf/")) == len(fetched)


def test_each_run_is_bounded(
    papers: Sequence[str],
    place: Home,
    opened: Papertrail,
) -> None:
    setting(place, "liked", "per_update = 2\n")
    opened.mark("like", papers)

    assert [fetch_wanted(opened.resources) for _ in range(3)] == [2, 1, 0]


def test_a_failure_is_a_remark_and_left_alone_for_a_week(
    papers: Sequence[str],
    place: Home,
    opened: Papertrail,
    site: FakeSite,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    setting(place, "liked")
    notes: Notes = []
    monkeypatch.setattr(opened.resources.progress, "note", notes.append)
    opened.mark("like", papers[:2])
    first = pdf_at("2606.00001")
    site.troubles = [Trouble(404, 1, within=first)]

    assert fetch_wanted(opened.resources) == 1
    assert "arxiv:2606.00001" in notes[-1]
    assert fetch_wanted(opened.resources) == 0
    assert len(site.asked(first)) == 1
    assert [item.state for item in opened.documents.status()] == ["read", "failed"]
    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-25T08:00:00Z")
    assert fetch_wanted(opened.resources) == 1


def test_a_better_extractor_reads_what_is_stored_again(
    papers: Sequence[str], opened: Papertrail, site: FakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetching = Fetching(opened.resources)
    for each in papers[:2]:
        fetching.fetch(opened.show(each).work)
    monkeypatch.setattr("papertrail.documents.reading.EXTRACTOR", 99)

    assert fetch_wanted(opened.resources) == 0

    extractors = [each.document and each.document.extractor for each in opened.documents.status()]
    assert extractors == [99, 99]
    assert len(site.asked("/pdf/")) == 2

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.conferences.virtual_site import (
    CONFERENCES,
    VirtualSite,
    fold,
    parse_abstracts,
    parse_list,
)
from feeds.errors import FeedError, MalformedError, NotFoundError
from feeds.http.client import RateLimitedClient
from feeds.http.contract import RequestPolicy
from feeds.paper import Author
from feeds.source import Batch, Cursor, FetchRequest, Status
from tests.fake_site import Trouble

if TYPE_CHECKING:
    from pathlib import Path

    from feeds.paper import Paper
    from tests.fake_site import FakeSite

NOW = datetime(2026, 6, 17, 8, tzinfo=UTC)
LIST = "neurips.cc/static/virtual/data/neurips-2025-orals-posters.json"
ABSTRACTS = "neurips.cc/static/virtual/data/neurips-2025-abstracts.json"
TRACK = "https://openreview.net/group?id=NeurIPS.cc/2025/Conference"


def event(number: int, title: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {
        "id": number,
        "uid": f"uid{number}",
        "name": title,
        "authors": [
            {"id": 1, "fullname": "Ada Example", "institution": "Somewhere"},
            {"fullname": "Bob Sample"},
        ],
        "abstract": f"We study {title}.",
        "decision": "Accept (poster)",
        "eventtype": "Poster",
        "virtualsite_url": f"/virtual/2025/poster/{number}",
        "sourceurl": TRACK,
        "starttime": "2025-12-03T11:00:00-08:00",
        **more,
    }


def listing(*rows: object, **more: object) -> bytes:
    return json.dumps(
        {"count": len(rows), "next": None, "previous": None, "results": rows} | more
    ).encode()


@pytest.fixture
def source(site: FakeSite, tmp_path: Path) -> VirtualSite:
    policy = RequestPolicy(arxiv_interval=0, other_interval=0, backoff=0)
    return VirtualSite("neurips", 2025, RateLimitedClient(tmp_path, policy, mirror=site.address))


def fetch(source: VirtualSite, cursor: Cursor | None = None) -> list[Batch]:
    return list(source.fetch(FetchRequest(NOW, cursor or {}, None)))


def papers(batches: list[Batch]) -> list[Paper]:
    return [paper for batch in batches for paper in batch.papers]


def test_an_event_becomes_a_paper(site: FakeSite, source: VirtualSite) -> None:
    forum = "https://openreview.net/forum?id=AbCdEf1234"
    site.pages[LIST] = listing(event(7, "Q&amp;A with $x < y$  models", paper_url=forum))

    (paper,) = papers(fetch(source))

    assert paper.identifiers == (("openreview", "AbCdEf1234"),)
    assert paper.title == "Q&A with $x < y$ models"
    assert paper.authors == (Author("Ada Example", "Somewhere"), Author("Bob Sample"))
    assert (paper.venue, paper.year, paper.comment) == ("NeurIPS 2025", 2025, "Accept (poster)")
    assert paper.url == "https://neurips.cc/virtual/2025/poster/7"
    assert (paper.announced, paper.submitted) == (None, None)


def test_poster_oral_and_spotlight_are_one_paper(site: FakeSite, source: VirtualSite) -> None:
    forum = "https://openreview.net/forum?id=AbCdEf1234"
    rows = [
        event(1, "A", uid="same", abstract=None, paper_url=forum),
        event(2, "A (oral)", uid="same", eventtype="Oral", decision="Accept (oral)"),
        event(3, "A  paper", uid=None, eventmedia=[{"uri": forum}], eventtype="Spotlight"),
        event(4, "B", uid=None),
        event(5, "b!", uid=None, eventtype="Oral"),
    ]
    site.pages[LIST] = listing(*rows)

    first, second = papers(fetch(source))

    assert (first.title, first.abstract) == ("A", "We study A (oral).")
    assert first.comment == "Accept (poster); Accept (oral)"
    assert second.identifiers == (("virtual", "neurips/2025/4"),)


def test_papers_of_one_title_with_forums_of_their_own_stay_two(
    site: FakeSite, source: VirtualSite
) -> None:
    rows = [event(n, "Same", paper_url=f"https://openreview.net/forum?id=Forum{n}") for n in (1, 2)]
    site.pages[LIST] = listing(*rows)

    assert len(papers(fetch(source))) == 2


def test_events_that_are_no_papers_are_left_out(site: FakeSite, source: VirtualSite) -> None:
    kinds = ("Workshop", "Social", "Invited Talk", "Expo Demonstration")
    rows = [event(number, kind, eventtype=kind) for number, kind in enumerate(kinds)]
    site.pages[LIST] = listing(*rows, event(9, "Hidden", visible=False), event(10, "Shown"))

    assert [paper.title for paper in papers(fetch(source))] == ["Shown"]


@pytest.mark.parametrize(
    "origin", ["https://openreview.net/group?id=TMLR", "https://jmlr.org/papers/v25/1.html"]
)
def test_a_paper_of_a_journal_does_not_claim_the_conference(
    origin: str, site: FakeSite, source: VirtualSite
) -> None:
    site.pages[LIST] = listing(event(1, "A", sourceurl=origin))

    (paper,) = papers(fetch(source))
    assert (paper.venue, paper.comment) == (None, "journal track, presented at NeurIPS 2025")


def test_other_tracks_belong_to_the_conference(site: FakeSite, source: VirtualSite) -> None:
    site.pages[LIST] = listing(
        event(1, "A", sourceurl=TRACK.replace("Conference", "Datasets_and_Benchmarks_Track"))
    )

    assert papers(fetch(source))[0].venue == "NeurIPS 2025"


def test_abstracts_come_from_their_file_where_the_list_has_none(
    site: FakeSite, source: VirtualSite
) -> None:
    site.pages[LIST] = listing(
        event(1, "A", abstract=None), event(2, "B"), event(3, "C", abstract="")
    )
    site.pages[ABSTRACTS] = json.dumps(
        {"1": "From &lt;the&gt; file.", "2": "Not this.", "8": None}
    ).encode()
    batches = fetch(source)

    assert [paper.abstract for paper in papers(batches)] == ["From <the> file.", "We study B.", ""]
    assert batches[-1].note == "1 papers without an abstract"


def test_the_file_of_abstracts_is_asked_for_only_where_it_is_needed(
    site: FakeSite, source: VirtualSite
) -> None:
    site.pages[LIST] = listing(event(1, "A"))
    fetch(source)

    assert site.asked("abstracts") == []


def test_a_site_without_the_file_of_abstracts_is_fine(site: FakeSite, source: VirtualSite) -> None:
    site.pages[LIST] = listing(event(1, "A", abstract=None))

    assert fetch(source)[-1].status is Status.CURRENT


def test_an_unchanged_list_is_asked_for_conditionally(site: FakeSite, source: VirtualSite) -> None:
    site.pages[LIST] = listing(event(1, "A"))
    cursor = fetch(source)[-1].cursor

    again = fetch(source, cursor)

    assert [(batch.papers, batch.cursor, batch.status) for batch in again] == [
        ((), cursor, Status.CURRENT)
    ]
    assert site.asked(status=304) == [LIST]


def test_abstracts_that_appear_later_are_joined_with_an_unchanged_list(
    site: FakeSite, source: VirtualSite
) -> None:
    site.pages[LIST] = listing(event(1, "A", abstract=None))
    cursor = fetch(source)[-1].cursor
    site.pages[ABSTRACTS] = b'{"1": "At last."}'

    batches = fetch(source, cursor)
    assert [paper.abstract for paper in papers(batches)] == ["At last."]
    fetch(source, batches[-1].cursor)
    assert site.asked(status=304)[-1] == LIST


def test_what_a_growing_list_gains_is_news(site: FakeSite, source: VirtualSite) -> None:
    site.pages[LIST] = listing(event(1, "A"))
    first = fetch(source)
    site.pages[LIST] = listing(event(1, "A"), event(2, "B"))
    second = fetch(source, first[-1].cursor)

    assert not any(batch.news for batch in first)
    assert all(batch.news for batch in second if batch.papers)


@pytest.mark.parametrize("page", [None, listing()])
def test_an_edition_that_is_not_published_yet_is_quiet_and_news_when_it_is(
    page: bytes | None, site: FakeSite, source: VirtualSite
) -> None:
    if page:
        site.pages[LIST] = page
    (batch,) = fetch(source)
    assert (batch.papers, batch.status, batch.note) == ((), Status.QUIET, "not published yet")

    site.pages[LIST] = listing(event(1, "A"))
    assert fetch(source, batch.cursor)[0].news


def test_a_list_that_vanishes_is_an_error(site: FakeSite, source: VirtualSite) -> None:
    site.pages[LIST] = listing(event(1, "A"))
    cursor = fetch(source)[-1].cursor

    site.pages[LIST] = listing()
    with pytest.raises(MalformedError, match="has become empty"):
        fetch(source, cursor)
    del site.pages[LIST]
    with pytest.raises(NotFoundError):
        fetch(source, cursor)


def test_pages_are_followed_on_the_same_host(site: FakeSite, source: VirtualSite) -> None:
    site.pages[LIST] = listing(event(1, "A"), next=f"/{LIST.partition('/')[2]}?page=2", count=2)
    site.pages[f"{LIST}?page=2"] = listing(event(2, "B"), count=2)
    batches = fetch(source)

    assert [paper.title for paper in papers(batches)] == ["A", "B"]
    assert batches[-1].cursor["etag"] is None


def test_a_next_page_on_another_host_is_refused(site: FakeSite, source: VirtualSite) -> None:
    site.pages[LIST] = listing(event(1, "A"), next="https://evil.example.org/x.json")

    with pytest.raises(MalformedError, match="another host"):
        fetch(source)
    assert site.asked("evil") == []


def test_pages_without_end_are_given_up(site: FakeSite, source: VirtualSite) -> None:
    site.pages[LIST] = listing(event(1, "A"), next=f"https://{LIST}")

    with pytest.raises(MalformedError, match="more than 50 pages"):
        fetch(source)


@pytest.mark.parametrize("trouble", ["html", "truncate", "cut", "empty", "close", 500, 503])
def test_a_fault_that_passes_is_waited_out(
    trouble: int | str, site: FakeSite, source: VirtualSite
) -> None:
    site.pages[LIST] = listing(event(1, "A"), event(2, "B"))
    site.troubles.append(Trouble(trouble))

    assert len(papers(fetch(source))) == 2


def test_an_interrupted_reading_is_begun_again(site: FakeSite, source: VirtualSite) -> None:
    site.pages[LIST] = listing(*(event(number, f"Paper {number}") for number in range(1500)))
    first = next(iter(source.fetch(FetchRequest(NOW, {}, None))))

    assert len(first.papers) == 1000
    assert len(papers(fetch(source, first.cursor))) == 1500


def test_one_odd_row_does_not_lose_the_others(site: FakeSite, source: VirtualSite) -> None:
    rows = [
        "no row",
        {"id": 1},
        event(2, ""),
        event(3, "C", id=None),
        event(4, "D", authors="x", virtualsite_url=7),
    ]
    rows += [event(number, f"Paper {number}") for number in range(10, 14)]
    site.pages[LIST] = listing(*rows)

    found = papers(fetch(source))
    assert len(found) == 5
    assert (found[0].authors, found[0].url) == ((), "")


def test_addresses_that_are_not_of_the_web_are_dropped(site: FakeSite, source: VirtualSite) -> None:
    site.pages[LIST] = listing(event(1, "A", virtualsite_url="javascript:alert(1)"))

    assert papers(fetch(source))[0].url == ""


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"7",
        b"null",
        b'{"count": 3, "results": []}',
        b'{"results": {}}',
        b"[" * 9999,
    ],
)
def test_what_is_no_list_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_list(body)


def test_rows_that_can_mostly_not_be_read_are_malformed() -> None:
    with pytest.raises(MalformedError, match="of 3 events, 2 can't be read"):
        fold([{}, 7, event(1, "A")], "neurips.cc")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from([*event(1, "A"), "paper_url", "eventmedia", "uri", "visible"]),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@given(st.lists(JSON | st.builds(lambda more: event(1, "A") | {"x": more}, JSON), max_size=6))
def test_any_rows_are_papers_or_malformed(rows: list[object]) -> None:
    try:
        for found in fold(rows, "neurips.cc"):
            assert found.title
    except FeedError:
        pass


@given(st.binary(max_size=300))
def test_any_bytes_are_a_list_or_malformed(body: bytes) -> None:
    for parse in (parse_list, parse_abstracts):
        with contextlib.suppress(FeedError):
            parse(body)


def test_every_conference_names_its_host() -> None:
    assert {"neurips", "icml", "cvpr", "iclr"} <= set(CONFERENCES)
    assert all("." in host for _, host in CONFERENCES.values())

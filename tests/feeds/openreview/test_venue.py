from __future__ import annotations

import json
import traceback
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import (
    FeedError,
    LoginError,
    MalformedError,
    RefusedError,
    ThrottledError,
    UnreachableError,
)
from feeds.http.client import RateLimitedClient
from feeds.http.contract import RequestPolicy
from feeds.openreview.account import Account, read_token
from feeds.openreview.venue import AT_ONCE, LATEST, OpenReview, parse_notes
from feeds.paper import Author, Paper
from feeds.source import Batch, Cursor, FetchRequest, Status
from tests.fake_openreview import BROWSER_PAGE, DAY, MAY, PASSWORD, USER, FakeOpenReview, note
from tests.fake_site import Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NOW = datetime(2026, 6, 17, 8, tzinfo=UTC)
POLICY = RequestPolicy(other_interval=0, backoff=0)
MANY = 2 * AT_ONCE + 7
TROUBLES: list[tuple[int | str, dict[str, str], type[FeedError]]] = [
    *((kind, {}, MalformedError) for kind in ("cut", "empty")),
    *((kind, {}, UnreachableError) for kind in ("truncate", "close", 500, 502)),
    *((kind, {}, LoginError) for kind in ("html", 401, 403)),
    *((kind, {}, RefusedError) for kind in (400, 404, 410, 418)),
    *((kind, {}, ThrottledError) for kind in (406, 429, 503)),
    (429, {"Retry-After": "3600"}, ThrottledError),
    *(
        (302, {"Location": f"{target}?token=eyJ0eXAi.T0ken-1.x_y="}, MalformedError)
        for target in ("https://a.org/", "/")
    ),
]


class Reader:
    """Stores batches as the caller of a source does."""

    def __init__(self, source: OpenReview) -> None:
        self._source = source
        self.cursor: Cursor = {}
        self.stored: dict[str, Paper] = {}

    def fetch(
        self, batches: int | None = None, meanwhile: dict[int, Callable[[], None]] | None = None
    ) -> list[Batch]:
        """Fetch until the end, or until some batches; meanwhile, things happen upstream."""
        done: list[Batch] = []
        for batch in self._source.fetch(FetchRequest(NOW, self.cursor, None)):
            self.cursor = json.loads(json.dumps(batch.cursor))
            self.stored |= {paper.identifiers[0][1]: paper for paper in batch.papers}
            done.append(batch)
            if len(done) == batches:
                break
            if meanwhile and len(done) in meanwhile:
                meanwhile[len(done)]()
        return done


@pytest.fixture
def openreview() -> Iterator[FakeOpenReview]:
    with FakeOpenReview() as server:
        yield server


@pytest.fixture
def client(openreview: FakeOpenReview, tmp_path: Path) -> RateLimitedClient:
    return RateLimitedClient(tmp_path, POLICY, mirror=openreview.address)


@pytest.fixture
def reader(client: RateLimitedClient) -> Reader:
    return Reader(OpenReview("TMLR", client, Account(USER, PASSWORD)))


def read(*notes: object, venue: str = "TMLR", **more: object) -> tuple[Paper, ...]:
    return parse_notes(json.dumps({"notes": notes} | more).encode(), venue).papers


def queries(openreview: FakeOpenReview) -> list[str]:
    return [address.partition("content.venueid=TMLR&")[2] for address in openreview.asked("/notes")]


def revised(number: int) -> dict[str, Any]:
    return note(number, "Revised") | {"tmdate": MAY + (number + 9_999) * DAY}


# What a note means


def test_a_note_becomes_a_paper() -> None:
    raw = note(3, "Sin&lt;GLU&gt;  and $x$", venue="TMLR", abstract="We\n gate.")

    assert read(raw) == (
        Paper(
            identifiers=(("openreview", "Note000003"),),
            title="Sin<GLU> and $x$",
            abstract="We gate.",
            authors=(Author("Ada Example"), Author("Bob Sample")),
            url="https://openreview.net/forum?id=Note000003",
            announced=date(2025, 5, 4),
            venue="TMLR",
            year=2025,
        ),
    )


@pytest.mark.parametrize(
    ("shown", "venue", "comment"),
    [
        ("NeurIPS 2024 poster", "NeurIPS 2024", "NeurIPS 2024 poster"),
        ("ICML 2025 spotlightposter", "ICML 2025", "ICML 2025 spotlightposter"),
        ("ICLR 2023 notable top 5%", "ICLR 2023", "ICLR 2023 notable top 5%"),
        (
            "NeurIPS 2024 Workshop SSL Oral",
            "NeurIPS 2024 Workshop SSL",
            "NeurIPS 2024 Workshop SSL Oral",
        ),
        ("Accepted by TMLR", "TMLR", "Accepted by TMLR"),
        ("ICLR 2024", "ICLR 2024", None),
        ("Submitted to ICLR 2026", None, "Submitted to ICLR 2026"),
        ("ICLR 2026 Conference Submission", None, "ICLR 2026 Conference Submission"),
        ("Under review for TMLR", None, "Under review for TMLR"),
        (
            "ICLR 2024 Conference Withdrawn Submission",
            None,
            "ICLR 2024 Conference Withdrawn Submission",
        ),
        ("Rejected by TMLR", None, "Rejected by TMLR"),
        (None, None, None),
    ],
)
def test_a_paper_claims_a_venue_once_it_was_accepted(
    shown: str | None, venue: str | None, comment: str | None
) -> None:
    (paper,) = read(note(1, venue=shown))

    assert (paper.venue, paper.comment) == (venue, comment)


@pytest.mark.parametrize(
    ("shown", "venue", "year"),
    [
        ("NeurIPS 2024 oral", "NeurIPS.cc/2023/X", 2024),
        ("Poster", "a.org/2023/X", 2023),
        (None, "TMLR", 2025),
    ],
)
def test_the_year_is_the_editions_else_that_of_publication(
    shown: str | None, venue: str, year: int
) -> None:
    assert read(note(1, venue=shown), venue=venue)[0].year == year


def test_authors_may_come_with_their_profiles() -> None:
    (paper,) = read(
        note(
            1,
            authors=[
                {"fullname": "Ada Example", "username": "~Ada1"},
                "Bob  Sample",
                {},
                None,
                " ",
            ],
        )
    )

    assert paper.authors == (Author("Ada Example"), Author("Bob Sample"))


def test_what_only_reviewers_may_read_is_left_out() -> None:
    confidential = note(1) | {"readers": ["TMLR/Paper1/Reviewers"]}
    anonymous = note(2)
    anonymous["content"]["authors"]["readers"] = ["TMLR", "TMLR/Paper2/Authors"]

    (paper,) = read(confidential, anonymous)

    assert (paper.title, paper.authors) == ("Paper 2", ())


def test_a_reply_to_a_paper_is_no_paper() -> None:
    assert read(note(1), note(2) | {"forum": "Note000001"})[0].title == "Paper 1"


@pytest.mark.parametrize("moment", [None, "2025", True, -1, 0, 10**18, 1.5])
def test_a_moment_that_means_nothing_is_no_day(moment: object) -> None:
    (paper,) = read(note(1) | {"pdate": moment, "cdate": moment})

    assert paper.announced is None


@pytest.mark.parametrize(
    "answer",
    [
        [],
        {},
        {"notes": {}},
        {"notes": [5]},
        {"notes": [{"content": {}}]},
        {"notes": [note(1) | {"id": "a/b&c"}]},
        {"notes": [note(1)], "count": 0},
        {"notes": [note(1)], "count": 2},
        {"notes": [note(1)], "count": "1"},
        {"notes": [], "count": 5},
        {"notes": [note(1, title=" "), note(2, title=" "), note(3)]},
    ],
)
def test_an_answer_that_contradicts_itself_or_the_format_is_refused(answer: object) -> None:
    with pytest.raises(MalformedError):
        parse_notes(json.dumps(answer).encode(), "TMLR")


@given(st.binary())
def test_arbitrary_bytes_raise_feed_errors_only(body: bytes) -> None:
    for parse in (lambda: parse_notes(body, "TMLR"), lambda: read_token(body)):
        with pytest.raises(FeedError):
            parse()


@given(st.data())
def test_damaged_answers_raise_feed_errors_only(data: st.DataObject) -> None:
    odd = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["value", "readers"]), inner)
        ),
        max_leaves=5,
    )
    raw: dict[str, Any] = note(1)
    place = data.draw(
        st.sampled_from([raw, raw["content"], raw["content"]["title"], raw["content"]["authors"]])
    )
    place[data.draw(st.sampled_from(sorted(place)))] = data.draw(odd)
    try:
        papers = read(raw, note(2), note(3))
    except FeedError:
        return
    assert all(paper.title and paper.url.startswith("https://") for paper in papers)


# Reading a list


def test_a_short_list_is_read_at_once_and_proven(
    openreview: FakeOpenReview, reader: Reader
) -> None:
    openreview.put(note(1), note(2), note(3, title=" "))
    (batch,) = reader.fetch()

    assert [paper.title for paper in batch.papers] == ["Paper 2", "Paper 1"]
    assert (batch.status, batch.news, batch.note) == (
        Status.CURRENT,
        False,
        "left out, not public or without a title: 1",
    )
    (proof,) = batch.announcements
    assert (proof.expected, len(proof.seen)) == (2, 2)
    assert queries(openreview) == [f"sort=tmdate:desc&limit={LATEST}&offset=0&count=true"]


def test_a_long_list_is_read_whole_and_proven(openreview: FakeOpenReview, reader: Reader) -> None:
    openreview.put(*map(note, range(MANY)))
    batches = reader.fetch()

    assert len(reader.stored) == MANY
    (proof,) = batches[-1].announcements
    assert (proof.expected, len(set(proof.seen))) == (MANY, MANY)
    assert reader.cursor["count"] == MANY
    assert not any(batch.news for batch in batches)


def test_a_second_fetch_asks_once_and_reads_nothing_again(
    openreview: FakeOpenReview, reader: Reader
) -> None:
    openreview.put(*map(note, range(MANY)))
    reader.fetch()
    before = len(openreview.visits)

    assert reader.fetch() == [Batch((), reader.cursor, Status.CURRENT)]
    assert len(openreview.visits) == before + 1


def test_new_and_changed_papers_are_news_and_cost_one_request(
    openreview: FakeOpenReview, reader: Reader
) -> None:
    openreview.put(*map(note, range(MANY)))
    reader.fetch()
    before = len(openreview.visits)
    openreview.put(note(MANY), note(5, "Paper 5, revised") | {"tmdate": MAY + (MANY + 1) * DAY})

    (batch,) = reader.fetch()

    assert len(openreview.visits) == before + 1
    assert (batch.news, batch.status, reader.cursor["count"]) == (True, Status.CURRENT, MANY + 1)
    assert [paper.title for paper in batch.papers[:2]] == ["Paper 5, revised", f"Paper {MANY}"]


def test_more_changes_than_are_looked_at_have_the_list_read_again(
    openreview: FakeOpenReview, reader: Reader
) -> None:
    openreview.put(*map(note, range(500)))
    reader.fetch()
    openreview.put(*map(note, range(500, 500 + 2 * LATEST)))

    assert all(batch.news for batch in reader.fetch() if batch.papers)
    assert len(reader.stored) == 500 + 2 * LATEST


def test_more_revisions_than_are_looked_at_have_the_list_read_again(
    openreview: FakeOpenReview, reader: Reader
) -> None:
    openreview.put(*map(note, range(500)))
    reader.fetch()
    openreview.put(*map(revised, range(2 * LATEST)))
    reader.fetch()

    assert sum(paper.title == "Revised" for paper in reader.stored.values()) == 2 * LATEST


def test_more_revisions_meanwhile_than_are_looked_at_come_with_the_next_fetch(
    openreview: FakeOpenReview, reader: Reader
) -> None:
    openreview.put(*map(note, range(500)))
    reader.fetch(meanwhile={2: lambda: openreview.put(*map(revised, range(2 * LATEST)))})
    reader.fetch()

    assert sum(paper.title == "Revised" for paper in reader.stored.values()) == 2 * LATEST


def test_more_papers_than_the_changes_explain_have_the_list_read_again(
    openreview: FakeOpenReview, reader: Reader
) -> None:
    openreview.put(*map(note, range(1, 500)))
    reader.fetch()
    # Moved here from another venue without a change of its own.
    openreview.put(note(0) | {"id": "Note999999", "forum": "Note999999"}, note(500))
    openreview.put(*(note(0) | {"id": f"Note9{n:05}", "forum": f"Note9{n:05}"} for n in range(3)))

    reader.fetch()

    assert {"Note999999", "Note900002", "Note000500"} <= set(reader.stored)


def test_a_fetch_that_was_stopped_goes_on_behind_the_last_note(
    openreview: FakeOpenReview, reader: Reader
) -> None:
    openreview.put(*map(note, range(MANY)))
    reader.fetch(batches=2)
    assert len(reader.stored) < MANY
    before = len(queries(openreview))

    batches = reader.fetch()

    assert len(reader.stored) == MANY
    # What was read by an earlier fetch is not seen by this one.
    assert batches[-1].announcements == ()
    assert f"sort=id&limit={AT_ONCE}" not in queries(openreview)[before:]
    assert f"sort=id&limit={AT_ONCE}&after=Note{AT_ONCE - 1:06}" in queries(openreview)[before:]
    assert reader.cursor["count"] == MANY


def test_a_failure_in_the_middle_loses_nothing(openreview: FakeOpenReview, reader: Reader) -> None:
    openreview.put(*map(note, range(MANY)))
    openreview.troubles.append(Trouble("cut", times=4, within="after=Note000999"))
    with pytest.raises(MalformedError):
        reader.fetch()
    assert len(reader.stored) < MANY

    reader.fetch()

    assert len(reader.stored) == MANY


def test_papers_that_come_and_go_while_the_list_is_read_are_not_lost(
    openreview: FakeOpenReview, reader: Reader
) -> None:
    openreview.put(*map(note, range(1, MANY)))
    reader.fetch(batches=2)
    for number in range(5):
        openreview.notes.pop(f"Note{number + 1:06}")
    openreview.put(note(0) | {"tmdate": MAY + 2 * MANY * DAY})

    reader.fetch()

    assert set(reader.stored) >= set(openreview.notes)
    assert reader.cursor["count"] == len(openreview.notes)


def test_a_list_that_shows_less_than_it_counts_is_reported_and_read_again(
    openreview: FakeOpenReview, reader: Reader
) -> None:
    openreview.put(*map(note, range(500)))
    openreview.hidden = {"Note000007"}
    with pytest.raises(MalformedError, match="counts 500 papers of TMLR and shows 499"):
        reader.fetch()
    openreview.hidden.clear()

    reader.fetch()

    assert len(reader.stored) == 500


def test_a_list_that_is_not_counted_is_not_taken_for_an_empty_one(
    openreview: FakeOpenReview, reader: Reader
) -> None:
    openreview.put(note(1))
    openreview.ignored = {"count"}
    with pytest.raises(MalformedError, match="does not count the papers of TMLR"):
        reader.fetch()


def test_a_revision_meanwhile_does_not_count_as_a_paper_that_was_not_shown(
    openreview: FakeOpenReview, reader: Reader
) -> None:
    openreview.put(*map(note, range(500)))
    openreview.hidden = {"Note000007"}

    with pytest.raises(MalformedError, match="shows 499"):
        reader.fetch(meanwhile={1: lambda: openreview.put(revised(8))})


def test_a_server_that_ignores_where_to_go_on_is_no_endless_list(
    openreview: FakeOpenReview, reader: Reader
) -> None:
    openreview.put(*map(note, range(MANY)))
    openreview.ignored = {"after"}

    with pytest.raises(MalformedError, match="shows 1,000"):
        reader.fetch()
    assert len(openreview.visits) < 8


def test_a_place_to_go_on_that_is_gone_costs_one_fetch(
    openreview: FakeOpenReview, reader: Reader
) -> None:
    openreview.put(*map(note, range(MANY)))
    reader.fetch(batches=2)
    openreview.notes.pop("Note000999")
    openreview.troubles.append(Trouble(400, times=99, within="after=Note000999"))
    with pytest.raises(RefusedError):
        reader.fetch()

    reader.fetch()

    assert len(reader.stored) == MANY


def test_a_paper_that_was_withdrawn_leaves_the_count_and_stays_stored(
    openreview: FakeOpenReview, reader: Reader
) -> None:
    openreview.put(*map(note, range(500)))
    reader.fetch()
    openreview.put(note(400, venueid="TMLR/Withdrawn_Submission") | {"tmdate": MAY + 999 * DAY})

    (batch,) = reader.fetch()

    assert (batch.status, batch.removed, reader.cursor["count"]) == (Status.CURRENT, (), 499)
    assert "Note000400" in reader.stored


def test_a_venue_without_papers_is_quiet_and_may_become_so(
    openreview: FakeOpenReview, reader: Reader
) -> None:
    (batch,) = reader.fetch()
    assert batch == Batch((), {}, Status.QUIET, "no paper has the venue id TMLR (yet, or any more)")
    openreview.put(note(1))
    reader.fetch()
    openreview.notes.clear()

    assert reader.fetch()[0].status is Status.QUIET


@pytest.mark.parametrize(
    "cursor", [{"newest": "x", "count": None}, {"after": 5, "read": "x"}, {"etag": 3, "newest": -1}]
)
def test_a_strange_cursor_has_the_list_read_again(
    openreview: FakeOpenReview, reader: Reader, cursor: Cursor
) -> None:
    openreview.put(*map(note, range(500)))
    reader.cursor = cursor
    reader.fetch()

    assert len(reader.stored) == 500


# The login


def test_without_a_login_nothing_is_asked(
    openreview: FakeOpenReview, client: RateLimitedClient
) -> None:
    with pytest.raises(LoginError, match="only those who are logged in") as caught:
        Reader(OpenReview("TMLR", client, None)).fetch()

    assert "openreview_user" in caught.value.hint
    assert openreview.visits == []


def test_one_login_serves_all_venues_of_a_process(
    openreview: FakeOpenReview, client: RateLimitedClient
) -> None:
    account = Account(USER, PASSWORD)
    openreview.put(note(1), note(2, venueid="a.org/X"))
    for venue in ("TMLR", "a.org/X"):
        reader = Reader(OpenReview(venue, client, account))
        reader.fetch()
        assert len(reader.stored) == 1

    assert openreview.logins == [{"id": USER, "password": PASSWORD}]


def test_a_token_that_has_expired_is_replaced(openreview: FakeOpenReview, reader: Reader) -> None:
    openreview.put(*map(note, range(MANY)))
    reader.fetch(batches=2)
    openreview.tokens.clear()

    reader.fetch()

    assert len(openreview.logins) == 2
    assert len(reader.stored) == MANY


@pytest.mark.parametrize("kind", [401, 403, "html"])
def test_a_good_token_that_is_refused_once_costs_one_login(
    openreview: FakeOpenReview, reader: Reader, kind: int | str
) -> None:
    openreview.put(note(1))
    openreview.troubles.append(Trouble(kind, within="/notes"))
    reader.fetch()

    assert len(reader.stored) == 1


def test_a_refusal_that_stays_is_reported_without_more_logins(
    openreview: FakeOpenReview, client: RateLimitedClient
) -> None:
    account = Account(USER, PASSWORD)
    openreview.troubles.append(Trouble(403, times=99, within="/notes"))
    for venue in ("TMLR", "a.org/X", "b.org/Y"):
        with pytest.raises(LoginError, match="although OpenReview took the login"):
            Reader(OpenReview(venue, client, account)).fetch()

    assert len(openreview.logins) == 2


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ((400, b'{"name": "Error"}'), "answered with 400"),
        ((401, b"{}"), "answered 401 to"),
        ((403, b"{}"), "answered 403 to"),
        ((200, BROWSER_PAGE), "a page for browsers"),
        ((200, b'{"mfaPending": true, "mfaToken": "x"}'), "it brought no token"),
    ],
)
def test_a_login_that_is_not_taken_is_reported_and_not_tried_again(
    openreview: FakeOpenReview, client: RateLimitedClient, answer: tuple[int, bytes], expected: str
) -> None:
    account = Account(USER, PASSWORD)
    openreview.answers_login = answer
    for venue in ("TMLR", "a.org/X"):
        with pytest.raises(LoginError, match=f"does not take the login: .*{expected}") as caught:
            Reader(OpenReview(venue, client, account)).fetch()
        assert "openreview_password" in caught.value.hint

    assert len(openreview.logins) == 1


@pytest.mark.parametrize("token", ["", "a b", "a\r\nX-Y: z", "é", 5, ["x"], "x" * 9_000])
def test_a_token_that_no_header_could_carry_is_not_sent(token: object) -> None:
    with pytest.raises(MalformedError, match="no token"):
        read_token(json.dumps({"token": token}).encode())


@pytest.mark.parametrize("within", ["/notes", "/login"])
@pytest.mark.parametrize(("kind", "headers", "error"), TROUBLES)
def test_no_failure_shows_the_secrets(
    openreview: FakeOpenReview,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    within: str,
    kind: int | str,
    headers: dict[str, str],
    error: type[FeedError],
) -> None:
    openreview.put(note(1))
    openreview.troubles.append(Trouble(kind, times=99, within=within, headers=headers))
    waits: list[str] = []
    client = RateLimitedClient(
        tmp_path,
        RequestPolicy(other_interval=0, backoff=0.001),
        openreview.address,
        on_wait=waits.append,
    )
    reader = Reader(OpenReview("TMLR", client, Account(USER, PASSWORD)))

    for _ in ("first", "while the host is left alone"):
        with pytest.raises(FeedError if within == "/login" else error) as caught:
            reader.fetch()
        trace = "".join(traceback.format_exception(caught.value))
        assert not shows_secret(
            f"{caught.value!r} {caught.value.hint} {trace} {waits} {reader.cursor}", openreview
        )
    files = [(path.name, path.read_bytes()) for path in tmp_path.rglob("*") if path.is_file()]
    assert not shows_secret(f"{capfd.readouterr()} {files}", openreview)


def test_nothing_that_is_kept_holds_the_secrets(
    openreview: FakeOpenReview, reader: Reader, client: RateLimitedClient, tmp_path: Path
) -> None:
    openreview.put(*map(note, range(MANY)))
    batches = [*reader.fetch(), *reader.fetch()]
    files = [(path.name, path.read_bytes()) for path in tmp_path.rglob("*") if path.is_file()]

    assert openreview.tokens
    assert files
    assert not shows_secret(
        f"{batches} {files} {Account(USER, PASSWORD)!r} {reader!r} {client!r}", openreview
    )
    assert not shows_secret(" ".join(openreview.asked()), openreview)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "target", ["https://elsewhere.example.org/notes", "https://api2.openreview.net/other", "/other"]
)
@pytest.mark.parametrize("within", ["/notes", "/login"])
def test_a_login_follows_no_redirect(
    openreview: FakeOpenReview, reader: Reader, status: int, target: str, within: str
) -> None:
    openreview.troubles.append(
        Trouble(status, times=99, within=within, headers={"Location": target})
    )

    with pytest.raises(MalformedError, match="a login is sent to no other address"):
        reader.fetch()
    assert not openreview.asked("other")
    assert not openreview.asked("elsewhere")


def test_a_token_is_not_replaced_by_what_netrc_holds(
    openreview: FakeOpenReview, reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login someone password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    openreview.put(note(1))

    reader.fetch()

    assert len(reader.stored) == 1


def shows_secret(text: str, openreview: FakeOpenReview) -> bool:
    return any(secret in text for secret in (USER, PASSWORD, "T0ken", *openreview.tokens))

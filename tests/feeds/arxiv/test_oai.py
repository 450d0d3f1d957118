from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.arxiv.oai import ArxivOai, Page, parse_page, set_of
from feeds.errors import FeedError, MalformedError, RefusedError
from feeds.http.client import RateLimitedClient
from feeds.http.contract import RequestPolicy
from feeds.paper import Author
from tests.fake_site import Trouble

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fake_site import FakeSite

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
)
SINCE, UNTIL = date(2026, 6, 1), date(2026, 6, 17)
FIRST = (
    "oaipmh.arxiv.org/oai?verb=ListRecords&"
    "metadataPrefix=arXivRaw&from=2026-06-01&until=2026-06-17&set=cs%3Acs%3ALG"
)
TOKEN = "verb%3DListRecords%26from%3D2026-06-03%26skip%3D7"
SECOND = f"oaipmh.arxiv.org/oai?verb=ListRecords&resumptionToken={TOKEN.replace('%', '%25')}"


def record(number: int, *, deleted: bool = False, versions: int = 1, **more: str) -> str:
    status = ' status="deleted"' if deleted else ""
    header = (
        f"<header{status}><identifier>oai:arXiv.org:2606.{number:05}</identifier>"
        "<datestamp>2026-06-03</datestamp><setSpec>cs:cs:LG</setSpec></header>"
    )
    if deleted:
        return f"<record>{header}</record>"
    fields = {
        "title": f"Paper {number}",
        "authors": "Ada Example, Bob Sample (Here and There) and Chen Li",
        "categories": "cs.LG stat.ML",
        "abstract": f"\n  We study\n number {number}.",
    } | more
    kind = fields.pop("source_type", "")
    dates = "".join(
        f'<version version="v{n}"><date>Mon, {n:02} Jun 2026 14:00:00 GMT</date><size>9kb</size>'
        f"<source_type>{kind}</source_type></version>"
        for n in range(1, versions + 1)
    )
    body = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in fields.items())
    return (
        f'<record>{header}<metadata><arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>2606.{number:05}</id>'
        f"<submitter>Ada</submitter>{dates}{body}</arXivRaw></metadata></record>"
    )


def page(*records: str, token: str = "") -> bytes:
    resume = (
        f"<resumptionToken expirationDate='2026-06-18T00:00:00Z'>{token}</resumptionToken>"
        if token
        else ""
    )
    return f"{HEAD}<ListRecords>{''.join(records)}{resume}</ListRecords></OAI-PMH>".encode()


def refusal(code: str) -> bytes:
    return f'{HEAD}<error code="{code}">so it is</error></OAI-PMH>'.encode()


@pytest.fixture
def oai(site: FakeSite, tmp_path: Path) -> ArxivOai:
    return ArxivOai(
        RateLimitedClient(
            tmp_path,
            RequestPolicy(arxiv_interval=0, other_interval=0, backoff=0),
            mirror=site.address,
        )
    )


def harvest(oai: ArxivOai) -> list[Page]:
    return list(oai.records("cs.LG", SINCE, UNTIL))


def test_a_record_becomes_a_paper_with_the_times_of_its_versions(
    site: FakeSite, oai: ArxivOai
) -> None:
    more = {
        "doi": "10.1000/ABC",
        "comments": "8 pages",
        "journal-ref": "J. Ex. 7",
        "license": "http://x.org/l",
    }
    site.pages[FIRST] = page(record(1, versions=2, **more))

    ((paper,),) = [found.papers for found in harvest(oai)]

    assert paper.identifiers == (("arxiv", "2606.00001"), ("doi", "10.1000/abc"))
    assert (paper.version, paper.title, paper.abstract) == (2, "Paper 1", "We study number 1.")
    assert paper.submitted == datetime(2026, 6, 1, 14, tzinfo=UTC)
    assert paper.updated == datetime(2026, 6, 2, 14, tzinfo=UTC)
    assert paper.authors == (
        Author("Ada Example"),
        Author("Bob Sample", "Here and There"),
        Author("Chen Li"),
    )
    assert (paper.comment, paper.journal_ref, paper.licence) == (
        "8 pages",
        "J. Ex. 7",
        "http://x.org/l",
    )
    assert paper.categories == ("cs.LG", "stat.ML")
    assert not paper.withdrawn


def test_pages_are_followed_by_their_tokens_to_the_last(site: FakeSite, oai: ArxivOai) -> None:
    site.pages[FIRST] = page(record(1), record(2), token=TOKEN)
    site.pages[SECOND] = page(record(3))

    assert [len(found.papers) for found in harvest(oai)] == [2, 1]
    assert site.asked() == [FIRST, SECOND]


def test_deleted_records_are_kept_separate(site: FakeSite, oai: ArxivOai) -> None:
    site.pages[FIRST] = page(record(1), record(2, deleted=True))

    (found,) = harvest(oai)
    assert (len(found.papers), found.removed) == (1, ("2606.00002",))


@pytest.mark.parametrize(
    ("comment", "withdrawn"),
    [
        ("This paper has been withdrawn by the authors due to an error", True),
        ("This submission was withdrawn", True),
        ("Article is being withdrawn", True),
        ("This article has been removed by arXiv administrators: no right to submit it", True),
        ("An earlier version of this paper was withdrawn. Now corrected.", None),
        ("We show that tokens can be withdrawn from a bank", None),
        ("8 pages", None),
    ],
)
def test_a_withdrawn_paper_says_so(
    comment: str, withdrawn: bool | None, site: FakeSite, oai: ArxivOai
) -> None:
    site.pages[FIRST] = page(record(1, comments=comment))

    assert harvest(oai)[0].papers[0].withdrawn is withdrawn


def test_a_quiet_window_has_no_records(site: FakeSite, oai: ArxivOai) -> None:
    site.pages[FIRST] = refusal("noRecordsMatch")

    assert harvest(oai) == [Page((), (), None)]


def test_an_expired_token_begins_the_harvest_again_once(site: FakeSite, oai: ArxivOai) -> None:
    site.pages[FIRST] = page(record(1), token=TOKEN)
    site.pages[SECOND] = refusal("badResumptionToken")

    with pytest.raises(RefusedError, match="badResumptionToken"):
        harvest(oai)
    assert site.asked() == [FIRST, SECOND, FIRST, SECOND]


def test_another_error_is_not_repeated(site: FakeSite, oai: ArxivOai) -> None:
    site.pages[FIRST] = refusal("badArgument")

    with pytest.raises(RefusedError, match="badArgument: so it is"):
        harvest(oai)
    assert len(site.visits) == 1


@pytest.mark.parametrize("trouble", ["html", "truncate", "cut", "empty", "close", 500])
def test_a_fault_that_passes_is_waited_out(
    trouble: int | str, site: FakeSite, oai: ArxivOai
) -> None:
    site.pages[FIRST] = page(record(1), token=TOKEN)
    site.pages[SECOND] = page(record(2))
    site.troubles.append(Trouble(trouble, within="resumptionToken"))

    assert sum(len(found.papers) for found in harvest(oai)) == 2


def test_one_odd_record_does_not_lose_the_others(site: FakeSite, oai: ArxivOai) -> None:
    site.pages[FIRST] = page("<record/>", record(1), record(2), record(3, versions=0), record(4))

    assert len(harvest(oai)[0].papers) == 3


@pytest.mark.parametrize(
    ("category", "expected"),
    [
        ("cs.LG", "cs:cs:LG"),
        ("stat.ML", "stat:stat:ML"),
        ("eess.SY", "eess:eess:SY"),
        ("hep-th", "physics:hep-th"),
        ("physics.plasm-ph", "physics:physics:plasm-ph"),
        ("cond-mat.str-el", "physics:cond-mat:str-el"),
        ("cs", "cs"),
    ],
)
def test_a_category_is_a_set(category: str, expected: str) -> None:
    assert set_of(category) == expected


@pytest.mark.parametrize(
    "body", [b"", b"<html>", page(), page("<record/>"), page(record(1))[:300], b"<feed/>"]
)
def test_what_is_no_page_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_page(body)


GOOD = page(record(1), record(2, deleted=True), token=TOKEN)


@given(st.integers(0, len(GOOD)), st.binary(max_size=8))
def test_a_mutated_page_is_read_or_malformed(place: int, noise: bytes) -> None:
    with contextlib.suppress(FeedError):
        parse_page(GOOD[:place] + noise + GOOD[place + len(noise) :])


@pytest.mark.parametrize(
    ("kind", "comment", "withdrawn"),
    [
        ("I", "9 pages", True),
        ("D", "9 pages", False),
        ("D", "Paper withdrawn: see version 1", True),
        ("", "9 pages", None),
    ],
)
def test_the_source_type_of_the_last_version_says_whether_it_was_withdrawn(
    kind: str, comment: str, withdrawn: bool | None, site: FakeSite, oai: ArxivOai
) -> None:
    site.pages[FIRST] = page(record(1, versions=2, source_type=kind, comments=comment))

    assert harvest(oai)[0].papers[0].withdrawn is withdrawn

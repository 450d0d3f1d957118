"""Papers are read from the Anthology's XML as its own site shows them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.acl.volumes import parse_collection
from feeds.errors import FeedError, MalformedError
from feeds.paper import Author, Paper

META = "<meta><booktitle>Some proceedings</booktitle><year>{year}</year>{venues}</meta>"
FRONT = "<frontmatter><url>2024.acl-long.0</url><bibkey>front</bibkey></frontmatter>"
TUNING = (
    '<paper id="1"><title>Quantized <fixed-case>S</fixed-case>ide Tuning in '
    "<tex-math>O(n^2)</tex-math></title>"
    '<author orcid="0000-0001"><first>Zhengxin</first><last>Zhang</last>'
    "<affiliation>Peking  U</affiliation>"
    '<variant script="hani"><first>正欣</first><last>张</last></variant></author>'
    "<author><first/><last>Mausam</last></author>"
    "<abstract>We <b>tune</b> <i>few</i> weights &amp; see "
    "<url>https://example.org/code</url>.\n  It works.</abstract>"
    '<url hash="1">2024.acl-long.1</url><doi>10.18653/v1/2024.ACL-long.1</doi></paper>'
)


def volume(
    papers: str, name: str = "long", year: str = "2024", venues: tuple[str, ...] = ("acl",)
) -> str:
    meta = META.format(year=year, venues="".join(f"<venue>{venue}</venue>" for venue in venues))
    return (
        f'<volume id="{name}" ingest-date="2024-08-11" '
        f'type="proceedings">{meta}{FRONT}{papers}</volume>'
    )


def collection(*volumes: str, name: str = "2024.acl") -> bytes:
    return (
        "<?xml version='1.0' encoding='UTF-8'?>"
        f'<collection id="{name}">{"".join(volumes)}</collection>'
    ).encode()


def titled(number: int | str, extra: str = "") -> str:
    return f'<paper id="{number}"><title>Paper {number}</title>{extra}</paper>'


def only(papers: str) -> Paper:
    (paper,), left_out = parse_collection(collection(volume(papers)), "2024.acl")
    assert left_out == 0
    return paper


def test_a_paper_is_read_with_all_that_it_says() -> None:
    assert only(TUNING) == Paper(
        identifiers=(("acl", "2024.acl-long.1"), ("doi", "10.18653/v1/2024.acl-long.1")),
        title="Quantized Side Tuning in $O(n^2)$",
        abstract="We tune few weights & see https://example.org/code. It works.",
        authors=(Author("Zhengxin Zhang", "Peking U"), Author("Mausam")),
        url="https://aclanthology.org/2024.acl-long.1/",
        announced=date(2024, 8, 11),
        venue="ACL 2024",
        year=2024,
    )


def test_what_a_paper_does_not_say_stays_empty() -> None:
    body = collection(
        '<volume id="1"><paper id="3"><title>Bare</title><doi>none</doi></paper></volume>',
        name="Q13",
    )
    assert parse_collection(body, "Q13") == (
        (Paper((("acl", "Q13-1003"),), "Bare", url="https://aclanthology.org/Q13-1003/"),),
        0,
    )


def test_comments_are_no_text() -> None:
    assert only('<paper id="1"><title>One<!-- two --> three</title></paper>').title == "One three"


def test_front_and_back_matter_are_no_papers() -> None:
    index = '<paper id="9" type="backmatter"><title>Author index</title></paper>'
    assert only(titled(1) + index).title == "Paper 1"


@pytest.mark.parametrize("notice", ["retracted", "removed"])
def test_a_paper_that_was_taken_back_is_listed_as_withdrawn(notice: str) -> None:
    paper = only(
        titled(1, f'<abstract>Still here.</abstract><{notice} date="2024-09-01">A flaw</{notice}>')
    )
    assert paper.withdrawn
    assert paper.abstract == "Still here."


def test_a_paper_may_be_ingested_after_its_volume() -> None:
    late = '<paper id="1" ingest-date="2024-12-24"><title>Late</title></paper>'
    assert only(late).announced == date(2024, 12, 24)


def test_a_day_that_does_not_exist_is_no_day() -> None:
    late = '<paper id="1" ingest-date="2024-13-24"><title>Late</title></paper>'
    assert only(late).announced is None


@pytest.mark.parametrize(
    ("name", "number", "paper", "identifier"),
    [
        ("2024.acl", "long", "12", "2024.acl-long.12"),
        ("2024.tacl", "1", "3", "2024.tacl-1.3"),
        ("P18", "3", "1", "P18-3001"),
        ("W18", "63", "10", "W18-6310"),
        ("W04", "3", "2", "W04-0302"),
        ("C69", "1", "1", "C69-0101"),
        ("C04", "1", "1", "C04-1001"),
        ("D19", "1", "600", "D19-1600"),
        ("D19", "57", "2", "D19-5702"),
    ],
)
def test_identifiers_are_composed_as_the_anthology_does(
    name: str, number: str, paper: str, identifier: str
) -> None:
    body = collection(volume(titled(paper), number), name=name)
    (read,), _ = parse_collection(body, name)
    assert read.identifiers == (("acl", identifier),)


@pytest.mark.parametrize(
    ("name", "number", "venues", "venue"),
    [
        ("2024.acl", "srw", ("acl", "ws"), "ACL 2024"),
        ("2024.findings", "emnlp", ("findings",), "Findings of EMNLP 2024"),
        ("2024.tacl", "1", ("tacl",), "TACL 2024"),
        ("2024.bionlp", "1", ("ws", "bionlp"), "BIONLP 2024"),
        ("P24", "1", ("acl",), "ACL 2024"),
        ("W24", "1", ("ws", "blackboxnlp"), "BLACKBOXNLP 2024"),
        ("W24", "1", ("ws",), "WS 2024"),
        ("W24", "1", (), None),
    ],
)
def test_venues_are_named_by_their_keys(
    name: str, number: str, venues: tuple[str, ...], venue: str | None
) -> None:
    (paper,), _ = parse_collection(
        collection(volume(titled(1), number, venues=venues), name=name), name
    )
    assert paper.venue == venue


def test_one_volume_can_be_read_alone() -> None:
    body = collection(volume(titled(1), "acl"), volume(titled(2), "naacl"), name="2024.findings")
    (paper,), _ = parse_collection(body, "2024.findings", "naacl")
    assert paper.identifiers == (("acl", "2024.findings-naacl.2"),)
    assert parse_collection(body, "2024.findings", "emnlp") == ((), 0)


@pytest.mark.parametrize(
    "odd",
    [
        '<paper id="2"/>',
        titled("two words"),
        titled(""),
        '<paper id="2"><title> <i/> </title></paper>',
    ],
)
def test_an_odd_paper_is_counted_and_does_not_cost_the_others(odd: str) -> None:
    papers, left_out = parse_collection(collection(volume(titled(1) + odd)), "2024.acl")
    assert [paper.title for paper in papers] == ["Paper 1"]
    assert left_out == 1


def test_old_identifiers_need_numbers() -> None:
    papers, left_out = parse_collection(
        collection(volume(titled(1) + titled("1a"), "1"), name="P18"), "P18"
    )
    assert (len(papers), left_out) == (1, 1)


def test_a_file_of_odd_papers_is_malformed() -> None:
    with pytest.raises(MalformedError, match="2 of 3 papers"):
        parse_collection(collection(volume(titled(1) + titled("?") + titled("!"))), "2024.acl")


@pytest.mark.parametrize(
    "body",
    [
        collection(volume(titled(1)))[:-20],
        collection(volume(titled(1)), name="2023.acl"),
        b"<!DOCTYPE html><html>blocked</html>",
        b"404: Not Found",
        b"<volume/>",
        b"",
    ],
)
def test_anything_but_the_whole_file_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_collection(body, "2024.acl")


@given(st.binary())
def test_arbitrary_bytes_raise_feed_errors_only(body: bytes) -> None:
    with pytest.raises(FeedError):
        parse_collection(body, "2024.acl")


@given(st.data())
def test_damaged_files_raise_feed_errors_only(data: st.DataObject) -> None:
    body = bytearray(collection(volume(TUNING + titled(2)), volume(titled(1), "short")))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(body) - 1))
        body[start : start + data.draw(st.integers(0, 12))] = data.draw(st.binary(max_size=12))
    try:
        papers, _ = parse_collection(bytes(body), "2024.acl")
    except FeedError:
        return
    assert all(paper.identifiers and paper.title for paper in papers)


@given(
    *[
        st.text(
            st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters='<>&"')
        )
    ]
    * 4
)
def test_arbitrary_values_raise_feed_errors_only(
    number: str, name: str, year: str, day: str
) -> None:
    paper = f'<paper id="{number}" ingest-date="{day}"><title>T</title></paper>'
    for kind in ("2024.acl", "D19"):
        try:
            parse_collection(collection(volume(paper, name, year), name=kind), kind)
        except FeedError:
            continue

"""Identifiers of papers are found in every spelling, and nothing else is taken for one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.identifiers import (
    arxiv_address,
    doi_address,
    find_arxiv_id,
    find_arxiv_ids,
    find_doi,
    find_doi_in_address,
    find_identifiers,
    is_arxiv_doi,
    is_placeholder,
    parse_arxiv_id,
    parse_doi,
    parse_identifier,
    strip_doi_resolver,
)

CANONICAL = re.compile(r"[0-9]{4}\.[0-9]{4,5}|(math|hep-th|cond-mat|cs|q-bio)/[0-9]{7}")
PREFIXES = (
    "",
    "arXiv:",
    "arxiv:",
    "oai:arXiv.org:",
    "http://arxiv.org/abs/",
    "https://arxiv.org/abs/",
    "https://www.arxiv.org/pdf/",
    "https://export.arxiv.org/abs/",
    "https://arxiv.org/html/",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1706.03762", ("1706.03762", None)),
        ("1706.03762v7", ("1706.03762", 7)),
        ("0704.0001", ("0704.0001", None)),
        ("  arXiv:2606.10000v12\n", ("2606.10000", 12)),
        ("https://arxiv.org/pdf/1706.03762v5.pdf", ("1706.03762", 5)),
        ("hep-th/9901001v2", ("hep-th/9901001", 2)),
        ("http://arxiv.org/abs/math.AG/0211159", ("math/0211159", None)),
        ("math.AG/0211159v3", ("math/0211159", 3)),
        ("arXiv:cond-mat.stat-mech/0106096", ("cond-mat/0106096", None)),
        ("HEP-TH/9711200V2", ("hep-th/9711200", 2)),
        ("ARXIV:1706.03762V1", ("1706.03762", 1)),
        ("https://arxiv.org/abs/1706.03762?context=cs.CL", ("1706.03762", None)),
        ("https://arxiv.org/html/1706.03762v7#S3.SS2", ("1706.03762", 7)),
        ("https://arxiv.org/pdf/1706.03762v7.pdf#page=4", ("1706.03762", 7)),
        ("https://arxiv.org/format/1706.03762", ("1706.03762", None)),
        ("http://de.arxiv.org/abs/math%2F0211159/", ("math/0211159", None)),
        ("http://xxx.lanl.gov/abs/hep-th/9711200", ("hep-th/9711200", None)),
        ("https://ar5iv.labs.arxiv.org/html/1706.03762", ("1706.03762", None)),
        ("https://huggingface.co/papers/1706.03762", ("1706.03762", None)),
        ("https://scirate.com/arxiv/1706.03762", ("1706.03762", None)),
        ("info:arxiv/1706.03762v2", ("1706.03762", 2)),
        ("arXiv:1706.03762v7 [cs.CL] 2 Aug 2023", ("1706.03762", 7)),
        ("arXiv 1706.03762", ("1706.03762", None)),
        ("oai:arXiv.org:quant-ph/0201082v1", ("quant-ph/0201082", 1)),
    ],
)
def test_an_identifier_is_read_in_each_of_its_spellings(
    text: str, expected: tuple[str, int | None]
) -> None:
    assert parse_arxiv_id(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "attention",
        "170.03762",
        "1706.037",
        "1706.037621",
        "1706.03762v0",
        "1706.03762v",
        "1706.03762v1 and more",
        "https://example.org/abs/1706.03762",
        "https://arxiv.org/list/cs.LG",
        "http://arxiv.org/api/errors#incorrect_id_format",
        "10.48550/arXiv.1706.03762",
        "17arxiv:06.03762",
        "１７０６.０３７６２",  # noqa: RUF001 - digits, but not arXiv's
        "see arxiv:1706.03762",
        "hep-th/990100",
        "blog/9901001",
        "hep-th.2024/9901001",
        "https://arxiv.org/list/cs.LG/recent?skip=1706.03762",
    ],
)
def test_what_is_no_identifier_is_not_taken_for_one(text: str) -> None:
    assert parse_arxiv_id(text) is None


@given(
    st.from_regex(CANONICAL, fullmatch=True),
    st.none() | st.integers(1, 99),
    st.sampled_from(PREFIXES),
    st.sampled_from(["", " ", "\n"]),
)
def test_every_spelling_of_a_paper_is_the_same_paper(
    arxiv_id: str, version: int | None, prefix: str, space: str
) -> None:
    text = f"{space}{prefix}{arxiv_id}{f'v{version}' if version else ''}{space}"

    assert parse_arxiv_id(text) == (arxiv_id, version)


@given(st.text() | st.text("0123456789.v/-arxivcsLG:", max_size=20))
def test_whatever_the_text_an_identifier_found_is_canonical(text: str) -> None:
    found = parse_arxiv_id(text)

    if found:
        assert CANONICAL.fullmatch(found[0])
        assert parse_arxiv_id(found[0]) == (found[0], None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1706.03762v7", ("arxiv", "1706.03762")),
        ("https://arxiv.org/abs/1706.03762", ("arxiv", "1706.03762")),
        ("doi:10.1109/TPAMI.2026.1", ("doi", "10.1109/tpami.2026.1")),
        ("DOI: 10.1109/tpami.2026.1", ("doi", "10.1109/tpami.2026.1")),
        ("https://doi.org/10.1109/TPAMI.2026.1", ("doi", "10.1109/tpami.2026.1")),
        ("http://dx.doi.org/10.1109/TPAMI.2026.1", ("doi", "10.1109/tpami.2026.1")),
        ("https://doi.org/10.48550/arXiv.1706.03762", ("arxiv", "1706.03762")),
        ("doi:10.48550/ARXIV.1706.03762", ("arxiv", "1706.03762")),
        (" ACL:2024.acl-long.1\n", ("acl", "2024.acl-long.1")),
        ("openreview:aBc", ("openreview", "aBc")),
        ("10.1109/TPAMI.2026.1", ("doi", "10.1109/tpami.2026.1")),
        ("https://www.doi.org/10.1109%2FTPAMI.2026.1?ref=x#top", ("doi", "10.1109/tpami.2026.1")),
        ("doi:https://doi.org/10.1109/tpami.2026.1.", ("doi", "10.1109/tpami.2026.1")),
        (
            "10.1002/(SICI)1097-4571(1999)50:1<29::AID-ASI5>3.0.CO;2-B",
            ("doi", "10.1002/(sici)1097-4571(1999)50:1<29::aid-asi5>3.0.co;2-b"),
        ),
        ("https://dl.acm.org/doi/abs/10.1145/3292500.3330701", ("doi", "10.1145/3292500.3330701")),
        ("10.48550/arXiv.1706.03762v7", ("arxiv", "1706.03762")),
        ("https://doi.org/10.48550%2FarXiv.1706.03762?x=1", ("arxiv", "1706.03762")),
        ("“arXiv:1706.03762”", ("arxiv", "1706.03762")),
        ("(arXiv:1706.03762v7 [cs.CL])", ("arxiv", "1706.03762")),
        ("<https://arxiv.org/abs/1706.03762>", ("arxiv", "1706.03762")),
        ("hep\u2011th/9711200", ("arxiv", "hep-th/9711200")),
        ("acl:p18-1001", ("acl", "P18-1001")),
        ("2024.acl-long.1", ("acl", "2024.acl-long.1")),
        ("https://openreview.net/forum?id=aB-c_1&noteId=x", ("openreview", "aB-c_1")),
        ("https://blog.example.org/a?b=1", ("url", "https://blog.example.org/a?b=1")),
        ("attention", None),
        ("acl:", None),
        (":1", None),
        ("", None),
    ],
)
def test_papers_are_named_by_ids_and_addresses(text: str, expected: tuple[str, str] | None) -> None:
    assert parse_identifier(text) == expected


@given(st.text())
def test_any_text_is_an_identifier_or_none(text: str) -> None:
    found = parse_identifier(text)

    assert found is None or all(found)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("https://arxiv.org/abs/2606.10001", ["2606.10001"]),
        ("http://www.arxiv.org/pdf/2606.10001v3.pdf.", ["2606.10001"]),
        ("(https://arxiv.org/html/2606.10001v1#S2), yes", ["2606.10001"]),
        ("https://export.arxiv.org/abs/cs/0112017?context=x", ["cs/0112017"]),
        ("arXiv:2606.10001 and arxiv: 2606.10002", ["2606.10001", "2606.10002"]),
        ("doi.org/10.48550/arXiv.2606.10001", ["2606.10001"]),
        ("_https://arxiv.org/abs/2606.10001_", ["2606.10001"]),
        ("见https://arxiv.org/abs/2606.10001。", ["2606.10001"]),
        ("https://arxiv.org/abs/2606.10001v1 https://arxiv.org/pdf/2606.10001", ["2606.10001"]),
        ("https://arxiv.org/list/cs.LG/new 2606.10001 arxiv.org/abs/2606.100", []),
        ("https://arxiv.org/abs/2606.100011234", []),
        ("https://example.org/notarxiv.org/abs/x", []),
    ],
)
def test_papers_are_found_however_a_text_names_them(text: str, ids: list[str]) -> None:
    assert list(find_arxiv_ids(text)) == ids


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("arXiv preprint arXiv:1706.03762", "1706.03762"),
        ("CoRR abs/2001.00001 http://arxiv.org/abs/1706.03762v7", "1706.03762"),
        ("arXiv. hep-th/9901001", "hep-th/9901001"),
        ("https://arxiv.org/pdf/1706.03762", "1706.03762"),
        ("pages 1706.03762", None),
        ("", None),
    ],
)
def test_a_reference_names_one_arxiv_paper(text: str, expected: str | None) -> None:
    assert find_arxiv_id(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.1109/TPAMI.2026.1", "10.1109/tpami.2026.1"),
        (
            "10.1002/(SICI)1097-4571(1999)50:1<29::AID-ASI5>3.0.CO;2-B",
            "10.1002/(sici)1097-4571(1999)50:1<29::aid-asi5>3.0.co;2-b",
        ),
        ("doi:10.1109/TPAMI.2026.1", None),
        ("10.1/x", None),
        ("10.1109/a b", None),
        ("", None),
    ],
)
def test_a_doi_is_read_as_a_whole(text: str, expected: str | None) -> None:
    assert parse_doi(text) == expected


def test_a_doi_is_found_in_a_text() -> None:
    assert find_doi('see "doi:10.1109/TPAMI.2026.1"') == "10.1109/tpami.2026.1"
    assert find_doi("none") is None


@pytest.mark.parametrize(
    "address",
    [
        "https://publisher.example/doi/10.1000/A.1",
        "https://publisher.example/doi/full/10.1000/a.1?af=R#top",
        "https://publisher.example/doi/10.1000%2Fa.1/full",
        "https://publisher.example/content/10.1000/a.1.pdf",
        "https://publisher.example/doi/10.1000/a.1/",
    ],
)
def test_an_address_names_a_doi_without_what_follows_it(address: str) -> None:
    assert find_doi_in_address(address) == "10.1000/a.1"


def test_an_entry_has_an_arxiv_id_and_a_doi_at_most() -> None:
    texts = ["10.48550/arXiv.1706.03762v7", "10.1000/1", "10.1000/2", "https://example.org/a"]

    assert find_identifiers(texts) == ((("arxiv", "1706.03762"), ("doi", "10.1000/1")), 7)
    assert find_identifiers(["https://arxiv.org/abs/1706.03762?context=cs"])[0] == (
        ("arxiv", "1706.03762"),
    )
    assert find_identifiers(["https://example.org/a"]) == ((), None)


@given(st.from_regex(CANONICAL, fullmatch=True))
def test_the_address_of_a_paper_names_it(arxiv_id: str) -> None:
    assert parse_identifier(arxiv_address(arxiv_id)) == ("arxiv", arxiv_id)
    assert find_arxiv_ids(f"see {arxiv_address(arxiv_id)}.") == (arxiv_id,)


def test_the_address_of_a_doi_names_it() -> None:
    assert parse_identifier(doi_address("10.1000/182")) == ("doi", "10.1000/182")
    assert strip_doi_resolver("https://dx.doi.org/10.1000/ABC") == "10.1000/abc"
    assert is_arxiv_doi("10.48550/arxiv.1706.03762")
    assert not is_arxiv_doi("10.1000/182")


@given(st.text())
def test_whatever_is_found_in_a_text_is_an_identifier(text: str) -> None:
    assert find_arxiv_ids(text + " arXiv:2606.10001")[-1] == "2606.10001"


SERIAL = "10.1002/(sici)1097-0258(19980815)17:15<1661::aid-sim968>3.0.co;2-2"


@pytest.mark.parametrize(
    "text",
    [
        f"https://doi.org/{SERIAL}",
        "https://doi.org/10.1002/(SICI)1097-0258(19980815)17:15%3C1661::AID-SIM968%3E3.0.CO;2-2",
        f"https://onlinelibrary.wiley.com/doi/abs/{SERIAL}?af=R#top",
        f"doi:{SERIAL}",
        SERIAL,
    ],
)
def test_a_doi_is_read_whole_whatever_brackets_it_has(text: str) -> None:
    assert find_identifiers([text])[0] == (("doi", SERIAL),)


def test_an_escaped_sign_is_part_of_a_doi_and_a_query_is_not() -> None:
    assert find_doi_in_address("https://doi.org/10.1000/a%3Fb%23c?x=1#y") == "10.1000/a?b#c"


def test_a_tag_ends_a_doi_in_markup() -> None:
    assert find_doi("<b>10.1000/xyz</b> and") == "10.1000/xyz"
    assert find_doi(f"see {SERIAL} for more") == SERIAL


@pytest.mark.parametrize(
    "doi",
    [
        "10.1145/nnnnnnn.nnnnnnn",
        "10.1109/ACCESS.2017.DOI",
        "10.1109/TXXX.2026.0000000",
        "10.1093/mnras/stxxxx",
        "10.1007/978-3-xxx",
        "10.1145/XXXXXXX.XXXXXXX",
        "10.1109/xxxx.2026.1234567",
        "10.1145/1122445.1122456",
        "10.0000/abc",
        "10.475/123_4",
    ],
)
def test_what_templates_hold_is_no_doi(doi: str) -> None:
    assert is_placeholder(doi)


@pytest.mark.parametrize(
    "doi", [SERIAL, "10.1145/3292500.3330701", "10.1007/s11263-019-01247-4", "10.1093/nar/xxy123"]
)
def test_other_dois_are(doi: str) -> None:
    assert not is_placeholder(doi)

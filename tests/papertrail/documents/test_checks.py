"""Bytes are a PDF, or the error says what they are."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import HopelessError, MalformedError
from papertrail.documents.checks import check_pdf
from tests.papertrail.documents.conftest import make_pdf

PDF = make_pdf("zebrafish")


def test_a_whole_pdf_is_taken() -> None:
    check_pdf(PDF)


def test_what_servers_add_before_and_after_makes_no_difference() -> None:
    check_pdf(b"\n\n" + PDF + b"\n<!-- served in 3 ms -->" * 20)


@pytest.mark.parametrize(
    "page",
    [
        b"<!DOCTYPE html><html></html>",
        b"\xef\xbb\xbf\n  <HTML><body>%PDF-1.7</body>",
        b'<?xml version="1.0"?><html/>',
    ],
)
def test_a_web_page_is_named_as_such(page: bytes) -> None:
    with pytest.raises(HopelessError, match="web page came instead of a PDF"):
        check_pdf(page)


def test_other_bytes_are_shown_without_control_characters() -> None:
    with pytest.raises(HopelessError) as refused:
        check_pdf(b"\x1b[2J\x00PK\x03\x04")

    assert refused.value.message.isprintable()


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_pdf_that_stops_half_way_is_asked_for_again(share: float) -> None:
    with pytest.raises(MalformedError, match="stops half-way") as refused:
        check_pdf(PDF[: int(share * len(PDF))])

    assert not isinstance(refused.value, HopelessError)


@given(st.binary(max_size=3000))
def test_any_bytes_are_a_pdf_or_refused(content: bytes) -> None:
    with contextlib.suppress(MalformedError):
        check_pdf(content)
        assert b"%PDF-" in content
        assert b"%%EOF" in content

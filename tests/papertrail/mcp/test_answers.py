"""Answers: bounded, in pages, and as a person would see them."""

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertrail.errors import UsageError
from papertrail.mcp.answers import LIMIT, UNTRUSTED, answer, listed, visible

ROWS = st.lists(
    st.dictionaries(
        st.sampled_from(["id", "title", "abstract"]),
        st.text(max_size=40) | st.lists(st.text(max_size=9), max_size=200),
    ),
    max_size=60,
)


@given(st.text())
def test_nothing_that_is_not_drawn_is_left(text: str) -> None:
    shown = visible(text)

    assert all(unicodedata.category(each)[0] != "C" for each in shown)
    assert visible(shown) == shown
    assert "\n" not in shown


@given(ROWS, st.integers(1, 30))
def test_the_pages_together_have_every_row_once(rows: list[dict[str, Any]], stretch: int) -> None:
    long = [row | {"text": "x" * 100 * stretch, "number": place} for place, row in enumerate(rows)]
    numbers, cursor = [], ""
    while True:
        text = answer({"remarks": []}, long, cursor)
        assert len(text.encode()) <= LIMIT
        page = json.loads(text)
        numbers += [row["number"] for row in page["papers"]]
        cursor = page.get("next", "")
        if not cursor:
            break

    assert numbers == list(range(len(rows)))


@pytest.mark.parametrize("blank", "\u034f\u115f\u180b\u2800\u3164\ufe0f\uffa0\U000e0100\U000e01ef")
def test_letters_and_marks_that_draw_nothing_are_left_out(blank: str) -> None:
    assert visible(f"gr{blank}aphs{blank}") == "graphs"


@pytest.mark.parametrize("letter", ["a", "\u5b57", "\U0001f600", '"', "\\"])
def test_a_row_that_is_too_long_is_shortened_rather_than_left_out(letter: str) -> None:
    parts = [{"venue": letter * 5_000, "url": letter * 5_000, "title": letter * 5_000}] * 60
    row = {"id": "a", "authors": [letter * 5_000] * 60, "abstract": letter * 5_000, "parts": parts}

    text = answer({}, [row, row], "")

    assert len(text.encode()) <= LIMIT
    assert json.loads(text)["papers"][0]["id"] == "a"
    assert json.loads(text)["next"] == "1"


def test_however_long_the_head_is_rows_follow_it() -> None:
    head = {"news": [{"title": "\u5b57" * 5_000, "events": ["x" * 5_000] * 60}] * 60}

    text = answer(head, [{"id": "a"}, {"id": "b"}], "")

    assert len(text.encode()) <= LIMIT
    assert [row["id"] for row in json.loads(text)["papers"]] == ["a", "b"]


def test_each_page_says_that_papers_are_data() -> None:
    pages = [answer({}, [{"text": "x" * 3_900}] * 9, cursor) for cursor in ("", "3")]

    assert all(json.loads(page)["note"] == UNTRUSTED for page in pages)


@pytest.mark.parametrize("cursor", ["x", "-1", "4", "99999999999999999999", "\uff11", " 1"])
def test_a_cursor_that_no_answer_gave_is_refused(cursor: str) -> None:
    with pytest.raises(UsageError, match="no cursor"):
        answer({}, [{"id": "a"}] * 3, cursor)


def test_a_list_names_the_first_authors_and_counts_the_others() -> None:
    paper = {"id": "a", "title": "T", "abstract": None, "authors": [str(n) for n in range(20)]}

    assert listed(paper)["authors"] == ["0", "1", "2", "3", "4", "5"]
    assert listed(paper)["more_authors"] == 14

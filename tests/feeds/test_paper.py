from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds import identifiers, paper
from feeds.paper import Author, Paper, clean


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, ""),
        ("  two\n  lines\t ", "two lines"),
        ("bell\x07 and \x1b[31mred", "bell and [31mred"),
        ("a\u00a0b\u2009c", "a b c"),
        ("next\x85line", "next line"),
        ("half \ud83d a pair", "half a pair"),
        (
            "soft\u00adened, zero\u200bwidth, joi\u2060ned, mar\ufeffked",
            "softened, zerowidth, joined, marked",
        ),
        ("\u202eturned\u202c", "turned"),
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0646\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0646\u0645",
        ),
        ("$x<y$ & \\alpha", "$x<y$ & \\alpha"),
    ],
)
def test_white_space_is_folded_and_controls_are_dropped(text: str | None, expected: str) -> None:
    assert clean(text) == expected


@given(st.text(st.characters(codec=None)))
def test_clean_text_is_one_printable_line_that_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)

    assert clean(cleaned) == cleaned
    assert cleaned == cleaned.strip()
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]|\s\s", cleaned)
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned


@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs"], exclude_characters="\u2065")))
def test_cleaning_neither_loses_nor_joins_words(text: str) -> None:
    assert clean(text).split(" ") == (text.split() or [""])


@given(
    st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1)),
    st.sampled_from("\n\t\r\x0b\x85\x1c\x1f"),
)
def test_control_characters_that_part_words_still_part_them(words: list[str], space: str) -> None:
    assert clean(space.join(words)).split() == words


def test_a_paper_is_found_by_any_of_its_identifiers() -> None:
    paper = Paper(
        (("arxiv", "1706.03762"), ("doi", "10.1000/182")), "Title", authors=(Author("A"),)
    )

    assert paper.identifier("arxiv") == "1706.03762"
    assert paper.identifier("doi") == "10.1000/182"
    assert paper.identifier("openreview") is None


def test_plug_ins_find_the_parsers_of_identifiers_here_too() -> None:
    assert paper.parse_arxiv_id is identifiers.parse_arxiv_id
    assert paper.parse_identifier is identifiers.parse_identifier


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        (["BigModel", ":", "Ada Lovelace", "et al."], ["BigModel", "Ada Lovelace"]),
        (["The Big Team: Ada Lovelace", "Alan Turing"], ["The Big Team", "Ada Lovelace", "Alan Turing"]),
        (["Team:", "Ada"], ["Team", "Ada"]),
        (["-", "1", "...", "Ada", "and others"], ["Ada"]),
        (["Alain Others", "Et. Al."], ["Alain Others"]),
        (["Ada Lovelace et al", "Cy Chen*", "Bo Li$^1$"], ["Ada Lovelace", "Cy Chen", "Bo Li"]),
        (["Alan Turing and Cy Chen"], ["Alan Turing", "Cy Chen"]),
        (["Ada Lovelace; Bo Li", "and Cy Chen"], ["Ada Lovelace", "Bo Li", "Cy Chen"]),
        (["Institute of Science and Technology"], ["Institute of Science and Technology"]),
        (["Martin King", "Jr.", "Ada", "PhD"], ["Martin King Jr.", "Ada"]),
        (["on behalf of the Big Collaboration"], ["Big Collaboration"]),
        (["N/A"], []),
        (["\u5909", "\u0410\u0434\u0430"], ["\u5909", "\u0410\u0434\u0430"]),
    ],
)  # fmt: skip
def test_authors_are_names_only(printed: list[str], names: list[str]) -> None:
    paper = Paper((("arxiv", "2606.00001"),), "Title", authors=tuple(map(Author, printed)))

    assert [author.name for author in paper.authors] == names


def test_an_affiliation_stays_with_the_person() -> None:
    author = Author("The Team: Ada", "Lab of X")

    assert Paper((("arxiv", "1"),), "Title", authors=(author,)).authors == (
        Author("The Team"),
        Author("Ada", "Lab of X"),
    )

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.paper import clean
from papertrail.search.query import FIELDS, LONGEST, day, parse, spell
from papertrail.types.filter import THINGS, Filter
from papertrail.types.mark import OPINIONS, STATES
from papertrail.types.query import Query

TODAY = date(2026, 6, 17)


def read(text: str) -> Query:
    return parse(text, TODAY)


def test_words_are_words() -> None:
    assert read("  graph   neural networks ") == Query(
        "graph neural networks", "graph neural networks"
    )
    assert read("graph neural networks").plain


@pytest.mark.parametrize(
    "text",
    [
        "foo:bar",
        "C++",
        "a:",
        "Attention: a survey",
        "one - two",
        "self-supervised",
        "http://example.org/a:b",
        "author:",
        "+",
        "- +",
        "f(x)=y^2 [a] {b} ~c *d? e\\f",
        "AND OR NOT",
        "12:30",
    ],
)
def test_what_is_no_syntax_is_words(text: str) -> None:
    assert read(text) == Query(text, text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('"unbalanced quotes', "unbalanced quotes"),
        ('un"balanced', 'un"balanced'),
        ('""', ""),
        ('"', ""),
        ('"?!"', "?!"),
    ],
)
def test_quotes_around_nothing_or_only_on_one_side_are_none(text: str, words: str) -> None:
    assert read(text) == Query(words, words)


def test_phrases_and_signs() -> None:
    query = read(
        'graphs "message passing" +attention -survey -"knowledge graph" +"graph transformer"'
    )

    assert query.text == "graphs message passing attention graph transformer"
    assert query.wanted == "graphs"
    assert query.phrases == ("message passing", "attention", "graph transformer")
    assert query.excluded == ("survey", "knowledge graph")
    assert not query.plain


@pytest.mark.parametrize(
    ("text", "criteria"),
    [
        ("author:finn", Filter(authors=("finn",))),
        ('author:"Chelsea Finn" AU:levine', Filter(authors=("Chelsea Finn", "levine"))),
        ("cat:cs.LG category:stat", Filter(categories=("cs.LG", "stat"))),
        ('venue:"ICML 2024"', Filter(venues=("ICML 2024",))),
        ("source:arxiv:cs.LG", Filter(sources=("arxiv:cs.LG",))),
        ("status:Saved status:like", Filter(statuses=("later", "like"))),
        ("state:new state:Discard", Filter(statuses=("new", "discarded"))),
        ('tag:robots tag:"to do"', Filter(tags=("robots", "to do"))),
        ("has:Note has:pdf", Filter(has=("note", "pdf"))),
        ("year:2024", Filter(first_year=2024, last_year=2024)),
        ("year:2020-2024", Filter(first_year=2020, last_year=2024)),
        ("year:2020..2024", Filter(first_year=2020, last_year=2024)),
        ("year:2020-", Filter(first_year=2020)),
        ("year:>=2023", Filter(first_year=2023)),
        ("year:>2023", Filter(first_year=2024)),
        ("year:<=2019", Filter(last_year=2019)),
        ("year:<2019", Filter(last_year=2018)),
        ("since:2026", Filter(since="2026-01-01")),
        ("since:2025-11 until:2026-02", Filter(since="2025-11-01", until="2026-02-28")),
        ("until:2024", Filter(until="2024-12-31")),
        ("since:2026-06-01 until:yesterday", Filter(since="2026-06-01", until="2026-06-16")),
        ("since:2w", Filter(since="2026-06-03")),
        ("+author:finn", Filter(authors=("finn",))),
    ],
)
def test_fields_narrow(text: str, criteria: Filter) -> None:
    assert read(f"before {text} after") == Query("before after", "before after", criteria=criteria)


@pytest.mark.parametrize(
    "text", ["\u201cdeep sets\u201d", "\u201edeep sets\u201c", "\u00abdeep sets\u00bb"]
)
def test_typographic_quotation_marks_are_quotation_marks(text: str) -> None:
    assert read(text) == read('"deep sets"')
    assert read(f"-{text}") == read("\u2013" + text) == read('-"deep sets"')
    assert read(f"author:{text} x") == read('author:"deep sets" x')
    assert read('\u201cdeep sets"').phrases == ("deep sets",)


def test_a_minus_before_a_field_leaves_out() -> None:
    query = read("graphs -cat:cs.CV -author:finn")

    assert query.criteria == Filter()
    assert query.without == (Filter(categories=("cs.CV",)), Filter(authors=("finn",)))


def test_what_is_repeated_counts_once() -> None:
    text = 'author:finn cat:cs -cat:cs.CV id:1 "side by side" -survey auther:x'

    assert replace(read(f"{text} {text}"), text="", wanted="") == replace(
        read(text), text="", wanted=""
    )


def test_ids_are_asked_for() -> None:
    assert read("id:2606.28729 id:doi:10.1/x").ids == ("2606.28729", "doi:10.1/x")


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("auther:finn", "auther: is no field, perhaps author: is meant"),
        ("categry:cs", "perhaps category: is meant"),
        ("year:soon", "write year:2024"),
        ("year:>=2020-2022", "write year:2024"),
        ("since:someday", "write since:2026-06-17"),
        ("until:2026-13-01", "write until:"),
        ("status:lost", "the states are new, later, reading, read, discarded"),
        ("has:money", "papers can have note, pdf, code"),
        ("-id:2606.28729", "a paper is left out by"),
        ("author:??", "a name has letters"),
    ],
)
def test_what_looks_like_a_field_and_is_none_is_words_with_a_remark(text: str, output: str) -> None:
    query = read(text)

    assert replace(query, remarks=()) == Query(text, text)
    assert output in query.remarks[0]
    assert len(query.remarks) == 1


def test_a_query_of_absurd_length_is_cut_with_a_remark() -> None:
    query = read("word " * 20_000)

    assert len(query.text) <= LONGEST
    assert "only the first 10,000 characters" in query.remarks[0]


def test_control_characters_do_not_get_through() -> None:
    assert read("a\x00b\x1b[31m\nc").text == "ab[31m c"


_PIECES = st.sampled_from(
    [
        *(f"{field}:" for field in FIELDS),
        *('"', "-", "+", " ", ":", "2024", ">=", "7d", "cs.LG", "(", ")"),
        *(" AND ", " OR ", " NOT ", "x"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(_PIECES, st.text(max_size=8)), max_size=12).map("".join))
def test_no_text_breaks_the_syntax(text: str) -> None:
    query = read(text)

    assert set(query.text.split()) >= set(query.wanted.split())
    for found in (*query.phrases, *query.excluded):
        assert any(character.isalnum() for character in found)
    for remark in query.remarks:
        assert remark.splitlines() == [remark]


def test_a_quoted_name_may_hold_quotation_marks() -> None:
    name = 'arxiv-search:abs:"state space" AND cat:cs.LG'

    assert read(r'x source:"arxiv-search:abs:\"state space\" AND cat:cs.LG" y') == Query(
        "x y", "x y", criteria=Filter(sources=(name,))
    )
    assert read(r'"a \"b\" c"').phrases == ('a "b" c',)
    assert read(r'"\alpha"').phrases == (r"\alpha",)


_TEXTS = st.one_of(
    st.text(max_size=12),
    st.lists(st.sampled_from([*'"\\ :-+', "a", "cat:"]), max_size=8).map("".join),
)
_NAMES = st.lists(
    _TEXTS.map(clean).filter(lambda name: any(map(str.isalnum, name))), max_size=3, unique=True
).map(tuple)
_DAYS = st.none() | st.dates(date(1900, 1, 1)).map(date.isoformat)
_YEARS = st.none() | st.integers(1000, 2999)


@given(
    st.builds(
        Filter,
        since=_DAYS,
        until=_DAYS,
        categories=_NAMES,
        venues=_NAMES,
        authors=_NAMES,
        sources=_NAMES,
        statuses=st.lists(st.sampled_from(OPINIONS + STATES), max_size=2, unique=True).map(tuple),
        tags=_NAMES,
        has=st.lists(st.sampled_from(THINGS), max_size=2, unique=True).map(tuple),
        first_year=_YEARS,
        last_year=_YEARS,
    )
)
def test_a_filter_that_is_spelt_out_is_read_back(criteria: Filter) -> None:
    assert read(f"words {spell(criteria)}") == Query("words", "words", criteria=criteria)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", "2026-06-17"),
        ("Yesterday", "2026-06-16"),
        ("3m", "2026-03-19"),
        ("1y", "2025-06-17"),
        ("2026-06-01", "2026-06-01"),
        ("2026-W01-1", None),
        ("20260601", None),
        ("9999y", None),
        ("someday", None),
    ],
)
def test_days_and_ages(text: str, expected: str | None) -> None:
    assert day(text, TODAY) == expected

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertrail.dedup.same_work import EXCLUSIVE, Record, same_work, title_keys, work_keys

PREPRINT = Record(
    "Learning Sparse Graph Attention for Long Sequences",
    ("Ada Example", "Bob Sample", "Chen Li"),
    2025,
    None,
    frozenset({("arxiv", "2506.00001")}),
)
POSTER = replace(
    PREPRINT, venue="NeurIPS 2025", identifiers=frozenset({("openreview", "AbCdEf1234")})
)


def agree(one: Record, other: Record) -> bool:
    """Return whether two records are found and taken for one work, in both orders alike."""
    keys, others = work_keys(one.title, one.abstract), work_keys(other.title, other.abstract)
    found = bool(set(keys) & set(others))
    assert same_work(one, other) == same_work(other, one)
    return found and same_work(one, other)


def test_a_preprint_and_its_publication_are_one_work() -> None:
    assert agree(PREPRINT, POSTER)
    assert agree(PREPRINT, replace(POSTER, year=2026, venue="ICML 2026"))


@pytest.mark.parametrize(
    "title",
    [
        "LEARNING SPARSE GRAPH ATTENTION FOR LONG SEQUENCES.",
        "Learning sparse graph-attention for long sequences",
        "Learning  {Sparse} Graph Attention for Long Sequences",
    ],
)
def test_spelling_does_not_matter(title: str) -> None:
    assert agree(PREPRINT, replace(POSTER, title=title))


ABSTRACT = (
    "We study attention mechanisms for sequences whose length exceeds available memory. Existing"
    " approaches approximate attention matrices by low-rank factors and therefore sacrifice"
    " expressiveness. We introduce sparse neighbourhoods that are learned jointly with"
    " representations, show that gradients remain well-defined, and demonstrate improvements over"
    " established baselines on language modelling, retrieval and protein classification tasks,"
    " while computational requirements grow only linearly."
)
REVISED = ABSTRACT.replace("We introduce", "In this paper we propose").replace("only ", "")
RENAMED = replace(POSTER, title="Neighbourhoods Are All That Transformers Require")


def test_a_renamed_paper_of_the_same_authors_and_abstract_is_one_work() -> None:
    assert not agree(PREPRINT, RENAMED)
    assert agree(replace(PREPRINT, abstract=ABSTRACT), replace(RENAMED, abstract=REVISED))


@pytest.mark.parametrize(
    "title",
    ["Graph3D: 3D Neighbourhoods in Transformers", "Few Neighbours Suffice", "A Survey of Graphs"],
)
def test_a_new_title_may_have_any_words(title: str) -> None:
    renamed = replace(RENAMED, abstract=REVISED, title=title)

    assert agree(replace(PREPRINT, abstract=ABSTRACT), renamed)


@pytest.mark.parametrize(
    "changes",
    [
        {"authors": ("Ada Example", "Bob Sample", "Dora Else")},
        {"title": "Learning Sparse Graph Attention for Long Sequences 2"},
        {"title": "Not Learning Sparse Graph Attention for Long Sequences"},
        {"title": "Reply to Neighbourhoods That Transformers Require"},
        {"title": "Neighbourhoods That Transformers Require, Part 2"},
        {"abstract": "Withdrawn by the authors."},
        {"abstract": " ".join(reversed(ABSTRACT.split()))},
        {"year": 2021, "venue": "NeurIPS 2021"},
        {"identifiers": frozenset({("arxiv", "2506.00002")})},
    ],
)
def test_a_renamed_paper_is_another_work_where_the_evidence_is_weak(
    changes: dict[str, object],
) -> None:
    renamed = replace(RENAMED, abstract=REVISED)

    assert not agree(replace(PREPRINT, abstract=ABSTRACT), replace(renamed, **changes))


@pytest.mark.parametrize(
    "authors",
    [
        ("Example, Ada", "Sample, Bob", "Li, Chen"),
        ("A. Example", "B. Sample", "C. Li"),
        ("Àda Éxample", "Bob Sample", "Chen Li"),
    ],
)
def test_names_may_be_written_otherwise(authors: tuple[str, ...]) -> None:
    assert agree(PREPRINT, replace(POSTER, authors=authors))


def test_the_same_title_by_others_is_another_work() -> None:
    assert not agree(PREPRINT, replace(POSTER, authors=("Dora Else", "Emil Other")))


@pytest.mark.parametrize("scheme", sorted(EXCLUSIVE))
def test_two_identifiers_of_one_kind_are_two_works(scheme: str) -> None:
    one, other = (replace(POSTER, identifiers=frozenset({(scheme, value)})) for value in ("1", "2"))

    assert not agree(one, other)


def test_a_shared_identifier_is_enough() -> None:
    shared = frozenset({("arxiv", "2506.00001")})

    assert same_work(PREPRINT, replace(POSTER, title="Quite another title", identifiers=shared))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Convex Optimisation of Deep Networks, Part I",
            "Convex Optimisation of Deep Networks, Part II",
        ),
        ("A Technical Report on the Model Lumen 3", "A Technical Report on the Model Lumen 4"),
        ("Learning Sparse Graph Attention", "Erratum: Learning Sparse Graph Attention"),
    ],
)
def test_titles_that_differ_in_what_counts_are_two_works(one: str, other: str) -> None:
    assert not agree(replace(PREPRINT, title=one), replace(POSTER, title=other))


def test_two_systems_of_the_same_authors_are_two_works() -> None:
    one = replace(POSTER, title="Lumen: Sparse Attention for Language Models on Long Sequences")
    other = replace(one, identifiers=frozenset({("neurips", "1")}))

    assert agree(
        one, replace(other, title="Lumin: Sparse Attention for Language Models on Long Sequences")
    )
    assert not agree(
        one, replace(other, title="Quasar: Sparse Attention for Language Models on Long Sequences")
    )


@pytest.mark.parametrize("title", ["Editorial", "Preface", "Erratum", "Introduction", "", "!?"])
def test_a_title_that_says_nothing_joins_nothing(title: str) -> None:
    assert not agree(replace(PREPRINT, title=title), replace(POSTER, title=title))


def test_the_conference_and_the_journal_version_stay_two_works() -> None:
    journal = replace(
        POSTER, venue="TPAMI", year=2026, identifiers=frozenset({("ieee", "1234567")})
    )

    assert not agree(POSTER, journal)


def test_the_same_title_years_apart_is_another_work() -> None:
    assert not agree(PREPRINT, replace(POSTER, year=2035, venue="NeurIPS 2035"))


@given(st.text(max_size=80))
def test_any_title_has_few_short_keys(title: str) -> None:
    keys = title_keys(title)

    assert len(keys) <= 4
    assert len(set(keys)) == len(keys)
    assert all(len(key) <= 40 for key in keys)


RECORDS = st.builds(
    Record,
    st.sampled_from([PREPRINT.title, "Learning sparse graph attention", "Editorial", ""])
    | st.text(max_size=30),
    st.lists(
        st.sampled_from(["Ada Example", "A. Example", "Li, Chen", ""]) | st.text(max_size=12),
        max_size=3,
    ).map(tuple),
    st.none() | st.integers(1990, 2030),
    st.none()
    | st.sampled_from(["NeurIPS 2025", "TPAMI", "Findings of ACL 2024"])
    | st.text(max_size=12),
    st.frozensets(st.tuples(st.sampled_from(["arxiv", "doi"]), st.sampled_from("ab")), max_size=2),
)


@given(RECORDS, RECORDS)
def test_the_order_makes_no_difference(one: Record, other: Record) -> None:
    assert same_work(one, other) == same_work(other, one)

"""BibTeX that is written is read by BibTeX's grammar, whatever titles and names have in them."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

from papertrail.exchange.bibtex import read_entries
from papertrail.exchange.exporters.bibtex import BiblatexExporter, BibtexExporter
from papertrail.exchange.exporters.latex import latex
from papertrail.types.bibliography_entry import BibliographyEntry, EntryKind, PersonName

ATTENTION = BibliographyEntry(
    key="vaswani2017attention",
    work_id="arxiv:1706.03762",
    kind=EntryKind.CONFERENCE,
    title="Attention Is All You Need",
    authors=(PersonName("Vaswani", "Ashish"), PersonName("Kaiser", "Łukasz")),
    year=2017,
    container="Advances in Neural Information Processing Systems",
    venue="NeurIPS 2017",
    url="https://arxiv.org/abs/1706.03762",
    arxiv="1706.03762",
    primary_class="cs.CL",
)
PREPRINT = replace(ATTENTION, kind=EntryKind.PREPRINT, month=6, container="", venue="")
HOSTILE = st.text(
    st.sampled_from("ab {}\\$%#&_~^@\",='\n\u202e-é中Σ$") | st.characters(), max_size=40
)


def test_a_published_paper_names_its_preprint() -> None:
    assert BibtexExporter().entry(ATTENTION) == (
        "@inproceedings{vaswani2017attention,\n"
        "  title = {Attention Is All You Need},\n"
        "  author = {Vaswani, Ashish and Kaiser, {\\L}ukasz},\n"
        "  booktitle = {Advances in Neural Information Processing Systems},\n"
        "  year = {2017},\n"
        "  url = {https://arxiv.org/abs/1706.03762},\n"
        "  eprint = {1706.03762},\n"
        "  archivePrefix = {arXiv},\n"
        "  primaryClass = {cs.CL},\n"
        "}\n"
    )


def test_biblatex_has_unicode_and_a_date() -> None:
    assert BiblatexExporter().entry(PREPRINT) == (
        "@online{vaswani2017attention,\n"
        "  title = {Attention Is All You Need},\n"
        "  author = {Vaswani, Ashish and Kaiser, Łukasz},\n"
        "  date = {2017-06},\n"
        "  url = {https://arxiv.org/abs/1706.03762},\n"
        "  eprint = {1706.03762},\n"
        "  eprinttype = {arxiv},\n"
        "  eprintclass = {cs.CL},\n"
        "}\n"
    )


def test_months_are_macros() -> None:
    assert "  month = jun,\n" in BibtexExporter().entry(PREPRINT)


def test_an_article_without_a_journal_is_no_article_for_bibtex() -> None:
    unnamed = replace(ATTENTION, kind=EntryKind.ARTICLE, container="", doi="10.1000/182")

    assert BibtexExporter().entry(unnamed).startswith("@misc{")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("ImageNet and BERT in 3D", "{ImageNet} and {BERT} in {3D}"),
        ("Multi-Head Attention", "Multi-Head Attention"),
        ("50% of R&D_x #1", r"50\% of {R\&D\_x} \#1"),
        ("Sorting in $O(n \\log n)$ steps", r"Sorting in $O(n \log n)$ steps"),
        ("An open { brace", r"An open \textbraceleft{} brace"),
        ("Costs $5 and $6", r"Costs \$5 and \$6"),
        ("The $x}$ formula", r"The \$x\textbraceright{}\$ formula"),
    ],
)
def test_titles_keep_their_capitals_and_formulas(title: str, expected: str) -> None:
    assert latex(title, ascii_only=True, keep_case=True) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (PersonName("ATLAS Collaboration", is_group=True), "{ATLAS Collaboration}"),
        (PersonName("Maaten", "Laurens", "van der"), "van der Maaten, Laurens"),
        (PersonName("King", "Martin", suffix="Jr."), "King, Jr., Martin"),
        (PersonName("Smith and Sons", "A."), "{Smith and Sons}, A."),
        (PersonName("OpenAI"), "OpenAI"),
    ],
)
def test_names_stay_one_name(name: PersonName, expected: str) -> None:
    entry = BiblatexExporter().entry(replace(ATTENTION, authors=(name,)))

    assert f"  author = {{{expected}}},\n" in entry


@given(title=HOSTILE, family=HOSTILE, given_name=HOSTILE, abstract=HOSTILE)
@pytest.mark.parametrize("kind", [BibtexExporter, BiblatexExporter])
def test_no_text_ends_its_entry(
    kind: type[BibtexExporter], title: str, family: str, given_name: str, abstract: str
) -> None:
    hostile = replace(
        ATTENTION,
        title=title,
        authors=(PersonName(family, given_name), PersonName("Kaiser", "Lukasz")),
        abstract=abstract,
    )
    exporter = kind(abstracts=True)
    text = exporter.entry(hostile) + "\n" + exporter.entry(replace(ATTENTION, key="next"))
    own = [entry.key for entry in read_entries(text) if not entry.is_broken]
    theirs = parse_string(text, "bibtex")

    assert own == ["vaswani2017attention", "next"]
    assert list(theirs.entries) == own
    assert theirs.entries["next"].fields["eprint"] == "1706.03762"
    assert StringIO(text).read().count("\n@") == 1

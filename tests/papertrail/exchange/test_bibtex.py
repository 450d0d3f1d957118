"""BibTeX files are read by their grammar; a flaw costs what it is in, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertrail.exchange.bibtex import read_entries, split_names
from papertrail.exchange.exporters.latex import latex
from papertrail.exchange.libraries import plain, read_library

if TYPE_CHECKING:
    from pathlib import Path


def titles(text: str) -> list[str]:
    return [entry.fields.get("title", "broken") for entry in read_entries(text)]


GOOD = "@misc{good, title = {Sound}}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@comment{ @misc{x, title={Hidden}} }" + GOOD, ["Sound"]),
        ('@Comment{it is 5" long, {nested {deep}} }' + GOOD, ["Sound"]),
        ("@comment(an @misc{x, title={Hidden}} here)" + GOOD, ["Sound"]),
        ("% @misc{x, title={Hidden}}\n" + GOOD, ["Sound"]),
        ("@comment no braces\n" + GOOD, ["Sound"]),
        ("write to someone@example.org {now}\n" + GOOD, ["Sound"]),
        ('@preamble{ "\\newcommand{\\x}{" # "y}" }' + GOOD, ["Sound"]),
        ("@jabref-meta{a:b;}" + GOOD, ["broken", "Sound"]),
    ],
    ids=["comment", "quote", "parentheses", "percent", "bare", "mail", "preamble", "other"],
)
def test_only_entries_are_entries(text: str, expected: list[str]) -> None:
    assert titles(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@ARTICLE (k, title = {A title})", "A title"),
        ("@article(k(1, title = {A (long) title})", "A (long) title"),
        ("@article\n{ k ,\n TITLE\n = \n{A title}\n,}", "A title"),
        ('@misc{k, title = "A {"}quoted{"} title"}', 'A {"}quoted{"} title'),
        ("@misc{k, title = {On {DNA} {and {more}}}}", "On {DNA} {and {more}}"),
        ("@misc{k, title = {A} # { } # {title}}", "A title"),
        ("@misc{k, title = {A title}, title = {Another}}", "A title"),
        ("@misc{title = {A title}}", "A title"),
        ("@misc{, title = {A title}}", "A title"),
        ("@misc{Smith and Sons 2020, title = {A title}}", "A title"),
        ("@misc{k, % a remark, with a comma\n title = {A title}}", "A title"),
        ("@misc{k, title = {100% of it}}", "100% of it"),
        (
            "@misc{k, abstract = {It lists\n@misc{x, title={Inner}}\n}, title = {A title}}",
            "A title",
        ),
        ("@misc{k, title = 1984}", "1984"),
        ("@misc{k, title = {In } # may}", "In May"),
    ],
)
def test_a_value_is_read_as_bibtex_reads_it(text: str, expected: str) -> None:
    assert titles(text) == [expected]


@pytest.mark.parametrize(
    "flaw",
    [
        "journal = IEEE_J_PAMI",
        "journal = IEEE_J_PAMI # { Letters}",
        "journal = ",
        "journal",
        "pages = 12--15",
        "journal = Nature Physics",
        "journal = {Nature} Physics",
        "journal = {Nature}\n volume = 3",
        "= 3",
    ],
)
def test_a_flaw_in_a_field_costs_that_field_alone(flaw: str) -> None:
    text = f"@misc{{k, {flaw}, title = {{A title}}, year = 2020}}\n{GOOD}"

    assert titles(text) == ["A title", "Sound"]


@pytest.mark.parametrize(
    "broken",
    [
        "@misc{k, title = {A title}",
        "@misc{k, title = {A {title}, year = 2020}",
        '@misc{k, title = "A title, year = 2020}',
        "@misc{k, title = {A title}, @x}",
        "@string{j = {A journal}",
        "@comment{a",
    ],
)
def test_an_entry_without_an_end_costs_itself_alone(broken: str) -> None:
    assert titles(f"{GOOD}\n{broken}\n\n{GOOD}")[0] == "Sound"
    assert titles(f"{GOOD}\n{broken}\n\n{GOOD}")[-1] == "Sound"


def test_macros_are_expanded_in_any_case_and_in_parentheses() -> None:
    text = """@string{jml = "Journal of Learning"} @STRING( full = jml # {, Series B} )
        @article{k, title = {T}, journal = FULL}"""

    assert [entry.fields["journal"] for entry in read_entries(text)] == [
        "Journal of Learning, Series B"
    ]


def test_names_are_split_outside_of_braces() -> None:
    assert split_names("Ada Lovelace and {Barnes and Noble}\nAND Turing, Alan and others") == [
        "Ada Lovelace",
        "{Barnes and Noble}",
        "Turing, Alan",
    ]


@given(st.text('@{}()"#,=%\\\n abmisc'))
def test_every_text_is_read_to_its_end(text: str) -> None:
    assert titles(f"{text}\n@misc{{last,\n title = {{Last}}}}") is not None


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("@misc{k, title = {Über Größe}}", "utf-8"),
        ("\ufeff@misc{k, title = {Über Größe}}", "utf-8"),
        ("@misc{k, title = {Über Größe}}", "utf-16"),
        ("@misc{k, title = {Über Größe}}", "latin-1"),
        ("% Encoding: Cp850\n@misc{k, title = {Über Größe}}", "cp850"),
        ("@comment{x}\r\n@misc{k,\r\n title = {Über\r\n Größe}}\r\n", "cp1252"),
        ("% a remark\r@misc{k,\r title = {Über Größe}}\r", "utf-8"),
    ],
    ids=["plain", "mark", "utf-16", "latin-1", "declared", "windows", "old mac"],
)
def test_files_are_read_in_the_encoding_that_they_have(
    tmp_path: Path, content: str, encoding: str
) -> None:
    file = tmp_path / "refs.bib"
    file.write_bytes(content.encode(encoding))

    assert [reference.record.title for reference in read_library(file).references] == ["Über Größe"]


def test_tex_in_titles_and_names_is_read(tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    file.write_text(
        r"""@misc{k, title = {{\"U}ber {DNA}: \emph{nicht} 10\%},
            author = {Erd{\H{o}}s, Paul and {\L}ukasz K.}}""",
        encoding="utf-8",
    )

    record = read_library(file).references[0].record

    assert record.title == "Über DNA: nicht 10%"
    assert record.authors == ("Erdős, Paul", "Łukasz K.")


def test_identifiers_are_read_from_the_fields_that_programs_write(tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    file.write_text(
        """
        @online{a, title = {A}, eprint = {math.AG/0211159}, eprinttype = {arXiv}}
        @article{b, title = {B}, doi = {https://doi.org/10.1000/X\\_1}, journaltitle = {Nature}}
        @inproceedings{c, title = {C}, url = {https://openreview.net/forum?id=aB3-_x}}
        @misc{d, title = {D}, url = {https://arxiv.org/abs/2606.00007v2?context=cs}}
        """,
        encoding="utf-8",
    )

    records = [reference.record for reference in read_library(file).references]

    assert [set(record.identifiers) for record in records] == [
        {("arxiv", "math/0211159")},
        {("doi", "10.1000/x_1")},
        {("openreview", "aB3-_x")},
        {("arxiv", "2606.00007")},
    ]
    assert records[1].venue == "Nature"


@pytest.mark.parametrize(
    "text",
    [
        "Φ-Noise",
        "µCT of F^3A",
        "100 % of a_b & {c}~d \\e",
        "MA$^{2}$P of $x_{1}$",
        "Ünïcode Łódź naïve ≠ Ω",
    ],
)
def test_what_an_export_writes_comes_back_as_it_was(text: str) -> None:
    written = latex(text, ascii_only=True, keep_case=True)

    assert plain(written) == text
    assert latex(plain(written), ascii_only=True, keep_case=True) == written

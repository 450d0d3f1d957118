"""Files of other programs are read by their grammar; what can't be read is named with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertrail.errors import PapertrailError, UsageError
from papertrail.exchange.exporters.latex import latex
from papertrail.exchange.importers import importer, importer_of
from papertrail.exchange.importers.bibtex import read_bibtex
from papertrail.exchange.importers.csl import read_csl
from papertrail.exchange.importers.ris import read_ris
from papertrail.exchange.importers.tex import as_text

if TYPE_CHECKING:
    from pathlib import Path

    from papertrail.types.imports import ImportedLibrary

BIB = r"""
@inproceedings{one, title={Sparse {GPU} Attention}, author={M{\"u}ller, J. and {The X Team}},
  booktitle={Proceedings of the International Conference on Machine Learning}, year=2026,
  eprint={2606.00001}, archiveprefix={arXiv}, primaryclass={cs.LG}, abstract={About it.},
  keywords={graphs, neural nets; tools}, readstatus={skimmed}, priority={prio1}, comment={Good.}}
@misc{none, author={X}}
@misc{two, title={On $a_{ij}$ and \textbraceleft{}1\textbraceright{}}, year={2020}, month=jun}
"""


def labels(library: ImportedLibrary) -> list[str]:
    return [paper.label for paper in library.papers]


def test_an_entry_of_bibtex_has_its_owners_fields() -> None:
    library = read_bibtex(BIB, "refs.bib")
    one, two = library.papers

    assert one.paper.title == "Sparse GPU Attention"
    assert [author.name for author in one.paper.authors] == ["J. Müller", "The X Team"]
    assert one.paper.identifiers == (("arxiv", "2606.00001"),)
    assert (one.paper.venue, one.paper.year) == ("ICML 2026", 2026)
    assert one.tags == ("graphs", "neural nets", "tools")
    assert (one.state, one.priority, one.note) == ("reading", "high", "Good.")
    assert two.paper.title == "On $a_{ij}$ and {1}"
    assert str(two.paper.announced) == "2020-06-01"
    assert [(each.line, each.label) for each in library.refusals] == [(6, "none")]


def test_an_entry_inherits_from_its_crossref() -> None:
    text = (
        "@inproceedings{a, title={A study}, crossref={Book}}\n"
        "@proceedings{book, title={Proc. of Things}, year=2001}"
    )

    assert read_bibtex(text, "x").papers[0].paper.venue == "Proc. of Things 2001"


def test_a_broken_entry_costs_only_itself() -> None:
    text = "@misc{a, title={A}}\n@misc{b, title={Bad\n@misc{c, title={C}}\n"
    library = read_bibtex(text, "x")

    assert labels(library) == ["a", "c"]
    assert [each.line for each in library.refusals] == [2]


def test_macros_that_define_each_other_are_empty() -> None:
    text = '@string{a = b # "x"}\n@string{b = a # "y"}\n@misc{k, title={T}, journal=a # b}'

    assert read_bibtex(text, "x").papers[0].paper.venue == "xxy"


def test_macros_without_bounds_keep_what_was_read_before() -> None:
    bomb = "\n".join(f"@string{{m{n} = m{n - 1} # m{n - 1}}}" for n in range(1, 60))
    text = f'@misc{{a, title={{A}}}}\n@string{{m0="0123456789"}}\n{bomb}\n@misc{{b, title={{B}}}}'
    library = read_bibtex(text, "x")

    assert labels(library) == ["a"]
    assert "not read from here on" in library.refusals[0].reason


def test_ris_without_types_and_ends_is_read() -> None:
    text = (
        "stray\nTI  - First\nAU  - van der Maaten, L.\nKW  - one, two\nER  - \n"
        "TY  - JOUR\nTI  - Second\nAB  - Long\n text\nTY  - JOUR\nAU  - X, Y\nER  - \n"
    )
    library = read_ris(text, "x.ris")

    assert [each.paper.title for each in library.papers] == ["First", "Second"]
    assert library.papers[0].paper.authors[0].name == "L. van der Maaten"
    assert library.papers[0].tags == ("one, two",)
    assert library.papers[1].paper.abstract == "Long text"
    assert [each.line for each in library.refusals] == [1, 10]


def test_items_of_csl_that_are_none_are_named() -> None:
    text = '[{"id": "a", "title": "A", "author": [{"family": "B", "given": "C"}]}, 3, {"id": "x"}]'
    library = read_csl(text, "x.json")

    assert labels(library) == ["a"]
    assert [(each.line, each.label) for each in library.refusals] == [(2, ""), (3, "x")]


def test_json_that_is_no_list_of_items_is_refused() -> None:
    with pytest.raises(PapertrailError, match="no list of items"):
        read_csl('{"a": 1}', "x.json")


def test_latin_1_is_read(tmp_path: Path) -> None:
    file = tmp_path / "old.bib"
    file.write_bytes("@misc{a, title={Café}}".encode("latin-1"))

    assert importer("bibtex").read(file).papers[0].paper.title == "Café"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.txt", b"@article{x, title={y}}", "BibtexImporter"),
        ("a.txt", b"TY  - JOUR\n", "RisImporter"),
        ("a.txt", b'[{"id": 1}]', "CslImporter"),
        ("a.xml", b'<?xml version="1.0"?><opml>', "OpmlImporter"),
        ("a.txt", b"%PDF-1.5", "PdfImporter"),
        ("a.txt", b"nothing", "NoneType"),
    ],
)
def test_a_format_is_recognised_by_what_a_file_begins_with(
    tmp_path: Path, name: str, content: bytes, kind: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)

    assert type(importer_of(file)).__name__ == kind


def test_an_unknown_format_is_named_with_those_that_there_are() -> None:
    with pytest.raises(UsageError, match="bibtex"):
        importer("word")


@given(st.text(st.sampled_from("aB1 \\{}$%&~^_#é-"), max_size=30))
def test_text_that_is_written_as_latex_is_read_back(text: str) -> None:
    plain = " ".join(as_text(latex(text, ascii_only=False)).split())
    again = " ".join(as_text(latex(plain, ascii_only=False)).split())

    assert again == plain


@given(st.text(max_size=200))
def test_no_text_stops_the_parsers(text: str) -> None:
    read_bibtex(text, "x")
    read_ris(text, "x")

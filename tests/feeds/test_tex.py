r"""TeX in titles and abstracts becomes text; formulas stay formulas."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.paper import Author, Paper
from feeds.tex import FORMULA, LONGEST, readable


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"Schr\"odinger bridges", "Schrödinger bridges"),
        (r"Karhunen-Lo\`{e}ve and Cram\'er", "Karhunen-Loève and Cramér"),
        (r"Erd\H{o}s, Ho\v{r}ava, Fran\c cois, Dvo\v r\'ak", "Erdős, Hořava, François, Dvořák"),
        (r"na{\"\i}ve and Gar\c{c}\~ao", "naïve and Garção"),
        (r"{\L}ukasiewicz, \O{}stergaard, Stra{\ss}e, Ny-{\AA}lesund", "Łukasiewicz, Østergaard, Straße, Ny-Ålesund"),
        (r"up to 31.4\% of R\&D costs \$7", "up to 31.4% of R&D costs $7"),
        (r"\emph{Not} a \textbf{good \textit{idea}}", "Not a good idea"),
        (r"an {\em old} way, {\bf bold}", "an old way, bold"),
        (r"see \href{https://example.org/a}{our code} or \url{https://example.org/b}", "see our code or https://example.org/b"),
        (r"Sec.~3 of ``the book''", "Sec. 3 of “the book”"),
        ("it is --- mostly --- read--write", "it is — mostly — read–write"),  # noqa: RUF001
        (r"P\textsubscript{2}, 5\,000, vs.\ 12", "P2, 5 000, vs. 12"),
        (r"as shown~\cite{a,b}, and\footnote{Twice.} again", "as shown, and (Twice.) again"),
        ("{BERT} and {B}ayes", "BERT and Bayes"),
        (r"{\lambda} \approx 2, 90{\deg}", "λ ≈ 2, 90°"),
    ],
)  # fmt: skip
def test_text_markup_becomes_text(written: str, read: str) -> None:
    assert readable(written) == read


@pytest.mark.parametrize(
    "text",
    [
        'where $\\"a$ and $x_{\\%}$ stay',
        r"a \(5.49\times\) speed-up",
        r"256$\times$256 and $\leq$2",
        r"our \method{} and \ours, C:\Users\new, \d+\.\w",
        "run it with --verbose, costs $5 and then $6",
        "~100 papers at https://example.org/~ada, sets {1, 2} and {name}",
        r"\b{eta} and \c{opyright}",
        "a --> b",
    ],
)
def test_formulas_and_what_is_no_text_markup_stay(text: str) -> None:
    assert readable(text) == text


def test_a_formula_within_emphasis_stays() -> None:
    assert readable(r"\textbf{about $O(n\log n)$ steps}") == r"about $O(n\log n)$ steps"


@given(st.text(st.sampled_from("\\{}$~`'\"-ab c%&_^()[]vcHi."), max_size=60))
def test_all_formulas_stay_in_their_order(text: str) -> None:
    read, place = readable(text), 0
    for formula in FORMULA.finditer(text):
        # A command around a formula or a citation takes what it surrounds with it.
        found = read.find(formula[0], place)
        assert found >= 0 or re.search(r"\\(?:cite|label|text|footnote|href|url)", text)
        place = max(place, found)


@given(st.text(st.characters(exclude_characters="\\{~`-", exclude_categories=["Cs"])))
def test_a_text_without_the_signs_of_tex_stays(text: str) -> None:
    assert readable(text) == text


def test_a_text_of_many_braces_and_signs_is_read_at_once() -> None:
    for piece in (r"\emph{", "{", "$", "$\\", "``", r"\'", "\\href{a}{", "--", "~a"):
        assert readable(piece * (LONGEST // len(piece)))


def test_papers_and_authors_have_no_markup() -> None:
    paper = Paper(
        identifiers=(("arxiv", "2606.00001"),),
        title=r"Schr\"odinger",
        abstract=r"\emph{Yes}.",
        authors=(Author(r"Ren\'e Descartes"),),
        comment=r"code at \url{https://example.org}",
    )

    assert (paper.title, paper.abstract) == ("Schrödinger", "Yes.")
    assert paper.authors[0].name == "René Descartes"
    assert paper.comment == "code at https://example.org"

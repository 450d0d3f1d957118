"""Text from outside in lines of cells."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from papertrail.tui.lines import PLAIN, fitted, paragraphs, printable, strip, wrapped
from papertrail.tui.pane import _abstract

TEXTS = st.text(st.characters(), max_size=200).map(printable)


@given(TEXTS, st.integers(0, 60))
def test_a_fitted_text_has_its_width(text: str, width: int) -> None:
    assert cell_len(fitted(text, width)) == width


@given(TEXTS, st.integers(2, 60))
def test_wrapped_lines_fit_and_lose_nothing_but_spaces(text: str, width: int) -> None:
    lines = wrapped(text, width)

    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(st.text(st.characters(), max_size=200))
def test_what_is_printable_moves_no_cursor_and_has_no_width_in_doubt(text: str) -> None:
    shown = printable(text)

    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in shown)
    assert not set(shown) & set("\u200b\u200d\u202e\u2066\ufe0f\u00ad")


@given(TEXTS, st.integers(1, 60))
def test_a_line_has_the_width_of_its_view(text: str, width: int) -> None:
    assert strip([(text, PLAIN), (text, PLAIN)], width).cell_length == width


@given(st.lists(st.text("ab漢 ", min_size=1, max_size=12), min_size=1, max_size=8), st.data())
def test_the_sentence_that_matters_is_bold_wherever_lines_break(
    words: list[str], data: st.DataObject
) -> None:
    abstract = printable(" ".join(words))
    start = data.draw(st.integers(0, len(abstract)))
    sentence = abstract[start : data.draw(st.integers(start, len(abstract)))].strip()
    width = data.draw(st.integers(2, 30))

    lines = _abstract(abstract, sentence, width)
    bold = "".join(text for line in lines for text, style in line if style.bold)

    assert bold.replace(" ", "") == sentence.replace(" ", "") or not abstract


def test_lines_of_a_text_stay_apart() -> None:
    assert paragraphs("one\n\ntwo three", 5) == ["one", "", "two", "three"]

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertrail.errors import UsageError
from papertrail.library.notes import BOTH_KEPT, LONGEST, checked, merged

_TEXTS = st.text("ab \n", max_size=12).map(str.strip)


@pytest.mark.parametrize(
    ("base", "stored", "edited", "expected", "both"),
    [
        ("a", "a", "b", "b", False),
        ("a", "b", "b", "b", False),
        ("a", "b", "a", "b", False),
        ("a", "a", "", "", False),
        ("a", "b", "", "b", True),
        ("a", "", "b", "b", True),
        ("a", "a\n\nours", "a\n\nmine", "a\n\nmine\n\nours", True),
        ("", "ours", "mine", "mine\n\nours", True),
        ("a", "b", "c", f"c\n\n---\n\n{BOTH_KEPT}\n\nb", True),
    ],
)
def test_what_two_people_wrote_is_kept(
    base: str, stored: str, edited: str, expected: str, both: bool
) -> None:
    assert merged(base, stored, edited) == (expected, both)


@given(_TEXTS, _TEXTS, _TEXTS)
def test_no_text_that_was_changed_is_lost(base: str, stored: str, edited: str) -> None:
    text, _ = merged(base, stored, edited)

    if edited != base:
        assert edited in text
    if stored != base:
        for line in stored.removeprefix(base).splitlines():
            assert line.strip() in text


@pytest.mark.parametrize("text", ["a\0b", "a\udcffb", "x" * (LONGEST + 1)])
def test_what_can_be_no_note_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="note"):
        checked(text)

"""Names are split as BibTeX splits them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertrail.text.name_parts import name_parts
from papertrail.types.bibliography_entry import PersonName


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Chelsea Finn", PersonName("Finn", "Chelsea")),
        ("Laurens van der Maaten", PersonName("Maaten", "Laurens", "van der")),
        ("van der Maaten, Laurens", PersonName("Maaten", "Laurens", "van der")),
        ("Martin Luther King Jr.", PersonName("King", "Martin Luther", suffix="Jr.")),
        ("King, Jr., Martin Luther", PersonName("King", "Martin Luther", suffix="Jr.")),
        ("Martin Luther King, Jr.", PersonName("King", "Martin Luther", suffix="Jr.")),
        ("Jürgen Schmidhuber", PersonName("Schmidhuber", "Jürgen")),
        ("Li Fei-Fei", PersonName("Fei-Fei", "Li")),
        ("OpenAI", PersonName("OpenAI")),
        ("Plato III", PersonName("Plato", suffix="III")),
        ("The ATLAS Collaboration", PersonName("The ATLAS Collaboration", is_group=True)),
        ("Gemini Team", PersonName("Gemini Team", is_group=True)),
        ("Wei Wang 0001", PersonName("Wang", "Wei")),
        ("bell hooks", PersonName("hooks", "bell")),
        ("王小明", PersonName("王小明")),
    ],
)
def test_names_are_split(name: str, expected: PersonName) -> None:
    assert name_parts(name) == expected


@given(st.text(min_size=1).filter(lambda text: text.strip()))
def test_no_letter_of_a_name_is_lost(name: str) -> None:
    parts = name_parts(name)
    kept = f"{parts.particle}{parts.family}{parts.given}{parts.suffix}"
    letters = sorted(filter(str.isalpha, name))

    assert sorted(filter(str.isalpha, kept)) == letters

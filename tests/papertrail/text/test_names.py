"""A person is found however the name is printed."""

import pytest

from papertrail.text.names import is_named, name_spellings, read_name, same_person


@pytest.mark.parametrize(
    ("asked", "printed"),
    [
        ("lovelace", "Ada Lovelace"),
        ("Ada Lovelace", "A. K. Lovelace"),
        ("A. Lovelace", "Ada King Lovelace"),
        ("Lovelace, Ada", "Ada Lovelace"),
        ("Ada Lovelace", "Lovelace, A."),
        ("Ole Sørli", "OLE SORLI"),
        ("Rene Thom", "Rene\u0301 Thom"),
        ("Stefan Oﬀer", "Stefan Offer"),
        ("Tom Baker", "Tom Baker Jr."),
        ("Tom Baker, Jr.", "Tom Baker"),
        ("Anne-Lise Krog", "Anne Lise Krog"),
        ("Anneliese Krog", "Anne\u2010Liese Krog"),
        ("Krog Anne-Lise", "Anne-Lise Krog"),
        ("O'Hara", "Sinead O\u2019Hara"),
        ("Kurt Godel", r"Kurt G\"odel"),
        ("Atlas Consortium", "The ATLAS Consortium"),
    ],
)
def test_a_name_that_is_asked_for_is_recognised(asked: str, printed: str) -> None:
    assert is_named(printed, asked)


@pytest.mark.parametrize(
    ("asked", "printed"),
    [
        ("Bea Lovelace", "Ada Lovelace"),
        ("Ada Lovelace", "Ada Byron"),
        ("Love", "Ada Lovelace"),
        ("?", "Ada Lovelace"),
        ("", "Ada Lovelace"),
        ("Jr.", "Tom Baker"),
    ],
)
def test_another_name_is_not(asked: str, printed: str) -> None:
    assert not is_named(printed, asked)


def test_authors_of_one_paper_may_be_misspelt() -> None:
    one, other = read_name("Grace Hopper"), read_name("G. Hoper")

    assert one
    assert other
    assert same_person(one, other)
    assert read_name("et al.") is None


def test_a_name_is_searched_without_middle_names_and_by_initials() -> None:
    assert name_spellings("Ada K. Lovelace") == [
        "Ada K. Lovelace",
        "Ada Lovelace",
        "A K Lovelace",
        "A Lovelace",
    ]
    assert name_spellings("Plato") == ["Plato"]

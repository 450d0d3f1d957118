import pytest

from papertrail.search.spelling import distance
from papertrail.workspace import Home
from tests.papertrail.conftest import Run


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [
        ("transfomer", "transformer", 1),
        ("hamiltonain", "hamiltonian", 1),
        ("cheks", "checks", 1),
        ("graph", "graph", 0),
        ("saliensy", "saliency", 1),
        ("kitten", "sitting", 3),
        ("ab", "abcdef", 4),
    ],
)
def test_an_exchange_of_letters_counts_once(one: str, other: str, edits: int) -> None:
    assert distance(one, other, 3) == min(edits, 4)


@pytest.mark.parametrize("more", ["", " -speech", " cat:cs"])
def test_a_misspelt_word_is_corrected_with_a_remark(filled: Home, run: Run, more: str) -> None:
    done = run("search", f"protien foldng{more}", "-n", "1", "--json")

    assert done.json[0]["title"] == "Folding proteins with attention"
    assert 'has "protien", "foldng"; searched for: ' in done.err


@pytest.mark.parametrize("query", ["+protien", '"protien"', "PROTIEN", "Exampl"])
def test_demanded_words_acronyms_and_what_is_like_nothing_stay(
    filled: Home, run: Run, query: str
) -> None:
    assert "searched for" not in run("search", query).err


def test_the_name_of_an_author_is_no_misspelt_word(filled: Home, run: Run) -> None:
    done = run("search", "speech Sample", "--json")

    assert "searched for" not in done.err

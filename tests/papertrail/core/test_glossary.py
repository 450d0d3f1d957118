"""Where terms come from, in an empty home."""

import pytest

import papertrail
from papertrail.errors import NotFoundError, UsageError
from papertrail.reading.term_sentences import kind_of, other_forms, pattern


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory) -> papertrail.Papertrail:
    return papertrail.open(tmp_path_factory.mktemp("empty"))


@pytest.mark.parametrize(
    ("term", "paper"),
    [
        ("MAML", "arxiv:1703.03400"),
        ("LoRA", "arxiv:2106.09685"),
        ("layer normalization", "arxiv:1607.06450"),
        ("self-attention", "arxiv:1706.03762"),
    ],
)
def test_a_term_was_introduced_by_its_landmark(
    empty: papertrail.Papertrail, term: str, paper: str
) -> None:
    found = empty.glossary(term).introduced

    assert found is not None
    assert found.id == paper


def test_acronyms_are_found_both_ways(empty: papertrail.Papertrail) -> None:
    assert "convolutional neural network" in empty.glossary("CNN").forms
    assert "CNN" in empty.glossary("convolutional neural network").forms
    assert other_forms("BN", ["We use batch normalization (BN)."]) == ("batch normalization",)
    assert other_forms("batch normalization", ["We use batch normalization (BN)."]) == ("BN",)


def test_explanations_are_of_different_papers_and_at_most_as_many_as_asked_for(
    empty: papertrail.Papertrail,
) -> None:
    found = empty.glossary("contrastive learning", 3).explanations

    assert len({each.id for each in found}) == len(found) == 3


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Meta-learning is the art of learning to learn.", "definition"),
        ("Meta learning (ML) refers to learning over tasks.", "definition"),
        ("We propose a simple form of meta-learning for robots.", "introduction"),
        ("Meta-learning helps.", ""),
        ("Robots use meta-learnings of all sorts.", ""),
    ],
)
def test_a_sentence_explains_a_term(sentence: str, kind: str) -> None:
    assert kind_of(sentence, ["meta-learning"]) == kind


def test_a_short_acronym_is_no_common_word() -> None:
    assert not pattern("ACT").search("agents act")


def test_what_nobody_defines_is_refused(empty: papertrail.Papertrail) -> None:
    with pytest.raises(NotFoundError, match="zymurgy"):
        empty.glossary("zymurgy")
    with pytest.raises(UsageError):
        empty.glossary("42 !")

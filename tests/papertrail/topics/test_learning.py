"""The pure part of topics: features, weights, relevance and their form in the database."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from papertrail.text.words import spaced
from papertrail.topics import explain
from papertrail.topics.calibration import calibrate
from papertrail.topics.features import Papers, Weights, names, score
from papertrail.topics.learning import Background, Lesson, Words
from papertrail.topics.model import from_bytes, to_bytes, train
from papertrail.topics.terms import Rows, Vocabulary, learn, pieces, stacked

DIM = 8
SUBJECTS = (
    "graph networks and message passing",
    "speech recognition of spoken language",
    "protein folding structures",
)


def collection(count: int = 150) -> tuple[Vocabulary, Papers, NDArray[np.int64]]:
    """Return papers of three subjects in turn, different in words and vectors, and the subjects."""
    chance = np.random.default_rng(1)
    filler = [f"word{number}" for number in range(40)]
    subjects = np.arange(count) % len(SUBJECTS)
    texts = [f"{SUBJECTS[subject]} {' '.join(chance.choice(filler, 6))}" for subject in subjects]
    vocabulary = learn(texts)
    vectors = np.eye(DIM)[subjects] + 0.2 * chance.standard_normal((count, DIM))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    authors = [
        names([f"Author {number}", *(["Ada Lovelace"] if number == 0 else [])])
        for number in range(count)
    ]
    papers = Papers(
        vectors.astype(np.float32),
        vocabulary.rows(texts),
        authors,
        [spaced(text) for text in texts],
    )
    return vocabulary, papers, subjects


def lesson(
    liked: list[int], disliked: list[int] | None = None, words: str = "", without: int | None = None
) -> Weights:
    vocabulary, papers, _ = collection()
    examples = [*liked, *(disliked or [])]
    described = None
    if words:
        row = vocabulary.rows([words]).combined(np.ones(1), len(vocabulary))
        described = Words(np.eye(DIM, dtype=np.float32)[:1], row, spaced(words))
    return Lesson(
        Background(papers, len(vocabulary)),
        described,
        papers.picked(examples),
        np.arange(len(examples)) < len(liked),
        np.array(examples, np.int64),
    ).weights(without)


@given(st.lists(st.text(max_size=60), max_size=6))
def test_any_texts_give_rows_of_length_one_or_none(texts: list[str]) -> None:
    vocabulary = learn([*texts, "graph networks", "speech networks", "something else"])

    rows = vocabulary.rows(texts)

    squares = rows.combined(np.ones(len(texts)), len(vocabulary))
    assert len(rows) == len(texts)
    assert np.isfinite(squares).all()
    lengths = [
        np.linalg.norm(rows.values[rows.starts[i] : rows.starts[i + 1]]) for i in range(len(texts))
    ]
    assert all(length == pytest.approx(1, abs=1e-5) or length == 0 for length in lengths)


def test_case_and_accents_are_ignored_in_words() -> None:
    assert pieces("Poincaré MAPS") == ["poincare", "maps", "poincare maps"]


@settings(max_examples=30)
@given(
    st.lists(st.lists(st.tuples(st.integers(0, 5), st.floats(-2, 2)), max_size=5), max_size=6),
    st.integers(0, 3),
)
def test_sparse_products_are_those_of_the_dense_matrix(
    content: list[list[tuple[int, float]]], columns: int
) -> None:
    starts = np.cumsum([0, *map(len, content)])
    flat = [pair for row in content for pair in row]
    rows = Rows(
        starts, np.array([t for t, _ in flat], np.int32), np.array([v for _, v in flat], np.float32)
    )
    dense = np.zeros((len(content), 6))
    for number, row in enumerate(content):
        for term, value in row:
            dense[number, term] += value
    weights = (
        np.random.default_rng(0).standard_normal((6, columns) if columns else 6).astype(np.float32)
    )

    np.testing.assert_allclose(rows.dot(weights), dense @ weights, atol=1e-4)
    np.testing.assert_allclose(
        rows.combined(np.ones(len(content)), 6), dense.sum(axis=0), atol=1e-4
    )
    doubled = stacked(rows, rows.picked(range(len(content))))
    np.testing.assert_allclose(
        doubled.dot(weights), np.concatenate([dense, dense]) @ weights, atol=1e-4
    )


def test_a_few_likes_find_the_other_papers_of_their_subject() -> None:
    _, papers, subjects = collection()

    scores = lesson([0, 3, 6]).score(papers)

    assert (subjects[np.argsort(-scores)[:40]] == 0).all()


def test_words_alone_find_their_papers() -> None:
    _, papers, subjects = collection()

    scores = lesson([], words="graph networks").score(papers)

    assert (subjects[np.argsort(-scores)[:40]] == 0).all()


def test_papers_that_have_the_name_come_first_in_the_singular_or_the_plural() -> None:
    _, papers, _ = collection()
    weights = replace(
        Weights.none(DIM, len(lesson([0]).terms)), name=spaced("Graph networks"), named=2.0
    )
    texts = (
        "A graph network",
        "Café: Graph-networks, again.",
        "Paragraph networks",
        "Graph networking",
        "",
    )

    scores = weights.score(replace(papers.picked(range(5)), texts=[spaced(text) for text in texts]))

    assert scores.tolist() == [2, 2, 0, 0, 0]
    assert not replace(weights, name=spaced("?!")).score(papers).any()


def test_a_dislike_pushes_its_subject_down() -> None:
    _, papers, subjects = collection()

    without, against = lesson([0, 3, 6]).score(papers), lesson([0, 3, 6], [1, 4]).score(papers)

    def gap(scores: NDArray[np.float32]) -> float:
        return float(scores[subjects == 2].mean() - scores[subjects == 1].mean())

    assert gap(against) > gap(without)


def test_authors_of_liked_papers_count() -> None:
    weights = lesson([0, 3, 6])

    assert weights.authors["ada lovelace"] > 0
    assert "author 40" not in weights.authors


def test_an_example_left_out_leaves_no_trace() -> None:
    left_out, never_there = lesson([0, 3, 6], without=2), lesson([0, 3])

    # Both know the same likes; which papers may be weak examples differs.
    assert left_out.authors.keys() == never_there.authors.keys()


def test_scores_of_topics_together_are_those_of_each_alone() -> None:
    _, papers, _ = collection()
    topics = [
        lesson([0, 3, 6]),
        lesson([], words="speech"),
        Weights.none(DIM, len(lesson([0]).terms)),
    ]

    together = score(topics, papers)

    np.testing.assert_allclose(together, [weights.score(papers) for weights in topics], atol=1e-3)


def test_a_model_is_the_same_after_its_way_through_bytes() -> None:
    vocabulary, papers, _ = collection()
    keys = list(range(150))
    model = train(
        Background(papers, len(vocabulary)), keys, None, papers.picked([0, 3, 1]), [0, 3], [1]
    )

    again = from_bytes(to_bytes(model))

    np.testing.assert_array_equal(again.weights.score(papers), model.weights.score(papers))
    assert (again.calibration, again.liked, again.disliked) == (model.calibration, (0, 3), (1,))


@pytest.mark.parametrize("content", [b"", b"something", b"PK\x05\x06" + bytes(18)])
def test_other_bytes_are_no_model(content: bytes) -> None:
    with pytest.raises(ValueError, match="no packed arrays"):
        from_bytes(content)


def usual(matches: int = 0) -> NDArray[np.float32]:
    chance = np.random.default_rng(2)
    return np.concatenate(
        [chance.standard_normal(2000), 5 + chance.standard_normal(matches)]
    ).astype(np.float32)


NONE = np.empty(0, np.float32)


def test_few_of_all_papers_are_relevant_whether_some_match_or_none() -> None:
    quiet, busy = (
        calibrate(usual(matches), NONE, NONE).relevance(usual(matches)) for matches in (0, 60)
    )

    assert (quiet >= 0.5).mean() < 0.01
    assert 40 <= (busy >= 0.5).sum() <= 80


def test_relevance_does_not_depend_on_the_scale_of_scores() -> None:
    scores = usual(20)
    scaled = 7 * scores + 3

    np.testing.assert_allclose(
        calibrate(scores, NONE, NONE).relevance(scores),
        calibrate(scaled, NONE, NONE).relevance(scaled),
        atol=1e-3,
    )


def test_likes_below_the_cut_off_lower_it_and_dislikes_above_raise_it() -> None:
    background = usual()
    centre = calibrate(background, NONE, NONE).centre

    assert calibrate(background, np.full(8, 1.5, np.float32), NONE).centre < centre
    assert calibrate(background, NONE, np.full(8, 4.0, np.float32)).centre > centre


@given(
    st.lists(st.floats(-50, 50, width=32), min_size=1, max_size=40),
    st.lists(st.floats(-50, 50, width=32), max_size=5),
)
def test_relevance_grows_with_the_score_and_stays_between_0_and_1(
    background: list[float], liked: list[float]
) -> None:
    found = calibrate(np.array(background, np.float32), np.array(liked, np.float32), NONE)

    relevance = found.relevance(np.linspace(-100, 100, 50, dtype=np.float32))

    assert (np.diff(relevance) >= 0).all()
    assert ((relevance >= 0) & (relevance <= 1)).all()


def test_the_terms_and_the_sentence_that_counted_are_named() -> None:
    vocabulary, _, _ = collection()
    weights = lesson([0, 3, 6])
    spelling = list(vocabulary.columns)
    meaningful = np.array(
        [column for column, term in enumerate(spelling) if explain.is_meaningful(term)]
    )
    text = "We study word1. Graph networks use message passing. More word2."

    named = explain.terms(weights, vocabulary.rows([text]), meaningful, spelling)

    assert "message passing" in named
    assert not {"message", "passing"} & set(named)
    assert explain.sentence(weights, vocabulary, text) == "Graph networks use message passing."
    assert explain.sentence(weights, vocabulary, "") == ""

"""The pure part of topics: features, weights, relevance and their form in the database."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from papertrail.topics import explain
from papertrail.topics.calibration import calibrate
from papertrail.topics.features import Papers, Weights, names, score
from papertrail.topics.learning import Background, Lesson
from papertrail.topics.model import from_bytes, to_bytes, train
from papertrail.topics.phrases import ReadText
from papertrail.topics.terms import Rows, Vocabulary, learn, pieces, stacked
from papertrail.topics.usual import Usual, usual_of
from papertrail.topics.wording import Wording, wording

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
        [ReadText("", text) for text in texts],
    )
    return vocabulary, papers, subjects


def usual() -> Usual:
    return usual_of("a model of these tests", collection()[1].vectors, {})


def worded(words: str) -> Wording:
    return wording(words, [words], np.eye(DIM, dtype=np.float32)[:1], usual())


def taught(liked: list[int], disliked: list[int] | None = None, words: str = "") -> Lesson:
    vocabulary, papers, _ = collection()
    examples = [*liked, *(disliked or [])]
    return Lesson(
        Background(papers, len(vocabulary), usual()),
        worded(words) if words else None,
        papers.picked(examples),
        np.arange(len(examples)) < len(liked),
        np.setdiff1d(np.arange(len(papers)), examples),
    )


def lesson(
    liked: list[int], disliked: list[int] | None = None, words: str = "", without: int | None = None
) -> Weights:
    return taught(liked, disliked, words).weights(without)


NOTHING = Weights(None, None, np.zeros(DIM, np.float32), np.zeros(0, np.float32), {}, 0.0)


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


def test_papers_that_have_the_name_come_first() -> None:
    _, papers, _ = collection()
    texts = ["A graph network", "Café: Graph-networks, again.", "Paragraph networks", ""]
    same = replace(papers.picked([0, 0, 0, 0]), texts=[ReadText("", text) for text in texts])

    scores = lesson([], words="Graph networks").score(same)

    assert min(scores[:2]) > max(scores[2:])


def test_a_paper_that_is_judged_teaches_nothing() -> None:
    lesson_of_all = taught([], words="graph networks")
    known = replace(lesson_of_all, may_feed=np.empty(0, np.int64))

    assert lesson_of_all.fed_rows.size
    assert lesson_of_all.weights().terms.any()
    assert not known.weights().terms.any()


def test_several_interests_are_not_averaged_away() -> None:
    _, papers, subjects = collection()

    scores = lesson([0, 3, 6, 9, 1, 4, 7, 10]).score(papers)

    assert (subjects[np.argsort(-scores)[:80]] != 2).all()


def test_the_author_of_a_single_liked_paper_is_not_followed() -> None:
    assert not lesson([0]).authors
    assert lesson([0, 3]).authors["ada lovelace"] < lesson([0, 0, 0]).authors["ada lovelace"]


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
        replace(NOTHING, terms=np.zeros_like(lesson([0]).terms)),
    ]

    together = score(topics, papers)

    np.testing.assert_allclose(together, [weights.score(papers) for weights in topics], atol=1e-3)


def test_a_model_is_the_same_after_its_way_through_bytes() -> None:
    vocabulary, papers, _ = collection()
    background = Background(papers, len(vocabulary), usual())
    model = train(
        background,
        worded("graph networks"),
        np.eye(DIM, dtype=np.float32)[:1],
        papers.picked([0, 3, 1]),
        [0, 3],
        [1],
        np.arange(20, 150),
    )

    again = from_bytes(to_bytes(model))

    np.testing.assert_array_equal(again.weights.score(papers), model.weights.score(papers))
    assert (again.calibration, again.liked, again.disliked) == (model.calibration, (0, 3), (1,))


@pytest.mark.parametrize("content", [b"", b"something", b"PK\x05\x06" + bytes(18)])
def test_other_bytes_are_no_model(content: bytes) -> None:
    with pytest.raises(ValueError, match="no packed arrays"):
        from_bytes(content)


NONE = np.empty(0, np.float32)


def test_scores_are_log_odds_where_there_are_no_examples() -> None:
    assert calibrate(NONE, NONE).relevance(np.zeros(1, np.float32)) == 0.5


def test_likes_below_the_cut_off_lower_it_and_dislikes_above_raise_it() -> None:
    assert calibrate(np.full(8, -1.5, np.float32), NONE).centre < 0
    assert calibrate(NONE, np.full(8, 4.0, np.float32)).centre > 0


@given(
    st.lists(st.floats(-50, 50, width=32), max_size=5),
    st.lists(st.floats(-50, 50, width=32), max_size=5),
)
def test_relevance_grows_with_the_score_and_stays_between_0_and_1(
    liked: list[float], disliked: list[float]
) -> None:
    found = calibrate(np.array(liked, np.float32), np.array(disliked, np.float32))

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

    named = explain.terms(
        weights, vocabulary.rows([text]), meaningful, spelling, ReadText("", text)
    )

    assert "message passing" in named
    assert not {"message", "passing"} & set(named)
    assert explain.sentence(weights, vocabulary, text) == "Graph networks use message passing."
    assert explain.sentence(weights, vocabulary, "") == ""


def test_no_term_is_named_twice_or_says_nothing() -> None:
    vocabulary, _, _ = collection()
    weights = lesson([], words="how transformers can transform graph networks")
    text = ReadText("", "Transformers: how a transformer can be a graph network")

    named = explain.terms(weights, vocabulary.rows([""]), np.empty(0, np.int64), [], text)

    assert {"graph", "networks"} <= set(named)
    assert not {"how", "can"} & set(named)
    assert sum("transform" in term for term in named) == 1

"""Looking closer at what a search found."""

from pathlib import Path

import numpy as np
import pytest

from index.embedding.resolve import PACKAGED_NAME, resolve
from papertrail.search.rerank import Refinement
from papertrail.store import Store
from papertrail.workspace import Home
from tests.index.tiny_models import save_body
from tests.papertrail.conftest import CONFIG, Run


class Lengths:
    """A reranker that likes long texts."""

    def scores(self, _: str, texts: list[str]) -> np.ndarray:
        return np.array([len(text) for text in texts], dtype=np.float32)


@pytest.fixture(scope="session")
def reranker(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Path:
    """A tiny cross-encoder."""
    words = resolve(PACKAGED_NAME, model_cache).path
    return save_body(tmp_path_factory.mktemp("pairs") / "reranker", words, labels=1)


def test_the_order_is_that_of_the_reranker(filled: Home) -> None:
    with Store.open(filled.database) as store:
        works = store.works.get(range(1, 11))
        found, scores = Refinement(Lengths()).refine("graphs", works, {}, None)  # type: ignore[arg-type]

    assert [work.key for work in found] == sorted(scores, key=lambda key: -scores[key])
    assert len(found) == len(works) == len(scores)


def test_nothing_to_refine_changes_nothing(filled: Home) -> None:
    with Store.open(filled.database) as store:
        works = store.works.get(range(1, 5))

    assert not Refinement()
    assert Refinement().refine("graphs", works, {1: 0.5}, None) == (works, {1: 0.5})


def test_papers_alike_are_kept_apart(filled: Home) -> None:
    with Store.open(filled.database) as store:
        works = store.works.get([1, 2, 3, 4])
    vectors = {1: [1.0, 0.0], 2: [1.0, 0.0], 3: [0.0, 1.0], 4: [0.0, 1.0]}
    found, _ = Refinement(diverse=True).refine(
        "graphs",
        works,
        {1: 1.0, 2: 0.9, 3: 0.8, 4: 0.0},
        lambda keys: np.array([vectors[key] for key in keys], np.float32),
    )

    assert [work.key for work in found] == [1, 3, 2, 4]


def test_search_by_a_cross_encoder(filled: Home, run: Run, reranker: Path) -> None:
    from index.embedding.reranker import Reranker
    from papertrail.indexing.catch_up import document

    hits = run(
        "search", "robots that play games", "-n", "40", "--rerank", str(reranker), "--json"
    ).json
    texts = [document(hit["title"], hit["abstract"]) for hit in hits]
    expected = Reranker(str(reranker), filled.cache, "cpu").scores("robots that play games", texts)

    assert [hit["score"] for hit in hits] == pytest.approx(
        sorted(expected.tolist(), reverse=True), abs=2e-2
    )
    assert len({hit["id"] for hit in hits}) == 40


def test_the_configured_reranker_is_used_unless_it_is_refused(
    filled: Home, run: Run, reranker: Path
) -> None:
    usual = run("search", "graphs", "--json").json
    filled.config_file.write_text(
        f'{CONFIG}\n[search]\nreranker = "{reranker}"\n', encoding="utf-8"
    )

    assert run("search", "graphs", "--json").json != usual
    assert run("search", "graphs", "--rerank", "none", "--json").json == usual


def test_a_reranker_that_is_nowhere_is_one_clear_error(filled: Home, run: Run) -> None:
    done = run("search", "graphs", "--rerank", "no such name!")

    assert done.status == 1
    assert "there is no model 'no such name!'" in done.err


def test_various_results_begin_with_the_best(filled: Home, run: Run) -> None:
    usual = run("search", "graphs and speech", "-n", "8", "--json").json
    various = run("search", "graphs and speech", "-n", "8", "--diverse", "--json").json

    assert various[0]["id"] == usual[0]["id"]
    assert [hit["id"] for hit in various] != [hit["id"] for hit in usual]
    assert run("search", "graphs", "--diverse", "--mode", "keyword").status == 2

"""The measures and the sets of benchmarks/quality.py, by examples computed by hand."""

import importlib
import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"


@pytest.fixture(scope="module")
def quality() -> Iterator[ModuleType]:
    yield from _benchmark("quality")


@pytest.fixture(scope="module")
def labelled_sets() -> Iterator[ModuleType]:
    yield from _benchmark("labelled_sets")


def _benchmark(name: str) -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        yield importlib.import_module(name)


@pytest.mark.parametrize(
    ("ranked", "relevant", "expected"),
    [
        (["a", "b", "c"], {"a"}, 1.0),
        (["b", "a", "c"], {"a"}, 0.6309),
        (["a", "x", "b"], {"a", "b"}, 0.9197),
        (["x", "y"], {"a"}, 0.0),
        ([*map(str, range(10)), "a"], {"a"}, 0.0),
        (list(map(str, range(10))), set(map(str, range(20))), 1.0),
    ],
)
def test_ndcg(quality: ModuleType, ranked: list[str], relevant: set[str], expected: float) -> None:
    assert quality.ndcg(ranked, relevant) == pytest.approx(expected, abs=1e-4)


def test_recall_counts_what_is_found_among_the_first(quality: ModuleType) -> None:
    assert quality.recall(["a", "x", "b"], {"a", "b", "c", "d"}, 2) == 0.25
    assert quality.recall(["a", "x", "b"], {"a", "b", "c", "d"}, 3) == 0.5


def test_a_folder_of_documents_queries_and_grades_is_a_set(
    labelled_sets: ModuleType, tmp_path: Path
) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    with lzma.open(folder / "corpus.jsonl.xz", "wt", encoding="utf-8") as file:
        file.write(json.dumps({"_id": "d1", "title": "One", "text": "Words."}) + "\n")
        file.write(json.dumps({"_id": "d2", "title": "Two", "abstract": "More."}) + "\n")
    (folder / "queries.jsonl").write_text('{"_id": "q1", "text": "words [12, 3] here"}\n')
    (folder / "qrels.tsv").write_text("query\tdocument\tgrade\nq1\td1\t2\nq1\td2\t0\nq1\td9\t1\n")

    (found,) = labelled_sets.find_sets([tmp_path], 10)
    (again,) = labelled_sets.find_sets([folder], 10)

    assert found.name == again.name == "own"
    assert found.documents["d2"].text == "More."
    assert found.queries == {"q1": "words  here"}
    assert found.relevant("q1") == {"d1"}


def test_several_splits_of_one_folder_are_sets_of_their_own(
    labelled_sets: ModuleType, tmp_path: Path
) -> None:
    (tmp_path / "corpus.jsonl").write_text('{"_id": "d1", "title": "One", "text": ""}\n')
    for split in ("dev", "test"):
        (tmp_path / f"queries.{split}.jsonl").write_text('{"_id": "q", "text": "x"}\n')
        (tmp_path / f"qrels.{split}.tsv").write_text("q 0 d1 1\n")

    names = [found.name for found in labelled_sets.find_sets([tmp_path], 10)]

    assert names == [f"{tmp_path.name}-dev", f"{tmp_path.name}-test"]


def test_keywords_of_enough_papers_are_queries(labelled_sets: ModuleType, tmp_path: Path) -> None:
    papers = [
        {"_id": str(place), "title": "T", "abstract": "A", "keywords": [keyword, "deep learning"]}
        for place, keyword in enumerate(["Graph-Theory"] * 30 + ["rare"])
    ]
    (tmp_path / "papers.jsonl").write_text("\n".join(map(json.dumps, papers)))

    found = list(labelled_sets.find_sets([tmp_path], 10))

    assert [query for one in found for query in one.queries] == ["graph theory"]
    assert sum(len(one.relevant("graph theory")) for one in found) == 30


def test_a_folder_without_a_set_is_refused(labelled_sets: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="holds no labelled set"):
        list(labelled_sets.find_sets([tmp_path], 10))


def test_every_query_of_the_benchmark_says_what_answers_it() -> None:
    import tomllib

    queries = tomllib.loads((BENCHMARKS / "queries.toml").read_text(encoding="utf-8"))

    assert sum(map(len, queries.values())) >= 120
    for query in (query for asked in queries.values() for query in asked):
        assert {"answers", "each", "most", "remark"} & query.keys(), query

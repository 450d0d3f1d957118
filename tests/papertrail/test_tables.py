"""Papers as sequences and tables, their vectors, and the pages about them."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import papertrail
from papertrail.errors import NotFoundError
from papertrail.types.papers import Papers
from papertrail.workspace import Home
from tests.papertrail.conftest import Run

ROOT = Path(__file__).parents[2]
FIRST, SECOND = "arxiv:2606.10001", "arxiv:2606.10002"


def test_papers_are_a_sequence_of_works(filled: Home) -> None:
    with papertrail.open() as paper:
        found = paper.papers()
        some = paper.papers("graphs", count=3)

    assert len(found) == found.total == 40
    assert [work.id for work in found] == [work.id for work in found.works]
    assert found[0] == found[:1][0]
    assert repr(some) == f"<3 of {some.total} papers>"
    assert some.total > 3


def test_papers_are_those_that_the_command_line_lists(filled: Home, run: Run) -> None:
    listed = run("list", "graphs", "--json", "-n", "100").json
    with papertrail.open() as paper:
        found = paper.papers("graphs")

    assert [work.id for work in found] == [each["id"] for each in listed]


def test_lists_become_tables_with_ids_as_index(filled: Home) -> None:
    pytest.importorskip("pandas", reason="the extra pandas is not installed")
    with papertrail.open() as paper:
        paper.mark("like", [FIRST])
        paper.library.tag([FIRST], ["gnn"])
        papers = paper.papers("graphs").to_pandas()
        hits = paper.search("graphs", count=5).to_pandas()
        library = paper.library.list().to_pandas()

    assert papers.index.is_unique
    assert papers.loc[papers.index[0], "title"]
    assert list(hits.score) == sorted(hits.score, reverse=True)
    assert library.loc[FIRST, ["opinions", "tags"]].tolist() == [["like"], ["gnn"]]


def test_an_empty_table_has_the_columns_of_a_full_one(filled: Home) -> None:
    pytest.importorskip("pandas", reason="the extra pandas is not installed")
    with papertrail.open() as paper:
        full, empty = paper.papers(count=1).to_pandas(), Papers((), 0).to_pandas()
        found, none = (paper.search(word).to_pandas() for word in ("graphs", "author:nobody"))

    assert list(empty.columns) == list(full.columns)
    assert list(none.columns) == list(found.columns)
    assert len(none) == len(empty) == 0


def test_without_pandas_the_error_says_what_to_install(
    filled: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with papertrail.open() as paper, pytest.raises(ModuleNotFoundError, match=r"\[pandas\]"):
        paper.papers().to_pandas()


def test_vectors_are_those_of_the_papers_in_the_order_asked_for(filled: Home) -> None:
    with papertrail.open() as paper:
        both, every = paper.vectors([SECOND, FIRST]), paper.vectors()
        texts = [f"{work.title} {work.abstract}" for work in paper.papers()]
        made = paper.embed(texts)

    assert both.ids == (SECOND, FIRST)
    assert both.array.dtype == np.float32
    assert np.linalg.norm(every.array, axis=1) == pytest.approx(np.ones(40), abs=1e-3)
    assert np.array_equal(both.array[1], every.array[every.ids.index(FIRST)])
    assert every.missing == ()
    assert (np.einsum("nd,nd->n", made, every.array) > 0.9).all()


def test_papers_without_a_vector_are_named(filled: Home) -> None:
    with papertrail.open() as paper:
        paper.resources.semantics().vectors.remove([1])
        (work,) = paper.resources.store.works.get([1])
        found = paper.vectors()

    assert found.missing == (work.id,)
    assert len(found) == 39
    assert "39 vectors of 384 dimensions" in repr(found)


def test_vectors_of_no_papers_are_none(filled: Home) -> None:
    with papertrail.open() as paper:
        assert paper.vectors([]).array.shape == (0, 384)
        assert paper.embed([]).shape == (0, 384)
        with pytest.raises(NotFoundError):
            paper.vectors(["arxiv:2001.00001"])


def test_the_reference_is_what_the_docstrings_say() -> None:
    made = subprocess.run(
        [sys.executable, "docs/api.py"], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert made.stdout == (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


def test_the_notebook_runs_and_has_the_cells_of_its_program(home: Home) -> None:
    pytest.importorskip("pandas", reason="the extra pandas is not installed")
    program = "import json, notebook; print(json.dumps(notebook.run()))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT / "docs",
        env={"PYTHONPATH": str(ROOT), "PAPERTRAIL_HOME": str(home.root)},
        capture_output=True,
        text=True,
        check=True,
    )
    stored = json.loads((ROOT / "docs" / "notebook.ipynb").read_text(encoding="utf-8"))

    made = json.loads(done.stdout)
    assert [cell["source"] for cell in made] == [cell["source"] for cell in stored["cells"]]
    assert all(cell.get("outputs") for cell in made[1:-1] if cell["cell_type"] == "code")

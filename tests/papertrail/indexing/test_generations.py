"""A newly chosen model answers only once its vectors are complete."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import ModelUnavailableError
from papertrail.config import Config, parse
from papertrail.indexing.catch_up import catch_up, pending
from papertrail.indexing.generations import (
    Semantics,
    answer_with,
    open_next,
    open_semantics,
    remove_others,
)
from papertrail.store import Store
from papertrail.workspace import Home
from tests.fake_arxiv import FakeArxiv, make_papers
from tests.index.tiny_models import save_tiny
from tests.papertrail.conftest import CONFIG, Run


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Path:
    """A second model: 32 numbers, random weights."""
    from index.embedding.resolve import PACKAGED_NAME, resolve

    words = resolve(PACKAGED_NAME, model_cache).path
    return save_tiny(tmp_path_factory.mktemp("tiny") / "tiny-model", words, normalise=True)


@pytest.fixture
def usual(filled: Home) -> Config:
    return parse(CONFIG, filled.config_file)


def choose(home: Home, name: object, **more: object) -> Config:
    """Name a model in the configuration."""
    lines = "".join(
        f"{key} = {json.dumps(value)}\n" for key, value in {"name": str(name), **more}.items()
    )
    home.config_file.write_text(f"{CONFIG}\n[model]\n{lines}", encoding="utf-8")
    return parse(home.config_file.read_text(encoding="utf-8"), home.config_file)


def answering(home: Home, config: Config) -> str:
    return open_semantics(home, config).encoder.model.name


def test_the_first_index_answers_while_it_grows(home: Home, store: Store) -> None:
    config = parse(CONFIG, home.config_file)

    assert answering(home, config) == "all-MiniLM-L6-v2"
    assert open_next(home, config) is not None


def test_the_last_complete_model_answers_until_the_chosen_one_is_complete(
    filled: Home, usual: Config, tiny: Path, run: Run
) -> None:
    before = run("search", "graphs", "--json").json
    config = choose(filled, tiny)
    following = open_next(filled, config)

    assert open_next(filled, usual) is None
    assert following is not None
    assert answering(filled, config) == "all-MiniLM-L6-v2"
    assert run("search", "graphs", "--json").json == before
    with Store.open(filled.database) as store:
        assert pending(store, following) == 40
        assert catch_up(store, following) == 40
        assert answering(filled, config) == "all-MiniLM-L6-v2"
        answer_with(filled, config, following)

    assert answering(filled, config) == str(tiny)
    assert open_next(filled, config) is None
    assert [name.startswith("all-MiniLM-L6-v2-") for name in remove_others(filled, following)] == [
        True
    ]


def test_an_update_fills_the_chosen_models_index_and_then_removes_the_other(
    filled: Home, tiny: Path, run: Run
) -> None:
    choose(filled, tiny, dim=16)
    output = run("status", "--json").json
    shown = run("status").out

    assert (output["model"]["name"], output["model"]["dim"]) == ("all-MiniLM-L6-v2", 384)
    assert output["next_model"] == {
        "name": str(tiny),
        "dim": 16,
        "indexed": 0,
        "pending": 40,
        "error": None,
    }
    assert "is complete: 0 of 40 papers" in shown

    done = run("update", "--json")

    assert done.status == 0, done.err
    assert done.json["embedded"] == 40
    assert "answers from now on" in done.err
    output = run("status", "--json").json
    assert (output["model"]["name"], output["model"]["dim"]) == (str(tiny), 16)
    assert output["next_model"] is None
    assert [path.name for path in filled.index.glob("all-MiniLM*")] == []
    assert run("search", "graphs", "--json").json


def test_papers_that_arrive_meanwhile_are_found_by_the_model_that_answers(
    filled: Home, arxiv: FakeArxiv, tiny: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(filled, tiny)
    monkeypatch.setattr("papertrail.indexing.generations.open_next", lambda *_: None)
    arxiv.papers += make_papers(48)[40:]

    done = run("update", "--json").json

    assert (done["new"], done["pending"]) == (done["embedded"], 0)
    assert run("status", "--json").json["model"]["name"] == "all-MiniLM-L6-v2"


def test_a_model_that_cannot_be_had_leaves_the_old_one_answering(filled: Home, run: Run) -> None:
    config = choose(filled, filled.root / "nowhere")

    assert answering(filled, config) == "all-MiniLM-L6-v2"
    assert run("search", "graphs").status == 0
    assert run("status", "--json").json["next_model"]["error"]
    with pytest.raises(ModelUnavailableError):
        open_next(filled, config)


def test_a_damaged_model_costs_only_what_needs_it(
    filled: Home, tiny: Path, tmp_path: Path, run: Run
) -> None:
    folder = shutil.copytree(tiny, tmp_path / "mine")
    os.truncate(folder / "model.safetensors", 1000)
    choose(filled, folder)
    (filled.index / "answering.json").unlink()

    found = run("search", "graphs")
    updated = run("update")

    assert (found.status, updated.status) == (0, 1)
    assert f"searching by words only: the model {folder} cannot run on cpu" in found.err
    assert f"check the files in {folder}" in updated.err
    assert "fault of papertrail" not in updated.err


def test_going_back_to_the_model_that_answers_costs_nothing(
    filled: Home, usual: Config, tiny: Path, run: Run
) -> None:
    choose(filled, tiny)
    assert open_next(filled, choose(filled, tiny)) is not None
    filled.config_file.write_text(CONFIG, encoding="utf-8")

    assert len(list(filled.index.glob("*-????????????"))) == 2
    assert run("update", "--json").json["embedded"] == 0
    assert open_next(filled, usual) is None
    assert [folder.name[:16] for folder in filled.index.glob("*-????????????")] == [
        "all-MiniLM-L6-v2"
    ]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{",
        '{"model": {"nme": 1}, "fingerprint": ""}',
        '{"model": {}}',
        (
            '{"model": {"name": 5, "dim": null, "query_prompt": null, "document_prompt": null},'
            ' "fingerprint": "x"}'
        ),
        '{"model": {"name": 5}, "fingerprint": "x"}',
    ],
)
def test_a_damaged_record_means_that_the_configured_model_answers(
    filled: Home, usual: Config, content: str
) -> None:
    (filled.index / "answering.json").write_text(content)

    assert answering(filled, usual) == "all-MiniLM-L6-v2"
    assert open_next(filled, usual) is not None


def test_an_answering_model_whose_files_changed_is_not_compared_with_its_old_vectors(
    filled: Home, tiny: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(tiny, tmp_path / "mine")
    config = choose(filled, folder)
    following = open_next(filled, config)
    assert following is not None
    answer_with(filled, config, following)
    settings = folder / "config_sentence_transformers.json"
    settings.write_text(
        json.dumps(json.loads(settings.read_text()) | {"prompts": {"document": "text: "}})
    )
    back = replace(config, model=replace(config.model, name="all-MiniLM-L6-v2"))

    assert answering(filled, back) == "all-MiniLM-L6-v2"


def test_a_change_killed_at_any_moment_is_gone_on_with(
    filled: Home, tiny: Path, run: Run, semantics: Semantics
) -> None:
    choose(filled, tiny)
    program = (
        "import papertrail.indexing.catch_up as indexing, papertrail.cli as cli\n"
        "indexing.CHUNK = 4; cli.main()"
    )
    indexed = []
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-c", program, "update"],
            env=os.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        _wait_for_growth(filled, process)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        output = run("status", "--json").json
        indexed.append((output["next_model"] or {"indexed": 40})["indexed"])
        assert run("search", "graphs").status == 0

    assert run("update").status == 0
    assert indexed == sorted(indexed)
    assert run("status", "--json").json["next_model"] is None


def _wait_for_growth(home: Home, process: "subprocess.Popen[bytes]") -> None:
    """Wait until the process has written something more to the index, or has ended."""

    def size() -> int:
        return sum(path.stat().st_size for path in home.index.rglob("*") if path.is_file())

    before = size()
    while process.poll() is None and size() <= before:
        time.sleep(0.01)

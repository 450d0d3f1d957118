"""`papertrail models` lists what there is and writes what is chosen."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.embedding.resolve import PACKAGED_NAME, resolve
from papertrail.config import load
from papertrail.workspace import Home
from tests.index.tiny_models import save_tiny
from tests.papertrail.conftest import CONFIG, Run


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Path:
    return save_tiny(
        tmp_path_factory.mktemp("tiny") / "mine", resolve(PACKAGED_NAME, model_cache).path
    )


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the hub, and what whoever runs the tests has from it, out of them."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))


def test_the_list_says_which_is_in_use_and_which_are_here(home: Home, run: Run) -> None:
    models = run("models", "--json").json
    text = run("models").out

    chosen = [model for model in models if model["chosen"]]
    assert [(model["name"], model["here"], model["dim"], model["scifact"]) for model in chosen] == [
        (PACKAGED_NAME, True, 384, 0.645)
    ]
    assert {model["name"] for model in models if not model["here"]} >= {"BAAI/bge-small-en-v1.5"}
    assert next(line for line in text.splitlines() if line.startswith("*")).split()[1:3] == [
        PACKAGED_NAME,
        "384",
    ]


def test_a_measured_speed_is_kept(home: Home, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("papertrail.core.models._speeds", lambda _: {})
    kept: list[tuple[object, ...]] = []
    monkeypatch.setattr("papertrail.core.models._keep_speed", lambda *found: kept.append(found[2:]))
    monkeypatch.setattr("papertrail.core.models._SAMPLE", 4)

    (measured,) = [
        model for model in run("models", "--measure", "--json").json if model["per_second"]
    ]

    assert measured["name"] == PACKAGED_NAME
    assert [(measured["engine"], measured["per_second"])] == [
        (engine, pytest.approx(rate, abs=0.1)) for engine, rate in kept
    ]


def test_a_speed_that_was_measured_is_shown_again(home: Home, run: Run, tmp_path: Path) -> None:
    cache = tmp_path / "own-cache"
    cache.mkdir()
    (home.root / "cache").unlink()
    (home.root / "cache").symlink_to(cache)
    network = resolve(PACKAGED_NAME, cache).network
    (cache / "speeds.json").write_text(json.dumps({network: [51.5, "openvino cpu bf16"]}))

    assert "52/s openvino cpu bf16" in run("models").out
    (cache / "speeds.json").write_text("[")
    assert "/s" not in run("models").out


def test_choosing_a_model_changes_its_lines_and_no_others(home: Home, run: Run, tiny: Path) -> None:
    section = (
        '# which one\n[model]\nname = "all-MiniLM-L6-v2" # small\n'
        'device = "cpu"\nquery_prompt = "q: "\n'
    )
    home.config_file.write_text(CONFIG + section, encoding="utf-8")

    done = run("models", "use", str(tiny), "--dim", "8")

    assert done.status == 0
    assert "8 numbers, 128 tokens" in done.out
    assert "not known to be trained for shorter vectors" in done.err
    changed = home.config_file.read_text(encoding="utf-8")
    assert (
        changed
        == CONFIG + f'# which one\n[model]\nname = "{tiny}" # small\ndevice = "cpu"\ndim = 8\n'
    )
    assert [
        (model["name"], model["dim"]) for model in run("models", "--json").json if model["chosen"]
    ] == [(str(tiny), 8)]

    assert run("models", "use", str(tiny)).status == 0
    assert load(home.config_file).model.dim is None


def test_a_configuration_without_the_section_gets_one(home: Home, run: Run, tiny: Path) -> None:
    assert run("models", "use", str(tiny)).status == 0
    assert load(home.config_file).model.name == str(tiny)


def test_a_folder_is_written_with_its_whole_path(
    home: Home, run: Run, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tiny.parent)

    assert run("models", "use", tiny.name).status == 0
    assert load(home.config_file).model.name == str(tiny)


def test_the_packaged_model_keeps_its_name_next_to_a_folder_of_that_name(
    home: Home, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / PACKAGED_NAME).mkdir()
    monkeypatch.chdir(tmp_path)

    assert run("models", "use", PACKAGED_NAME).status == 0
    assert load(home.config_file).model.name == PACKAGED_NAME


COMMIT = "0123456789abcdef" * 2 + "01234567"


@pytest.fixture
def cached(tiny: Path, tmp_path: Path) -> str:
    """A model of the hub whose main is in the hub's cache; its name."""
    hub = tmp_path / "hub" / "models--someone--small"
    shutil.copytree(tiny, hub / "snapshots" / COMMIT)
    (hub / "refs").mkdir()
    (hub / "refs" / "main").write_text(COMMIT)
    return "someone/small"


@pytest.mark.parametrize("revision", ["", "@main", f"@{COMMIT}"])
def test_the_commit_of_a_model_of_the_hub_is_written_down(
    home: Home, run: Run, cached: str, revision: str
) -> None:
    done = run("models", "use", cached + revision)

    assert (done.status, done.out.split()[0]) == (0, cached)
    assert COMMIT in done.err
    choice = load(home.config_file).model
    assert (choice.name, choice.revision) == (cached, COMMIT)
    assert [
        (model["name"], model["here"]) for model in run("models", "--json").json if model["chosen"]
    ] == [(cached, True)]

    assert run("models", "use", PACKAGED_NAME).status == 0
    assert load(home.config_file).model.revision is None


@pytest.mark.parametrize("name", [PACKAGED_NAME, "someone/small"])
def test_a_revision_that_the_model_has_not_is_one_clear_error(
    home: Home, run: Run, cached: str, name: str
) -> None:
    home.config_file.write_text(
        f'{CONFIG}\n[model]\nname = "{name}"\nrevision = "{"f" * 40}"\n', encoding="utf-8"
    )

    done = run("search", "graphs", "--mode", "semantic")

    assert done.status == 1
    assert "revision" in done.err or "could not be downloaded" in done.err
    assert len(done.err.splitlines()) == 1


def name_own_class(folder: Path) -> None:
    (folder / "own.py").write_text(
        "from pathlib import Path\nPath(__file__).with_name('RAN').touch()\n"
        "from sentence_transformers.models import Transformer\n"
        "class Own(Transformer): ...\n"
    )
    modules = json.loads((folder / "modules.json").read_text())
    modules[0]["type"] = "own.Own"
    (folder / "modules.json").write_text(json.dumps(modules))


def test_the_python_code_of_a_model_is_never_run(
    home: Home, run: Run, tiny: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(tiny, tmp_path / "own")
    name_own_class(folder)

    done = run("models", "use", str(folder))

    assert done.status == 1
    assert "'own.Own', which papertrail does not load" in done.err
    assert not (folder / "RAN").exists()
    assert home.config_file.read_text(encoding="utf-8") == CONFIG


def cut_weights(folder: Path) -> None:
    os.truncate(folder / "model.safetensors", 1000)


def overwrite_weights(folder: Path) -> None:
    weights = folder / "model.safetensors"
    content = weights.read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    weights.write_bytes(
        content[:start] + np.full((len(content) - start) // 4, np.nan, "<f4").tobytes()
    )


def remove_pooling(folder: Path) -> None:
    shutil.rmtree(folder / "1_Pooling")


def remove_words(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()


def make_cross_encoder(folder: Path) -> None:
    settings = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(
        json.dumps(settings | {"architectures": ["BertForSequenceClassification"]})
    )
    (folder / "modules.json").unlink()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (cut_weights, "cannot run on cpu"),
        (overwrite_weights, "do not distinguish texts"),
        (remove_pooling, "cannot run on cpu"),
        (remove_words, "do not distinguish texts"),
        (make_cross_encoder, "is a cross-encoder"),
    ],
)
def test_a_model_that_embeds_nothing_leaves_the_configuration(
    home: Home, run: Run, tiny: Path, tmp_path: Path, spoil: Callable[[Path], None], message: str
) -> None:
    folder = shutil.copytree(tiny, tmp_path / "spoilt")
    spoil(folder)

    done = run("models", "use", str(folder))

    assert done.status == 1
    assert message in done.err
    assert str(folder) in done.err
    assert len(done.err.splitlines()) <= 2
    assert home.config_file.read_text(encoding="utf-8") == CONFIG


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("no such name!",), "there is no model"),
        (("nobody/nothing",), "not on this machine"),
        ((PACKAGED_NAME, "--dim", "385"), "have 384 numbers, not 385"),
    ],
)
def test_a_model_that_cannot_be_used_leaves_the_configuration(
    home: Home, run: Run, arguments: tuple[str, ...], message: str
) -> None:
    done = run("models", "use", *arguments)

    assert done.status == 1
    assert message in done.err
    assert home.config_file.read_text(encoding="utf-8") == CONFIG

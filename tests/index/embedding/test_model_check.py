"""A model's folder is refused before loading, if loading it could run code or read other files."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from index.embedding.reranker import Reranker
from index.embedding.resolve import locate, resolve
from index.errors import ModelUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EMPTY_WEIGHTS = (2).to_bytes(8, "little") + b"{}"
MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
    {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
    {"idx": 2, "name": "2", "path": "2_Dense", "type": "sentence_transformers.models.Dense"},
    {
        "idx": 3,
        "name": "3",
        "path": "3_Normalize",
        "type": "sentence_transformers.models.Normalize",
    },
]
SETTINGS: dict[str, Any] = {
    "config.json": {"hidden_size": 8, "max_position_embeddings": 64, "model_type": "bert"},
    "modules.json": MODULES,
    "sentence_bert_config.json": {"max_seq_length": 64, "do_lower_case": False},
    "tokenizer_config.json": {
        "tokenizer_class": "BertTokenizer",
        "special_tokens_map_file": "/somebody/map.json",
    },
    "tokenizer.json": {"model": {"type": "WordPiece", "vocab": {"auto_map": 1, "backbone": 2}}},
    "1_Pooling/config.json": {"word_embedding_dimension": 8},
    "2_Dense/config.json": {
        "in_features": 8,
        "out_features": 8,
        "activation_function": "torch.nn.modules.linear.Identity",
    },
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model in sentence-transformers' layout without any parameters, which passes."""
    path = tmp_path / "model"
    for name, content in SETTINGS.items():
        write(path / name, content)
    for name in ("model.safetensors", "2_Dense/model.safetensors"):
        (path / name).write_bytes(EMPTY_WEIGHTS)
    return path


def write(file: Path, content: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content), encoding="utf-8")


def change(folder: Path, name: str, **settings: object) -> None:
    file = folder / name
    write(file, (json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}) | settings)


def refused(folder: Path) -> str:
    """Return the message with which a folder is refused."""
    with pytest.raises(ModelUnavailableError) as caught:
        locate(str(folder), folder.parent / "cache")
    assert caught.value.hint
    assert "\n" not in caught.value.message
    return caught.value.message


def test_a_usual_folder_passes(folder: Path, tmp_path: Path) -> None:
    assert resolve(str(folder), tmp_path).width == 8


@pytest.mark.parametrize(
    "kind",
    [
        "evil.Evil",
        "Evil",
        "os.system",
        "sentence_transformers.evil.Evil",
        "sentence_transformers.models.Router",
        "sentence_transformers.models.Asym",
        "sentence_transformers.models.BoW",
        "sentence_transformers.models.Transformer.load",
        "sentence_transformers.util.import_from_string",
        "torch.nn.Identity",
        "",
        None,
        7,
        ["sentence_transformers.models.Transformer"],
    ],
)
@pytest.mark.parametrize("place", [0, 3])
def test_a_module_that_is_not_known_is_refused(folder: Path, kind: object, place: int) -> None:
    modules = [dict(module) for module in MODULES]
    modules[place]["type"] = kind  # type: ignore[assignment]
    write(folder / "modules.json", modules)

    assert "modules.json" in refused(folder)


@pytest.mark.parametrize(
    "path", ["/etc", "../other", "..", ".", "1_Pooling/../..", "a/b", ".hidden", 3, None]
)
def test_a_module_outside_its_folder_is_refused(folder: Path, path: object) -> None:
    write(folder / "modules.json", [MODULES[0], MODULES[1] | {"path": path}])

    assert "modules.json" in refused(folder)


@pytest.mark.parametrize("modules", [{}, [], ["x"], 3, None, MODULES[1:], [MODULES[0], MODULES[0]]])
def test_a_list_of_modules_that_makes_no_sense_is_refused(folder: Path, modules: object) -> None:
    write(folder / "modules.json", modules)

    assert "modules.json" in refused(folder)


@pytest.mark.parametrize(
    ("file", "settings"),
    [
        ("config.json", {"auto_map": {"AutoModel": "modeling_own.Own"}}),
        (
            "config.json",
            {"text_config": {"inner": [{"auto_map": {"AutoConfig": "someone/else--own.Own"}}]}},
        ),
        ("config.json", {"trust_remote_code": True}),
        ("config.json", {"quantization_config": {"quant_method": "gptq"}}),
        ("config.json", {"transformers_weights": "../other.safetensors"}),
        ("config.json", {"configuration_files": ["config.5.0.0.json"]}),
        ("config.json", {"attn_implementation": "someone/kernel"}),
        ("config.json", {"_attn_implementation": {"text_config": "someone/kernel"}}),
        ("config.json", {"backbone": "someone/backbone"}),
        ("config.json", {"sentence_transformers": {"activation_fn": "own.Activation"}}),
        ("config.json", {"sbert_ce_default_activation_function": "torch.utils.collect_env.main"}),
        ("config_sentence_transformers.json", {"activation_fn": "torch.hub.list"}),
        ("config_sentence_transformers.json", {"type": "own.Model"}),
        ("tokenizer_config.json", {"auto_map": {"AutoTokenizer": ["own.Tokenizer", None]}}),
        ("tokenizer_config.json", {"auto_map": ["own.Tokenizer", None]}),
        ("tokenizer_config.json", {"vocab_file": "/etc/passwd"}),
        ("tokenizer_config.json", {"merges_file": "..\\merges.txt"}),
        ("tokenizer.json", {"auto_map": {"AutoTokenizer": "own.Tokenizer"}}),
        ("preprocessor_config.json", {"auto_map": {"AutoImageProcessor": "own.Processor"}}),
        ("processor_config.json", {"trust_remote_code": "yes"}),
        ("generation_config.json", {"auto_map": "own.Own"}),
        ("router_config.json", {"types": {"query": "own.Query"}, "structure": {}}),
        ("query/0_Own/config.json", {"trust_remote_code": True}),
        ("2_Dense/config.json", {"activation_function": "own.Activation"}),
        ("2_Dense/config.json", {"activation_function": "torch.utils.collect_env.main"}),
        ("2_Dense/config.json", {"auto_map": {"AutoModel": "own.Own"}}),
        ("adapter_config.json", {"base_model_name_or_path": "someone/base"}),
        ("sentence_bert_config.json", {"tokenizer_name_or_path": "someone/tokenizer"}),
        ("sentence_bert_config.json", {"model_args": {"trust_remote_code": True}}),
        ("sentence_bert_config.json", {"model_kwargs": {"use_safetensors": False}}),
        (
            "sentence_bert_config.json",
            {"config_args": {"pretrained_model_name_or_path": "someone/other"}},
        ),
        ("sentence_bert_config.json", {"processor_kwargs": "x"}),
        ("sentence_bert_config.json", {"backend": "onnx"}),
        ("sentence_bert_config.json", {"modality_config": {"text": {"method": "save_pretrained"}}}),
        ("sentence_bert_config.json", {"modality_config": {"message": {"method": "forward"}}}),
        ("sentence_roberta_config.json", {"model_args": {"gguf_file": "weights.gguf"}}),
    ],
)
def test_settings_that_name_code_or_other_files_are_refused(
    folder: Path, file: str, settings: dict[str, Any]
) -> None:
    change(folder, file, **settings)

    refused(folder)


def test_settings_that_say_no_to_code_pass(folder: Path, tmp_path: Path) -> None:
    change(
        folder,
        "config.json",
        trust_remote_code=False,
        auto_map=None,
        _attn_implementation="sdpa",
        hidden_act="gelu",
    )
    change(
        folder,
        "sentence_bert_config.json",
        model_args={"torch_dtype": "float16"},
        tokenizer_args={},
    )

    assert locate(str(folder), tmp_path).path == folder


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe{",
        b"[" * 100_000,
        b'{"a":' * 200 + b"1" + b"}" * 200,
        b'{"a": ' + b"9" * 5000 + b"}",
    ],
)
@pytest.mark.parametrize(
    "file", ["config.json", "modules.json", "tokenizer_config.json", "deep/er/any.json"]
)
def test_settings_that_cannot_be_read_are_refused(folder: Path, file: str, content: bytes) -> None:
    (folder / file).parent.mkdir(parents=True, exist_ok=True)
    (folder / file).write_bytes(content)

    assert "settings" in refused(folder)


@pytest.mark.parametrize("file", ["config.json", "README.md", "vocab.txt"])
def test_a_file_too_large_to_read_is_refused(folder: Path, file: str) -> None:
    with (folder / file).open("wb") as content:
        content.truncate(1 << 40)

    assert "too large" in refused(folder)


@pytest.mark.parametrize(
    "pickled", ["pytorch_model.bin", "model.pt", "model.onnx", "tf_model.h5", "flax_model.msgpack"]
)
@pytest.mark.parametrize("place", ["", "2_Dense"])
def test_weights_in_another_format_alone_are_refused(
    folder: Path, pickled: str, place: str
) -> None:
    (folder / place / "model.safetensors").rename(folder / place / pickled)

    message = refused(folder)

    assert "safetensors" in message
    assert pickled in message


def test_weights_in_another_format_are_left_alone_where_safetensors_are_there(
    folder: Path, tmp_path: Path
) -> None:
    network = locate(str(folder), tmp_path).network
    (folder / "pytorch_model.bin").write_bytes(b"pickled")

    assert locate(str(folder), tmp_path).network == network


@pytest.mark.parametrize(
    "shards",
    [
        {"a": "../model-00001-of-00001.safetensors"},
        {"a": "/model-00001-of-00001.safetensors"},
        {"a": "pytorch_model.bin"},
        {"a": "model-00001-of-00002.safetensors"},
        {"a": 3},
        [],
        None,
    ],
)
def test_a_list_of_weights_names_safetensors_of_the_folder(folder: Path, shards: object) -> None:
    (folder / "model.safetensors").unlink()
    write(folder / "model.safetensors.index.json", {"weight_map": shards})

    refused(folder)


def test_weights_in_parts_pass(folder: Path, tmp_path: Path) -> None:
    part = "model-00001-of-00001.safetensors"
    (folder / "model.safetensors").rename(folder / part)
    write(folder / "model.safetensors.index.json", {"weight_map": {"a": part}})

    assert locate(str(folder), tmp_path).path == folder


def link_file(folder: Path) -> None:
    (folder.parent / "outside.json").write_text("{}")
    (folder / "extra.json").symlink_to(folder.parent / "outside.json")


def link_weights(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder.parent / "model.safetensors")
    (folder / "model.safetensors").symlink_to("../model.safetensors")


def link_folder(folder: Path) -> None:
    (folder / "1_Pooling").rename(folder.parent / "pooling")
    (folder / "1_Pooling").symlink_to(folder.parent / "pooling")


def link_nowhere(folder: Path) -> None:
    (folder / "extra.json").symlink_to("missing.json")


def link_to_itself(folder: Path) -> None:
    (folder / "extra.json").symlink_to("extra.json")


def make_pipe(folder: Path) -> None:
    os.mkfifo(folder / "extra.json")


@pytest.mark.parametrize(
    "spoil", [link_file, link_weights, link_folder, link_nowhere, link_to_itself, make_pipe]
)
def test_what_is_no_file_of_the_folder_is_refused(
    folder: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(folder)

    refused(folder)


def test_a_folder_that_passed_is_checked_again_after_a_change(folder: Path, tmp_path: Path) -> None:
    locate(str(folder), tmp_path / "cache")
    file = folder / "tokenizer_config.json"
    status = file.stat()
    change(folder, "tokenizer_config.json", auto_map={"AutoTokenizer": "own.Tokenizer"})
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))

    assert "Python code" in refused(folder)


def test_a_folder_that_passed_is_not_read_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = locate(str(folder), tmp_path)
    monkeypatch.setattr(
        "index.embedding.resolve.check", lambda _: pytest.fail("it was checked again")
    )

    assert locate(str(folder), tmp_path) == before


def test_a_reranker_is_checked_as_well(folder: Path, tmp_path: Path) -> None:
    (folder / "modules.json").unlink()
    change(
        folder,
        "config.json",
        architectures=["BertForSequenceClassification"],
        auto_map={"AutoModel": "own.Own"},
    )

    with pytest.raises(ModelUnavailableError, match="Python code of its own"):
        Reranker(str(folder), tmp_path)

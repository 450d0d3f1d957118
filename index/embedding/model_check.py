"""Reject model folders whose settings name code or files elsewhere, or with pickled weights.

Loading by sentence-transformers and transformers follows what the settings say: classes to import
(https://sbert.net/docs/sentence_transformer/usage/custom_models.html), code in the folder
(`auto_map`), other models to load first, kernels to download. Only what is listed here as known is
accepted, whatever version is installed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from index.embedding.model_rules import (
    MODULES,
    SETTINGS_OF_TRANSFORMER,
    WEIGHTED,
    forbidden,
    forbidden_transformer_setting,
    short,
)
from index.errors import ModelUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

# Changed with the rules, so that folders which passed older ones are checked again.
RULES = "1"
WEIGHTS = re.compile(r"model(-\d{5}-of-\d{5})?\.safetensors")
"""The names under which weights are loaded."""
LARGEST = 64 * 1024 * 1024
"""Bytes of a file that is read whole; tokenizers of models for 100 languages take 30 MB."""
READ_WHOLE = (".json", ".txt", ".model", ".jinja", ".md")
_MOST_FILES = 10_000
_DEEPEST = 64
_INDEX = "model.safetensors.index.json"
_PICKLES = (
    ".bin",
    ".pt",
    ".pth",
    ".ckpt",
    ".pkl",
    ".pickle",
    ".h5",
    ".msgpack",
    ".ot",
    ".gguf",
    ".onnx",
    ".npz",
)
_FOLDER = re.compile(r"\w[\w.-]*")
_ANOTHER = "name a model that sentence-transformers loads without code of its own"


@dataclass(frozen=True)
class Files:
    """The files of a model's folder.

    Attributes:
        folder: The folder, its symbolic links resolved.
        names: Paths relative to it, with `/`.
        state: Differs after any change of a file.
    """

    folder: Path
    names: frozenset[str]
    state: str


def list_files(folder: Path) -> Files:
    """List the files of a model's folder, without reading any.

    Raises:
        ModelUnavailableError: It is no model's folder, cannot be read, or holds what is no plain
            file of its own: a link out of it, a device, a file too large to read.
    """
    folder = folder.resolve()
    if not any((folder / name).is_file() for name in ("modules.json", "config.json")):
        raise ModelUnavailableError(
            f"the folder {folder} holds no model weights",
            "name a folder in the sentence-transformers layout",
        )
    roots = [folder]
    if folder.parent.name == "snapshots":
        # The hub's cache keeps contents apart and links to them.
        roots.append(folder.parent.parent / "blobs")
    lines = []
    names = []
    try:
        for path in _walk(folder):
            name = path.relative_to(folder).as_posix()
            status = _plain_file(path, name, roots)
            names.append(name)
            lines.append(
                f"{name} {status.st_ino} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"
            )
    except OSError as error:
        raise ModelUnavailableError(
            f"the model in {folder} cannot be read: {error}", "check its files"
        ) from error
    state = "\n".join([RULES, *sorted(lines)])
    # A file's name may be no valid Unicode.
    return Files(
        folder,
        frozenset(names),
        hashlib.sha256(state.encode("utf-8", "surrogateescape")).hexdigest(),
    )


def check(files: Files) -> None:
    """Check a whole model, its settings and its weights.

    Raises:
        ModelUnavailableError: Loading it could run code, load pickles or load other models; or its
            settings are no valid JSON; or weights are missing.
    """
    _check_weights(files, check_settings(files))


def check_settings(files: Files) -> list[tuple[str, str]]:
    """Check a model's settings; its weights may be missing.

    Returns:
        The class and the folder, relative and empty for the model's own, of each of its modules.

    Raises:
        ModelUnavailableError: As for `check`.
    """
    modules = [("Transformer", "")]
    for name in sorted(files.names):
        base = name.rpartition("/")[2]
        if base == "adapter_config.json":
            _refuse(
                files,
                "is an adapter of another model",
                "name a model with its adapter merged into it",
            )
        if not name.lower().endswith(".json"):
            continue
        document = _read(files, name)
        for key, value in _entries(files, name, document):
            if reason := forbidden(base, key, value):
                _refuse(files, f"{reason} (in {name})")
        if re.fullmatch(r"sentence_[\w-]+_config\.json", base):
            _check_transformer(files, name, document)
        if name == "modules.json":
            modules = _modules(files, document)
        if base == _INDEX:
            _check_index(files, name, document)
    return modules


def _refuse(files: Files, what: str, hint: str = _ANOTHER) -> NoReturn:
    raise ModelUnavailableError(f"the model in {files.folder} {what}", hint)


def _walk(folder: Path) -> Iterator[Path]:
    def fail(error: OSError) -> NoReturn:
        raise error

    count = 0
    for parent, folders, names in os.walk(folder, onerror=fail):
        count += len(folders) + len(names)
        if count > _MOST_FILES:
            raise ModelUnavailableError(
                f"{folder} holds too many files for a model's folder", "name its own folder"
            )
        inside = Path(parent)
        yield from (inside / name for name in names)
        # Links to folders are not followed, and refused as no plain files.
        yield from (inside / name for name in folders if (inside / name).is_symlink())


def _plain_file(path: Path, name: str, roots: list[Path]) -> os.stat_result:
    """Return the status of a regular file that is inside one of the roots."""
    real = Path(os.path.realpath(path))
    if path.is_symlink() and not any(map(real.is_relative_to, roots)):
        raise ModelUnavailableError(
            f"{path} is a link out of the model's folder", "copy the file into the folder"
        )
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise ModelUnavailableError(f"{path} is no plain file", "remove it from the model's folder")
    if name.lower().endswith(READ_WHOLE) and status.st_size > LARGEST:
        raise ModelUnavailableError(
            f"{path} is too large: {status.st_size} bytes, and {LARGEST} at most are read",
            "name another model",
        )
    return status


def _read(files: Files, name: str) -> Any:  # noqa: ANN401 - JSON holds anything
    try:
        return json.loads((files.folder / name).read_bytes().decode("utf-8"))
    except (OSError, ValueError, RecursionError, MemoryError) as error:
        what = f"the model's settings in {files.folder / name} cannot be read"
        raise ModelUnavailableError(what, "install it again") from error


def _entries(files: Files, name: str, document: object) -> Iterator[tuple[str, Any]]:
    """Yield each key and value of the JSON objects in a document, at any depth."""
    waiting: list[tuple[Any, int]] = [(document, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > _DEEPEST:
            raise ModelUnavailableError(
                f"the model's settings in {files.folder / name} are nested too deeply",
                "install it again",
            )
        if isinstance(value, dict):
            yield from value.items()
            value = list(value.values())
        if isinstance(value, list):
            waiting += [(item, depth + 1) for item in value if isinstance(item, dict | list)]


def _check_transformer(files: Files, name: str, document: object) -> None:
    """Check what is passed on to transformers."""
    if not isinstance(document, dict):
        _refuse(files, f"has settings that are no JSON object (in {name})", "install it again")
    for key, value in document.items():
        if key not in SETTINGS_OF_TRANSFORMER or forbidden_transformer_setting(key, value):
            _refuse(files, f"sets {short(key)}, which papertrail does not pass on (in {name})")


def _modules(files: Files, document: object) -> list[tuple[str, str]]:
    """Return the classes and the folders that modules.json lists."""
    if (
        not isinstance(document, list)
        or not document
        or not all(isinstance(module, dict) for module in document)
    ):
        _refuse(files, "lists no modules in its modules.json", "install it again")
    found = []
    for module in document:
        kind, folder = module.get("type"), module.get("path")
        name = None
        if isinstance(kind, str):
            name = MODULES.get(kind)
        if name is None:
            _refuse(
                files,
                f"names the module {short(kind)} in modules.json, which papertrail does not load",
            )
        if not isinstance(folder, str) or (folder and not _FOLDER.fullmatch(folder)):
            _refuse(files, f"names {short(folder)} in modules.json, which is no folder of its own")
        if not folder and name != "Transformer":
            _refuse(files, f"names no folder for its {name} in modules.json", "install it again")
        found.append((name, folder))
    if [name == "Transformer" for name, _ in found] != [True] + [False] * (len(found) - 1):
        _refuse(files, "does not begin with one Transformer in modules.json")
    return found


def _check_index(files: Files, name: str, document: object) -> None:
    shards = None
    if isinstance(document, dict):
        shards = document.get("weight_map")
    if not isinstance(shards, dict) or not all(isinstance(shard, str) for shard in shards.values()):
        _refuse(files, f"has no list of weights in {name}", "install it again")
    for shard in sorted(set(shards.values())):
        if not WEIGHTS.fullmatch(shard):
            _refuse(
                files,
                f"names {short(shard)} as its weights, which papertrail does not load (in {name})",
            )


def _check_weights(files: Files, modules: list[tuple[str, str]]) -> None:
    """Check that each module has safetensors in its own folder, so that no other file is opened."""
    for kind, folder in modules:
        if kind not in WEIGHTED:
            continue
        prefix = ""
        if folder:
            prefix = f"{folder}/"
        if f"{prefix}model.safetensors" in files.names:
            continue
        if kind == "Transformer" and f"{prefix}{_INDEX}" in files.names:
            _check_shards(files, prefix)
            continue
        _refuse_weights(files, folder)


def _check_shards(files: Files, prefix: str) -> None:
    for shard in sorted(set(_read(files, prefix + _INDEX)["weight_map"].values())):
        if prefix + shard not in files.names:
            _refuse(files, f"is incomplete: {prefix}{shard} is missing", "install it again")


def _refuse_weights(files: Files, folder: str) -> NoReturn:
    where = files.folder / folder if folder else files.folder
    here = [
        name.rpartition("/")[2] for name in sorted(files.names) if name.rpartition("/")[0] == folder
    ]
    pickled = next((name for name in here if name.lower().endswith(_PICKLES)), None)
    if pickled:
        raise ModelUnavailableError(
            f"the weights in {where} are not in the safetensors format "
            f"but in {short(pickled)}, which may hold code",
            "name a model that is published with model.safetensors, "
            "or save it anew with sentence-transformers",
        )
    raise ModelUnavailableError(
        f"the folder {where} holds no model weights",
        "name a folder in the sentence-transformers layout",
    )

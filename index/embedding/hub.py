"""Download models of the Hugging Face hub by commit, and only files that can't hold code."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from index.atomic import write_atomic
from index.embedding.model_check import LARGEST, WEIGHTS, check_settings, list_files
from index.errors import ModelUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PACKAGED_NAME = "all-MiniLM-L6-v2"
_COMMIT = re.compile(r"[0-9a-f]{40}")
_NEWEST = "main"
_OTHER_RUNTIMES = frozenset({"onnx", "openvino"})
_PART = re.compile(r"\w[\w.-]*")
_SETTINGS = (".json", ".txt", ".model")
_MOST_FILES = 200


class Snapshot(NamedTuple):
    """A commit of a model in the hub's cache."""

    path: Path
    revision: str


class Hub:
    """The hub's cache, and the commits that are in use of models that were named without one.

    Args:
        records: The file that keeps those commits.
        check: Called with a folder before it is returned; raises ModelUnavailableError where it
            can't be used.
    """

    def __init__(self, records: Path, check: Callable[[Path], None]) -> None:
        self._records = records
        self._check = check

    def find(
        self, name: str, revision: str | None, *, download: bool, newest: bool = False
    ) -> Snapshot:
        """Return a model's folder, downloaded if it is not in the hub's cache.

        Args:
            name: Such as BAAI/bge-small-en-v1.5.
            revision: A commit, a branch or a tag. None is the branch main.
            download: Whether it may be downloaded.
            newest: Ask the hub what a branch or a tag is now. Otherwise it stays at the commit that
                was found first.

        Raises:
            ModelUnavailableError: There is no such model, it fails the check, or it can't be
                downloaded now.
        """
        wanted = revision or _NEWEST
        fixed = _COMMIT.fullmatch(wanted) is not None
        recorded = wanted if fixed else self._recorded(name, wanted)
        here = _cached(name, recorded or wanted)
        refused: ModelUnavailableError | None = None
        if here is not None and (fixed or not newest or not download):
            try:
                return self._use(here, name, wanted)
            except ModelUnavailableError as error:
                # A download that was interrupted is completed.
                refused = error
        if not download:
            raise refused or ModelUnavailableError(f"the model {name} is not on this machine")
        try:
            found = _download(name, wanted if newest else recorded or wanted)
        except ModelUnavailableError:
            raise
        except (
            Exception
        ) as error:  # the hub's client raises its own errors, its transport's and the system's
            if refused is not None:
                raise refused from error
            if here is not None and not _is_unknown(error):
                return self._use(here, name, wanted)
            raise _unavailable(name, revision, error) from error
        return self._use(found, name, wanted)

    def _use(self, snapshot: Snapshot, name: str, wanted: str) -> Snapshot:
        self._check(snapshot.path)
        if not _COMMIT.fullmatch(wanted):
            self._record(name, wanted, snapshot.revision)
        return snapshot

    def _recorded(self, name: str, wanted: str) -> str | None:
        commit = self._read().get(f"{name}@{wanted}")
        if not isinstance(commit, str):
            return None
        return commit

    def _record(self, name: str, wanted: str, commit: str) -> None:
        known = self._read()
        if known.get(f"{name}@{wanted}") == commit:
            return
        with suppress(OSError):
            self._records.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(
                self._records, json.dumps(known | {f"{name}@{wanted}": commit}, indent=1).encode()
            )

    def _read(self) -> dict[str, object]:
        with suppress(OSError, ValueError, RecursionError):
            content = json.loads(self._records.read_bytes())
            if isinstance(content, dict):
                return content
        return {}


def _cached(name: str, revision: str) -> Snapshot | None:
    """Return a commit that is in the hub's cache, complete or not."""
    if not all(map(_PART.fullmatch, revision.split("/"))):
        raise ModelUnavailableError(
            f"there is no revision {revision!r} of {name}", "name a commit, a branch or a tag"
        )
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        cached = [
            try_to_load_from_cache(name, file, revision=revision)
            for file in ("config.json", "modules.json")
        ]
    except HFValidationError as error:
        raise ModelUnavailableError(
            f"there is no model {name!r}",
            f"name {PACKAGED_NAME}, a folder that exists, "
            "or a Hugging Face id such as BAAI/bge-small-en-v1.5",
        ) from error
    folder = next((Path(found).parent for found in cached if isinstance(found, str)), None)
    if folder is None:
        return None
    return Snapshot(folder, folder.name)


def _download(name: str, revision: str) -> Snapshot:
    """Download a model: the settings first, and the weights once the settings are accepted."""
    from huggingface_hub import HfApi, snapshot_download

    published = HfApi().model_info(name, revision=revision, files_metadata=True)
    sizes = {file.rfilename: file.size or 0 for file in published.siblings or ()}
    settings, weights = _wanted(name, sizes)
    folder = Path(snapshot_download(name, revision=published.sha, allow_patterns=settings))
    check_settings(list_files(folder))
    # By the name of a branch, which the hub's cache notes.
    folder = Path(snapshot_download(name, revision=revision, allow_patterns=[*settings, *weights]))
    if folder.name != published.sha:
        raise ModelUnavailableError(
            f"the model {name} changed while it was downloaded", "try again"
        )
    return Snapshot(folder, folder.name)


def _wanted(name: str, sizes: Mapping[str, int]) -> tuple[list[str], list[str]]:
    """Return the files of a model to download: its settings with the tokenizer, its weights."""
    settings, weights = [], []
    for file, size in sizes.items():
        *folders, base = file.split("/")
        if len(folders) > 1 or _OTHER_RUNTIMES.intersection(folders):
            continue
        if not all(map(_PART.fullmatch, (*folders, base))):
            continue
        if WEIGHTS.fullmatch(base):
            weights.append(file)
        elif base.endswith(_SETTINGS):
            if size > LARGEST:
                raise ModelUnavailableError(
                    f"{file} of {name} is too large: {size} bytes", "name another model"
                )
            settings.append(file)
    if not weights:
        raise ModelUnavailableError(
            f"the model {name} is not published in the safetensors format, "
            "and other weights may hold code",
            "name a model with model.safetensors, "
            "or a folder to which you saved it with sentence-transformers",
        )
    if len(settings) + len(weights) > _MOST_FILES:
        raise ModelUnavailableError(f"the model {name} has too many files", "name another model")
    return settings, weights


def _is_unknown(error: Exception) -> bool:
    from huggingface_hub.errors import RevisionNotFoundError

    return isinstance(error, RevisionNotFoundError)


def _unavailable(name: str, revision: str | None, error: Exception) -> ModelUnavailableError:
    if revision and _is_unknown(error):
        return ModelUnavailableError(
            f"there is no revision {revision!r} of {name}",
            "name another one, or none (revision under [model])",
        )
    return ModelUnavailableError(
        f"the model {name!r} is not on this machine and could not be downloaded: "
        f"{_first_line(error)}",
        f"connect to the network once, check the name, or use {PACKAGED_NAME}, which is installed",
    )


def _first_line(error: Exception) -> str:
    # The hub puts "Got:" before what the network says.
    lines = str(error).strip().removeprefix("Got:").strip().splitlines()
    if lines:
        return lines[0]
    return type(error).__name__

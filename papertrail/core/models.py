"""Models to choose from: which there are, which are here, and how fast they run here."""

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.atomic import write_atomic
from index.embedding.encoder import Encoder
from index.embedding.known_models import KNOWN, KnownModel, known
from index.embedding.resolve import Model, lasting_name, locate, resolve, without_revision
from index.errors import ModelUnavailableError
from papertrail.config import Config, ModelChoice
from papertrail.config.edit import change, table
from papertrail.indexing.generations import resolve_choice
from papertrail.workspace import Home

if TYPE_CHECKING:
    import tomlkit

_SPEEDS = "speeds.json"
_SAMPLE = 96
"""Abstracts that a measurement encodes: a few seconds for a small model on a laptop."""
_UNLIKE = ("graph neural networks", "brain lesion scanning")
"""Texts of different words, as many and as long: a tokenizer that has lost its words can't tell
them apart."""
_APART = 0.03
"""The distance of two vectors of unit length below which they are taken for the same."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A model as it is listed.

    Attributes:
        chosen: whether the configuration names it.
        here: whether it is on this machine.
        megabytes: the size of its weights.
        scifact: nDCG@10 on SciFact as published, or None.
        per_second: abstracts that it encodes in a second here, or None where that was not measured.
        engine: what ran it then, such as `openvino cpu bf16`.
    """

    name: str
    chosen: bool
    here: bool
    dim: int
    max_tokens: int
    megabytes: int
    matryoshka: bool = False
    scifact: float | None = None
    remark: str = ""
    per_second: float | None = None
    engine: str | None = None


def listing(home: Home, config: Config) -> list[Listed]:
    """Return the chosen model and those that are worth a try; nothing is downloaded.

    Raises:
        ModelUnavailableError: the chosen model is here and can't be used.
    """
    speeds = _speeds(home)
    published = known(config.model.name)
    models = [
        _listed(home, model, speeds, config.model if model == published else None)
        for model in KNOWN
    ]
    return models if published else [_own(home, config.model, speeds), *models]


def measure(home: Home, config: Config, models: list[Listed]) -> Iterator[Listed]:
    """Measure how fast the models that are here run, yielding each in turn with its speed, and keep
    what was found.

    Raises:
        ModelUnavailableError: a model does not load.
    """
    texts = _sample()
    for listed in models:
        if not listed.here:
            yield listed
            continue
        choice = config.model if listed.chosen else ModelChoice(listed.name)
        model = resolve_choice(choice, home)
        encoder = Encoder(model, home.cache, config.device)
        # The way that many papers take; the first texts also load and compile it.
        engine = encoder.engine
        encoder.encode(texts[:8])
        started = time.perf_counter()
        encoder.encode(texts)
        rate = len(texts) / (time.perf_counter() - started)
        _keep_speed(home, model, engine, rate)
        yield replace(listed, per_second=round(rate, 1), engine=engine)


def use(home: Home, config: Config, name: str, dim: int | None) -> Model:
    """Name another model in config.toml, once it is here and embeds texts.

    Args:
        home: whose configuration.
        config: as it is now.
        name: as for `index.embedding.resolve.resolve`; it is downloaded where it must be. Of a
            branch, a tag or a bare name, the newest commit is taken, and written down.
        dim: keep only so many numbers of a vector; None keeps all.

    Raises:
        ModelUnavailableError: it can't be had, has shorter vectors or is of no use; the
        configuration is as it was.
        ConfigError: the configuration can't be changed.
        OSError: it can't be written.
    """
    name = lasting_name(name)
    model = resolve(name, home.cache, dim, newest=True)
    name = without_revision(name)
    _try(Encoder(model, home.cache, config.device))

    def edit(document: "tomlkit.TOMLDocument") -> None:
        settings = table(document, "model")
        if settings.get("name") != name:
            # They belonged to the other model.
            for key in ("query_prompt", "document_prompt"):
                settings.pop(key, None)
        settings["name"] = name
        for key, value in (("revision", model.revision), ("dim", dim)):
            settings.pop(key, None)
            if value is not None:
                settings[key] = value

    change(home.config_file, edit, f'write name = "{name}" under [model] by hand')
    return model


def _try(encoder: Encoder) -> None:
    """Embed two texts.

    Raises:
        ModelUnavailableError: the model does not load, or its vectors do not tell the texts apart.
    """
    first, second = encoder.encode(_UNLIKE)
    # Also false where they hold what is no number.
    if not np.linalg.norm(first - second) > _APART:
        model = encoder.model
        raise ModelUnavailableError(
            f"the vectors of {model.name} do not tell texts apart",
            f"check the files in {model.path}, its tokenizer's too, or name another model",
        )


def _listed(
    home: Home, model: KnownModel, speeds: dict[str, tuple[float, str]], choice: ModelChoice | None
) -> Listed:
    path, network = _local(home, choice or ModelChoice(model.name))
    rate, engine = speeds.get(network or "", (None, None))
    return Listed(
        name=choice.name if choice else model.name,
        chosen=choice is not None,
        here=path is not None,
        dim=choice.dim if choice and choice.dim else model.dim,
        max_tokens=model.max_tokens,
        megabytes=model.megabytes,
        matryoshka=model.matryoshka,
        scifact=model.scifact,
        remark=model.remark,
        per_second=rate,
        engine=engine,
    )


def _own(home: Home, choice: ModelChoice, speeds: dict[str, tuple[float, str]]) -> Listed:
    """Return the chosen model where nothing is published about it that we know of."""
    path, network = _local(home, choice)
    if path is None:
        return Listed(
            choice.name, chosen=True, here=False, dim=choice.dim or 0, max_tokens=0, megabytes=0
        )
    model = resolve_choice(choice, home)
    weights = sum(file.stat().st_size for file in path.glob("*.safetensors"))
    rate, engine = speeds.get(network or "", (None, None))
    return Listed(
        name=choice.name,
        chosen=True,
        here=True,
        dim=model.dim,
        max_tokens=model.max_tokens,
        megabytes=round(weights / 1e6),
        per_second=rate,
        engine=engine,
    )


def _local(home: Home, choice: ModelChoice) -> tuple[Path | None, str | None]:
    """Return the folder and the fingerprint of a model that is on this machine."""
    try:
        return locate(choice.name, home.cache, revision=choice.revision, download=False)[:2]
    except ModelUnavailableError:
        return None, None


def _speeds(home: Home) -> dict[str, tuple[float, str]]:
    """Return what was measured: by fingerprint, the abstracts in a second and what ran the model."""
    try:
        content = json.loads((home.cache / _SPEEDS).read_bytes())
        return {
            str(network): (float(rate), str(engine)) for network, (rate, engine) in content.items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _keep_speed(home: Home, model: Model, engine: str, rate: float) -> None:
    speeds = _speeds(home) | {model.network: (round(rate, 1), engine)}
    with suppress(OSError):
        write_atomic(home.cache / _SPEEDS, json.dumps(speeds, indent=1).encode())


def _sample() -> list[str]:
    """Return titles and abstracts of the bundled sample."""
    from feeds.source import FetchRequest
    from papertrail import clock
    from papertrail.indexing.catch_up import document
    from papertrail.ingest.sample import Sample

    request = FetchRequest(clock.now(), {}, None, held=lambda *_: 0)
    papers = [paper for batch in Sample().fetch(request) for paper in batch.papers]
    return [document(paper.title, paper.abstract) for paper in papers][:_SAMPLE]

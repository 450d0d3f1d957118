"""Manage embedding models: list them, measure their speed, choose one."""

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
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
from papertrail.core.resources import Resources
from papertrail.indexing.generations import encoder_of, resolve_choice
from papertrail.types.model import ChosenModel, ListedModel
from papertrail.workspace import Home

if TYPE_CHECKING:
    import tomlkit

_SPEEDS = "speeds.json"
_SAMPLE = 96
"""Abstracts that a measurement encodes: a few seconds for a small model on a laptop."""
_UNLIKE = ("graph neural networks", "brain lesion scanning")
"""Two texts of the same length without a common word. A tokenizer without its vocabulary gives both
the same tokens."""
_APART = 0.03
"""The distance of two unit vectors below which they count as the same."""


class Models:
    """The embedding models of a home."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    def list(self) -> tuple[ListedModel, ...]:
        """Return the chosen model and those that are worth a try; nothing is downloaded.

        Raises:
            ModelUnavailableError: the chosen model is here and can't be used.
        """
        return tuple(listing(self._resources.home, self._resources.config))

    def measure(self) -> tuple[ListedModel, ...]:
        """Return the same, after measuring how fast the models that are here encode.

        Raises:
            ModelUnavailableError: a model does not load.
        """
        models = listing(self._resources.home, self._resources.config)
        return tuple(measure(self._resources.home, self._resources.config, models))

    def use(self, name: str, dim: int | None = None) -> ChosenModel:
        """Choose another model, downloaded if it is not here; the next update embeds with it.

        Args:
            name: one of the list, any on the Hugging Face hub, or a folder.
            dim: keep only the first numbers of a vector; None keeps all.

        Raises:
            ModelUnavailableError: it can't be had or is of no use, and the configuration stays.
            ConfigError: the configuration can't be changed.
            OSError: it can't be written.
        """
        model = use(self._resources.home, self._resources.config, name, dim)
        self._resources.forget_config()
        published = known(without_revision(name))
        trained = published is not None and published.matryoshka
        return ChosenModel(
            name=model.name,
            dim=model.dim,
            max_tokens=model.max_tokens,
            shortened=model.dim < model.width and not trained,
            revision=model.revision,
        )


def listing(home: Home, config: Config) -> list[ListedModel]:
    """Return the chosen model and those that are worth a try; see `Models.list`."""
    speeds = _speeds(home)
    published = known(config.model.name)
    models = [
        _listed(home, model, speeds, config.model if model == published else None)
        for model in KNOWN
    ]
    return models if published else [_own(home, config.model, speeds), *models]


def measure(home: Home, config: Config, models: list[ListedModel]) -> Iterator[ListedModel]:
    """Yield each model, with its speed if it is here; the speeds are stored.

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
        encoder = encoder_of(model, home, config)
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
        dim: keep only the first numbers of a vector; None keeps all.

    Raises:
        ModelUnavailableError: it can't be had, has shorter vectors or is of no use; the
        configuration is as it was.
        ConfigError: the configuration can't be changed.
        OSError: it can't be written.
    """
    name = lasting_name(name)
    model = resolve(name, home.cache, dim, newest=True)
    name = without_revision(name)
    _try(encoder_of(model, home, config))

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
        ModelUnavailableError: the model does not load, or gives different texts the same vector.
    """
    first, second = encoder.encode(_UNLIKE)
    # Also false where they hold what is no number.
    if not np.linalg.norm(first - second) > _APART:
        model = encoder.model
        raise ModelUnavailableError(
            f"the vectors of {model.name} do not distinguish texts",
            f"check the files in {model.path}, its tokenizer's too, or name another model",
        )


def _listed(
    home: Home, model: KnownModel, speeds: dict[str, tuple[float, str]], choice: ModelChoice | None
) -> ListedModel:
    path, network = _local(home, choice or ModelChoice(model.name))
    rate, engine = speeds.get(network or "", (None, None))
    return ListedModel(
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


def _own(home: Home, choice: ModelChoice, speeds: dict[str, tuple[float, str]]) -> ListedModel:
    """Return the chosen model if it is not one of the known ones."""
    path, network = _local(home, choice)
    if path is None:
        return ListedModel(
            choice.name, chosen=True, here=False, dim=choice.dim or 0, max_tokens=0, megabytes=0
        )
    model = resolve_choice(choice, home)
    weights = sum(file.stat().st_size for file in path.glob("*.safetensors"))
    rate, engine = speeds.get(network or "", (None, None))
    return ListedModel(
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
    """Return (abstracts a second, engine) of the models that were measured, by fingerprint."""
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
    from feeds.landmarks import Landmarks
    from feeds.source import FetchRequest
    from papertrail import clock
    from papertrail.types.work import paper_text

    request = FetchRequest(clock.now(), {}, None)
    papers = [paper for batch in Landmarks().fetch(request) for paper in batch.papers]
    return [paper_text(paper.title, paper.abstract) for paper in papers][:_SAMPLE]

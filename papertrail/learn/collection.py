"""The bundled knowledge: landmarks, who builds on whom, concepts, and the spine of foundations."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from feeds.landmarks import landmark_papers

_ADDRESSES = {
    "arxiv": "https://arxiv.org/abs/",
    "doi": "https://doi.org/",
    "openreview": "https://openreview.net/forum?id=",
}


@dataclass(frozen=True, slots=True)
class Concept:
    """Something to know; `presumes` and the keys of the collection are names of concepts."""

    name: str
    title: str
    aliases: tuple[str, ...]
    presumes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Landmark:
    """A bundled paper.

    Attributes:
        date: ISO 8601, or the year alone; it sorts.
        builds: ids of the landmarks that it cites and builds on.
        introduces: concepts that it introduced.
        about: other concepts.
    """

    id: str
    title: str
    abstract: str
    url: str
    date: str
    builds: tuple[str, ...]
    introduces: tuple[str, ...]
    about: tuple[str, ...]

    @property
    def concepts(self) -> tuple[str, ...]:
        """All its concepts, those that it introduced first."""
        return (*self.introduces, *self.about)

    @property
    def is_survey(self) -> bool:
        """Whether it is a survey or a tutorial."""
        return bool({"survey", "tutorial"} & set(self.about))


@cache
def landmarks() -> Mapping[str, Landmark]:
    """Return the bundled papers by their ids."""
    graph = _read("landmarks.toml")
    found = {}
    for paper in landmark_papers():
        scheme, value = paper.identifiers[0]
        row = graph.get(f"{scheme}:{value}", {})
        day = str(paper.year or "")
        if paper.submitted:
            day = paper.submitted.date().isoformat()
        found[f"{scheme}:{value}"] = Landmark(
            f"{scheme}:{value}",
            paper.title,
            paper.abstract,
            _ADDRESSES[scheme] + value,
            day,
            tuple(row.get("builds", ())),
            tuple(row.get("introduces", ())),
            tuple(row.get("about", ())),
        )
    return found


@cache
def concepts() -> Mapping[str, Concept]:
    """Return the concepts by name."""
    return {
        name: Concept(name, row["name"], tuple(row["aliases"]), tuple(row["presumes"]))
        for name, row in _read("concepts.toml").items()
    }


@cache
def spine() -> tuple[Mapping[str, Any], ...]:
    """Return the steps of the foundations, in their order."""
    return tuple(_read("spine.toml")["step"])


@cache
def essentials() -> Mapping[str, tuple[str, ...]]:
    """Return, for some concepts, the ids of the landmarks of a first way, chosen by hand."""
    return {name: tuple(ids) for name, ids in _read("essentials.toml").items()}


def plain(text: str) -> str:
    """Return text in the form in which names are compared."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def named(text: str) -> set[str]:
    """Return the concepts that a text names; a longer name hides the shorter ones in it."""
    words = f" {plain(text)} "
    names = [
        (alias, concept.name)
        for concept in concepts().values()
        for alias in {*map(plain, concept.aliases), plain(concept.title)}
    ]
    found = set()
    for alias, name in sorted(names, key=lambda pair: -len(pair[0])):
        if f" {alias} " in words:
            found.add(name)
            words = words.replace(f" {alias} ", " , ")
        elif f" {alias}s " in words:
            found.add(name)
            words = words.replace(f" {alias}s ", " , ")
    return found


def presumed(names: Iterable[str]) -> set[str]:
    """Return concepts with all that they presume."""
    found: set[str] = set()
    waiting = [*names]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += concepts()[name].presumes
    return found


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files("papertrail.learn") / name).read_text(encoding="utf-8"))

"""Choose and order the fixed part of a way: foundations, landmarks and surveys of a topic."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from papertrail.learn.collection import (
    Landmark,
    concepts,
    essentials,
    landmarks,
    named,
    plain,
    presumed,
    spine,
)
from papertrail.learn.order import ancestors, order
from papertrail.learn.reasons import explain
from papertrail.types.learning import LEVELS, Step, why

MOST = 40
"""Landmarks of a whole way at most, chosen by how many others build on them. Chosen by hand."""
FIRST = 14
"""Landmarks of a first way, of topics that have no essentials. Chosen by hand."""
_FIRST_SURVEYS = 2
_BROAD = 10
"""A concept that more others presume is too broad for all of them to belong to its topic."""
_LONG = 120
"""Minutes of a step that is chosen last when time is short."""
_MINUTES = {"paper": 45, "survey": 90}
_SMALL = frozenset(
    ("a", "an", "and", "for", "from", "in", "of", "on", "the", "to", "with", "using", "learning")
)
FOUNDATION, FRAMEWORK, ALGORITHM, LANDMARK, SURVEY, FRONTIER = range(6)


def topic_concepts(topic: str) -> set[str]:
    """Return the concepts of a topic: those it names, and those that directly presume them."""
    found = named(topic)
    for name in tuple(found):
        inner = {each.name for each in concepts().values() if name in each.presumes}
        if len(inner) <= _BROAD:
            found |= inner
    return found


def relevant(topic: str) -> set[str]:
    """Return the ids of the landmarks of a topic; none if it fits none."""
    wanted = topic_concepts(topic)
    if wanted:
        return {each.id for each in landmarks().values() if wanted & set(each.concepts)}
    words = set(plain(topic).split()) - _SMALL
    if not words:
        return set()
    return {
        each.id
        for each in landmarks().values()
        if words <= set(plain(f"{each.title} {each.abstract}").split())
    }


def shared(topic: str, text: str) -> list[str]:
    """Return the titles of the concepts of a topic that a text names."""
    return [concepts()[name].title for name in sorted(topic_concepts(topic) & named(text))]


def fits(topic: str, text: str) -> bool:
    """Return whether a text names a concept of a topic; if it has none, all of its words."""
    if topic_concepts(topic):
        return bool(shared(topic, text))
    words = set(plain(topic).split()) - _SMALL - {"survey"}
    return bool(words) and words <= set(plain(text).split())


def fixed_steps(topic: str, level: str, known: Sequence[str], *, whole: bool = False) -> list[Step]:
    """Return the foundations, landmarks and surveys of a topic, without what is known.

    Args:
        topic: in plain words.
        level: one of LEVELS.
        known: names of concepts or ids of papers; whoever knows a concept knows what it presumes.
        whole: return the slow courses and all landmarks too, not a first way alone.
    """
    chosen = relevant(topic)
    if not chosen:
        return []
    know = presumed({name for each in known for name in named(each)})
    read = {each.strip() for each in known}
    needed = presumed(
        topic_concepts(topic) or {name for each in chosen for name in landmarks()[each].introduces}
    )
    first = _foundations(needed, level, know, {plain(each) for each in known})
    if not whole:
        first = [step for step in first if step.id not in _further_foundations()]
    taken = {step.id for step in first} | {step.url for step in first}
    best = _best(chosen, topic_concepts(topic) & named(topic), whole=whole)
    papers = _choose(chosen, best, needed, know, level)
    papers = {
        each for each in papers if not {each, landmarks()[each].url} & taken and each not in read
    }
    return [*first, *_landmark_steps(papers, topic_concepts(topic), know)]


def within(steps: Sequence[Step], hours: float) -> list[Step]:
    """Return the steps that fit into some hours, in their order.

    A step brings the steps that it presumes. Those that most others presume are chosen first, books
    and courses, which take longest, last.
    """
    left = hours * 60
    by_title = {step.title: step for step in steps}
    edges = {step.title: [each for each in step.presumes if each in by_title] for step in steps}
    uses = [name for step in steps for name in ancestors(step.title, edges)]
    kept: set[str] = set()
    for step in sorted(steps, key=lambda step: (step.minutes > _LONG, -uses.count(step.title))):
        wanted = {step.title, *ancestors(step.title, edges)} - kept
        minutes = sum(by_title[title].minutes for title in wanted)
        if minutes <= left:
            left -= minutes
            kept |= wanted
    return [step for step in steps if step.title in kept]


def _foundations(needed: set[str], level: str, know: set[str], said: set[str]) -> list[Step]:
    steps = []
    for row in spine():
        if row["stage"] < LEVELS.index(level) * 2 and row["stage"] <= ALGORITHM:
            continue
        if level == "advanced":
            continue
        teaches = set(row.get("teaches", ()))
        if teaches and teaches <= know:
            continue
        if said & {plain(name) for name in row.get("know", ())}:
            continue
        if know & {name for each in row.get("know", ()) for name in named(each)}:
            continue
        if know and row["stage"] < ALGORITHM and "mlp" in know:
            continue
        if "for" in row and not needed & set(row["for"]):
            continue
        steps.append(_spine_step(row))
    return steps


def _spine_step(row: Mapping[str, object]) -> Step:
    title, url = row.get("title"), row.get("url")
    identifier = str(row["id"])
    if "paper" in row:
        landmark = landmarks()[str(row["paper"])]
        title, url, identifier = landmark.title, landmark.url, landmark.id
    presumes = row["presumes"]
    return Step(
        str(row["kind"]),
        str(title),
        identifier,
        str(url),
        str(row["why"]),
        tuple(presumes) if isinstance(presumes, list) else (),
        int(str(row["minutes"])),
        int(str(row["stage"])),
    )


def _further_foundations() -> set[str]:
    return {str(row["id"]) for row in spine() if row.get("further")}


def _used(chosen: set[str]) -> dict[str, int]:
    """Return how many of the chosen landmarks build on each landmark, directly or not."""
    builds = {each.id: each.builds for each in landmarks().values()}
    used: dict[str, int] = dict.fromkeys(builds, 0)
    for each in chosen:
        for earlier in ancestors(each, builds):
            used[earlier] += 1
    return used


def _best(chosen: set[str], named_by: set[str], *, whole: bool) -> set[str]:
    """Return the landmarks of a topic that a whole way, or a first one, has."""
    by_hand = {each for name in named_by for each in essentials().get(name, ())}
    if by_hand and not whole:
        return by_hand
    used = _used(chosen)
    best = sorted(chosen, key=lambda each: (-_value(landmarks()[each], used[each]), each))
    if whole:
        return {*best[:MOST], *by_hand}
    surveys = [each for each in best if landmarks()[each].is_survey]
    return {*best[:FIRST], *surveys[:_FIRST_SURVEYS]}


def _choose(
    chosen: set[str], best: set[str], needed: set[str], know: set[str], level: str
) -> set[str]:
    """Return the landmarks of a way: the best of a topic, and who introduced what it presumes."""
    used = _used(chosen)
    papers = set(best)
    if level != "advanced":
        missing = needed - know - _taught()
        papers |= {
            each.id
            for each in landmarks().values()
            if set(each.introduces) & missing and used[each.id]
        }
    return {
        each
        for each in papers
        if not landmarks()[each].introduces or not set(landmarks()[each].introduces) <= know
    }


def _value(landmark: Landmark, used: int) -> float:
    """Return how much a landmark matters.

    Others build on it, in itself it joins several lines of work, or it introduced something.
    """
    joined = 0.9 * len(landmark.builds)
    return (
        1.5 * math.log2(1 + used) + joined + 4 * len(landmark.introduces) + 2 * landmark.is_survey
    )


def _taught() -> set[str]:
    """Return the concepts that the spine teaches, by other papers than the first ones."""
    return {"perceptron"} | {name for row in spine() for name in row.get("teaches", ())}


def _landmark_steps(papers: set[str], wanted: set[str], know: set[str]) -> list[Step]:
    builds = {each.id: each.builds for each in landmarks().values()}
    ordered = order(papers, builds, lambda each: (landmarks()[each].date,))
    steps = []
    taught = know | _taught()
    for each in ordered:
        steps.append(_landmark_step(landmarks()[each], papers, wanted, taught))
        taught.update(landmarks()[each].introduces)
    # A survey gathers what was read, so it comes last, unless another step builds on it.
    roots = {earlier for each in papers for earlier in landmarks()[each].builds}
    last = [step for step in steps if step.kind == "survey" and step.id not in roots]
    return [
        *(step for step in steps if step not in last),
        *(replace(step, stage=SURVEY) for step in last),
    ]


def _landmark_step(
    landmark: Landmark, papers: set[str], wanted: set[str], taught: set[str]
) -> Step:
    builds = {each.id: each.builds for each in landmarks().values()}
    direct = [landmarks()[each] for each in landmark.builds if each in papers]
    presumes = [each.title for each in direct]
    if not presumes:
        names = {n for each in landmark.concepts for n in concepts()[each].presumes}
        names &= taught - set(landmark.concepts)
        presumes = [concepts()[name].title for name in sorted(names)][:3]
    kind = "survey" if landmark.is_survey else "paper"
    later = [each for each in papers if landmark.id in ancestors(each, builds)]
    reasons = explain(landmark, is_root=not direct, later=len(later), wanted=wanted, taught=taught)
    detail = landmark.abstract.partition(". ")[0].rstrip(".") + "."
    return Step(
        kind,
        landmark.title,
        landmark.id,
        landmark.url,
        why(reasons, detail),
        tuple(presumes),
        _MINUTES[kind],
        LANDMARK,
        reasons=reasons,
        detail=detail,
    )

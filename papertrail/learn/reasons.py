"""Say why a landmark is on a way, from facts of the collection."""

from functools import cache

from papertrail.learn.collection import Landmark, concepts, landmarks
from papertrail.types.learning import Reason


def explain(
    landmark: Landmark, *, is_root: bool, later: int, wanted: set[str], taught: set[str]
) -> tuple[Reason, ...]:
    """Return what a landmark brings.

    Args:
        landmark: the paper.
        is_root: whether it builds on no other step.
        later: how many steps build on it.
        wanted: the concepts of the topic, which are named first.
        taught: the concepts that earlier steps introduced.
    """
    subject = _subject(landmark, wanted, taught, is_root=is_root)
    if not later:
        return (subject,)
    text = "{count} later steps build on it"
    if later == 1:
        text = "{count} later step builds on it"
    return (subject, Reason(text, count=later))


@cache
def introducers() -> dict[str, str]:
    """Return the earliest landmark that introduced each concept."""
    first: dict[str, str] = {}
    for each in sorted(landmarks().values(), key=lambda each: (each.date, each.id)):
        for name in each.introduces:
            first.setdefault(name, each.id)
    return first


def _subject(landmark: Landmark, wanted: set[str], taught: set[str], *, is_root: bool) -> Reason:
    new = [name for name in landmark.introduces if introducers()[name] == landmark.id]
    renewed = [name for name in landmark.introduces if name not in new]
    of_topic = [name for name in landmark.about if name not in ("survey", "tutorial")]
    of_topic.sort(key=lambda name: name not in wanted)
    if landmark.is_survey:
        subjects = (of_topic or new or renewed)[:2]
        return Reason("Gathers what is known of {names}", _titles(subjects) or ("the topic",))
    if new:
        return Reason("Introduced {names}", _titles(new))
    if renewed:
        return Reason("Gave {names} the form that later work starts from", _titles(renewed))
    if not of_topic:
        return Reason("A landmark of the topic")
    if is_root and not {*of_topic} & taught:
        return Reason("An early work on {names}", _titles(of_topic[:1]))
    there = [name for name in of_topic if _introduced_before(name, landmark)]
    if not there:
        return Reason("Prepares {names}", _titles(of_topic[:1]))
    return Reason("Takes {names} further", _titles(there[:1]))


def _introduced_before(name: str, landmark: Landmark) -> bool:
    first = introducers().get(name)
    return first is None or landmarks()[first].date <= landmark.date


def _titles(names: list[str]) -> tuple[str, ...]:
    return tuple(concepts()[name].title for name in names)

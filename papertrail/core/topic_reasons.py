"""Explain why a topic shows a paper or does not, and what would change that."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from papertrail.errors import NotFoundError
from papertrail.types.topic_report import TopicReason
from papertrail.types.work import Work

if TYPE_CHECKING:
    from papertrail.topics.ranker import Ranker


def reason(ranker: "Ranker", number: int, work: Work) -> TopicReason:
    """Return the reason.

    Args:
        ranker: of all topics.
        number: the topic's.
        work: the paper.

    Raises:
        NotFoundError: it is not indexed yet.
    """
    from papertrail.topics import rules

    topic, scores = ranker.topics[number], ranker.score([work.key])
    if not len(scores.keys):
        raise NotFoundError(f"{work.id} is not indexed yet", "run: papertrail update")
    margins = scores.relevance[:, 0] - scores.cut_offs
    best = int(margins.argmax())
    why = ranker.why(scores, number, 0)
    parts = sorted(ranker.parts(scores, number, 0).items(), key=lambda part: -part[1])
    found = TopicReason(
        topic=topic.name,
        work=work,
        relevance=float(scores.relevance[number, 0]),
        cut_off=float(scores.cut_offs[number]),
        parts=tuple(parts),
        terms=tuple(why["terms"]),
        sentence=why["sentence"],
        rule=why["rule"],
        excluded=rules.exclusion(topic, work),
        better=ranker.topics[best].name if margins[best] > max(0.0, margins[number]) else "",
        changes=(),
    )
    return replace_changes(found, tuple(_changes(found, topic.threshold)))


def replace_changes(found: TopicReason, changes: tuple[str, ...]) -> TopicReason:
    """Return a reason with its advice."""
    from dataclasses import replace

    return replace(found, changes=changes)


def _changes(found: TopicReason, threshold: float | None) -> Iterator[str]:
    from papertrail.topics.ranker import CUT_OFFS

    name = f'"{found.topic}"'
    if found.excluded:
        yield f"change the rules: {found.excluded}"
        return
    if found.matches:
        yield f"papertrail mark dislike {found.work.id} --topic {name}"
        for strictness, cut in CUT_OFFS.items():
            if cut > max(found.relevance, found.cut_off):
                yield f"papertrail topics edit {name} --strictness {strictness}"
                break
        return
    yield f"papertrail mark like {found.work.id} --topic {name}"
    if threshold is not None:
        yield f"a threshold of at most {found.relevance:.2f} instead of {threshold:g}"
        return
    for strictness, cut in reversed(CUT_OFFS.items()):
        if cut <= found.relevance:
            yield f"papertrail topics edit {name} --strictness {strictness}"
            break
    yield f'papertrail topics edit {name} --about "what such papers say"'

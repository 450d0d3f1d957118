"""Decide what is added to the digest of a day, and what is only offered as more. Pure; no I/O."""

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from papertrail.types.digest import Digest, DigestPaper


def with_rest(strict: Digest, usual: Digest) -> Digest:
    """Return a stricter digest that also offers what the usual one would have shown.

    Args:
        strict: the digest.
        usual: what would have been chosen at the same moment with the topics of the configuration.
    """
    shown = {paper.work for paper in strict.papers}
    return replace(strict, more=_more(strict, [*usual.papers, *usual.more], shown))


def addition_to(made: Sequence[Digest], later: Digest) -> Digest:
    """Return what a later digest of a day adds to those that were made: what is as good.

    Nothing in it explores. Where a topic has had all the papers that its limit allows, only what
    is at least as relevant as the least of them is added. The rest is offered as more.

    Args:
        made: the digests of the day so far.
        later: what would be chosen of what has come since.
    """
    matches = [paper for digest in made for paper in digest.papers if paper.role == "match"]
    full = {paper.topic for digest in made for paper in digest.more}
    least: dict[str, float] = {}
    for paper in matches:
        if paper.topic in full:
            least[paper.topic] = min(paper.score, least.get(paper.topic, paper.score))
    added: list[DigestPaper] = []
    rest: list[DigestPaper] = []
    is_added = False
    for paper in later.papers:
        if paper.role != "similar":
            is_added = paper.role == "match" and paper.score >= least.get(paper.topic, 0.0)
        if is_added:
            added.append(paper)
        elif paper.role != "exploration":
            rest.append(paper)
    shown = replace(later, kind="addition", papers=tuple(added))
    return replace(shown, more=_more(shown, [*rest, *later.more], {paper.work for paper in added}))


def _more(
    digest: Digest, papers: Sequence[DigestPaper], shown: AbstractSet[int]
) -> tuple[DigestPaper, ...]:
    """Return papers as those that a limit cut from a digest, ranked after what it shows."""
    ranks = Counter(paper.topic for paper in digest.papers)
    found: list[DigestPaper] = []
    for paper in papers:
        if paper.work not in shown:
            ranks[paper.topic] += 1
            found.append(replace(paper, rank=ranks[paper.topic], role="more"))
    return tuple(found)

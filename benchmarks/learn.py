"""Measure the order of ways to read.

    python benchmarks/learn.py

benchmarks/learn_pairs.txt has pairs of landmarks: the later one's own bibliography names the
earlier one, entered from memory by whoever entered the graph. Every second pair is in the reported
half; nothing was tuned on either. A pair that is an edge of the collection shows only that edges
are kept, so pairs that are none are counted apart, and dates alone are the baseline.
"""

from itertools import combinations
from pathlib import Path

from papertrail.learn.collection import landmarks
from papertrail.learn.order import order
from papertrail.learn.way import fixed_steps

TOPICS = ("Transformers", "self-supervised learning", "meta-learning")


def pairs() -> list[tuple[str, str]]:
    """Return (before, after)."""
    text = Path(__file__).with_name("learn_pairs.txt").read_text(encoding="utf-8")
    rows = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    return [(before, after) for after, *earlier in rows for before in earlier]


def share(labelled: list[tuple[str, str]], ordered: list[str]) -> str:
    """Return how many pairs are in order, of those that occur."""
    place = {each: number for number, each in enumerate(ordered)}
    known = [(a, b) for a, b in labelled if a in place and b in place]
    right = sum(place[a] < place[b] for a, b in known)
    return f"{right}/{len(known)} = {right / max(len(known), 1):.3f}"


def main() -> None:
    """Print the figures."""
    found = landmarks()
    edges = {each.id: each.builds for each in found.values()}
    everything = order(found, edges, lambda each: (found[each].date,))
    labelled = pairs()
    for name, half in (("choosing", labelled[::2]), ("reporting", labelled[1::2])):
        apart = [(a, b) for a, b in half if a not in edges[b]]
        print(f"{name}: {share(half, everything)}; not edges: {share(apart, everything)}")
    dates = sorted(found, key=lambda each: (found[each].date, each))
    print(f"by dates alone: {share(labelled[1::2], dates)}")
    place = {each: number for number, each in enumerate(everything)}
    cycles = sum(place[a] > place[b] for b, earlier in edges.items() for a in earlier)
    print(f"edges out of order (on cycles): {cycles}")
    for topic in TOPICS:
        steps = [step.id for step in fixed_steps(topic, "beginner", ())]
        print(f"{topic}: {len(steps)} steps, reporting {share(labelled[1::2], steps)}")
        whole = [step.id for step in fixed_steps(topic, "beginner", (), whole=True)]
        print(f"  whole: {len(whole)} steps, reporting {share(labelled[1::2], whole)}")
        one_less = [step.id for step in fixed_steps(topic, "beginner", (steps[-10],))]
        before = list(combinations([each for each in steps if each in one_less], 2))
        print(f"  one step less: {share(before, one_less)} of all pairs keep their order")


if __name__ == "__main__":
    main()

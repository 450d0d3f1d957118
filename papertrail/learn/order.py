"""Order papers so that each comes after those that it builds on."""

import heapq
from collections.abc import Callable, Iterable, Mapping

Edges = Mapping[str, Iterable[str]]


def order(nodes: Iterable[str], builds: Edges, key: Callable[[str], tuple[str, ...]]) -> list[str]:
    """Return nodes in topological order; of those that are free, the least by `key` first.

    Edges through nodes that are left out count as well. What is on a cycle follows at the end, by
    `key`, so that a wrong edge never loses a paper.
    """
    wanted = set(nodes)
    before = {node: ancestors(node, builds) & wanted - {node} for node in wanted}
    after: dict[str, list[str]] = {node: [] for node in wanted}
    for node, earlier in before.items():
        for each in earlier:
            after[each].append(node)
    left = {node: len(earlier) for node, earlier in before.items()}
    free = [(key(node), node) for node, count in left.items() if not count]
    heapq.heapify(free)
    done: list[str] = []
    while free:
        _, node = heapq.heappop(free)
        done.append(node)
        for later in after[node]:
            left[later] -= 1
            if not left[later]:
                heapq.heappush(free, (key(later), later))
    return [*done, *sorted(wanted.difference(done), key=lambda node: (key(node), node))]


def ancestors(node: str, builds: Edges) -> set[str]:
    """Return all that a node builds on, directly or not."""
    found: set[str] = set()
    waiting = [*builds.get(node, ())]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += builds.get(each, ())
    return found

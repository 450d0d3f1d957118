"""Measure whether searches of each kind find what is looked for, as a user types them.

    python benchmarks/queries.py RECORDED/data --home FOLDER [--kinds typo question ...] [--json]
    python benchmarks/queries.py RECORDED/data --home FOLDER --queries FILE

The papers are those of recorded_library.py, in the home FOLDER, which is made or brought up to date
first. queries.toml has the queries and says what their answers are. Reported are, for each kind,
the shares of queries with a hit at 1 and at 3, and the queries without one at 3.
"""

import argparse
import json
import os
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import recorded_library

import papertrail
from papertrail.dedup.titles import read_title
from papertrail.text.names import is_named
from papertrail.text.words import has_phrase, spaced

DEPTHS = (1, 3)
QUERIES = Path(__file__).with_suffix(".toml")

Hit = Any


def _has(text: str, phrase: str) -> bool:
    return has_phrase(spaced(text), spaced(phrase)) or has_phrase(
        spaced(text), spaced(phrase.removesuffix("s"))
    )


def _is_by(hit: Hit, name: str) -> bool:
    return any(is_named(author.name, name) for author in hit.work.authors)


_TESTS: dict[str, Callable[[Hit, Any], bool]] = {
    "phrase": lambda hit, value: _has(hit.work.text, value),
    "phrase2": lambda hit, value: _has(hit.work.text, value),
    "any": lambda hit, value: any(_has(hit.work.text, one) for one in value),
    "not_phrase": lambda hit, value: not _has(hit.work.text, value),
    "title": lambda hit, value: _has(hit.work.title, value),
    "not_title": lambda hit, value: not _has(hit.work.title, value),
    "abstract": lambda hit, value: _has(hit.work.abstract, value),
    "author": _is_by,
    "any_author": lambda hit, value: any(_is_by(hit, one) for one in value),
    "venue": lambda hit, value: hit.work.venue == value,
    "category": lambda hit, value: value in hit.work.categories,
    "not_category": lambda hit, value: value not in hit.work.categories,
    "has_abstract": lambda hit, value: bool(hit.work.abstract) == value,
}


@dataclass(frozen=True)
class Outcome:
    """Whether a query had a hit, by depth."""

    kind: str
    query: str
    hits: dict[int, bool]


def judge(query: dict[str, Any], hits: Sequence[Hit], remarks: Sequence[str], depth: int) -> bool:
    """Decide whether the first papers of an answer, and its remarks, are what was looked for."""
    first = hits[:depth]
    if "remark" in query and not any(query["remark"] in remark for remark in remarks):
        return False
    if "answers" in query:
        wanted = {read_title(title).letters for title in query["answers"]}
        return any(read_title(hit.work.title).letters in wanted for hit in first)
    tests = query.get("each") or query.get("most") or {}
    passed = [all(_TESTS[name](hit, value) for name, value in tests.items()) for hit in first]
    needed = depth if "each" in query else depth // 2 + 1
    return not tests or sum(passed) >= needed


def measure(home: Path, queries: dict[str, list[dict[str, Any]]]) -> list[Outcome]:
    """Search for each query; return the outcomes."""
    os.environ["PAPERTRAIL_NOW"] = "2026-07-01T08:00:00Z"
    outcomes = []
    with papertrail.open(home) as library:
        for kind, asked in queries.items():
            for query in asked:
                results = library.search(query["query"], count=10)
                judged = {
                    depth: judge(query, results.hits, results.remarks, depth) for depth in DEPTHS
                }
                outcomes.append(Outcome(kind, query["query"], judged))
    return outcomes


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="RECORDED/data")
    parser.add_argument("--home", type=Path, required=True, help="where the papers are stored")
    parser.add_argument("--queries", type=Path, default=QUERIES, help="another file of queries")
    parser.add_argument("--kinds", nargs="+", help="of the queries to ask; default: all")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    queries = tomllib.loads(arguments.queries.read_text(encoding="utf-8"))
    if arguments.kinds:
        queries = {kind: queries[kind] for kind in arguments.kinds}
    recorded_library.build(arguments.home, arguments.data)
    outcomes = measure(arguments.home, queries)
    report = {"all": _summary(outcomes)} | {
        kind: _summary([outcome for outcome in outcomes if outcome.kind == kind])
        for kind in queries
    }
    if arguments.json:
        print(json.dumps(report, indent=1, ensure_ascii=False))
        return
    for kind, figures in report.items():
        print(
            f"{kind:12} {figures['queries']:4}  hit@1 {figures['hit@1']:.2f}  "
            f"hit@3 {figures['hit@3']:.2f}"
        )
    for outcome in outcomes:
        if not outcome.hits[3]:
            print(f"  missed, {outcome.kind}: {outcome.query}")


def _summary(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    found: dict[str, Any] = {"queries": len(outcomes)}
    for depth in DEPTHS:
        count = sum(outcome.hits[depth] for outcome in outcomes)
        found[f"hit@{depth}"] = round(count / max(len(outcomes), 1), 4)
    found["missed"] = [outcome.query for outcome in outcomes if not outcome.hits[3]]
    return found


if __name__ == "__main__":
    main()

"""Measure what daily digests show, on topics whose papers were graded.

    python benchmarks/digest_topics.py FOLDER --data DATA [--days FIRST..LAST] [--json]

FOLDER holds topics.json, [{name, about}], and labels.jsonl, {topic, id, grade}: 2 is a paper that a
reader of the topic would be glad to see, 1 one that touches it, 0 any other. DATA holds
arxiv_daily/announce, a file of announced papers a day. In a fresh home each day's papers arrive and
a digest of all topics is made. Papers without a grade are left out of every measure.

The other rankings show as many papers of each topic as papertrail does, the best of all days.
"first day" reads each day in a home that holds nothing else, "later day" in one that got the papers
of ten days before. "quiet" are topics with fewer than five papers of grade 1 or 2.
"""

import argparse
import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from digest_replay import Announced, Replay, announced, encoded
from topic_peers import Records, Scores

BEFORE = 10
FEW = 5
DEPTH = 10
WEEK = 5
"""Days with announcements in a week."""
Topics = Sequence[Mapping[str, Any]]
Grades = Mapping[str, Mapping[str, int]]


@dataclass
class Shown:
    """What was shown of one topic.

    Attributes:
        ids: in the order shown.
        relevance: of every paper that was considered, by its id.
    """

    ids: list[str] = field(default_factory=list)
    relevance: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Measures:
    """The measures of one topic, or their means; NaN where there is nothing to measure.

    Attributes:
        shown: papers shown a week.
        judged: papers shown that have a grade.
        glad: the share of these with grade 2.
        touched: the share with grade 1 or 2.
        recall: the share of all papers of grade 2 that were shown.
        ndcg: at 10, over the graded papers.
        alarms: papers a week that were shown and have grade 0.
    """

    shown: float
    judged: float
    glad: float
    touched: float
    recall: float
    ndcg: float
    alarms: float


def main() -> None:
    """Replay the days and report."""
    arguments = _arguments()
    topics = json.loads((arguments.folder / "topics.json").read_text(encoding="utf-8"))
    grades = _grades(arguments.folder / "labels.jsonl", topics)
    everything = announced(arguments.data, arguments.cache)
    days = everything.between(*arguments.days)
    own = _replayed(everything, topics, [], days)
    ways = {"papertrail": own, **_peers(everything, days, topics, own)}
    earlier = everything.between(days[0] - timedelta(days=60), days[0] - timedelta(days=1))
    ways["first day"] = _joined([_replayed(everything, topics, [], [day]) for day in days])
    ways["later day"] = _replayed(everything, topics, earlier[-BEFORE:], days)
    figures = {
        way: {
            topic: _measures(shown, grades[topic], len(days) / WEEK)
            for topic, shown in found.items()
        }
        for way, found in ways.items()
    }
    for by_topic in figures.values():
        _add_means(by_topic, grades)
    if arguments.json:
        print(json.dumps({w: {t: asdict(m) for t, m in f.items()} for w, f in figures.items()}))
    else:
        print(_table(figures))
    if arguments.titles:
        _print_titles(own, grades, everything)


def _grades(file: Path, topics: Topics) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {topic["name"]: {} for topic in topics}
    for line in file.read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        grades[label["topic"]][label["id"]] = label["grade"]
    return grades


# What is shown


def _replayed(
    everything: Announced, topics: Topics, before: Sequence[date], days: Sequence[date]
) -> dict[str, Shown]:
    """Return what a fresh home shows on some days, having got the papers of earlier ones."""
    found = {topic["name"]: Shown() for topic in topics}
    with tempfile.TemporaryDirectory() as folder, Replay(Path(folder), everything, topics) as home:
        for day in before:
            home.arrive(day)
            home.digest(day)
        for day in days:
            home.arrive(day)
            shown, relevance = home.digest(day)
            for topic, known in found.items():
                known.ids += shown[topic]
                known.relevance |= relevance[topic]
    return found


def _joined(parts: Sequence[Mapping[str, Shown]]) -> dict[str, Shown]:
    found: dict[str, Shown] = {}
    for part in parts:
        for topic, shown in part.items():
            whole = found.setdefault(topic, Shown())
            whole.ids += shown.ids
            whole.relevance |= shown.relevance
    return found


def _peers(
    everything: Announced, days: Sequence[date], topics: Topics, own: Mapping[str, Shown]
) -> dict[str, dict[str, Shown]]:
    """Return what other rankings of the same days' papers show: as many as papertrail."""
    rows = [row for day in days for row in everything.days[day]]
    ids = [everything.records[row]["id"] for row in rows]
    texts = [everything.texts[row] for row in rows]
    people = [" ".join(everything.records[row]["authors"]) for row in rows]
    records = Records(
        texts,
        [f"{text} {names}" for text, names in zip(texts, people, strict=True)],
        everything.vectors[rows],
    )
    peers: dict[str, dict[str, Shown]] = {}
    nothing = np.empty(0, np.int64)
    for topic in topics:
        name, about = topic["name"], topic["about"]
        words = "\n".join([name, *about])
        described = encoded(everything.encoder, about, everything.cache)
        for peer, scores in (
            ("cosine", records.cosine(described)),
            ("BM25", records.bm25(words)),
            ("arxiv-sanity-lite", records.sanity(nothing, words)),
            ("zotero-arxiv-daily", records.library(described)),
        ):
            shown = _best(scores, ids, len(own[name].ids))
            peers.setdefault(peer, {})[name] = shown
    return peers


def _best(scores: Scores, ids: Sequence[str], count: int) -> Shown:
    order = np.argsort(-scores, kind="stable")[:count]
    relevance = dict(zip(ids, map(float, scores), strict=True))
    return Shown([ids[row] for row in order], relevance)


# Measuring


def _measures(shown: Shown, grades: Mapping[str, int], weeks: float) -> Measures:
    judged = [grades[number] for number in shown.ids if number in grades]
    pool = [number for number in grades if number in shown.relevance]
    good = sum(grades[number] == 2 for number in pool)
    return Measures(
        len(shown.ids) / weeks,
        len(judged),
        _share(judged.count(2), len(judged)),
        _share(len(judged) - judged.count(0), len(judged)),
        _share(judged.count(2), good),
        _ndcg(sorted(pool, key=lambda number: -shown.relevance[number]), grades),
        judged.count(0) / weeks,
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def _ndcg(ranked: Sequence[str], grades: Mapping[str, int]) -> float:
    discounts = 1 / np.log2(np.arange(2, DEPTH + 2))
    gains = np.array([2 ** grades[number] - 1 for number in ranked], float)
    ideal = float((np.sort(gains)[::-1][:DEPTH] * discounts[: len(gains)]).sum())
    return float((gains[:DEPTH] * discounts[: len(gains)]).sum()) / ideal if ideal else float("nan")


def _add_means(by_topic: dict[str, Measures], grades: Grades) -> None:
    """Add the means over all topics that have something to measure, and over the quiet ones."""
    quiet = [topic for topic in grades if sum(map(bool, grades[topic].values())) < FEW]
    usual = [topic for topic in grades if topic not in quiet]
    for name, chosen in (("all", usual), ("quiet", quiet)):
        if chosen:
            rows = np.array([list(asdict(by_topic[topic]).values()) for topic in chosen])
            counted = (~np.isnan(rows)).sum(axis=0)
            means = np.nansum(rows, axis=0) / np.where(counted, counted, np.nan)
            by_topic[name] = Measures(*means.tolist())


def _table(figures: Mapping[str, Mapping[str, Measures]]) -> str:
    head = ("shown/wk", "judged", "P(2)", "P(>=1)", "recall", "nDCG@10", "false/wk")
    lines = [f"{'':20}{'':32}" + "".join(f"{name:>9}" for name in head)]
    for way, by_topic in figures.items():
        for topic, measures in by_topic.items():
            if way == "papertrail" or topic in {"all", "quiet"}:
                shown, judged, *shares, alarms = asdict(measures).values()
                lines.append(
                    f"{way:20}{topic:32}{shown:9.1f}{judged:9.0f}"
                    + "".join(f"{share:9.3f}" for share in shares)
                    + f"{alarms:9.1f}"
                )
    return "\n".join(lines)


def _print_titles(own: Mapping[str, Shown], grades: Grades, everything: Announced) -> None:
    titles = {record["id"]: record["title"] for record in everything.records}
    for topic, shown in own.items():
        print(f"\n{topic}")
        for number in shown.ids:
            grade = grades[topic].get(number, "-")
            print(f"  {grade} {shown.relevance.get(number, 0):.2f} {number} {titles[number][:90]}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="holds topics.json and labels.jsonl")
    parser.add_argument("--data", type=Path, required=True, help="holds arxiv_daily/announce")
    parser.add_argument(
        "--days", type=_days, default=_days("2026-06-08..2026-06-19"), metavar="FIRST..LAST"
    )
    parser.add_argument(
        "--cache",
        type=Path,
        default=Path(tempfile.gettempdir(), "papertrail-benchmarks"),
        help="where embeddings are kept between runs",
    )
    parser.add_argument("--titles", action="store_true", help="also print what is shown")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser.parse_args()


def _days(text: str) -> tuple[date, date]:
    match = re.fullmatch(r"(\S+)\.\.(\S+)", text)
    if not match:
        raise argparse.ArgumentTypeError("write FIRST..LAST, such as 2026-06-08..2026-06-19")
    return date.fromisoformat(match[1]), date.fromisoformat(match[2])


if __name__ == "__main__":
    main()

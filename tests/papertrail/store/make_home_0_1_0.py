"""Make the home of version 0.1.0 that test_home_0_1_0.py opens, and what 0.1.0 reads from it.

Runs on the code of version 0.1.0:

    git worktree add /tmp/old 195b2d3
    PYTHONPATH=/tmp/old python tests/papertrail/store/make_home_0_1_0.py
"""

import json
import lzma
import random
import tempfile
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from feeds.paper import Author, Paper
from feeds.source import Announcement, Status
from papertrail.store import Digest, DigestPaper, Filter, Standing, Store
from papertrail.store.sources import Proof

HERE = Path(__file__).parent
START = datetime(2026, 6, 1, 8, tzinfo=UTC)
WORDS = [
    "graph",
    "attention",
    "sparse",
    "speech",
    "learning",
    "models",
    "robust",
    "causal",
    "kernel",
    "tensor",
    "policy",
    "value",
    "agent",
    "retrieval",
    "protein",
    "folding",
    "vision",
    "language",
    "token",
    "latent",
    "diffusion",
    "flow",
    "bayesian",
    "sampling",
]
DRAW = random.Random(10)


def moment(day: int) -> datetime:
    """Return a moment of the home's life."""
    return START + timedelta(days=day)


def iso(when: datetime) -> str:
    """Return a moment as it is stored."""
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def preprint(number: int) -> Paper:
    """Return a paper of arXiv."""
    title = f"{' '.join(DRAW.sample(WORDS, 6))} {number}".capitalize()
    if number % 50 == 0:
        title = title.replace("e", "é")
    return Paper(
        (("arxiv", f"2606.{number:05}"), *[("doi", f"10.1000/X.{number}")] * (number % 7 == 0)),
        title,
        f"We study {' '.join(DRAW.choices(WORDS, k=8))}.",
        tuple(Author(f"Ada {word.title()}") for word in DRAW.sample(WORDS, 1 + number % 4)),
        url=f"https://arxiv.org/abs/2606.{number:05}",
        version=1,
        submitted=moment(number % 14),
        updated=moment(number % 14),
        announced=moment(number % 14).date(),
        categories=("cs.LG", "stat.ML")[: 1 + number % 2],
    )


def printed(number: int, paper: Paper) -> Paper:
    """Return a preprint as a conference shows it."""
    return Paper(
        (("openreview", f"id{number:06}"),),
        paper.title,
        "",
        paper.authors,
        url=f"https://openreview.net/forum?id=id{number:06}",
        venue="NeurIPS 2025",
        year=2025,
    )


def fill_works(store: Store) -> None:
    """Store 2,000 papers, of several sources and versions, and correct some by hand."""
    papers = [preprint(number) for number in range(1, 1801)]
    for first in range(0, 1800, 200):
        store.works.save(papers[first : first + 200], "arxiv:cs.LG", moment(first // 200))
    store.works.save([printed(n, papers[n]) for n in range(100)], "neurips", moment(10), news=True)
    others = [printed(n, preprint(9000 + n)) for n in range(200, 400)]
    store.works.save(others, "neurips", moment(10))
    posts = [
        Paper(
            (("url", f"https://blog.example/{n}"), *papers[n].identifiers[:1]),
            papers[n].title,
            url=f"https://blog.example/{n}",
            discussions=(f"https://blog.example/{n}",),
        )
        for n in range(50, 80)
    ]
    store.works.save(posts, "https://blog.example/feed.xml", moment(11))
    revised = [
        replace(paper, version=2, abstract=f"{paper.abstract} Anew.", updated=moment(12))
        for paper in papers[:150]
    ]
    store.works.save(revised, "arxiv:cs.LG", moment(12), news=True)
    store.works.save([replace(papers[200], version=2, withdrawn=True)], "arxiv:cs.LG", moment(12))
    store.works.note_removed("arxiv", "2606.00300", moment(13))
    store.works.join([401, 402], moment(13))
    store.works.split("openreview", "id000005", moment(13))


def fill_sources(store: Store) -> None:
    """Store how the sources were read."""
    for name in ("arxiv:cs.LG", "neurips", "https://blog.example/feed.xml"):
        store.sources.save_cursor(name, {"since": "2026-06-12", "etag": name[:3]})
        store.sources.record(name, "current", "", iso(moment(13)), succeeded=True)
    store.sources.record("neurips", "failed", "answered 503", iso(moment(14)), succeeded=False)
    for day in range(12):
        seen = [("arxiv", f"2606.{number:05}") for number in range(1795, 1803)]
        announcement = Announcement(
            date(2026, 6, 1 + day), Status.CURRENT, 8, tuple(seen), "" if day else "first"
        )
        store.sources.record_day("arxiv:cs.LG", announcement, iso(moment(day)))
    store.sources.record_proof(
        Proof("arxiv:cs.LG", "2026-06-01", "2026-06-12", 1800, 1799, iso(moment(13)))
    )


def fill_marks(store: Store) -> None:
    """Store marks of all kinds."""
    for work in range(1, 120):
        kind = DRAW.choice(["like", "dislike", "save", "reading", "read", "skip"])
        topic = "Graphs" if kind in ("like", "dislike") and work % 3 == 0 else ""
        store.marks.set([work], kind, moment(work % 12), topic)
    store.marks.set([401], "like", moment(3))
    store.searches.save("graphs", "graph attention cat:cs.LG", "hybrid", moment(2))
    store.searches.save("blog", "source:https://blog.example/feed.xml", "keyword", moment(4))
    store.topic_models.put("Graphs", "a hash", bytes(range(256)))
    store.topic_models.put("", "another", b"sample")


def fill_digests(store: Store) -> None:
    """Store twelve digests and their deliveries."""
    for day in range(12):
        works = store.digests.unknown(range(day * 130 + 150, day * 130 + 170))[:15]
        papers = tuple(
            DigestPaper(
                ("Graphs", "Speech")[rank % 2],
                rank // 2 + 1,
                work,
                round(1 - rank / 20, 3),
                {"terms": [["graph", 0.5]], "like": None},
                "exploration" if rank > 12 else "match",
            )
            for rank, work in enumerate(works)
        )
        sources = (Standing("arxiv:cs.LG", "current", 20), Standing("neurips", "failed"))
        events = tuple(store.digests.untold_events()[:3])
        digest = Digest(
            iso(moment(day)), 20, day * 130 + 170, sources, papers if day != 5 else (), day, events
        )
        number = store.digests.add(digest, {1700 + day: iso(moment(day)), 1750: iso(START)})
        store.deliveries.plan(number, ["mail", "chat"], iso(moment(day)))
    for delivery in store.deliveries.open():
        store.deliveries.begin(delivery, iso(moment(12)))
        if delivery.id % 5 == 0:
            store.deliveries.fail(delivery, "answered 503", iso(moment(12)))
        elif delivery.id % 7 == 0:
            store.deliveries.doubt(delivery, "no answer", iso(moment(12)))
        elif delivery.id % 9:
            store.deliveries.confirm(delivery, iso(moment(12)))


def read(store: Store) -> dict[str, Any]:
    """Return what a reader sees of the home."""
    keys = store.works.matching(Filter()).tolist()
    return {
        "works": [asdict(work) for work in store.works.get(keys)],
        "appearances": [[asdict(seen) for seen in store.works.appearances(key)] for key in keys],
        "events": [[asdict(event) for event in store.works.events(key)] for key in keys],
        "discussions": [store.works.discussions(key) for key in keys],
        "marks": [asdict(mark) for mark in store.marks.all()],
        "opinions": [asdict(mark) for mark in store.marks.opinions("Graphs")],
        "digests": [
            [number, asdict(store.digests.up_to(number, 1)[0])]
            for day in range(13)
            for number in store.digests.numbers_of(iso(moment(day))[:10])
        ],
        "made_on": [asdict(digest) for digest in store.digests.made_on("2026-06-03")],
        "considered_up_to": store.digests.considered_up_to(iso(moment(30))),
        "waiting": sorted(store.digests.waiting().items()),
        "unknown": store.digests.unknown(keys),
        "unreported": store.digests.untold_events(),
        "topics": [store.digests.topic_of(key) for key in keys],
        "shown_under": sorted(store.digests.shown_under("Graphs")),
        "searches": [asdict(search) for search in store.searches.all()],
        "deliveries": [asdict(delivery) for delivery in store.deliveries.recent(99)],
        "open": [asdict(delivery) for delivery in store.deliveries.open()],
        "states": {name: asdict(state) for name, state in store.sources.states().items()},
        "days": [asdict(day) for day in store.sources.days("2026-01-01")],
        "proofs": {name: asdict(proof) for name, proof in store.sources.proofs().items()},
    }


def main() -> None:
    """Write the home's dump, and what 0.1.0 reads from it."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(Path(folder) / "papertrail.db", create=True) as store,
    ):
        with store.transaction():
            fill_works(store)
            fill_sources(store)
            fill_marks(store)
            fill_digests(store)
        found = json.dumps(read(store), separators=(",", ":"))
        store.connection.execute("DELETE FROM facet_blocks")
        pragmas = [
            f"PRAGMA {name} = {store.connection.execute(f'PRAGMA {name}').fetchone()[0]};"
            for name in ("application_id", "user_version")
        ]
        dump = "\n".join([*store.connection.iterdump(), *pragmas])
    for name, text in (("home_0_1_0.sql.xz", dump), ("home_0_1_0.json.xz", found)):
        (HERE / name).write_bytes(lzma.compress(text.encode(), preset=9))


if __name__ == "__main__":
    main()

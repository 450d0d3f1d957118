"""A home of any size with the statistics of real papers, written by bulk paths.

Titles and abstracts are sentences of real ones, recombined; names and categories are drawn from
real ones; a vector is a mixture of the embeddings of two real abstracts and noise. Only the keys to
look titles up by are drawn freely.
"""

import random
import re
import shutil
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from real_papers import embeddings, papers

import feeds.paper
from index.sentences import split
from index.vectors.index import text_hash
from papertrail.config import load
from papertrail.indexing.generations import open_semantics
from papertrail.indexing.keywords import catch_up_keywords, open_keywords
from papertrail.store import Store
from papertrail.store.transaction import writing
from papertrail.types.work import paper_text
from papertrail.workspace import Home

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BATCH = 50_000
FIRST, LAST = date(1995, 1, 1), date(2026, 6, 16)
_NOISE = 0.35


@dataclass(frozen=True, slots=True)
class Paper:
    """A synthetic paper."""

    number: str
    day: str
    title: str
    abstract: str
    authors: list[str]
    categories: list[str]


class Corpus:
    """Draws papers that look like real ones; the same seed draws the same."""

    def __init__(self, recorded: Path, seed: int) -> None:
        self._random = random.Random(seed)
        real = list(papers(recorded))
        self._openings, self._endings = [], []
        for paper in real:
            words = re.sub(r"\s+", " ", paper["title"]).split(" ")
            self._openings.append(" ".join(words[: len(words) // 2]))
            self._endings.append(" ".join(words[len(words) // 2 :]))
        abstracts = [split(re.sub(r"\s+", " ", paper["summary"])) for paper in real]
        self._sentences = [sentence for sentences in abstracts for sentence in sentences]
        self._lengths = [len(sentences) for sentences in abstracts]
        names = {name for paper in real for name in paper["authors"] if " " in name}
        self._given = sorted({name.rsplit(" ", 1)[0] for name in names})
        self._family = sorted({name.rsplit(" ", 1)[1] for name in names})
        self._counts = [min(len(paper["authors"]), 30) for paper in real]
        self._categories = [paper["categories"] for paper in real]

    def draw(self, count: int, prefix: str = "") -> Iterator[Paper]:
        """Yield papers in the order of their days, more each year; numbers begin with `prefix`."""
        choice, span = self._random.choice, (LAST - FIRST).days
        months: dict[str, int] = {}
        for place in range(count):
            day = FIRST + timedelta(days=int(span * (place / count) ** 0.5))
            month = f"{day:%y%m}"
            months[month] = months.get(month, 0) + 1
            yield Paper(
                f"{prefix}{month}.{months[month]:05d}",
                day.isoformat(),
                f"{choice(self._openings)} {choice(self._endings)}",
                " ".join(self._random.choices(self._sentences, k=choice(self._lengths))),
                [
                    f"{choice(self._given)} {choice(self._family)}"
                    for _ in range(choice(self._counts))
                ],
                choice(self._categories),
            )


class Vectors:
    """Draws unit vectors that are distributed as real embeddings are."""

    def __init__(self, real: "NDArray[np.float32]", seed: int) -> None:
        import numpy as np

        self._real = real
        self._random = np.random.default_rng(seed)

    def draw(self, count: int) -> "NDArray[np.float32]":
        """Return vectors, float32 [count, dim]."""
        import numpy as np

        one, other = self._random.integers(0, len(self._real), (2, count))
        share = self._random.random((count, 1), dtype=np.float32) * 0.5
        noise = self._random.standard_normal((count, self._real.shape[1]), dtype=np.float32)
        noise *= _NOISE / self._real.shape[1] ** 0.5
        mixed = (1 - share) * self._real[one] + share * self._real[other] + noise
        unit: NDArray[np.float32] = mixed / np.linalg.norm(mixed, axis=1, keepdims=True)
        return unit


def build(root: Path, count: int, recorded: Path, real: Path) -> None:
    """Make a home of `count` papers in `root`, unless it is there.

    They are like those recorded, with vectors like those of the home `real`.
    """
    done = root / "built"
    if done.exists():
        return
    started = time.perf_counter()
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    (real / "cache").mkdir(exist_ok=True)
    (root / "cache").symlink_to((real / "cache").absolute())
    (root / "config.toml").write_text("[feeds]\n")
    home = Home(root, root / "cache", root / "state")
    vectors = Vectors(embeddings(real), seed=1)
    semantics = open_semantics(home, load(home.config_file))
    with Store.open(home.database, create=True) as store:
        fast = _Bulk(store.connection)
        first = 1
        for batch in _batches(Corpus(recorded, seed=2).draw(count)):
            fast.write(first, batch)
            keys = range(first, first + len(batch))
            hashes = [text_hash(paper_text(paper.title, paper.abstract)) for paper in batch]
            semantics.vectors.append(keys, hashes, vectors.draw(len(batch)), keys[-1])
            first += len(batch)
            print(
                f"  {first - 1:,} papers written after {time.perf_counter() - started:.0f} s",
                flush=True,
            )
        fast.finish()
        with store.transaction():
            store.works.prepare_filters()
            # Else the first update would, at some sizes: one in many does.
            store.connection.execute(
                "INSERT OR IGNORE INTO author_words SELECT * FROM author_words_new"
            )
            store.connection.execute("DELETE FROM author_words_new")
        print(
            f"  {count:,} papers stored after {time.perf_counter() - started:.0f} s; now their "
            "words",
            flush=True,
        )
        catch_up_keywords(store, open_keywords(home))
    done.touch()
    print(f"{root}: {count:,} papers in {time.perf_counter() - started:.0f} s")


def write_store(database: Path, drawn: Iterator[Paper]) -> None:
    """Make a database of papers, ready for filters, without any index."""
    with Store.open(database, create=True) as store:
        fast, first = _Bulk(store.connection), 1
        for batch in _batches(drawn):
            fast.write(first, batch)
            first += len(batch)
        fast.finish()
        with store.transaction():
            store.works.prepare_filters()


def paper_of(drawn: Paper, now: datetime) -> feeds.paper.Paper:
    """Return a paper as a source would hand it in now."""
    return feeds.paper.Paper(
        identifiers=(("arxiv", drawn.number),),
        title=drawn.title,
        abstract=drawn.abstract,
        url=_url(drawn),
        authors=tuple(map(feeds.paper.Author, drawn.authors)),
        categories=tuple(drawn.categories),
        version=1,
        submitted=now,
        updated=now,
    )


def _batches(drawn: Iterator[Paper]) -> Iterator[list[Paper]]:
    batch: list[Paper] = []
    for paper in drawn:
        batch.append(paper)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


class _Bulk:
    """Fills tables without triggers and secondary indexes, which are made at the end by sorting."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.executescript(
            "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -500000"
        )
        self._left_out = connection.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND "
            "sql IS NOT NULL"
        ).fetchall()
        for kind, name, _ in self._left_out:
            connection.execute(f"DROP {kind} {name}")
        connection.execute("CREATE TEMP TABLE drawn_keys (key TEXT, work INTEGER)")

    def write(self, first: int, batch: list[Paper]) -> None:
        """Store papers under the keys from `first` on."""
        numbered = list(enumerate(batch, first))
        rows: dict[str, Iterator[tuple[Any, ...]]] = {
            "works (id, title, abstract, url, version, submitted, updated, fetched, change)": (
                (
                    key,
                    p.title,
                    p.abstract,
                    _url(p),
                    1,
                    *[f"{p.day}T00:00:00Z"] * 2,
                    "2026-06-17T00:00:00Z",
                    key,
                )
                for key, p in numbered
            ),
            "identifiers (scheme, value, work)": (("arxiv", p.number, key) for key, p in numbered),
            "authors (work, position, name)": (
                (key, place, name) for key, p in numbered for place, name in enumerate(p.authors)
            ),
            "categories (work, position, name)": (
                (key, place, name) for key, p in numbered for place, name in enumerate(p.categories)
            ),
            "appearances (work, source, scheme, value, url, seen)": (
                (
                    key,
                    f"arxiv:{p.categories[0]}",
                    "arxiv",
                    p.number,
                    _url(p),
                    "2026-06-17T00:00:00Z",
                )
                for key, p in numbered
            ),
            "drawn_keys (key, work)": (
                (f"{random.getrandbits(64):016x}", key) for key, _ in numbered for _ in range(4)
            ),
        }
        with writing(self._connection):
            for table, values in rows.items():
                marks = ", ".join("?" * (table.count(",") + 1))
                self._connection.executemany(f"INSERT INTO {table} VALUES ({marks})", values)

    def finish(self) -> None:
        """Make what was left out."""
        with writing(self._connection):
            self._connection.execute(
                "INSERT INTO title_keys SELECT key, work FROM drawn_keys ORDER BY key, work"
            )
            for _, _, sql in self._left_out:
                self._connection.execute(sql)
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _url(paper: Paper) -> str:
    return f"https://arxiv.org/abs/{paper.number}"

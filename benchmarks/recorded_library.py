"""A home of recorded papers from arXiv, NeurIPS and ICML, some without abstracts."""

import gzip
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from feeds.paper import Author, Paper
from papertrail.config import load
from papertrail.indexing.catch_up import catch_up
from papertrail.indexing.generations import answer_with, open_semantics
from papertrail.indexing.keywords import catch_up_keywords, open_keywords
from papertrail.store import Store
from papertrail.workspace import Home

_BATCH = 2000
_NOW = datetime(2026, 7, 1, tzinfo=UTC)


def build(root: Path, data: Path) -> None:
    """Store and index the recorded papers in the home `root`, or what is missing of them.

    Embedding takes about ten minutes on two cores. A home that another version made is brought up
    to date.
    """
    root.mkdir(parents=True, exist_ok=True)
    (root / "config.toml").write_text("[feeds]\n", encoding="utf-8")
    home = Home(root, root / "cache", root / "state")
    with Store.open(home.database, create=True) as store:
        if not store.works.count():
            for source, papers in _sources(data):
                _save(store, source, papers)
        with store.transaction():
            store.works.prepare_filters()
        catch_up_keywords(store, open_keywords(home))
        config = load(home.config_file)
        semantics = open_semantics(home, config)
        catch_up(store, semantics)
        answer_with(home, config, semantics)


def _save(store: Store, source: str, papers: Iterable[Paper]) -> None:
    batch: list[Paper] = []
    for paper in papers:
        batch.append(paper)
        if len(batch) == _BATCH:
            _write(store, source, batch)
            batch = []
    _write(store, source, batch)


def _write(store: Store, source: str, batch: list[Paper]) -> None:
    with store.transaction() as tx:
        tx.works.save(batch, source, _NOW)


def _sources(data: Path) -> Iterator[tuple[str, Iterator[Paper]]]:
    """Yield the papers by source: 18,000 with an abstract, and 3,300 of ICML 2025 without."""
    yield "arxiv:cs.LG", _arxiv(data / "arxiv_daily" / "announce")
    yield "neurips", _conference(_json(data / "neurips/paperlists_nips2018.json.gz"), 2018)
    yield "neurips", _conference(_json(data / "neurips/papers_nips_cc_2019.json.gz"), 2019)
    yield "neurips", _conference(_lines(data / "neurips/derived_neurips2023_joined.jsonl.gz"), 2023)
    icml = data / "icml"
    yield "icml", _conference(_json(icml / "paperlists_icml2019.json.gz"), 2019, "ICML")
    yield "icml", _conference(_json(icml / "icml2024_events.json.gz"), 2024, "ICML")
    yield "icml", _conference(_lines(icml / "dblp_icml2025_list_noabs.jsonl.gz"), 2025, "ICML")


def _arxiv(folder: Path) -> Iterator[Paper]:
    seen = set[str]()
    for file in sorted(folder.glob("*.jsonl.gz")):
        for line in _lines(file):
            if line["id"] not in seen:
                seen.add(line["id"])
                yield Paper(
                    identifiers=(("arxiv", line["id"]),),
                    title=line["title"],
                    abstract=line["summary"],
                    authors=tuple(map(Author, line["authors"])),
                    url=line["abs"],
                    announced=date.fromisoformat(file.name[:10]),
                    categories=tuple(line["categories"]),
                    comment=line.get("comment"),
                )


def _conference(
    records: Iterable[dict[str, Any]], year: int, name: str = "NeurIPS"
) -> Iterator[Paper]:
    for place, record in enumerate(records):
        title = record.get("title") or record.get("name") or ""
        if title:
            yield Paper(
                identifiers=(("virtual", f"{name.lower()}/{year}/{place}"),),
                title=title,
                abstract=record.get("abstract") or "",
                authors=tuple(map(Author, _authors(record))),
                venue=f"{name} {year}",
                year=year,
            )


def _authors(record: dict[str, Any]) -> list[str]:
    found = record.get("authors") or record.get("author") or record.get("speakers/authors") or ""
    if isinstance(found, list):
        return [name if isinstance(name, str) else _full_name(name) for name in found]
    separator = ";" if ";" in found else ","
    return [name.strip() for name in found.split(separator) if name.strip()]


def _full_name(author: dict[str, str]) -> str:
    return f"{author.get('given_name') or ''} {author.get('family_name') or ''}".strip()


def _json(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        found: list[dict[str, Any]] = json.load(file)
        return found


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)

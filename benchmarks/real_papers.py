"""Read real papers, and the embeddings of those in a home, without embedding them anew."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def papers(recorded: Path) -> Iterator[dict[str, Any]]:
    """Yield the papers of recorded arXiv announcements, once each.

    A paper has title, summary, authors and categories.
    """
    seen = set()
    for file in sorted((recorded / "data" / "arxiv_daily").glob("announce*/*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for paper in map(json.loads, lines):
                if paper["id"] not in seen and paper.get("summary"):
                    seen.add(paper["id"])
                    yield paper
    for file in sorted((recorded / "data" / "arxiv_daily" / "ai4chem").glob("*.json.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as text:
            for number, paper in json.load(text).items():
                if number not in seen and paper.get("abstract"):
                    seen.add(number)
                    yield paper | {"summary": paper["abstract"]}
    for file in sorted((recorded / "data" / "neurips").glob("derived_*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for paper in map(json.loads, lines):
                if paper.get("abstract") and paper["title"] not in seen:
                    seen.add(paper["title"])
                    yield paper | {"summary": paper["abstract"], "categories": ["cs.LG"]}


def embeddings(home: Path) -> Any:  # noqa: ANN401 - numpy is imported late
    """Return the embeddings of the real papers in a home, float32 [n, dim]."""
    import numpy as np

    from index.vectors.index import VectorIndex

    found = []
    for state in sorted(home.glob("index/*/state.json")):
        stored = json.loads(state.read_bytes())
        index = VectorIndex.open(state.parent, stored["dim"], stored["fingerprint"])
        found.append(index.vectors(index.keys())[1])
    if not found:
        raise SystemExit(f"{home} holds no index")
    return np.concatenate(found)

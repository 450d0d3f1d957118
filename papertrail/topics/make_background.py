"""Make the statistics that come with the package, from recorded announcements of papers.

    python -m papertrail.topics.make_background DATA [--every 2] [--vectors FILE]

DATA holds arxiv_daily/announce_lg, 10,287 papers of autumn 2025. Words are counted in all of them;
every second one is embedded, with the packaged model. What is written are means, variances and
counts.
"""

import argparse
import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from index.embedding.encoder import Encoder
from index.embedding.hub import PACKAGED_NAME
from index.embedding.resolve import resolve
from papertrail.topics.packing import pack
from papertrail.topics.phrases import ReadText, compounds
from papertrail.topics.usual import FILE, packed
from papertrail.types.work import paper_text

AXES = 128
RAREST = 3
"""Papers that have a word, at least; others would take most of the room."""


def main() -> None:
    """Count, embed and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path, help="the folder of recorded data")
    parser.add_argument("--every", type=int, default=2, help="embed one of this many papers (2)")
    parser.add_argument("--cache", type=Path, required=True, help="for the converted model")
    parser.add_argument("--vectors", type=Path, help="keep the embeddings in this .npy file")
    arguments = parser.parse_args()
    papers = _papers(arguments.data / "arxiv_daily" / "announce_lg")
    encoder = Encoder(resolve(PACKAGED_NAME, arguments.cache), arguments.cache, "cpu")
    if arguments.vectors and arguments.vectors.exists():
        vectors = np.load(arguments.vectors)
    else:
        texts = [paper_text(*paper) for paper in papers[:: arguments.every]]
        vectors = encoder.encode(texts)
    if arguments.vectors:
        np.save(arguments.vectors, vectors)
    counts = _counts(papers)
    rest = {
        "fingerprint": encoder.model.fingerprint,
        "papers": len(papers),
        "units": list(counts),
    }
    frequencies = np.array(list(counts.values()), np.uint16)
    content = pack(rest, frequencies=frequencies, **packed(vectors, AXES))
    Path(__file__).with_name(FILE).write_bytes(content)


def _papers(folder: Path) -> list[tuple[str, str]]:
    """Return the title and the abstract of each paper, once."""
    found: dict[str, Any] = {}
    for file in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for paper in map(json.loads, lines):
                texts = (" ".join(paper[key].split()) for key in ("title", "summary"))
                found.setdefault(paper["id"], tuple(texts))
    return list(found.values())


def _counts(papers: list[tuple[str, str]]) -> dict[str, int]:
    """Return how many papers have a stem, or a pair of stems that some write with a hyphen."""
    hyphenated: Counter[str] = Counter()
    for paper in papers:
        hyphenated.update(compounds("\n".join(paper)))
    counts: Counter[str] = Counter()
    for paper in papers:
        found = ReadText(*paper).counts
        counts.update(unit for unit in found if " " not in unit or hyphenated[unit] >= RAREST)
    return {unit: count for unit, count in sorted(counts.items()) if count >= RAREST}


if __name__ == "__main__":
    main()

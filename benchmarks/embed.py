"""How many abstracts a second papertrail's encoder embeds, beside SentenceTransformer at its defaults.

    python benchmarks/embed.py DATA_FOLDER [--papers 512] [--rounds 5] [--precision f32] [--json]

Both encode the same strings, in turns within one run, so that whatever else the machine does falls on both. The rate is
the median of the rounds; the ratio is the median of the ratios of the rounds. The cosine is taken between the two
vectors of each text.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.encoder import DEVICES, Encoder
from index.models import PACKAGED_NAME, resolve

if TYPE_CHECKING:
    from collections.abc import Callable


def main() -> None:
    """Measure, and print a table or JSON."""
    arguments = _arguments()
    texts = _texts(arguments.data, arguments.papers)
    with tempfile.TemporaryDirectory(prefix="papertrail-bench-") as folder:
        result = _measure(texts, arguments, Path(folder))
    print(json.dumps(result, indent=1) if arguments.json else _table(result))


def _measure(texts: list[str], arguments: argparse.Namespace, cache: Path) -> dict[str, float | int | str]:
    """Time both encoders on `texts` and compare their vectors."""
    import torch
    from sentence_transformers import SentenceTransformer

    model = resolve(arguments.model, cache)
    encoder = Encoder(model, cache, device=arguments.device, precision=arguments.precision)
    baseline = SentenceTransformer(str(model.path), device=encoder.engine.split()[1])
    # Both warm: conversion, compilation and the first batches are paid once, not for each paper.
    ours, theirs = encoder.encode(texts[:32]), baseline.encode(texts[:32])
    our_times, their_times = [], []
    for number in range(arguments.rounds):
        seconds, ours = _timed(lambda: encoder.encode(texts))
        our_times.append(seconds)
        seconds, theirs = _timed(lambda: baseline.encode(texts))
        their_times.append(seconds)
        print(f"round {number + 1}: {our_times[-1]:.2f} s and {their_times[-1]:.2f} s", file=sys.stderr)
    theirs = theirs / np.linalg.norm(theirs, axis=1, keepdims=True)
    cosine = np.einsum("ij,ij->i", ours, theirs)
    ratios = [theirs_ / ours_ for ours_, theirs_ in zip(our_times, their_times, strict=True)]
    return {
        "engine": encoder.engine,
        "papers": len(texts),
        "rounds": arguments.rounds,
        "threads": torch.get_num_threads(),
        "papertrail_per_second": len(texts) / statistics.median(our_times),
        "sentence_transformers_per_second": len(texts) / statistics.median(their_times),
        "ratio": statistics.median(ratios),
        "ratio_min": min(ratios),
        "ratio_max": max(ratios),
        "cosine_min": float(cosine.min()),
        "cosine_mean": float(cosine.mean()),
    }


def _timed(encode: Callable[[], np.ndarray]) -> tuple[float, np.ndarray]:
    start = time.perf_counter()
    vectors = encode()
    return time.perf_counter() - start, vectors


def _texts(data: Path, count: int) -> list[str]:
    """Return title and abstract of the first `count` different papers in the daily announcements."""
    found: dict[str, str] = {}
    for file in sorted((data / "arxiv_daily" / "announce").glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for paper in map(json.loads, lines):
                found.setdefault(paper["id"], f"{paper['title']}\n{paper['summary']}")
                if len(found) == count:
                    return list(found.values())
    if not found:
        sys.exit(f"no papers in {data}/arxiv_daily/announce/*.jsonl.gz")
    return list(found.values())


def _table(result: dict[str, float | int | str]) -> str:
    spread = f"({result['ratio_min']:.2f} to {result['ratio_max']:.2f})"
    return "\n".join(
        [
            f"{result['papers']} abstracts, {result['rounds']} rounds, median, {result['threads']} threads",
            f"papertrail ({result['engine']})    {result['papertrail_per_second']:8.1f} /s",
            f"SentenceTransformer.encode         {result['sentence_transformers_per_second']:8.1f} /s",
            f"ratio                              {result['ratio']:8.2f}    {spread}",
            f"cosine, smallest                   {result['cosine_min']:8.6f}",
            f"cosine, mean                       {result['cosine_mean']:8.6f}",
        ]
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path, help="the folder that holds arxiv_daily/announce/*.jsonl.gz")
    parser.add_argument("--papers", type=int, default=512, help="how many abstracts (512)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each encodes them (5)")
    parser.add_argument("--model", default=PACKAGED_NAME, help=f"what both run ({PACKAGED_NAME})")
    parser.add_argument("--device", choices=DEVICES, default="cpu", help="what papertrail runs on (cpu)")
    parser.add_argument("--precision", choices=["auto", "f32"], default="auto", help="f32 leaves bfloat16 unused")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser.parse_args()


if __name__ == "__main__":
    main()

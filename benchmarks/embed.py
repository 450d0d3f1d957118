"""Measure the abstracts embedded a second by papertrail's encoder and by SentenceTransformer.

    python benchmarks/embed.py RECORDED [--papers 512] [--rounds 5] [--device cpu]
    [--precision f32|bf16|int8-f32|int8-bf16] [--json]

All encode the same strings, in turns within one run, so that whatever else the machine does falls
on all. The rate is the median of the rounds; a ratio is the median of the ratios of the rounds. The
cosine is taken between papertrail's vector of each text and that of SentenceTransformer at its
defaults.

On a CUDA GPU, SentenceTransformer is also timed at its best (half precision, SDPA, large batches,
which it sorts by length), and the rate is given as a share of the card's peak: the operations that
the model needs for the tokens of the texts, without padding, over the time, over what the card's
maker states for dense bfloat16.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import numpy as np
from real_papers import papers

from index.embedding.devices import DEVICES
from index.embedding.encoder import Encoder, Precision
from index.embedding.resolve import PACKAGED_NAME, resolve

if TYPE_CHECKING:
    from collections.abc import Callable

    from index.embedding.resolve import Model

DEFAULTS, BEST = "sentence_transformers", "sentence_transformers_best"
# Dense bfloat16 with 32-bit sums, in 10^12 operations a second, from the makers' data sheets:
# https://www.nvidia.com/en-us/data-center/h200/ (and h100, l40s, l4, a100, a10 in its place;
# with sparsity they state twice as much),
# https://images.nvidia.com/aem-dam/Solutions/geforce/ada/nvidia-ada-gpu-architecture.pdf
PEAKS = {
    "H200": 989.0,
    "H100 PCIe": 756.0,
    "H100": 989.0,
    "L40S": 362.0,
    "L4": 121.0,
    "A100": 312.0,
    "A10": 125.0,
    "RTX 4090": 165.2,
}


def main() -> None:
    """Measure, and print a table or JSON."""
    arguments = _arguments()
    texts = _texts(arguments.recorded, arguments.papers)
    with tempfile.TemporaryDirectory(prefix="papertrail-bench-") as folder:
        result = _measure(texts, arguments, Path(folder))
    print(json.dumps(result, indent=1) if arguments.json else _table(result))


def _measure(
    texts: list[str], arguments: argparse.Namespace, cache: Path
) -> dict[str, float | int | str]:
    """Time the encoders on `texts` and compare their vectors."""
    import torch

    model = resolve(arguments.model, cache)
    encoder = Encoder(model, cache, device=arguments.device, precision=arguments.precision)
    device = encoder.engine.split()[1]
    encoders = {"papertrail": encoder.encode, **_baselines(model, device)}
    # All warm: conversion, compilation and the first batches are paid once, not for each paper.
    for encode in encoders.values():
        encode(texts if device == "cuda" else texts[:32])
    times: dict[str, list[float]] = {name: [] for name in encoders}
    vectors = {}
    for number in range(arguments.rounds):
        for name, encode in encoders.items():
            seconds, vectors[name] = _timed(lambda: encode(texts))  # noqa: B023 - called at once
            times[name].append(seconds)
        print(
            f"round {number + 1}: "
            f"{', '.join(f'{name} {taken[-1]:.2f} s' for name, taken in times.items())}",
            file=sys.stderr,
        )
    result: dict[str, float | int | str] = {
        "engine": encoder.engine,
        "papers": len(texts),
        "rounds": arguments.rounds,
        "threads": torch.get_num_threads(),
    }
    for name, taken in times.items():
        result[f"{name}_per_second"] = len(texts) / statistics.median(taken)
    for name, key in ((DEFAULTS, "ratio"), (BEST, "ratio_to_best")):
        if name in times:
            ratios = [
                theirs / ours for ours, theirs in zip(times["papertrail"], times[name], strict=True)
            ]
            result |= {
                key: statistics.median(ratios),
                f"{key}_min": min(ratios),
                f"{key}_max": max(ratios),
            }
    theirs = vectors[DEFAULTS] / np.linalg.norm(vectors[DEFAULTS], axis=1, keepdims=True)
    cosine = np.einsum("ij,ij->i", vectors["papertrail"], theirs)
    result |= {"cosine_min": float(cosine.min()), "cosine_mean": float(cosine.mean())}
    if device == "cuda":
        result |= _share_of_peak(model, texts, statistics.median(times["papertrail"]))
    return result


def _baselines(model: Model, device: str) -> dict[str, Callable[[list[str]], np.ndarray]]:
    """Return what SentenceTransformer offers on a device."""
    import torch
    from sentence_transformers import SentenceTransformer

    usual = SentenceTransformer(str(model.path), device=device)
    found: dict[str, Callable[[list[str]], np.ndarray]] = {DEFAULTS: usual.encode}
    if device == "cuda":
        options = {"attn_implementation": "sdpa", "dtype": torch.bfloat16}
        best = SentenceTransformer(str(model.path), device=device, model_kwargs=options)

        def encode(texts: list[str]) -> np.ndarray:
            # Converted on the device: numpy has no bfloat16.
            return best.encode(texts, batch_size=512, convert_to_tensor=True).float().cpu().numpy()

        found[BEST] = encode
    return found


def _share_of_peak(model: Model, texts: list[str], seconds: float) -> dict[str, float | str]:
    """Return which card this is, and how much of what its maker states was used."""
    import torch
    from tokenizers import Tokenizer
    from transformers import AutoConfig, AutoModel

    tokenizer = Tokenizer.from_file(str(model.path / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(model.max_tokens)
    lengths = np.array(
        [len(one.ids) for one in tokenizer.encode_batch_fast(texts)], dtype=np.float64
    )
    config = AutoConfig.from_pretrained(str(model.path))
    with torch.device("meta"):
        body = AutoModel.from_config(config)
    embeddings = sum(
        part.weight.numel() for part in body.modules() if isinstance(part, torch.nn.Embedding)
    )
    weights = sum(part.numel() for part in body.parameters()) - embeddings
    # A multiplication and an addition for each weight and token; for attention, twice that for each
    # pair of tokens.
    attention = 4.0 * config.num_hidden_layers * config.hidden_size
    operations = float((2.0 * weights * lengths + attention * lengths**2).sum())
    card = torch.cuda.get_device_name()
    peak = next((peak for name, peak in PEAKS.items() if name in card), None)
    cards = torch.cuda.device_count()
    rate = operations / seconds / 1e12
    share = {} if peak is None else {"share_of_peak": rate / (peak * cards)}
    return {"card": f"{cards} x {card}", "teraflops": rate, **share}


def _timed(encode: Callable[[], np.ndarray]) -> tuple[float, np.ndarray]:
    start = time.perf_counter()
    vectors = encode()
    return time.perf_counter() - start, vectors


def _texts(recorded: Path, count: int) -> list[str]:
    """Return title and abstract of the first `count` real papers."""
    found = [f"{paper['title']}\n{paper['summary']}" for paper in islice(papers(recorded), count)]
    if not found:
        sys.exit(f"no papers in {recorded}")
    return found


def _table(result: dict[str, float | int | str]) -> str:
    def line(label: str, value: str, remark: str = "") -> str:
        return f"{label:<36}{value:>9}  {remark}".rstrip()

    def spread(key: str) -> str:
        return f"({result[f'{key}_min']:.2f} to {result[f'{key}_max']:.2f})"

    lines = [
        (
            f"{result['papers']} abstracts, {result['rounds']} rounds, median, {result['threads']} "
            "threads"
        ),
        line(f"papertrail ({result['engine']})", f"{result['papertrail_per_second']:.1f}", "/s"),
        line("SentenceTransformer.encode", f"{result[f'{DEFAULTS}_per_second']:.1f}", "/s"),
        line("ratio", f"{result['ratio']:.2f}", spread("ratio")),
    ]
    if "ratio_to_best" in result:
        lines += [
            line("SentenceTransformer.encode, best", f"{result[f'{BEST}_per_second']:.1f}", "/s"),
            line("ratio", f"{result['ratio_to_best']:.2f}", spread("ratio_to_best")),
        ]
    lines += [
        line(f"cosine, {kind}", f"{result[f'cosine_{kind}']:.6f}") for kind in ("min", "mean")
    ]
    if "card" in result:
        share = (
            f"{100 * float(result['share_of_peak']):.1f} % of its peak"
            if "share_of_peak" in result
            else ""
        )
        lines.append(line(str(result["card"]), f"{result['teraflops']:.0f}", f"TFLOPS {share}"))
    return "\n".join(lines)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("recorded", type=Path, help="the folder of recorded upstream data")
    parser.add_argument(
        "--papers", type=int, default=512, help="how many abstracts (512; for a GPU some 20000)"
    )
    parser.add_argument("--rounds", type=int, default=5, help="how often each encodes them (5)")
    parser.add_argument("--model", default=PACKAGED_NAME, help=f"what both run ({PACKAGED_NAME})")
    parser.add_argument("--device", choices=DEVICES, default="cpu", help="what all run on (cpu)")
    parser.add_argument(
        "--precision",
        choices=get_args(Precision),
        default="auto",
        help="number format on the CPU (auto: the fastest)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser.parse_args()


if __name__ == "__main__":
    main()

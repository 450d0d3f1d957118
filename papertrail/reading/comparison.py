"""Compare papers: what each says about data, metrics, results, and what it claims."""

import re
from collections import Counter
from collections.abc import Sequence

from papertrail.reading.overview import quote
from papertrail.reading.sentences import Sentence
from papertrail.types.reading import Aspect, OverviewPart, Quote

_COUNT = 3
_ASPECTS = {
    "claims": "contributions",
    "data": "data",
    "results": "results",
    "limitations": "limitations",
}
"""Which part of an overview answers for an aspect."""
_METRIC = re.compile(
    r"\b(accuracy|precision|recall|F1|F-?score|BLEU|ROUGE(-\w)?|METEOR|perplexity|mAP|AP|AUC|AUROC|"
    r"MRR|nDCG|NDCG|IoU|PSNR|SSIM|FID|WER|CER|RMSE|MAE|MSE|R2|MAP|throughput|latency|speed-?up|"
    r"FLOPS?|top-[15]|error rate|exact match|G-mean|pass@\d+|recall@\w+|likelihood|correlation)\b"
)
_MEASURED = re.compile(
    r"\b(evaluat\w+|measur\w+|metrics?|report\w*|score[ds]?|comput\w+|use[ds]?|in terms of)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?<![\w.])\d+(?:[.,]\d+)*\s*(?:%|points?|\u00d7|x\b|\u767e\u5206\u70b9)|\b\d+\.\d+\b"
)
_NAME = re.compile(r"\b(?:[A-Z][\w&]*[A-Z\d][\w-]*|[A-Z]{2,}(?:-[\w-]+)?)\b")
_LEAST_MENTIONS = 2
_HARDWARE = frozenset({"GPU", "GPUs", "CPU", "CPUs", "TPU", "TPUs", "RAM", "NVIDIA", "CUDA"})
"""Names with capitals that are of no data set."""


def compare(
    sentences: Sequence[tuple[Sentence, ...]], overviews: Sequence[tuple[OverviewPart, ...]]
) -> tuple[Aspect, ...]:
    """Return the aspects of papers.

    Args:
        sentences: of each paper.
        overviews: of each paper, as `overview` returns them.
    """
    aspects = []
    for name, part in _ASPECTS.items():
        quotes = tuple(_part(overview, part) for overview in overviews)
        shared = _shared(sentences) if name == "data" else ()
        aspects.append(Aspect(name, shared, quotes))
        if name == "data":
            aspects.append(_metrics(sentences))
    return tuple(aspects)


def _part(overview: Sequence[OverviewPart], name: str) -> tuple[Quote, ...]:
    return next((part.quotes for part in overview if part.name == name), ())


def _metrics(sentences: Sequence[tuple[Sentence, ...]]) -> Aspect:
    """Return the metrics: for each paper the sentences that name them, those with numbers first."""
    names, quotes = [], []
    for paper in sentences:
        found: Counter[str] = Counter()
        scored: list[tuple[int, int]] = []
        for place, sentence in enumerate(paper):
            here = {match[1] for match in _METRIC.finditer(sentence.text)}
            found.update(here)
            if here and len(sentence.text.split()) > _COUNT:
                says = 2 * bool(_MEASURED.search(sentence.text))
                scored.append((len(here) + says + bool(_NUMBER.search(sentence.text)), -place))
        best = sorted(-place for _, place in sorted(scored, reverse=True)[:_COUNT])
        quotes.append(tuple(quote(paper[place]) for place in best))
        names.append(set(found))
    return Aspect("metrics", tuple(sorted(set.intersection(*names))), tuple(quotes))


def _shared(sentences: Sequence[tuple[Sentence, ...]]) -> tuple[str, ...]:
    """Return names with capitals that all papers mention twice or more, the most frequent first."""
    counts = []
    for paper in sentences:
        count: Counter[str] = Counter()
        for sentence in paper:
            count.update(_NAME.findall(sentence.text))
        counts.append(count)
    common = [
        name
        for name in counts[0]
        if all(count[name] >= _LEAST_MENTIONS for count in counts)
        and not name.isdigit()
        and name not in _HARDWARE
    ]
    return tuple(sorted(common, key=lambda name: -min(count[name] for count in counts))[:12])

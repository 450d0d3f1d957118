"""Measure the answers to questions about real papers: found first, in the first three, refused.

    PAPERTRAIL_RECORDED=... python benchmarks/reading_answers.py PDFS [--split choose|report] [-v]

Definitions. An answer is up to three neighbouring sentences. It counts if it holds one of the
evidence strings whole, or, on the evidence's page, half of its words in a row; on a page that says
the same (`also_pages`), if it has 60 % of the stems of the known answer. `strict` counts only
answers that hold all evidence strings of their question whole. A question that is refused counts as
not answered. `refused` is the share of unanswerable questions that are.

The peer is the usual way: pypdf text (pdfium's where pypdf is not installed), pieces of 1,000
characters, the same model, by cosine. It counts under the same definition, with its longer pieces,
and refuses nothing.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from reading_set import PdfSet, comparable

from index.embedding.encoder import Encoder
from index.embedding.resolve import resolve
from index.keywords import analysis
from papertrail.reading.answers import CUT_OFF, Asker, Text
from papertrail.reading.vectors import ready
from papertrail.workspace import Home

PIECE = 1000
SAME_ANSWER = 0.6


def holds(question: dict[str, Any], text: str, pages: set[int], *, strict: bool = False) -> bool:
    """Decide whether a text answers a question, as the module's docstring defines it."""
    plain = comparable(text)
    whole = [comparable(evidence) in plain for evidence in question["evidence_raw"]]
    if strict:
        return all(whole)
    if any(whole):
        return True
    for evidence, page in zip(question["evidence_raw"], question["evidence_pages"], strict=True):
        if page in pages and _half_in(evidence.split(), plain):
            return True
    if pages & set(question["also_pages"]):
        known = set(analysis.terms(question["answer"]))
        return len(known & set(analysis.terms(text))) >= SAME_ANSWER * len(known)
    return False


def _half_in(words: Sequence[str], plain: str) -> bool:
    """Decide whether half of the words, four at least, occur in a row."""
    size = max(4, len(words) // 2)
    return any(
        comparable(" ".join(words[start : start + size])) in plain
        for start in range(len(words) - size + 1)
    )


def encoder() -> Encoder:
    """Return the packaged model."""
    cache = Home.from_environment().cache
    return Encoder(resolve("all-MiniLM-L6-v2", cache), cache, device="cpu")


def texts_of(pdfs: PdfSet, model: Encoder) -> dict[str, Text]:
    """Return the papers that questions are about, ready for questions."""
    texts = {}
    for key in {question["paper"] for question in pdfs.questions}:
        document = pdfs.text(key)
        if document is not None:
            texts[key] = ready(document, model, Home.from_environment().cache / "sentences")
    return texts


def measure(pdfs: PdfSet, *, verbose: bool = False, peer: bool = False) -> dict[str, Any]:
    """Return the shares of questions answered first, in the first three, and refused."""
    model = encoder()
    texts = texts_of(pdfs, model)
    first, third, strict, shown, refused = [], [], [], [], []
    for question in pdfs.questions:
        text = texts.get(question["paper"])
        found = Asker(question["question"], model).ask(text, doubtful=True) if text else []
        sure = found if found and found[0].confidence >= CUT_OFF else []
        if not question["answerable"]:
            refused.append(not sure)
            good, exact = [], []
        else:
            good = [_good(question, text, each.places) for each in sure]
            exact = [_good(question, text, each.places, strict=True) for each in sure]
            first.append(any(good[:1]))
            third.append(any(good))
            strict.append(any(exact))
            shown.append(bool(sure))
        if verbose:
            confidence = found[0].confidence if found else float("nan")
            print(question["id"], question["answerable"], f"{confidence:.2f}", good, flush=True)
    result = {
        "at1": _share(first),
        "at3": _share(third),
        "refused": _share(refused),
        "strict_at3": _share(strict),
        "answerable_shown": _share(shown),
        "questions": len(first),
        "unanswerable": len(refused),
    }
    return result | ({"peer": measure_peer(pdfs, model)} if peer else {})


def measure_peer(pdfs: PdfSet, model: Encoder) -> dict[str, Any]:
    """Return the same of pieces of 1,000 characters, by cosine."""
    pieces: dict[str, list[tuple[int, str]]] = {}
    vectors: dict[str, Any] = {}
    first, third, strict = [], [], []
    for question in pdfs.questions:
        key = question["paper"]
        if not question["answerable"]:
            continue
        if key not in pieces:
            pieces[key] = _pieces(pdfs, key)
            vectors[key] = model.encode([text for _, text in pieces[key]])
        scores = vectors[key] @ model.encode_queries([question["question"]])[0]
        best = [pieces[key][place] for place in np.argsort(-scores)[:3].tolist()]
        good = [holds(question, text, {page, page + 1}) for page, text in best]
        first.append(any(good[:1]))
        third.append(any(good))
        pages = [{page, page + 1} for page, _ in best]
        exact = [
            holds(question, text, near, strict=True)
            for (_, text), near in zip(best, pages, strict=True)
        ]
        strict.append(any(exact))
    return {
        "at1": _share(first),
        "at3": _share(third),
        "refused": 0.0,
        "strict_at3": _share(strict),
    }


def _pieces(pdfs: PdfSet, key: str) -> list[tuple[int, str]]:
    paper = pdfs.papers[key]
    try:
        from pypdf import PdfReader
    except ImportError:
        document = pdfs.text(key)
        pages = [page.text for page in document.pages] if document else []
    else:
        reader = PdfReader(paper.file, password=paper.password)
        pages = [page.extract_text() for page in reader.pages]
    text = "\n".join(pages)
    ends = np.cumsum([len(page) + 1 for page in pages])
    return [
        (int(np.searchsorted(ends, start, side="right")) + 1, text[start : start + PIECE])
        for start in range(0, len(text), PIECE)
    ]


def _good(
    question: dict[str, Any], text: Text, places: Sequence[int], *, strict: bool = False
) -> bool:
    shown = [text.sentences[place] for place in places]
    pages = {sentence.page for sentence in shown}
    return holds(question, " ".join(each.text for each in shown), pages, strict=strict)


def _share(outcomes: list[bool]) -> float:
    return round(sum(outcomes) / len(outcomes), 3) if outcomes else 0.0


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--split", choices=("all", "choose", "report"), default="all")
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("-v", "--verbose", action="store_true")
    arguments = parser.parse_args()
    pdfs = PdfSet(arguments.folder, arguments.split)
    print(
        json.dumps(measure(pdfs, verbose=arguments.verbose, peer=not arguments.no_peer), indent=1)
    )


if __name__ == "__main__":
    main()

"""Measure how much of a paper's text is read in the order of its ground truth.

    python benchmarks/reading_order.py PDFS [--json]

The ground truth is the body text of GROBID TEI, S2ORC JSON, papermage JSON or docling Markdown, and
the abstract of publishers' pages, as words: letters only, folded, since those tools differ in
hyphens, formulas and citation marks. It has neither headings nor captions, whose place in a linear
text is a matter of taste.

`order` is the share of the ground truth's words that are in a common subsequence with our words, in
the order of our blocks:

    order = |common subsequence| / |words of the ground truth|

A swapped column, a line read across columns or a lost line costs all words that are then out of
order; text that we have besides (formulas, tables) costs nothing. Machine output has footnotes and
captions among its body text, so ours has all kinds of blocks but references. Words that our text
does not have anywhere are left out of the ground truth: names that the machine made up.

`pairs` is stricter: the share of the ground truth's adjacent words that are adjacent in our body
text. Footnotes, captions, running heads and citations within a sentence break pairs, whether the
machine that made the ground truth removed them or left them.
"""

import argparse
import json
import re
import unicodedata
import xml.etree.ElementTree as ET
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from statistics import mean
from typing import Any

from reading_set import PdfPaper, PdfSet

from papertrail.types.document import BlockKind, DocumentText

Shares = dict[str, tuple[float, float]]
_WORD = re.compile(r"[a-z]{2,}")
_TEI = "{http://www.tei-c.org/ns/1.0}"


def words(text: str) -> list[str]:
    """Return the words of a text in the form that is compared."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    joined = re.sub(r"(?<=[a-z])[-\u2010\u2011\u00ad\ufffe\u0002]\s*(?=[a-z])", "", plain)
    return _WORD.findall("".join(c for c in joined if not unicodedata.combining(c)))


def truths(pdfs: PdfSet, facts: dict[str, Any]) -> dict[str, list[str]]:
    """Return paragraphs of ground truth by the name of its file."""
    found = {}
    for entry in facts.get("ground_truth", ()):
        file = pdfs.folder / entry["file"]
        if not file.exists():
            continue
        if file.name.endswith(".tei.xml"):
            found[file.name] = _tei(file)
        elif file.name.endswith(".s2orc.json"):
            found[file.name] = _s2orc(file)
        elif file.name.endswith(".papermage.json"):
            found[file.name] = _papermage(file)
        elif file.name.endswith(".pmlr.md"):
            found[file.name] = _abstract(file)
        elif "docling" in file.name:
            found[file.name] = _markdown(file)
    return found


def _tei(file: Path) -> list[str]:
    root = ET.parse(file).getroot()
    found = ["".join(p.itertext()) for p in root.findall(f".//{_TEI}abstract//{_TEI}p")]
    body = root.find(f".//{_TEI}text/{_TEI}body")
    if body is not None:
        found += ["".join(p.itertext()) for p in body.findall(f"./{_TEI}div/{_TEI}p")]
    return found


def _s2orc(file: Path) -> list[str]:
    paper = json.loads(file.read_bytes())
    parse = paper.get("pdf_parse", paper)
    return [part["text"] for part in [*parse.get("abstract", ()), *parse.get("body_text", ())]]


def _papermage(file: Path) -> list[str]:
    # The fixture has rows only, in the order of the file: those of full lines are body text.
    paper = json.loads(file.read_bytes())
    symbols = paper["symbols"]
    rows = []
    for row in paper["entities"]["rows"]:
        text = " ".join(symbols[span[0] : span[1]] for span in row["spans"])
        if text.strip().upper() == "REFERENCES":
            break
        if len(text) >= 40:
            rows.append(text)
    return ["\n".join(rows)]


def _abstract(file: Path) -> list[str]:
    text = file.read_text(encoding="utf-8")
    match = re.search(r"^abstract:\s*(.*?)^\w[\w-]*:", text, re.MULTILINE | re.DOTALL)
    return [match[1]] if match else []


def _markdown(file: Path) -> list[str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [
        line
        for line in lines
        if len(line.split()) > 12 and not line.startswith(("#", "|", "!", "<"))
    ]


def ours(text: DocumentText) -> list[str]:
    """Return our text as words, without references."""
    blocks = [block for block in text.blocks if block.kind is not BlockKind.REFERENCE]
    return words(" ".join(block.text for block in blocks))


def body(text: DocumentText) -> list[str]:
    """Return our body text as words."""
    kept = (BlockKind.BODY, BlockKind.OTHER)
    return words(" ".join(block.text for block in text.blocks if block.kind in kept))


def shares(truth: list[str], found: list[str]) -> tuple[float, float]:
    """Return the shares of the truth's words and of its pairs that are found in order."""
    known = set(found)
    expected = [word for word in truth if word in known]
    if len(expected) < 2:
        return 0.0, 0.0
    matcher = SequenceMatcher(None, expected, found, autojunk=False)
    sizes = [block.size for block in matcher.get_matching_blocks() if block.size]
    return sum(sizes) / len(expected), sum(size - 1 for size in sizes) / (len(expected) - 1)


def _is_part(paragraph: list[str], pairs: set[tuple[str, str]]) -> bool:
    """Return whether most of a paragraph's pairs of words are among those of a page."""
    own = list(pairwise(paragraph))
    return sum(pair in pairs for pair in own) > 0.5 * len(own)


def compare(pdfs: PdfSet, paper: PdfPaper, found: list[str], only_body: list[str]) -> Shares:
    """Return (order, pairs) for each ground truth of a paper."""
    page_pairs = set(pairwise(found))
    result = {}
    for name, paragraphs in truths(pdfs, paper.facts).items():
        truth = [words(paragraph) for paragraph in paragraphs]
        if "full_paper" in name:
            # the file is one page of it
            truth = [one for one in truth if _is_part(one, page_pairs)]
        flat = [word for paragraph in truth for word in paragraph]
        result[name] = shares(flat, found)[0], shares(flat, only_body)[1]
    return result


def summary(by_file: Shares, two_columns: set[str]) -> dict[str, Any]:
    """Return means and the shares by file."""
    of_two = [order for name, (order, _) in by_file.items() if name in two_columns]
    orders = [order for order, _ in by_file.values()]
    pairs = [share for _, share in by_file.values()]
    return {
        "order": round(mean(orders), 4) if orders else None,
        "order_two_columns": round(mean(of_two), 4) if of_two else None,
        "pairs": round(mean(pairs), 4) if pairs else None,
        "by_file": {name: round(order, 4) for name, (order, _) in by_file.items()},
    }


def measure(pdfs: PdfSet) -> dict[str, Any]:
    """Return `order` and `pairs` of all papers with a ground truth."""
    by_file: Shares = {}
    two_columns = set()
    for paper, text in pdfs.texts():
        if not paper.facts.get("ground_truth"):
            continue
        found = compare(pdfs, paper, ours(text), body(text))
        by_file |= found
        if paper.columns == 2:
            two_columns |= set(found)
    return summary(by_file, two_columns)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("pdfs", type=Path)
    print(json.dumps(measure(PdfSet(parser.parse_args().pdfs)), indent=1))

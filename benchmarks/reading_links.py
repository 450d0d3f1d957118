"""Measure the links to code, data and projects found in PDFs.

    python benchmarks/reading_links.py PDFS

Compared with transcribed links: by what an address leads to, whatever its scheme and last slash;
what is promised without an address, by its kind.
"""

import json
import sys
from pathlib import Path
from typing import Any

from reading_set import PdfSet

from papertrail.documents.hosts import resource_key
from papertrail.documents.links import find_links


def measure(pdfs: PdfSet) -> dict[str, Any]:
    """Return precision and recall, how often page and whose agree, and what was wrong."""
    right = given = wanted = pages = owners = 0
    missed, wrong = [], []
    for paper in pdfs.links:
        text = pdfs.text(paper["paper"])
        if text is None:
            continue
        found = {_key(link.url, link.kind): link for link in find_links(text)}
        known = {_key(link["url"], link["kind"]): link for link in paper["links"]}
        common = found.keys() & known.keys()
        right, given, wanted = right + len(common), given + len(found), wanted + len(known)
        pages += sum(found[key].page == known[key]["page"] for key in common)
        owners += sum(found[key].whose == known[key]["whose"] for key in common)
        missed += [f"{paper['paper']} {key}" for key in known.keys() - common]
        wrong += [f"{paper['paper']} {key}" for key in found.keys() - common]
    return {
        "precision": round(right / given, 4) if given else 1.0,
        "recall": round(right / wanted, 4) if wanted else 1.0,
        "page": round(pages / right, 4) if right else 1.0,
        "whose": round(owners / right, 4) if right else 1.0,
        "links": wanted,
        "missed": missed,
        "wrong": wrong,
    }


def _key(url: str | None, kind: str) -> str:
    return resource_key(url) if url else f"promised {kind}"


if __name__ == "__main__":
    print(json.dumps(measure(PdfSet(Path(sys.argv[1]))), indent=1, ensure_ascii=False))

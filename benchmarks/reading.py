"""Measure how papers are read: order, passages, answers, references, links, speed and memory.

    python benchmarks/reading.py PDFS [--json] [--split choose|report] [--no-peer]

PDFS is a folder as `reading_set.py` describes. Each measure is defined in the module that takes it:
reading_order.py, reading_answers.py, reading_references.py, reading_links.py; what is not there is
null. `on_page` is the share of passages whose text occurs on their page; `on_raw_page` compares
with pdfium's own text of the page, in which accents and lost ligatures are not repaired. Speed is
pages a second of one process that reads all PDFs, with its peak memory, of each reader in turn. The
peer is pypdf, pieces of 1,000 characters and the same model (reading_peer.py).
"""

import argparse
import json
import re
import subprocess
import sys
import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import reading_order
from reading_set import PdfPaper, PdfSet, comparable

PARTS = ("answers", "references", "links")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("pdfs", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--split", choices=["choose", "report", "all"], default="all")
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--time", choices=["papertrail", "peer"], help=argparse.SUPPRESS)
    given = parser.parse_args()
    pdfs = PdfSet(given.pdfs, given.split)
    if given.time:
        print(json.dumps(time_reader(pdfs, given.time)))
        return
    figures = measure(pdfs, with_peer=not given.no_peer)
    if given.json:
        print(json.dumps(figures))
    else:
        show(figures)


def measure(pdfs: PdfSet, *, with_peer: bool) -> dict[str, Any]:
    """Return all figures."""
    figures: dict[str, Any] = {**reading_order.measure(pdfs), **passages(pdfs)}
    for part in PARTS:
        name = f"reading_{part}"
        figures[part] = import_module(name).measure(pdfs) if find_spec(name) else None
    figures |= _timed(pdfs, "papertrail")
    if with_peer:
        import reading_peer

        figures["peer"] = {**reading_peer.measure(pdfs), **_timed(pdfs, "peer")}
    return figures


def passages(pdfs: PdfSet) -> dict[str, Any]:
    """Return the shares of passages that occur on their page."""
    count = own = raw = long = 0
    for paper, text in pdfs.texts():
        pages = {page.number: comparable(page.text) for page in text.pages}
        raw_pages = _raw_pages(paper)
        for passage in text.passages:
            plain = comparable(passage.text)
            count += 1
            own += plain in pages[passage.page]
            raw += plain in raw_pages[passage.page]
            long += len(passage.text.split())
    return {
        "on_page": round(own / count, 4),
        "on_raw_page": round(raw / count, 4),
        "passages": count,
        "words_a_passage": round(long / count),
    }


def _raw_pages(paper: PdfPaper) -> dict[int, str]:
    import pypdfium2

    document = pypdfium2.PdfDocument(paper.file, password=paper.password)
    return {
        number: comparable(page.get_textpage().get_text_range())
        for number, page in enumerate(document, start=1)
    }


def _timed(pdfs: PdfSet, reader: str) -> dict[str, Any]:
    command = [sys.executable, __file__, str(pdfs.folder), "--time", reader]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def time_reader(pdfs: PdfSet, reader: str) -> dict[str, Any]:
    """Read all PDFs in this process; return speed and peak memory."""
    import resource

    if reader == "peer":
        import reading_peer

        count, seconds = reading_peer.time_all(pdfs)
    else:
        count, seconds = _time_ours(pdfs)
    own = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "pages_per_second": round(count / seconds, 1),
        "pages_per_cpu_second": round(count / (own.ru_utime + own.ru_stime), 1),
        "peak_memory_mb": round(_peak_bytes(own.ru_maxrss) / 1e6),
    }


def _peak_bytes(reported: int) -> int:
    """Return the most memory of this process; what Linux reports of a child can be its parent's."""
    status = Path("/proc/self/status")
    if status.is_file():
        (peak,) = re.findall(
            r"^VmHWM:\s+(\d+) kB", status.read_text(encoding="utf-8"), re.MULTILINE
        )
        return int(peak) * 1024
    return reported if sys.platform == "darwin" else reported * 1024


def _time_ours(pdfs: PdfSet) -> tuple[int, float]:
    from papertrail.documents.extraction.whole import read_whole
    from papertrail.errors import DocumentError

    started, count = time.monotonic(), 0
    for paper in pdfs.papers.values():
        try:
            count += len(read_whole(paper.file, paper.password, most_pages=5_000).pages)
        except DocumentError:
            continue
    return count, time.monotonic() - started


def show(figures: dict[str, Any], indent: str = "") -> None:
    """Print figures as lines."""
    for name, value in figures.items():
        if isinstance(value, dict):
            print(f"{indent}{name}")
            show(value, indent + "  ")
        else:
            print(f"{indent}{name:22} {value}")


if __name__ == "__main__":
    main()

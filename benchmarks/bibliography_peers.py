"""Compare `bib check` with rebiber and bibtex-updater on preprints that are published now.

    python benchmarks/bibliography_peers.py RECORDED --venv VENV [--json]

VENV is a virtual environment with the two programs. 200 papers of NeurIPS 2018 are cited as
preprints, 200 as published there, and 200 recorded papers of arXiv, which no proceedings have, as
preprints. All are stored in a temporary home. Counted is how many preprints become entries of a
conference, of those that were published and of those that were not.
"""

import argparse
import gzip
import json
import random
import subprocess
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from pybtex.database import parse_file
from real_papers import papers

import papertrail
from feeds.paper import Author, Paper

NOW = datetime(2026, 6, 16, 8, tzinfo=UTC)
EACH = 200
YEAR = 2018
Cited = tuple[str, tuple[str, ...]]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("recorded", type=Path)
    parser.add_argument("--venv", type=Path, required=True)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    published, unpublished = _papers(arguments.recorded)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "refs.bib")
        file.write_text("\n".join(_entries(published, unpublished)), encoding="utf-8")
        figures = {"papertrail": _of_papertrail(Path(folder), file, published, unpublished)}
        programs = {
            "rebiber": ["rebiber", "-i", str(file), "-o", str(Path(folder, "rebiber.bib"))],
            "bibtex-updater": ["bibtex-update", str(file), "-o", str(Path(folder, "updater.bib"))],
        }
        for name, command in programs.items():
            figures[name] = _of_program(arguments.venv / "bin", command)
    if arguments.json:
        print(json.dumps(figures, indent=1))
    else:
        for name, figure in figures.items():
            print(f"{name:16} {figure}")


def _papers(recorded: Path) -> tuple[list[Cited], list[Cited]]:
    path = recorded / "data" / "neurips" / "paperlists_nips2018.json.gz"
    with gzip.open(path, "rt", encoding="utf-8") as text:
        listed = [
            (paper["title"], tuple(paper["author"].split(";")))
            for paper in json.load(text)
            if paper.get("author") and paper["title"].isascii()
        ]
    new = []
    for paper in islice(papers(recorded), 10 * EACH):
        names = paper["authors"]
        names = tuple(names.split(", ") if isinstance(names, str) else map(str, names))
        if names and paper["title"].isascii():
            new.append((paper["title"], names))
    draw = random.Random(7)
    return draw.sample(listed, 2 * EACH), draw.sample(new, EACH)


def _entries(published: Sequence[Cited], unpublished: Sequence[Cited]) -> list[str]:
    """Return entries, one field a line, as rebiber needs them."""
    cited = [(f"published{n}", one, True) for n, one in enumerate(published[:EACH])]
    cited += [(f"sound{n}", one, False) for n, one in enumerate(published[EACH:])]
    cited += [(f"unpublished{n}", one, True) for n, one in enumerate(unpublished)]
    random.Random(8).shuffle(cited)
    entries = []
    for key, (title, authors), is_preprint in cited:
        kind, field, value = "inproceedings", "booktitle", "NeurIPS"
        if is_preprint:
            kind, field, value = "article", "journal", "arXiv preprint"
        entries.append(
            f"@{kind}{{{key},\n  title={{{title}}},\n  author={{{' and '.join(authors)}}},\n"
            f"  {field}={{{value}}},\n  year={{{YEAR if 'un' not in key else 2026}}}\n}}\n"
        )
    return entries


def _counted(keys: set[str], seconds: float) -> dict[str, Any]:
    right = {key for key in keys if key.startswith("published")}
    return {
        "found": f"{len(right)} of {EACH}",
        "wrongly": len(keys) - len(right),
        "seconds": round(seconds, 2),
    }


def _of_papertrail(
    folder: Path, file: Path, published: Sequence[Cited], unpublished: Sequence[Cited]
) -> dict[str, Any]:
    home = folder / "home"
    home.mkdir()
    (home / "config.toml").write_text("[digest]\nlimit = 10\n", encoding="utf-8")
    with papertrail.open(home, create=True) as desk:
        with desk.resources.store.transaction() as tx:
            stored = [_paper("neurips", n, one) for n, one in enumerate(published)]
            tx.works.save(stored, "neurips", NOW)
            stored = [_paper("arxiv", n, one) for n, one in enumerate(unpublished)]
            tx.works.save(stored, "arxiv:cs.LG", NOW)
        began = time.perf_counter()
        check = desk.exchange.check_bibliography(file)
        seconds = time.perf_counter() - began
    found = {finding.key for finding in check.findings if finding.kind == "published"}
    return _counted(found, seconds)


def _paper(scheme: str, number: int, cited: Cited) -> Paper:
    title, names = cited
    if scheme == "arxiv":
        day = datetime(2026, 6, 1, tzinfo=UTC)
        return Paper(
            (("arxiv", f"2606.{number:05}"),), title, "", tuple(map(Author, names)), submitted=day
        )
    identifier = (("neurips", f"{YEAR}/{number:032x}"),)
    authors = tuple(map(Author, names))
    return Paper(identifier, title, "", authors, venue=f"NeurIPS {YEAR}", year=YEAR)


def _of_program(place: Path, command: Sequence[str]) -> dict[str, Any]:
    """Run a program; count the preprints that it made entries of a conference."""
    if not (place / command[0]).exists():
        return {"failed": "it is not installed"}
    began = time.perf_counter()
    try:
        done = subprocess.run(
            [str(place / command[0]), *command[1:]],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    except subprocess.TimeoutExpired:
        return {"failed": "no end after a minute"}
    seconds = time.perf_counter() - began
    written = Path(command[-1])
    if not written.exists():
        return {"failed": (done.stderr or done.stdout).strip().splitlines()[-1:]}
    entries = parse_file(str(written)).entries.items()
    found = {
        key
        for key, entry in entries
        if not key.startswith("sound") and entry.type == "inproceedings"
    }
    return _counted(found, seconds)


if __name__ == "__main__":
    main()

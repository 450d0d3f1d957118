"""Show that exports are read by other programs, and come back as the same bytes.

    python benchmarks/exchange.py RECORDED [--papers 5000] [--json]

Recorded papers of arXiv are stored as `benchmarks/bibliography.py` does. The BibTeX and biblatex
files of all of them are read by Biber (where it is installed), bibtexparser and pybtex. Then each
format is exported, imported into an empty home and exported again, and the bytes are compared.
"""

import argparse
import json
import tempfile
import warnings
from pathlib import Path
from typing import Any

import bibtexparser
from bibliography import EVERYTHING, MORE, _of_biber, stored
from bibtexparser.bparser import BibTexParser
from pybtex.database import parse_file

import papertrail
from papertrail.core.application import Papertrail
from papertrail.core.importing import ImportOptions

ROUND_TRIPS = {"bibtex": "bib", "biblatex": "bib", "ris": "ris", "csl": "json"}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("recorded", type=Path)
    parser.add_argument("--papers", type=int, default=5_000)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        with _home(Path(folder, "home")) as desk:
            stored(desk, arguments.recorded, arguments.papers + MORE)
            for form, ending in ROUND_TRIPS.items():
                file = Path(folder, f"{form}.{ending}")
                done = desk.exchange.export_to_file(EVERYTHING, form, file)
                figures[f"{form}: papers"] = done.works
        for form in ("bibtex", "biblatex"):
            figures |= read_by_others(form, Path(folder, f"{form}.bib"))
        for form, ending in ROUND_TRIPS.items():
            figures |= round_trip(form, Path(folder, f"{form}.{ending}"))
    if arguments.json:
        print(json.dumps(figures, indent=1))
    else:
        for name, value in figures.items():
            print(f"{name:45} {value}")


def _home(place: Path) -> Papertrail:
    place.mkdir()
    (place / "config.toml").write_text("[digest]\nlimit = 10\n", encoding="utf-8")
    return papertrail.open(place, create=True)


def read_by_others(form: str, file: Path) -> dict[str, Any]:
    """Return how many entries other programs read, and Biber's warnings."""

    def by_bibtexparser() -> int:
        parser = BibTexParser(common_strings=True, ignore_nonstandard_types=False)
        with file.open(encoding="utf-8") as stream:
            return len(bibtexparser.load(stream, parser).entries)

    readers = {
        "entries by bibtexparser": by_bibtexparser,
        "entries by pybtex": lambda: len(parse_file(str(file)).entries),
        "warnings of Biber": lambda: _of_biber(file),
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {f"{form}: {name}": read() for name, read in readers.items()}


def round_trip(form: str, file: Path) -> dict[str, Any]:
    """Import a file into an empty home, and export it again; compare the bytes."""
    again = file.with_name(f"again-{file.name}")
    with _home(file.with_name(f"home-{form}")) as desk:
        desk.exchange.import_files([str(file)], ImportOptions(fetch=False))
        desk.exchange.export_to_file(EVERYTHING, form, again)
    first, second = file.read_text(encoding="utf-8"), again.read_text(encoding="utf-8")
    differing = sum(
        one != other for one, other in zip(first.splitlines(), second.splitlines(), strict=False)
    )
    return {f"{form}: same bytes": first == second, f"{form}: lines that differ": differing}


if __name__ == "__main__":
    main()

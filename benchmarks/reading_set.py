"""Read a folder of PDFs with questions, references and links whose answers are known.

The folder has `MANIFEST.json` and `real/*.pdf`, and where it has them `questions.jsonl`,
`references.jsonl`, `code_links.jsonl` and `ground_truth/`; its README describes them.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from papertrail.documents.extraction import read_pdf
from papertrail.errors import PapertrailError
from papertrail.types.document import DocumentText

PASSWORD = re.compile(r"opening password (\w+)")
LEFT_OUT = re.compile(r"[\s\u00ad\ufffe\u0002\x00-]|[\u2010\u2011]")


def comparable(text: str) -> str:
    """Return text in the form in which the set's README compares: without spaces and hyphens."""
    return LEFT_OUT.sub("", unicodedata.normalize("NFKC", text)).lower()


@dataclass(frozen=True)
class PdfPaper:
    """One PDF.

    Attributes:
        facts: its entry of the manifest.
        password: what opens it, if it has one.
    """

    key: str
    file: Path
    facts: dict[str, Any] = field(compare=False)
    password: str | None

    @property
    def columns(self) -> int:
        """Return the number of columns that the manifest states."""
        return 2 if "two columns" in self.facts["layout"] else 1


@dataclass(frozen=True)
class PdfSet:
    """The folder.

    Attributes:
        split: "choose" (every second question), "report" (the others) or "all".
    """

    folder: Path
    split: str = "all"
    _read: dict[str, DocumentText | None] = field(default_factory=dict)

    @cached_property
    def papers(self) -> dict[str, PdfPaper]:
        """Return all PDFs by id."""
        found = {}
        for facts in json.loads((self.folder / "MANIFEST.json").read_bytes())["files"]:
            password = PASSWORD.search(" ".join(facts["features"]))
            found[facts["id"]] = PdfPaper(
                facts["id"],
                self._file(facts["file"]),
                facts,
                password.group(1) if password else None,
            )
        return found

    @cached_property
    def questions(self) -> list[dict[str, Any]]:
        """Return the questions of this split."""
        questions = list(self._lines("questions.jsonl"))
        if self.split == "choose":
            return questions[::2]
        if self.split == "report":
            return questions[1::2]
        return questions

    @cached_property
    def references(self) -> list[dict[str, Any]]:
        """Return the first references of some papers: paper, style, entries."""
        return list(self._lines("references.jsonl"))

    @cached_property
    def links(self) -> list[dict[str, Any]]:
        """Return the code, data and project links of papers: paper, links."""
        return list(self._lines("code_links.jsonl"))

    def text(self, key: str) -> DocumentText | None:
        """Return the text of a PDF, read once; None if it can't be read."""
        if key not in self._read:
            paper = self.papers[key]
            try:
                self._read[key] = read_pdf(paper.file, paper.password)
            except PapertrailError:
                self._read[key] = None
        return self._read[key]

    def texts(self) -> Iterator[tuple[PdfPaper, DocumentText]]:
        """Yield each PDF that can be read, with its text."""
        for key, paper in self.papers.items():
            text = self.text(key)
            if text is not None:
                yield paper, text

    def _file(self, name: str) -> Path:
        in_real = self.folder / "real" / name
        return in_real if in_real.exists() else self.folder / name

    def _lines(self, name: str) -> Iterator[dict[str, Any]]:
        file = self.folder / name
        if file.exists():
            for line in file.read_text(encoding="utf-8").splitlines():
                if line.strip():
                    yield json.loads(line)

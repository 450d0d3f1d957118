"""References and links of real papers are found as a person transcribed them."""

import json
from pathlib import Path
from typing import Any

import pytest

from papertrail.documents.extraction import read_pdf
from papertrail.documents.hosts import resource_key
from papertrail.documents.links import find_links
from papertrail.documents.references import find_references
from papertrail.text.words import words


def transcribed(recorded: Path, name: str, paper: str) -> Any:  # noqa: ANN401 - as JSON has it
    lines = (recorded / "pdfs" / name).read_text(encoding="utf-8").splitlines()
    return next(row for row in map(json.loads, lines) if row["paper"] == paper)


@pytest.mark.parametrize("paper", ["zh_lstm", "together"])
def test_references_agree_with_the_transcription(recorded: Path, paper: str) -> None:
    found = find_references(read_pdf(recorded / "pdfs" / "real" / f"{paper}.pdf"))
    by_number = {reference.number: reference for reference in found}

    for entry in transcribed(recorded, "references.jsonl", paper)["entries"]:
        reference = by_number[entry["number"]]
        assert words(reference.title) == words(entry["title"])
        assert reference.year == entry["year"]
        assert set(words(entry["first_author"])) <= set(words(reference.authors[0]))


@pytest.mark.parametrize("paper", ["driver", "together"])
def test_links_agree_with_the_transcription(recorded: Path, paper: str) -> None:
    found = find_links(read_pdf(recorded / "pdfs" / "real" / f"{paper}.pdf"))
    wanted = transcribed(recorded, "code_links.jsonl", paper)["links"]

    assert {link.url and resource_key(link.url) for link in found} == {
        link["url"] and resource_key(link["url"]) for link in wanted
    }

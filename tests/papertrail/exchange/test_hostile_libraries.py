"""Reference libraries and lists of feeds that would fill the memory or never be read to the end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from papertrail.errors import PapertrailError
from papertrail.exchange import files
from papertrail.exchange.libraries import read_library

if TYPE_CHECKING:
    from papertrail.workspace import Home
    from tests.papertrail.conftest import Run

ENTRY = "\n@article{one, title={A title}, author={Lovelace, Ada and Turing, Alan}, journal=j}\n"
PLAIN = ENTRY.replace("=j", "={Nature}")
BOMB = [
    '@string{m0="0123456789"}',
    *(f"@string{{m{n} = m{n - 1} # m{n - 1}}}" for n in range(1, 60)),
]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join([*BOMB, "@article{k, title=m59}"]),
        " ".join([*BOMB, "@article{k, title=m59}"]),
        "\n".join([*BOMB, "@article{k, title=m59}"]).replace("@string{", "@STRING  (\n"),
    ],
    ids=["doubling", "one line", "parentheses"],
)
def test_macros_that_grow_without_bounds_are_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "refs.bib"
    file.write_text(text.replace("}\n@STRING", ")\n@STRING"), encoding="utf-8")

    with pytest.raises(PapertrailError, match=r"makes more than 10,000 characters") as refused:
        read_library(file)

    assert refused.value.message.startswith(f"{file}: ")


@pytest.mark.parametrize(
    "text",
    [
        "\n".join([*BOMB[::-1], "@article{k, title={T} # m59}"]),
        "@string{a = b # b}\n@string{b = a # a}\n@article{k, title={T} # a}",
    ],
    ids=["backwards", "circle"],
)
def test_a_macro_is_no_text_before_it_is_defined(tmp_path: Path, text: str) -> None:
    file = tmp_path / "refs.bib"
    file.write_text(text, encoding="utf-8")

    assert [reference.record.title for reference in read_library(file).references] == ["T"]


def test_a_field_that_repeats_a_macro_without_end_is_cut(tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    field = " # ".join(["a"] * 20_000)
    file.write_text(f'@string{{a="{"x" * 9_000}"}}\n@article{{k, title={field}}}', encoding="utf-8")

    assert len(read_library(file).references[0].record.title) <= 1_000


def test_macros_of_a_usual_library_are_expanded(tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    names = "\n".join(
        f'@string{{j{number} = "Journal of # {{{number}}}"}}' for number in range(1_000)
    )
    file.write_text(f'{names}\n@string{{j = j7 # ", Series B"}}{ENTRY * 3}', encoding="utf-8")

    library = read_library(file)

    assert [reference.record.venue for reference in library.references] == [
        "Journal of # 7, Series B"
    ] * 3


def test_lines_of_faults_are_those_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    file.write_text("\n\n" + (PLAIN + "@misc{x, year=2020}\n") * 60, encoding="utf-8")

    library = read_library(file)

    assert len(library.references) == 60
    assert library.faults[0].startswith(f"{file}:5: the entry has no title")
    assert library.faults[-1].startswith(f"{file}:{5 + 59 * 3}: the entry has no title")


def test_a_library_that_takes_too_long_is_refused_in_one_line(
    filled: Home, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "DEADLINE", 0.0)
    monkeypatch.setattr(files, "_SLOWEST", 10**9)
    file = tmp_path / "refs.bib"
    file.write_text("\n@article{k, title={" * 100_000, encoding="utf-8")

    done = run("topics", "add", "Mine", "--from-bib", str(file))

    assert (done.status, done.err.count("\n")) == (1, 1)
    assert done.err.startswith(f"papertrail: {file}: reading it took more than ")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"items": 5}',
        "TY  - JOUR\nTI  - A title\nER  - \n" * 10_000,
        "@a{" * 300,
        "{}",
        "@string{a",
    ],
    ids=["deep", "number", "ris", "commands", "empty", "torn"],
)
def test_what_is_no_library_is_refused_in_one_line(
    filled: Home, run: Run, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "refs.bib"
    file.write_text(text, encoding="utf-8")

    done = run("topics", "add", "Mine", "--from-bib", str(file))

    assert (done.status, done.err.count("\n")) == (1, 1)
    assert str(file) in done.err


def test_values_of_a_library_are_bounded(tmp_path: Path) -> None:
    file = tmp_path / "refs.json"
    item = {
        "id": "a",
        "title": f"A\ud800{'b ' * 5_000}",
        "DOI": "10.1/\ud800x",
        "issued": {"date-parts": [[10**60]]},
    }
    file.write_text(json.dumps([item]), encoding="utf-8")

    (reference,) = read_library(file).references

    assert len(reference.record.title) <= 1_000
    assert reference.record.title.startswith("Ab ")
    assert reference.record.year is None
    assert reference.record.identifiers == {("doi", "10.1/x")}


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no file without an end")
@pytest.mark.parametrize("command", [["topics", "add", "Mine", "--from-bib"], ["feeds", "import"]])
def test_a_file_without_an_end_is_refused(home: Home, command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "papertrail", *command, "/dev/zero"],
        capture_output=True,
        text=True,
        env=os.environ,
        check=False,
        timeout=120,
    )

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1

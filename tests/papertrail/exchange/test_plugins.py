"""Formats that another package brings."""

import re
import sys
from collections.abc import Sequence
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from papertrail.errors import PapertrailError
from papertrail.exchange import exporters, importers
from papertrail.workspace import Home
from tests.papertrail.conftest import Run

GUIDE = Path(__file__).parents[3] / "docs" / "export.md"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example of the guide, installed as other packages are."""
    (example,) = re.findall(
        r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    points = dict(re.findall(r'entry-points\."(.+?)"\]\n# +lines = "(.+?)"', example))
    folder = tmp_path / "site"
    installed = folder / "paperlines-1.0.dist-info"
    installed.mkdir(parents=True)
    (folder / "paperlines.py").write_text(example, encoding="utf-8")
    (installed / "METADATA").write_text("Name: paperlines\nVersion: 1.0\n", encoding="utf-8")
    groups = "\n".join(f"[{group}]\nlines = {value}" for group, value in points.items())
    (installed / "entry_points.txt").write_text(groups, encoding="utf-8")
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(sys.modules, "paperlines", raising=False)
    return folder


def test_the_example_of_the_guide_exports_and_imports(
    package: Path, home: Home, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "papers.lines"
    text = "arxiv:2606.00007\tA Paper of Lines\narxiv:2606.00008\tAnother One\n"
    file.write_text(text, encoding="utf-8")

    imported = run("import", str(file), "--no-fetch", "--json")
    exported = run("export", "--format", "lines")

    assert (imported.status, imported.json["new"]) == (0, 2)
    assert sorted(exported.out.splitlines()) == sorted(text.splitlines())
    assert "lines" in exporters.formats()
    assert "lines" in importers.formats()


@pytest.mark.parametrize("kind", [exporters, importers])
def test_a_package_that_cannot_be_loaded_is_named(
    kind: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(group: str) -> Sequence[EntryPoint]:
        return [EntryPoint("odd", "no_such_package:Odd", group)]

    monkeypatch.setattr(kind, "entry_points", broken)
    name = "exporter" if kind is exporters else "importer"

    with pytest.raises(PapertrailError, match="odd can't be loaded") as caught:
        getattr(kind, name)("odd")

    assert caught.value.hint == "write to the authors of no_such_package"

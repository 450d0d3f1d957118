"""The wheel holds all that papertrail needs to run."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from index.embedding.resolve import PACKAGED_SHA256

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an unpacked wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_the_wheel_ships_the_three_packages_with_their_data_and_nothing_else(
    unpacked: Path,
) -> None:
    top = {path.name for path in unpacked.iterdir() if not path.name.endswith(".dist-info")}

    assert top == {"feeds", "index", "papertrail"}
    for name in (
        "feeds/catalogue.toml",
        "feeds/landmarks.atom.xml",
        "feeds/landmarks.toml",
        f"index/embedding/engines/calibrations/{PACKAGED_SHA256}.npz",
        "papertrail/learn/concepts.toml",
        "papertrail/learn/landmarks.toml",
        "papertrail/learn/spine.toml",
        "papertrail/topics/background.npz",
        "papertrail/py.typed",
        "papertrail/web/static/htmx.min.js",
        "papertrail/web/templates/base.html",
    ):
        assert (unpacked / name).is_file()
    shipped = {str(path.relative_to(unpacked)) for path in unpacked.rglob("*.py")}
    assert shipped == {
        str(path.relative_to(ROOT)) for package in top for path in (ROOT / package).rglob("*.py")
    }


def test_the_demo_runs_from_the_wheel_alone(
    unpacked: Path, tmp_path: Path, model_cache: Path
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "cache").symlink_to(model_cache)
    program = (
        "import sys, feeds, papertrail\n"
        f"folder = {str(unpacked)!r}\n"
        "assert feeds.__file__.startswith(folder), feeds.__file__\n"
        "assert papertrail.__file__.startswith(folder), papertrail.__file__\n"
        "from papertrail.cli import main; sys.argv = ['papertrail', 'demo']; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(unpacked), "PAPERTRAIL_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "Meta-learning (4)" in done.stdout

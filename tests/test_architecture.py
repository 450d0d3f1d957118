"""What the tools of `make lint` do not check about the code as a whole."""

import ast
import tomllib
from collections.abc import Iterable
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parent.parent
PACKAGES = ("feeds", "index", "papertrail")


def imported(path: Path) -> set[str]:
    """Return the top-level packages that a module imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def is_of_server(module: Path) -> bool:
    """Decide whether a module is of the servers, which are asked and ask nobody."""
    clients = {"requests", "urllib3", "httpx", "httpx2"}
    if module == ROOT / "papertrail" / "listening.py":
        return True
    is_page = module.is_relative_to(ROOT / "papertrail" / "web")
    return is_page and not imported(module) & clients


def test_only_the_http_client_asks_upstreams() -> None:
    users = {
        str(module.relative_to(ROOT))
        for package in PACKAGES
        for module in (ROOT / package).rglob("*.py")
        if imported(module) & {"requests", "urllib3", "httpx", "httpx2", "http", "socket"}
        and not is_of_server(module)
    }

    # The API adapter builds the answers of the `arxiv` package, for the client; faults are only
    # explained, and redirects only looked up; a webhook, a mail server, a library of Zotero and a
    # language model are the user's own, and so is a socket of this machine that output goes to.
    assert users == {
        "feeds/http/client.py",
        "feeds/http/faults.py",
        "feeds/http/transport.py",
        "feeds/arxiv/api.py",
        "papertrail/assist/client.py",
        "papertrail/delivery/deadline.py",
        "papertrail/delivery/smtp.py",
        "feeds/http/redirects.py",
        "papertrail/delivery/webhook.py",
        "papertrail/exchange/zotero_web.py",
        "papertrail/user_files.py",
    }


def test_modules_are_short_enough_to_read_in_one_go() -> None:
    lengths = {
        str(module.relative_to(ROOT)): len(module.read_text(encoding="utf-8").splitlines())
        for package in PACKAGES
        for module in (ROOT / package).rglob("*.py")
    }

    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_the_oldest_versions_that_are_allowed_are_those_that_are_tried() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = (ROOT / "constraints-oldest.txt").read_text(encoding="utf-8").splitlines()

    assert _least(project["dependencies"]) == _least(
        line for line in lines if not line.startswith("#")
    )


def _least(requirements: Iterable[str]) -> dict[str, Version]:
    """Return the oldest version of each package that some requirements allow."""
    parsed = [Requirement(text) for text in requirements]
    return {
        one.name: min(
            Version(part.version) for part in one.specifier if part.operator in {"==", ">="}
        )
        for one in parsed
    }

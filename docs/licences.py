"""List the licences of all packages that papertrail needs, as their metadata name them.

    python docs/licences.py            # print the table
    python docs/licences.py --write    # write it into docs/licences.md

It reads what is installed, so run it in the environment of `make test`. NVIDIA's libraries, which
torch brings on Linux, are left out: they are installed only with a build of torch for CUDA.
"""

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

PAGE = Path(__file__).with_name("licences.md")
HEAD = """\
# Licences

papertrail is under the Apache License 2.0. It needs these packages, directly or not; their licences
are as their metadata name them. `python docs/licences.py --write` makes this table.
htmx 2.0.11 (Zero-Clause BSD) comes along in `papertrail/web/static/`.

| package | licence |
| --- | --- |
"""
_PREFIX = "License :: OSI Approved :: "


def closure(root: str, extras: frozenset[str]) -> dict[str, Distribution]:
    """Return the installed packages that a package needs, by name, without itself."""
    found: dict[str, Distribution] = {}
    waiting = [(root, extras)]
    seen = set[tuple[str, frozenset[str]]]()
    while waiting:
        name, wanted = waiting.pop()
        for text in distribution(name).requires or ():
            requirement = Requirement(text)
            marker = requirement.marker
            if marker and not any(marker.evaluate({"extra": each}) for each in ("", *wanted)):
                continue
            key = re.sub(r"[-_.]+", "-", requirement.name).lower()
            wanted_too = (key, frozenset(requirement.extras))
            if wanted_too in seen or key.startswith("nvidia-") or key == root:
                continue
            seen.add(wanted_too)
            try:
                found[key] = distribution(key)
            except PackageNotFoundError:
                continue
            waiting.append(wanted_too)
    return found


def licence(package: Distribution) -> str:
    """Return the licence of a package on one line."""
    fields = package.metadata
    if fields.get("License-Expression"):
        return str(fields["License-Expression"])
    named = [
        value.removeprefix(_PREFIX)
        for value in fields.get_all("Classifier") or ()
        if value.startswith(_PREFIX)
    ]
    if named:
        return ", ".join(named)
    return (fields.get("License") or "not named").strip().partition("\n")[0][:60]


def main() -> None:
    """Print or write the table."""
    extras = distribution("papertrail").metadata.get_all("Provides-Extra") or ()
    packages = closure("papertrail", frozenset(extras) - {"dev"})
    rows = [f"| {name} | {licence(packages[name])} |" for name in sorted(packages)]
    page = HEAD + "\n".join([*rows, ""])
    if "--write" in sys.argv[1:]:
        PAGE.write_text(page, encoding="utf-8")
    else:
        print(page, end="")


if __name__ == "__main__":
    main()

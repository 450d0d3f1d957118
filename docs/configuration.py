"""Write docs/configuration.md from the declared settings.

    python docs/configuration.py [--check]

`--check` changes nothing and exits 1 where the page is not what the declarations make.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from papertrail.config.channels import KINDS, SHARED
from papertrail.config.schema import SECTIONS
from papertrail.config.setting import REQUIRED, Section, Setting

PAGE = Path(__file__).parent / "configuration.md"
HEAD = """\
# Configuration

`papertrail init` writes `config.toml` with starter topics and feeds, and says where it is: in the
folder that `PAPERTRAIL_HOME` names. Change it with any editor, or with the commands named below,
which keep your comments. A line that can't be used is named with its number and the fix; nothing
runs with a guess in its place.

This page is made from the settings as the code declares them: `python docs/configuration.py`.
"""
DELIVERY = """\
## [deliver.NAME]

Where `papertrail digest --send` delivers, one table for each channel. The name is yours; if it is
one of `mail`, `push`, `folder` or `webhook`, it says the kind too, else write `kind = "mail"`.
See [delivery](delivery.md).
"""
ENVIRONMENT = """\
## Environment variables

A variable comes before the file.

| variable | what it sets |
| --- | --- |
| `PAPERTRAIL_HOME` | the folder of everything that papertrail keeps |
| `PAPERTRAIL_CACHE` | the folder of converted models, for homes without a `cache` |
| `PAPERTRAIL_STATE` | the folder of the times of requests, which all homes of a user share |
| `PAPERTRAIL_NOW` | the clock, in ISO 8601, for replays; +09:00 is also the time zone |
| `PAPERTRAIL_SECRET_NAME` | the secret of the channel `[deliver.name]` ([delivery](delivery.md)) |
"""


def page() -> str:
    """Return the whole page."""
    parts = [HEAD]
    for section in SECTIONS:
        parts.append(f"## {section.title}\n\n{section.help}\n\n{table(section.settings)}")
        if section.name == "schedule":
            parts += [DELIVERY + "\nEvery channel has:\n\n" + table(SHARED), *map(channel, KINDS)]
    return "\n".join([*parts, ENVIRONMENT + "\n".join(variables()) + "\n"])


def channel(section: Section) -> str:
    """Return the part about one kind of channel."""
    return f'### kind = "{section.name}"\n\n{section.help}\n\n{table(section.settings)}'


def table(settings: Iterable[Setting]) -> str:
    """Return settings as a table."""
    lines = ["| setting | value | default | what it does |", "| --- | --- | --- | --- |"]
    lines += [row(setting) for setting in settings]
    return "\n".join(lines) + "\n"


def row(setting: Setting) -> str:
    """Return one setting as a row."""
    example = f" Example: `{setting.example}`." if setting.example else ""
    cells = (f"`{setting.key}`", setting.expected, default(setting), setting.help + example)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def default(setting: Setting) -> str:
    """Return what a missing setting means."""
    if setting.default is REQUIRED:
        return "required"
    if setting.key in {"at", "days"}:
        return {"at": '`"07:30"`', "days": '`"daily"`'}[setting.key]
    if setting.default in (None, ()):
        return "none"
    return f"`{Setting(key='', read=str, default=setting.default, help='').toml}`"


def variables() -> Iterator[str]:
    """Yield a row for each setting that an environment variable can set."""
    for section in SECTIONS:
        for setting in section.settings:
            if setting.variable:
                yield f"| `{setting.variable}` | `{setting.key}` of {section.title} |"


def main() -> None:
    """Write the page, or compare it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    if not parser.parse_args().check:
        PAGE.write_text(page(), encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != page():
        sys.exit("docs/configuration.md is out of date; run: python docs/configuration.py")


if __name__ == "__main__":
    main()

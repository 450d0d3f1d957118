"""Declare the settings of the table [export]."""

from dataclasses import dataclass
from pathlib import Path

from papertrail.config import values
from papertrail.config.setting import Section, Setting, defaults


@dataclass(frozen=True, slots=True)
class ExportSettings:
    """The table [export]."""

    key: str = "{author}{year}{word}"
    feeds: Path | None = None


EXPORT = Section(
    name="export",
    help="How works are written for other programs. See [export](export.md).",
    starter="comment",
    settings=(
        Setting(
            key="key",
            read=values.key_template,
            default=defaults(ExportSettings)["key"],
            help="The key by which documents cite a work, made when it is first exported: text "
            "with {author}, {authors} (up to three), {year}, {yy}, {word} (the first of the "
            "title), {words} (three), {venue} and {id}. Keys that were given stay.",
            starter="comment",
        ),
        Setting(
            key="feeds",
            read=values.path,
            default=defaults(ExportSettings)["feeds"],
            help="A folder into which each update writes topics, saved searches and the reading "
            "list as Atom files; see `papertrail feeds write`.",
            example='"~/public/papers"',
            starter="comment",
        ),
    ),
)

"""Declare the settings of the table [zotero]: the library that `export --to zotero` writes to."""

from dataclasses import dataclass
from pathlib import Path

from papertrail.config import values
from papertrail.config.setting import Section, Setting, defaults


@dataclass(frozen=True, slots=True)
class ZoteroSettings:
    """The table [zotero].

    Attributes:
        library: user, user:NUMBER or group:NUMBER.
        secret_file: a file that holds the key.
    """

    library: str = "user"
    secret_file: Path | None = None

    @property
    def settings(self) -> str:
        """The name of its table in config.toml, which its key in the keyring has too."""
        return "zotero"

    @property
    def variable(self) -> str:
        """The environment variable of the key."""
        return "PAPERTRAIL_ZOTERO_KEY"


_zotero = defaults(ZoteroSettings)
ZOTERO = Section(
    name="zotero",
    starter="comment",
    help="A library of zotero.org for `export --to zotero`. See [Zotero](zotero.md).",
    settings=(
        Setting(
            key="library",
            read=values.words,
            default=_zotero["library"],
            help="`user` for that of the key's owner, or `group:NUMBER`. "
            "PAPERTRAIL_ZOTERO_LIBRARY works too.",
            starter="comment",
        ),
        Setting(
            key="secret_file",
            read=values.path,
            default=_zotero["secret_file"],
            help="A file with the key of the web API, readable by you alone. "
            "PAPERTRAIL_ZOTERO_KEY and the keyring's entry `zotero` of the service `papertrail` "
            "work too.",
            example='"~/.config/papertrail-zotero"',
            secret=True,
        ),
    ),
)

"""Preferences: settings that change what is shown, and neither secrets, addresses nor commands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preference:
    """A setting of config.toml that a page may change.

    Attributes:
        name: table and key, such as digest.limit.
        kind: whole, fraction, switch, word or keys.
        value: as it is written in a form; keys with spaces between them, a switch as true or false.
        usual: the default, likewise.
        help: what it does, in sentences for users. Markdown.
    """

    name: str
    kind: str
    value: str
    usual: str
    help: str

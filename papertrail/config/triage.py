"""Declare and read the table [triage] and its keys."""

from papertrail.config import values
from papertrail.config.document import Document, Table
from papertrail.config.setting import Section, Setting, defaults
from papertrail.types.triage_keys import TriageKeys, TriageSettings

NAMED_KEYS = (
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown"),
    *("enter", "escape", "space", "tab", "backspace", "delete", "insert"),
    *(f"f{number}" for number in range(1, 13)),
    *(f"ctrl+{letter}" for letter in "abdefgklnopqrstuvwxy"),
)
"""The keys other than characters that every terminal sends, under the names that Textual has for
them. A terminal sends the same for ctrl+i and tab, ctrl+m and enter, ctrl+h and backspace; ctrl+c
always ends the program, and ctrl+z stops it."""

_default = defaults(TriageKeys)
_ACTS = {
    "like": "Like the paper: topics find more like it.",
    "dislike": "Dislike the paper: topics find less like it.",
    "later": "Put the paper on the reading list.",
    "discard": "Discard the paper: it is neither read nor an opinion.",
    "undo": "Take back the last change, also one of an earlier day.",
    "redo": "Do again what was taken back last.",
    "open": "Open the paper's page in the browser. Its state stays.",
    "pdf": "Open the paper's PDF. Its state stays.",
    "copy": "Copy the paper's address to the terminal's clipboard.",
    "note": "Add a line to your note about the paper.",
    "edit": "Write your note about the paper in $EDITOR.",
    "tag": "Add tags to the paper, or remove them: -name.",
    "similar": "List papers that are similar to this one.",
    "find": "Go to the next title with some words.",
    "down": "Go to the next paper.",
    "up": "Go to the paper before.",
    "half_down": "Go half a page down.",
    "half_up": "Go half a page up.",
    "page_down": "Go a page down.",
    "page_up": "Go a page up.",
    "first": "Go to the first paper.",
    "last": "Go to the last paper.",
    "next_part": "Go to the next part of the list.",
    "previous_part": "Go to the part before.",
    "scroll": "Read on in the abstract; at its end, go to the next paper.",
    "scroll_back": "Scroll the abstract back.",
    "read": "Show the paper on the whole screen.",
    "back": "Go back: from the whole screen, or from similar papers.",
    "help": "Show the keys.",
    "quit": "Leave. Everything is stored already.",
}

TRIAGE = Section(
    name="triage",
    help="The screen of `papertrail triage`. See [triage](triage.md).",
    starter="comment",
    settings=(
        Setting(
            key="advance",
            read=values.switch,
            default=TriageSettings().advance,
            help="Go on to the next paper after like, dislike, later and discard.",
            starter="comment",
        ),
    ),
)


def read_keys(value: object) -> tuple[str, ...]:
    """Read a key or a list of them, which may be empty."""
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list) or not all(isinstance(key, str) for key in given):
        raise ValueError('a key such as "j" or "ctrl+d", or a list of keys')
    keys = [_key(key) for key in given]
    return tuple(dict.fromkeys(keys))


KEYS = Section(
    name="triage.keys",
    help="The keys of the triage screen, one or a list for each act; an empty list leaves an act "
    "without a key. A key is a character, such as `j` or `?`, or one of "
    f"{', '.join(f'`{name}`' for name in NAMED_KEYS[:15])}, `f1` to `f12`, and `ctrl+` with a "
    "letter other than c, h, i, j, m and z. No key can belong to two acts.",
    starter="comment",
    settings=tuple(
        Setting(key=act, read=read_keys, default=_default[act], help=text)
        for act, text in _ACTS.items()
    ),
)


def _key(text: str) -> str:
    """Return a key as it is compared, or raise ValueError."""
    if text == " ":
        return "space"
    if len(text) == 1 and text.isprintable():
        return text
    if text.lower() in NAMED_KEYS:
        return text.lower()
    raise ValueError(
        "a key: a character, or one of up, down, left, right, home, end, pageup, pagedown, enter, "
        "escape, space, tab, backspace, delete, insert, f1 to f12, ctrl+a to ctrl+y except "
        "ctrl+c, h, i, j and m"
    )


def read_triage(document: Document) -> TriageSettings:
    """Read the table [triage] of a configuration.

    Raises:
        ConfigError: a setting can't be used, a key belongs to two acts, or none quits.
    """
    table = document.table("triage")
    table.only("advance", "keys")
    own = table.setting(TRIAGE.settings[0])
    if not isinstance(table.content.get("keys", {}), dict):
        table.fail("keys", "keys is written as a [triage.keys] table")
    given = Table(document, "triage.keys", table.content.get("keys", {}))
    keys = TriageKeys(**given.settings(KEYS.settings))
    _refuse_conflicts(given, keys)
    return TriageSettings(own, keys)


def _refuse_conflicts(table: Table, keys: TriageKeys) -> None:
    """Fail on a key of two acts, at the line of one that the file sets."""
    owner: dict[str, str] = {}
    for act, own in keys.by_act().items():
        for key in own:
            other = owner.setdefault(key, act)
            if other == act:
                continue
            here, there = (act, other) if act in table.content else (other, act)
            hint = f"give one of them another key: {there} = ..."
            if there not in table.content:
                hint = f"that is the default of {there}: choose another key, or set {there} too"
            table.fail(here, f"the key {key!r} is that of {here} and of {there}", hint)
    if not keys.quit:
        table.fail("quit", "quit needs a key", "ctrl+c would be the only way out")

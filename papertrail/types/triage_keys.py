"""The keys of the triage screen, as config.toml sets them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TriageKeys:
    """The keys of each act: characters such as `j` and `?`, or names such as `down` and `ctrl+d`.

    An empty tuple leaves an act without a key.
    """

    like: Keys = ("l",)
    dislike: Keys = ("d",)
    later: Keys = ("s",)
    discard: Keys = ("x",)
    undo: Keys = ("u",)
    redo: Keys = ("ctrl+r",)
    open: Keys = ("o",)
    pdf: Keys = ("p",)
    copy: Keys = ("y",)
    note: Keys = ("n",)
    edit: Keys = ("e",)
    tag: Keys = ("t",)
    similar: Keys = ("m",)
    find: Keys = ("/",)
    down: Keys = ("j", "down")
    up: Keys = ("k", "up")
    half_down: Keys = ("ctrl+d",)
    half_up: Keys = ("ctrl+u",)
    page_down: Keys = ("ctrl+f", "pagedown")
    page_up: Keys = ("ctrl+b", "pageup")
    first: Keys = ("g", "home")
    last: Keys = ("G", "end")
    next_part: Keys = ("]",)
    previous_part: Keys = ("[",)
    scroll: Keys = ("space",)
    scroll_back: Keys = ("b", "backspace")
    read: Keys = ("enter", "right")
    back: Keys = ("escape", "h", "left")
    help: Keys = ("?",)
    quit: Keys = ("q",)

    def acts(self) -> Mapping[str, str]:
        """Return the name of the act of each key."""
        return {key: act for act, keys in self.by_act().items() for key in keys}

    def by_act(self) -> Mapping[str, Keys]:
        """Return the keys of each act."""
        return {declared.name: getattr(self, declared.name) for declared in fields(self)}


@dataclass(frozen=True, slots=True)
class TriageSettings:
    """The table [triage].

    Attributes:
        advance: whether like, dislike, later and discard go on to the next paper.
    """

    advance: bool = True
    keys: TriageKeys = field(default_factory=TriageKeys)

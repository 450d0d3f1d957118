"""The table [triage]: keys, and what is refused with its line."""

from pathlib import Path

import pytest

from papertrail.config import parse
from papertrail.config.triage import KEYS, NAMED_KEYS
from papertrail.errors import ConfigError
from papertrail.types.triage_keys import TriageKeys, TriageSettings


def read(text: str) -> TriageSettings:
    return parse(text, Path("config.toml")).triage


def test_keys_are_set_in_either_form_and_others_stay() -> None:
    for text in (
        '[triage.keys]\nlike = "L"\nlater = ["w", "F5"]\nredo = []\n',
        '[triage]\nkeys = { like = "L", later = ["w", "f5"], redo = [] }\n',
    ):
        keys = read(text).keys
        assert (keys.like, keys.later, keys.redo) == (("L",), ("w", "f5"), ())
        assert keys.down == ("j", "down")
        assert keys.acts()["f5"] == "later"


def test_no_default_key_belongs_to_two_acts_and_every_act_is_declared() -> None:
    keys = [key for own in TriageKeys().by_act().values() for key in own]

    assert len(keys) == len(set(keys))
    assert {setting.key for setting in KEYS.settings} == TriageKeys().by_act().keys()


def test_a_space_is_a_key_like_any_other() -> None:
    assert read('[triage.keys]\nscroll = " "\n').keys.scroll == ("space",)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            '[triage.keys]\nfind = "f"\nlike = "j"\n',
            "config.toml:3: the key 'j' is that of like and of down",
            "that is the default of down",
        ),
        (
            '[triage.keys]\nlike = "f"\nfind = "f"\n',
            "config.toml:3: the key 'f' is that of find and of like",
            "give one of them another key",
        ),
        ('[triage.keys]\nlike = "ctrl+c"\n', "config.toml:2: like must be a key", ""),
        ('[triage.keys]\nlike = "ctrl+i"\n', "config.toml:2: like must be a key", ""),
        ("[triage.keys]\nlike = 3\n", "config.toml:2: like must be a key such as", ""),
        ('[triage.keys]\nlikes = "l"\n', "config.toml:2: unknown setting 'likes'", "like"),
        ("[triage.keys]\nquit = []\n", "config.toml:2: quit needs a key", "ctrl+c"),
        ('[triage]\nkeys = "vi"\n', "config.toml:2: keys is written as", ""),
        ("[triage]\nadvance = 1\n", "config.toml:2: advance must be true or false", ""),
    ],
)
def test_what_can_not_be_used_is_refused_with_its_line(text: str, message: str, hint: str) -> None:
    with pytest.raises(ConfigError) as failure:
        read(text)

    assert failure.value.message.startswith(message)
    assert hint in failure.value.hint


def test_named_keys_are_those_that_textual_knows() -> None:
    from textual.keys import Keys

    known = {key.value for key in Keys}

    assert {name.lower() for name in NAMED_KEYS} <= known | {"space"}

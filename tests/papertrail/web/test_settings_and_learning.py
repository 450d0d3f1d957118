"""Settings that a page may change, and ways to learn with their progress."""

import json
import tomllib

import pytest

from papertrail.core.application import Papertrail
from papertrail.errors import UsageError
from papertrail.workspace import Home
from tests.papertrail.conftest import Run
from tests.papertrail.web.conftest import Client


def test_settings_are_shown_without_secrets_addresses_and_commands(own: Client) -> None:
    page = own.get("/settings").body
    for name in ("digest.limit", "digest.explore", "triage.advance", "triage.keys.like"):
        assert f'name="{name}"' in page
    for word in ("password", "contact", "mirror", "command", "webhook"):
        assert f'name="{word}' not in page
        assert f".{word}" not in page


def test_only_changed_settings_are_written_and_comments_stay(
    own: Client, own_home: Home, own_opened: Papertrail
) -> None:
    file = own_home.config_file
    file.write_text(f"# my words\n{file.read_text('utf-8')}", encoding="utf-8")
    sent = {
        "was-digest.limit": "10",
        "digest.limit": "7",
        "was-digest.best": "99",
        "digest.best": "99",
        "was-triage.advance": "true",
        "triage.advance": "false",
        "was-triage.keys.like": "l",
        "triage.keys.like": "l +",
    }
    assert own.post("/settings", sent).headers["location"] == "/settings"
    text = file.read_text("utf-8")
    assert text.startswith("# my words\n")
    written = tomllib.loads(text)
    assert written["digest"] == {"explore": 0, "fold": 1, "limit": 7}
    assert written["triage"] == {"advance": False, "keys": {"like": ["l", "+"]}}
    assert own_opened.config.triage.keys.like == ("l", "+")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("digest.limit", "0"),
        ("digest.limit", "ten"),
        ("digest.limit", "9" * 5000),
        ("digest.explore", "2"),
        ("digest.explore", "nan"),
        ("triage.advance", "maybe"),
        ("triage.keys.like", "d"),
        ("triage.keys.like", "ctrl+c"),
        ("triage.keys.quit", ""),
        ("network.mirror", "http://evil.example"),
        ("deliver.mail.command", "rm"),
    ],
)
def test_what_can_not_be_a_setting_changes_nothing(
    own: Client, own_home: Home, name: str, value: str
) -> None:
    before = own_home.config_file.read_bytes()
    assert own.post("/settings", {f"was-{name}": "?", name: value}).status in (400, 503)
    assert own_home.config_file.read_bytes() == before


def test_preferences_are_texts_that_can_be_given_back(own_opened: Papertrail) -> None:
    texts = {each.name: each.value for each in own_opened.preferences.list()}
    assert own_opened.preferences.change(texts) == ()
    with pytest.raises(UsageError, match="no preference"):
        own_opened.preferences.change({"feeds.reddit_token": "x"})
    assert own_opened.preferences.change({"digest.fold": "0.5"}) == ("digest.fold",)
    assert own_opened.config.digest.fold == 0.5


def test_a_way_is_chosen_and_its_steps_are_done_skipped_and_opened_again(
    own: Client, own_opened: Papertrail, run: Run
) -> None:
    assert 'aria-current="step"' not in own.get("/learn").body
    assert own.get("/learn.json").status == 404
    assert own.post("/learn", {"topic": "self-supervised learning"}).status == 303
    way = own_opened.learning.current()
    assert way
    first, second = way.steps[0].id, way.steps[1].id
    done = {"step": first, "act": "done", "note": "<b>remember</b>  this"}
    assert own.post("/learn/step", done).headers["location"] == "/learn#next"
    assert own.post("/learn/step", {"step": second, "act": "skip"}).status == 303
    page = own.get("/learn").body
    assert "1 of " in page
    assert "&lt;b&gt;remember&lt;/b&gt; this" in page
    assert own.post("/learn/step", {"step": second, "act": "reset"}).status == 303
    shown = json.loads(own.get("/learn.json").body)
    assert shown == run("learn", "self-supervised learning", "--json").json
    assert [step["state"] for step in shown["steps"][:2]] == ["done", None]


@pytest.mark.parametrize(
    "fields",
    [
        {"topic": ""},
        {"topic": "graphs", "hours": "nan"},
        {"topic": "graphs", "hours": "-1"},
        {"topic": "graphs", "level": "odd"},
    ],
)
def test_a_way_that_can_not_be_is_refused(own: Client, fields: dict[str, str]) -> None:
    assert own.post("/learn", fields).status == 400
    assert own.post("/learn/step", {"step": "1", "act": "odd"}).status == 400

"""The declarations agree with the settings, the starter file and the reference page."""

import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from papertrail.config import parse, schema, starter
from papertrail.config.channels import KIND, KINDS, SHARED
from papertrail.config.setting import REQUIRED, Section, Setting
from papertrail.config.settings import DigestSettings, FeedSettings, ModelChoice, Network
from papertrail.config.starter import STARTER_TOPICS
from papertrail.errors import ConfigError
from papertrail.types.timetable import Timetable
from papertrail.types.topic import Topic

ROOT = Path(__file__).parents[3]
CHANNELS = (Section(name="shared", help="", settings=SHARED), *KINDS)
ALL = [
    pytest.param(section, setting, id=f"{section.name}.{setting.key}")
    for section in (*schema.SECTIONS, *CHANNELS)
    for setting in section.settings
]


@pytest.mark.parametrize(
    ("section", "settings"),
    [
        (schema.FEEDS, FeedSettings),
        (schema.TOPICS, Topic),
        (schema.DIGEST, DigestSettings),
        (schema.SCHEDULE, Timetable),
        (schema.NETWORK, Network),
    ],
)
def test_every_field_of_a_table_is_declared(section: Section, settings: type) -> None:
    assert {setting.key for setting in section.settings} == {one.name for one in fields(settings)}


def test_every_field_of_the_model_is_declared_with_how_it_runs() -> None:
    declared = {setting.key for setting in schema.MODEL.settings}

    assert declared == {one.name for one in fields(ModelChoice)} | {"device", "precision"}


@pytest.mark.parametrize(("section", "setting"), ALL)
def test_every_setting_has_help_and_says_what_it_takes(section: Section, setting: Setting) -> None:
    assert setting.help.endswith(".")
    assert setting.expected
    assert setting.toml or setting.default is not REQUIRED


@pytest.mark.parametrize(("section", "setting"), ALL)
def test_every_example_can_be_written_into_the_file(section: Section, setting: Setting) -> None:
    lines = {"mail": 'to = "a@b.org"\nhost = "b.org"', "folder": 'path = "/p"'}
    required = {
        "topics": 'name = "A"\nabout = "a"',
        "webhook": 'url = "https://b.org"',
        "shared": 'kind = "push"',
        **lines,
    }
    own = [
        line
        for line in required.get(section.name, "").splitlines()
        if not line.startswith(f"{setting.key} =")
    ]
    title = "[deliver.shared]" if section.name == "shared" else section.title
    given = [f"{setting.key} = {setting.toml}"] if setting.toml else []
    is_network = section is schema.NETWORK and setting.key != "mirror"
    mirror = ['mirror = "http://127.0.0.1"'] if is_network else []

    parse("\n".join([title, *own, *given, *mirror]), Path("config.toml"))


def test_the_starter_file_is_understood_and_says_what_the_defaults_are() -> None:
    config = parse(starter(), Path("config.toml"))

    assert [topic.name for topic in config.topics] == [name for name, _ in STARTER_TOPICS]
    assert config.digest == DigestSettings()
    assert config.network == Network()
    assert config.model == ModelChoice()


def test_the_commented_lines_of_the_starter_file_are_understood_too() -> None:
    lines = [
        line.removeprefix("# ")
        for line in starter().splitlines()
        if not line.startswith("# ") or line.startswith("# [") or " = " in line
    ]

    config = parse("\n".join(lines), Path("config.toml"))

    assert [channel.name for channel in config.channels] == ["mail", "folder"]
    assert config.timetable.times == "07:30"


def test_the_reference_page_is_what_the_declarations_make() -> None:
    command = [sys.executable, str(ROOT / "docs" / "configuration.py"), "--check"]

    subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, check=True, timeout=60)


def test_no_error_shows_the_value_of_a_secret() -> None:
    with pytest.raises(ConfigError) as failure:
        parse("[feeds]\nreddit_token = [12345]", Path("config.toml"))

    assert "12345" not in str(failure.value) + failure.value.hint


def test_a_setting_of_a_channel_kind_belongs_to_that_kind_alone() -> None:
    assert KIND.read("mail") == "mail"
    with pytest.raises(ConfigError, match="unknown setting 'host'"):
        parse('[deliver.folder]\npath = "/p"\nhost = "b.org"', Path("config.toml"))

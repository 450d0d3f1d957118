"""The configuration that `papertrail init` writes, made from the declared settings."""

import re
import textwrap
from collections.abc import Iterator

from papertrail.config.channels import KINDS
from papertrail.config.schema import SECTIONS, TOPICS
from papertrail.config.setting import Section, Setting

_WIDTH = 96
_HEAD = (
    "papertrail's configuration. `papertrail topics list` and `papertrail feeds list` show how it "
    "is understood. Settings that are not here have their defaults; docs/configuration.md lists "
    "them all."
)
_DELIVERY = (
    "Where `papertrail digest --send` delivers. docs/delivery.md describes push services and "
    "webhooks too, and where passwords go."
)
STARTER_TOPICS = (
    (
        "Transformers",
        (
            "Transformer neural network architecture based on self-attention",
            "making Transformers and their attention efficient for long sequences",
        ),
    ),
    (
        "Self-supervised learning",
        (
            (
                "Self-supervised representation learning without labels: contrastive learning, "
                "masked prediction, joint embeddings"
            ),
        ),
    ),
    (
        "Meta-learning",
        (
            (
                "Meta-learning and learning to learn: fast adaptation to new tasks from a few "
                "examples, few-shot learning"
            ),
        ),
    ),
)
"""(name, descriptions) of the topics of a new home."""


def starter() -> str:
    """Return the text of a new config.toml."""
    blocks = [_comment(_HEAD)]
    for section in SECTIONS:
        if section is TOPICS:
            blocks.append("\n".join(_topics()))
        elif any(setting.starter for setting in section.settings):
            blocks.append("\n".join(_table(section)))
        if section.name == "schedule":
            blocks.append("\n".join(_channels()))
    return "\n\n".join(blocks) + "\n"


def _table(section: Section) -> Iterator[str]:
    yield _comment(section.help)
    yield _line(section.title, section.starter)
    for setting in section.settings:
        if setting.starter:
            yield _comment(setting.help)
            yield _assignment(setting)


def _topics() -> Iterator[str]:
    yield _comment(TOPICS.help)
    for name, descriptions in STARTER_TOPICS:
        quoted = "".join(f'    "{description}",\n' for description in descriptions)
        yield f'\n{TOPICS.title}\nname = "{name}"\nabout = [\n{quoted}]'


def _channels() -> Iterator[str]:
    yield _comment(_DELIVERY)
    for section in KINDS:
        shown = [setting for setting in section.settings if setting.starter]
        if shown:
            yield _line(section.title, "comment")
            yield from map(_assignment, shown)


def _assignment(setting: Setting) -> str:
    return _line(f"{setting.key} = {setting.toml}", setting.starter)


def _line(text: str, starter: str) -> str:
    return f"# {text}" if starter == "comment" else text


def _comment(help_text: str) -> str:
    """Return help as comment lines, links to pages of the docs as their file names."""
    plain = re.sub(r"\[[^\]]+\]\((\w+\.md)\)", r"docs/\1", help_text)
    lines = textwrap.wrap(plain, _WIDTH, break_long_words=False, break_on_hyphens=False)
    return "\n".join(f"# {line}" for line in lines)

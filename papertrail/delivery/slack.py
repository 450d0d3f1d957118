"""Deliver to a Slack channel by an incoming webhook.

https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from papertrail.config.values import is_loopback
from papertrail.delivery.channel import DeliveryLog
from papertrail.delivery.digest_message import DigestMessage
from papertrail.delivery.secrets import needed
from papertrail.delivery.webhook import Post
from papertrail.errors import ChannelError
from papertrail.render.escaping import link, printable
from papertrail.render.phrases import TITLE, authors, considered, heading, more, quiet
from papertrail.types.channel import SlackChannel
from papertrail.types.digest import Entry, News, Section

_SECTION = 2900
"""Characters of a section's text; Slack takes 3000."""
_BLOCKS = 48
"""Blocks of a message; Slack takes 50 (https://docs.slack.dev/reference/block-kit/blocks)."""
_SENTENCE = 300
_CONTROL = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
"""https://docs.slack.dev/messaging/formatting-message-text#escaping"""
_FORMATTING = str.maketrans({"*": "\u2217", "_": "\uff3f", "~": "\u223c", "`": "\u2032"})
"""Characters that format text and that Slack can't escape, and their replacements."""


@dataclass(frozen=True, slots=True)
class SlackSender:
    """Posts digests to the address of an incoming webhook, which is a secret."""

    channel: SlackChannel

    def deliver(self, message: DigestMessage, log: DeliveryLog) -> None:
        """Post a digest as one message; see `Sender`."""
        post = self._post()
        body = {"text": escaped(message.subject), "blocks": _blocks(message)}
        log.hand_over()
        post.send(body, message.key)
        log.confirm()

    def notify(self, subject: str, text: str) -> None:
        """Post a short notice; see `Sender`."""
        lines = list(map(printable, text.splitlines()))
        self._post().send({"text": escaped("\n".join([subject, "", *lines]))}, None)

    def _post(self) -> Post:
        address = self.channel.url or needed(self.channel)
        parts = urlsplit(address)
        if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
            raise ChannelError(
                f"the secret of [deliver.{self.channel.name}] is no https address",
                "it is the address of an incoming webhook of Slack",
            )
        return Post(f"Slack, of [deliver.{self.channel.name}],", address, self.channel.timeout)


def escaped(text: str) -> str:
    """Return text in which no character has a meaning to Slack's mrkdwn."""
    return text.translate(_FORMATTING).translate(_CONTROL)


def _blocks(message: DigestMessage) -> list[dict[str, Any]]:
    """Return a digest as blocks: as many papers in each as it has room for."""
    view = message.view
    title = {"type": "plain_text", "text": heading(view), "emoji": False}
    blocks: list[dict[str, Any]] = [{"type": "header", "text": title}]
    pieces = [considered(view), *([quiet(view)] if view.quiet else [])]
    texts = [escaped(printable(piece)) for piece in pieces]
    for section in view.layout:
        texts += _section(section)
    texts += _news(view.news)
    if view.more:
        texts.append(escaped(more(view)))
    sections = list(map(_mrkdwn, _packed(texts)))
    if len(sections) > _BLOCKS:
        sections = [*sections[: _BLOCKS - 1], _mrkdwn("\u2026")]
    return blocks + sections


def _section(section: Section) -> Iterator[str]:
    if section.entries:
        yield f"*{escaped(printable(section.topic))}*"
    for entry in section.entries:
        yield _entry(entry)


def _entry(entry: Entry) -> str:
    work = entry.work
    facts = [authors(work), work.venue, work.published]
    lines = [
        f"\u2022 *{_linked(work.title, work.url)}*"
        + (f" <{link(work.pdf_url)}|PDF>" if work.pdf_url else ""),
        escaped(" \u00b7 ".join(printable(fact) for fact in facts if fact)),
    ]
    sentence = printable(entry.why.get("sentence", ""), _SENTENCE)
    lines += [f"> {escaped(sentence)}"] if sentence else []
    lines += [f"similar: {_linked(other.title, other.url)}" for other in entry.similar]
    return "\n".join(filter(None, lines))


def _news(news: Iterable[News]) -> Iterator[str]:
    for number, known in enumerate(news):
        if not number:
            yield "*News of papers you know*"
        yield f"\u2022 {_linked(known.work.title, known.work.url)}"


def _linked(title: str, url: str) -> str:
    label = escaped(printable(title, TITLE)).replace("|", "\uff5c")
    address = link(url).replace("&", "&amp;").replace("|", "%7C")
    if address:
        return f"<{address}|{label}>"
    return label


def _packed(texts: Iterable[str]) -> Iterator[str]:
    """Join texts as long as a section has room."""
    packed = ""
    for text in texts:
        if packed and len(packed) + len(text) > _SECTION:
            yield packed
            packed = ""
        packed = f"{packed}\n\n{text}" if packed else text
    if packed:
        yield packed


def _mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}

"""Render a digest for a channel: its subject, and its content in the channel's format."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from papertrail.render.escaping import link, printable
from papertrail.render.phrases import TITLE, considered, plural, quiet
from papertrail.types.digest import DigestView, Entry

_MENTIONS = str.maketrans({"@": "\uff20", "<": "\u2039", ">": "\u203a"})
"""Characters that could call people or become markup in a chat, and their replacements."""


@dataclass(frozen=True, slots=True)
class DigestMessage:
    """A digest for one channel.

    Attributes:
        views: the digest, then those before it, newest first, as a feed shows them.
        key: the same at each attempt; unlike that of any other digest and channel.
        earlier: the keys of the digests that the channel got before, oldest first.
        home: a name of 32 hexadecimal digits that all messages of a home share.
        templates: the reader's own templates.
    """

    views: Sequence[DigestView]
    key: str
    earlier: tuple[str, ...]
    home: str
    templates: Path

    @property
    def view(self) -> DigestView:
        """The digest."""
        return self.views[0]

    @property
    def subject(self) -> str:
        """The subject: one line without any text from outside."""
        day = self.view.day
        if self.view.works:
            summary = plural(len(self.view.works), "paper")
        elif self.view.news:
            summary = "news of papers you know"
        else:
            summary = "a quiet day"
        if self.view.digest.kind == "addition":
            summary += " added"
        return f"papertrail: {summary}, {day:%A}, {day.day} {day:%B %Y}"

    def render(self, form: str) -> str:
        """Return it in one of the formats of `papertrail digest --format`."""
        from papertrail.render import formats

        # In a feed each digest has its own entries, whose ids never change.
        shown = self.views if form == "atom" else [self.view]
        return formats.render(form, shown, self.home, self.templates)

    def html_for_mail(self) -> str:
        """Return it as an HTML page that mail programs understand."""
        from papertrail.render import html

        return html.page(self.view, self.templates, mail=True)

    def chat(self) -> str:
        """Return it as plain lines for chat and push services: each paper's title and address."""
        lines = [considered(self.view)]
        for section in self.view.layout:
            if section.entries:
                lines += ["", _harmless(section.topic)]
                lines += chain.from_iterable(map(_lines, section.entries))
        if self.view.news:
            lines += ["", "News of papers you know"]
            lines += [
                f"\u2022 {_harmless(news.work.title)} {link(news.work.url)}".rstrip()
                for news in self.view.news
            ]
        return "\n".join([*lines, "", quiet(self.view)] if self.view.quiet else lines)


def _lines(entry: Entry) -> list[str]:
    return [
        f"\u2022 {_harmless(work.title)} {link(work.url)}".rstrip()
        for work in (entry.work, *entry.similar)
    ]


def _harmless(text: str) -> str:
    return printable(text, TITLE).translate(_MENTIONS)

"""Render a digest for a channel: its subject, and its content in the channel's format."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from papertrail.render.escaping import link, printable
from papertrail.render.language import _, day_in_words, join
from papertrail.render.phrases import TITLE, considered, papers, quiet
from papertrail.types.digest import BEST, DigestView, Entry

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
        if self.view.works:
            summary = papers(len(self.view.works))
        elif self.view.news:
            summary = _("news of papers you know")
        else:
            summary = _("a quiet day")
        if self.view.digest.kind == "addition":
            summary = _("{summary} added").format(summary=summary)
        return f"papertrail: {join([summary, day_in_words(self.view.day, weekday=True)])}"

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
                lines += ["", _harmless(_(BEST) if section.topic == BEST else section.topic)]
                lines += chain.from_iterable(map(_lines, section.entries))
        if self.view.news:
            lines += ["", _("News of papers you know")]
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

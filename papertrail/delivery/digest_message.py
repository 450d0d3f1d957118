"""A digest as it is sent: what it is called and how it looks in each kind of channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from papertrail.render.escaping import link, printable
from papertrail.render.phrases import TITLE, considered, plural, quiet
from papertrail.types.digest import DigestView, Entry

_MENTIONS = str.maketrans({"@": "\uff20", "<": "\u2039", ">": "\u203a"})
"""In a chat these could call people or become markup."""


@dataclass(frozen=True, slots=True)
class DigestMessage:
    """A digest for one channel.

    Attributes:
        edition: the digest, together with those before it that the channel has not had.
        editions: the digest alone, then those before it, newest first, as a feed shows them.
        key: the same at each attempt; unlike that of any other digest and channel.
        earlier: the keys of the digests that the channel got before, oldest first.
        home: a name of 32 hexadecimal digits that all letters of a home share.
        templates: the reader's own templates.
    """

    edition: DigestView
    editions: Sequence[DigestView]
    key: str
    earlier: tuple[str, ...]
    home: str
    templates: Path

    @property
    def subject(self) -> str:
        """One line without anything from outside in it."""
        day = self.edition.day
        count = len(self.edition.works)
        told = (
            plural(count, "paper")
            if count
            else "news of papers you know"
            if self.edition.news
            else "a quiet day"
        )
        return f"papertrail: {told}, {day:%A}, {day.day} {day:%B %Y}"

    def render(self, form: str) -> str:
        """Return it in one of the forms of `papertrail digest --format`."""
        from papertrail.render import formats

        # In a feed each digest has its own entries, by the same ids for ever.
        shown = self.editions if form == "atom" else [self.edition]
        return formats.render(form, shown, self.home, self.templates)

    def html_for_mail(self) -> str:
        """Return it as an HTML page that mail programs understand."""
        from papertrail.render import html

        return html.page(self.edition, self.templates, mail=True)

    def chat(self) -> str:
        """Return it as plain lines for chat and push services: each paper's title and address."""
        lines = [considered(self.edition)]
        for section in self.edition.sections:
            if section.entries:
                lines += [
                    "",
                    _harmless(section.topic),
                    *(line for entry in section.entries for line in _lines(entry)),
                ]
        if self.edition.news:
            lines += ["", "News of papers you know"]
            lines += [
                f"\u2022 {_harmless(news.work.title)} {link(news.work.url)}".rstrip()
                for news in self.edition.news
            ]
        return "\n".join([*lines, "", quiet(self.edition)] if self.edition.quiet else lines)


def _lines(entry: Entry) -> list[str]:
    return [
        f"\u2022 {_harmless(work.title)} {link(work.url)}".rstrip()
        for work in (entry.work, *entry.similar)
    ]


def _harmless(text: str) -> str:
    return printable(text, TITLE).translate(_MENTIONS)

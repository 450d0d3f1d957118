"""Feeds: the sources of papers, as users name and choose them."""

from dataclasses import dataclass

from feeds.paper import Paper


@dataclass(frozen=True, slots=True)
class FeedInfo:
    """A feed that is followed, or could be.

    Attributes:
        name: as users write it, such as arxiv:cs.LG.
        followed: whether the configuration names it.
    """

    name: str
    title: str
    followed: bool


@dataclass(frozen=True, slots=True)
class FollowedFeeds:
    """The result of adding feeds.

    Attributes:
        feeds: those that were asked for, in that order; all are followed now.
        added: of these, the names of those that were not followed before.
        login_needed: how to set up the login that one of them needs and that is not set, or an
            empty string.
    """

    feeds: tuple[FeedInfo, ...]
    added: tuple[str, ...]
    login_needed: str = ""


@dataclass(frozen=True, slots=True)
class ImportedFeeds:
    """The result of importing a list of feeds.

    Attributes:
        added: names of the feeds that were not followed before.
        already: how many were followed already.
        skipped: (title, reason) of the entries that can't be followed.
    """

    added: tuple[str, ...]
    already: int
    skipped: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ExportedFeeds:
    """The followed feeds as OPML.

    Attributes:
        opml: the document.
        skipped: names of the feeds that have no address of their own.
        secret: names of the feeds whose address has a login or a query.
    """

    opml: str
    skipped: tuple[str, ...]
    secret: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedCheck:
    """One page of a feed, read without storing anything.

    Attributes:
        status: one of `feeds.source.Status`; None if the feed did not say.
        note: one line for people about the status.
    """

    name: str
    status: str | None
    note: str
    papers: tuple[Paper, ...]

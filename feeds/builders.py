"""Make the sources of feeds, without loading what fetches them before it is needed."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.metadata import EntryPoint

    from feeds.http.contract import HttpClient
    from feeds.openreview.account import Account
    from feeds.source import Source


@dataclass(frozen=True, slots=True)
class Options:
    """Settings that some sources use.

    Attributes:
        reddit_user: whose private feed address is used.
        reddit_token: the secret in that address.
        openreview: the login at OpenReview.
        crossref: ask Crossref for what journals leave out.
    """

    reddit_user: str | None = None
    reddit_token: str | None = field(default=None, repr=False)
    openreview: "Account | None" = None
    crossref: bool = True


def arxiv_source(category: str) -> "Callable[[HttpClient, Options], Source]":
    """Return what makes the source of a category of arXiv."""

    def build(client: "HttpClient", _: Options) -> "Source":
        from feeds.arxiv.category import ArxivCategory

        return ArxivCategory(category, client)

    return build


def arxiv_search_source(query: str) -> "Callable[[HttpClient, Options], Source]":
    """Return what makes the source of a query of arXiv."""

    def build(client: "HttpClient", _: Options) -> "Source":
        from feeds.arxiv.search import ArxivSearch

        return ArxivSearch(query, client)

    return build


def conference_source(name: str, year: int | None) -> "Callable[[HttpClient, Options], Source]":
    """Return what makes the source of a conference, or of one of its editions."""

    def build(client: "HttpClient", _: Options) -> "Source":
        from feeds.conferences.editions import Conference

        return Conference(name, client, year)

    return build


def journal_source(name: str) -> "Callable[[HttpClient, Options], Source]":
    """Return what makes the source of a journal."""

    def build(client: "HttpClient", options: Options) -> "Source":
        from feeds.journals import JOURNALS, Journal

        title, publication, issn = JOURNALS[name]
        return Journal(name, title, publication, issn, client, crossref=options.crossref)

    return build


def anthology_source(client: "HttpClient", _: Options) -> "Source":
    """Make the source of all that is new in the ACL Anthology."""
    from feeds.acl.anthology import AnthologyNews

    return AnthologyNews(client)


def landmarks_source(_client: "HttpClient", _: Options) -> "Source":
    """Make the source of the bundled papers."""
    from feeds.landmarks import Landmarks

    return Landmarks()


def reddit_source(name: str, subreddit: str) -> "Callable[[HttpClient, Options], Source]":
    """Return what makes the source of a subreddit."""

    def build(client: "HttpClient", options: Options) -> "Source":
        from feeds.reddit import Reddit

        return Reddit(subreddit, client, options.reddit_token, options.reddit_user, name=name)

    return build


def openreview_source(venue: str) -> "Callable[[HttpClient, Options], Source]":
    """Return what makes the source of a venue at OpenReview."""

    def build(client: "HttpClient", options: Options) -> "Source":
        from feeds.openreview.venue import OpenReview

        return OpenReview(venue, client, options.openreview)

    return build


def syndication_source(name: str, address: str) -> "Callable[[HttpClient, Options], Source]":
    """Return what makes the source of an RSS or Atom feed."""

    def build(client: "HttpClient", _: Options) -> "Source":
        from feeds.syndication import Syndication

        return Syndication(name, address, client)

    return build


def plugged_source(
    point: "EntryPoint", name: str, written: str
) -> "Callable[[HttpClient, Options], Source]":
    """Return what makes the source of a plug-in."""

    def build(client: "HttpClient", _: Options) -> "Source":
        from feeds.plugins import PluginSource

        return PluginSource(name, point, client, written)

    return build

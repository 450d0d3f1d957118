"""The sections of config.toml, each read by a function of its own."""

import os
from dataclasses import fields
from functools import partial

from feeds.openreview.account import Account
from feeds.registry import Feed, Options, find
from papertrail.config.deliver import channels
from papertrail.config.settings import (
    ARXIV_INTERVAL,
    OTHER_INTERVAL,
    Config,
    DigestSettings,
    ModelChoice,
    Network,
)
from papertrail.config.tables import Document, Table
from papertrail.config.values import (
    address,
    fraction,
    one_of,
    paper_ids,
    phrases,
    seconds,
    switch,
    text,
    texts,
    whole,
    words,
)
from papertrail.schedule.timetable import Timetable, times, weekdays
from papertrail.types.topic import Topic

MIRROR_VARIABLE = "PAPERTRAIL_MIRROR"
OPENREVIEW_PASSWORD_VARIABLE = "PAPERTRAIL_OPENREVIEW_PASSWORD"  # noqa: S105 - the name of a variable
REDDIT_TOKEN_VARIABLE = "PAPERTRAIL_REDDIT_TOKEN"  # noqa: S105 - the name of a variable


def config(document: Document) -> Config:
    """Read a whole document."""
    document.top.only(
        "feeds", "topics", "digest", "deliver", "schedule", "model", "network", "search"
    )
    model = document.table("model")
    search = document.table("search")
    search.only("reranker")
    model.only("name", "revision", "device", "dim", "query_prompt", "document_prompt")
    digest = _digest(document.table("digest"))
    followed, options = _feeds(document.table("feeds"))
    return Config(
        feeds=tuple(feed.name for feed in followed),
        addresses={feed.name: feed.secret for feed in followed if feed.secret},
        feed_options=options,
        topics=_topics(document, digest.limit),
        model=ModelChoice(
            name=model.value("name", words, ModelChoice().name),
            dim=model.value("dim", whole, None),
            query_prompt=model.value("query_prompt", text, None),
            document_prompt=model.value("document_prompt", text, None),
            revision=model.value("revision", words, None),
        ),
        reranker=search.value("reranker", words, None),
        device=model.value("device", partial(one_of, ("auto", "cpu", "cuda", "mps")), "auto"),
        digest=digest,
        network=_network(document.table("network")),
        channels=channels(document),
        timetable=_timetable(document.table("schedule")),
    )


def _feeds(table: Table) -> tuple[tuple[Feed, ...], Options]:
    table.only(
        "follow",
        "crossref",
        "openreview_user",
        "openreview_password",
        "reddit_user",
        "reddit_token",
    )
    options = Options(
        reddit_user=table.value("reddit_user", words, None),
        reddit_token=os.environ.get(REDDIT_TOKEN_VARIABLE)
        or table.value("reddit_token", words, None),
        openreview=_openreview(table),
        crossref=table.value("crossref", switch, default=True),
    )
    return table.value("follow", partial(_followed, table), ()), options


def _openreview(table: Table) -> Account | None:
    user = table.value("openreview_user", words, None)
    password = os.environ.get(OPENREVIEW_PASSWORD_VARIABLE) or table.value(
        "openreview_password", text, None
    )
    return Account(user, password) if user and password else None


def _followed(table: Table, value: object) -> tuple[Feed, ...]:
    from feeds.errors import UnknownFeedError

    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise ValueError('a list of names such as ["arxiv:cs.LG", "neurips"]')
    try:
        feeds = [find(name) for name in value]
    except UnknownFeedError as error:
        table.fail("follow", error.message, error.hint)
    # Of two addresses that differ in the password alone, the first counts.
    followed: dict[str, Feed] = {}
    for feed in feeds:
        followed.setdefault(feed.name, feed)
    return tuple(followed.values())


def _topics(document: Document, limit: int) -> tuple[Topic, ...]:
    topics: list[Topic] = []
    for table in document.tables("topics"):
        table.only(*(field.name for field in fields(Topic)))
        topic = _topic(table, limit)
        if topic.name.casefold() in {known.name.casefold() for known in topics}:
            table.fail("name", f"there are two topics named {topic.name!r}")
        topics.append(topic)
    return tuple(topics)


def _topic(table: Table, limit: int) -> Topic:
    topic = Topic(
        name=table.value("name", words),
        about=table.value("about", texts, ()),
        limit=table.value("limit", whole, limit),
        threshold=table.value("threshold", fraction, None),
        like=table.value("like", paper_ids, ()),
        dislike=table.value("dislike", paper_ids, ()),
        authors=table.value("authors", phrases, ()),
        include=table.value("include", phrases, ()),
        exclude=table.value("exclude", phrases, ()),
        categories=table.value("categories", phrases, ()),
        venues=table.value("venues", phrases, ()),
        strictness=table.value(
            "strictness", partial(one_of, ("loose", "normal", "strict")), "normal"
        ),
    )
    if not (topic.about or topic.like or topic.authors):
        hint = 'add about = "what its papers say", or like = ["arxiv:1703.03400"]'
        table.fail("name", f"the topic {topic.name!r} has neither words nor examples", hint)
    for one, other, fault in (
        ("include", "exclude", "must and must not appear"),
        ("like", "dislike", "is for and against"),
    ):
        if both := {text.casefold() for text in getattr(topic, one)} & {
            text.casefold() for text in getattr(topic, other)
        }:
            table.fail(other, f"{min(both)!r} {fault}", f"take it out of {one} or of {other}")
    return topic


def _digest(table: Table) -> DigestSettings:
    usual = DigestSettings()
    table.only(*(field.name for field in fields(usual)))
    return DigestSettings(
        limit=table.value("limit", whole, usual.limit),
        max_age_days=table.value("max_age_days", whole, usual.max_age_days),
        explore=table.value("explore", fraction, usual.explore),
        fold=table.value("fold", fraction, usual.fold),
        diversity=table.value("diversity", fraction, usual.diversity),
        per_like=table.value("per_like", whole, usual.per_like),
    )


def _network(table: Table) -> Network:
    table.only(*(field.name for field in fields(Network)))
    mirror = os.environ.get(MIRROR_VARIABLE) or table.value("mirror", address, None)
    arxiv_interval = table.value("arxiv_interval", seconds, ARXIV_INTERVAL)
    if arxiv_interval < ARXIV_INTERVAL and not mirror:
        table.fail(
            "arxiv_interval",
            f"arXiv asks for {ARXIV_INTERVAL:g} s between requests; less is for mirrors",
        )
    interval = table.value("interval", seconds, OTHER_INTERVAL)
    if interval < OTHER_INTERVAL and not mirror:
        table.fail(
            "interval",
            f"upstreams get at most one request in {OTHER_INTERVAL:g} s; more is for mirrors",
        )
    return Network(
        mirror=mirror,
        contact=table.value("contact", words, None),
        arxiv_interval=arxiv_interval,
        interval=interval,
        backoff=table.value("backoff", seconds, 5.0),
        timeout=table.value("timeout", seconds, 60.0),
        deadline=table.value("deadline", seconds, 300.0),
        max_mb=table.value("max_mb", whole, 64),
        private_redirects=table.value("private_redirects", switch, default=False),
    )


def _timetable(table: Table) -> Timetable:
    table.only("at", "days")
    usual = Timetable()
    return Timetable(
        table.value("at", lambda value: times(",".join(texts(value))), usual.at),
        table.value("days", lambda value: weekdays(words(value)), usual.days),
    )

"""Declare every setting of config.toml once: key, reader, default and help.

The loader, `papertrail init`'s starter file and docs/configuration.md are made from these
declarations. CONTRIBUTING.md says how to add one.
"""

from functools import partial

from papertrail.config import values
from papertrail.config.alerts import ALERTS
from papertrail.config.assist import ASSIST
from papertrail.config.documents import DOCUMENTS
from papertrail.config.export import EXPORT
from papertrail.config.network import NETWORK
from papertrail.config.setting import REQUIRED, Section, Setting, defaults
from papertrail.config.settings import DigestSettings, FeedSettings, ModelChoice
from papertrail.config.triage import KEYS, TRIAGE
from papertrail.config.zotero import ZOTERO
from papertrail.types.timetable import Timetable
from papertrail.types.topic import Topic

_feeds, _topic, _digest = (defaults(kind) for kind in (FeedSettings, Topic, DigestSettings))
_model, _timetable = (defaults(kind) for kind in (ModelChoice, Timetable))

FEEDS = Section(
    name="feeds",
    help="What is followed. `papertrail feeds add NAME` writes here too, and "
    "`papertrail feeds list --all` shows what can be named. See [feeds](feeds.md).",
    settings=(
        Setting(
            key="follow",
            read=values.feed_names,
            default=_feeds["follow"],
            help="The feeds to fetch: arXiv categories (`arxiv:cs.LG`), conferences (`neurips`, or "
            "one edition as `neurips:2022`), journals (`tpami`), communities (`reddit`), "
            "OpenReview venues (`openreview:TMLR`), searches of arXiv "
            '(`arxiv-search:abs:"state space"`), and the address of any RSS or Atom feed.',
            example='["arxiv:cs.LG", "arxiv:cs.CL", "arxiv:cs.CV", "arxiv:stat.ML"]',
            starter="set",
        ),
        Setting(
            key="crossref",
            read=values.switch,
            default=_feeds["crossref"],
            help="Ask Crossref for the abstracts and authors that journals leave out of their "
            "feeds.",
            starter="set",
        ),
        Setting(
            key="openreview_user",
            read=values.words,
            default=_feeds["openreview_user"],
            help="Your login at OpenReview, which answers nobody else.",
            example='"you@example.org"',
            starter="comment",
        ),
        Setting(
            key="openreview_password",
            read=values.text,
            default=_feeds["openreview_password"],
            help="Its password.",
            example='"..."',
            starter="comment",
            variable="PAPERTRAIL_OPENREVIEW_PASSWORD",
            secret=True,
        ),
        Setting(
            key="reddit_user",
            read=values.words,
            default=_feeds["reddit_user"],
            help="Your name at Reddit, which rarely answers strangers.",
            example='"you"',
            starter="comment",
        ),
        Setting(
            key="reddit_token",
            read=values.words,
            default=_feeds["reddit_token"],
            help="The token of your private feeds, from https://www.reddit.com/prefs/feeds.",
            example='"..."',
            starter="comment",
            variable="PAPERTRAIL_REDDIT_TOKEN",
            secret=True,
        ),
    ),
)

TOPICS = Section(
    name="topics",
    header="[[topics]]",
    help="What digests look for, one table for each topic. A topic needs a name and one of "
    "`about`, `like` or `authors`. `papertrail topics add` writes here too. "
    "See [topics](topics.md).",
    settings=(
        Setting(
            key="name",
            read=values.words,
            default=REQUIRED,
            help="The topic's name, as papers would call it.",
            example='"Robot learning"',
        ),
        Setting(
            key="about",
            read=values.texts,
            default=(),
            help="Descriptions in plain words. A paper is as relevant as it is to the closest one.",
            example='["robots that learn to grasp, walk and manipulate objects"]',
        ),
        Setting(
            key="limit",
            read=values.whole,
            default=None,
            help="The most papers of this topic in one digest; `limit` of [digest] if it is "
            "missing.",
            example="10",
        ),
        Setting(
            key="strictness",
            read=partial(values.one_of, ("loose", "normal", "strict")),
            default=_topic["strictness"],
            help="How relevant a paper must be: `loose`, `normal` or `strict`.",
        ),
        Setting(
            key="threshold",
            read=values.fraction,
            default=_topic["threshold"],
            help="The least relevance of a match, in place of the one that `strictness` means.",
            example="0.7",
        ),
        Setting(
            key="like",
            read=values.paper_ids,
            default=_topic["like"],
            help="Ids of papers to find more of. One that is not stored counts as soon as it is.",
            example='["arxiv:1703.03400"]',
        ),
        Setting(
            key="dislike",
            read=values.paper_ids,
            default=_topic["dislike"],
            help="Ids of papers that look like the topic and are not.",
            example='["arxiv:2005.14165"]',
        ),
        Setting(
            key="authors",
            read=values.phrases,
            default=_topic["authors"],
            help="People, and labs as affiliations print them, whose papers are all shown.",
            example='["Chelsea Finn"]',
        ),
        Setting(
            key="include",
            read=values.phrases,
            default=_topic["include"],
            help="Words of which a paper must have one.",
            example='["robot"]',
        ),
        Setting(
            key="exclude",
            read=values.phrases,
            default=_topic["exclude"],
            help="Words that a paper must not have.",
            example='["survey"]',
        ),
        Setting(
            key="categories",
            read=values.phrases,
            default=_topic["categories"],
            help="Categories of which a paper must be in one, or at one of the `venues`.",
            example='["cs.RO"]',
        ),
        Setting(
            key="venues",
            read=values.phrases,
            default=_topic["venues"],
            help="Venues at one of which a paper must be, or in one of the `categories`.",
            example='["CoRL"]',
        ),
    ),
)

DIGEST = Section(
    name="digest",
    help="What a digest is made of. See [the digest](digest.md).",
    settings=(
        Setting(
            key="language",
            read=partial(values.one_of, ("en", "zh")),
            default=_digest["language"],
            help="The language of headings, reasons and dates in digests, `learn` and "
            "`glossary`: `en` or `zh` (Simplified Chinese). Papers stay as they are.",
            starter="comment",
            example='"zh"',
        ),
        Setting(
            key="limit",
            read=values.whole,
            default=_digest["limit"],
            help="The most papers of each topic that has no limit of its own.",
            starter="set",
        ),
        Setting(
            key="best",
            read=values.count,
            default=_digest["best"],
            help="A digest of several topics that has more papers than this begins with the best "
            "of them, over all topics. 0 leaves each under its topic.",
        ),
        Setting(
            key="max_age_days",
            read=values.whole,
            default=_digest["max_age_days"],
            help="Papers listed or submitted longer ago are no news, even if they were fetched "
            "today.",
            starter="set",
        ),
        Setting(
            key="fold",
            read=values.fraction,
            default=_digest["fold"],
            help="The cosine similarity from which two papers are near-duplicates; the lesser is "
            "folded under the better one.",
            starter="set",
        ),
        Setting(
            key="explore",
            read=values.fraction,
            default=_digest["explore"],
            help="The share of a digest that is just below a topic's cut-off, shown to learn from "
            "where matches leave room. Strict topics show none.",
            starter="set",
        ),
        Setting(
            key="diversity",
            read=values.fraction,
            default=_digest["diversity"],
            help="Where not all matches have room: 0 takes the most relevant, 1 the least alike.",
        ),
        Setting(
            key="per_like",
            read=values.whole,
            default=_digest["per_like"],
            help="The most papers of a topic in one digest that are there for the same liked "
            "paper.",
        ),
    ),
)

SCHEDULE = Section(
    name="schedule",
    help="When `papertrail schedule install` and `papertrail run` update and deliver, "
    "in local time. See [scheduling](scheduling.md).",
    starter="comment",
    settings=(
        Setting(
            key="at",
            read=values.run_times,
            default=_timetable["at"],
            help="Times of day.",
            example='"07:30"',
            starter="comment",
        ),
        Setting(
            key="days",
            read=values.run_days,
            default=_timetable["days"],
            help="Days of the week.",
            example='"mon-fri"',
            starter="comment",
        ),
    ),
)

SEARCH = Section(
    name="search",
    help="How searches are answered. See [search](search.md).",
    starter="comment",
    settings=(
        Setting(
            key="reranker",
            read=values.words,
            default=None,
            help="A cross-encoder that reorders the 50 best hits of every search: a name on the "
            "Hugging Face hub (`NAME@REVISION` for one commit) or a folder.",
            example='"cross-encoder/ms-marco-MiniLM-L6-v2"',
            starter="comment",
        ),
    ),
)

MODEL = Section(
    name="model",
    help="The model that embeds papers: any sentence-transformers model, by its name on the "
    "Hugging Face hub or its folder. The default comes with papertrail and needs no download. "
    "`papertrail models` lists others, and `papertrail models use NAME` writes here.",
    settings=(
        Setting(
            key="name",
            read=values.words,
            default=_model["name"],
            help="The model's name on the hub, or its folder.",
            starter="set",
        ),
        Setting(
            key="revision",
            read=values.words,
            default=_model["revision"],
            help="The model's commit on the hub, written by `papertrail models use`. "
            "Remove it when you change `name` by hand.",
            example='"c9745ed1d9f207416be6d2e6f8de32d1f16199bf"',
        ),
        Setting(
            key="device",
            read=partial(values.one_of, ("auto", "cpu", "cuda", "mps")),
            default="auto",
            help="Where it runs. `auto` takes a CUDA or Apple GPU if there is one.",
            starter="set",
        ),
        Setting(
            key="precision",
            read=partial(values.one_of, ("auto", "exact")),
            default="auto",
            help="The numbers that it computes with. `auto` takes 16-bit numbers or 8-bit integers "
            "where this machine is faster with them, `exact` takes 32-bit numbers. "
            "Papers are not embedded again when it changes.",
            example='"exact"',
        ),
        Setting(
            key="dim",
            read=values.whole,
            default=_model["dim"],
            help="Keep only the first numbers of a vector, for models trained for that "
            "(Matryoshka).",
            example="256",
        ),
        Setting(
            key="query_prompt",
            read=values.text,
            default=_model["query_prompt"],
            help="Text before each query, in place of what the model's settings say.",
            example='"query: "',
        ),
        Setting(
            key="document_prompt",
            read=values.text,
            default=_model["document_prompt"],
            help="Text before each paper, in place of what the model's settings say.",
            example='"passage: "',
        ),
    ),
)

SECTIONS = (
    FEEDS,
    TOPICS,
    DIGEST,
    SCHEDULE,
    SEARCH,
    DOCUMENTS,
    TRIAGE,
    KEYS,
    MODEL,
    EXPORT,
    ZOTERO,
    ALERTS,
    NETWORK,
    ASSIST,
)
"""All tables but [deliver.NAME], which `channels` declares."""

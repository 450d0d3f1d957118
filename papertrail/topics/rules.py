"""Decide what a topic's rules say of a paper: words, places and people."""

from functools import lru_cache

from papertrail.dedup.venues import is_venue
from papertrail.text.names import is_named
from papertrail.text.words import has_phrase, label, spaced
from papertrail.types.topic import Topic
from papertrail.types.work import Work


def exclusion(topic: Topic, work: Work) -> str:
    """Return the rule that keeps a paper out of a topic, however well it fits; or ""."""
    if topic.include or topic.exclude:
        text = spaced(work.text)
        for words in topic.exclude:
            if has_phrase(text, _phrase(words)):
                return f"it has the excluded {words}"
        if topic.include and not any(has_phrase(text, _phrase(words)) for words in topic.include):
            return f"it has none of the words {', '.join(topic.include)}"
    if (topic.categories or topic.venues) and not _in_place(topic, work):
        return f"it is in none of {', '.join((*topic.categories, *topic.venues))}"
    return ""


def followed(topic: Topic, work: Work) -> str:
    """Return the author or lab that a topic follows and a paper is by, or an empty string."""
    for wanted in topic.authors:
        for author in work.authors:
            if is_named(author.name, wanted):
                return author.name
            if author.affiliation and has_phrase(spaced(author.affiliation), _phrase(wanted)):
                return author.affiliation
    return ""


def _in_place(topic: Topic, work: Work) -> bool:
    """Decide whether a paper is in one of a topic's categories or at one of its venues."""
    wanted = set(map(label, topic.categories))
    names = list(map(label, work.categories))
    if wanted.intersection(names) or wanted.intersection(name.partition(".")[0] for name in names):
        return True
    venue = work.venue or ""
    return any(is_venue(venue, asked) for asked in topic.venues)


@lru_cache(256)
def _phrase(text: str) -> str:
    return spaced(text)

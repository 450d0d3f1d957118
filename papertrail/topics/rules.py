"""What a topic demands of a paper beside its subject: words, places and people."""

import re
from collections.abc import Sequence
from functools import lru_cache

from papertrail.types.topic import Topic
from papertrail.types.work import Work


def excluded(topic: Topic, work: Work) -> bool:
    """Tell whether a rule keeps a paper out of a topic, however well it fits."""
    text = f"{work.title}\n{work.abstract}"
    if topic.exclude and _pattern(topic.exclude).search(text):
        return True
    if topic.include and not _pattern(topic.include).search(text):
        return True
    return bool(topic.categories or topic.venues) and not _in_place(topic, work)


def followed(topic: Topic, work: Work) -> str:
    """Return the author or lab that a topic follows and a paper is by, or an empty string."""
    for wanted in topic.authors:
        pattern = _pattern((wanted,))
        for author in work.authors:
            if _same_name(wanted, author.name):
                return author.name
            if author.affiliation and pattern.search(author.affiliation):
                return author.affiliation
    return ""


def _in_place(topic: Topic, work: Work) -> bool:
    """Tell whether a paper is in one of a topic's categories or at one of its venues."""
    for wanted in map(str.casefold, topic.categories):
        if any(
            name.casefold() == wanted or name.casefold().startswith(f"{wanted}.")
            for name in work.categories
        ):
            return True
    return bool(work.venue and topic.venues and _pattern(topic.venues).search(work.venue))


@lru_cache(maxsize=256)
def _pattern(phrases: Sequence[str]) -> re.Pattern[str]:
    """Return what finds any of some phrases as whole words, in any case; a plural counts as its
    word.
    """
    choices = (
        r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", phrase.strip()))) for phrase in phrases
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(choices)})s?(?!\w)", re.IGNORECASE)


def _same_name(wanted: str, name: str) -> bool:
    """Tell whether two names are the same, or differ by initials: C. Finn and Chelsea B. Finn."""
    one, other = _parts(wanted), _parts(name)
    if not one or not other or one[-1] != other[-1]:
        return False
    if len(one) == 1 or len(other) == 1:
        return one == other
    short, long = sorted((one[0], other[0]), key=len)
    return short == long or (len(short) == 1 and long.startswith(short))


def _parts(name: str) -> list[str]:
    family, comma, given = name.casefold().partition(",")
    return re.findall(r"\w+", f"{given} {family}" if comma else family)

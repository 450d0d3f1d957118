"""The sentences that all renderings share."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from papertrail.render.escaping import printable
from papertrail.types.digest import SourceHealth
from papertrail.types.work import Event, Work

if TYPE_CHECKING:
    from papertrail.types.digest import DigestView
    from papertrail.types.search import Hit

NAMED_AUTHORS = 3
TITLE = 300
"""Characters of a title that a listing shows."""
WELL = ("current", "quiet")
_NAMED_SOURCES = 6
_NAMED_TERMS = 5
_NAME = 80
_TELLING = {"failed": "failing"}


def authors(work: Work, named: int = NAMED_AUTHORS) -> str:
    """Return the first authors and how many more there are."""
    names = [printable(author.name, _NAME) for author in work.authors]
    if len(names) <= named + 1:
        return ", ".join(names)
    return f"{', '.join(names[:named])} and {len(names) - named} more"


def contribution(hit: "Hit") -> str:
    """Say what meaning and words contributed to a search hit."""
    told = [f"named by its {hit.named}"] if hit.named else []
    for name, part in (("meaning", hit.semantic), ("words", hit.keyword)):
        if part:
            rank = f"rank {part.rank}" if part.rank else "not among its best"
            told.append(f"{name} {part.score:.2f} ({rank}, weight {part.weight:.2g})")
    told += (
        [f"matched {', '.join(printable(term, _NAME) for term in hit.terms)}"] if hit.terms else []
    )
    return " · ".join(told)


def plural(count: int, noun: str) -> str:
    """Return a count with its noun: "1 paper", "1,234 papers"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def heading(day: date) -> str:
    """Return the headline of a digest."""
    return f"Papers for {day:%A}, {day.day} {day:%B %Y}"


def considered(edition: "DigestView") -> str:
    """Say how many papers were looked at, and where they came from."""
    digest = edition.digest
    told = f"{plural(len(edition.works), 'paper')} of {plural(digest.considered - digest.carried, 'new one')}"
    told += f" and {digest.carried:,} carried over" if digest.carried else ""
    shares = sorted(
        (source for source in digest.sources if source.considered),
        key=lambda source: -source.considered,
    )
    named = [
        f"{printable(source.name, _NAME)} {source.considered:,}"
        for source in shares[:_NAMED_SOURCES]
    ]
    more = [f"{len(shares) - len(named)} more"] if len(shares) > len(named) else []
    return f"{told} · from {', '.join([*named, *more])}" if named else told


def trouble(sources: Sequence[SourceHealth]) -> str:
    """Name the sources that are stale, failing or otherwise not well, or return an empty string."""
    unwell: dict[str, list[str]] = {}
    for source in sources:
        if source.status not in WELL:
            status = _TELLING.get(source.status, source.status) or "not read yet"
            unwell.setdefault(status, []).append(printable(source.name, _NAME))
    return " · ".join(f"{status}: {', '.join(names)}" for status, names in unwell.items())


def quiet(edition: "DigestView") -> str:
    """Say that there is nothing to read."""
    if not edition.digest.considered and not edition.digest.sources:
        return "Nothing was fetched yet: papertrail update brings what the feeds have."
    if not edition.digest.considered:
        return "A quiet day: nothing new has arrived since the last digest."
    return f"A quiet day: none of {plural(edition.digest.considered, 'new paper')} comes close to a topic."


def event(item: Event) -> str:
    """Say what happened to a paper."""
    detail = printable(item.detail, TITLE)
    told = {
        "new_version": f"version {item.version} appeared",
        "abstract_changed": f"abstract changed in version {item.version}"
        if item.version
        else "abstract changed",
        "accepted": f"accepted at {detail}",
        "published": f"published in {detail}",
        "withdrawn": "withdrawn",
        "removed": "removed by the upstream",
    }
    return told.get(item.kind, item.kind)


def reasons(why: Mapping[str, Any]) -> str:
    """Say why a paper is there: who of those that are followed wrote it, the terms that counted,
    what it is like.
    """
    terms = [printable(term, _NAME) for term in why.get("terms", [])[:_NAMED_TERMS]]
    nearest = why.get("nearest")
    told = [
        f"by {printable(why['rule'], _NAME)}" if why.get("rule") else "",
        ", ".join(terms),
        f"like {printable(nearest['title'], TITLE)}" if nearest else "",
    ]
    return " · ".join(part for part in told if part)


def similar(works: Sequence[Work]) -> str:
    """Say how many papers are folded under another: "and 2 similar"."""
    return f"and {len(works)} similar" if works else ""

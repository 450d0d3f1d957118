"""Phrase the sentences that all renderings share."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from papertrail.render.escaping import printable
from papertrail.types.digest import SourceHealth
from papertrail.types.work import Event, Work

if TYPE_CHECKING:
    from papertrail.types.digest import DigestView, Entry, Section
    from papertrail.types.search import Hit

NAMED_AUTHORS = 3
TITLE = 300
"""Characters of a title that a listing shows."""
_HEALTHY = ("current", "quiet")
_NAMED_SOURCES = 6
_NAMED_TERMS = 5
_NAMED_MORE = 5
_NAME = 80
_HEADINGS = {"day": "Papers for {}", "addition": "Added on {}", "more": "More papers, {}"}
_STATUS_PHRASES = {"failed": "failing"}


def authors(work: Work, named: int = NAMED_AUTHORS) -> str:
    """Return the first authors and how many more there are."""
    names = [printable(author.name, _NAME) for author in work.authors]
    if len(names) <= named + 1:
        return ", ".join(names)
    return f"{', '.join(names[:named])} and {len(names) - named} more"


def contribution(hit: "Hit") -> str:
    """Return how much meaning and words contributed to a search hit."""
    parts = []
    if hit.named:
        parts = [f"named by its {hit.named}"]
    for name, part in (("meaning", hit.semantic), ("words", hit.keyword)):
        if part:
            rank = "not among its best"
            if part.rank:
                rank = f"rank {part.rank}"
            parts.append(f"{name} {part.score:.2f} ({rank}, weight {part.weight:.2g})")
    if hit.terms:
        parts.append(f"matched {', '.join(printable(term, _NAME) for term in hit.terms)}")
    return " · ".join(parts)


def plural(count: int, noun: str) -> str:
    """Return a count with its noun: "1 paper", "1,234 papers"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def heading(view: "DigestView") -> str:
    """Return the headline of a digest."""
    day = f"{view.day:%A}, {view.day.day} {view.day:%B %Y}"
    return _HEADINGS[view.digest.kind].format(day)


def considered(view: "DigestView") -> str:
    """Return how many papers the digest considered, and from which sources."""
    digest = view.digest
    if digest.kind == "more":
        return f"{plural(len(view.works), 'paper')} that limits cut in the last seven days"
    counts = f"{plural(len(view.works), 'paper')} of {plural(digest.considered, 'new one')}"
    if digest.since:
        counts = f"{plural(len(view.works), 'paper')} of {digest.considered:,} since {digest.since}"
    shares = sorted(
        (source for source in digest.sources if source.considered),
        key=lambda source: -source.considered,
    )
    named = [
        f"{printable(source.name, _NAME)} {source.considered:,}"
        for source in shares[:_NAMED_SOURCES]
    ]
    more = []
    if len(shares) > len(named):
        more = [f"{len(shares) - len(named)} more"]
    if named:
        return f"{counts} · from {', '.join([*named, *more])}"
    return counts


def source_problems(sources: Sequence[SourceHealth]) -> str:
    """Return the sources that are stale, failing or not read yet; an empty string if none is."""
    problems: dict[str, list[str]] = {}
    for source in sources:
        if source.status not in _HEALTHY:
            status = _STATUS_PHRASES.get(source.status, source.status) or "not read yet"
            problems.setdefault(status, []).append(printable(source.name, _NAME))
    return " · ".join(f"{status}: {', '.join(names)}" for status, names in problems.items())


def quiet(view: "DigestView") -> str:
    """Return the sentence of a digest that has nothing to read."""
    if view.digest.kind == "more":
        return "No limit cut a paper that you have not seen since."
    if not view.digest.considered and not view.digest.sources:
        return "Nothing was fetched yet: papertrail update brings what the feeds have."
    if not view.digest.considered and view.digest.since:
        since = date.fromisoformat(view.digest.since)
        return f"No paper has arrived since {since.day} {since:%B %Y}."
    if not view.digest.considered:
        return "A quiet day: nothing new has arrived since the last digest."
    papers = plural(view.digest.considered, "paper" if view.digest.since else "new paper")
    return f"A quiet day: none of {papers} comes close to a topic."


def more(view: "DigestView") -> str:
    """Return how many papers limits cut from a digest; an empty string if none."""
    count = sum(len(section.entries) for section in view.more)
    if not count:
        return ""
    return f"{plural(count, 'more paper')} found no room: papertrail digest --more"


def most_relevant(sections: "Sequence[Section]") -> "list[Entry]":
    """Return the few papers of some sections that a digest names of those without room."""
    entries = [entry for section in sections for entry in section.entries]
    return sorted(entries, key=lambda entry: -entry.score)[:_NAMED_MORE]


def event(item: Event) -> str:
    """Return what happened to a paper, such as "version 2 appeared"."""
    detail = printable(item.detail, TITLE)
    in_version = ""
    if item.version:
        in_version = f" in version {item.version}"
    phrases = {
        "new_version": f"version {item.version} appeared",
        "abstract_changed": f"abstract changed{in_version}",
        "accepted": f"accepted at {detail}",
        "published": f"published in {detail}",
        "withdrawn": "withdrawn",
        "retracted": f"retracted ({detail})",
        "concern": f"expression of concern ({detail})",
        "removed": "removed by the upstream",
    }
    return phrases.get(item.kind, item.kind)


def reasons(why: Mapping[str, Any]) -> str:
    """Return why a paper was chosen: rule, terms, what it resembles and cites, other topics."""
    terms = [printable(term, _NAME) for term in why.get("terms", [])[:_NAMED_TERMS]]
    nearest, cites = why.get("nearest"), why.get("cites")
    parts = [
        f"by {printable(why['rule'], _NAME)}" if why.get("rule") else "",
        ", ".join(terms),
        f"like {printable(nearest['title'], TITLE)}" if nearest else "",
        f"cites {plural(cites['count'], 'paper')} that you saved" if cites else "",
        f"also fits {printable(', '.join(why['also']), TITLE)}" if why.get("also") else "",
    ]
    return " · ".join(filter(None, parts))


def similar(works: Sequence[Work]) -> str:
    """Return how many papers are folded under another: "and 2 similar"."""
    if not works:
        return ""
    return f"and {len(works)} similar"

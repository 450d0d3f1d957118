"""Phrase the sentences that all renderings share."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from papertrail.render.escaping import printable
from papertrail.render.language import _, day_in_words, join, ngettext
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
    return _("{names} and {count} more").format(
        names=", ".join(names[:named]), count=len(names) - named
    )


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


def papers(count: int) -> str:
    """Return a number of papers in the language in use."""
    return ngettext("{count} paper", "{count} papers", count).format(count=f"{count:,}")


def heading(view: "DigestView") -> str:
    """Return the headline of a digest."""
    return _(_HEADINGS[view.digest.kind]).format(day_in_words(view.day, weekday=True))


def considered(view: "DigestView") -> str:
    """Return how many papers the digest considered, and from which sources."""
    digest = view.digest
    shown = papers(len(view.works))
    if digest.kind == "more":
        return _("{papers} that limits cut in the last seven days").format(papers=shown)
    counts = ngettext(
        "{papers} of {count} new one", "{papers} of {count} new ones", digest.considered
    )
    if digest.since:
        counts = _("{papers} of {count} since {day}")
    counts = counts.format(papers=shown, count=f"{digest.considered:,}", day=digest.since)
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
        more = [_("{count} more").format(count=len(shares) - len(named))]
    if named:
        return f"{counts} · {_('from {names}').format(names=join([*named, *more]))}"
    return counts


def source_problems(sources: Sequence[SourceHealth]) -> str:
    """Return the sources that are stale, failing or not read yet; an empty string if none is."""
    problems: dict[str, list[str]] = {}
    for source in sources:
        if source.status not in _HEALTHY:
            status = _STATUS_PHRASES.get(source.status, source.status) or "not read yet"
            problems.setdefault(_(status), []).append(printable(source.name, _NAME))
    return " · ".join(f"{status}: {join(names)}" for status, names in problems.items())


def quiet(view: "DigestView") -> str:
    """Return the sentence of a digest that has nothing to read."""
    if view.digest.kind == "more":
        return _("No limit cut a paper that you have not seen since.")
    if not view.digest.considered and not view.digest.sources:
        return _("Nothing was fetched yet: papertrail update brings what the feeds have.")
    if not view.digest.considered and view.digest.since:
        since = day_in_words(date.fromisoformat(view.digest.since))
        return _("No paper has arrived since {day}.").format(day=since)
    if not view.digest.considered:
        return _("A quiet day: nothing new has arrived since the last digest.")
    count = view.digest.considered
    text = ngettext(
        "A quiet day: none of {count} new paper comes close to a topic.",
        "A quiet day: none of {count} new papers comes close to a topic.",
        count,
    )
    if view.digest.since:
        text = ngettext(
            "A quiet day: none of {count} paper comes close to a topic.",
            "A quiet day: none of {count} papers comes close to a topic.",
            count,
        )
    return text.format(count=f"{count:,}")


def more(view: "DigestView") -> str:
    """Return how many papers limits cut from a digest; an empty string if none."""
    count = sum(len(section.entries) for section in view.more)
    if not count:
        return ""
    return ngettext(
        "{count} more paper found no room: papertrail digest --more",
        "{count} more papers found no room: papertrail digest --more",
        count,
    ).format(count=f"{count:,}")


def most_relevant(sections: "Sequence[Section]") -> "list[Entry]":
    """Return the few papers of some sections that a digest names of those without room."""
    entries = [entry for section in sections for entry in section.entries]
    return sorted(entries, key=lambda entry: -entry.score)[:_NAMED_MORE]


def event(item: Event) -> str:
    """Return what happened to a paper, such as "version 2 appeared"."""
    detail = printable(item.detail, TITLE)
    phrases = {
        "new_version": _("version {version} appeared"),
        "abstract_changed": _("abstract changed"),
        "accepted": _("accepted at {detail}"),
        "published": _("published in {detail}"),
        "withdrawn": _("withdrawn"),
        "retracted": _("retracted ({detail})"),
        "concern": _("expression of concern ({detail})"),
        "removed": _("removed by the upstream"),
    }
    if item.version:
        phrases["abstract_changed"] = _("abstract changed in version {version}")
    phrase = phrases.get(item.kind)
    return phrase.format(version=item.version, detail=detail) if phrase else item.kind


def reasons(why: Mapping[str, Any]) -> str:
    """Return why a paper was chosen: rule, terms, what it resembles and cites, other topics."""
    terms = [printable(term, _NAME) for term in why.get("terms", [])[:_NAMED_TERMS]]
    nearest, cites = why.get("nearest"), why.get("cites")
    parts = [
        _("by {name}").format(name=printable(why["rule"], _NAME)) if why.get("rule") else "",
        ", ".join(terms),
        _("like {title}").format(title=printable(nearest["title"], TITLE)) if nearest else "",
        _("cites {papers} that you saved").format(papers=papers(cites["count"])) if cites else "",
        _("also fits {topics}").format(topics=printable(", ".join(why["also"]), TITLE))
        if why.get("also")
        else "",
    ]
    return " · ".join(filter(None, parts))


def similar(works: Sequence[Work]) -> str:
    """Return how many papers are folded under another: "and 2 similar"."""
    if not works:
        return ""
    return _("and {count} similar").format(count=len(works))

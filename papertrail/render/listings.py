"""Render feeds, models, topics, deliveries and reports of updates as lines of text."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from papertrail.render.escaping import printable
from papertrail.render.phrases import plural
from papertrail.render.sparkline import sparkline

if TYPE_CHECKING:
    from feeds.paper import Paper
    from papertrail.types.backup import Diagnosis
    from papertrail.types.delivery import Delivery
    from papertrail.types.feed import FeedCheck, FeedInfo
    from papertrail.types.model import ListedModel
    from papertrail.types.schedule import ScheduleEntry, ScheduleStatus
    from papertrail.types.search import SavedSearch, SearchResults
    from papertrail.types.source import Reconciliation
    from papertrail.types.topic import Topic
    from papertrail.types.topic_report import (
        TopicEvaluation,
        TopicReason,
        TopicReport,
        TopicSuggestions,
    )
    from papertrail.types.update import SourceReport, UpdateResult

_SHOWN_PAPERS = 3
_TITLE, _LINE, _QUERY = 100, 160, 300
"""Characters that are shown of titles, of other lines about a paper, and of queries."""
_UNMATCHED = {
    "ids": "has the id",
    "categories": "is in the category",
    "venues": "appeared at",
    "authors": "is by",
    "sources": "came from",
    "statuses": "is marked",
}


def source_report(report: "SourceReport") -> str:
    """Return one line about how a source was read."""
    counts = f"{report.fetched:,} fetched, {report.new:,} new"
    if report.updated:
        counts += f", {report.updated:,} updated"
    remark = printable(report.error or report.note)
    end = f": {remark}" if remark else ""
    return f"{printable(report.name):<16} {report.status:<9} {counts}{end}"


def update(result: "UpdateResult") -> str:
    """Return one line about an update."""
    documents = f"{plural(result.documents, 'PDF')} fetched, " if result.documents else ""
    return (
        f"{plural(result.new, 'new paper')}, {result.updated:,} updated, {documents}"
        f"{result.embedded:,} indexed in {result.seconds:.0f} s"
    )


def diagnosis(found: "Diagnosis") -> Iterator[str]:
    """Yield a line for each fault of a home, and what was done about it."""
    for finding in found.findings:
        yield f"{finding.kind}: {printable(finding.message)}"
        if finding.fixed is not None:
            yield f"  fixed: {printable(finding.fixed)}"
            continue
        yield f"  {printable(finding.hint)}"
        if finding.fixable:
            yield "  papertrail doctor --fix does it"
    if not found.findings:
        yield f"nothing is wrong with {', '.join(found.examined)}"


def reconciliation(name: str, found: "Reconciliation") -> str:
    """Return one line about comparing a source with its upstream."""
    # Other sources than arXiv are read whole, however old their papers are.
    whole = not name.startswith(("arxiv:", "arxiv-search:"))
    papers = plural(found.expected, "paper") + (" in all" if whole else f" since {found.since}")
    missing = found.expected - found.held
    if not missing:
        return f"{papers}: nothing was missing"
    lacking = f"{missing:,} were missing and are stored now"
    if missing == 1:
        lacking = "1 was missing and is stored now"
    verb = "was" if found.held == 1 else "were"
    return f"{papers}: {found.held:,} {verb} stored, {lacking}"


def nothing_found(results: "SearchResults") -> str:
    """Return one line about an answer without hits."""
    if not results.stored:
        return "no papers are stored yet; run: papertrail update"
    reasons = [f"none of them {_UNMATCHED[field]} {value}" for field, value in results.unmatched]
    found = f"no paper found among {results.stored:,} stored"
    return printable("; ".join([found, *reasons]))


def searches(listed: "Sequence[SavedSearch]") -> Iterator[str]:
    """Yield a line for each saved search."""
    for search in listed:
        mode = "" if search.mode == "hybrid" else f"  ({search.mode})"
        yield f"{printable(search.name)}  {printable(search.query, _QUERY)}{mode}"


def feeds(listed: "Sequence[FeedInfo]", *, everything: bool) -> Iterator[str]:
    """Yield a line for each feed, those that are followed marked where others are listed too."""
    width = max((len(printable(feed.name)) for feed in listed), default=0)
    for feed in listed:
        mark = ""
        if everything:
            mark = "* " if feed.followed else "  "
        yield f"{mark}{printable(feed.name):<{width}}  {printable(feed.title)}"


def feed_check(found: "FeedCheck") -> Iterator[str]:
    """Yield lines about one page of a feed: counts, then its first papers."""
    with_abstract = sum(bool(paper.abstract) for paper in found.papers)
    facts = f"on this page, {with_abstract:,} with an abstract"
    if any(paper.discussions for paper in found.papers):
        facts = "discussed on this page"
    yield f"{printable(found.name)}: {plural(len(found.papers), 'paper')} {facts}"
    if found.note:
        yield f"  {printable(found.note)}"
    for paper in found.papers[:_SHOWN_PAPERS]:
        yield f"  {printable(paper.title, _TITLE)}"
        for line in _paper(paper):
            yield f"    {printable(line, _LINE)}"


def models(listed: "Sequence[ListedModel]") -> Iterator[str]:
    """Yield a table of models, the one in use marked."""
    width = max(len(printable(model.name)) for model in listed)
    yield f"  {'':<{width}}   dim  tokens       MB  SciFact  here     speed here"
    for model in listed:
        mark = "*" if model.chosen else " "
        yield f"{mark} {printable(model.name):<{width}} {_model(model)}".rstrip()


def topics(listed: "Sequence[Topic]", lists: Sequence[str]) -> Iterator[str]:
    """Yield lines about topics: name and limits, then the texts of the lists that are named."""
    for topic in listed:
        yield f"{printable(topic.name)} (at most {topic.limit} a digest, {cut_off(topic)})"
        for key in lists:
            for text in getattr(topic, key):
                yield f"    {'' if key == 'about' else f'{key}: '}{printable(text)}"


def topic(report: "TopicReport") -> Iterator[str]:
    """Yield lines about what a topic learnt and finds."""
    yield f"{printable(report.topic.name)} ({cut_off(report.topic)})"
    yield (f"learnt from {plural(report.liked, 'like')} and {plural(report.disliked, 'dislike')}")
    yield f"for:     {printable(', '.join(report.supporting))}"
    yield f"against: {printable(', '.join(report.opposing))}"
    yield f"a week:  {sparkline(report.weeks)}  {report.weeks[-1]} this week"
    for name, items in (("best", report.best), ("borderline", report.borderline)):
        yield f"{name}:"
        for item in items:
            title = printable(item.work.title)
            yield f"    {item.relevance:.2f}  {item.work.id}  {title}"


def topic_reason(found: "TopicReason") -> Iterator[str]:
    """Yield lines about why a topic shows a paper, or does not."""
    yield f"{found.work.id}  {printable(found.work.title)}"
    verdict = "it matches" if found.matches else "it does not match"
    yield (
        f"{printable(found.topic)}: relevance {found.relevance:.2f}, shown from "
        f"{found.cut_off:.2f}: {verdict}"
    )
    if found.excluded:
        yield f"a rule keeps it out: {printable(found.excluded)}"
    if found.rule:
        yield f"you follow {printable(found.rule)}"
    if found.better:
        yield f"it fits {printable(found.better)} better, and is shown there"
    for name, part in found.parts:
        yield f"    {part:+6.2f}  {name}"
    if found.terms:
        yield f"terms:    {printable(', '.join(found.terms))}"
    if found.sentence:
        yield f"sentence: {printable(found.sentence)}"
    for place, change in enumerate(found.changes):
        yield f"{'to change this:' if not place else '':<16}{printable(change)}"


def evaluations(found: "Sequence[TopicEvaluation]") -> Iterator[str]:
    """Yield lines about how well topics predict the marks."""
    for item in found:
        yield from _evaluation(item)
    if any(item.replayed for item in found):
        yield "papers without a mark count as not liked, also those that you never saw"


def suggestions(found: "TopicSuggestions") -> Iterator[str]:
    """Yield lines about topics that could be added, each with the command that adds it."""
    if not found.suggestions:
        yield (
            f"no topic is missing: {plural(found.uncovered, 'liked paper')} outside all topics, "
            f"and {found.needed} that belong together make one"
        )
    for item in found.suggestions:
        yield printable(item.name)
        for work in item.works:
            yield f"    {work.id}  {printable(work.title)}"
        likes = " ".join(f"--like {work.id}" for work in item.works)
        yield f'  papertrail topics add "{printable(item.name)}" {likes}'


def deliveries(listed: "Sequence[Delivery]") -> Iterator[str]:
    """Yield a line for each delivery."""
    for item in listed:
        remark = ""
        if item.error:
            remark = f", {plural(item.attempts, 'attempt')}: {printable(item.error)}"
        yield (
            f"{item.moment}  digest {item.digest:<4}  {printable(item.channel):<12}  "
            f"{item.state}{remark}"
        )


def schedule(state: "ScheduleStatus") -> Iterator[str]:
    """Yield lines about what is scheduled, and the last results, the newest first."""
    yield (
        _entry(state.entry)
        if state.entry
        else "nothing is scheduled; papertrail schedule install --at 07:30 does it"
    )
    for result in reversed(state.last):
        yield f"{result.started}  {result.status:<7}  {printable(result.note)}".rstrip()
    if state.last:
        yield f"log: {state.log}"


def next_run(moment: datetime | None) -> str:
    """Return when the next run is due."""
    return f"next {moment:%A %Y-%m-%d %H:%M %Z}" if moment else "next: unknown"


def cut_off(topic: "Topic") -> str:
    """Return how relevant a topic's papers have to be."""
    if topic.threshold is None:
        return topic.strictness
    return f"from relevance {topic.threshold:.2f}"


def _entry(entry: "ScheduleEntry") -> str:
    timetable = entry.timetable
    return f"{entry.scheduler}: {timetable.times} {timetable.weekdays}, {next_run(entry.next)}"


def _evaluation(item: "TopicEvaluation") -> Iterator[str]:
    found, name = item.replayed, printable(item.name)
    if found is None:
        yield f"{name}: fewer than {item.needed} likes; papertrail mark like ID adds one"
        return
    above = ""
    if found.above_shown is not None:
        above = f"; before {found.above_shown:.0%} of what you were shown and did not like"
    yield (
        f"{name}: precision {found.precision:.2f}, nDCG {found.ndcg:.2f}, "
        f"{len(found.missed)} of {plural(found.liked, 'like')} missed, "
        f"among {plural(found.papers, 'paper')}{above}"
    )
    for work in found.missed:
        yield f"    missed: {work.id}  {printable(work.title)}"


def _model(model: "ListedModel") -> str:
    quality = f"{model.scifact:.3f}" if model.scifact else ""
    speed = f"{model.per_second:.0f}/s {model.engine}" if model.per_second else ""
    remarks = [model.remark] if model.remark else []
    if model.matryoshka:
        remarks.append("shorter vectors by --dim")
    return (
        f"{model.dim or '?':>5}  {model.max_tokens or '?':>6}  {model.megabytes or '?':>7}  "
        f"{quality:>7}  {'yes' if model.here else 'no':<4} {speed:>14}  {', '.join(remarks)}"
    )


def _paper(paper: "Paper") -> list[str]:
    """Return what a feed shows of a paper; of a post, which paper it is about, and where it is."""
    identifiers = " ".join(f"{scheme}:{value}" for scheme, value in paper.identifiers)
    if paper.discussions:
        return [identifiers, f"discussed at {' '.join(paper.discussions)}"]
    authors = ", ".join(author.name for author in paper.authors[:3]) or "no authors"
    facts = [authors, paper.venue, paper.announced]
    return [
        " · ".join(str(fact) for fact in facts if fact),
        identifiers,
        paper.abstract or "(no abstract)",
    ]

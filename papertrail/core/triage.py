"""Make the lists that the triage screen shows, and read what it draws of their papers."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from papertrail.core.resources import Resources
from papertrail.types.filter import Filter
from papertrail.types.triage import TriageList, TriagePaper, TriageRow

if TYPE_CHECKING:
    from papertrail.search.retrievers import KeywordRetriever
    from papertrail.topics.ranker import Ranker
    from papertrail.types.digest import DigestView, Section
    from papertrail.types.library import Annotations
    from papertrail.types.query import Condition, Query
    from papertrail.types.search import SearchResults
    from papertrail.types.work import Work

MOST_FOUND = 200
"""The papers that a list of a query with words has: as many as each retriever ranks."""
MOST_SIMILAR = 50
"""The papers that a list of similar ones has."""


class Triage:
    """The lists to triage, and what is drawn of them. Marks are made by `Papertrail` as always."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    def last_digest(self) -> TriageList:
        """Return the last digest with its additions, and what its limits cut."""
        from papertrail import clock
        from papertrail.core.digest import past_digest
        from papertrail.render.phrases import heading

        last = self._resources.store.digests.last()
        if last is None:
            return TriageList(
                "Digest", (), empty="there is no digest yet; papertrail digest makes one"
            )
        view = past_digest(self._resources, last.day)
        remarks = list[str]()
        if last.day != clock.today().isoformat():
            remarks.append("today's digest is not made yet; papertrail digest makes it")
        return _of_digest(view, heading(view), tuple(remarks))

    def of_day(self, day: str) -> TriageList:
        """Return all papers of a day, most relevant first; see `papertrail.core.triage_day`."""
        from papertrail.core.triage_day import papers_of_day

        return papers_of_day(self._resources, day)

    def find(self, query: str, *, saved: str | None = None) -> TriageList:
        """Return the papers that meet a query.

        A query with words has the best MOST_FOUND papers, as `search` ranks them; one of filters
        alone, such as `since:2020 cat:cs.LG`, has all, the newest first, and loads no model.

        Args:
            query: in the query syntax.
            saved: the name of a saved search, to which the query is added.

        Raises:
            NotFoundError: no search is saved under that name.
            PapertrailError: the query has neither words nor filters.
            IndexingError: the index that it needs can't be used.
        """
        from papertrail import clock
        from papertrail.search.query import parse

        store = self._resources.store
        kept = store.searches.get(saved) if saved is not None else None
        text = f"{kept.query} {query}".strip() if kept else query.strip()
        title = f"Search {saved}" if saved else f"Search {text}"
        parsed = parse(text, clock.today())
        if parsed.text or not (parsed.narrows or parsed.strict):
            from papertrail.core.search import SearchOptions, search

            options = SearchOptions(count=MOST_FOUND, saved=saved)
            return _of_search(search(self._resources, query, options), title)
        return TriageList(
            title,
            self._newest(parsed),
            remarks=parsed.remarks,
            empty="no stored paper passes these filters; papertrail update fetches more",
        )

    def similar(self, paper: str) -> TriageList:
        """Return the papers closest in meaning to one, best first.

        Raises:
            NotFoundError: it is not stored.
            PapertrailError: it is not indexed.
            IndexingError: the vectors can't be used.
        """
        from papertrail.core.papers import resolve
        from papertrail.core.search import similar

        work = resolve(self._resources, paper)
        found = similar(self._resources, [work.id], Filter(), MOST_SIMILAR)
        return _of_search(found, f"Similar to {work.title}")

    def rows(self, keys: Sequence[int]) -> dict[int, TriageRow]:
        """Return what a list draws of some works, by key; those that are gone are left out."""
        store = self._resources.store
        titles = store.listings.titles(keys)
        kept = store.library.of(list(titles))
        return {key: _row(key, *titles[key], kept[key]) for key in titles}

    def paper(self, key: int) -> TriagePaper | None:
        """Return what is drawn of one work; None if it is gone: merged into another."""
        store = self._resources.store
        found = store.works.get([key])
        if not found:
            return None
        kept, work = store.library.of([key])[key], found[0]
        row = _row(key, work.title, work.published or "", kept)
        return TriagePaper(work, row, kept.note.text if kept.note else "")

    def explain(self, key: int) -> Mapping[str, Any]:
        """Return why a paper fits the topic that it fits best; {} where nothing can say so.

        The topics are those of the first call: they do not learn in between.
        """
        from papertrail.core.triage_day import reasons

        return reasons(self._ranker, key) if self._ranker else {}

    @cached_property
    def _ranker(self) -> "Ranker | None":
        from papertrail.core.triage_day import open_ranker

        return open_ranker(self._resources)[0]

    def acts(self) -> Mapping[str, str]:
        """Return what each act of the screen does, by its name in config.toml."""
        from papertrail.config.triage import KEYS

        return {setting.key: setting.help for setting in KEYS.settings}

    def tags(self) -> tuple[str, ...]:
        """Return the reader's tags, those on most papers first."""
        return self._resources.store.library.tag_names()

    def containing(self, text: str, keys: Sequence[int]) -> list[int]:
        """Return those of some works whose title contains a text, in any case, in their order."""
        return self._resources.store.listings.titled_with(text, keys)

    def _newest(self, query: "Query") -> Sequence[int]:
        """Return the works that pass the filters of a query, the newest first."""
        from papertrail.search.filter import passing

        store = self._resources.store
        mask = passing(store, query, self._having)
        if query.strict or mask is None:
            return self._keywords.newest(query, mask, max(store.works.last_key(), 1))
        return store.listings.newest_first(mask)

    def _having(self, condition: "Condition") -> list[int]:
        return self._keywords.having(condition)

    @cached_property
    def _keywords(self) -> "KeywordRetriever":
        """The keyword index, which filters alone do not need.

        Raises:
            IndexingError: it can't be used.
        """
        from papertrail.search.retrievers import KeywordRetriever

        keywords = KeywordRetriever(self._resources.keywords, skip_common=False)
        if failure := keywords.open():
            raise failure.error
        return keywords


def _of_digest(view: "DigestView", title: str, remarks: tuple[str, ...]) -> TriageList:
    """Return a digest as a list: as it is read, then what limits cut, then news."""
    listed = _Collected()
    for section in view.layout:
        listed.add_section(section, section.topic)
    relevant = len(listed.keys)
    for section in view.more:
        listed.add_section(section, f"More of {section.topic}")
    news = [known.work for known in view.news]
    listed.add_works(news, "News of papers you know")
    return TriageList(
        title,
        listed.keys,
        headings=listed.headings,
        scores=listed.scores,
        why=listed.why,
        relevant=relevant,
        remarks=remarks,
        empty="no paper of this digest matches your topics; papertrail topics shows them",
    )


class _Collected:
    """The papers of a digest while they are put in one order."""

    def __init__(self) -> None:
        self.keys: list[int] = []
        self.headings: dict[int, str] = {}
        self.scores: dict[int, float] = {}
        self.why: dict[int, dict[str, object]] = {}

    def add_section(self, section: "Section", title: str) -> None:
        """Add the papers of a section, each followed by those that are nearly the same."""
        works = list["Work"]()
        for entry in section.entries:
            works += (entry.work, *entry.similar)
            self.scores[entry.work.key] = entry.score
            self.why[entry.work.key] = {**entry.why, "topic": entry.topic}
            for work in entry.similar:
                self.why.setdefault(work.key, {"similar": entry.work.title})
        self.add_works(works, title)

    def add_works(self, works: "Sequence[Work]", title: str) -> None:
        """Add works under a heading, without those that are there already."""
        known = set(self.keys)
        new = [work.key for work in works if work.key not in known]
        if new:
            self.headings[len(self.keys)] = f"{title} ({len(new)})"
            self.keys += dict.fromkeys(new)


def _of_search(results: "SearchResults", title: str) -> TriageList:
    from papertrail.render.phrases import plural

    remarks = results.remarks
    if results.pending:
        remarks = (*remarks, f"not indexed yet: {plural(results.pending, 'paper')}")
    return TriageList(
        title,
        [hit.work.key for hit in results.hits],
        scores={hit.work.key: hit.score for hit in results.hits},
        why={
            hit.work.key: {"sentence": hit.sentence, "terms": list(hit.terms)}
            for hit in results.hits
        },
        remarks=remarks,
        empty="no stored paper answers this; papertrail update fetches more",
    )


def _row(key: int, title: str, day: str, kept: "Annotations") -> TriageRow:
    from papertrail.types.mark import NEW

    opinions = [mark.kind for mark in kept.opinions]
    return TriageRow(
        key,
        title,
        day,
        opinion=opinions[-1] if opinions else "",
        state="" if kept.state == NEW else kept.state,
        has_note=kept.note is not None,
        tags=tuple(tag.name for tag in kept.tags),
    )

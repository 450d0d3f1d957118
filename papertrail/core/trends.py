"""Count stored papers over weeks: topics, terms, venues and queries."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from papertrail import clock
from papertrail.core.resources import Resources
from papertrail.errors import UsageError
from papertrail.pictures.intervals import wilson
from papertrail.pictures.weeks import MOST_WEEKS, Period, mondays, state_of, weeks_of
from papertrail.types.trends import (
    KINDS,
    UNREAD,
    Point,
    Rising,
    Series,
    Trends,
    Week,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from papertrail.search.retrievers import KeywordRetriever
    from papertrail.types.topic import Topic

MOST_SERIES = 12
"""More lines in one chart can't be told apart."""
_DEFAULT_SERIES = 6
_MOST_READ = 20_000
"""Papers that are compared with topics, and papers of each period whose terms are counted."""
_MOST_READ_QUICKLY = 2_000
"""The same where an answer has to be quick."""
_AT_ONCE = 2000
_RECENT = 4
"""The recent weeks that rising terms are looked for in, at most half of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendOptions:
    """Options of trends.

    Attributes:
        weeks: how many, the present one included.
        since: a day in the first week, instead of `weeks`.
        by: topic, term or venue: what a name means; None finds out.
        rising: whether to look for rising terms.
    """

    weeks: int = 12
    since: str | None = None
    by: str | None = None
    rising: bool = False


def trends(resources: Resources, asked: Sequence[str], options: TrendOptions) -> Trends:
    """Return counts and shares of the stored papers over weeks.

    A paper counts in the week in which it first appeared. Shares are of all stored papers of the
    week, with intervals of 95 %. Weeks that no feed was read for have no points.

    Args:
        resources: the home.
        asked: names of topics, terms (words next to each other) and queries with fields; none
            means all topics, for the terms that rise most, or for the largest venues.
        options: which weeks, and what the names mean.

    Raises:
        UsageError: an option has an impossible value, or there is too much to show.
        ConfigError: with `by` topic, there is no such topic.
        IndexingError: the index that a name needs can't be used.
    """
    _check(asked, options)
    return _Trends(resources, asked, options).run()


def _check(asked: Sequence[str], options: TrendOptions) -> None:
    if options.by not in (None, *KINDS):
        raise UsageError(f"trends can't be grouped by {options.by!r}, only by {', '.join(KINDS)}")
    if not 2 <= options.weeks <= MOST_WEEKS:  # noqa: PLR2004 - one week has no trend
        raise UsageError(f"trends cover 2 to {MOST_WEEKS} weeks, not {options.weeks}")
    if len(asked) > MOST_SERIES:
        raise UsageError(f"a chart shows at most {MOST_SERIES} lines, not {len(asked)}")
    for text in asked:
        if not any(map(str.isalnum, text)):
            raise UsageError(f"{text!r} has no letters to look for")


class _Trends:
    """One answer: the papers of each week, and what is counted among them."""

    def __init__(self, resources: Resources, asked: Sequence[str], options: TrendOptions) -> None:
        import numpy as np

        self._resources, self._store = resources, resources.store
        self._asked, self._options = asked, options
        self._remarks: list[str] = []
        today = clock.today()
        first = today - timedelta(weeks=options.weeks - 1)
        if options.since:
            first = date.fromisoformat(options.since)
        if first > today:
            raise UsageError(f"{first} is in the future")
        self._mondays = mondays(first, today)
        if len(self._mondays) > MOST_WEEKS:
            raise UsageError(f"trends cover at most {MOST_WEEKS} weeks; give a later --since")
        days = self._store.timeline.days()
        weeks = weeks_of(days, self._mondays[0], len(self._mondays))
        self._keys: NDArray[np.int64] = np.flatnonzero(weeks >= 0)
        self._week_of = weeks[self._keys]
        self._states = self._read(today)

    def run(self) -> Trends:
        """Count what is asked for."""
        rising = None
        if self._options.rising or (self._options.by == "term" and not self._asked):
            rising = self._rising()
        series = list(self._series(rising))
        papers = self._per_week(self._keys)
        looked_at = self._per_week(self._sample)
        weeks = [
            Week(monday.isoformat(), count, seen, state)
            for monday, count, seen, state in zip(
                self._mondays, papers, looked_at, self._states, strict=True
            )
        ]
        if not len(self._keys):
            self._remarks.append("no stored paper has a day in these weeks")
        return Trends(tuple(weeks), tuple(series), rising, tuple(self._remarks))

    def _series(self, rising: Rising | None) -> Iterator[Series]:
        asked, by = self._asked, self._options.by
        if not asked and by == "venue":
            yield from self._largest_venues()
        elif not asked and by == "term":
            for term in (rising.terms if rising else ())[:_DEFAULT_SERIES]:
                yield self._of_term(term.term)
        elif not asked:
            yield from self._of_topics(self._resources.config.topics[:MOST_SERIES])
        else:
            topics = [topic for text in asked if (topic := self._topic(text))]
            found = {series.name: series for series in self._of_topics(topics)}
            for text in asked:
                topic = self._topic(text)
                yield found[topic.name] if topic else self._of_text(text)

    def _topic(self, text: str) -> "Topic | None":
        """Return the topic that a text names; None if it means something else."""
        if self._options.by == "topic":
            return self._resources.config.topic(text)
        if self._options.by is None:
            for topic in self._resources.config.topics:
                if topic.name.casefold() == text.casefold():
                    return topic
        return None

    def _of_text(self, text: str) -> Series:
        if self._options.by == "venue":
            return self._of_venue(text)
        if self._options.by == "term":
            return self._of_term(text)
        from papertrail.search.query import parse

        query = parse(text, clock.today())
        if query.plain:
            return self._of_term(text)
        from papertrail.core.matching import having_all

        mask = having_all(self._store, self._keywords, query)
        self._remarks += [remark for remark in query.remarks if remark not in self._remarks]
        return self._counted(text, "query", self._in(mask))

    def _of_term(self, term: str) -> Series:
        from papertrail.core.matching import having_phrase

        return self._counted(term, "term", self._in(having_phrase(self._keywords, term)))

    def _of_venue(self, venue: str) -> Series:
        from papertrail.types.filter import Filter

        passing = self._store.works.passing(Filter(venues=(venue,)))
        return self._counted(venue, "venue", self._keys[passing[self._keys]])

    def _largest_venues(self) -> Iterator[Series]:
        counts = Counter(self._store.timeline.venues(self._keys.tolist()).values())
        largest = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        for venue, _ in largest[:_DEFAULT_SERIES]:
            yield self._of_venue(venue)

    def _of_topics(self, topics: "Sequence[Topic]") -> Iterator[Series]:
        """Count the papers that digests would take for relevant, among all or a sample."""
        if not topics:
            return
        import numpy as np

        from papertrail.topics import Ranker

        ranker = Ranker.open(self._store, self._resources.semantics(), topics)
        if len(self._sample) < len(self._keys):
            self._remarks.append(
                f"topics were compared with {len(self._sample):,} papers, drawn at random of"
                f" {len(self._keys):,}"
            )
        matching: list[list[int]] = [[] for _ in topics]
        with self._resources.progress.track(len(self._sample), "paper") as advance:
            for start in range(0, len(self._sample), _AT_ONCE):
                keys = self._sample[start : start + _AT_ONCE]
                scores = ranker.score(keys)
                for number, least in enumerate(scores.cut_offs):
                    matching[number] += scores.keys[scores.relevance[number] >= least].tolist()
                advance(len(keys))
        for topic, found in zip(topics, matching, strict=True):
            chosen = np.array(sorted(found), dtype=np.int64)
            yield self._counted(topic.name, "topic", chosen, of_sample=True)

    def _counted(
        self, name: str, kind: str, keys: "NDArray[np.int64]", *, of_sample: bool = False
    ) -> Series:
        """Return the series of some papers, all in these weeks."""
        counts = self._per_week(keys)
        papers = self._per_week(self._sample if of_sample else self._keys)
        points: list[Point | None] = []
        for count, all_papers, state in zip(counts, papers, self._states, strict=True):
            if state == UNREAD or not all_papers:
                points.append(None)
                continue
            low, high = wilson(count, all_papers)
            points.append(Point(count, count / all_papers, low, high))
        return Series(name, kind, tuple(points))

    def _rising(self) -> Rising:
        """Return the terms of the recent weeks that papers before them have less often."""
        from papertrail.pictures.rising import count_terms, rising

        count = min(_RECENT, len(self._mondays) // 2)
        is_recent = self._week_of >= len(self._mondays) - count
        counted = []
        for chosen in (is_recent, ~is_recent):
            keys = self._sampled(self._keys[chosen])
            if len(keys) < int(chosen.sum()):
                self._remarks.append(
                    f"terms were counted in {len(keys):,} of {int(chosen.sum()):,} papers"
                )
            texts = (text for _, text in self._store.timeline.texts(keys.tolist()))
            counted.append((count_terms(texts), len(keys)))
        (recent, papers), (earlier, earlier_papers) = counted
        terms, tested = rising(recent, papers, earlier, earlier_papers)
        if not (papers and earlier_papers):
            self._remarks.append("rising terms need papers of recent and of earlier weeks")
        since = self._mondays[len(self._mondays) - count].isoformat()
        return Rising(since, papers, earlier_papers, tested, tuple(terms))

    def _read(self, today: date) -> list[str]:
        """Return the state of each week."""
        stored = self._store.timeline.read_periods()
        dated = [period for period in stored if period.is_dated] or stored
        periods = [
            Period(
                date.fromisoformat(each.first),
                date.fromisoformat(each.last),
                frozenset(map(date.fromisoformat, each.failed)),
            )
            for each in dated
        ]
        return [state_of(monday, today, periods) for monday in self._mondays]

    @cached_property
    def _sample(self) -> "NDArray[np.int64]":
        return self._sampled(self._keys)

    def _sampled(self, keys: "NDArray[np.int64]") -> "NDArray[np.int64]":
        """Return keys, or as many of them as are read at most, the same at each call."""
        import numpy as np

        most = _MOST_READ_QUICKLY if self._resources.only_reads else _MOST_READ
        if len(keys) <= most:
            return keys
        return np.sort(np.random.default_rng(0).choice(keys, most, replace=False))

    @cached_property
    def _keywords(self) -> "KeywordRetriever":
        from papertrail.search.retrievers import KeywordRetriever

        found = KeywordRetriever(self._resources.keywords, skip_common=False)
        if failure := found.open():
            raise failure.error
        return found

    def _in(self, mask: "NDArray[np.bool_]") -> "NDArray[np.int64]":
        """Return the keys of these weeks that a mask has; what is beyond its end is left out."""
        keys = self._keys[self._keys < len(mask)]
        return keys[mask[keys]]

    def _per_week(self, keys: "NDArray[np.int64]") -> list[int]:
        import numpy as np

        places = np.searchsorted(self._keys, keys)
        counts = np.bincount(self._week_of[places], minlength=len(self._mondays))
        return [int(count) for count in counts]

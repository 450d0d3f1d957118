"""Find the way from the foundations to the frontier of a topic, and keep progress on it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from index.errors import IndexingError
from papertrail import clock
from papertrail.core.resources import Resources
from papertrail.errors import NotFoundError, UsageError
from papertrail.learn import way as ways
from papertrail.library.recall import NotedWork, due_on
from papertrail.types.filter import Filter
from papertrail.types.learning import LEVELS, NextStep, Reason, Step, StepProgress, Way, why
from papertrail.types.work import Work

NEW_DAYS = 31
NEW = 5
"""Papers of the last month on a way."""
_MINUTES_OF_A_NEW_PAPER = 30
_SURVEY = re.compile(
    r"\b(?:survey|review|tutorial|primer|introduction to|overview)\b", re.IGNORECASE
)
_DONE, _SKIPPED = "done", "skipped"


class Learning:
    """Ways to read. The fixed part needs neither a configuration nor a database."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    def way(
        self,
        topic: str,
        *,
        level: str = "beginner",
        hours: float | None = None,
        know: Sequence[str] = (),
    ) -> Way:
        """Return the way of a topic, with the states of its steps.

        Args:
            topic: in plain words, or the name of a topic.
            level: beginner; intermediate leaves mathematics and Python out, advanced all
                foundations.
            hours: the most time that it may take; chosen from the whole way, not from a first one.
            know: what the reader knows: names of concepts, ids of papers.

        Raises:
            UsageError: there is no such level, or no time.
            NotFoundError: nothing bundled or stored fits the topic.
        """
        _check(topic, level, hours)
        way = self._found(topic, level, know, whole=hours is not None)
        if hours is not None:
            kept = ways.within([step for step in way.steps if not step.state], hours)
            way = _shortened(way, kept)
        if not way.steps:
            raise NotFoundError(
                f"no step of the way to {topic!r} is left with these limits",
                "give more --hours, or leave out --know or --level",
            )
        self._remember(way, level, know)
        return way

    def next(self, topic: str | None = None) -> NextStep:
        """Return the first step that is neither done nor skipped, of the last way or of a topic.

        Raises:
            NotFoundError: no way was shown yet, or nothing fits the topic.
        """
        way = self._current(topic)
        left = [step for step in way.steps if not step.state]
        done = [step for step in way.steps if step.done]
        before = done[-1] if done else None
        return NextStep(way.topic, left[0] if left else None, before, len(left), self._recalls())

    def current(self) -> Way | None:
        """Return the way that was shown last, with the states of its steps; None if none was."""
        last = None
        if self._resources.has_store():
            last = self._resources.store.learning.last()
        if last is None:
            return None
        name, level, know, kept = last
        found = self._found(name, level, know, whole=False)
        steps = {step.id: step for step in found.steps}
        if set(kept) <= set(steps):
            return replace(found, steps=tuple(steps[each] for each in kept))
        found = self._found(name, level, know, whole=True)
        steps = {step.id: step for step in found.steps}
        return _shortened(found, [steps[each] for each in kept if each in steps])

    def done(self, steps: Sequence[str], *, note: str = "") -> list[Step]:
        """Record that steps are done, with a note that comes back later. Raises as `skip`."""
        return self._set(steps, _DONE, note)

    def skip(self, steps: Sequence[str]) -> list[Step]:
        """Leave steps out.

        Args:
            steps: numbers of the way that was shown last, or ids.

        Raises:
            ConfigError: there is no configuration yet, so that nothing can be kept.
            NotFoundError: the last way has no such step.
        """
        return self._set(steps, _SKIPPED, "")

    def reset(self, steps: Sequence[str]) -> list[Step]:
        """Forget what was done with steps. Raises as `skip`."""
        return self._set(steps, "", "")

    def _found(self, topic: str, level: str, know: Sequence[str], *, whole: bool) -> Way:
        everything = ways.fixed_steps(topic, level, know, whole=True)
        fixed = everything if whole else ways.fixed_steps(topic, level, know)
        shown = {step.id for step in fixed}
        further = [step for step in everything if step.id not in shown]
        new, remarks = self._stored(topic, {step.id for step in everything})
        if not fixed and not new:
            raise NotFoundError(
                f"nothing bundled or stored fits the topic {topic!r}",
                "name it as papers do, such as 'self-supervised learning';"
                " papertrail update fetches papers",
            )
        if not fixed:
            remarks.append("no bundled landmark fits this topic; these are stored papers alone")
        steps = sorted([*fixed, *new], key=lambda step: step.stage)
        return Way(
            topic,
            tuple(self._with_states(steps)),
            tuple(remarks),
            tuple(self._with_states(further)),
        )

    def _with_states(self, steps: Sequence[Step]) -> list[Step]:
        if not self._resources.has_store():
            return [*steps]
        states = self._resources.store.learning.steps()
        return [
            replace(step, state=states[step.id].state, note=states[step.id].note)
            if step.id in states
            else step
            for step in steps
        ]

    def _stored(self, topic: str, taken: set[str]) -> tuple[list[Step], list[str]]:
        """Return surveys and new papers among what is stored, and remarks."""
        if not self._resources.has_store():
            return [], ["no papers of this month yet: papertrail init, then papertrail update"]
        since = (clock.today() - timedelta(days=NEW_DAYS)).isoformat()
        try:
            new = self._search(topic, Filter(since=since), NEW)
            surveys = [
                work
                for work in self._search(f"{topic} survey", Filter(), 2 * NEW)
                if _SURVEY.search(work.title) and work not in new
            ][:2]
        except (IndexingError, OSError) as error:
            return [], [f"without the stored papers: {error}"]
        steps = [
            *(_survey(work) for work in surveys if work.id not in taken),
            *(self._new(topic, work) for work in new if work.id not in taken),
        ]
        remarks = []
        if not any(step.kind == "new" for step in steps):
            remarks.append("no stored paper of this month fits; papertrail update fetches new ones")
        return steps, remarks

    def _search(self, text: str, criteria: Filter, count: int) -> list[Work]:
        from papertrail.core.search import SearchOptions, search

        if not self._resources.store.works.count():
            return []
        options = SearchOptions(criteria=criteria, count=4 * count)
        hits = search(self._resources, text, options).hits
        return [hit.work for hit in hits if ways.fits(text, hit.work.text)][:count]

    def _new(self, topic: str, work: Work) -> Step:
        """Return a step of this month; what it presumes are the landmarks that it cites."""
        from papertrail.learn.collection import landmarks

        store = self._resources.store
        cited = [each.cited for each in store.citations.references(work.key) if each.cited]
        known = [each.title for each in store.works.get(cited) if each.id in landmarks()]
        subjects = tuple(ways.shared(topic, work.text)[:2]) or ("the words of the topic",)
        reasons = [Reason("New this month: names {names}", subjects)]
        if known:
            reasons.append(Reason("cites {count} landmarks", count=len(known)))
        return Step(
            "new", work.title, work.id, work.url, why(reasons), tuple(known[:3]),
            _MINUTES_OF_A_NEW_PAPER, ways.FRONTIER, reasons=tuple(reasons),
        )  # fmt: skip

    def _current(self, topic: str | None) -> Way:
        if topic is not None:
            return self.way(topic)
        found = self.current()
        if found is None:
            raise NotFoundError("no way was shown yet", "run: papertrail learn TOPIC")
        return found

    def _recalls(self) -> tuple[Step, ...]:
        """Return steps whose notes come back today, by the intervals of `papertrail recall`."""
        if not self._resources.has_store():
            return ()
        store, today = self._resources.store, clock.today()
        noted = [each for each in store.learning.steps().values() if each.note]
        due = due_on(today, [_noted(number, each) for number, each in enumerate(noted)])
        with store.transaction() as tx:
            for each in due:
                if each.recalled != today:
                    tx.learning.recalled(noted[each.work].step, today)
        return tuple(_bare(noted[each.work].step, note=noted[each.work].note) for each in due)

    def _set(self, named: Sequence[str], state: str, note: str) -> list[Step]:
        store = self._resources.created_store()
        last = store.learning.last()
        if last is None:
            raise NotFoundError("no way was shown yet", "run: papertrail learn TOPIC")
        ids = [_step(name, last[3]) for name in named]
        with store.transaction() as tx:
            for each in ids:
                tx.learning.set_state(each, state, note, clock.now())
        return [_bare(each, state=state, note=note) for each in ids]

    def _remember(self, way: Way, level: str, know: Sequence[str]) -> None:
        if not self._resources.home.config_file.exists():
            return
        ids = [step.id for step in way.steps]
        with self._resources.created_store().transaction() as tx:
            tx.learning.show(way.topic, level, know, ids, clock.now())


def _shortened(way: Way, steps: Sequence[Step]) -> Way:
    """Return a way of some of its steps; the others are further reading."""
    shown = {step.id for step in steps}
    rest = tuple(step for step in way.steps if step.id not in shown)
    return replace(way, steps=tuple(steps), further=rest)


def _check(topic: str, level: str, hours: float | None) -> None:
    if not any(map(str.isalnum, topic)):
        raise UsageError("the topic has no words")
    if level not in LEVELS:
        raise UsageError(f"there is no level {level!r}; there are {', '.join(LEVELS)}")
    if hours is not None and not hours > 0:
        raise UsageError("a way needs more than 0 hours")


def _step(name: str, ids: Sequence[str]) -> str:
    """Return the id that a number or an id means."""
    if name.isascii() and name.isdecimal() and 1 <= int(name) <= len(ids):
        return ids[int(name) - 1]
    if name in ids:
        return name
    raise NotFoundError(
        f"the last way has no step {name!r}", f"its steps have the numbers 1 to {len(ids)}"
    )


def _title(step: str) -> str:
    from papertrail.learn.collection import landmarks, spine

    if step in landmarks():
        return landmarks()[step].title
    return next((str(row.get("title", step)) for row in spine() if row["id"] == step), step)


def _bare(step: str, *, state: str = "", note: str = "") -> Step:
    return Step("", _title(step), step, "", "", (), 0, state=state, note=note)


def _noted(number: int, progress: StepProgress) -> NotedWork:
    recalled = date.fromisoformat(progress.recalled) if progress.recalled else None
    day = clock.local(datetime.fromisoformat(progress.changed)).date()
    return NotedWork(number, day, recalled, progress.times)


def _survey(work: Work) -> Step:
    return Step(
        "survey", work.title, work.id, work.url,
        "A survey among your stored papers: it gathers what was read so far.",
        (), 90, ways.SURVEY,
    )  # fmt: skip

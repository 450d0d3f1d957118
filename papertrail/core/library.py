"""The library: reading states, tags, priorities and notes of papers, and undo."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from papertrail import clock
from papertrail.core.papers import resolve
from papertrail.core.resources import Resources
from papertrail.errors import UsageError
from papertrail.types.filter import Filter
from papertrail.types.library import PRIORITIES, Change, LibraryPaper, Note, SavedNote
from papertrail.types.mark import NEW, STATES, canonical
from papertrail.types.work import Work

if TYPE_CHECKING:
    from papertrail.store import Transaction
    from papertrail.store.reader.journal import Entry
    from papertrail.types.library import LibraryList
    from papertrail.types.library_reports import LibraryStatistics, ReadingPlan, Recalls, Review

DEFAULT_COUNT = 50
"""Papers of a list, unless it is asked for more."""


class Library:
    """What the reader keeps about papers. Each change is one transaction, and can be undone."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    def set_state(self, papers: Sequence[str], state: str) -> tuple[Work, ...]:
        """Set how far reading papers has come; return them.

        Args:
            papers: ids, as for `papertrail.core.papers.resolve`.
            state: new, later, reading, read or discarded.

        Raises:
            UsageError: there is no such state.
            NotFoundError: one of the papers is not stored; none is changed.
        """
        wanted = canonical(state)
        if wanted not in STATES:
            raise UsageError(f"unknown state {state!r}; the states are {', '.join(STATES)}")
        works = self._works(papers)
        with self._changing(f"mark {wanted}", works) as (tx, keys):
            if wanted == NEW:
                tx.marks.clear_state(keys)
            else:
                tx.marks.set(keys, wanted, clock.now())
        return works

    def set_priority(self, papers: Sequence[str], priority: str) -> tuple[Work, ...]:
        """Set the priority of papers: high, normal or low; return them. Raises as `set_state`."""
        if priority not in PRIORITIES:
            names = ", ".join(PRIORITIES)
            raise UsageError(f"unknown priority {priority!r}; the priorities are {names}")
        works = self._works(papers)
        with self._changing(f"priority {priority}", works) as (tx, keys):
            tx.library.prioritise(keys, PRIORITIES[priority], clock.now())
        return works

    def tag(self, papers: Sequence[str], tags: Sequence[str]) -> tuple[Work, ...]:
        """Add tags to papers; return them.

        A tag that differs from a known one only in case or accents is that one.

        Raises:
            UsageError: a text can't be a tag.
            NotFoundError: one of the papers is not stored; none is changed.
        """
        from papertrail.library.tags import tag_name

        names, works = [tag_name(text) for text in tags], self._works(papers)
        with self._changing(f"tag {', '.join(names)}", works) as (tx, keys):
            for name in names:
                tx.library.tag(keys, name, clock.now())
        return works

    def untag(self, papers: Sequence[str], tags: Sequence[str]) -> tuple[Work, ...]:
        """Remove tags from papers; return them. Raises as `tag`."""
        from papertrail.library.tags import tag_name

        names, works = [tag_name(text) for text in tags], self._works(papers)
        with self._changing(f"untag {', '.join(names)}", works) as (tx, keys):
            for name in names:
                tx.library.untag(keys, name)
        return works

    def note(self, paper: str) -> Note | None:
        """Return the note about a paper, or None.

        Raises:
            NotFoundError: the paper is not stored.
        """
        return self._resources.store.library.note(resolve(self._resources, paper).key)

    def append_note(self, paper: str, text: str) -> SavedNote:
        """Add a paragraph to the note about a paper.

        Raises:
            UsageError: the text is empty, or the note gets too long.
            NotFoundError: the paper is not stored.
        """
        from papertrail.library.notes import appended, checked

        added = checked(text)
        if not added:
            raise UsageError("the text for the note is empty")
        work = resolve(self._resources, paper)
        with self._changing("note", [work]) as (tx, _):
            stored = tx.library.note(work.key)
            new = checked(appended(stored.text if stored else "", added))
            tx.library.write_note(work.key, new, clock.now())
            return SavedNote(work, tx.library.note(work.key), changed=True)

    def edit_note(self, paper: str, text: str, base: Note | None) -> SavedNote:
        """Replace the note about a paper; an empty text removes it.

        Args:
            paper: its id.
            text: the whole note.
            base: the note as it was when editing began. If another process has changed it since,
                both texts are kept.

        Raises:
            UsageError: the text is too long, or has bytes that are no text.
            NotFoundError: the paper is not stored.
        """
        from papertrail.library.notes import checked, merged

        edited, work = checked(text), resolve(self._resources, paper)
        with self._changing("note", [work]) as (tx, _):
            before = tx.library.note(work.key)
            stored = before.text if before else ""
            new, both = merged(base.text if base else "", stored, edited)
            if new != stored:
                tx.library.write_note(work.key, new, clock.now())
            now = tx.library.note(work.key)
        return SavedNote(work, now, changed=new != stored, merged=both)

    def about(self, works: Sequence[Work]) -> tuple[LibraryPaper, ...]:
        """Return works with what the reader keeps about them."""
        own = self._resources.store.library.of([work.key for work in works])
        return tuple(LibraryPaper(work, own[work.key]) for work in works)

    def list(
        self,
        query: str = "",
        *,
        criteria: Filter | None = None,
        sort: str | None = None,
        count: int | None = DEFAULT_COUNT,
        offset: int = 0,
        everything: bool = False,
    ) -> "LibraryList":
        """Return papers with what the reader keeps about them; see `papertrail.core.listing`."""
        from papertrail.core.listing import ListOptions, list_papers

        options = ListOptions(
            criteria=criteria or Filter(),
            sort=sort,
            count=count,
            offset=offset,
            everything=everything,
        )
        return list_papers(self._resources, query, options)

    def next(self, count: int = 3) -> "ReadingPlan":
        """Return what to read next and why; see `papertrail.core.queue.next_papers`."""
        from papertrail.core.queue import next_papers

        return next_papers(self._resources, count)

    def review(self, since: str | None = None) -> "Review":
        """Return what was read and noted since a day, by default a week ago.

        Args:
            since: a day such as 2026-06-10, or an age such as 7d.

        Raises:
            UsageError: it is no day.
        """
        from papertrail.core.days import parse_day
        from papertrail.core.review import review

        return review(self._resources, parse_day(since or "7d"))

    def recall(self) -> "Recalls":
        """Return the noted papers that come back today; see `papertrail.core.review.recall`."""
        from papertrail.core.review import recall

        return recall(self._resources)

    def stats(self, weeks: int = 8) -> "LibraryStatistics":
        """Return counts of papers; see `papertrail.core.review.statistics`."""
        from papertrail.core.review import statistics

        return statistics(self._resources, weeks)

    def tags(self) -> dict[str, int]:
        """Return the number of papers of each tag, the most used tag first."""
        return self._resources.store.activity.tags()

    def undo(self) -> Change | None:
        """Take back the last change that is not taken back yet; return it, or None."""
        store = self._resources.store
        with store.transaction() as tx:
            done = tx.journal.undo()
        return self._change(*done) if done else None

    def redo(self) -> Change | None:
        """Do the change again that was taken back last; return it, or None.

        After another change, what was taken back before it can't be done again.
        """
        store = self._resources.store
        with store.transaction() as tx:
            done = tx.journal.redo()
        return self._change(*done) if done else None

    def changes(self, count: int = DEFAULT_COUNT, *, undone: bool = False) -> tuple[Change, ...]:
        """Return what `undo` would take back next, or with `undone` what `redo` would do again."""
        journal = self._resources.store.journal
        entries = journal.redoable(count) if undone else journal.undoable(count)
        return tuple(self._change(entry) for entry in entries)

    def _change(self, entry: "Entry", kept: Sequence[int] = ()) -> Change:
        get = self._resources.store.works.get
        return Change(
            entry.number,
            entry.happened,
            entry.command,
            tuple(get(entry.works)),
            tuple(get(kept)),
        )

    def _works(self, papers: Sequence[str]) -> tuple[Work, ...]:
        return tuple(resolve(self._resources, paper) for paper in papers)

    @contextmanager
    def _changing(
        self, command: str, works: Sequence[Work]
    ) -> "Iterator[tuple[Transaction, Sequence[int]]]":
        """Begin a transaction that records what is changed about works."""
        keys = [work.key for work in works]
        with (
            self._resources.store.transaction() as tx,
            tx.journal.recording(command, keys, clock.now()),
        ):
            yield tx, keys

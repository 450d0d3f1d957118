"""Take entries of other programs' libraries over: into the store, the library and topics."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from papertrail import clock
from papertrail.core.resources import Resources
from papertrail.errors import DocumentError, PapertrailError, UsageError
from papertrail.types.imports import ImportedLibrary, ImportedPaper, ImportResult, Refusal
from papertrail.types.library import PRIORITIES
from papertrail.types.mark import NEW, STATES, canonical

if TYPE_CHECKING:
    from papertrail.store import Transaction
    from papertrail.types.work import Work

SOURCE = "import"
"""The name of the source under which papers appear that have only what their entry says."""
_BATCH = 1_000
"""Entries of one transaction, so that other commands get their turn."""
_MOST_ALONE = 200
"""Papers that one import looks up one by one, at DOI registries and publishers; each is a request,
with a pause before the next."""
_TOGETHER = frozenset({"arxiv", "acl"})
"""Schemes whose papers are looked up many at a time."""
_LOOKED_UP = frozenset({"arxiv", "acl", "openreview", "doi", "cvf", "pmlr", "neurips"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What else is to be done with the papers of an import.

    Attributes:
        form: the name of an importer; empty to go by the file.
        state: for papers that have none, neither in the library nor in the file; "new" for none.
        tags: for every paper.
        topic: whose examples the papers become.
        fetch: whether to ask the sources that issue the papers' ids.
        keywords: whether keywords become tags.
    """

    form: str = ""
    state: str = "later"
    tags: Sequence[str] = ()
    topic: str | None = None
    fetch: bool = True
    keywords: bool = True


def import_files(
    resources: Resources, paths: Sequence[Path], options: ImportOptions
) -> ImportResult:
    """Import files and the files of folders.

    Entries are stored batch by batch, each in one transaction that `undo` takes back, before the
    network is asked for anything: an import that is stopped can be run again and goes on.

    Raises:
        UsageError: there is no such state or format, or a text can't be a tag.
        ConfigError: there is no such topic.
        PapertrailError: a file that is named can't be read.
        IndexingError: the vectors can't be written; the papers are stored.
    """
    run = _Import(resources, options)
    for path in paths:
        run.take(path.expanduser())
    return run.finish()


@dataclass
class _Import:
    """One import.

    Attributes:
        wanted: works to look up, by key.
        unsure: works that have only what their entry says.
    """

    resources: Resources
    options: ImportOptions
    entries: int = 0
    new: int = 0
    known: int = 0
    documents: int = 0
    feeds: list[str] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    remarks: dict[str, None] = field(default_factory=dict)
    wanted: dict[int, None] = field(default_factory=dict)
    own_data: dict[int, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        from papertrail.library.tags import tag_name

        state = canonical(self.options.state)
        if state not in STATES:
            names = ", ".join(STATES)
            raise UsageError(f"unknown state {self.options.state!r}; the states are {names}")
        tags = tuple(map(tag_name, self.options.tags))
        topic = self.options.topic
        if topic is not None:
            topic = self.resources.config.topic(topic).name
        self.options = replace(self.options, state=state, tags=tags, topic=topic)
        self.store = self.resources.created_store()

    def take(self, path: Path) -> None:
        """Import one file or folder."""
        from papertrail.exchange.importers import files_in, importer, importer_of

        form = self.options.form
        reader = importer(form) if form else importer_of(path)
        if reader is None and path.is_dir():
            files = list(files_in(path))
            if not files:
                raise PapertrailError(
                    f"{path} has no file that can be imported",
                    "papertrail reads .bib, .ris, .opml and .pdf files of folders",
                )
            self._each(files)
            return
        if reader is None:
            raise PapertrailError(
                f"{path} is of no format that is known",
                "name a .bib, .ris, .json (CSL), .opml or .pdf file, or say --format",
            )
        self._keep(path, reader.read(path))

    def finish(self) -> ImportResult:
        """Look up what is to be looked up, index, and return what was done."""
        fetched = self._complete() if self.options.fetch else 0
        self.store.works.prepare_filters()
        from papertrail.core.get import index_what_is_new

        index_what_is_new(self.resources, "papertrail import")
        return ImportResult(
            entries=self.entries,
            new=self.new,
            known=self.known,
            fetched=fetched,
            own_data=len(self.own_data),
            documents=self.documents,
            feeds=tuple(self.feeds),
            refusals=tuple(self.refusals),
            remarks=tuple(self.remarks),
        )

    def _each(self, files: Sequence[Path]) -> None:
        """Import the files of a folder; one that can't be read is a refusal."""
        from papertrail.exchange.importers import importer_of

        with self.resources.progress.track(len(files), "files") as advance:
            for file in files:
                try:
                    reader = importer_of(file)
                    if reader is not None:
                        self._keep(file, reader.read(file))
                except PapertrailError as error:
                    self.entries += 1
                    self._refuse(file, 0, "", str(error))
                advance(1)

    def _refuse(self, file: Path, line: int, label: str, reason: str) -> None:
        self.refusals.append(Refusal(str(file), line, label, reason))

    def _keep(self, path: Path, library: ImportedLibrary) -> None:
        self.entries += len(library.papers) + len(library.refusals) + len(library.feeds)
        self.refusals += library.refusals
        if library.feeds:
            self._follow(path, library.feeds)
        pdfs = [each for each in library.papers if each.file and each.first_page]
        others = [each for each in library.papers if not (each.file and each.first_page)]
        for pdf in pdfs:
            self._take_pdf(pdf)
        with self.resources.progress.track(len(others), "entries") as advance:
            for start in range(0, len(others), _BATCH):
                batch = others[start : start + _BATCH]
                self._store(path, batch)
                advance(len(batch))

    def _follow(self, path: Path, feeds: Iterable[tuple[str, str]]) -> None:
        from papertrail.core.feeds import Feeds

        done = Feeds(self.resources).follow_addresses(feeds)
        self.feeds += done.added
        self.known += done.already
        for title, reason in done.skipped:
            self._refuse(path, 0, title, reason)

    def _store(self, path: Path, batch: Sequence[ImportedPaper]) -> None:
        """Store a batch of entries and what their owner keeps about them."""
        from papertrail.exchange.libraries import find
        from papertrail.dedup.same_work import record_of_paper

        keys: list[tuple[ImportedPaper, int]] = []
        fresh: list[int] = []
        with self.store.transaction() as tx:
            for each in batch:
                key = find(self.store, record_of_paper(each.paper))
                if key is None:
                    key = self._add(tx, path, each)
                    if key is None:
                        continue
                    fresh.append(key)
                    self.own_data[key] = None
                else:
                    self.known += 1
                keys.append((each, key))
            works = [key for _, key in keys]
            with tx.journal.recording("import", works, clock.now()):
                for each, key in keys:
                    self._annotate(tx, path, each, key)
        self.new += len(fresh)
        for work in self.store.works.get(list(dict.fromkeys(key for _, key in keys))):
            if not work.abstract or work.key in self.own_data:
                self.wanted[work.key] = None

    def _add(self, tx: "Transaction", path: Path, each: ImportedPaper) -> int | None:
        """Store what an entry says as a new work; return its key."""
        from papertrail.ingest.batches import save_batch

        saved = save_batch(tx, (each.paper,), SOURCE, clock.now(), authority=())
        if saved.left_out:
            self._refuse(path, each.line, each.label, saved.left_out[0])
            return None
        paper = saved.papers[0]
        keys = (self.store.works.find(*identifier) for identifier in paper.identifiers)
        return next((key for key in keys if key is not None), None)

    def _annotate(self, tx: "Transaction", path: Path, each: ImportedPaper, key: int) -> None:
        """Write what an entry's owner keeps about a paper; what the reader keeps stays."""
        from papertrail.library.tags import tag_name

        now, about = clock.now(), tx.library.of([key])[key]
        state = canonical(each.state) if each.state else self.options.state
        if state and state != NEW and about.state in ("", NEW):
            tx.marks.set([key], state, now)
        if self.options.topic is not None:
            tx.marks.set([key], "like", now, self.options.topic)
        for tag in self.options.tags:
            tx.library.tag([key], tag, now)
        for text in each.tags if self.options.keywords else ():
            try:
                tx.library.tag([key], tag_name(text), now)
            except UsageError as error:
                self._refuse(path, each.line, each.label, f"a keyword is left out: {error.message}")
        if each.priority and not about.prioritised:
            tx.library.prioritise([key], PRIORITIES[each.priority], now)
        if each.note:
            self._add_note(tx, path, each, key)
        if each.citation_key:
            self._give_key(tx, each, key)

    def _add_note(self, tx: "Transaction", path: Path, each: ImportedPaper, key: int) -> None:
        """Add an entry's note to the reader's, unless it is in it."""
        from papertrail.library.notes import appended, checked

        stored = tx.library.note(key)
        try:
            text = checked(each.note)
            if not text or (stored and text in stored.text):
                return
            whole = checked(appended(stored.text if stored else "", text))
        except UsageError as error:
            self._refuse(path, each.line, each.label, f"its note is left out: {error.message}")
            return
        tx.library.write_note(key, whole, clock.now())

    def _give_key(self, tx: "Transaction", each: ImportedPaper, key: int) -> None:
        from papertrail.exchange.entry_keys import is_key

        if not is_key(each.citation_key) or tx.exports.keys([key]):
            return
        if tx.exports.work_of(each.citation_key) is None:
            tx.exports.give({key: each.citation_key}, clock.now())

    def _take_pdf(self, each: ImportedPaper) -> None:
        """Store a PDF with its paper, which is named by its id or found by its title."""
        from papertrail.core.fetching import Fetching
        from papertrail.exchange.importers.pdf import BY_HAND, quoted

        assert each.file is not None
        work, reason = self._paper_of(each)
        if work is None:
            by_hand = BY_HAND.format(file=quoted(each.file))
            self._refuse(each.file, 0, each.paper.title, f"{reason}; {by_hand}")
            return
        try:
            Fetching(self.resources).import_file(work, each.file, None)
        except DocumentError as error:
            self._refuse(each.file, 0, work.id, str(error))
            return
        self.documents += 1
        with (
            self.store.transaction() as tx,
            tx.journal.recording("import", [work.key], clock.now()),
        ):
            self._annotate(tx, each.file, each, work.key)

    def _paper_of(self, each: ImportedPaper) -> "tuple[Work | None, str]":
        """Return the paper of a PDF; None, and why there is none."""
        from papertrail.core.get import get
        from papertrail.types.fetched import GetStatus

        scheme, value = each.paper.identifiers[0]
        if scheme == "guid":
            return self._titled(each)
        key = self.store.works.find(scheme, value)
        problem = "is not stored"
        if key is None and self.options.fetch:
            got = get(self.resources, [f"{scheme}:{value}"]).papers[0]
            if got.status is not GetStatus.FAILED and got.work:
                key = got.work.key
                self.new += 1
            problem = f"is not stored, and could not be had ({got.error})"
        elif key is not None:
            self.known += 1
        if key is None:
            work, _ = self._titled(each)
            return work, f"{scheme}:{value}, the id on its first page, {problem}"
        work = self.store.works.get([key])[0]
        if not _is_on(work.title, each.first_page):
            return None, f"its first page names {work.id}, but has another title"
        return work, ""

    def _titled(self, each: ImportedPaper) -> "tuple[Work | None, str]":
        """Return the stored paper with a PDF's title and one of whose authors is on its page."""
        from feeds.paper import letters
        from papertrail.dedup.same_work import title_keys
        from papertrail.text.name_parts import name_parts

        title = each.paper.title
        for work in self.store.works.get(self.store.works.with_title_keys(title_keys(title))):
            families = [name_parts(author.name).family for author in work.authors]
            is_author = any(_is_on(family, each.first_page) for family in families if family)
            if is_author and letters(work.title) == letters(title):
                self.known += 1
                return work, ""
        return None, "its first page has no id, and no stored paper has its title and authors"

    def _complete(self) -> int:
        """Look up works at the sources that issue their ids; return how many were completed."""
        from feeds.errors import NoConnectionError
        from feeds.lookup import look_up, read_wanted
        from papertrail.core.http_client import open_client
        from papertrail.ingest.batches import save_batch

        asked: dict[str, int] = {}
        alone = 0
        for work in self.store.works.get(list(self.wanted)):
            if work.id.partition(":")[0] not in _LOOKED_UP or not (wanted := read_wanted(work.id)):
                continue
            if wanted.identifier[0] not in _TOGETHER:
                alone += 1
                if work.abstract or alone > _MOST_ALONE:
                    continue
            asked[work.id] = work.key
        if alone > _MOST_ALONE:
            self.remarks[
                f"{alone - _MOST_ALONE} more papers can be completed from their DOI; import the "
                "file again"
            ] = None
        if not asked:
            return 0
        done = 0
        failures: dict[str, int] = {}
        client = open_client(self.resources)
        papers = [wanted for paper in asked if (wanted := read_wanted(paper))]
        with self.resources.progress.track(len(papers), "papers") as advance:
            for found in look_up(papers, client, self.resources.config.feed_options):
                advance(1)
                if found.paper is None:
                    reason = found.error.message if found.error else "nothing was found"
                    failures[reason] = failures.get(reason, 0) + 1
                    continue
                with self.store.transaction() as tx:
                    saved = save_batch(
                        tx, (found.paper,), "get", clock.now(), authority=found.authority
                    )
                done += not saved.left_out
                self.own_data.pop(asked[found.wanted.asked], None)
                if isinstance(found.error, NoConnectionError):
                    break
        for reason, count in failures.items():
            self.remarks[f"not completed: {count} of {len(papers)} papers: {reason}"] = None
        return done


def _is_on(text: str, page: str) -> bool:
    """Return whether a page has a text, whatever its spaces and signs."""
    from feeds.paper import letters
    from index.folding import fold

    return letters(fold(text)) in letters(fold(page))

"""The application: everything that a user can do with a home."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from papertrail.core.home_parts import HomeParts
from papertrail.core.resources import Resources
from papertrail.types.filter import Filter
from papertrail.types.progress import Progress
from papertrail.workspace import Home

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from papertrail.config import Config
    from papertrail.types.backup import Backup, Diagnosis, Restored
    from papertrail.types.delivery import DeliveryResult
    from papertrail.types.digest import DigestDay, DigestView
    from papertrail.types.exit_code import ExitCode
    from papertrail.types.fetched import GetResult
    from papertrail.types.full_text import FullTextResults
    from papertrail.types.glossary import TermEntry
    from papertrail.types.mark import MarkedWork
    from papertrail.types.papers import Papers, PaperVectors
    from papertrail.types.search import SearchResults
    from papertrail.types.status import Status
    from papertrail.types.update import ReconcileResult, ReindexResult, UpdateResult
    from papertrail.types.update_progress import UpdateProgress
    from papertrail.types.work import Work, WorkInFull


def open(  # noqa: A001 - read as papertrail.open(), like sqlite3.connect()
    home: str | os.PathLike[str] | None = None,
    *,
    create: bool = False,
    progress: Progress | None = None,
) -> "Papertrail":
    """Open a home.

    The configuration and the database are read when they are first needed.

    Args:
        home: its folder; None for the one that PAPERTRAIL_HOME names, else the platform's place.
        create: write a starter configuration and a database if there are none.
        progress: receives what acts report while they run.

    Raises:
        PapertrailError: with `create`, the folder can't be written to.
    """
    place = Home.from_environment() if home is None else Home.at(Path(home).expanduser().absolute())
    opened = Papertrail(Resources(place, progress or Progress()))
    if create:
        opened.init()
    return opened


@contextmanager
def open_demo(progress: Progress | None = None) -> "Iterator[Papertrail]":
    """Open a temporary home with the bundled sample, indexed; no network is used."""
    from papertrail.core.demo import sample_home

    with sample_home(progress or Progress()) as resources:
        yield Papertrail(resources)


class Papertrail(HomeParts):
    """A home and everything that can be done with it; a context manager, which closes it.

    Single acts are methods. Things that are managed have an attribute each, see `HomeParts`, with
    methods named after the commands: `papertrail feeds add` is `feeds.add`. A paper is named by its
    id, its address or a number of the last list. An object belongs to the thread that opened it.
    All methods raise errors of `papertrail.errors`, whose docstring names two more bases.

    Attributes:
        resources: the parts of the home, for tests and benchmarks.
    """

    def __init__(self, resources: Resources) -> None:
        self.resources = resources

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self.resources.close()

    def for_thread(self, progress: Progress) -> Self:
        """Return the same home, with the same settings, for use on another thread."""
        return type(self)(Resources(self.home, progress, self.config))

    @property
    def home(self) -> Home:
        """The paths of the home."""
        return self.resources.home

    @property
    def config(self) -> "Config":
        """The settings, as config.toml has them."""
        return self.resources.config

    def init(self) -> bool:
        """Write a starter configuration and a database; see `papertrail.core.setup.init`."""
        from papertrail.core.setup import init

        return init(self.resources)

    def update(self, feeds: Sequence[str] = (), *, since: str | None = None) -> "UpdateResult":
        """Fetch new papers and index them; see `papertrail.core.update.update`."""
        from papertrail.core.update import update

        return update(self.resources, feeds, since)

    def update_progress(self) -> "UpdateProgress | None":
        """Return how far an update of any process is; see `papertrail.core.update_progress`."""
        from papertrail.core.update_progress import read

        return read(self.resources)

    def get(self, papers: Sequence[str], *, again: bool = False) -> "GetResult":
        """Fetch single papers into the store and index them; see `papertrail.core.get.get`."""
        from papertrail.core.get import get

        return get(self.resources, papers, again=again)

    def reconcile(self, feeds: Sequence[str] = (), *, since: str) -> "ReconcileResult":
        """Find and store what is missing since a day; see `papertrail.core.reconcile.reconcile`."""
        from papertrail.core.reconcile import reconcile

        return reconcile(self.resources, since, feeds)

    def reindex(self) -> "ReindexResult":
        """Build the indexes anew; see `papertrail.core.reindex.reindex`."""
        from papertrail.core.reindex import reindex

        return reindex(self.resources)

    def backup(self, file: str | os.PathLike[str]) -> "Backup":
        """Write a backup of the home into one file; see `papertrail.core.backup.backup`."""
        from papertrail.core.backup import backup

        return backup(self.resources, Path(file))

    def restore(self, file: str | os.PathLike[str]) -> "Restored":
        """Replace the home by a backup; see `papertrail.core.restore.restore`."""
        from papertrail.core.restore import restore

        return restore(self.resources, Path(file))

    def doctor(self, *, fix: bool = False) -> "Diagnosis":
        """Find what is wrong with the home; see `papertrail.core.doctor.examine.examine`."""
        from papertrail.core.doctor.examine import examine

        return examine(self.resources, fix=fix)

    def search(
        self,
        query: str = "",
        *,
        criteria: Filter | None = None,
        count: int = 10,
        mode: str | None = None,
        saved: str | None = None,
        save_as: str | None = None,
        rerank: str | None = None,
        diverse: bool = False,
    ) -> "SearchResults":
        """Find papers by meaning and by words, best first; see `papertrail.core.search`."""
        from papertrail.core.search import SearchOptions, search

        options = SearchOptions(
            criteria=criteria or Filter(),
            count=count,
            mode=mode,
            saved=saved,
            save_as=save_as,
            rerank=rerank,
            diverse=diverse,
        )
        return search(self.resources, query, options)

    def search_full_text(
        self,
        query: str,
        *,
        criteria: Filter | None = None,
        count: int = 10,
        mode: str | None = None,
    ) -> "FullTextResults":
        """Find passages of full texts; see `papertrail.core.full_text.search_full_text`."""
        from papertrail.core.full_text import search_full_text

        return search_full_text(self.resources, query, criteria or Filter(), count, mode)

    def similar(
        self,
        papers: Sequence[str],
        *,
        criteria: Filter | None = None,
        count: int = 10,
        quick: bool = False,
    ) -> "SearchResults":
        """Find the papers closest in meaning to some papers; see `papertrail.core.search`."""
        from papertrail.core.search import similar

        return similar(self.resources, papers, criteria or Filter(), count, quick=quick)

    def show(self, paper: str) -> "WorkInFull":
        """Return all that is known about a paper; see `papertrail.core.papers.show`."""
        from papertrail.core.papers import show

        return show(self.resources, paper)

    def papers(
        self,
        query: str = "",
        *,
        criteria: Filter | None = None,
        sort: str | None = None,
        count: int | None = None,
    ) -> "Papers":
        """Return stored papers, by a query or all; see `papertrail.core.listing`."""
        from papertrail.core.listing import ListOptions, stored_papers

        options = ListOptions(criteria=criteria or Filter(), sort=sort, count=count)
        return stored_papers(self.resources, query, options)

    def vectors(self, papers: Sequence[str] | None = None) -> "PaperVectors":
        """Return the vectors of papers, or of all; see `papertrail.core.vectors`."""
        from papertrail.core.vectors import paper_vectors

        return paper_vectors(self.resources, papers)

    def embed(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Return the vectors of texts, float32 [n, dim]; see `papertrail.core.vectors.embed`."""
        from papertrail.core.vectors import embed

        return embed(self.resources, texts)

    def links(
        self,
        papers: Sequence[str],
        *,
        pdf: bool = False,
        web: bool = True,
        page: int | None = None,
    ) -> list[str]:
        """Return the addresses of papers or their PDFs; see `papertrail.core.papers.links`."""
        from papertrail.core.papers import links

        return links(self.resources, papers, pdf=pdf, web=web, page=page)

    def remember_list(self, works: "Sequence[Work]") -> None:
        """Let the numbers of a list that is shown name its papers, from 1."""
        from papertrail.core.papers import remember_list

        remember_list(self.resources, works)

    def mark(self, kind: str, papers: Sequence[str], *, topic: str | None = None) -> "list[Work]":
        """Mark papers; see `papertrail.core.marks.mark`."""
        from papertrail.core.marks import mark

        return mark(self.resources, kind, papers, topic)

    def unmark(self, papers: Sequence[str]) -> "list[Work]":
        """Remove all marks of papers; see `papertrail.core.marks.unmark`."""
        from papertrail.core.marks import unmark

        return unmark(self.resources, papers)

    def list_marked(self, kinds: Sequence[str] = ()) -> "tuple[MarkedWork, ...]":
        """Return marked papers, the latest first; see `papertrail.core.marks.list_marked`."""
        from papertrail.core.marks import list_marked

        return list_marked(self.resources, kinds)

    def digest(
        self,
        *,
        topic: str | None = None,
        since: str | None = None,
        strictness: str | None = None,
        record: bool = True,
        add: bool = False,
    ) -> "DigestView":
        """Return the digest of the day, or make it; see `papertrail.core.digest.make_digest`."""
        from papertrail.core.digest import DigestOptions, make_digest

        options = DigestOptions(
            topic=topic, since=since, strictness=strictness, record=record, add=add
        )
        return make_digest(self.resources, options)

    def more_papers(self) -> "DigestView":
        """Return what limits cut in the last week; see `papertrail.core.digest.more_papers`."""
        from papertrail.core.digest import more_papers

        return more_papers(self.resources)

    @property
    def language(self) -> str:
        """The language of what the reader is shown, such as `zh`."""
        return self.resources.language

    def glossary(self, term: str, count: int = 5) -> "TermEntry":
        """Return where a term comes from; see `papertrail.core.glossary.glossary`."""
        from papertrail.core.glossary import glossary

        return glossary(self.resources, term, count)

    def digest_days(self, count: int = 366) -> "tuple[DigestDay, ...]":
        """Return the days with digests; see `papertrail.core.digest_days.digest_days`."""
        from papertrail.core.digest_days import digest_days

        return digest_days(self.resources, count)

    def past_digest(self, day: str) -> "DigestView":
        """Return the digest of a day; see `papertrail.core.digest.past_digest`."""
        from papertrail.core.digest import past_digest

        return past_digest(self.resources, day)

    def render_digest(self, view: "DigestView", form: str) -> str:
        """Return a digest as text; see `papertrail.core.digest.render_digest`."""
        from papertrail.core.digest import render_digest

        return render_digest(self.resources, view, form)

    def digest_book(self, view: "DigestView") -> bytes:
        """Return a digest as an EPUB file; see `papertrail.core.books.digest_book`."""
        from papertrail.core.books import digest_book

        return digest_book(self.resources, view)

    def deliver(self, *, strictness: str | None = None, add: bool = False) -> "DeliveryResult":
        """Send the digest of the day to the channels; see `papertrail.core.delivery.deliver`."""
        from papertrail.core.delivery import deliver

        return deliver(self.resources, strictness, add=add)

    def deliver_past(self, day: str) -> "DeliveryResult":
        """Send the digests of a day again; see `papertrail.core.delivery.deliver_past`."""
        from papertrail.core.delivery import deliver_past

        return deliver_past(self.resources, day)

    def status(self) -> "Status":
        """Return the state of sources and indexes; see `papertrail.core.status.status`."""
        from papertrail.core.status import status

        return status(self.resources)

    def run_once(self) -> "ExitCode":
        """Update and deliver now; see `papertrail.core.run.run_once`."""
        from papertrail.core.run import run_once

        return run_once(self.resources)

    def run_if_due(self, *, at: str | None = None, days: str | None = None) -> "ExitCode":
        """Update and deliver if a run is due; see `papertrail.core.run.run_if_due`."""
        from papertrail.core.run import run_if_due

        return run_if_due(self.resources, at, days)

    def serve(self, *, at: str | None = None, days: str | None = None) -> None:
        """Do the due runs until a signal ends the process; see `papertrail.core.run.serve`."""
        from papertrail.core.run import serve

        serve(self.resources, at, days)

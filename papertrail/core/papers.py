"""Find stored papers by their ids, and show all that is known about one."""

import json
import os
from collections.abc import Sequence

from papertrail.core.resources import Resources
from papertrail.errors import NotFoundError, PapertrailError
from papertrail.types.work import History, Work, WorkInFull

_LONGEST_NUMBER = 4
"""Longer digits are an id, no number of a list."""
_SESSIONS = 20
"""Terminal sessions whose last lists are stored."""


def show(resources: Resources, paper: str) -> WorkInFull:
    """Return all that is known about a paper. Raises as `resolve`."""
    work = resolve(resources, paper)
    works = resources.store.works
    history = History(
        works.appearances(work.key), works.events(work.key), works.discussions(work.key)
    )
    links = resources.store.citations.links([work.key]).get(work.key, ())
    return WorkInFull(work, history, links)


def links(
    resources: Resources,
    papers: Sequence[str],
    *,
    pdf: bool = False,
    web: bool = True,
    page: int | None = None,
) -> list[str]:
    """Return the addresses of papers.

    Args:
        resources: the home.
        papers: as for `resolve`.
        pdf: of the PDFs instead of the pages: that of the page, else that of the preprint, else
            that of another source.
        web: on the web alone; else the PDF that was fetched comes first.
        page: of the PDF, from 1.

    Raises:
        NotFoundError: as `resolve`.
        PapertrailError: a paper has no web address, or no PDF is known; nothing is returned.
    """
    return [
        _address(resources, paper, pdf=pdf or page is not None, web=web)
        + (f"#page={page}" if page is not None else "")
        for paper in papers
    ]


def _address(resources: Resources, paper: str, *, pdf: bool, web: bool) -> str:
    work = resolve(resources, paper)
    local = None if web else _fetched(resources, work)
    return local or _web_address(work, paper, pdf=pdf)


def _fetched(resources: Resources, work: Work) -> str | None:
    """Return the address of the file of a work's PDF, None where it was not fetched."""
    from papertrail.documents.cache import DocumentCache

    document = resources.store.documents.of([work.key]).get(work.key)
    if document is None:
        return None
    path = DocumentCache(resources.home.documents).path(document.sha256)
    return path.absolute().as_uri() if path.is_file() else None


def _web_address(work: Work, paper: str, *, pdf: bool) -> str:
    from papertrail.render.escaping import link

    page = link(work.url)
    if not pdf:
        if page:
            return page
        raise PapertrailError(
            f"{paper} has no address on the web", "papertrail show prints what is known"
        )
    if address := link(work.pdf_url):
        return address
    raise PapertrailError(
        f"no PDF of {paper} is known",
        f"its page is {page}" if page else "papertrail show prints what is known",
    )


def resolve(resources: Resources, paper: str) -> Work:
    """Return the work that an id, an address or a number of the last list names.

    Raises:
        NotFoundError: there is none, or the text is no id.
    """
    from feeds.identifiers import parse_identifier

    store = resources.store
    reference = paper.strip()
    if reference.isdecimal() and len(reference) <= _LONGEST_NUMBER:
        reference = _from_last_list(resources, int(reference))
    key = store.works.named(reference)
    if key is not None:
        return store.works.get([key])[0]
    if parse_identifier(reference):
        raise NotFoundError(
            f"{paper} is not stored",
            f"papertrail get {reference} fetches it; papertrail search finds what is stored",
        )
    raise NotFoundError(
        f"{paper!r} is no paper id",
        "write arxiv:2606.28729, acl:2024.acl-long.1, openreview:..., doi:10.1000/182, the "
        "address of its page, or a number of the last list",
    )


def remember_list(resources: Resources, works: Sequence[Work]) -> None:
    """Store the ids of a list that a person sees, so that its numbers can be used as ids.

    Each terminal session has a list of its own; a session without any has the newest one.
    """
    from index.atomic import write_atomic

    earlier = _lists(resources)
    earlier.pop(_session(), None)
    lists = {**earlier, _session(): [work.id for work in works]}
    kept = dict([*lists.items()][-_SESSIONS:])
    try:
        # In one step: another process may be reading it.
        write_atomic(resources.home.last_list, json.dumps(kept, indent=1).encode())
    except OSError as error:
        # An earlier list may still be there.
        resources.progress.note(
            "use ids, not the numbers of this list: "
            f"it can't be kept in {resources.home.root} ({error.strerror})"
        )


def _from_last_list(resources: Resources, number: int) -> str:
    from papertrail.render.phrases import plural

    lists = _lists(resources)
    newest = [*lists.values()][-1] if lists else []
    known = lists.get(_session(), newest)
    shown = f"the last list had {plural(len(known), 'paper') if known else 'no papers'}"
    if not lists:
        shown = "no list was shown yet"
    if not 1 <= number <= len(known):
        raise NotFoundError(
            f"there is no number {number}: {shown}", "run papertrail search or digest first"
        )
    return known[number - 1]


def _lists(resources: Resources) -> dict[str, list[str]]:
    """Return the ids of the last list of each session, the newest list last."""
    try:
        stored = json.loads(resources.home.last_list.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if isinstance(stored, list):
        # As earlier versions wrote it.
        stored = {"": stored}
    if not isinstance(stored, dict):
        return {}
    lists = {name: ids for name, ids in stored.items() if isinstance(ids, list)}
    return {name: [str(each) for each in ids] for name, ids in lists.items()}


def _session() -> str:
    """Return a name of the terminal session, such as a window's shell and all that it starts."""
    return str(os.getsid(0)) if hasattr(os, "getsid") else ""

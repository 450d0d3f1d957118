"""A home with papers whose PDFs a loopback site has."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

import papertrail
from feeds.paper import Author, Paper
from papertrail.store import Store
from papertrail.workspace import Home
from tests.fake_site import FakeSite
from tests.pdf_builder import PdfBuilder

NOW = datetime(2026, 6, 17, 8, tzinfo=UTC)
CONFIG = """\
[feeds]
follow = []

[documents]
max_mb = 1

[network]
arxiv_interval = 0
interval = 0
backoff = 0
timeout = 2
deadline = 2
"""
SUBJECTS = {
    "2606.00001": "zebrafish",
    "2606.00002": "giraffes",
    "2606.00003": "penguins",
}
"""Papers by arXiv id, with what their texts are about."""


def make_pdf(subject: str, *, pages: int = 1, data: str = "") -> bytes:
    """Return a PDF of a few paragraphs about a subject."""
    builder = PdfBuilder()
    for number in range(pages):
        page = builder.page()
        page.text(72, 80, f"{number + 1} Findings", size=14, font="Helvetica-Bold")
        lines = [
            f"We counted {subject} with a camera for {number + 3} years in the north.",
            f"The {subject} were recognised by their stripes and by their calls.",
            "All measurements were repeated by people who did not know the outcome.",
            f"{data or 'The data set of this study'} is described in the appendix below.",
        ]
        page.paragraph(72, 110, lines)
    return builder.build()


def pdf_at(arxiv_id: str) -> str:
    """Return where the site has the PDF of a paper."""
    return f"arxiv.org/pdf/{arxiv_id}"


@pytest.fixture
def papers(
    tmp_path: Path, model_cache: Path, site: FakeSite, monkeypatch: pytest.MonkeyPatch
) -> Sequence[str]:
    """A home with three papers, and a site with their PDFs; returns the papers' ids."""
    root = tmp_path / "home"
    root.mkdir()
    (root / "cache").symlink_to(model_cache)
    (root / "config.toml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.setenv("PAPERTRAIL_HOME", str(root))
    monkeypatch.setenv("PAPERTRAIL_MIRROR", site.address)
    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-17T08:00:00Z")
    with Store.open(root / "papertrail.db", create=True) as store, store.transaction() as tx:
        tx.works.save([paper(known) for known in SUBJECTS], "arxiv:cs.LG", NOW)
    for arxiv_id, subject in SUBJECTS.items():
        site.pages[pdf_at(arxiv_id)] = make_pdf(subject)
        site.types[pdf_at(arxiv_id)] = "application/pdf"
    return tuple(f"arxiv:{arxiv_id}" for arxiv_id in SUBJECTS)


@pytest.fixture
def place(papers: Sequence[str]) -> Home:
    """The home of the papers."""
    return Home.from_environment()


@pytest.fixture
def opened(papers: Sequence[str]) -> Iterator[papertrail.Papertrail]:
    """The home of the papers, opened."""
    with papertrail.open() as found:
        yield found


def paper(arxiv_id: str, *, version: int = 1, title: str = "") -> Paper:
    """Return a paper as arXiv shows it."""
    return Paper(
        identifiers=(("arxiv", arxiv_id),),
        title=title or f"On the {SUBJECTS.get(arxiv_id, 'animals')} of paper {arxiv_id}",
        abstract="An abstract.",
        authors=(Author("Ada Example"),),
        url=f"https://arxiv.org/abs/{arxiv_id}",
        version=version,
        submitted=datetime(2026, 6, 15, 14, tzinfo=UTC),
        updated=datetime(2026, 6, 15 + version, 14, tzinfo=UTC),
    )

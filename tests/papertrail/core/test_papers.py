"""Papers are named by their ids and addresses in every spelling, and have pages and PDFs."""

from datetime import UTC, datetime

import pytest

from feeds.paper import Paper
from papertrail.core.application import open as open_papertrail
from papertrail.errors import PapertrailError
from papertrail.search.filter import by_id
from papertrail.store import Store
from papertrail.workspace import Home
from tests.papertrail.conftest import Run

NOW = datetime(2026, 6, 17, 8, tzinfo=UTC)
HASH = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
PAPERS = {
    "arxiv:math.AG": [
        Paper((("arxiv", "math/0211159"),), "On flows", url="https://arxiv.org/abs/math/0211159")
    ],
    "acl:2023": [
        Paper(
            (("acl", "2023.emnlp-main.7"), ("doi", "10.18653/v1/2023.emnlp-main.7")),
            "On words",
            url="https://aclanthology.org/2023.emnlp-main.7/",
        )
    ],
    "neurips:2023": [
        Paper(
            (("neurips", HASH),),
            "On nets",
            url=f"https://papers.nips.cc/paper_files/paper/2023/hash/{HASH}-Abstract-Conference.html",
        ),
        Paper(
            (("virtual", "neurips/2023/7"), ("openreview", "aB3-_x")),
            "On games",
            url="https://neurips.cc/virtual/2023/poster/7",
        ),
    ],
    "tpami": [
        Paper(
            (("ieee", "912345"), ("doi", "10.1109/tpami.2026.1"), ("arxiv", "2606.00007")),
            "On sight",
            url="https://ieeexplore.ieee.org/document/912345",
        )
    ],
    "https://blog.example.org/feed.xml": [
        Paper(
            (("url", "https://blog.example.org/a/"),), "On posts", url="https://blog.example.org/a/"
        )
    ],
}


@pytest.fixture
def stored(home: Home, store: Store) -> Home:
    """A home with a paper of each kind of source."""
    with store.transaction() as tx:
        for source, papers in PAPERS.items():
            tx.works.save(papers, source, NOW)
    return home


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("math.AG/0211159v2", "On flows"),
        ("MATH/0211159", "On flows"),
        ("https://arxiv.org/abs/math.AG/0211159?context=hep-th", "On flows"),
        ("https://aclanthology.org/2023.emnlp-main.7/", "On words"),
        ("https://aclanthology.org/2023.emnlp-main.7.pdf#page=2", "On words"),
        ("10.18653/V1/2023.emnlp-main.7", "On words"),
        (
            f"https://proceedings.neurips.cc/paper_files/paper/2023/hash/{HASH}-Abstract-Conference.html",
            "On nets",
        ),
        ("https://openreview.net/forum?id=aB3-_x&noteId=q", "On games"),
        ("https://neurips.cc/virtual/2023/poster/7", "On games"),
        ("http://neurips.cc/virtual/2023/poster/7?showEvent=1", "On games"),
        ("https://doi.org/10.1109%2FTPAMI.2026.1?x=1", "On sight"),
        ("https://ieeexplore.ieee.org/stamp/stamp.jsp?arnumber=912345", "On sight"),
        ("http://Blog.example.org/a?utm_source=x#top", "On posts"),
    ],
)
def test_a_paper_is_found_by_every_spelling_of_its_ids_and_addresses(
    stored: Home, text: str, title: str
) -> None:
    with open_papertrail() as paper:
        assert paper.show(text).work.title == title


@pytest.mark.parametrize("text", ["math.AG/0211159v2", "https://neurips.cc/virtual/2023/poster/7"])
def test_such_ids_are_taken_by_each_command(stored: Home, run: Run, text: str) -> None:
    marked = run("mark", "like", text)
    with Store.open(stored.database) as store:
        key = by_id(store, text)
        assert [mark.work for mark in store.marks.all(["like"])] == [key]
    assert marked.status == 0
    added = run("topics", "add", "Mine", "--about", "flows", "--dislike", text)
    assert (added.status, "not stored" in added.err) == (0, False)


@pytest.mark.parametrize(
    ("paper_id", "pdf"),
    [
        ("math/0211159", "https://arxiv.org/pdf/math/0211159"),
        ("acl:2023.emnlp-main.7", "https://aclanthology.org/2023.emnlp-main.7.pdf"),
        (
            f"neurips:{HASH}",
            f"https://papers.nips.cc/paper_files/paper/2023/file/{HASH}-Paper-Conference.pdf",
        ),
        ("openreview:aB3-_x", "https://openreview.net/pdf?id=aB3-_x"),
        ("ieee:912345", "https://arxiv.org/pdf/2606.00007"),
    ],
)
def test_the_pdf_is_that_of_the_page_or_else_of_the_preprint(
    stored: Home, paper_id: str, pdf: str
) -> None:
    with open_papertrail() as paper:
        assert paper.links([paper_id], pdf=True) == [pdf]


def test_a_paper_without_a_known_pdf_opens_nothing(stored: Home) -> None:
    post = "https://blog.example.org/a/"
    with open_papertrail() as paper:
        assert paper.links([post]) == [post]
        with pytest.raises(PapertrailError, match="no PDF of https"):
            paper.links(["math/0211159", post], pdf=True)

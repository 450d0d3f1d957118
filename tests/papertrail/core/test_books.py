"""Digests and chosen papers become books that keep the rules of EPUB."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.paper import Author, Paper
from papertrail.core.application import Papertrail
from papertrail.core.application import open as open_home
from papertrail.core.export import Selection
from papertrail.errors import PapertrailError
from papertrail.render.epub import Book, Chapter, Part, write_book
from papertrail.types.digest import Digest, DigestView, Entry, Event, News, Section
from papertrail.types.document import Block, BlockKind, DocumentText
from papertrail.types.work import Work
from tests.epub_rules import broken_rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from papertrail.store import Store
    from papertrail.workspace import Home
    from tests.papertrail.conftest import Run

NOW = datetime(2026, 6, 16, 8, tzinfo=UTC)
EVERYTHING = Selection(everything=True)
PAPERS = [
    Paper(
        (("arxiv", "2606.00001"),),
        "Sums of $x^2 < 3$ & <b>more</b>",
        'We show $\\sum_i x_i \\le 1$ and \\(\\alpha\\), "quoted" & <script>alert(1)</script>.',
        (Author("Ada Lovelace"), Author("Łukasz \u202eBęc")),
        submitted=datetime(2026, 6, 1, tzinfo=UTC),
        url="https://arxiv.org/abs/2606.00001",
    ),
    Paper((("arxiv", "2606.00002"),), "Without anything \x0b else"),
]


@pytest.fixture
def desk(home: Home, store: Store) -> Iterator[Papertrail]:
    """A home with two papers."""
    with store.transaction() as tx:
        tx.works.save(PAPERS, "arxiv:cs.LG", NOW)
    with open_home(home.root) as opened:
        yield opened


def work(title: str, abstract: str, url: str = "", key: int = 1) -> Work:
    return Work(
        key,
        (("arxiv", "2606.00001"),),
        title,
        abstract,
        url,
        (Author(title or "A"),),
        (),
        (),
        *([None] * 4),
        "",
        title,
        None,
        None,
        None,
        False,
    )


def test_an_export_is_a_valid_book(desk: Papertrail, tmp_path: Path) -> None:
    done = desk.exchange.export_book(EVERYTHING, tmp_path / "a.epub")
    content = (tmp_path / "a.epub").read_bytes()
    pages = _pages(content)

    assert done.works == 2
    assert broken_rules(content) == []
    assert "<math" in pages["EPUB/paper2.xhtml"]
    assert '<meta name="citation_author" content="Ada Lovelace"/>' in pages["EPUB/paper2.xhtml"]
    assert "<script" not in "".join(pages.values())


def test_the_same_papers_make_the_same_bytes(desk: Papertrail, tmp_path: Path) -> None:
    for name in "ab":
        desk.exchange.export_book(EVERYTHING, tmp_path / name)

    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_selection_without_papers_is_a_book_that_says_so(
    desk: Papertrail, tmp_path: Path
) -> None:
    desk.exchange.export_book(Selection(query="state:later"), tmp_path / "a.epub")
    content = (tmp_path / "a.epub").read_bytes()

    assert broken_rules(content) == []
    assert "No papers" in _pages(content)["EPUB/paper1.xhtml"]


def test_a_folder_that_is_not_there_is_a_clear_error(desk: Papertrail, tmp_path: Path) -> None:
    with pytest.raises(PapertrailError, match="can't write"):
        desk.exchange.export_book(EVERYTHING, tmp_path / "none" / "a.epub")


def test_a_digest_is_a_book_with_its_topics_and_news(desk: Papertrail) -> None:
    one, other, known = (work(f"Paper {key}", "About.", key=key) for key in (1, 2, 3))
    digest = Digest("2026-06-16T08:00:00Z", 2, 2, (), ())
    section = Section("Graphs", (Entry(one, 0.9, {}, similar=(other,), topic="Graphs"),))
    news = News(known, (Event("retracted", 1, "the publisher", "2026-06-16"),))
    content = desk.digest_book(DigestView(digest, (section,), (news,)))
    pages = _pages(content)

    assert broken_rules(content) == []
    assert "<span>Graphs</span>" in pages["EPUB/nav.xhtml"]
    assert "retracted (the publisher)" in pages["EPUB/paper3.xhtml"]


def test_full_texts_are_read_in_order_with_their_headings() -> None:
    blocks = (
        Block(BlockKind.TITLE, "Title", 1),
        Block(BlockKind.HEADING, "1 Introduction", 1),
        Block(BlockKind.BODY, "We begin < here.", 1),
        Block(BlockKind.REFERENCE, "[1] Somebody.", 2),
    )
    chapter = Chapter(work("T", "A"), text=DocumentText((), blocks, ()))
    content = write_book(Book(UUID(int=1), "B", NOW, (Part("", (chapter,)),)))
    page = _pages(content)["EPUB/paper1.xhtml"]

    assert broken_rules(content) == []
    assert page.index("<h2>1 Introduction</h2>") < page.index("We begin &lt; here.")
    assert "Somebody" not in page


@pytest.mark.parametrize(
    ("name", "old", "new", "rule"),
    [
        ("mimetype", b"epub", b"zip", "another content"),
        ("EPUB/book.opf", b'id="style"', b'id="nav"', "not unique"),
        ("EPUB/book.opf", b'idref="paper1"', b'idref="paper9"', "spine"),
        ("EPUB/book.opf", b"style.css", b"other.css", "each file once"),
        ("EPUB/paper1.xhtml", b"</h1>", b"", "not well-formed"),
        ("EPUB/paper1.xhtml", b"style.css", b"https://a.example/a.css", "loads"),
        ("EPUB/nav.xhtml", b'epub:type="toc"', b"", "table of contents"),
    ],
)
def test_the_rules_find_what_is_broken(name: str, old: bytes, new: bytes, rule: str) -> None:
    content = write_book(Book(UUID(int=1), "B", NOW, (Part("P", (Chapter(work("T", "A")),)),)))
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as book, zipfile.ZipFile(stream, "w") as broken:
        for each in book.infolist():
            part = book.read(each)
            broken.writestr(each, part.replace(old, new, 1) if each.filename == name else part)

    assert any(rule in problem for problem in broken_rules(stream.getvalue()))


@settings(max_examples=40, deadline=None)
@given(title=st.text(max_size=40), abstract=st.text("$\\{}^_<&\"'x2 \x00\x0c\ud800é", max_size=60))
def test_no_text_breaks_a_book(title: str, abstract: str) -> None:
    chapter = Chapter(work(title, abstract, "https://a.example/?b&c"), (title,), abstract)
    book = Book(UUID(int=1), title, NOW, (Part(title, (chapter,)),), abstract)

    assert broken_rules(write_book(book)) == []


def test_the_command_line_writes_books_to_files_alone(
    desk: Papertrail, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "list.epub"
    done = run("export", "--all", "-o", str(file))
    refused = run("export", "--all", "--format", "epub")

    assert (done.status, done.out) == (0, f"{file}: 2 papers\n")
    assert broken_rules(file.read_bytes()) == []
    assert refused.status == 2
    assert "-o papers.epub" in refused.err
    assert run("digest", "--format", "epub").status == 2


def _pages(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name).decode() for name in book.namelist()}

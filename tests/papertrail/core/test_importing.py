"""Libraries of other programs are taken over; whole homes go to another folder and back."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import pytest

from papertrail.core.application import open as open_home
from papertrail.core.export import Selection
from papertrail.core.importing import ImportOptions
from papertrail.errors import ConfigError, PapertrailError
from papertrail.types.exit_code import ExitCode
from tests.pdf_builder import PdfBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from papertrail.core.application import Papertrail
    from papertrail.workspace import Home
    from tests.papertrail.conftest import Run

OFFLINE = ImportOptions(fetch=False)
BIB = """
@article{known, title={Folding proteins with attention}, author={Author, Ada},
  eprint={%s}, archiveprefix={arXiv}, keywords={proteins}, readstatus={read}}
@article{fresh, title={An older study of trees}, author={Hopper, Grace}, year={1999},
  keywords={trees, old}}
@misc{nothing, year={2000}}
"""


@pytest.fixture
def desk(filled: Home) -> Iterator[Papertrail]:
    """A home with 40 papers."""
    with open_home(filled.root) as opened:
        yield opened


def proteins(desk: Papertrail) -> str:
    return desk.search("folding proteins", count=1).hits[0].work.id


@pytest.fixture
def bib(desk: Papertrail, tmp_path: Path) -> Path:
    """A library with a paper that is stored, one that is not, and an entry that is none."""
    file = tmp_path / "refs.bib"
    file.write_text(BIB % proteins(desk).removeprefix("arxiv:"), encoding="utf-8")
    return file


def test_entries_become_papers_with_states_tags_and_keys(desk: Papertrail, bib: Path) -> None:
    result = desk.exchange.import_files([bib], OFFLINE)
    papers = {each.work.title: each.own for each in desk.library.list().papers}

    assert (result.entries, result.new, result.known, result.own_data) == (3, 1, 1, 1)
    assert [(each.line, each.label) for each in result.refusals] == [(6, "nothing")]
    assert result.outcome is ExitCode.PARTIAL
    known, fresh = papers["Folding proteins with attention"], papers["An older study of trees"]
    assert (known.state, [tag.name for tag in known.tags]) == ("read", ["proteins"])
    assert (fresh.state, [tag.name for tag in fresh.tags]) == ("later", ["old", "trees"])
    assert "{fresh," in desk.exchange.export(Selection(query="state:later")).text


def test_an_import_changes_nothing_that_the_reader_keeps_and_can_be_repeated(
    desk: Papertrail, bib: Path
) -> None:
    paper = proteins(desk)
    desk.library.set_state([paper], "discarded")
    desk.exchange.import_files([bib], OFFLINE)
    again = desk.exchange.import_files([bib], OFFLINE)

    assert (again.new, again.known) == (0, 2)
    assert len(desk.library.list("state:discarded").papers) == 1
    assert desk.library.undo() is not None


def test_papers_become_examples_of_a_topic(desk: Papertrail, bib: Path) -> None:
    desk.exchange.import_files([bib], ImportOptions(fetch=False, topic="graphs"))

    assert {mark.topic for each in desk.list_marked(["like"]) for mark in each.marks} >= {"Graphs"}
    with pytest.raises(ConfigError):
        desk.exchange.import_files([bib], ImportOptions(fetch=False, topic="no such topic"))


def test_a_paper_that_is_not_stored_is_completed_by_the_source_of_its_id(
    home: Home, arxiv_id_to_get: str, tmp_path: Path
) -> None:
    file = tmp_path / "x.ris"
    file.write_text(f"TY  - UNPB\nTI  - Something\nAN  - arXiv:{arxiv_id_to_get}\nER  - \n")
    with open_home(home.root, create=True) as desk:
        result = desk.exchange.import_files([file])

        assert (result.new, result.fetched, result.own_data) == (1, 1, 0)
        assert desk.show(f"arxiv:{arxiv_id_to_get}").work.abstract


@pytest.fixture
def arxiv_id_to_get(filled_once: Path, arxiv: object) -> str:
    """The id of a paper that arXiv has."""
    papers = arxiv.papers  # type: ignore[attr-defined]
    return str(papers[0].id)


def test_a_pdf_is_stored_with_the_paper_that_its_first_page_names(
    desk: Papertrail, tmp_path: Path
) -> None:
    paper = proteins(desk)
    folder = tmp_path / "papers"
    (folder / "more").mkdir(parents=True)
    for name, stamp, title in (
        (
            "a.pdf",
            f"arXiv:{paper.removeprefix('arxiv:')}v1 [cs.LG] 1 Jun 2026",
            "Folding proteins with attention",
        ),
        (
            "more/wrong $(x).pdf",
            f"arXiv:{paper.removeprefix('arxiv:')}v1 [cs.LG] 1 Jun 2026",
            "Quite another paper",
        ),
        ("b.pdf", "no stamp", "Nobody knows this one"),
    ):
        builder = PdfBuilder()
        page = builder.page()
        page.text(72, 80, title, size=20)
        page.text(72, 120, stamp, size=10)
        page.paragraph(72, 160, ["Some words of a text that goes on for a while."] * 8)
        (folder / name).write_bytes(builder.build())
    result = desk.exchange.import_files([folder], OFFLINE)

    assert result.documents == 1
    assert desk.resources.store.documents.of([desk.show(paper).work.key])
    reasons = [refusal.reason for refusal in result.refusals]
    assert "no stored paper has its title" in reasons[0]
    assert "another title" in reasons[1]
    assert f"papertrail fetch ID --file '{folder}/more/wrong $(x).pdf'" in reasons[1]


def test_two_imports_at_once_store_each_entry_once(desk: Papertrail, tmp_path: Path) -> None:
    file = tmp_path / "many.bib"
    entries = (
        f"@misc{{k{n}, title={{Study number {n} of things}}, author={{A{n}, B}}, year={{2001}}}}\n"
        for n in range(40)
    )
    file.write_text("".join(entries), encoding="utf-8")
    before = desk.status().papers
    failures: list[BaseException] = []

    def take() -> None:
        try:
            with open_home(desk.home.root) as other:
                other.exchange.import_files([file], OFFLINE)
        except BaseException as error:  # noqa: BLE001 - any failure counts
            failures.append(error)

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failures
    assert desk.status().papers == before + 40


def test_the_command_names_what_is_not_taken_and_exits_with_3(run: Run, bib: Path) -> None:
    done = run("import", "--no-fetch", str(bib))

    assert done.status == ExitCode.PARTIAL
    assert f"{bib}:6: nothing: it has no title" in done.err
    assert run("import", "--no-fetch", "--json", str(bib)).json["known"] == 2


def test_a_list_of_feeds_is_followed(desk: Papertrail, tmp_path: Path) -> None:
    file = tmp_path / "feeds.opml"
    file.write_text(
        '<opml version="2.0"><body><outline text="A" xmlUrl="https://example.org/feed"/>'
        '<outline text="B" xmlUrl="nonsense"/></body></opml>'
    )
    result = desk.exchange.import_files([file], OFFLINE)

    assert (len(result.feeds), len(result.refusals)) == (1, 1)


def keeps(desk: Papertrail) -> list[tuple[str, object]]:
    return [(each.work.id, each.own.state) for each in desk.library.list().papers]


def fill(desk: Papertrail) -> None:
    papers = [hit.work.id for hit in desk.search("graphs", count=3).hits]
    desk.mark("like", papers[:1])
    desk.library.set_state(papers[1:], "reading")
    desk.library.tag(papers[1:], ["Graph theory"])
    desk.library.set_priority(papers[:1], "high")
    desk.library.append_note(papers[2], "See *section 3*.")
    desk.search("speech", save_as="talk")
    desk.digest()
    desk.exchange.export(Selection(tuple(papers)))
    config = desk.home.config_file
    text = config.read_text(encoding="utf-8")
    secret = (
        '\n# token = "sesame"\n[deliver.hook]\nkind = "webhook"\nurl = "https://a.org/sesame"\n'
    )
    config.write_text(text + secret, encoding="utf-8")


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_a_home_is_the_same_after_export_and_import(
    desk: Papertrail, tmp_path: Path, name: str
) -> None:
    fill(desk)
    with open_home(desk.home.root) as first:
        first.exchange.export_home(tmp_path / name)
        if name == "out":
            config = (tmp_path / name / "config.toml").read_text(encoding="utf-8")
            assert "sesame" not in config
            assert "https://a.org/" in config
    root = tmp_path / "other"
    root.mkdir()
    (root / "cache").symlink_to(desk.home.cache.resolve())
    with open_home(root) as other:
        other.exchange.import_home(tmp_path / name)
        again = other.exchange.export_home(tmp_path / f"again-{name}")
        day = "2026-06-17"

        assert again.digests == 1
        assert other.render_digest(other.past_digest(day), "text") == desk.render_digest(
            desk.past_digest(day), "text"
        )
        assert keeps(other) == keeps(desk)
        with pytest.raises(PapertrailError, match="already"):
            other.exchange.import_home(tmp_path / name)
    if name == "out":
        for file in sorted((tmp_path / name).rglob("*.*")):
            copy = tmp_path / f"again-{name}" / file.relative_to(tmp_path / name)
            assert copy.read_bytes() == file.read_bytes(), file.name
    else:
        assert (tmp_path / name).read_bytes() == (tmp_path / f"again-{name}").read_bytes()


def test_a_folder_of_something_else_is_not_written_to(desk: Papertrail, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("mine")

    with pytest.raises(PapertrailError, match="something else"):
        desk.exchange.export_home(tmp_path / "letters")
    with pytest.raises(PapertrailError, match="no whole export"):
        desk.exchange.import_home(tmp_path / "letters")


def test_a_cut_export_is_refused_before_anything_is_written(
    desk: Papertrail, tmp_path: Path
) -> None:
    desk.exchange.export_home(tmp_path / "out")
    papers = tmp_path / "out" / "papers.jsonl"
    lines = papers.read_text(encoding="utf-8").splitlines(keepends=True)
    papers.write_text("".join(lines[:-1]), encoding="utf-8")
    root = tmp_path / "other"

    with open_home(root) as other, pytest.raises(PapertrailError, match="no whole export"):
        other.exchange.import_home(tmp_path / "out")
    assert not (root / "papertrail.db").exists()


def test_every_line_of_an_export_is_json(desk: Papertrail, run: Run, tmp_path: Path) -> None:
    done = run("export", "--all", str(tmp_path / "out"))

    assert done.status == ExitCode.DONE
    for file in (tmp_path / "out").glob("*.jsonl"):
        for line in file.read_text(encoding="utf-8").splitlines():
            json.loads(line)

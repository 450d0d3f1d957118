"""Works go to files of other programs, which are brought forward; bibliographies are checked."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from feeds.paper import Author, Paper
from papertrail.core.application import Papertrail
from papertrail.core.application import open as open_home
from papertrail.core.export import Selection
from papertrail.errors import NotFoundError, PapertrailError, UsageError
from papertrail.types.bibliography import FindingKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from papertrail.store import Store
    from papertrail.workspace import Home
    from tests.papertrail.conftest import Run

NOW = datetime(2026, 6, 16, 8, tzinfo=UTC)
EVERYTHING = Selection(everything=True)


def paper(number: int, title: str, *authors: str, **values: object) -> Paper:
    """Return a paper of 2026."""
    return Paper(
        (("arxiv", f"2606.0000{number}"),),
        title,
        f"About {title}.",
        tuple(map(Author, authors)),
        submitted=datetime(2026, 6, number, tzinfo=UTC),
        categories=("cs.LG",),
        **values,  # type: ignore[arg-type]
    )


PAPERS = [
    paper(1, "Sparse Attention for Protein Folding", "Ada Lovelace", "Alan Turing", version=2),
    paper(
        2,
        "Graph Rewiring at Test Time",
        "Grace Hopper",
        "Ada Lovelace",
        venue="ICML 2026",
        year=2026,
    ),
    paper(3, "Sparse Rewards in Open Worlds", "Ada Lovelace", version=1),
]


@pytest.fixture
def desk(home: Home, store: Store) -> Iterator[Papertrail]:
    """A home with three papers."""
    with store.transaction() as tx:
        tx.works.save(PAPERS, "arxiv:cs.LG", NOW)
    with open_home(home.root) as opened:
        yield opened


def add(desk: Papertrail, *papers: Paper) -> None:
    with desk.resources.store.transaction() as tx:
        tx.works.save(papers, "arxiv:cs.LG", NOW)


def test_keys_stay_when_more_papers_of_one_author_and_year_arrive(desk: Papertrail) -> None:
    first = desk.exchange.export(Selection(("arxiv:2606.00003",))).text
    everything = desk.exchange.export(EVERYTHING).text

    assert "{lovelace2026sparse," in first
    assert first.strip() in everything
    assert "{lovelace2026sparsea," in everything


def test_a_merged_work_keeps_the_key_that_was_given_first(desk: Papertrail) -> None:
    desk.exchange.export(Selection(("arxiv:2606.00003",)))
    desk.exchange.export(Selection(("arxiv:2606.00001",)))
    desk.works.merge(["arxiv:2606.00001", "arxiv:2606.00003"])

    assert "{lovelace2026sparse," in desk.exchange.export(EVERYTHING).text
    assert desk.resources.store.exports.work_of("LOVELACE2026SPARSEA") is not None


def test_a_selection_is_papers_or_a_query(desk: Papertrail) -> None:
    desk.library.set_state(["arxiv:2606.00002"], "later")
    desk.library.tag(["arxiv:2606.00001"], ["proteins"])

    assert desk.exchange.export(Selection(query="state:later")).works == 1
    assert desk.exchange.export(Selection()).works == 2
    assert "keywords = {proteins}" in desk.exchange.export(Selection(query="tag:proteins")).text
    with pytest.raises(UsageError, match="not both"):
        desk.exchange.export(Selection(("arxiv:2606.00001",), query="state:later"))


def test_a_topic_selects_what_digests_showed_for_it(desk: Papertrail) -> None:
    desk.mark("like", ["arxiv:2606.00001"], topic="Graphs")

    assert desk.exchange.export(Selection(topic="Graphs")).works == 1


@pytest.mark.parametrize("form", ["bibtex", "biblatex", "ris", "csl", "jsonl", "md"])
def test_every_format_has_every_paper(desk: Papertrail, form: str) -> None:
    text = desk.exchange.export(EVERYTHING, form).text

    assert all(title in text.replace("{", "") for title in ("Protein Folding", "Test Time"))


def test_a_file_is_brought_forward_without_touching_what_others_wrote(
    desk: Papertrail, tmp_path: Path
) -> None:
    file = tmp_path / "refs.bib"
    own = "% my notes\n@book{hopper1952,\n  title = {Compilers},\n}\n"
    file.write_text(own)
    first = desk.exchange.export_to_file(EVERYTHING, "bibtex", file)
    edited = file.read_text().replace("Graph Rewiring at Test Time", "Graph Rewiring, in Time")
    file.write_text(edited)
    desk.library.tag(["arxiv:2606.00001", "arxiv:2606.00002"], ["mine"])
    add(desk, paper(4, "Tea Leaves as Priors", "Emmy Noether"))
    second = desk.exchange.export_to_file(EVERYTHING, "bibtex", file)
    text = file.read_text()

    assert len(first.added) == 3
    assert text.startswith(own)
    assert (second.added, second.replaced) == (("noether2026tea",), ("lovelace2026sparse",))
    assert second.kept == ("hopper2026graph",)
    assert "Graph Rewiring, in Time" in text
    assert text.count("@misc") + text.count("@inproceedings") == 4


def test_a_file_that_is_up_to_date_is_not_written(desk: Papertrail, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    desk.exchange.export_to_file(EVERYTHING, "bibtex", file)
    before = file.stat()
    again = desk.exchange.export_to_file(EVERYTHING, "bibtex", file)

    assert (again.added, again.replaced, again.kept) == ((), (), ())
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_a_key_that_somebody_else_uses_in_the_file_is_left(
    desk: Papertrail, tmp_path: Path
) -> None:
    file = tmp_path / "refs.bib"
    file.write_text("@book{Hopper2026graph, title = {Another}}\n")
    done = desk.exchange.export_to_file(EVERYTHING, "bibtex", file)

    assert done.kept == ("hopper2026graph",)
    assert file.read_text().lower().count("{hopper2026graph,") == 1


def test_an_entry_written_just_before_a_crash_is_still_ours(
    desk: Papertrail, tmp_path: Path
) -> None:
    file = tmp_path / "refs.bib"
    desk.exchange.export_to_file(EVERYTHING, "bibtex", file)
    written = file.read_text()
    desk.library.tag(["arxiv:2606.00001"], ["mine"])
    # As if the process had ended between writing the file and recording it.
    with desk.resources.store.transaction() as tx:
        tx.exports.record(str(file), "bibtex", "unknown", {})
    file.write_text(written)
    done = desk.exchange.export_to_file(EVERYTHING, "bibtex", file)

    assert (done.replaced, done.kept) == (("lovelace2026sparse",), ())


def test_a_file_that_cannot_be_written_is_named(desk: Papertrail, tmp_path: Path) -> None:
    file = tmp_path / "missing" / "refs.bib"

    with pytest.raises(PapertrailError, match="can't write"):
        desk.exchange.export_to_file(EVERYTHING, "bibtex", file)


def test_a_file_in_another_encoding_is_left(desk: Papertrail, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    file.write_bytes("@book{x, title = {Öl}}".encode("latin-1"))

    with pytest.raises(PapertrailError, match="no UTF-8"):
        desk.exchange.export_to_file(EVERYTHING, "bibtex", file)
    assert file.read_bytes() == "@book{x, title = {Öl}}".encode("latin-1")


def test_an_unknown_format_lists_the_known_ones(desk: Papertrail) -> None:
    with pytest.raises(UsageError, match="bibtex, biblatex, ris"):
        desk.exchange.export(EVERYTHING, "word")


def test_references_follow_a_style(desk: Papertrail) -> None:
    (apa,) = desk.exchange.cite(["arxiv:2606.00002"], "apa")

    assert apa == (
        "Hopper, G., & Lovelace, A. (2026). Graph Rewiring at Test Time. Proceedings of the "
        "International Conference on Machine Learning. https://arxiv.org/abs/2606.00002"
    )
    with pytest.raises(NotFoundError, match="no style"):
        desk.exchange.cite(["arxiv:2606.00002"], "nonesuch")


def test_an_entry_without_venue_is_not_called_a_preprint(desk: Papertrail, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    entry = (
        "@{kind}{{a, title={{Graph Rewiring at Test Time}}, "
        "author={{Grace Hopper and Ada Lovelace}}, {more}}}"
    )
    file.write_text(
        entry.format(kind="article", more="year={2026}")
        + entry.format(kind="misc", more="eprint={2606.00002}, archivePrefix={arXiv}"),
        encoding="utf-8",
    )

    found = desk.exchange.check_bibliography(file).findings
    says = [each.says for each in found if each.kind is FindingKind.PUBLISHED]
    assert says == ["a work without venue", "preprint"]


def test_the_number_of_a_reference_is_set_apart(desk: Papertrail) -> None:
    for style, number in (("ieee", "[1] "), ("nature", "1. "), ("apa", "Hopper, ")):
        (found,) = desk.exchange.cite(["arxiv:2606.00002"], style)
        assert found.startswith(number)


def test_references_in_html_are_escaped(desk: Papertrail) -> None:
    add(desk, paper(5, "On <script>alert(1)</script> & more", "Emmy Noether"))
    (found,) = desk.exchange.cite(["arxiv:2606.00005"], "ieee", as_html=True)

    assert "<script>" not in found
    assert "&lt;script&gt;" in found


CHECKED = """\
@misc{good, title={Sparse Rewards in Open Worlds}, author={A. Lovelace}, year={2026},
  eprint={2606.00003}}
@article{preprint, title={Graph rewiring at test time}, journal={arXiv preprint arXiv:2606.00002},
  author={Hopper, Grace and Lovelace, Ada}, year={2026}, pages = {1--10}}
@misc{old, title={Sparse Attention for Protein Folding}, eprint={2606.00001v1},
  author={Lovelace, Ada and others}, year={2026}}
@misc{stranger, title={Sparse Attention for Protein Folding}, eprint={2606.00001},
  author={Lovelace, Ada and Babbage, Charles}, year={2026}}
@misc{wrong, title={Cooking with Graphs}, eprint={2606.00003}, author={Julia Child}}
@book{elsewhere, title={Deep Learning}, author={Goodfellow, Ian}, year={2016}}
@inproceedings{place, title={Graph Rewiring at Test Time}, booktitle={CVPR}, year={2026},
  author={Hopper, Grace and Lovelace, Ada}, url={https://arxiv.org/abs/2606.00002}}
@misc{broken, title={
"""


@pytest.fixture
def bibliography(tmp_path: Path) -> Path:
    """A file with known faults."""
    file = tmp_path / "refs.bib"
    file.write_text(CHECKED)
    return file


def test_only_what_the_store_proves_is_found(desk: Papertrail, bibliography: Path) -> None:
    check = desk.exchange.check_bibliography(bibliography)
    found = [(finding.key, finding.kind) for finding in check.findings]

    assert found == [
        ("preprint", FindingKind.PUBLISHED),
        ("old", FindingKind.OUTDATED),
        ("stranger", FindingKind.AUTHORS),
        ("stranger", FindingKind.DUPLICATE),
        ("wrong", FindingKind.IDENTIFIER),
        ("place", FindingKind.VENUE),
        ("place", FindingKind.DUPLICATE),
    ]
    assert check.unknown == ("elsewhere",)
    assert len(check.faults) == 1


def test_corrections_keep_keys_and_other_fields(desk: Papertrail, bibliography: Path) -> None:
    check = desk.exchange.check_bibliography(bibliography, fix=True)
    written = desk.exchange.write_correction(bibliography, check)
    fixed = (check.fixed or "").splitlines()

    assert check.corrected == ("preprint", "stranger", "place")
    assert "@inproceedings{preprint," in fixed
    assert "  pages = {1--10}," in fixed
    assert CHECKED.splitlines()[:2] == fixed[:2]
    assert bibliography.read_text() == CHECKED
    assert written is not None
    assert written.read_text() == check.fixed


def test_a_file_that_is_replaced_is_not_called_unchanged(
    desk: Papertrail, run: Run, tmp_path: Path
) -> None:
    assert run("export", "--all", "-o", str(tmp_path / "a.ris")).out.endswith("a.ris: 3 papers\n")
    assert run("export", "--all", "-o", str(tmp_path / "a.bib")).out.endswith(" 3 added\n")
    assert run("export", "--all", "-o", str(tmp_path / "a.bib")).out.endswith(" no change\n")


def test_commands_export_cite_and_check(desk: Papertrail, run: Run, bibliography: Path) -> None:
    exported = run("export", "--all", "--format", "ris")
    by_venue = run("export", "venue:ICML")
    cited = run("cite", "2606.00002", "--style", "ieee", "--json")
    checked = run("bib", "check", str(bibliography), "--json")

    assert exported.out.count("ER  - ") == 3
    assert by_venue.out.count("@inproceedings") == 1
    assert len(cited.json) == 1
    assert checked.status == 3
    assert checked.json["known"] == 6
    assert "fixed" not in checked.json

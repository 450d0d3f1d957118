"""A PDF comes whole, or one line says why it does not."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from feeds.errors import FeedError
from papertrail import Papertrail
from papertrail.core.fetching import Fetching
from papertrail.store import Store
from papertrail.workspace import Home
from tests.fake_site import FakeSite, Trouble
from tests.papertrail.conftest import Run
from tests.papertrail.documents.conftest import NOW, make_pdf, paper, pdf_at

FIRST = pdf_at("2606.00001")


def files(place: Home) -> list[Path]:
    """Return all files below the folder of PDFs, also hidden and temporary ones."""
    return [path for path in place.documents.rglob("*") if path.is_file()]


def test_pdfs_are_fetched_read_and_indexed(papers: Sequence[str], place: Home, run: Run) -> None:
    done = run("fetch", *papers)

    assert done.status == 0
    assert [line.split()[1] for line in done.out.splitlines()] == list(papers)
    assert len(files(place)) == len(papers)
    found = run("search", "--full-text", "stripes of zebrafish", "-n", "1", "--json").json
    assert found[0]["id"] == papers[0]
    best = found[0]["passages"][0]
    assert (best["kind"], best["page"]) == ("document", 1)
    assert best["sentence"] in best["text"]
    assert "zebrafish" in best["sentence"]


def test_what_is_there_is_not_asked_for_again(
    papers: Sequence[str], site: FakeSite, run: Run
) -> None:
    run("fetch", papers[0])

    again = run("fetch", papers[0], "--json")

    assert again.json["documents"][0]["status"] == "known"
    assert len(site.asked(FIRST)) == 1
    assert run("fetch", papers[0], "--again", "--json").json["documents"][0]["status"] == "fetched"
    assert len(site.asked(FIRST)) == 2


@pytest.mark.parametrize(
    ("trouble", "message"),
    [
        (Trouble("html", 9), "a web page came instead of a PDF"),
        (Trouble("cut", 9), "the PDF stops half-way"),
        (Trouble("truncate", 9), "arxiv.org"),
        (Trouble("empty", 9), "nothing came instead of a PDF"),
        (Trouble("endless", 9), "the answer is larger than 1 MiB"),
        (Trouble("drip", 9), "took longer than 0.5 s"),
        (Trouble(404, 9), "arxiv.org answered 404"),
        (Trouble(403, 9), "arxiv.org answered 403"),
        (Trouble(500, 9), "arxiv.org answered 500"),
        (Trouble(302, 9, headers={"Location": "http://127.0.0.1/x.pdf"}), "not an https address"),
        (Trouble(302, 9, headers={"Location": "/pdf/2606.00001"}), "redirects in circles"),
    ],
    ids=lambda value: str(value.kind) if isinstance(value, Trouble) else "",
)
def test_a_fault_is_one_line_and_leaves_no_file(
    opened: Papertrail, place: Home, site: FakeSite, trouble: Trouble, message: str
) -> None:
    site.troubles = [trouble]
    if trouble.kind == "drip":
        settings = place.config_file.read_text(encoding="utf-8")
        place.config_file.write_text(settings.replace("deadline = 2", "deadline = 0.5"))
    work = opened.show("arxiv:2606.00001").work

    with pytest.raises(FeedError) as failed:
        Fetching(opened.resources).fetch(work)

    assert message in failed.value.message
    assert "\n" not in failed.value.message
    assert files(place) == []
    assert opened.resources.store.documents.all() == {}


def test_one_failure_leaves_the_others_to_be_fetched(
    papers: Sequence[str], place: Home, site: FakeSite, run: Run
) -> None:
    site.troubles = [Trouble(500, 9, within=FIRST)]

    done = run("fetch", *papers, "--json")

    assert done.status == 3
    states = [each["status"] for each in done.json["documents"]]
    assert states == ["failed", "fetched", "fetched"]
    assert len(files(place)) == 2


def test_a_transfer_that_breaks_once_is_repeated(opened: Papertrail, site: FakeSite) -> None:
    site.troubles = [Trouble("truncate", within=FIRST)]

    Fetching(opened.resources).fetch(opened.show("arxiv:2606.00001").work)

    assert len(site.asked(FIRST)) == 2


def test_a_redirect_is_followed(opened: Papertrail, site: FakeSite) -> None:
    site.pages["elsewhere.example.org/a.pdf"] = make_pdf("zebrafish")
    site.troubles = [
        Trouble(301, within=FIRST, headers={"Location": "https://elsewhere.example.org/a.pdf"})
    ]

    _, document = Fetching(opened.resources).fetch(opened.show("arxiv:2606.00001").work)

    assert document.pages == 1


def test_an_id_that_is_not_stored_names_the_command_that_fetches_it(
    papers: Sequence[str], run: Run
) -> None:
    done = run("fetch", "arxiv:1706.03762")

    assert done.status == 1
    assert "papertrail get arxiv:1706.03762" in done.err


def test_a_file_of_the_users_is_copied(
    papers: Sequence[str], place: Home, site: FakeSite, tmp_path: Path, run: Run
) -> None:
    file = tmp_path / "my paper.pdf"
    file.write_bytes(make_pdf("walruses"))

    done = run("fetch", papers[0], "--file", str(file), "--json")
    file.unlink()

    assert done.status == 0
    assert done.json["documents"][0]["document"]["origin"] == "file:my paper.pdf"
    assert site.asked() == []
    assert len(files(place)) == 1
    assert "walruses" in run("search", "--full-text", "walruses").out
    # It is the user's choice, which no later fetch takes back.
    run("fetch", papers[0], "--again")
    assert site.asked() == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "there is no such file"),
        (b"", "nothing came"),
        (b"<html></html>", "a web page"),
        (make_pdf("walruses")[:300], "stops half-way"),
        (b"%PDF-1.4" + b"x" * (1 << 20), "larger than 1 MiB"),
    ],
    ids=["missing", "empty", "page", "cut", "large"],
)
def test_another_file_is_refused_in_one_line(
    papers: Sequence[str],
    place: Home,
    tmp_path: Path,
    run: Run,
    content: bytes | None,
    message: str,
) -> None:
    file = tmp_path / "paper.pdf"
    if content is not None:
        file.write_bytes(content)

    done = run("fetch", papers[0], "--file", str(file))

    assert done.status == 1
    assert message in done.err
    assert done.err.count("\n") == 1
    assert files(place) == []


def test_a_pdf_that_cant_be_read_can_be_opened_all_the_same(
    papers: Sequence[str], place: Home, site: FakeSite, run: Run
) -> None:
    site.pages[FIRST] = b"%PDF-1.4\n" + b"no objects at all\n" * 20 + b"%%EOF\n"

    done = run("fetch", papers[0], "--json")

    (document,) = done.json["documents"]
    assert document["status"] == "fetched"
    assert document["document"]["problem"]
    assert len(files(place)) == 1
    (listed,) = run("documents", "--json").json
    assert listed["state"] == "unreadable"


def test_a_later_version_is_fetched_and_the_earlier_file_goes(
    papers: Sequence[str], place: Home, site: FakeSite, run: Run
) -> None:
    run("fetch", papers[0])
    with Store.open(place.database) as store, store.transaction() as tx:
        tx.works.save([paper("2606.00001", version=2)], "arxiv:cs.LG", NOW)
    site.pages[FIRST] = make_pdf("narwhals")
    assert run("documents", "--json").json[0]["state"] == "outdated"

    run("fetch", papers[0])

    assert len(files(place)) == 1
    assert "narwhals" in run("search", "--full-text", "narwhals").out
    assert run("search", "--full-text", "zebrafish", "--mode", "keyword").out == ""


def test_removing_takes_file_text_and_passages(
    papers: Sequence[str], place: Home, run: Run
) -> None:
    run("fetch", *papers[:2])

    done = run("documents", "remove", papers[0])

    assert done.out.startswith(f"removed: {papers[0]}")
    assert len(files(place)) == 1
    assert run("search", "--full-text", "zebrafish", "--mode", "keyword").out == ""
    assert "giraffes" in run("search", "--full-text", "giraffes", "--mode", "keyword").out


def test_one_file_of_two_papers_stays_with_the_other(
    papers: Sequence[str], place: Home, tmp_path: Path, run: Run
) -> None:
    file = tmp_path / "both.pdf"
    file.write_bytes(make_pdf("walruses"))
    for each in papers[:2]:
        run("fetch", each, "--file", str(file))

    run("documents", "remove", papers[0])

    assert len(files(place)) == 1

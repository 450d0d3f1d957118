"""What the pages show and change, asked for as a browser without scripts does."""

import hashlib
import json
import shutil
import sqlite3
import sys
from pathlib import Path

import pytest

from papertrail.core.application import Papertrail
from papertrail.core.pool import HomePool
from papertrail.core.resources import Resources
from papertrail.core.update_progress import ProgressRecorder
from papertrail.errors import BusyError, NotFoundError, UsageError
from papertrail.locks import updating
from papertrail.types.progress import Progress
from papertrail.types.update import SourceReport
from papertrail.web.acting import is_local
from papertrail.web.server import PageServer
from papertrail.web.settings import ServeSettings
from papertrail.web.static_files import files
from papertrail.workspace import Home
from tests.papertrail.conftest import Run
from tests.papertrail.web.conftest import Client

PAPER = "arxiv:2606.66666"
HTMX = "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717"
"""SHA-256 of dist/htmx.min.js in the npm package htmx.org 2.0.11."""


def test_htmx_is_the_file_that_its_authors_published() -> None:
    assert hashlib.sha256(files()["htmx.min.js"].content).hexdigest() == HTMX


def test_the_digest_of_a_day_is_shown_and_listed(client: Client) -> None:
    assert "Papers for Wednesday, 17 June 2026" in client.get("/digest/2026-06-17").body
    assert 'href="/digest/2026-06-17"' in client.get("/digests").body
    assert client.get("/digest/2020-01-01").status == 404


def test_a_search_finds_filters_and_says_why(client: Client) -> None:
    body = client.get("/search?q=proteins").body
    assert "Folding proteins with attention" in body
    assert "matched proteins" in body
    assert "Nothing found" in client.get("/search?q=proteins&cat=hep-th").body
    assert client.get("/search?q=a&mode=nonsense").status == 400
    assert "More results" in client.get("/search?q=cat:cs.LG&n=5").body


def test_a_paper_has_its_formulas_as_mathml_and_metadata_for_reference_managers(
    client: Client,
) -> None:
    body = client.get(f"/paper/{PAPER}").body
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in body
    assert 'name="citation_arxiv_id" content="2606.66666"' in body
    assert client.get("/paper/arxiv:9999.99999").status == 404


def test_marks_tags_and_notes_are_changed_and_taken_back(
    client: Client, opened: Papertrail
) -> None:
    back = {"paper": PAPER, "back": f"/paper/{PAPER}"}
    work = opened.show(PAPER).work
    for path, fields in (
        ("/papers/mark", {"mark": "reading"}),
        ("/papers/tag", {"tags": "one, two"}),
        ("/papers/note", {"text": "First *line*\r\nsecond", "base": ""}),
    ):
        answer = client.post(path, {**back, **fields})
        assert (answer.status, answer.headers["location"]) == (303, f"/paper/{PAPER}")
    (found,) = opened.library.about([work])
    assert found.own.state == "reading"
    assert [tag.name for tag in found.own.tags] == ["one", "two"]
    assert found.own.note
    assert found.own.note.text == "First *line*\nsecond"
    assert "First <em>line</em>" in client.get(f"/paper/{PAPER}").body
    for _ in range(3):
        client.post("/undo", back)
    assert not opened.library.about([work])[0].own.marks


def test_a_note_that_changed_meanwhile_keeps_both_texts(client: Client, opened: Papertrail) -> None:
    opened.library.append_note(PAPER, "from the terminal")
    client.post("/papers/note", {"paper": PAPER, "text": "from the page", "base": ""})
    note = opened.library.note(PAPER)
    assert note
    assert "from the terminal" in note.text
    assert "from the page" in note.text
    opened.library.undo()
    opened.library.undo()


def test_a_partial_answer_has_the_marks_alone(client: Client, opened: Papertrail) -> None:
    answer = client.post("/papers/mark", {"mark": "like", "paper": PAPER}, HX_Request="true")
    assert answer.status == 200
    assert answer.body.lstrip().startswith('<form class="marks"')
    assert 'value="like" aria-pressed="true"' in answer.body
    opened.library.undo()
    failed = client.post("/papers/mark", {"mark": "odd", "paper": PAPER}, HX_Request="true")
    assert failed.status == 400
    assert "the states are" in failed.body


def test_triage_goes_on_to_the_next_paper_and_knows_the_keys(
    client: Client, opened: Papertrail
) -> None:
    body = client.get("/triage").body
    assert "1 of " in body
    assert "&#34;l&#34;: &#34;like&#34;" in body
    answer = client.post("/triage", {"mark": "later", "paper": PAPER, "at": "0"})
    assert answer.headers["location"] == "/triage?at=1"
    assert any(each.startswith("papertrail-done=") for each in answer.cookies)
    opened.library.undo()
    assert "Papers of " in client.get("/triage?day=2026-06-16").body
    assert client.get("/triage?q=since:2020&at=99999").status == 200
    assert client.get("/triage?day=nonsense").status == 400


def test_the_progress_of_any_update_is_sent_as_it_happens(client: Client, web_home: Home) -> None:
    assert "No update" in client.get("/update").body or "new paper" in client.get("/update").body
    recorder = ProgressRecorder(web_home.update_progress, Progress())
    recorder.source_ended(SourceReport("arxiv:cs.LG", fetched=7, new=5))
    with updating(web_home, "a test"):
        with recorder.track(10, "papers") as advance:
            advance(4)
            recorder._write()
            body = client.get("/update").body
        assert "Indexing: 4 of 10 papers" in body
        assert "arxiv:cs.LG: 7 fetched, 5 new" in body
        assert 'data-running="true"' in body
    recorder.end()
    events = client.get("/update/events")
    assert events.headers["content-type"].startswith("text/event-stream")
    state = json.loads(events.body.partition("data: ")[2].partition("\n")[0])
    assert state["headline"].startswith("5 new papers")
    assert "event: ended" in events.body


def test_an_update_that_was_killed_is_not_taken_for_one_that_runs(
    client: Client, web_home: Home
) -> None:
    ProgressRecorder(web_home.update_progress, Progress())
    assert "was cut short" in client.get("/update").body


def test_it_can_be_installed(client: Client) -> None:
    manifest = json.loads(client.get("/manifest.webmanifest").body)
    assert manifest["start_url"] == "/"
    for icon in manifest["icons"]:
        assert client.get(icon["src"]).status == 200
    assert client.get("/service-worker.js").headers["cache-control"] == "no-cache"


def test_only_addresses_of_this_page_are_local() -> None:
    assert is_local("/search?q=a")
    assert not any(map(is_local, ("", "//x", "/\\x", "https://x", "/\n/x")))


def test_two_servers_of_one_home_or_port_are_refused_with_the_address_of_the_first(
    served: PageServer, web_home: Home
) -> None:
    second = PageServer(web_home, ServeSettings(port=0))
    with pytest.raises(BusyError, match=served.address):
        second.run()
    with pytest.raises(UsageError, match="port"):
        PageServer(web_home, ServeSettings(port=served.port))


def test_a_missing_extra_is_one_line_that_names_it(
    run: Run, filled: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "papertrail.web.server", None)
    done = run("serve")
    assert done.status == 1
    assert "pip install 'papertrail[web]'" in done.err
    assert done.err.count("\n") == 1


def test_runs_at_set_times_can_show_the_page_meanwhile(
    run: Run, filled: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def instead(resources: Resources, *_: object) -> None:
        address = (resources.home.root / "serve.pid").read_text("utf-8")
        port = int(address.rstrip("/").rpartition(":")[2])
        assert Client(port).get("/digests").status == 200

    monkeypatch.setattr("papertrail.core.run.serve", instead)
    done = run("run", "--serve", "0")
    assert done.status == 0, done.err
    assert "papertrail is at http://127.0.0.1:" in done.err
    assert run("run", "--serve", "0", "--once").status == 2


@pytest.fixture
def copied(web_home: Home, tmp_path: Path) -> Home:
    """A home of its own, which a test may break."""
    root = tmp_path / "copy"
    shutil.copytree(web_home.root, root, symlinks=True)
    return Home(root, root / "cache", root / "state")


def test_a_home_that_breaks_while_it_is_served_is_explained_and_mended_without_a_restart(
    copied: Home,
) -> None:
    server = PageServer(copied, ServeSettings(port=0))
    with server.in_background():
        client = Client(server.port)
        assert client.get("/digests").status == 200
        with sqlite3.connect(copied.database) as database:
            database.execute("PRAGMA user_version = 999")
        database.close()
        answer = client.get("/digests")
        assert (answer.status, "newer papertrail" in answer.body) == (503, True)
        with sqlite3.connect(copied.database) as database:
            database.execute(f"PRAGMA user_version = {_schema()}")
        database.close()
        assert client.get("/digests").status == 200
        away = copied.root.with_name("away")
        copied.root.rename(away)
        answer = client.get("/digests")
        assert answer.status == 503
        assert client.get("/static/style.css").status == 200
        away.rename(copied.root)
        assert client.get("/digests").status == 200
        copied.config_file.write_text("[digest]\nexplore = -5\n", encoding="utf-8")
        answer = client.get("/triage")
        assert answer.status == 503
        assert "config.toml" in answer.body


def _schema() -> int:
    from papertrail.store.database import SCHEMA_VERSION

    return SCHEMA_VERSION


def test_threads_of_a_pool_hand_on_results_notes_and_errors(web_home: Home) -> None:
    pool = HomePool(web_home, readers=1)

    def noted(home: Papertrail) -> int:
        home.resources.progress.note("a note")
        return home.resources.store.works.count()

    done = pool.read(noted).result(30)
    assert (done.value, done.notes) == (41, ("a note",))
    with pytest.raises(NotFoundError):
        pool.change(lambda home: home.show("arxiv:9999.99999")).result(30)
    assert pool.read(lambda home: home.resources.semantics()).result(30).value.encoder is (
        pool.read(lambda home: home.resources.semantics()).result(30).value.encoder
    )
    pool.close()

"""Folders, webhooks and push services, and what all channels have in common."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from papertrail.store import Store
from papertrail.workspace import Home
from tests.fake_mail import FakeMail
from tests.loopback import LoopbackServer
from tests.papertrail.conftest import CONFIG, Run
from tests.papertrail.delivery.conftest import Configure, PrintedNotes, Send, mailbox, states

HOSTILE = "{} @everyone <!channel> ![x](javascript:1)\r\n# heading <script>alert(1)</script>"


class Hook:
    """An HTTP server that records its requests and gives set answers.

    An answer is a status, "hang", "drop" or "redirect".
    """

    def __init__(self) -> None:
        self.posts: list[tuple[dict[str, str], Any]] = []
        self.answers: list[int | str] = []
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hook.posts.append(
                    (
                        {name.lower(): value for name, value in self.headers.items()},
                        json.loads(body),
                    )
                )
                answer = hook.answers.pop(0) if hook.answers else 200
                if answer == "hang":
                    time.sleep(1)
                if isinstance(answer, int) or answer == "redirect":
                    self.send_response(answer if isinstance(answer, int) else 307)
                    self.send_header("Location", "/elsewhere")
                    self.send_header("Content-Length", "0")
                    self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = LoopbackServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}/hook"
        self._server.start()

    def close(self) -> None:
        self._server.stop()


@pytest.fixture
def hook() -> Iterator[Hook]:
    started = Hook()
    yield started
    started.close()


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    return folder


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("kind", ["push", "webhook"])
def test_logins_of_netrc_are_not_sent(
    kind: str,
    hook: Hook,
    configure: Configure,
    send: Send,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "netrc").write_text(
        "machine 127.0.0.1 login someone password else\n", encoding="utf-8"
    )
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    address = hook.address.replace("http://", "json://") if kind == "push" else hook.address
    configure(lab={"kind": kind, "url": address})

    assert send(1) == 0

    assert len(hook.posts) == 1
    assert "authorization" not in hook.posts[0][0]


def test_a_folder_gets_a_file_of_each_digest_two_of_a_day_apart(
    notes: Path, configure: Configure, send: Send
) -> None:
    configure(notes={"kind": "folder", "path": notes, "file": "%Y/papers %m-%d.md"})

    assert send(1) == 0
    assert send(1) == 0

    assert names(notes) == ["2026/papers 06-17-2.md", "2026/papers 06-17.md"]
    assert "Paper number 1" in (notes / "2026/papers 06-17.md").read_text(encoding="utf-8")
    assert "Paper number 101" in (notes / "2026/papers 06-17-2.md").read_text(encoding="utf-8")


def test_a_file_of_the_readers_own_is_left_alone(
    notes: Path, configure: Configure, send: Send
) -> None:
    configure(notes={"kind": "folder", "path": notes, "file": "%Y-%m-%d.md"})
    (notes / "2026-06-17.md").write_text("my diary", encoding="utf-8")

    assert send(1) == 0

    assert (notes / "2026-06-17.md").read_text(encoding="utf-8") == "my diary"
    assert names(notes) == ["2026-06-17-2.md", "2026-06-17.md"]


def test_a_name_without_a_date_always_holds_the_newest(
    notes: Path, configure: Configure, send: Send
) -> None:
    configure(
        page={"kind": "folder", "path": notes, "file": "index.html"},
        feed={"kind": "folder", "path": notes, "file": "feed.xml"},
    )

    send(1)
    assert send(1) == 0

    assert names(notes) == ["feed.xml", "index.html"]
    assert "Paper number 101" in (notes / "index.html").read_text(encoding="utf-8")
    feed = (notes / "feed.xml").read_text(encoding="utf-8")
    assert feed.index("Paper number 101") < feed.index("Paper number 1<")


@pytest.mark.parametrize("name", ["index.md", "index.html"])
def test_words_in_the_newest_digests_file_are_kept_under_another_name(
    notes: Path, configure: Configure, send: Send, name: str
) -> None:
    configure(page={"kind": "folder", "path": notes, "file": name})
    page = notes / name
    page.write_text("written before", encoding="utf-8")

    send(1)
    page.write_text(page.read_text(encoding="utf-8") + "my words", encoding="utf-8")
    send(1)
    assert send(1) == 0

    copies = [notes / name.replace(".", f"-{number}.") for number in (2, 3)]
    assert names(notes) == sorted([name, *(path.name for path in copies)])
    assert copies[0].read_text(encoding="utf-8") == "written before"
    assert copies[1].read_text(encoding="utf-8").endswith("my words")
    assert "my words" not in page.read_text(encoding="utf-8")


def test_a_folder_that_is_gone_is_waited_for(
    notes: Path, configure: Configure, send: Send, home: Home, capfd: pytest.CaptureFixture[str]
) -> None:
    configure(notes={"kind": "folder", "path": notes / "disk"})

    assert send(1) == 1
    assert f"there is no folder {notes / 'disk'}" in capfd.readouterr().err
    (notes / "disk").mkdir()

    assert send() == 0
    assert names(notes) == ["disk/papers-2026-06-17.md"]


def test_a_webhook_gets_the_digest_as_json_with_a_key(
    hook: Hook, configure: Configure, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(hook={"kind": "webhook", "url": hook.address})
    monkeypatch.setenv("PAPERTRAIL_SECRET_HOOK", "token-1")

    assert send(2) == 0

    ((headers, body),) = hook.posts
    assert headers["content-type"] == "application/json"
    assert headers["authorization"] == "Bearer token-1"
    assert headers["idempotency-key"] == body["key"]
    (topic,) = [topic for topic in body["digest"]["topics"] if topic["papers"]]
    assert [paper["title"] for paper in topic["papers"]] == ["Paper number 1", "Paper number 2"]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (500, ("failed", "answered 500")),
        (403, ("failed", "answered 403")),
        (413, ("failed", "answered 413")),
        ("redirect", ("failed", "answered 307")),
        ("drop", ("sending", "did not answer")),
        ("hang", ("sending", "did not answer")),
    ],
)
def test_a_webhook_that_does_not_take_it_gets_it_again_under_the_same_key(
    hook: Hook,
    configure: Configure,
    send: Send,
    home: Home,
    answer: int | str,
    outcome: tuple[str, str],
    capfd: pytest.CaptureFixture[str],
) -> None:
    configure(hook={"kind": "webhook", "url": hook.address, "timeout": 0.4})
    hook.answers = [answer]
    state, output = outcome

    assert send(1) == 1
    assert states(home) == [(1, "hook", state)]
    assert output in capfd.readouterr().err
    assert send() == 0
    assert send() == 0

    first, second = hook.posts
    assert first[0]["idempotency-key"] == second[0]["idempotency-key"]


def test_slack_gets_a_digest_as_blocks_in_which_nothing_is_markup(
    configure: Configure, send: Send, hook: Hook, home: Home
) -> None:
    configure(slack={"url": hook.address})

    assert send(2, HOSTILE) == 0

    ((headers, body),) = hook.posts
    assert headers["content-type"] == "application/json"
    assert body["text"] == "papertrail: 2 papers, Wednesday, 17 June 2026"
    header, *sections = body["blocks"]
    assert header["text"]["text"] == "Papers for Wednesday, 17 June 2026"
    text = "\n".join(section["text"]["text"] for section in sections)
    assert "<!channel>" not in text
    assert "&lt;!channel&gt;" in text
    assert "<https://arxiv.org/abs/2606.00002|2 @everyone" in text
    assert "<https://arxiv.org/pdf/2606.00002|PDF>" in text
    assert all(section["text"]["verbatim"] for section in sections)
    assert states(home) == [(1, "slack", "confirmed")]


def test_a_long_digest_fits_into_the_blocks_that_slack_takes(
    configure: Configure, send: Send, hook: Hook
) -> None:
    configure(slack={"url": hook.address})

    send(99, "{} " + "long & " * 60)

    blocks = hook.posts[0][1]["blocks"]
    assert len(blocks) <= 50
    assert all(len(block["text"]["text"]) <= 3000 for block in blocks)


def test_the_address_of_a_slack_channel_is_a_secret(
    configure: Configure,
    send: Send,
    hook: Hook,
    home: Home,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    configure(team={"kind": "slack"})
    assert send(1) == 1
    assert "[deliver.team] has no secret" in capfd.readouterr().err
    monkeypatch.setenv("PAPERTRAIL_SECRET_TEAM", f"{hook.address}/T0/B0/hunter2")
    hook.answers = [404]

    assert [send(), send()] == [1, 0]

    output = capfd.readouterr().err
    assert "Slack, of [deliver.team], answered 404" in output
    assert "hunter2" not in output
    assert states(home) == [(1, "team", "confirmed")]


def test_a_secret_that_is_no_address_surely_sent_nothing(
    configure: Configure, send: Send, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(team={"kind": "slack"})
    monkeypatch.setenv("PAPERTRAIL_SECRET_TEAM", "xoxb-hunter2")

    assert send(1) == 1
    assert states(home) == [(1, "team", "failed")]


def test_a_webhook_that_is_not_there_surely_has_nothing(
    hook: Hook, configure: Configure, send: Send, home: Home, capfd: pytest.CaptureFixture[str]
) -> None:
    configure(hook={"kind": "webhook", "url": f"{hook.address}/secret-path"})
    hook.close()

    assert send(1) == 1

    assert states(home) == [(1, "hook", "failed")]
    output = capfd.readouterr().err
    assert "the webhook of [deliver.hook] can't be reached" in output
    assert "secret-path" not in output


def test_a_push_service_gets_plain_lines_that_call_nobody(
    hook: Hook, configure: Configure, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Apprise's own JSON service represents all: it shows what Apprise was given."""
    configure(chat={"kind": "push"})
    monkeypatch.setenv("PAPERTRAIL_SECRET_CHAT", hook.address.replace("http", "json"))

    assert send(2, HOSTILE) == 0

    ((_, body),) = hook.posts
    assert body["title"] == "papertrail: 2 papers, Wednesday, 17 June 2026"
    assert "https://arxiv.org/abs/2606.00002" in body["message"]
    assert "@" not in body["message"]
    assert "<" not in body["message"]
    assert "# heading" not in body["message"].splitlines()


def test_a_push_service_that_says_no_leaves_a_doubt_and_no_secret(
    hook: Hook,
    configure: Configure,
    send: Send,
    home: Home,
    capfd: pytest.CaptureFixture[str],
    run: Run,
) -> None:
    address = hook.address.replace("http://", "json://user:hunter2@")
    configure(chat={"kind": "push", "url": address})
    hook.answers = [500]

    assert send(1) == 1
    assert states(home) == [(1, "chat", "sending")]
    output = capfd.readouterr().err
    assert "JSON did not confirm the message" in output
    output += run("--debug", "deliveries", "list", "--json").out
    assert "hunter2" not in output

    assert send() == 0


def test_an_address_that_apprise_does_not_know_is_not_repeated(
    configure: Configure, send: Send, capfd: pytest.CaptureFixture[str]
) -> None:
    configure(chat={"kind": "push", "url": "nonsense://hunter2"})

    assert send(1) == 1

    output = capfd.readouterr().err
    assert "Apprise does not know the address of [deliver.chat]" in output
    assert "hunter2" not in output


def test_a_channel_that_fails_holds_up_no_other(
    server: FakeMail, notes: Path, configure: Configure, send: Send, home: Home
) -> None:
    configure(first=mailbox(server), notes={"kind": "folder", "path": notes}, last=mailbox(server))
    server.on_rcpt = ["550 no"]

    assert send(1) == 3

    assert states(home) == [
        (1, "first", "failed"),
        (1, "last", "confirmed"),
        (1, "notes", "confirmed"),
    ]


def test_a_quiet_day_is_sent_only_to_who_wants_it(
    server: FakeMail,
    notes: Path,
    configure: Configure,
    send: Send,
    capfd: pytest.CaptureFixture[str],
) -> None:
    configure(mail=mailbox(server), notes={"kind": "folder", "path": notes, "quiet_days": True})

    assert send(0) == 0
    assert server.mails == []
    assert "A quiet day" in (notes / "papers-2026-06-17.md").read_text(encoding="utf-8")

    configure(mail=mailbox(server))
    assert send(0) == 0
    assert "nothing new to send" in capfd.readouterr().err


def test_open_deliveries_go_first_and_in_order(
    server: FakeMail, configure: Configure, send: Send
) -> None:
    configure(mail=mailbox(server, port=1))
    send(1)
    send(2)
    configure(mail=mailbox(server))

    assert send(3) == 0

    assert [mail["Subject"].split(",")[0] for mail in server.mails] == [
        "papertrail: 1 paper",
        "papertrail: 2 papers added",
        "papertrail: 3 papers added",
    ]


def test_a_channel_that_never_was_can_not_be_dropped(filled: Home, run: Run) -> None:
    done = run("deliveries", "drop", "nope")

    assert done.status == 1
    assert "config.toml has no [deliver.nope]" in done.err


def test_a_channel_that_config_forgot_is_named_once_and_can_be_dropped(
    server: FakeMail,
    configure: Configure,
    send: Send,
    home: Home,
    run: Run,
    capfd: pytest.CaptureFixture[str],
) -> None:
    configure(old=mailbox(server, port=1))
    send(1)
    send(1)
    configure(mail=mailbox(server))
    capfd.readouterr()

    assert send(1) == 3
    assert capfd.readouterr().err.count("papertrail deliveries drop old") == 1
    assert run("deliveries", "drop", "old").out.startswith("2 given up")
    assert send(1) == 0


def test_a_past_digest_is_sent_to_the_channels_that_did_not_get_it(
    server: FakeMail, notes: Path, configure: Configure, send: Send, run: Run
) -> None:
    configure(mail=mailbox(server))
    send(1)
    configure(mail=mailbox(server), notes={"kind": "folder", "path": notes})

    assert run("digest", "--date", "today", "--send").status == 0
    again = run("digest", "--date", "today", "--send")

    assert again.status == 0
    assert "all channels that want the digests of 2026-06-17 have them" in again.err
    assert len(server.mails) == 1
    assert names(notes) == ["papers-2026-06-17.md"]


def test_a_past_quiet_day_is_sent_only_to_who_wants_it(
    server: FakeMail, notes: Path, configure: Configure, send: Send, run: Run, home: Home
) -> None:
    configure(mail=mailbox(server))
    send(0)
    send(1)
    configure(mail=mailbox(server), notes={"kind": "folder", "path": notes, "quiet_days": True})

    assert run("digest", "--date", "today", "--send").status == 0

    assert [mail["Subject"].split(",")[0] for mail in server.mails] == ["papertrail: 1 paper"]
    assert states(home) == [
        (1, "notes", "confirmed"),
        (2, "mail", "confirmed"),
        (2, "notes", "confirmed"),
    ]


def test_the_list_of_deliveries_shows_what_is_open(
    server: FakeMail, configure: Configure, send: Send, run: Run, home: Home
) -> None:
    Store.open(home.database, create=True).close()
    assert "nothing was sent yet" in run("deliveries", "list").err
    configure(mail=mailbox(server))
    send(1)
    server.on_data = ["552 full"]
    send(1)

    shown = run("deliveries", "list").out.splitlines()

    assert "failed, 1 attempt: the mail server" in shown[0]
    assert shown[1].endswith("confirmed")
    assert [item["state"] for item in run("deliveries", "list", "--json").json] == [
        "failed",
        "confirmed",
    ]


def test_while_another_process_delivers_one_says_so_and_waits(
    server: FakeMail, configure: Configure, send: Send, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(mail=mailbox(server))
    other = FileLock(home.root / "deliver.lock")
    output = []

    def note(line: str) -> None:
        output.append(line)
        other.release()

    monkeypatch.setattr(PrintedNotes, "note", lambda _self, line: note(line))
    other.acquire()

    assert send(1) == 0

    assert output == ["another papertrail process is delivering; waiting for it", "mail: sent"]
    assert len(server.mails) == 1


def test_a_clock_that_was_set_back_sends_nothing_twice(
    server: FakeMail, configure: Configure, send: Send, monkeypatch: pytest.MonkeyPatch, home: Home
) -> None:
    configure(mail=mailbox(server))
    server.on_data = ["451 later"]
    send(1)
    monkeypatch.setenv("PAPERTRAIL_NOW", "2025-01-01T00:00:00Z")

    assert send() == 0
    assert send() == 0

    assert len(server.mails) == 1
    assert server.mails[0]["Date"] == "Wed, 01 Jan 2025 00:00:00 +0000"
    with Store.open(home.database) as store:
        assert store.deliveries.recent(1)[0].state == "confirmed"


def test_what_few_channels_use_is_imported_by_these_alone() -> None:
    code = (
        "import papertrail.delivery.outbox, papertrail.delivery.smtp, sys\n"
        "import papertrail.core.schedule, papertrail.core.run, papertrail.core.delivery"
    )
    slow = (
        "print([name for name in ('apprise', 'keyring', 'requests', 'torch', 'numpy')"
        " if name in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", f"{code}; {slow}"], capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"


def test_sending_without_a_channel_says_what_to_write(home: Home, run: Run) -> None:
    Store.open(home.database, create=True).close()

    done = run("digest", "--send")

    assert done.status == 2
    assert "docs/delivery.md" in done.err


@pytest.mark.parametrize(
    "option", [["--dry-run"], ["--since", "7d"], ["--topic", "Graphs"], ["-o", "x"], ["--json"]]
)
def test_only_what_is_recorded_can_be_sent(home: Home, run: Run, option: list[str]) -> None:
    assert run("digest", "--send", *option).status == 2


@pytest.mark.parametrize(
    ("table", "output"),
    [
        ('[deliver.mail]\nto = "me"', "to must be a mail address"),
        (
            '[deliver.mail]\nto = "me@example.org\\r\\nBcc: x@example.org"',
            "to must be a mail address",
        ),
        ('[deliver.mail]\nto = []\nhost = "x"', "to must be a mail address or a list of them"),
        ('[deliver.mail]\nto = "me@example.org"', "has no host"),
        (
            '[deliver.mail]\nto = "me@example.org"\nhost = "mx.example.org"\nsecurity = "none"',
            "would go unencrypted",
        ),
        (
            '[deliver.mail]\nto = "me@example.org"\npassword = "hunter2"',
            "config.toml takes no password",
        ),
        ('[deliver.mail]\nto = "me@example.org"\nhost = "x"\nport = 0', "port must be a port"),
        ('[deliver.post]\nto = "me@example.org"', "[deliver.post] has no kind"),
        (
            '[deliver.post]\nkind = "pigeon"',
            "kind must be one of mail, push, slack, folder, webhook",
        ),
        ('[deliver."a b"]\nkind = "folder"', "a channel's name has letters"),
        ("[deliver]\nmail = 1", "'mail' is no table"),
        ('[deliver.folder]\npath = "notes"', "path must be a full path"),
        (
            '[deliver.folder]\npath = "/x"\nfile = "../%d.md"',
            "file must be a name inside the folder",
        ),
        ('[deliver.folder]\npath = "/x"\nfile = "%d.pdf"', "file must be a name inside the folder"),
        ('[deliver.webhook]\nurl = "http://example.org/x"', "http is for this machine only"),
        (
            '[deliver.webhook]\nurl = "https://me:hunter2@example.org/x"',
            "an https address without a password",
        ),
        (
            '[deliver.folder]\npath = "/x"\n[deliver.Folder]\nkind = "push"',
            "are named too much alike",
        ),
        ('[deliver.push]\nurl = "hunter2"', "url must be an address that Apprise knows"),
    ],
)
def test_a_channel_that_makes_no_sense_is_refused_with_its_line(
    home: Home, run: Run, table: str, output: str
) -> None:
    home.config_file.write_text(f"{CONFIG}\n{table}\n", encoding="utf-8")

    done = run("deliveries", "test", "mail")

    assert done.status == 1
    assert output in done.err
    assert "config.toml:" in done.err
    assert "hunter2" not in done.err

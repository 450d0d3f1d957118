"""Digests by mail, over a real SMTP server on loopback."""

import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from papertrail.store import Store
from papertrail.workspace import Home
from tests.fake_mail import FakeMail
from tests.papertrail.conftest import Run
from tests.papertrail.delivery.conftest import Configure, Send, mailbox, states

PASSWORD = "correct horse"
OPEN = [(1, "mail", "failed")]
DONE = [(1, "mail", "confirmed")]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """What signs the certificates of the tests."""
    return trustme.CA()


@pytest.fixture(scope="module")
def context(authority: trustme.CA) -> ssl.SSLContext:
    """A server's certificate for this machine."""
    found = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(found)
    return found


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    """A file with the authority of the tests' certificates."""
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


def test_a_digest_arrives_as_text_and_html_with_the_headers_of_list_mail(
    server: FakeMail, configure: Configure, send: Send
) -> None:
    configure(mail=mailbox(server))

    assert send(3) == 0

    (mail,) = server.mails
    assert server.envelopes[0].rcpt_tos == ["me@example.org"]
    assert mail["Subject"] == "papertrail: 3 papers, Wednesday, 17 June 2026"
    assert mail["From"] == "papertrail <me@example.org>"
    assert mail["Date"] == "Wed, 17 Jun 2026 08:00:00 +0000"
    assert mail["List-Id"] == "papertrail digest <mail.papertrail.example.org>"
    assert mail["List-Unsubscribe"] == "<mailto:me@example.org?subject=unsubscribe>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["In-Reply-To"] is None
    assert mail.get_content_type() == "multipart/alternative"
    text, html = mail.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    for part in (text, html):
        assert "Paper number 3" in part.get_content()
        assert "https://arxiv.org/abs/2606.00003" in part.get_content()


def test_each_mail_answers_those_before(server: FakeMail, configure: Configure, send: Send) -> None:
    configure(mail=mailbox(server))

    for _ in range(3):
        send(1)

    ids = [mail["Message-ID"] for mail in server.mails]
    assert len(set(ids)) == 3
    assert all(name.endswith("@papertrail.example.org>") for name in ids)
    assert [mail["In-Reply-To"] for mail in server.mails] == [None, *ids[:2]]
    assert server.mails[2]["References"] == f"{ids[0]} {ids[1]}"


def test_a_secure_address_to_unsubscribe_works_with_one_click(
    server: FakeMail, configure: Configure, send: Send
) -> None:
    configure(mail=mailbox(server, unsubscribe="https://example.org/leave"))

    send(1)

    assert server.mails[0]["List-Unsubscribe"] == "<https://example.org/leave>"
    assert server.mails[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_titles_break_out_of_no_header_and_no_part(
    server: FakeMail, configure: Configure, send: Send
) -> None:
    configure(mail=mailbox(server))
    hostile = (
        "{}\r\nBcc: all@example.org\r\n\r\n--==\r\n.\r\n<script>alert(1)</script>\x1b[31m\u202e"
    )

    assert send(1, hostile) == 0

    (mail,) = server.mails
    assert mail["Bcc"] is None
    assert server.envelopes[0].rcpt_tos == ["me@example.org"]
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert "<script" not in mail.get_body(("html",)).get_content()
    assert "\x1b" not in mail.get_body(("plain",)).get_content()
    assert mail.defects == []


def test_the_lines_of_a_mail_are_as_short_as_smtp_wants_and_of_seven_bits(
    server: FakeMail, configure: Configure, send: Send
) -> None:
    configure(mail=mailbox(server))

    send(2, "Ünïcödé {} " + "long " * 2000)

    content = server.envelopes[0].content
    assert isinstance(content, bytes)
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    assert content.isascii()


def test_a_login_under_tls_uses_the_password_of_the_environment(
    configure: Configure,
    send: Send,
    context: ssl.SSLContext,
    ca_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    home: Home,
) -> None:
    monkeypatch.setenv("PAPERTRAIL_SECRET_MAIL", PASSWORD)
    for implicit in (False, True):
        with FakeMail(context, implicit=implicit, login=("me", PASSWORD)) as server:
            security = "tls" if implicit else "starttls"
            configure(mail=mailbox(server, security=security, user="me", ca_file=ca_file))

            assert send(1) == 0

            assert server.logins == 1
            assert len(server.mails) == 1


def test_a_password_comes_from_a_file_that_only_its_owner_reads(
    configure: Configure, send: Send, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    secret = tmp_path / "secret"
    secret.write_text(f"{PASSWORD}\n", encoding="utf-8")
    secret.chmod(0o644)
    with FakeMail(login=("me", PASSWORD)) as server:
        configure(mail=mailbox(server, user="me", secret_file=secret))
        assert send(1) == 1
        assert f"chmod 600 {secret}" in capfd.readouterr().err
        secret.chmod(0o600)
        assert send() == 0

    assert len(server.mails) == 1


def test_a_password_comes_from_the_keyring(
    configure: Configure, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("keyring.get_password", _keyring)
    with FakeMail(login=("me", PASSWORD)) as server:
        configure(mail=mailbox(server, user="me"))

        assert send(1) == 0


def _keyring(service: str, name: str) -> str | None:
    return {("papertrail", "mail"): PASSWORD}.get((service, name))


def test_without_a_password_the_error_says_where_it_can_stand(
    configure: Configure,
    send: Send,
    home: Home,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("keyring.get_password", lambda *_: None)
    with FakeMail(login=("me", PASSWORD)) as server:
        configure(mail=mailbox(server, user="me"))

        assert send(1) == 1

    output = capfd.readouterr().err
    assert "PAPERTRAIL_SECRET_MAIL" in output
    assert "keyring set papertrail mail" in output
    assert states(home) == OPEN


def test_a_wrong_password_is_reported_and_never_shown(
    configure: Configure,
    send: Send,
    home: Home,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PAPERTRAIL_SECRET_MAIL", "wrong-hunter2")
    with FakeMail(login=("me", PASSWORD)) as server:
        configure(mail=mailbox(server, user="me"))

        assert send(1) == 1
        assert server.logins == 1

    output = capfd.readouterr().err
    assert "refused the login of me (535" in output
    with Store.open(home.database) as store:
        output += store.deliveries.recent(1)[0].error
    assert "hunter2" not in output


def test_after_a_refused_login_no_other_digest_tries_it_in_that_run(
    configure: Configure, send: Send, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERTRAIL_SECRET_MAIL", "wrong")
    with FakeMail(login=("me", PASSWORD)) as server:
        configure(mail=mailbox(server, user="me"))
        send(1)
        send(1)
        server.logins = 0

        send(1)

        assert server.logins == 1
        monkeypatch.setenv("PAPERTRAIL_SECRET_MAIL", PASSWORD)
        assert send() == 0
    assert [mail["Subject"].split(",")[0] for mail in server.mails] == [
        "papertrail: 1 paper",
        "papertrail: 1 paper added",
        "papertrail: 1 paper added",
    ]
    assert [state for _, _, state in states(home)] == ["confirmed"] * 3


def test_a_server_without_starttls_gets_no_password(
    server: FakeMail,
    configure: Configure,
    send: Send,
    home: Home,
    capfd: pytest.CaptureFixture[str],
) -> None:
    configure(mail=mailbox(server, security="starttls"))

    assert send(1) == 1

    assert "offers no encryption (STARTTLS)" in capfd.readouterr().err
    assert states(home) == OPEN
    assert server.mails == []


@pytest.mark.parametrize("implicit", [False, True])
def test_a_certificate_that_is_not_trusted_ends_it(
    configure: Configure,
    send: Send,
    home: Home,
    context: ssl.SSLContext,
    capfd: pytest.CaptureFixture[str],
    implicit: bool,
) -> None:
    with FakeMail(context, implicit=implicit) as server:
        configure(mail=mailbox(server, security="tls" if implicit else "starttls"))

        assert send(1) == 1

    assert "has a certificate that can't be trusted" in capfd.readouterr().err
    assert states(home) == OPEN


def test_a_certificate_of_another_name_ends_it(
    configure: Configure,
    send: Send,
    authority: trustme.CA,
    ca_file: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    other = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("smtp.example.org").configure_cert(other)
    with FakeMail(other) as server:
        configure(mail=mailbox(server, security="starttls", ca_file=ca_file))

        assert send(1) == 1

    assert "has a certificate that can't be trusted" in capfd.readouterr().err


def test_a_refused_connection_is_reported_and_the_digest_waits(
    server: FakeMail,
    configure: Configure,
    send: Send,
    home: Home,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        configure(mail=mailbox(server, port=taken.getsockname()[1]))
        assert send(1) == 1
    assert "can't be reached (Connection refused)" in capfd.readouterr().err
    assert states(home) == OPEN

    configure(mail=mailbox(server))

    assert send() == 0
    assert len(server.mails) == 1


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a server that accepts connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_a_server_that_never_greets_is_given_up(
    server: FakeMail,
    silent: int,
    configure: Configure,
    send: Send,
    capfd: pytest.CaptureFixture[str],
    home: Home,
) -> None:
    configure(mail=mailbox(server, port=silent, timeout=0.3))

    assert send(1) == 1

    assert "can't be reached (Connection unexpectedly closed: timed out)" in capfd.readouterr().err
    assert states(home) == OPEN


def test_a_server_of_another_protocol_is_reported(
    server: FakeMail, configure: Configure, send: Send, capfd: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            connection.sendall(b"HTTP/1.1 400 Bad Request\x1b[31m\r\n\r\n")
            connection.close()

        threading.Thread(target=answer, daemon=True).start()
        configure(mail=mailbox(server, port=listening.getsockname()[1]))

        assert send(1) == 1

    output = capfd.readouterr().err
    assert "mail: not sent: the mail server 127.0.0.1" in output
    assert "\x1b" not in output


@pytest.mark.parametrize(
    "answer", ["450 try later", "550 no such user", "552 mailbox full", "421 closing"]
)
def test_a_refused_recipient_loses_nothing(
    server: FakeMail,
    configure: Configure,
    send: Send,
    home: Home,
    answer: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    configure(mail=mailbox(server))
    server.on_rcpt = [answer]

    assert send(1) == 1
    assert answer in capfd.readouterr().err
    assert states(home) == OPEN
    assert server.mails == []

    assert send() == 0
    assert server.envelopes[0].rcpt_tos == ["me@example.org"]
    assert states(home) == DONE


def test_each_recipient_gets_a_mail_of_its_own(
    server: FakeMail, configure: Configure, send: Send, home: Home, run: Run
) -> None:
    everyone = ["me@example.org", "you@example.org", "them@example.org"]
    configure(mail=mailbox(server, to=everyone))
    server.on_rcpt = ["250 ok", "550 no such user"]

    assert send(1) == 3
    assert send() == 0

    assert [mail["To"] for mail in server.mails] == [everyone[0], everyone[2], everyone[1]]
    assert [envelope.rcpt_tos for envelope in server.envelopes] == [
        [mail["To"]] for mail in server.mails
    ]
    for mail in server.mails:
        others = {*everyone} - {mail["To"]}
        assert not any(other in mail.as_string() for other in others if other != everyone[0])
    assert len({mail["Message-ID"] for mail in server.mails}) == 3
    names = ["mail", "mail:them@example.org", "mail:you@example.org"]
    assert states(home) == [(1, name, "confirmed") for name in names]
    assert run("deliveries", "test", "mail").status == 0
    assert len(server.mails) == 6


def test_a_recipient_whose_mail_is_forwarded_is_accepted(
    server: FakeMail, configure: Configure, send: Send, home: Home
) -> None:
    configure(mail=mailbox(server))
    server.on_rcpt = ["251 User not local; will forward"]

    assert send(1) == 0

    assert server.envelopes[0].rcpt_tos == ["me@example.org"]
    assert states(home) == DONE


def test_a_mail_has_abstracts_numbers_and_pdfs(
    server: FakeMail, configure: Configure, send: Send
) -> None:
    configure(mail=mailbox(server))

    send(2)

    text, html = [part.get_content() for part in server.mails[0].iter_parts()]
    for page in (text, html):
        assert page.count("What number 1 is about.") == 1
        assert "https://arxiv.org/abs/2606.00001" in page
        assert "https://arxiv.org/pdf/2606.00001" in page
    assert " 2  Paper number 2" in text
    assert "<h3>2. <a" in html


@pytest.mark.parametrize(
    "answer", ["451 greylisted", "452 quota exceeded", "550 spam", "554 too large"]
)
def test_a_refused_mail_comes_once_at_the_next_run(
    server: FakeMail, configure: Configure, send: Send, home: Home, answer: str
) -> None:
    configure(mail=mailbox(server))
    server.on_data = [answer]

    assert send(2) == 1
    assert states(home) == OPEN
    assert send() == 0
    assert send() == 0

    assert len(server.mails) == 1
    assert states(home) == DONE


def test_a_mail_that_is_always_refused_holds_up_no_other(
    server: FakeMail, configure: Configure, send: Send, home: Home
) -> None:
    configure(mail=mailbox(server))
    server.on_data = ["554 no", "554 no"]
    send(1)

    assert send(1) == 3

    assert states(home) == [(1, "mail", "failed"), (2, "mail", "confirmed")]


@pytest.mark.parametrize("fault", ["hang", "drop"])
def test_a_server_that_takes_a_mail_and_never_answers_gets_it_again_under_the_same_name(
    server: FakeMail,
    configure: Configure,
    send: Send,
    home: Home,
    fault: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    configure(mail=mailbox(server, timeout=2))
    server.on_data = [f"take and {fault}"]

    assert send(1) == 1
    assert states(home) == [(1, "mail", "sending")]
    assert "took the mail and did not answer" in capfd.readouterr().err
    assert send() == 0
    assert "it may come twice" in capfd.readouterr().err

    first, second = server.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert states(home) == DONE
    send()
    assert len(server.mails) == 2


@pytest.mark.parametrize("fault", ["hang", "drop"])
def test_a_server_that_loses_a_mail_gets_it_again(
    server: FakeMail, configure: Configure, send: Send, home: Home, fault: str
) -> None:
    configure(mail=mailbox(server, timeout=2))
    server.on_data = [fault]

    assert send(1) == 1
    assert send() == 0

    assert len(server.mails) == 1
    assert states(home) == DONE


def test_doubt_stays_when_a_later_attempt_is_refused(
    server: FakeMail, configure: Configure, send: Send, home: Home
) -> None:
    configure(mail=mailbox(server, timeout=2))
    server.on_data = ["take and drop"]
    send(1)
    server.on_rcpt = ["450 later"]

    send()

    assert states(home) == [(1, "mail", "sending")]


def test_a_test_of_the_channel_sends_a_short_notice(
    server: FakeMail, configure: Configure, run: Run
) -> None:
    configure(mail=mailbox(server))

    assert run("deliveries", "test", "mail").status == 0

    assert server.mails[0]["Subject"] == "papertrail: a test"
    assert (
        "config.toml has no [deliver.post]; the channels are: mail"
        in run("deliveries", "test", "post").err
    )

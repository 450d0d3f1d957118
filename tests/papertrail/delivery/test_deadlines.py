"""Servers that answer slowly for ever hold up no other channel, and nothing is sent twice."""

import contextlib
import http.server
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from papertrail.store import transaction
from papertrail.workspace import Home
from tests.papertrail.delivery.conftest import Configure, Send, states


@pytest.fixture
def dripping() -> Iterator[tuple[int, list[bytes]]]:
    """A server that reads what comes, and drips a part of an answer again and again."""
    part = [b"220-hello\r\n"]
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def drip() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection, contextlib.suppress(OSError):
                    while not stop.wait(0.05):
                        connection.sendall(part[0])

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    yield listener.getsockname()[1], part
    stop.set()
    listener.close()


def test_a_greeting_without_an_end_is_given_up_and_the_next_channel_is_served(
    dripping: tuple[int, list[bytes]],
    configure: Configure,
    send: Send,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    home: Home,
) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    configure(
        mail={
            "kind": "mail",
            "to": "me@example.org",
            "host": "127.0.0.1",
            "port": dripping[0],
            "security": "none",
            "timeout": 0.3,
        },
        notes={"kind": "folder", "path": str(notes), "file": "%Y-%m-%d.md"},
    )

    assert send(3) != 0

    assert "took longer than 1.2 s" in capfd.readouterr().err
    assert len(list(notes.iterdir())) == 1


def test_a_webhook_that_drips_its_headers_is_given_up_with_a_doubt(
    dripping: tuple[int, list[bytes]],
    configure: Configure,
    send: Send,
    capfd: pytest.CaptureFixture[str],
    home: Home,
) -> None:
    dripping[1][0] = b"HTTP/1.1 200 OK\r\nX-Drip: 1"
    url = f"http://127.0.0.1:{dripping[0]}/"
    configure(hook={"kind": "webhook", "url": url, "timeout": 0.3})

    assert send(3) != 0

    assert "the same Idempotency-Key" in capfd.readouterr().err
    assert states(home) == [(1, "hook", "sending")]


def test_a_push_service_that_drips_its_answer_is_given_up_with_a_doubt(
    dripping: tuple[int, list[bytes]],
    configure: Configure,
    send: Send,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    home: Home,
) -> None:
    dripping[1][0] = b"HTTP/1.1 200 OK\r\nX-Drip: 1"
    notes = tmp_path / "notes"
    notes.mkdir()
    configure(
        chat={"kind": "push", "url": f"json://127.0.0.1:{dripping[0]}/hunter2", "timeout": 0.3},
        notes={"kind": "folder", "path": str(notes), "file": "%Y-%m-%d.md"},
    )

    assert send(3) != 0

    told = capfd.readouterr().err
    assert "took longer than 1.2 s" in told
    assert "hunter2" not in told
    assert (1, "chat", "sending") in states(home)
    assert len(list(notes.iterdir())) == 1


def test_a_database_that_is_locked_when_a_webhook_answers_sends_nothing_twice(
    configure: Configure,
    send: Send,
    home: Home,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(transaction, "PATIENCE", 0.2)
    posts: list[str] = []

    class Hook(http.server.BaseHTTPRequestHandler):
        """Takes a digest while another process begins a long transaction."""

        def do_POST(self) -> None:
            posts.append(self.headers["Idempotency-Key"])
            locker = sqlite3.connect(
                home.database, isolation_level=None, check_same_thread=False, timeout=5
            )
            locker.execute("BEGIN IMMEDIATE")
            threading.Timer(0.7, lambda: (locker.execute("ROLLBACK"), locker.close())).start()
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    configure(hook={"kind": "webhook", "url": f"http://127.0.0.1:{server.server_port}/"})

    assert send(3) == 0

    time.sleep(0.5)
    assert states(home) == [(1, "hook", "confirmed")]
    assert len(posts) == 1
    server.shutdown()
    server.server_close()

"""`papertrail digest --send` as a whole: chosen by the real model, sent to a real server."""

import os
import subprocess
import sys

from papertrail.home import Home
from papertrail.store import Store
from tests.fake_mail import FakeMail
from tests.papertrail.conftest import CONFIG, Run


def configure(home: Home, server: FakeMail) -> None:
    table = f'[deliver.mail]\nto = "me@example.org"\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\n'
    home.config_file.write_text(f"{CONFIG}\n{table}", encoding="utf-8")


def test_a_digest_is_chosen_recorded_and_sent(filled: Home, run: Run) -> None:
    with FakeMail() as server:
        configure(filled, server)

        done = run("digest", "--send")

        assert done.status == 0, done.err
        assert (done.out, done.err) == ("", "mail: sent\n")
        assert run("digest", "--send").err.endswith("nothing new to send\n")
    (mail,) = server.mails
    assert mail["Subject"] == "papertrail: 6 papers, Wednesday, 17 June 2026"
    shown = run("digest", "--date", "today", "--json").json
    for paper in [paper for topic in shown["topics"] for paper in topic["papers"]]:
        assert paper["url"] in mail.get_body(("plain",)).get_content()


def test_two_digests_at_once_are_one_after_the_other(filled: Home) -> None:
    with FakeMail(on_data=["slow"]) as server:
        configure(filled, server)
        command = [sys.executable, "-m", "papertrail", "digest", "--send"]
        both = [subprocess.Popen(command, env=os.environ, stderr=subprocess.PIPE, text=True) for _ in range(2)]
        told = [process.communicate(timeout=300)[1] for process in both]

    assert [process.returncode for process in both] == [0, 0], told
    assert len(server.mails) == 1
    with Store.open(filled.database) as store:
        assert [item.state for item in store.deliveries.recent(10)] == ["confirmed"]

"""`papertrail digest --send` as a whole: chosen by the real model, sent to a real server."""

import os
import re
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest

from papertrail.store import Store
from papertrail.workspace import Home
from tests.fake_mail import FakeMail
from tests.papertrail.conftest import CONFIG, Run


def configure(home: Home, server: FakeMail) -> None:
    table = (
        '[deliver.mail]\nto = "me@example.org"\nhost = "127.0.0.1"\n'
        f'port = {server.port}\nsecurity = "none"\n'
    )
    home.config_file.write_text(f"{CONFIG}\n{table}", encoding="utf-8")


def addresses(mail: EmailMessage) -> list[str]:
    """Return the addresses of a mail's papers."""
    part = mail.get_body(("plain",))
    assert part
    return re.findall(r"https://arxiv\.org/abs/\S+", part.get_content())


def test_a_digest_is_chosen_recorded_and_sent(filled: Home, run: Run) -> None:
    with FakeMail() as server:
        configure(filled, server)

        done = run("digest", "--send")

    assert (done.status, done.out) == (0, "")
    assert done.err.endswith("mail: sent\n")
    (mail,) = server.mails
    shown = run("digest", "--date", "today", "--json").json
    papers = [paper["url"] for topic in shown["topics"] for paper in topic["papers"]]
    more = [paper["url"] for topic in shown["more"] for paper in topic["papers"]]
    assert len(papers) >= 6
    assert sorted(addresses(mail)) == sorted(papers + more)


def test_status_names_the_channel_that_a_digest_waits_for_until_it_has_it(
    filled: Home, run: Run
) -> None:
    with FakeMail(on_data=["452 the disk is full"]) as server:
        configure(filled, server)
        run("digest", "--send")
        waiting, output = run("status"), run("status", "--json").json["undelivered"]
        run("digest", "--send")

    assert waiting.status == 3
    assert "1 digest still to be delivered to mail: " in waiting.out
    assert [(row["channel"], row["digests"]) for row in output] == [("mail", 1)]
    assert "the disk is full" in output[0]["error"]
    assert "delivered" not in run("status").out


def test_two_digests_at_once_send_one_mail(filled: Home) -> None:
    with FakeMail(on_data=["slow"]) as server:
        configure(filled, server)
        command = [sys.executable, "-m", "papertrail", "digest", "--send"]
        both = [
            subprocess.Popen(command, env=os.environ, stderr=subprocess.PIPE, text=True)
            for _ in range(2)
        ]
        output = [process.communicate(timeout=300)[1] for process in both]

    assert [process.returncode for process in both] == [0, 0], output
    assert len(server.mails) == 1
    with Store.open(filled.database) as store:
        assert {item.state for item in store.deliveries.recent(10)} == {"confirmed"}


@pytest.mark.parametrize(
    "command", ["digest", "digest --json", "digest --format html -o page.html"]
)
def test_papers_that_were_shown_first_are_sent(
    filled: Home, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with FakeMail() as server:
        configure(filled, server)
        assert run(*command.split()).status == 0

        shown = run("digest", "--date", "today", "--json").json
        done, again = run("digest", "--send"), run("digest", "--send")

    assert (done.status, done.err) == (0, "today's digest, made at 08:00\nmail: sent\n")
    assert again.err.endswith("nothing new to send\n")
    (mail,) = server.mails
    papers = {paper["url"] for topic in shown["topics"] for paper in topic["papers"]}
    assert papers <= set(addresses(mail))
    assert len(papers) >= 6


def test_papers_that_a_closed_pipe_cut_off_are_sent(filled: Home, run: Run) -> None:
    with FakeMail() as server:
        configure(filled, server)
        # The reader is gone before anything is printed.
        command = f"{sys.executable} -m papertrail digest --json | true; exit ${{PIPESTATUS[0]}}"
        cut = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)

        assert run("digest", "--send").status == 0

    assert (cut.returncode, cut.stderr) == (1, "")
    (mail,) = server.mails
    assert len(addresses(mail)) >= 6


def test_what_a_strict_digest_left_out_is_offered_as_more(filled: Home, run: Run) -> None:
    text = filled.config_file.read_text(encoding="utf-8")
    filled.config_file.write_text(
        text.replace("threshold = 0.3", "threshold = 0.05"), encoding="utf-8"
    )
    usual = run("digest", "--dry-run", "--json").json
    strict = run("digest", "--strict", "--json").json
    more = run("digest", "--more", "--json").json

    wanted, shown, offered = (
        {paper["url"] for topic in output["topics"] for paper in topic["papers"]}
        for output in (usual, strict, more)
    )
    assert len(shown) < len(wanted)
    assert wanted <= shown | offered
    assert not shown & offered

"""Topics in the browser: their rules, what they learnt, how well they predict the marks."""

import json
from xml.etree.ElementTree import fromstring

import pytest

from papertrail.core.application import Papertrail
from papertrail.core.topics import TopicSettings
from papertrail.workspace import Home
from tests.papertrail.conftest import Run
from tests.papertrail.web.conftest import HOSTILE, Client

ATOM = "{http://www.w3.org/2005/Atom}"
LISTS = ("about", "like", "dislike", "authors", "include", "exclude", "categories", "venues")


def rules(**changed: str) -> dict[str, str]:
    """Return the form of the topic Graphs, as it was and as it is to be."""
    before = {**dict.fromkeys(LISTS, ""), "about": "graphs", "limit": "10", "strictness": "normal"}
    return {
        "name": "Graphs",
        **{f"was-{name}": text for name, text in before.items()},
        **before,
        **changed,
    }


def test_topics_are_listed_and_shown_with_their_rules_and_what_they_learnt(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-17T08:00:00Z")
    assert 'href="/topic?name=Graphs"' in client.get("/topics").body
    page = client.get("/topic?name=graphs").body
    assert "<h1>Graphs</h1>" in page
    assert "threshold of 0.30" in page
    learnt = client.get("/topic/learnt?name=Graphs", HX_Request="true").body
    assert "Learnt from" in learnt
    assert learnt.count("<rect") == 12
    assert "<html" not in learnt
    assert client.get("/topic?name=Nothing").status == 503
    assert "fewer than" in client.get("/topics/evaluate").body


def test_a_page_says_why_a_topic_shows_a_paper(client: Client) -> None:
    assert ", shown from " in client.get("/topic?name=Graphs&paper=arxiv:2606.10000").body
    assert "arxiv:9999.99999" in client.get("/topic?name=Graphs&paper=arxiv:9999.99999").body


def test_only_what_a_form_changed_is_written_and_comments_stay(
    own: Client, own_home: Home, own_opened: Papertrail
) -> None:
    file = own_home.config_file
    text = file.read_text("utf-8").replace('about = "graphs"', 'about = "graphs"  # mine')
    file.write_text(text, encoding="utf-8")
    own_opened.topics.edit("Graphs", TopicSettings(exclude=["survey"]))
    answer = own.post(
        "/topics/edit", rules(about="graphs\r\n\r\nmessage  passing", include="node", limit="4")
    )
    assert (answer.status, answer.headers["location"]) == (303, "/topic?name=Graphs")
    topic = own_opened.topics.list()[0]
    assert topic.about == ("graphs", "message passing")
    assert (topic.include, topic.exclude, topic.limit) == (("node",), ("survey",), 4)
    changed = rules(include="node", limit="4") | {"was-include": "node", "was-limit": "4"}
    assert own.post("/topics/edit", changed | {"include": ""}).status == 303
    own_opened.resources.forget_config()
    assert own_opened.topics.list()[0].include == ()
    assert file.read_text("utf-8").startswith(text[:20])


def test_rules_that_can_not_be_used_change_nothing(own: Client, own_home: Home) -> None:
    before = own_home.config_file.read_bytes()
    assert own.post("/topics/edit", rules()).status == 400
    assert own.post("/topics/edit", rules(limit="0")).status == 400
    assert own.post("/topics/edit", rules(strictness="odd")).status == 400
    assert own.post("/topics/edit", rules(categories="cs.NOPE")).status == 400
    assert own.post("/topics/edit", rules(about="")).status == 503
    assert own.post("/topics/edit", rules(like="no id at all")).status == 503
    assert own.post("/topics/add", {"name": " "}).status == 400
    assert own.post("/topics/remove", {"name": "Graphs", "typed": "Speech"}).status == 400
    assert own_home.config_file.read_bytes() == before


def test_topics_are_added_and_removed(own: Client, own_opened: Papertrail) -> None:
    answer = own.post("/topics/add", {"name": f"Robots {HOSTILE}", "about": "robots that walk"})
    assert answer.status == 303
    page = own.get(answer.headers["location"]).body
    assert "<script>alert" not in page
    name = own_opened.topics.list()[-1].name
    assert name.startswith("Robots")
    assert own.post("/topics/remove", {"name": name, "typed": name.upper()}).status == 303
    own_opened.resources.forget_config()
    assert [topic.name for topic in own_opened.topics.list()] == ["Graphs", "Speech"]


def test_other_formats_are_those_of_the_command_line(
    client: Client, opened: Papertrail, web_run: Run
) -> None:
    assert json.loads(client.get("/topics.json").body) == web_run("topics", "list", "--json").json
    shown = json.loads(client.get("/topic.json?name=Graphs").body)
    assert shown == web_run("topics", "show", "Graphs", "--json").json
    judged = json.loads(client.get("/topics/evaluate.json").body)
    assert judged == web_run("topics", "eval", "--json").json
    feed = fromstring(client.get("/topic.atom?name=Graphs").body)
    assert feed.findtext(f"{ATOM}title") == "papertrail: Graphs"
    assert len(list(feed.iter(f"{ATOM}entry"))) == 6

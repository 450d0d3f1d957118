"""The library in the browser: its lists, several papers at once, other formats, looking back."""

import json
from xml.etree.ElementTree import fromstring

from papertrail.core.application import Papertrail
from tests.papertrail.conftest import Run
from tests.papertrail.web.conftest import FORM, Answer, Client

PAPER = "arxiv:2606.66666"
ATOM = "{http://www.w3.org/2005/Atom}"


def papers(opened: Papertrail, count: int = 3) -> list[str]:
    """Return ids of stored papers."""
    found = opened.library.list(everything=True, count=count)
    return [each.work.id for each in found.papers]


def test_an_empty_library_says_how_it_is_filled(client: Client) -> None:
    assert "Nothing is kept yet" in client.get("/library").body
    assert "No paper is in this list" in client.get("/library?state=read").body


def test_papers_are_listed_by_state_tag_and_query(client: Client, opened: Papertrail) -> None:
    first, second, third = papers(opened)
    opened.library.set_state([first], "later")
    opened.library.tag([second], ["one & two"])
    opened.library.append_note(third, "remember <b>this</b>")
    everything = client.get("/library").body
    assert everything.count('<article class="card') == 3
    assert "remember &lt;b&gt;this&lt;/b&gt;" in everything
    assert f'data-paper="{first}"' in client.get("/library?state=later").body
    assert client.get("/library?state=later").body.count('<article class="card') == 1
    assert f'data-paper="{second}"' in client.get("/library?tag=one+%26+two").body
    assert f'data-paper="{third}"' in client.get("/library?q=has:note").body
    assert client.get("/library?sort=nonsense").status == 400
    assert client.get("/library?from=99999").status == 200
    for _ in range(3):
        opened.library.undo()


def test_several_papers_are_marked_and_tagged_at_once_and_taken_back_at_once(
    client: Client, opened: Papertrail
) -> None:
    chosen = papers(opened)
    answer = several(client, chosen, "mark=later")
    assert (answer.status, answer.headers["location"]) == (303, "/library?state=later")
    assert opened.library.list("state:later").total == 3
    assert several(client, chosen, "mark=tag&tags=a,b").status == 303
    assert opened.library.tags() == {"a": 3, "b": 3}
    assert several(client, chosen, "mark=tag&tags=-b").status == 303
    assert several(client, [*chosen, "arxiv:9999.99999"], "mark=read").status == 404
    assert several(client, [], "mark=read").status == 400
    assert several(client, chosen, "mark=odd").status == 400
    assert opened.library.list("state:read").total == 0
    for _ in range(3):
        client.post("/undo", {})
    assert opened.library.list().total == 0


def several(client: Client, chosen: list[str], rest: str) -> Answer:
    """Send the form of a list with some papers selected."""
    boxes = "".join(f"paper={each}&" for each in chosen)
    body = f"token={client.token}&back=/library?state=later&{boxes}{rest}".replace("?", "%3F")
    return client.send("POST", "/papers/several", body.encode(), {"Content-Type": FORM})


def test_the_priority_of_a_paper_is_set_and_its_forms_are_a_part_of_the_list(
    client: Client, opened: Papertrail
) -> None:
    answer = client.post("/papers/priority", {"paper": PAPER, "priority": "high"})
    assert answer.status == 303
    part = client.get(f"/library/edit?paper={PAPER}&back=/library", HX_Request="true").body
    assert '<button name="priority" value="high" aria-pressed="true">' in part
    assert 'name="back" value="/library"' in part
    assert "<html" not in part
    elsewhere = client.get(f"/library/edit?paper={PAPER}&back=https://evil.example/").body
    assert 'href="https://evil' not in elsewhere
    assert client.post("/papers/priority", {"paper": PAPER, "priority": "odd"}).status == 400
    opened.library.undo()


def test_a_list_is_the_same_as_json_of_the_command_line_and_a_valid_feed(
    client: Client, opened: Papertrail, web_run: Run
) -> None:
    first, *_ = papers(opened)
    opened.library.set_state([first], "later")
    listed = client.get("/library?state=later").body
    assert 'type="application/atom+xml"' in listed
    assert 'href="/library.json?state=later"' in listed
    answer = client.get("/library.json?state=later")
    assert answer.headers["content-type"].startswith("application/json")
    assert json.loads(answer.body) == web_run("list", "later", "--json").json
    feed = fromstring(client.get("/library.atom?state=later").body)
    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")] == [
        opened.show(first).work.title
    ]
    assert json.loads(client.get("/library/next.json").body) == web_run("next", "--json").json
    reviewed = json.loads(client.get("/library/review.json?since=30d").body)
    assert reviewed == web_run("review", "--since", "30d", "--json").json
    opened.library.undo()


def test_what_to_read_next_has_reasons_and_a_review_has_notes(
    client: Client, opened: Papertrail
) -> None:
    first, second, _ = papers(opened)
    opened.library.set_state([first], "reading")
    assert "you have begun it" in client.get("/library/next").body
    opened.library.set_state([second], "read")
    opened.library.append_note(second, "It is *good*.")
    body = client.get("/library/review").body
    assert "It is <em>good</em>." in body
    assert client.get("/library/review?since=nonsense").status == 400
    for _ in range(3):
        opened.library.undo()


def test_a_long_list_is_shown_in_pages(client: Client, opened: Papertrail) -> None:
    everything = papers(opened, 60)
    total = len(everything)
    page = opened.library.list(everything=True, count=5, offset=3)
    assert [each.work.id for each in page.papers] == everything[3:8]
    assert page.total == total
    assert not opened.library.list(everything=True, count=5, offset=total).papers

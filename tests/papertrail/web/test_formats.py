"""Lists in other formats: the command line's JSON, and Atom feeds."""

import json
from xml.etree.ElementTree import fromstring

import pytest

from tests.papertrail.conftest import Run
from tests.papertrail.web.conftest import Client
from tests.papertrail.web.test_attacks import what_runs

ATOM = "{http://www.w3.org/2005/Atom}"
LISTS = (
    "/library",
    "/digest",
    "/digest/2026-06-17",
    "/search?q=graphs",
    "/topic?name=Graphs",
    "/feed?name=arxiv:cs.LG",
)


def at(path: str, form: str) -> str:
    """Return the address of a list in a format."""
    address, mark, query = path.partition("?")
    return f"{address}.{form}{mark}{query}"


@pytest.mark.parametrize("path", LISTS)
def test_every_list_says_where_its_feed_and_json_are(client: Client, path: str) -> None:
    page = client.get("/" if path == "/digest" else path).body
    for form, kind in (("atom", "application/atom+xml"), ("json", "application/json")):
        escaped = at(path, form).replace(":", "%3A")
        assert f'<link rel="alternate" type="{kind}"' in page
        assert f'href="{escaped}"' in page
        answer = client.get(at(path, form))
        assert answer.status == 200
        assert answer.headers["content-type"].startswith(kind)
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", LISTS)
def test_a_feed_is_valid_and_stays_the_same_and_runs_nothing(client: Client, path: str) -> None:
    text = client.get(at(path, "atom")).body
    assert client.get(at(path, "atom")).body == text
    feed = fromstring(text)
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}id", "").startswith("urn:uuid:")
    assert feed.findtext(f"{ATOM}updated", "").endswith("Z")
    for content in feed.iter(f"{ATOM}content"):
        assert what_runs(content.text or "") == []


def test_json_is_that_of_the_command_line(client: Client, web_run: Run) -> None:
    digest = web_run("digest", "--date", "2026-06-17", "--json").json
    assert json.loads(client.get("/digest/2026-06-17.json").body) == digest
    assert json.loads(client.get("/digest.json").body) == digest
    found = web_run("search", "graphs cat:cs.LG", "-n", "5", "--json").json
    assert json.loads(client.get("/search.json?q=graphs&cat=cs.LG&n=5").body) == found


def test_what_is_no_list_is_refused(client: Client) -> None:
    assert client.get("/search.json").status == 400
    assert client.get("/digest.exe").status == 404
    assert client.get("/digest/2020-01-01.json").status == 404
    assert client.get("/topic.json?name=None").status == 503

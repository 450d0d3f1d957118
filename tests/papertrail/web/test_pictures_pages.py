"""The pages of trends and of the map."""

import json
import re

import numpy as np

from index.vectors.index import VectorIndex
from papertrail.core.map_file import Placed, file_of, save
from papertrail.workspace import Home
from tests.papertrail.web.conftest import Client


def test_trends_are_a_chart_and_a_table(client: Client) -> None:
    body = client.get("/trends?q=graphs,+speech&weeks=12").body
    assert body.count("<svg") == 2
    assert "Share of the papers of each week" in body
    assert '<th scope="col">Speech</th>' in body
    assert 'style="' not in body


def test_without_names_the_topics_are_drawn(client: Client) -> None:
    assert '<th scope="col">Graphs</th>' in client.get("/trends").body


def test_wrong_trends_are_explained(client: Client) -> None:
    assert client.get("/trends?q=graphs&weeks=1").status == 400
    assert client.get("/trends?q=graphs&by=nonsense").status == 400
    assert client.get("/trends?q=graphs&weeks=many").status == 200


def test_a_hostile_name_is_text_in_the_chart(client: Client) -> None:
    body = client.get("/trends?q=%3Cscript%3Ealert(1)%3C/script%3E").body
    assert "<script>alert" not in body
    assert "&lt;script&gt;alert" in body


def test_the_page_of_the_map_has_no_script_of_its_own(client: Client) -> None:
    body = client.get("/map?q=graphs").body
    assert 'data-source="/map/data?q=graphs"' in body
    assert not re.search(r"<script(?! src=)", body)
    (script,) = re.findall(r'src="(/map/map.js[^"]*)"', body)
    assert client.get(script).body.startswith("// Draws a map")


def test_without_a_map_the_data_says_what_to_run(web_home: Home, client: Client) -> None:
    for file in (web_home.index / "map").glob("*.npz"):
        file.unlink()
    answer = client.get("/map/data")
    assert answer.status == 404
    assert "papertrail map" in answer.body


def test_the_data_leads_to_our_pages_and_new_papers_are_placed(
    web_home: Home, client: Client
) -> None:
    (state,) = web_home.index.glob("*/state.json")
    kept = json.loads(state.read_bytes())
    fingerprint = kept["fingerprint"]
    keys = np.sort(VectorIndex.open(state.parent, kept["dim"], fingerprint).keys())[:-1]
    places = np.random.default_rng(1).uniform(size=(len(keys), 2)).astype(np.float32)
    save(
        file_of(web_home.index, fingerprint),
        fingerprint,
        Placed(keys, places, np.ones(len(keys), bool)),
    )
    given = json.loads(client.get("/map/data").body)
    assert given["page"] == "/paper/"
    assert given["urls"] == []
    assert len(given["titles"]) == len(keys) + 1

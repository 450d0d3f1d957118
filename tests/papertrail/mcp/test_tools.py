"""The tools, asked by the protocol's own client."""

import json
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import anyio
import pytest

from papertrail.core.application import open as open_home
from papertrail.core.pool import HomePool
from papertrail.workspace import Home
from tests.papertrail.mcp.conftest import HOSTILE, in_loop

pytest.importorskip("mcp", reason="the extra mcp is not installed")

from mcp.client import Client
from mcp.shared.exceptions import MCPError

from papertrail.mcp.answers import LIMIT, UNTRUSTED
from papertrail.mcp.server import create_server

TOKENS, CHARACTERS_A_TOKEN = 2_500, 3
"""At least so many characters of JSON are a token of a language model."""
UNSEEN = set("\u202e\u200b\u2066\x1b\x07\ufe0f\u3164\U000e0049\U000e0150")
Ask = Callable[[Client], Awaitable[Any]]


@asynccontextmanager
async def connected(pool: HomePool, *, may_write: bool = True) -> AsyncIterator[Client]:
    async with Client(create_server(pool, may_write=may_write)) as client:
        yield client


def run(pool: HomePool, ask: Ask, *, may_write: bool = True) -> Any:  # noqa: ANN401 - an answer
    """Return what a client gets that asks something."""

    async def asked() -> Any:  # noqa: ANN401
        async with connected(pool, may_write=may_write) as client:
            return await ask(client)

    return in_loop(asked)


def call(pool: HomePool, tool: str, **arguments: object) -> tuple[bool, str]:
    """Return whether a tool failed, and its text."""
    result = run(pool, lambda client: client.call_tool(tool, arguments))
    (content,) = result.content
    assert len(content.text.encode()) <= LIMIT
    return bool(result.is_error), content.text


def answered(pool: HomePool, tool: str, **arguments: object) -> Any:  # noqa: ANN401 - JSON
    failed, text = call(pool, tool, **arguments)
    assert not failed, text
    answer = json.loads(text)
    assert answer["note"] == UNTRUSTED
    return answer


def test_the_descriptions_leave_room_for_the_conversation(pool: HomePool) -> None:
    listed = run(pool, lambda client: client.list_tools()).tools

    text = json.dumps([tool.model_dump(mode="json", exclude_none=True) for tool in listed])
    assert len(listed) == 8
    assert len(text) <= TOKENS * CHARACTERS_A_TOKEN
    assert all(tool.description and "\n" not in tool.description for tool in listed)


def test_nothing_can_be_changed_unless_the_reader_allows_it(pool: HomePool) -> None:
    listed = run(pool, lambda client: client.list_tools(), may_write=False).tools

    assert "mark" not in {tool.name for tool in listed}
    assert all(tool.annotations.read_only_hint for tool in listed)
    refused = run(
        pool,
        lambda client: client.call_tool("mark", {"ids": [HOSTILE], "mark": "like"}),
        may_write=False,
    )
    assert refused.is_error
    with open_home(pool.home.root) as opened:
        assert opened.list_marked() == ()


def test_the_tool_that_writes_says_so(pool: HomePool) -> None:
    listed = {tool.name: tool for tool in run(pool, lambda client: client.list_tools()).tools}

    assert not listed["mark"].annotations.read_only_hint
    assert not listed["mark"].annotations.destructive_hint


def test_a_search_finds_what_the_command_line_finds(pool: HomePool) -> None:
    found = answered(pool, "search", query="graphs", count=5)

    with open_home(pool.home.root) as opened:
        hits = opened.search("graphs", count=5).hits
    assert [paper["id"] for paper in found["papers"]] == [hit.work.id for hit in hits]
    assert all(paper["why"] for paper in found["papers"])


def test_pages_of_a_search_go_on_where_the_one_before_ended(pool: HomePool) -> None:
    ids, cursor = [], ""
    while True:
        page = answered(pool, "search", query="graphs speech", count=41, cursor=cursor)
        ids += [paper["id"] for paper in page["papers"]]
        cursor = page.get("next", "")
        if not cursor:
            break

    assert len(ids) == len(set(ids)) > 20


def test_a_paper_comes_with_what_the_reader_keeps_about_it(pool: HomePool) -> None:
    answered(pool, "mark", ids=["arxiv:2606.10001"], mark="later", tags=["gnn"], note="Read it.")

    (paper,) = answered(pool, "paper", id="https://arxiv.org/abs/2606.10001")["papers"]

    assert paper["reader"]["state"] == "later"
    assert paper["reader"]["tags"][0]["name"] == "gnn"
    assert paper["reader"]["note"]["text"] == "Read it."


def test_the_library_is_listed_by_query_and_by_tag(pool: HomePool) -> None:
    answered(pool, "mark", ids=["arxiv:2606.10001", "arxiv:2606.10002"], tags=["gnn"])
    answered(pool, "mark", ids=["arxiv:2606.10002"], mark="read")

    tagged = answered(pool, "library", query="tag:gnn")
    assert tagged["total"] == 2
    read = answered(pool, "library", query="state:read")
    assert [paper["id"] for paper in read["papers"]] == ["arxiv:2606.10002"]
    assert answered(pool, "library", view="tags")["tags"] == [{"tag": "gnn", "papers": 2}]
    assert answered(pool, "library", view="next")["papers"]
    assert len(answered(pool, "library", view="review")["papers"]) == 1


@pytest.mark.parametrize("tool", ["search", "library"])
def test_what_of_a_query_was_not_understood_is_said(pool: HomePool, tool: str) -> None:
    assert "yesteryear" in answered(pool, tool, query="graphs since:yesteryear")["remarks"][0]


def test_marks_of_an_assistant_can_be_undone(pool: HomePool) -> None:
    answered(pool, "mark", ids=["arxiv:2606.10001"], mark="like")

    with open_home(pool.home.root) as opened:
        assert opened.list_marked()
        opened.library.undo()
        assert opened.list_marked() == ()


def test_a_digest_of_a_day_has_its_reasons(pool: HomePool) -> None:
    found = answered(pool, "digest", day="2026-06-17")

    assert found["topics"][0] == {"name": "Graphs", "papers": 6}
    assert found["papers"][1]["topic"] == "Graphs"
    assert found["papers"][1]["why"]["terms"] == ["graphs"]


def test_a_look_at_today_takes_nothing_from_the_readers_digest(pool: HomePool) -> None:
    with open_home(pool.home.root) as opened:
        before = opened.digest_days()
    answered(pool, "digest")
    with open_home(pool.home.root) as opened:
        assert opened.digest_days() == before


def test_topics_say_what_they_learnt(pool: HomePool) -> None:
    assert [topic["name"] for topic in answered(pool, "topics")["topics"]] == ["Graphs", "Speech"]
    assert answered(pool, "topics", name="graphs")["best"]


def test_similar_papers_are_found(pool: HomePool) -> None:
    assert len(answered(pool, "similar", ids=["arxiv:2606.10001"], count=3)["papers"]) == 3


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("search", {"query": " "}, "no words"),
        ("search", {"query": "x", "cursor": "y"}, "no cursor"),
        ("paper", {"id": "nonsense"}, "no paper id"),
        ("paper", {"id": "arxiv:2001.00001"}, "not stored"),
        ("paper", {"id": "arxiv:2606.10001", "part": "text"}, "papertrail fetch"),
        ("paper", {"id": "arxiv:2606.10001", "part": "references"}, "papertrail fetch"),
        ("similar", {"ids": ["nonsense"]}, "no paper id"),
        ("similar", {"ids": []}, "ids"),
        ("ask", {"question": "why?"}, "papertrail fetch"),
        ("digest", {"day": "2020-01-01"}, "2020-01-01"),
        ("digest", {"day": "soon"}, "soon"),
        ("topics", {"name": "Cooking"}, "the topics are"),
        ("mark", {"ids": ["arxiv:2606.10001"]}, "nothing to change"),
        ("mark", {"ids": ["arxiv:2606.10001"], "mark": "eaten"}, "mark"),
        ("mark", {"ids": ["arxiv:2606.10001", HOSTILE], "note": "x"}, "one paper"),
        ("mark", {"ids": ["arxiv:2001.00001"], "mark": "like"}, "not stored"),
    ],
)
def test_a_mistake_is_explained(
    pool: HomePool, tool: str, arguments: dict[str, object], words: str
) -> None:
    failed, text = call(pool, tool, **arguments)

    assert failed
    assert words in text
    assert "Traceback" not in text


def test_text_of_papers_arrives_as_a_person_would_see_it(pool: HomePool) -> None:
    with open_home(pool.home.root) as opened:
        opened.reindex()
    answers = [
        call(pool, "paper", id=HOSTILE)[1],
        call(pool, "digest", day="2026-06-17")[1],
        call(pool, "search", query="attention for graphs: mark this liked", count=5)[1],
        call(pool, "similar", ids=["arxiv:2606.10001"], count=50)[1],
        call(pool, "mark", ids=[HOSTILE], mark="later")[1],
        call(pool, "library")[1],
        call(pool, "library", view="next")[1],
    ]

    for text in answers:
        assert "2606.66666" in text
        assert not UNSEEN & set(text)
        assert "\\u" not in text


def test_papers_and_digests_are_resources(pool: HomePool) -> None:
    def read(address: str) -> Any:  # noqa: ANN401 - JSON
        found = run(pool, lambda client: client.read_resource(address))
        return json.loads(found.contents[0].text)

    assert read("paper://arxiv:2606.10001")["papers"][0]["id"] == "arxiv:2606.10001"
    assert read("digest://2026-06-17")["date"] == "2026-06-17"
    with pytest.raises((MCPError, ExceptionGroup)):
        read("paper://arxiv:2001.00001")


def test_there_is_a_prompt_for_a_weekly_review(pool: HomePool) -> None:
    prompt = run(pool, lambda client: client.get_prompt("weekly_review"))

    assert 'view "review"' in prompt.messages[0].content.text


def test_a_home_without_papers_says_what_to_do(tmp_path: Path) -> None:
    root = tmp_path / "empty"
    with open_home(root, create=True) as opened:
        opened.list_marked()
    pool = HomePool(Home(root, root / "cache", root / "state"))
    try:
        assert "papertrail update" in answered(pool, "search", query="graphs")["nothing"]
        for tool in ("library", "digest"):
            assert answered(pool, tool)["papers"] == []
    finally:
        pool.close()


def test_a_home_without_a_database_says_what_to_do(tmp_path: Path) -> None:
    root = tmp_path / "fresh"
    root.mkdir()
    pool = HomePool(Home(root, root / "cache", root / "state"))
    try:
        failed, text = call(pool, "search", query="graphs")
        assert failed
        assert "papertrail init" in text
    finally:
        pool.close()


def test_an_answer_without_hits_says_so(pool: HomePool) -> None:
    found = answered(pool, "search", query="graphs author:Nobody")
    assert found["papers"] == []
    assert "41 stored" in found["nothing"]
    texts = answered(pool, "search", query="graphs", full_text=True)
    assert texts["passages"] == []
    assert "papertrail fetch" in texts["nothing"]


def test_a_home_that_a_newer_version_has_brought_forward_is_said(pool: HomePool) -> None:
    with closing(sqlite3.connect(pool.home.database)) as database:
        database.execute("PRAGMA user_version = 9999")

    marks: dict[str, object] = {"ids": [HOSTILE], "mark": "like"}
    for tool, arguments in (("search", {"query": "graphs"}), ("mark", marks)):
        failed, text = call(pool, tool, **arguments)
        assert failed
        assert "newer" in text


def test_a_home_whose_folder_is_removed_is_not_made_again(pool: HomePool) -> None:
    answered(pool, "search", query="graphs")
    shutil.rmtree(pool.home.root)

    for tool, arguments in (("search", {"query": "graphs"}), ("topics", {})):
        failed, text = call(pool, tool, **arguments)
        assert failed
        assert "papertrail init" in text
    assert not pool.home.root.exists()


def test_requests_at_the_same_time_are_each_answered(pool: HomePool) -> None:
    async def ask(client: Client) -> list[Any]:
        found: list[Any] = []

        async def one(number: int) -> None:
            if number % 4:
                asked = client.call_tool("search", {"query": "graphs", "count": 2})
            else:
                asked = client.call_tool("mark", {"ids": [HOSTILE], "tags": [f"tag-{number}"]})
            found.append(await asked)

        async with anyio.create_task_group() as group:
            for number in range(24):
                group.start_soon(one, number)
        return found

    assert not any(result.is_error for result in run(pool, ask))
    assert len(answered(pool, "library", view="tags")["tags"]) == 6


def test_a_home_that_goes_away_is_an_answer_not_an_end(pool: HomePool) -> None:
    def lose(root: Path) -> None:
        for name in ("papertrail.db", "papertrail.db-wal", "papertrail.db-shm"):
            (root / name).unlink(missing_ok=True)
        (root / "config.toml").unlink()

    async def ask(client: Client) -> tuple[Any, Any, Any]:
        before = await client.call_tool("topics", {})
        lose(pool.home.root)
        lost = await client.call_tool("search", {"query": "graphs"})
        return before, lost, await client.list_tools()

    before, lost, tools = run(pool, ask)
    assert not before.is_error
    assert lost.is_error
    assert "papertrail init" in lost.content[0].text
    assert len(tools.tools) == 8

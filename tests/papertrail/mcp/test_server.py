"""`papertrail mcp` as a process, on stdio and on a port."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mcp", reason="the extra mcp is not installed")

from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from papertrail.core.application import open as open_home
from papertrail.workspace import Home
from tests.papertrail.conftest import Run
from tests.papertrail.mcp.conftest import in_loop

COMMAND = ["-m", "papertrail", "mcp"]
HELLO = {
    "protocolVersion": "2025-06-18",
    "capabilities": {},
    "clientInfo": {"name": "a test", "version": "1"},
}
SENT = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}


@pytest.fixture
def own_home(mcp_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "home"
    shutil.copytree(mcp_home.root, root, symlinks=True)
    monkeypatch.setenv("PAPERTRAIL_HOME", str(root))
    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-17T08:00:00Z")
    return root


@pytest.fixture(scope="module")
def port(mcp_home: Home) -> Iterator[int]:
    """A server on a port that was free; its clients can change nothing."""
    server = subprocess.Popen(
        [sys.executable, *COMMAND, "--http", "--port", "0"],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PAPERTRAIL_HOME": str(mcp_home.root)},
    )
    assert server.stderr is not None
    found = re.search(r"127\.0\.0\.1:(\d+)/mcp", server.stderr.readline())
    assert found
    yield int(found[1])
    server.send_signal(signal.SIGINT)
    _, errors = server.communicate(timeout=60)
    assert "Traceback" not in errors


def run(server: Any, ask: Callable[[Client], Any]) -> Any:  # noqa: ANN401 - an address or a process
    async def asked() -> Any:  # noqa: ANN401
        async with Client(server) as client:
            return await ask(client)

    return in_loop(asked)


def on_stdio(*options: str) -> Any:  # noqa: ANN401 - a transport
    return stdio_client(
        StdioServerParameters(
            command=sys.executable, args=[*COMMAND, *options], env=dict(os.environ)
        )
    )


def test_an_assistant_starts_it_and_asks(own_home: Path) -> None:
    async def ask(client: Client) -> tuple[Any, Any]:
        tools = await client.list_tools()
        return tools, await client.call_tool("search", {"query": "graphs", "count": 3})

    tools, found = run(on_stdio(), ask)

    assert len(tools.tools) == 7
    assert len(json.loads(found.content[0].text)["papers"]) == 3


def test_with_write_it_marks_papers(own_home: Path) -> None:
    marks = {"ids": ["arxiv:2606.10001"], "mark": "like"}
    run(on_stdio("--write"), lambda client: client.call_tool("mark", marks))

    with open_home(own_home) as opened:
        assert [marked.work.id for marked in opened.list_marked()] == ["arxiv:2606.10001"]


def test_output_is_the_protocol_alone_and_it_ends_with_its_client(own_home: Path) -> None:
    asked = [
        {"id": 1, "method": "initialize", "params": HELLO},
        {"method": "notifications/initialized"},
        {"id": 2, "method": "tools/call", "params": {"name": "digest", "arguments": {}}},
    ]
    server = subprocess.Popen(
        [sys.executable, *COMMAND],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stdin is not None
    assert server.stdout is not None
    for message in asked:
        server.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
    server.stdin.flush()
    lines = [server.stdout.readline(), server.stdout.readline()]
    rest, errors = server.communicate(timeout=60)

    assert [json.loads(line)["id"] for line in lines] == [1, 2]
    assert rest == ""
    assert errors == ""
    assert server.returncode == 0


def test_by_http_there_are_the_same_tools_resources_and_prompt(port: int) -> None:
    async def ask(client: Client) -> tuple[Any, Any, Any, Any]:
        return (
            await client.list_tools(),
            await client.call_tool("search", {"query": "graphs", "count": 3}),
            await client.read_resource("paper://arxiv:2606.10001"),
            await client.list_prompts(),
        )

    tools, found, paper, prompts = run(f"http://127.0.0.1:{port}/mcp", ask)

    assert len(tools.tools) == 7
    assert len(json.loads(found.content[0].text)["papers"]) == 3
    assert "arxiv:2606.10001" in paper.contents[0].text
    assert [prompt.name for prompt in prompts.prompts] == ["weekly_review"]


def test_a_body_of_10_megabytes_is_refused_and_others_are_answered(port: int) -> None:
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.putrequest("POST", "/mcp")
        for name, value in (*SENT.items(), ("Content-Length", str(10_000_000))):
            connection.putheader(name, value)
        connection.endheaders()
        with connection.getresponse() as response:
            assert response.status == 413

    found = run(f"http://127.0.0.1:{port}/mcp", lambda client: client.call_tool("topics", {}))
    assert not found.is_error


def test_clients_reach_it_by_http_one_after_the_other(port: int) -> None:
    for _ in range(2):
        found = run(f"http://127.0.0.1:{port}/mcp", lambda client: client.call_tool("topics", {}))
        assert len(json.loads(found.content[0].text)["topics"]) == 2


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1.evil.example"}, 421),
    ],
)
def test_pages_of_other_sites_and_other_names_are_refused(
    port: int, headers: dict[str, str], status: int
) -> None:
    hello = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": HELLO}
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("POST", "/mcp", json.dumps(hello), SENT | headers)
        with connection.getresponse() as response:
            assert response.status == status


def test_a_port_that_is_in_use_is_named(own_home: Path, port: int, run: Run) -> None:
    done = run("mcp", "--http", "--port", str(port))

    assert done.status in (1, 2)
    assert f"port {port}" in done.err


def test_without_a_home_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.setenv("PAPERTRAIL_HOME", str(tmp_path / "none"))
    done = run("mcp")

    assert done.status == 1
    assert "papertrail init" in done.err
    assert done.out == ""


def test_the_session_in_the_documentation_has_the_tools_that_there_are(tmp_path: Path) -> None:
    program = Path(__file__).parents[3] / "docs" / "mcp_transcript.py"
    done = subprocess.run(
        [sys.executable, program, "--check"], capture_output=True, text=True, check=False
    )

    assert done.stderr == ""
    assert done.returncode == 0


def test_without_the_extra_it_says_what_to_install(own_home: Path, tmp_path: Path) -> None:
    hiding = "import sys; sys.modules['mcp'] = None; from papertrail.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", hiding, "mcp"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert "papertrail[mcp]" in done.stderr
    assert "Traceback" not in done.stderr

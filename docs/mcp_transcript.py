"""Write the session of a real client into docs/mcp.md.

    python docs/mcp_transcript.py [--check]

Starts `papertrail mcp` on a home with the bundled sample, asks what docs/mcp.md shows, and puts
questions and answers, shortened, between the marks in that page. With --check, nothing is written,
and the exit code says whether the page has the tools that there are.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

import papertrail

PAGE = Path(__file__).with_name("mcp.md")
BEGIN, END = "<!-- the session -->\n", "<!-- end of the session -->\n"
CALLS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("search", {"query": "learning from few examples by gradient steps", "count": 2}),
    ("similar", {"ids": ["arxiv:1706.03762"], "count": 2}),
    ("mark", {"ids": ["arxiv:1703.03400"], "mark": "later", "tags": ["meta-learning"]}),
    ("library", {"view": "next"}),
    ("paper", {"id": "arxiv:1706.03762", "part": "text"}),
)
LONGEST = 160
CONFIG = """\
[feeds]
follow = ["landmarks"]

[[topics]]
name = "Meta-learning"
about = "learning to learn from few examples"
"""


def main() -> None:
    """Write the page, or check it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "config.toml").write_text(CONFIG, encoding="utf-8")
        with papertrail.open(folder, create=True) as desk:
            if not arguments.check:
                desk.update()
        calls = () if arguments.check else CALLS
        tools, session = asyncio.run(_session(folder, calls))
    text = PAGE.read_text(encoding="utf-8")
    missing = [tool for tool in tools if f"| `{tool}` |" not in text]
    if missing:
        sys.exit(f"docs/mcp.md lacks the tools {', '.join(missing)}")
    if not arguments.check:
        before, _, rest = text.partition(BEGIN)
        _, _, after = rest.partition(END)
        PAGE.write_text(f"{before}{BEGIN}{session}{END}{after}", encoding="utf-8")


async def _session(
    home: str, calls: tuple[tuple[str, dict[str, Any]], ...]
) -> tuple[list[str], str]:
    """Return the tools, and what a client asks and gets."""
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "papertrail", "mcp", "--write"],
        env={**os.environ, "PAPERTRAIL_HOME": home},
    )
    parts = []
    async with Client(stdio_client(server)) as client:
        tools = [tool.name for tool in (await client.list_tools()).tools]
        for tool, asked in calls:
            result = await client.call_tool(tool, asked)
            answer = result.content[0].text
            if not result.is_error:
                answer = json.dumps(_shortened(json.loads(answer)), indent=1, ensure_ascii=False)
            parts.append(f"    {tool} {json.dumps(asked)}\n\n```json\n{answer}\n```\n")
    return tools, "\n" + "\n".join(parts) + "\n"


def _shortened(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        return value if len(value) <= LONGEST else f"{value[:LONGEST]}…"
    if isinstance(value, dict):
        return {name: _shortened(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_shortened(part) for part in value[:2]]
    return value


if __name__ == "__main__":
    main()

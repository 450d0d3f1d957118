"""Time an assistant's first answer from papertrail.

    python benchmarks/assistants.py RECORDED [--papers 20000] [--runs 7] [--json]

Stores and indexes recorded papers in a temporary home, then starts `papertrail mcp` again and again
and asks for a search with the client of the mcp package: seconds from the start of the process to
the connection, to the first answer, and of the second answer. Next to it `papertrail search` as a
process of its own, and the import of the mcp package alone, which each server in Python pays.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from real_papers import papers

import papertrail
from feeds.paper import Author, Paper

QUERIES = ("graph neural networks", "attention is all you need", "few-shot learning")
CONFIG = '[feeds]\nfollow = ["arxiv:cs.LG"]\n\n[[topics]]\nname = "Graphs"\nabout = "graphs"\n'
NOW = datetime(2026, 6, 16, 8, tzinfo=UTC)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("recorded", type=Path)
    parser.add_argument("--papers", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _fill(Path(folder), arguments.recorded, arguments.papers)
        times: dict[str, list[float]] = {}
        # The first run reads the files into memory.
        for run in range(arguments.runs + 1):
            for name, seconds in _measured(folder, QUERIES[run % len(QUERIES)]).items():
                times.setdefault(name, []).append(seconds)
    figures = {
        name: {
            "median": round(statistics.median(taken[1:]), 3),
            "least": round(min(taken[1:]), 3),
            "most": round(max(taken[1:]), 3),
        }
        for name, taken in times.items()
    }
    if arguments.json:
        print(json.dumps(figures, indent=1))
    else:
        for name, row in figures.items():
            print(f"{name:32} {row['median']:.3f} s  ({row['least']:.3f} to {row['most']:.3f})")


def _fill(home: Path, recorded: Path, count: int) -> None:
    (home / "config.toml").write_text(CONFIG, encoding="utf-8")
    with papertrail.open(home, create=True) as desk:
        stored = []
        for number, paper in enumerate(islice(papers(recorded), count)):
            names = paper["authors"]
            listed = names.split(", ") if isinstance(names, str) else names
            stored.append(
                Paper(
                    (("arxiv", f"{2400 + number // 90_000:04}.{10_000 + number % 90_000:05}"),),
                    paper["title"],
                    abstract=paper["summary"],
                    authors=tuple(map(Author, listed)),
                    categories=("cs.LG",),
                )
            )
        with desk.resources.store.transaction() as tx:
            tx.works.save(stored, "arxiv:cs.LG", NOW)
        desk.reindex()


def _measured(home: str, query: str) -> dict[str, float]:
    return (
        asyncio.run(_assistant(home, query))
        | {"papertrail search, a process": _process(home, "-m", "papertrail", "search", query)}
        | {"import of mcp alone": _process(home, "-c", "import mcp.server.mcpserver")}
    )


async def _assistant(home: str, query: str) -> dict[str, float]:
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "papertrail", "mcp"],
        env={**os.environ, "PAPERTRAIL_HOME": home},
    )
    began = time.perf_counter()
    async with Client(stdio_client(server)) as client:
        connected = time.perf_counter()
        found = await client.call_tool("search", {"query": query})
        answered = time.perf_counter()
        await client.call_tool("search", {"query": query[::-1]})
        again = time.perf_counter()
        if found.is_error:
            sys.exit(found.content[0].text)
    return {
        "connected": connected - began,
        "first answer": answered - began,
        "second answer": again - answered,
    }


def _process(home: str, *arguments: str) -> float:
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "PAPERTRAIL_HOME": home},
        check=True,
        capture_output=True,
    )
    return time.perf_counter() - began


if __name__ == "__main__":
    main()

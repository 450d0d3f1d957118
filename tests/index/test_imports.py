"""What is slow to import is imported only where it is used."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import index

SLOW = (
    "faiss",
    "openvino",
    "openvino_telemetry",
    "sentence_transformers",
    "tantivy",
    "tokenizers",
    "torch",
    "transformers",
)


def loaded_by(code: str, *arguments: str) -> set[str]:
    """Return which of the slow modules a fresh process has loaded after running `code`."""
    loaded = f"[name for name in {SLOW} if sys.modules.get(name)]"
    program = f"{code}\nimport json, sys\nprint(json.dumps({loaded}))"
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_importing_the_package_loads_nothing_slow() -> None:
    modules = (
        "vectors.index",
        "embedding.devices",
        "embedding.encoder",
        "embedding.resolve",
        "keywords.index",
        "keywords.analysis",
        "folding",
        "sentences",
    )

    assert loaded_by(f"import {', '.join(f'index.{name}' for name in modules)}") == set()


def test_making_an_encoder_loads_nothing_slow(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from index.embedding.encoder import Encoder
from index.embedding.resolve import resolve
cache = Path(sys.argv[1])
Encoder(resolve("all-MiniLM-L6-v2", cache), cache)
"""

    assert loaded_by(code, str(tmp_path)) == set()


def test_an_index_is_filled_and_read_without_faiss(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from index.vectors.index import VectorIndex
index = VectorIndex.open(Path(sys.argv[1]), 2, "model")
index.append([1], [2], [[1, 0]], 3)
assert index.text_hash(1) == 2
"""

    assert loaded_by(code, str(tmp_path)) == set()


@pytest.mark.usefixtures("encoder")
def test_a_converted_model_encodes_on_the_cpu_without_torch(encoder: object, cache: Path) -> None:
    assert encoder.engine.startswith("openvino")  # type: ignore[attr-defined]
    code = """
import sys
from pathlib import Path
from index.embedding.encoder import Encoder
from index.embedding.resolve import resolve
cache = Path(sys.argv[1])
Encoder(resolve("all-MiniLM-L6-v2", cache), cache, "cpu").encode(["a query"])
"""

    assert loaded_by(code, str(cache)) == {"openvino", "tokenizers"}


def test_the_package_imports_neither_of_its_users() -> None:
    for file in Path(index.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.partition(".")[0] for name in names} & {"feeds", "papertrail"}, file

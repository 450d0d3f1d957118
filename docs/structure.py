"""Measure the structure of the code: the table in docs/architecture.md.

    python docs/structure.py [--root FOLDER] [--write]

Sizes are of the three packages. Code lines are lines that are neither blank nor only a comment.
Function lines run from `def` to the end. A cycle is a set of siblings (folders, or modules next to
them) that import each other, lazy and type-only imports counted. Dialect words are those that
docs/architecture.md's glossary replaces.
`--write` replaces the table between the markers in docs/architecture.md.
"""

import argparse
import ast
import re
import statistics
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGES = ("feeds", "index", "papertrail")
DIALECT = re.compile(
    r"\b(tell|tells|told|telling|stand|stands|stood|standing|lie|lies|lay|lain|beside|besides)\b"
    r"|\bso many of\b|\bfor good\b|\bas far as\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r"`[^`]*`|\"[^\"]*\"|“[^”]*”")
MARKERS = ("<!-- structure -->", "<!-- /structure -->")
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(frozen=True, slots=True)
class Module:
    """One parsed module.

    Attributes:
        name: dotted, without `__init__`.
        unit: the folder, or module, directly below the package that it belongs to.
    """

    name: str
    unit: str
    path: Path
    text: str
    tree: ast.Module

    @property
    def code_lines(self) -> int:
        """Lines that are neither blank nor only a comment."""
        return sum(bool(line.strip()) and line.strip()[0] != "#" for line in self.text.splitlines())


def modules(root: Path) -> list[Module]:
    """Parse every module of the packages."""
    found = []
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            name = ".".join(parts).removesuffix(".__init__")
            text = path.read_text(encoding="utf-8")
            unit = ".".join(name.split(".")[:2])
            found.append(Module(name, unit, path, text, ast.parse(text)))
    return found


def function_lines(module: Module) -> Iterator[tuple[int, str]]:
    """Yield (lines, name) of each function and method."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            yield node.end_lineno - node.lineno + 1, f"{module.name}.{node.name}"


def count(found: list[Module], kinds: tuple[type[ast.AST], ...]) -> int:
    """Count the nodes of some kinds in all modules."""
    return sum(isinstance(node, kinds) for module in found for node in ast.walk(module.tree))


def imports(module: Module, known: dict[str, Module]) -> Iterator[str]:
    """Yield the unit of each module of ours that a module imports, lazily or for types too."""
    for node in ast.walk(module.tree):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if name in known else node.module for name in names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            if name in known:
                yield known[name].unit


def unit_graph(found: list[Module]) -> dict[str, set[str]]:
    """Return which units each unit imports."""
    known = {module.name: module for module in found}
    graph: dict[str, set[str]] = defaultdict(set)
    for module in found:
        graph[module.unit] |= set(imports(module, known)) - {module.unit}
    return graph


def cycles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Return the sets of units that reach each other, largest first."""
    reach = {unit: reachable(graph, unit) for unit in graph}
    groups = {
        frozenset(other for other in reach if other in reach[unit] and unit in reach[other])
        for unit in graph
    }
    return sorted((sorted(group) for group in groups if len(group) > 1), key=len, reverse=True)


def reachable(graph: dict[str, set[str]], start: str) -> set[str]:
    """Return every unit that imports lead to."""
    seen: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        unit = waiting.pop()
        if unit not in seen:
            seen.add(unit)
            waiting += graph.get(unit, set())
    return seen


def prose(root: Path, found: list[Module]) -> Iterator[str]:
    """Yield code and documentation in which dialect words are counted, quotations left out."""
    texts = [module.text for module in found]
    texts += [path.read_text(encoding="utf-8") for path in sorted((root / "docs").glob("*.md"))]
    texts += [(root / "README.md").read_text(encoding="utf-8")]
    for text in texts:
        without_table = re.sub(rf"{MARKERS[0]}.*{MARKERS[1]}", "", text, flags=re.DOTALL)
        yield QUOTED.sub("", without_table)


def dialect(root: Path, found: list[Module]) -> int:
    """Count dialect words."""
    return sum(len(DIALECT.findall(text)) for text in prose(root, found))


def percentile(values: Iterable[int], share: float) -> int:
    """Return the smallest value that a share of all values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def table(root: Path) -> str:
    """Return the measured table in Markdown."""
    found = modules(root)
    sizes = sorted((len(module.text.splitlines()), module.name) for module in found)
    functions = [pair for module in found for pair in function_lines(module)]
    code = sum(module.code_lines for module in found)
    longest = max(pair for pair in functions if ".store.schema" not in pair[1])
    lengths = [lines for lines, _ in functions]
    hundred = code / 100
    per_hundred = (
        f"{count(found, COMPREHENSIONS) / hundred:.2f}, {count(found, (ast.IfExp,)) / hundred:.2f}"
    )
    rings = cycles(unit_graph(found))
    rows = (
        ("modules", f"{len(found)}"),
        ("code lines", f"{code:,}"),
        ("module lines, median", f"{statistics.median(size for size, _ in sizes):.0f}"),
        ("module lines, largest", f"{sizes[-1][0]} ({sizes[-1][1]})"),
        ("function lines, p50 and p90", f"{percentile(lengths, 0.5)}, {percentile(lengths, 0.9)}"),
        ("function lines, largest outside migrations", f"{longest[0]} ({longest[1]})"),
        ("comprehensions, conditional expressions per 100 code lines", per_hundred),
        ("import cycles", f"{len(rings)}"),
        ("dialect words outside quotations", f"{dialect(root, found)}"),
    )
    lines = [
        "| measure | value |",
        "| --- | --- |",
        *(f"| {name} | {value} |" for name, value in rows),
    ]
    return "\n".join(lines)


def write(root: Path) -> None:
    """Replace the table in docs/architecture.md."""
    path = root / "docs" / "architecture.md"
    text = path.read_text(encoding="utf-8")
    start, end = (text.index(marker) for marker in MARKERS)
    path.write_text(f"{text[:start]}{MARKERS[0]}\n{table(root)}\n{text[end:]}", encoding="utf-8")


def main() -> None:
    """Print the table, and each cycle with its folders."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--root", type=Path, default=Path(__file__).parent.parent)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--words", action="store_true", help="list files with dialect words")
    arguments = parser.parse_args()
    print(table(arguments.root))
    for ring in cycles(unit_graph(modules(arguments.root))):
        print("cycle:", ", ".join(ring))
    if arguments.words:
        subprocess.run(
            ["grep", "-rnwE", "tell|tells|told|stands|lies|beside", *PACKAGES], check=False
        )
    if arguments.write:
        write(arguments.root)


if __name__ == "__main__":
    main()

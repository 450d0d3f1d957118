"""`import papertrail`: its public names, its usage example, and what it loads."""

import ast
import inspect
import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

import papertrail
from papertrail.core.parts import Part
from papertrail.workspace import Home
from tests.papertrail.conftest import Run

PUBLIC = [
    "Annotations",
    "Answer",
    "Answers",
    "Appearance",
    "Aspect",
    "AssistedText",
    "Author",
    "Backup",
    "BibliographyCheck",
    "BibliographyEntry",
    "BibliographyFinding",
    "BusyError",
    "Change",
    "ChannelError",
    "ChosenModel",
    "CitedBy",
    "CitedReference",
    "Comparison",
    "ConfigError",
    "Coupled",
    "CoupledPapers",
    "Delivery",
    "DeliveryError",
    "DeliveryResult",
    "DeliveryUnconfirmedError",
    "Diagnosis",
    "DigestDay",
    "DigestView",
    "Document",
    "DocumentError",
    "DocumentText",
    "EntryKind",
    "Event",
    "ExitCode",
    "Export",
    "ExportedFeeds",
    "ExportedFile",
    "ExportedWork",
    "FeedCheck",
    "FeedError",
    "FeedInfo",
    "FetchResult",
    "FetchedDocument",
    "Filter",
    "FindingKind",
    "FollowedFeeds",
    "FullTextHit",
    "FullTextResults",
    "GetResult",
    "Glossary",
    "GotPaper",
    "Hit",
    "ImportOptions",
    "ImportResult",
    "ImportedFeeds",
    "IndexingError",
    "Installation",
    "LibraryList",
    "LibraryPaper",
    "LibraryStatistics",
    "Link",
    "ListedDocument",
    "ListedModel",
    "Mark",
    "MarkedWork",
    "NotFoundError",
    "Note",
    "Overview",
    "OverviewPart",
    "Paper",
    "Papertrail",
    "PapertrailError",
    "PaperVectors",
    "Papers",
    "Passage",
    "PassageHit",
    "PersonName",
    "Progress",
    "Quote",
    "ReadingPlan",
    "Recall",
    "Recalls",
    "ReconcileResult",
    "Reconciliation",
    "Reference",
    "References",
    "Refusal",
    "ReindexResult",
    "Restored",
    "Review",
    "RunResult",
    "SavedNote",
    "SavedSearch",
    "ScheduleEntry",
    "ScheduleStatus",
    "SearchResults",
    "Selection",
    "SourceProgress",
    "SourceReport",
    "SourceStatus",
    "Status",
    "StoreError",
    "StoredPassage",
    "Suggestion",
    "SupportedSentence",
    "Tag",
    "Term",
    "Topic",
    "TopicEvaluation",
    "TopicReport",
    "TopicSettings",
    "TopicSuggestions",
    "Translation",
    "TriageList",
    "TriagePaper",
    "TriageRow",
    "UpdateProgress",
    "UpdateResult",
    "UsageError",
    "Week",
    "WholeHome",
    "Work",
    "WorkInFull",
    "open",
    "open_demo",
]
SLOW = (
    "torch",
    "transformers",
    "sentence_transformers",
    "faiss",
    "openvino",
    "numpy",
    "sqlite_utils",
    "requests",
    "rich",
    "click",
)
TERMINAL = {"click", "rich"}
VECTORS = {"numpy", "faiss", "openvino"}
LOADED: dict[str, set[str]] = {
    "--help": {"click"},
    "--version": {"click"},
    "feeds list": {"click"},
    "topics list": {"click"},
    "search --help": {"click"},
    "schedule show --json": {"click"},
    "searches list": {"click"},
    "deliveries list": {"click"},
    "list": TERMINAL,
    "list later": TERMINAL,
    "list tag:robots --json": {"click"},
    "note 2606.10012 -m text": {"click"},
    "undo": {"click", "rich"},
    "stats": {"click", "rich"},
    "next": TERMINAL | VECTORS,
    "show 2606.10012": TERMINAL,
    "search graphs --json": {"click"} | VECTORS,
    "search graphs --mode keyword": TERMINAL | {"numpy"},
    "search --full-text graphs": {"click", "numpy"},
    "documents": {"click"},
    "refs --help": {"click"},
    "status": {"click"} | VECTORS,
}
"""The most that a command may load of SLOW."""


def loaded(program: str) -> set[str]:
    """Return which of SLOW a program has loaded at its end."""
    ending = f"import sys; sys.stderr.write(' '.join(n for n in {SLOW!r} if n in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", f"{program}\n{ending}"],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ,
    )
    return set(done.stderr.splitlines()[-1].split()) if done.stderr else set()


def test_the_public_names_are_these_and_type_checkers_see_them() -> None:
    tree = ast.parse(Path(papertrail.__file__ or "").read_text(encoding="utf-8"))
    declared = [
        (alias.asname, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname
    ]

    assert dir(papertrail) == sorted(PUBLIC)
    assert sorted(name for name, _ in declared) == sorted(PUBLIC)
    assert all(name == original for name, original in declared)


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_is_documented(name: str) -> None:
    assert getattr(papertrail, name).__doc__


def test_a_name_that_is_not_public_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'secret'"):
        papertrail.secret  # noqa: B018 - reading it is the point


def test_the_example_of_the_docstring_runs_offline(
    home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERTRAIL_MIRROR", "http://127.0.0.1:1")
    lines = (papertrail.__doc__ or "").splitlines()
    example = textwrap.dedent("\n".join(line for line in lines if line.startswith("    ")))

    exec(compile(example, "the docstring of papertrail", "exec"), {})

    printed = capsys.readouterr().out.splitlines()
    assert "arxiv:1412.6572 Explaining and Harnessing Adversarial Examples" in printed[0]
    assert len(printed) == 6
    assert not home.database.exists()


def test_the_page_on_the_api_names_methods_that_exist_and_all_of_them(tmp_path: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "python.md"
    rows = [
        line.split("|")[2]
        for line in page.read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    ]
    named = set()
    with papertrail.open(tmp_path) as paper:
        for cell in rows:
            prefix = ""
            for owner, method in re.findall(r"`(?:(\w+)\.)?(\w+)\(", cell):
                prefix = owner or prefix
                assert callable(getattr(getattr(paper, prefix) if prefix else paper, method))
                named.add(f"{prefix}.{method}" if prefix else method)

    assert named == set(methods(papertrail.Papertrail)) - {"close", "remember_list"}


def methods(kind: type, prefix: str = "") -> Iterator[str]:
    """Yield the public methods of a class, and of the classes that its attributes have."""
    for name, value in inspect.getmembers_static(kind):
        if name.startswith("_"):
            continue
        if isinstance(value, Part):
            yield from methods(value.load(), f"{name}.")
        elif callable(value):
            yield prefix + name


def test_importing_and_opening_load_nothing_slow(home: Home) -> None:
    assert loaded("import papertrail") == set()
    assert loaded("import papertrail\nwith papertrail.open() as paper: paper.feeds.list()") == set()


@pytest.mark.parametrize("command", LOADED)
def test_a_command_loads_only_what_it_needs(filled: Home, run: Run, command: str) -> None:
    program = (
        "from papertrail.cli import papertrail\n"
        f"try: papertrail.main({command.split()!r}, standalone_mode=False)\n"
        "except SystemExit: pass"
    )

    assert loaded(program) <= LOADED[command]

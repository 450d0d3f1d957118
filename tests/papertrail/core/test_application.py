"""The application as a script uses it."""

import ast
from dataclasses import FrozenInstanceError, is_dataclass
from pathlib import Path

import pytest

import papertrail
from papertrail.types.progress import Advance, Progress
from papertrail.workspace import Home
from tests.fake_arxiv import FakeArxiv

ROOT = Path(papertrail.__file__ or "").parent


class Recorded(Progress):
    """Keeps what acts report."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.reports: list[papertrail.SourceReport] = []

    def note(self, message: str) -> None:
        self.notes.append(message)

    def source_ended(self, report: papertrail.SourceReport) -> None:
        self.reports.append(report)


def test_a_home_is_made_and_opened_by_its_folder(tmp_path: Path) -> None:
    with papertrail.open(tmp_path / "new", create=True) as paper:
        assert paper.topics.list()[0].name == "Transformers"
        assert paper.list_marked() == ()
    with papertrail.open(tmp_path / "new") as again:
        assert again.init() is False


def test_a_home_that_does_not_exist_is_an_error_when_it_is_used(tmp_path: Path) -> None:
    with (
        papertrail.open(tmp_path / "nothing") as paper,
        pytest.raises(papertrail.ConfigError, match="there is no configuration"),
    ):
        paper.search("graphs")


def test_an_update_reports_and_returns_what_it_did_and_prints_nothing(
    home: Home, arxiv: FakeArxiv, capfd: pytest.CaptureFixture[str]
) -> None:
    progress = Recorded()
    with papertrail.open(home.root, progress=progress) as paper:
        result = paper.update()

    assert (result.new, result.embedded, result.pending) == (40, 40, 0)
    assert result.outcome is papertrail.ExitCode.DONE
    assert progress.reports == list(result.sources)
    assert progress.notes
    assert capfd.readouterr() == ("", "")


def test_what_an_update_left_out_is_its_outcome(home: Home, arxiv: FakeArxiv) -> None:
    arxiv.fail(500, times=100)

    with papertrail.open(home.root) as paper:
        assert paper.update().outcome is papertrail.ExitCode.FAILED
        assert paper.status().outcome is papertrail.ExitCode.PARTIAL


def test_hits_are_marked_shown_and_listed(filled: Home) -> None:
    with papertrail.open() as paper:
        first, second = (hit.work for hit in paper.search("folding proteins", count=2).hits)
        paper.mark("like", [first.id, second.id], topic="graphs")
        paper.unmark([second.id])
        (marked,) = paper.list_marked(["like"])

        assert (marked.work, marked.marks[0].topic) == (first, "Graphs")
        assert paper.show(first.id).history.appearances
        assert paper.links([first.id]) == [
            f"https://arxiv.org/abs/{first.id.removeprefix('arxiv:')}"
        ]


def test_the_numbers_of_a_remembered_list_name_its_papers(filled: Home) -> None:
    with papertrail.open() as paper:
        works = [hit.work for hit in paper.search("graphs", count=3).hits]
        paper.remember_list(works)

        assert paper.show("2").work == works[1]
        with pytest.raises(papertrail.NotFoundError, match="the last list had 3 papers"):
            paper.show("4")


def test_a_digest_is_the_same_all_day(filled: Home) -> None:
    with papertrail.open() as paper:
        shown = paper.digest()
        assert shown.works
        assert paper.digest() == shown
        assert paper.past_digest("2026-06-17").works == shown.works
        assert paper.digest(add=True) == shown
        assert not {work.id for work in paper.more_papers().works} & {
            work.id for work in shown.works
        }


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda paper: paper.search("x", mode="magic"), "unknown mode 'magic'"),
        (lambda paper: paper.search("x", save_as=" "), "a search's name"),
        (lambda paper: paper.search("x", diverse=True, mode="keyword"), "diversity"),
        (lambda paper: paper.mark("love", ["1"]), "unknown mark 'love'"),
        (lambda paper: paper.mark("read", ["1"], topic="Graphs"), "only an opinion"),
        (lambda paper: paper.update(since="2030-01-01"), "2030-01-01 is in the future"),
        (lambda paper: paper.digest(strictness="harsh"), "a strictness is one of"),
        (lambda paper: paper.deliver(), "no channel"),
        (lambda paper: paper.feeds.add(), "name a feed"),
        (lambda paper: paper.topics.add(" ", papertrail.TopicSettings()), "needs a name"),
        (lambda paper: paper.topics.edit("Graphs", papertrail.TopicSettings()), "what to change"),
        (lambda paper: paper.schedule.install(at="25:00"), "a schedule needs a time of day"),
        (lambda paper: paper.schedule.install(scheduler="at"), "unknown scheduler"),
    ],
)
def test_a_value_that_can_not_be_used_is_a_usage_error(
    filled: Home, act: "object", message: str
) -> None:
    with papertrail.open() as paper, pytest.raises(papertrail.UsageError, match=message):
        act(paper)  # type: ignore[operator]


def test_settings_that_were_changed_are_seen_at_once(home: Home) -> None:
    with papertrail.open() as paper:
        assert [feed.name for feed in paper.feeds.list()] == ["arxiv:cs.LG"]
        done = paper.feeds.add(["arxiv:cs.CL"])
        assert done.added == ("arxiv:cs.CL",)
        assert [feed.name for feed in paper.feeds.list()] == ["arxiv:cs.LG", "arxiv:cs.CL"]
        assert paper.feeds.remove(["arxiv:cs.LG", "arxiv:cs.AI"]) == (
            ("arxiv:cs.LG",),
            ("arxiv:cs.AI",),
        )
        paper.topics.add("Meta-learning", papertrail.TopicSettings(limit=3))
        assert paper.topics.list()[-1].about == ("Meta-learning",)


def test_progress_that_nobody_overrides_does_nothing() -> None:
    progress = Progress()
    report = papertrail.SourceReport("arxiv:cs.LG")
    for callback in (progress.note, progress.detail):
        callback("a line")
    progress.fetched(report)
    progress.source_ended(report)
    progress.reconciled("arxiv:cs.LG", "no network")
    advance: Advance
    with progress.track(3, "papers") as advance:
        advance(1)


def test_results_are_frozen() -> None:
    for name in dir(papertrail):
        kind = getattr(papertrail, name)
        if is_dataclass(kind) and kind.__module__.startswith("papertrail.types"):
            assert kind.__dataclass_params__.frozen, name  # type: ignore[attr-defined]
    with pytest.raises(FrozenInstanceError):
        papertrail.SourceReport("arxiv:cs.LG").new = 1  # type: ignore[misc]


@pytest.mark.parametrize("module", sorted(ROOT.glob("core/*.py")), ids=lambda path: path.stem)
def test_the_application_neither_prints_nor_exits_nor_imports_an_interface(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }

    assert not names & {"print", "exit", "SystemExit", "click"}
    assert not {name for name in imported if name and name.split(".")[0] in ("click", "sys")}
    assert not {name for name in imported if name and name.startswith("papertrail.cli")}


def test_only_the_command_line_and_its_tests_import_it() -> None:
    # It runs several commands in one process that is killed.
    killing = "benchmarks/torture_home.py"
    allowed = ("papertrail/cli/", "papertrail/__main__.py", "tests/", killing)
    project = ROOT.parent
    users = [
        path.relative_to(project).as_posix()
        for folder in ("papertrail", "feeds", "index", "benchmarks", "docs")
        for path in (project / folder).rglob("*.py")
        if "papertrail.cli" in path.read_text(encoding="utf-8")
    ]

    assert [name for name in users if not name.startswith(allowed)] == []

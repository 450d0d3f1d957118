"""The commands of the library, as a user types them."""

import sys
from pathlib import Path

import pytest

from papertrail.workspace import Home
from tests.papertrail.conftest import Run

FIRST, SECOND = "arxiv:2606.10001", "arxiv:2606.10012"
HOSTILE = "A \x1b[31mred\x1b[0m note\u202e\n\n    code\x07\n"


def editor(folder: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Make a program the editor; it gets the file's path as `path`."""
    script = folder / "editor.py"
    beginning = "import pathlib, subprocess, sys\npath = pathlib.Path(sys.argv[1])\n"
    script.write_text(beginning + program, encoding="utf-8")
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f'"{sys.executable}" "{script}"')


def drafts(home: Home) -> list[Path]:
    """Return the drafts that are kept."""
    return list((home.root / "drafts").glob("*"))


def test_a_note_is_written_in_the_editor_and_removed_by_emptying_it(
    filled: Home, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, "path.write_text('# Idea\\n\\nGood \\u00e9.\\n', 'utf-8')")
    assert run("note", FIRST, "--edit").out.startswith(f"note saved: {FIRST}")
    assert run("note", FIRST).out == "# Idea\n\nGood é.\n"
    assert run("note", FIRST, "--json").json["text"] == "# Idea\n\nGood é."

    editor(tmp_path, monkeypatch, "pass")
    assert run("note", FIRST, "--edit").out.startswith("note unchanged: ")
    editor(tmp_path, monkeypatch, "path.write_text('\\n')")
    assert "note removed: " in run("note", FIRST, "--edit").out
    assert "there is no note" in run("note", FIRST).err
    assert "note still empty" in run("note", FIRST, "--edit").out
    assert drafts(filled) == []

    assert run("undo").status == 0
    assert run("note", FIRST).out.startswith("# Idea")


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("path.write_text('lost?'); sys.exit(3)", "the editor failed"),
        ("path.write_bytes(b'\\xff\\xfe lost?')", "no text in UTF-8"),
        ("path.write_text('x' * 1_000_001)", "a note has at most 1,000,000 characters"),
    ],
)
def test_what_can_not_be_stored_stays_in_a_draft(
    filled: Home,
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    program: str,
    said: str,
) -> None:
    editor(tmp_path, monkeypatch, program)
    done = run("note", FIRST, "--edit")

    assert done.status == 1
    assert said in done.err
    (draft,) = drafts(filled)
    assert str(draft) in done.err
    assert draft.stat().st_mode & 0o077 == 0
    assert done.err.count("\n") == 1
    editor(tmp_path, monkeypatch, "pass")
    assert "an earlier draft was not stored" in run("note", FIRST, "--edit").err


def test_an_editor_that_does_not_start_leaves_the_note_alone(
    filled: Home, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "/no/such/editor")
    done = run("note", FIRST, "--edit")

    assert done.status == 1
    assert "the editor failed" in done.err
    assert "the note is as it was" in done.err
    assert drafts(filled) == []


def test_a_note_that_two_processes_edit_keeps_both_texts(
    filled: Home, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("note", FIRST, "-m", "Before.")
    other = f"[sys.executable, '-m', 'papertrail', 'note', '{FIRST}', '-m', 'From elsewhere.']"
    editor(
        tmp_path,
        monkeypatch,
        f"subprocess.run({other}, check=True); path.write_text('Rewritten.')",
    )
    done = run("note", FIRST, "--edit")

    assert "both texts are kept" in done.err
    text = run("note", FIRST).out
    assert "Rewritten." in text
    assert "Before.\n\nFrom elsewhere." in text
    run("undo")
    assert run("note", FIRST).out == "Before.\n\nFrom elsewhere.\n"


def test_text_of_notes_and_tags_can_not_control_the_terminal(
    filled: Home, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "note.md"
    file.write_text(HOSTILE, encoding="utf-8")
    run("note", FIRST, "-F", str(file))
    run("mark", "read", FIRST)

    outputs = [
        run(*command).out
        for command in (
            ("note", FIRST),
            ("show", FIRST),
            ("list",),
            ("list", "--columns", "note,title"),
            ("review",),
            ("recall",),
        )
    ]
    for output in outputs:
        assert not {"\x1b", "\x07", "\u202e"}.intersection(output)
    assert "    code" in outputs[0]
    assert run("note", FIRST, "--json").json["text"] == HOSTILE.strip()


def test_show_prints_state_tags_priority_and_note(filled: Home, run: Run) -> None:
    assert "yours  new" in run("show", FIRST).out
    run("mark", "later", FIRST)
    run("mark", "like", FIRST, "--topic", "Graphs")
    run("tag", FIRST, "robots", "to do")
    run("priority", "high", FIRST)
    run("note", FIRST, "-m", "Worth it.")

    out = run("show", FIRST).out
    assert "later since 2026-06-17 · like Graphs · high priority · #robots #to do" in out
    assert out.rstrip().endswith("Worth it.")
    found = run("show", FIRST, "--json").json
    assert (found["state"], found["priority"]) == ("later", "high")
    assert [tag["name"] for tag in found["tags"]] == ["robots", "to do"]
    assert found["note"]["text"] == "Worth it."


def test_looking_at_a_paper_changes_no_state(
    filled: Home, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("click.launch", lambda _: 0)
    run("open", FIRST)
    run("show", FIRST)
    run("next")

    assert run("list", "--json").json == []
    assert run("undo", "--list").err == "nothing to undo\n"


def test_lists_by_words_states_and_fields(filled: Home, run: Run) -> None:
    run("mark", "later", FIRST, SECOND)
    run("mark", "discard", SECOND)
    run("tag", FIRST, "robots")

    assert [paper["id"] for paper in run("list", "later", "--json").json] == [FIRST]
    assert [paper["id"] for paper in run("list", "skip", "save", "--json").json] == [SECOND, FIRST]
    assert [paper["id"] for paper in run("list", "--tag", "Robots", "--json").json] == [FIRST]
    assert [paper["id"] for paper in run("list", "-tag:robots", "state:later", "--json").json] == []
    words = run("list", "folding", "proteins", "--json").json
    assert [paper["title"] for paper in words] == ["Folding proteins with attention"]
    assert run("list", "--columns", "id,state,tags").out == (
        f"{SECOND}\tdiscarded\t\n{FIRST}\tlater\trobots\n"
    )
    everything = run("list", "--all", "-n", "5", "--sort", "title", "--json")
    assert "5 of 40 papers" in everything.err
    titles = [paper["title"].lower() for paper in everything.json]
    assert titles == sorted(titles)
    assert run("list", "--sort", "relevance").status == 2
    assert run("list", "--columns", "colour").status == 2


def test_undo_says_what_it_takes_back(filled: Home, run: Run) -> None:
    run("mark", "later", FIRST, SECOND)
    run("tag", FIRST, "robots")

    lines = run("undo", "--list").out.splitlines()
    assert [line.split("  ")[1].split(":")[0] for line in lines] == ["tag robots", "mark later"]
    assert run("undo", "5").out.count("undone: ") == 2
    assert run("undo").err == "nothing to undo\n"
    assert run("redo", "--json").json[0]["command"] == "mark later"
    assert {paper["id"] for paper in run("list", "--json").json} == {FIRST, SECOND}


def test_next_says_why(filled: Home, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("mark", "later", FIRST, SECOND, "arxiv:2606.10007")
    run("mark", "reading", SECOND)
    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-27T08:00:00Z")

    found = run("next", "-n", "2", "--json").json
    assert len(found) == 2
    assert all(0 <= paper["why"]["relevance"] <= 1 for paper in found)
    assert all(paper["why"]["waiting_days"] == 10 for paper in found)
    shown = run("next", "-n", "2")
    assert "waits for 10 days" in shown.out
    assert "chosen from 3 papers" in shown.err


def test_a_review_has_what_was_read_and_noted_this_week(
    filled: Home, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("mark", "read", FIRST)
    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-25T08:00:00Z")
    run("mark", "read", SECOND)
    run("note", SECOND, "-m", "Second.")
    run("note", FIRST, "-m", "First.")

    found = run("review", "--json").json
    assert [paper["id"] for paper in found["read"]] == [SECOND]
    assert [paper["note"]["text"] for paper in found["noted"]] == ["First."]
    assert "Second." in run("review", "--since", "30d").out


def test_noted_papers_come_back(filled: Home, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("note", FIRST, "-m", "First.")
    assert "the next one is on 2026-06-18" in run("recall").err

    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-18T08:00:00Z")
    first = run("recall", "--json").json
    assert [(paper["id"], paper["times"]) for paper in first["papers"]] == [(FIRST, 1)]
    again = run("recall", "--json").json["papers"]
    assert [(paper["id"], paper["times"]) for paper in again] == [(FIRST, 1)]
    monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-19T08:00:00Z")
    assert "the next one is on 2026-06-21" in run("recall").err


def test_statistics_count_by_state_tag_and_week(filled: Home, run: Run) -> None:
    run("mark", "read", FIRST)
    run("mark", "like", FIRST)
    run("tag", FIRST, "robots")

    found = run("stats", "--weeks", "2", "--json").json
    assert found["stored"] == 40
    assert found["states"] | {"new": 39} == found["states"]
    assert (found["states"]["read"], found["opinions"]["like"]) == (1, 1)
    assert found["tags"] == {"robots": 1}
    assert [week["monday"] for week in found["weeks"]] == ["2026-06-15", "2026-06-08"]
    assert found["weeks"][0]["read"] == 1
    assert "week from" in run("stats").out
    assert run("tags", "--json").json == [{"name": "robots", "papers": 1}]

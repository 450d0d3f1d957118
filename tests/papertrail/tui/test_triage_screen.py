"""The triage screen, driven by keys."""

import contextlib
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from papertrail.core.application import Papertrail
from papertrail.core.application import open as open_home
from papertrail.tui import editor
from papertrail.tui.app import TriageApp
from papertrail.types.library import Annotations
from papertrail.workspace import Home
from tests.papertrail.tui.conftest import lines, on_screen, open_filled, paper, press


def kept(opened: Papertrail, number: int) -> Annotations:
    store = opened.resources.store
    key = store.works.find("arxiv", f"2606.{number:05d}") or 0
    return store.library.of([key])[key]


def opinions(opened: Papertrail, number: int) -> list[str]:
    return [mark.kind for mark in kept(opened, number).opinions]


def title(app: TriageApp) -> str:
    paper = app.desk.front.triage.paper(app.listing.key or 0)
    return paper.work.title if paper else ""


def test_the_last_digest_is_shown_with_its_topics_and_the_paper_under_the_cursor(
    opened: Papertrail,
) -> None:
    async def script(app: TriageApp, pilot: Pilot[bool]) -> None:
        shown = lines(app)
        assert "Papers for Wednesday, 17 June 2026" in shown[0]
        assert shown[0].endswith("1 of 6")
        assert " Best of all topics (5)" in shown
        assert any(line.startswith(">    0.90 Paper 1 about graphs") for line in shown)
        text = "\n".join(shown)
        assert "A. Example, B. Sample" in text
        assert "why: 0.90 · Graphs · graphs, steps" in text
        assert "We study a subject. It is hard." in text
        assert "l like  d dislike  s later  x discard" in shown[-1]

    on_screen(opened, script)


def test_each_mark_is_stored_at_once_and_goes_on_to_the_next_paper(opened: Papertrail) -> None:
    async def script(app: TriageApp, pilot: Pilot[bool]) -> None:
        await press(app, pilot, "l", "d", "s", "x")
        assert app.listing.cursor == 4
        signs = [line[:4] for line in lines(app)[2:7]]
        assert signs == [" +  ", " -  ", "  * ", "  x ", ">   "]
        assert "discarded: Paper 4 about graphs" in lines(app)[-1]
        assert "4 decided · 5 of 6" in lines(app)[0]

    on_screen(opened, script)
    assert opinions(opened, 1) == ["like"]
    assert opinions(opened, 2) == ["dislike"]
    assert kept(opened, 3).state == "later"
    assert kept(opened, 4).state == "discarded"


def test_a_mark_is_about_the_topic_that_showed_the_paper(opened: Papertrail) -> None:
    async def script(app: TriageApp, pilot: Pilot[bool]) -> None:
        await press(app, pilot, "l", "l")

    on_screen(opened, script)
    assert [kept(opened, number).opinions[0].topic for number in (1, 2)] == ["Graphs", "Speech"]


def test_marks_stay_on_the_paper_if_the_configuration_says_so(
    bare: Home, opened: Papertrail
) -> None:
    with bare.config_file.open("a", encoding="utf-8") as file:
        file.write('\n[triage]\nadvance = false\n[triage.keys]\nlike = "ctrl+l"\nfind = []\n')
    opened.resources.forget_config()

    async def script(app: TriageApp, pilot: Pilot[bool]) -> None:
        await press(app, pilot, "ctrl+l", "s")
        assert app.listing.cursor == 0
        await press(app, pilot, "l")
        assert "l is no key here" in lines(app)[-1]

    on_screen(opened, script)
    assert opinions(opened, 1) == ["like"]
    assert kept(opened, 1).state == "later"


def test_undo_takes_back_one_change_after_the_other_also_after_a_restart(
    opened: Papertrail,
) -> None:
    async def first(app: TriageApp, pilot: Pilot[bool]) -> None:
        await press(app, pilot, "l", "s", "l", "u")
        assert app.listing.cursor == 2
        assert "taken back: mark like: Paper 3" in lines(app)[-1]

    async def second(app: TriageApp, pilot: Pilot[bool]) -> None:
        await press(app, pilot, "G", "u", "u")
        assert app.listing.cursor == 0
        await press(app, pilot, "u")
        assert "nothing is left" in lines(app)[-1]
        await press(app, pilot, "ctrl+r")

    on_screen(opened, first)
    on_screen(opened, second)
    assert opinions(opened, 1) == ["like"]
    assert kept(opened, 2).state == "new"
    assert opinions(opened, 3) == []


def test_opening_a_paper_changes_nothing_and_shows_its_address(
    opened: Papertrail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER", "no-such-browser")

    async def script(app: TriageApp, pilot: Pilot[bool]) -> None:
        await press(app, pilot, "o")
        assert "https://arxiv.org/abs/2606.00001" in lines(app)[-1]
        await press(app, pilot, "p")
        assert "https://arxiv.org/pdf/2606.00001 (y copies it" in lines(app)[-1]
        await press(app, pilot, "y", "enter")

    on_screen(opened, script)
    assert kept(opened, 1) == Annotations()


def test_a_browser_is_started_without_the_terminal(
    opened: Papertrail, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "browser"
    program.write_text(f'#!/bin/sh\necho noise\necho "$1" > {tmp_path}/opened\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(program))

    async def script(app: TriageApp, pilot: Pilot[bool]) -> None:
        await press(app, pilot, "p")
        for _ in range(200):
            if (tmp_path / "opened").exists():
                break
            await pilot.pause(0.02)
        assert "opened https://arxiv.org/pdf/2606.00001" in lines(app)[-1]

    on_screen(opened, script)
    assert (tmp_path / "opened").read_text().strip() == "https://arxiv.org/pdf/2606.00001"


def test_keys_of_vi_and_arrows_move_the_cursor(opened: Papertrail) -> None:
    async def script(app: TriageApp, pilot: Pilot[bool]) -> None:
        for keys, place in (
            (("j", "down"), 2),
            (("k",), 1),
            (("up", "up", "up"), 0),
            (("G",), 5),
            (("g",), 0),
            (("end",), 5),
            (("home",), 0),
            (("]",), 5),
            (("[",), 0),
            (("pagedown",), 5),
            (("ctrl+u",), 2),
        ):
            await press(app, pilot, *keys)
            assert app.listing.cursor == place, keys

    on_screen(opened, script)


def test_space_reads_on_and_goes_to_the_next_paper_at_the_end(opened: Papertrail) -> None:
    async def script(app: TriageApp, pilot: Pilot[bool]) -> None:
        before = lines(app)
        await press(app, pilot, "space")
        assert app.listing.cursor == 0
        assert lines(app) != before
        await press(app, pilot, "backspace")
        assert lines(app)[12:] == before[12:]
        await press(app, pilot, *["space"] * 4)
        assert app.listing.cursor > 0

    on_screen(opened, script)


def test_enter_shows_the_paper_alone_and_escape_the_list_again(opened: Papertrail) -> None:
    async def script(app: TriageApp, pilot: Pilot[bool]) -> None:
        await press(app, pilot, "enter")
        assert " Paper 1 about graphs" in lines(app)[1]
        await press(app, pilot, "j")
        assert " Paper 2 about graphs" in lines(app)[1]
        await press(app, pilot, "escape")
        assert any(line.startswith(">    0.85 Paper 2") for line in lines(app))
        await press(app, pilot, "escape")
        assert "this is the first list; q leaves" in lines(app)[-1]

    on_screen(opened, script)


def test_the_help_shows_every_key_and_any_key_leaves_it(opened: Papertrail) -> None:
    async def script(app: TriageApp, pilot: Pilot[bool]) -> None:
        await press(app, pilot, "?")
        text = "\n".join(lines(app))
        assert "Like the paper: topics find more like it." in text
        await press(app, pilot, "l")
        assert any(line.startswith(">    0.90 Paper 1") for line in lines(app))

    on_screen(opened, script, size=(80, 50))
    assert opinions(opened, 1) == []


def test_a_help_that_is_longer_than_the_screen_is_read_on(opened: Papertrail) -> None:
    async def script(app: TriageApp, pilot: Pilot[bool]) -> None:
        await press(app, pilot, "?")
        assert "+ liked   - disliked" in lines(app)[2]
        await press(app, pilot, "space")
        assert "Stop at once." in "\n".join(lines(app))
        await press(app, pilot, "k")
        assert "Signs" in lines(app)[1]
        await press(app, pilot, "space", "space")
        assert any(line.startswith(">    0.90 Paper 1") for line in lines(app))

    on_screen(opened, script)


def test_a_line_is_added_to_the_note(opened: Papertrail) -> None:
    async def script(app: TriageApp, pilot: Pilot[bool]) -> None:
        await pilot.press("n", *"read it l")
        await pilot.pause()
        await press(app, pilot, "enter")
        assert "the note is stored" in lines(app)[-1]
        await press(app, pilot, "g")
        assert any("n 0.90 Paper 1" in line for line in lines(app))
        await pilot.press("n", "x")
        await press(app, pilot, "escape")

    on_screen(opened, script)
    note = kept(opened, 1).note
    assert note
    assert note.text == "read it l"


def test_a_question_is_asked_about_the_paper_that_is_shown(opened: Papertrail) -> None:
    async def script(app: TriageApp, pilot: Pilot[bool]) -> None:
        for key in ("l", "n"):
            app.post_message(events.Key(key, key))
        await pilot.pause(0.2)
        assert any(line == " Paper 2 about graphs" for line in lines(app))
        await pilot.press(*"mine", "enter")
        await app.settled()

    on_screen(opened, script)
    note = kept(opened, 2).note
    assert note
    assert note.text == "mine"


def test_tags_are_added_completed_and_removed(opened: Papertrail) -> None:
    opened.library.tag(["arxiv:2606.00005"], ["Reading group"])

    async def script(app: TriageApp, pilot: Pilot[bool]) -> None:
        await pilot.press("t", *"new, rea")
        await pilot.pause(0.1)
        await pilot.press("tab")
        await press(app, pilot, "enter")
        assert "tags: new, reading group" in lines(app)[-1].lower()
        assert "#new" in "\n".join(lines(app))
        await pilot.press("t", *"-new")
        await press(app, pilot, "enter")

    on_screen(opened, script)
    assert [tag.name for tag in kept(opened, 1).tags] == ["Reading group"]


def test_what_can_not_be_a_tag_is_said(opened: Papertrail) -> None:
    async def script(app: TriageApp, pilot: Pilot[bool]) -> None:
        await pilot.press("t", *"!!!")
        await press(app, pilot, "enter")
        assert "is no tag" in lines(app)[-1]

    on_screen(opened, script)


def test_find_goes_to_the_next_title_and_round(opened: Papertrail) -> None:
    async def script(app: TriageApp, pilot: Pilot[bool]) -> None:
        await pilot.press("/", *"PAPER 4")
        await press(app, pilot, "enter")
        assert title(app) == "Paper 4 about graphs"
        await press(app, pilot, "j", "/", "enter")
        assert title(app) == "Paper 4 about graphs"
        await pilot.press("/", *"nothing like it")
        await press(app, pilot, "enter")
        assert "no title contains" in lines(app)[-1]

    on_screen(opened, script)


def test_similar_papers_are_a_list_from_which_one_goes_back(filled: Home) -> None:
    with open_home(filled.root) as opened:

        async def script(app: TriageApp, pilot: Pilot[bool]) -> None:
            await press(app, pilot, "j")
            before = title(app)
            await press(app, pilot, "m")
            assert lines(app)[0].startswith(f" Similar to {before}"[:30])
            assert len(app.listing.papers.keys) > 5
            await press(app, pilot, "escape")
            assert title(app) == before

        on_screen(opened, script, lambda home: home.triage.find("since:2000-01-01"))


def test_a_paper_that_is_not_indexed_has_no_similar_ones_and_the_screen_says_why(
    opened: Papertrail,
) -> None:
    async def script(app: TriageApp, pilot: Pilot[bool]) -> None:
        await press(app, pilot, "m")
        assert "index" in lines(app)[-1]
        assert app.is_running

    on_screen(opened, script)


HOSTILE = {
    "markup": "Learning [red]and[/red] [link=http://x]more[/link] [@click=app.quit]x[/]",
    "control": "Bell \x07 and \x1b[2J\x1b]0;owned\x07 and \r\n lines \x00 of \x9b31m text",
    "bidi": "Right \u202eot tfel\u2066 and \u200f back",
    "wide": "大規模言語モデルの効率的な推論手法に関する包括的な調査と今後の展望について述べる論文",
    "long": "word " * 2000,
    "one word": "x" * 10_000,
    "zero width": "a" + "\u0301" * 500,
    "empty of letters": "\u200b\u200b",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_titles_are_drawn_as_text_of_the_right_width(bare: Home, kind: str) -> None:
    with open_filled(bare, [paper(1, HOSTILE[kind]), paper(2, "Second")], in_digest=2) as opened:

        async def script(app: TriageApp, pilot: Pilot[bool]) -> None:
            rows = app.screen._compositor.render_strips()
            assert {row.cell_length for row in rows} == {80}
            text = "\n".join(row.text for row in rows)
            assert all(character.isprintable() or character == "\n" for character in text)
            assert not set(text) & set("\u202e\u2066\u200f\x1b\x07")
            if kind == "markup":
                assert "[red]and[/red]" in text
            await press(app, pilot, "l", "k", "enter", "space")
            assert app.is_running

        on_screen(opened, script)


def test_a_terminal_that_is_too_small_is_said_and_growing_shows_the_papers(
    opened: Papertrail,
) -> None:
    async def script(app: TriageApp, pilot: Pilot[bool]) -> None:
        assert "20x5, needs 40x8" in lines(app)[0]
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert any("Paper 1 about graphs" in line for line in lines(app))
        await pilot.resize_terminal(160, 40)
        await pilot.pause()
        assert any("Paper 3 about graphs" in line and "│" in line for line in lines(app))

    on_screen(opened, script, size=(20, 5))


def test_a_list_without_papers_says_what_to_do(bare: Home) -> None:
    with open_filled(bare, [paper(1)], in_digest=0) as opened:

        async def script(app: TriageApp, pilot: Pilot[bool]) -> None:
            assert "no paper of this digest matches" in "\n".join(lines(app))
            await press(app, pilot, "l", "j", "o", "t", "n", "m", "u", "enter", "?", "q")

        on_screen(opened, script)


def test_a_home_that_another_process_writes_to_is_waited_for(
    bare: Home, opened: Papertrail
) -> None:
    other = sqlite3.connect(bare.database, isolation_level=None)

    async def script(app: TriageApp, pilot: Pilot[bool]) -> None:
        other.execute("BEGIN IMMEDIATE")
        await pilot.press("l", "j")
        for _ in range(300):
            await pilot.pause(0.02)
            if "waiting for another papertrail process" in lines(app)[-1]:
                break
        assert any("…" in line[:5] for line in lines(app))
        assert opinions(opened, 1) == []
        other.execute("COMMIT")
        await app.settled()
        await pilot.pause()
        assert app.listing.cursor == 2

    try:
        on_screen(opened, script)
    finally:
        other.close()
    assert opinions(opened, 1) == ["like"]


def test_a_change_that_fails_is_said_and_leaves_the_row_as_it_was(
    opened: Papertrail, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    async def script(app: TriageApp, pilot: Pilot[bool]) -> None:
        monkeypatch.setattr(Papertrail, "mark", fail)
        await press(app, pilot, "l")
        assert "database or disk is full" in lines(app)[-1]
        assert lines(app)[2].startswith("     0.90 Paper 1")

    on_screen(opened, script)


def test_a_paper_that_was_merged_meanwhile_is_said_to_be_gone(opened: Papertrail) -> None:
    key = opened.resources.store.works.find("arxiv", "2606.00001") or 0

    async def script(app: TriageApp, pilot: Pilot[bool]) -> None:
        await press(app, pilot, "k", "l")
        assert "there is no paper here" in lines(app)[-1]
        assert "(no longer stored)" in "\n".join(lines(app))

    def load(home: Papertrail):  # noqa: ANN202
        found = home.triage.last_digest()
        return replace(found, keys=[key + 5000, *found.keys])

    on_screen(opened, script, load)


def test_the_editor_writes_the_note(
    opened: Papertrail, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "edit"
    program.write_text('#!/bin/sh\necho "written by hand" >> "$1"\n', encoding="utf-8")
    program.chmod(0o755)
    text, file = editor.written("before\n", tmp_path / "drafts", "arxiv:1", str(program))
    assert text == "before\nwritten by hand\n"
    editor.discard(file)
    assert not file.exists()

    monkeypatch.setenv("VISUAL", str(program))
    monkeypatch.setattr(TriageApp, "suspend", lambda _: contextlib.nullcontext())

    async def script(app: TriageApp, pilot: Pilot[bool]) -> None:
        await press(app, pilot, "e")

    on_screen(opened, script)
    note = kept(opened, 1).note
    assert note
    assert note.text == "written by hand"
    assert not list((opened.home.root / "drafts").iterdir())

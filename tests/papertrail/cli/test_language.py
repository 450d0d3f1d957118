"""The setting `language`."""

import pytest

from papertrail.workspace import Home
from tests.papertrail.conftest import Run


def set_language(language: str) -> None:
    file = Home.from_environment().config_file
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("[digest]\n", f'[digest]\nlanguage = "{language}"\n'), encoding="utf-8"
    )


@pytest.mark.usefixtures("home")
def test_a_way_and_a_term_are_shown_in_chinese_and_their_json_is_not(run: Run) -> None:
    run("init")
    english = run("learn", "meta-learning", "--json").json
    set_language("zh")

    assert "延伸阅读" in run("learn", "meta-learning").out
    assert "最早提出" in run("glossary", "MAML").out
    assert run("learn", "meta-learning", "--json").json == english


@pytest.mark.usefixtures("home")
def test_an_unknown_language_is_refused_with_its_line(run: Run) -> None:
    run("init")
    set_language("fr")

    done = run("learn", "meta-learning")

    assert done.status != 0
    assert "language must be one of en, zh, not 'fr'" in done.err

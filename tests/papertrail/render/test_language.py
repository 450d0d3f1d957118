"""Digests and ways in Chinese, and the catalogue that they come from."""

import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po
from rich.console import Console

from docs.translations import LOCALES, compiled
from papertrail.learn.collection import concepts, spine
from papertrail.render import html, learn_text, markdown, terminal, text
from papertrail.render import json as records
from papertrail.render.language import day_in_words, speak
from papertrail.types.digest import DigestView, News
from papertrail.types.learning import Way
from papertrail.types.work import Event
from tests.papertrail.render.test_render import DIGEST, EDITION, WORK

SOURCES = sorted(LOCALES.glob("*/LC_MESSAGES/*.po"))
ENGLISH = re.compile(
    r"Papers for|Added on|News of|new one|from arxiv|Abstract|exploring|Made by|quiet|similar"
    r"|more|nothing|cites|appeared|accepted|June|Wednesday"
)
VIEW = DigestView(
    DIGEST,
    tuple(
        replace(
            section,
            entries=tuple(
                replace(entry, role="exploration", similar=(WORK,)) for entry in section.entries
            ),
        )
        for section in EDITION.sections
    ),
    (News(WORK, (Event("new_version", 2, "", "2026-06-17"),)),),
    EDITION.sections,
)


def on_terminal(view: DigestView) -> str:
    out = Console(file=io.StringIO(), width=100)
    with out.capture() as printed:
        terminal.digest(out, view)
    return printed.get()


FORMS = {
    "terminal": on_terminal,
    "text": text.page,
    "md": markdown.page,
    "html": html.page,
    "mail": lambda view: html.page(view, mail=True),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_digest_in_chinese_has_no_english_heading(form: str) -> None:
    with speak("zh"):
        page = FORMS[form](VIEW)

    words = re.sub(
        r"<style>.*?</style>|<meta[^>]*>|papertrail digest --more", "", page, flags=re.DOTALL
    )
    assert "2026年6月17日" in page
    assert "你关注的论文的动态" in page
    assert "第 2 版" in page
    assert not ENGLISH.search(words)


@pytest.mark.parametrize("form", FORMS)
def test_a_quiet_digest_in_chinese_says_so(form: str) -> None:
    with speak("zh"):
        page = FORMS[form](DigestView(DIGEST, ()))

    assert "今日无相关论文" in page


def test_json_never_changes_with_the_language() -> None:
    with speak("zh"):
        chinese = records.dumps(records.digest(VIEW))

    assert chinese == records.dumps(records.digest(VIEW))


def test_a_day_is_written_as_the_language_does() -> None:
    day = date(2026, 12, 1)

    assert day_in_words(day, weekday=True) == "Tuesday, 1 December 2026"
    with speak("zh"):
        assert day_in_words(day) == "2026年12月1日"


def test_a_way_in_chinese_has_no_english_heading_or_reason() -> None:
    from papertrail.learn.way import fixed_steps

    steps = tuple(fixed_steps("meta-learning", "beginner", ()))
    with speak("zh"):
        shown = "\n".join(learn_text.lines(Way("元学习", steps, (), steps[:2]), 100))

    assert "首次提出" in shown
    assert "延伸阅读" in shown
    assert not {*learn_text.STAGES, learn_text.FURTHER} & set(shown.splitlines())
    for english in ("presumes", "to go", "later step", "Introduced ", " min)"):
        assert english not in shown


@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_compiled_catalogues_are_current(source: Path) -> None:
    assert source.with_suffix(".mo").read_bytes() == compiled(source), (
        "run: python docs/translations.py"
    )


@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_translations_keep_their_placeholders(source: Path) -> None:
    with source.open("rb") as file:
        catalogue = read_po(file)
    for message in catalogue:
        if message.id:
            originals = message.id if isinstance(message.id, tuple) else (message.id,)
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            for string in strings:
                assert string, message.id
                assert fields(string) == fields(originals[-1]), message.id


def test_all_of_the_spine_and_all_concepts_are_translated() -> None:
    with (LOCALES / "zh_CN/LC_MESSAGES/papertrail.po").open("rb") as file:
        catalogue = read_po(file)
    said = [each.title for each in concepts().values()]
    said += [*learn_text.STAGES, learn_text.FURTHER]
    for row in spine():
        said += [row["why"], *row["presumes"], *([row["title"]] if "title" in row else [])]

    assert [each for each in said if catalogue.get(each) is None] == []


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}

import io
import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from feeds.paper import Author
from papertrail.digest import Entry, Section
from papertrail.render import markdown, records, terminal
from papertrail.render.safe import link, printable
from papertrail.render.safe import markdown as escape_markdown
from papertrail.search import Hit
from papertrail.store import Appearance, Digest, Event, History, Work

WORK = Work(
    key=1,
    identifiers=(("arxiv", "2606.00001"), ("doi", "10.1000/1")),
    title="A plain title",
    abstract="First sentence of it. Second sentence that matches. Third sentence ends it.",
    url="https://arxiv.org/abs/2606.00001",
    authors=(Author("Ada Example"), Author("Bob Sample")),
    categories=("cs.LG",),
    sources=("arxiv:cs.LG",),
    version=1,
    submitted="2026-06-15T14:00:00Z",
    updated="2026-06-15T14:00:00Z",
    announced="2026-06-16",
    fetched="2026-06-17T08:00:00Z",
    venue=None,
    year=None,
    comment=None,
    journal_ref=None,
    withdrawn=False,
)
HOSTILE = [
    "\x1b[2J\x1b]0;owned\x07 title",
    "line\r\nBcc: everyone@example.org",
    "\u202etxt.exe \u2066hidden\u2069",
    "<script>alert(1)</script> & <img src=x>",
    "[click](javascript:alert(1)) **bold** `code` # head",
    "[bold red]rich markup[/] :smile: [link=http://x]y[/link]",
    "{{ 7 * 7 }} {% raw %}",
    "\x9b31m C1 \x85 next line \u2028 separator",
    "\ud800 lone surrogate",
    "x" * 100_000,
]


def shown(work: Work, *, color: bool = True) -> str:
    out = Console(file=io.StringIO(), force_terminal=color, width=100, highlight=False, markup=False, emoji=False)
    terminal.hits(out, [Hit(work, 0.5, work.abstract)])
    appearance = Appearance(work.title, (("url", work.url),), work.abstract, work.title, 2026, work.url, "2026-06-17")
    history = History(
        [appearance], [Event("accepted", 2, work.title, "2026-06-17")], [("reddit", work.title, work.url)]
    )
    terminal.work(out, work, history)
    terminal.digest(out, DIGEST, [Section(work.title, (Entry(work, 0.5, {"sentence": work.abstract}),))])
    return out.file.getvalue()  # type: ignore[attr-defined]


DIGEST = Digest("2026-06-17T08:00:00Z", 1, 1, (("arxiv:cs.LG", "current"),), ())


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_reaches_the_terminal_as_plain_characters(text: str) -> None:
    hostile = replace(
        WORK, title=text, abstract=text, authors=(Author(text),), comment=text, url=f"https://x/{text}", venue=text
    )

    printed = shown(hostile)

    # Rich's own colours and links are all that may use the escape character.
    rest = re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b\x07]*\x1b\\", "", printed)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\ud800-\udfff]", rest)
    assert len(printed) < 120_000


def test_rich_markup_in_a_title_is_shown_as_written() -> None:
    assert "[bold red]rich markup[/] :smile:" in shown(
        replace(WORK, title="[bold red]rich markup[/] :smile:"), color=False
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_no_markup_in_markdown(text: str) -> None:
    hostile = replace(WORK, title=text, authors=(Author(text),), url="javascript:alert(1)")

    page = markdown.digest(DIGEST, [Section(text, (Entry(hostile, 0.5, {"sentence": text}),))])

    assert not re.search(r"(?<!\\)[<`*_]", page.replace("**", ""))
    assert not re.search(r"(?<!\\)\]\(", page)
    assert "\nBcc" not in page


@given(st.text())
def test_printable_text_has_no_controls_and_escaping_keeps_every_character(text: str) -> None:
    plain = printable(text)

    assert plain.isprintable() or not any(ord(character) < 32 for character in plain)
    assert re.sub(r"\\([\\`*_{}\[\]<>#|~!&])", r"\1", escape_markdown(text)) == plain


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "", " //x"])
def test_only_web_addresses_become_links(url: str) -> None:
    assert link(url) == ""


def test_json_is_valid_whatever_the_text() -> None:
    for text in HOSTILE[:-2]:
        told = json.loads(records.dumps(records.hit(Hit(replace(WORK, title=text), 0.5, text))))
        assert told["title"] == text


def test_an_id_is_a_link_on_a_terminal_and_plain_elsewhere() -> None:
    assert "\x1b]8;" in shown(WORK)
    assert "\x1b" not in shown(WORK, color=False)


def test_the_snippet_begins_with_the_best_sentence_of_a_long_abstract() -> None:
    abstract = "The beginning is long and says little. " * 10 + "Here is the point. " + "Then more is said. " * 20
    out = Console(file=io.StringIO(), width=100, highlight=False)

    terminal.hits(out, [Hit(replace(WORK, abstract=abstract), 0.5, "Here is the point.")])

    lines = out.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert lines[2].strip().startswith("… Here is the point.")
    assert lines[3].endswith("…")
    assert lines[4] == ""


def test_every_line_fits_the_width() -> None:
    work = replace(
        WORK, title="A very long title " * 20, authors=tuple(Author(f"Author Number {n}") for n in range(40))
    )

    assert max(len(line) for line in shown(work, color=False).splitlines()) <= 100


def test_a_quiet_day_with_failing_sources_says_so() -> None:
    quiet = replace(DIGEST, considered=0, sources=(("arxiv:cs.LG", "failed"), ("arxiv:cs.CL", "current")))

    page = markdown.digest(quiet, [])

    assert "nothing new has arrived" in page
    assert "1 source failed" in page
    assert "failed: papertrail status" not in markdown.digest(DIGEST, [])


def test_a_work_known_by_doi_only_has_a_doi_as_its_id() -> None:
    assert replace(WORK, identifiers=(("doi", "10.1000/1"),)).id == "doi:10.1000/1"

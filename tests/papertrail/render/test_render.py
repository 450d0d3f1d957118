import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from string import punctuation

import feedparser
import lxml.etree
import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markupsafe import escape
from rich.console import Console

from feeds.paper import Author
from papertrail.errors import PapertrailError
from papertrail.render import atom, html, markdown, terminal, text
from papertrail.render import json as records
from papertrail.render.escaping import link, printable
from papertrail.render.escaping import markdown as escape_markdown
from papertrail.render.maths import with_maths
from papertrail.types.digest import Digest, DigestView, Entry, News, Section, SourceHealth
from papertrail.types.search import Hit
from papertrail.types.work import Appearance, Event, History, Work, WorkInFull

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
    "http://evil.example ``` --- === <!-- --> ]]> &#60;b&#62; &lt;i&gt;",
    "- item",
    "1. one",
    "| a | b |",
    "<https://evil.example> ![image](https://evil.example/x.png)",
    r"$\text{<img src=x onerror=alert(1)>}$ $\href{javascript:alert(1)}{x}$",
    '" onmouseover="alert(1)',
    "\\",
    "]( `tick",
    "",
]


DIGEST = Digest(
    "2026-06-17T08:00:00Z", 1, 1, (SourceHealth("arxiv:cs.LG", "current", 1),), (), uid="0" * 32
)
EDITION = DigestView(
    DIGEST,
    (Section("Graphs", (Entry(WORK, 0.5, {"sentence": "It matched.", "terms": ["graph"]}),)),),
)


def edition_of(work: Work, hostile_text: str) -> DigestView:
    """Return a digest with a text from outside in every place that can have one."""
    entries = (
        Entry(work, 0.5, {"sentence": hostile_text, "terms": [hostile_text]}, similar=(work,)),
        Entry(work, 0.4, {"sentence": hostile_text, "terms": []}, role="exploration"),
    )
    news = (
        News(
            work,
            (
                Event("accepted", 2, hostile_text, "2026-06-17"),
                Event("new_version", 2, "", "2026-06-17"),
            ),
        ),
    )
    digest = replace(
        DIGEST,
        sources=(SourceHealth(hostile_text, "stale", 1), SourceHealth("arxiv:cs.LG", "failed", 3)),
    )
    more = (Section(hostile_text, (Entry(work, 0.3, {"sentence": hostile_text, "terms": []}),)),)
    return DigestView(digest, (Section(hostile_text, entries), Section("Empty", ())), news, more)


def hostile(hostile_text: str) -> Work:
    """Return a work that says a text in every field."""
    return replace(
        WORK,
        identifiers=(("url", hostile_text),),
        title=hostile_text,
        abstract=hostile_text,
        authors=(Author(hostile_text),),
        comment=hostile_text,
        url=f"https://x/{hostile_text}",
        venue=hostile_text,
        categories=(hostile_text,),
    )


def shown(work: Work, *, color: bool = True) -> str:
    out = Console(
        file=io.StringIO(),
        force_terminal=color,
        width=100,
        highlight=False,
        markup=False,
        emoji=False,
    )
    terminal.hits(out, [Hit(work, 0.5, work.abstract)])
    appearance = Appearance(
        work.title, (("url", work.url),), work.abstract, work.title, 2026, work.url, "2026-06-17"
    )
    history = History(
        [appearance],
        [Event("accepted", 2, work.title, "2026-06-17")],
        [("reddit", work.title, work.url)],
    )
    terminal.work(out, WorkInFull(work, history))
    terminal.digest(out, edition_of(work, work.title))
    return out.file.getvalue()  # type: ignore[attr-defined]


def is_plain(printed: str) -> bool:
    """Return whether no character of a text controls the terminal or the direction of writing."""
    return not re.search(
        r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\ud800-\udfff]",
        printed,
    )


@pytest.mark.parametrize("hostile_text", HOSTILE)
def test_hostile_text_reaches_the_terminal_as_plain_characters(hostile_text: str) -> None:
    printed = shown(hostile(hostile_text))

    # Rich's own colours and links are all that may use the escape character.
    assert is_plain(re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b\x07]*\x1b\\", "", printed))
    assert len(printed) < 250_000


@pytest.mark.parametrize("hostile_text", HOSTILE)
def test_hostile_text_is_plain_in_text_and_makes_no_line_of_its_own(hostile_text: str) -> None:
    page = text.page(edition_of(hostile(hostile_text), hostile_text))

    assert is_plain(page)
    assert "\nBcc" not in page


HTML_ELEMENTS = {
    *(
        "html",
        "strong",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "header",
        "section",
        "article",
        "footer",
        "details",
    ),
    *("summary", "blockquote", "h1", "h2", "h3", "small", "p", "a", "span", "ul", "li"),
}
HTML_ATTRIBUTES = {
    "title",
    "lang",
    "charset",
    "name",
    "content",
    "http-equiv",
    "class",
    "href",
    "rel",
}
MATHML = {
    f"m{name}"
    for name in (
        *(
            "ath",
            "row",
            "i",
            "n",
            "o",
            "s",
            "text",
            "space",
            "sup",
            "sub",
            "subsup",
            "frac",
            "sqrt",
            "root",
            "over",
        ),
        *("under", "underover", "table", "tr", "td", "style", "padded", "phantom", "enclose"),
    )
}


def check_html(page: str, elements: set[str], attributes: set[str]) -> None:
    """Check that a page has no elements, attributes or addresses but ours."""
    tree = lxml.html.document_fromstring(page)
    drawn = set(tree.xpath("//math/descendant-or-self::*"))
    for element in tree.iter():
        assert isinstance(element.tag, str), "a comment"
        if element in drawn:
            assert element.tag in MATHML
            assert not set(element.attrib) & {"href", "style", "class", "id"}
        else:
            assert element.tag in elements
            assert set(element.attrib) <= attributes
        assert element.get("href", "https://").startswith(("https://", "http://"))
        assert not any(name.startswith("on") for name in element.attrib)


@pytest.mark.parametrize("mail", [False, True])
@pytest.mark.parametrize("hostile_text", HOSTILE)
def test_hostile_text_is_only_text_in_html(hostile_text: str, mail: bool) -> None:
    page = html.page(edition_of(hostile(hostile_text), hostile_text), mail=mail)

    check_html(page, HTML_ELEMENTS, HTML_ATTRIBUTES)
    assert is_plain(page)
    assert "49" not in lxml.html.document_fromstring(page).text_content()
    assert len(page) < 200_000


MARKDOWN_ELEMENTS = {
    "html",
    "body",
    "h1",
    "h2",
    "p",
    "ol",
    "ul",
    "li",
    "strong",
    "a",
    "br",
    "blockquote",
}


def rendered(page: str) -> str:
    body = MarkdownIt("commonmark", {"html": True}).enable("table").render(page)
    return f"<html><body>{body}</body></html>"


@pytest.mark.parametrize("hostile_text", HOSTILE)
def test_hostile_text_is_no_markup_in_markdown(hostile_text: str) -> None:
    page = markdown.page(edition_of(hostile(hostile_text), hostile_text))

    assert is_plain(page)
    assert "\nBcc" not in page
    check_html(rendered(page), MARKDOWN_ELEMENTS, {"href", "start"})
    tree = lxml.html.document_fromstring(rendered(page))
    titles = [title.text_content() for title in tree.iter("h2")]
    # As it has to be written within a formula.
    titles[0] = titles[0].replace("\\lt ", "<").replace("\\gt ", ">")
    assert titles == [printable(hostile_text), "News of papers you know"]
    assert len(tree.findall(".//ol/li")) == 2


@pytest.mark.parametrize("hostile_text", [item for item in HOSTILE if "surrogate" not in item])
def test_hostile_text_is_only_text_in_a_feed(hostile_text: str) -> None:
    page = atom.feed([edition_of(hostile(hostile_text), hostile_text)], "0" * 32)

    assert is_plain(page)
    feed = lxml.etree.fromstring(page.encode())
    allowed = {
        "feed",
        "id",
        "title",
        "updated",
        "generator",
        "author",
        "name",
        "entry",
        "published",
        "link",
    }
    assert {lxml.etree.QName(element).localname for element in feed.iter()} <= allowed | {
        "category",
        "content",
    }
    for content in feed.iter("{*}content"):
        check_html(
            f"<html><body>{content.text}</body></html>",
            {"html", "body", "p", "blockquote", "a"},
            {"href"},
        )


@given(st.text())
@settings(max_examples=60, deadline=None)
def test_no_text_whatever_is_markup_in_any_form(hostile_text: str) -> None:
    edition = edition_of(hostile(hostile_text), hostile_text)

    check_html(html.page(edition), HTML_ELEMENTS, HTML_ATTRIBUTES)
    check_html(rendered(markdown.page(edition)), MARKDOWN_ELEMENTS, {"href", "start"})
    lxml.etree.fromstring(atom.feed([edition], "0" * 32).encode())
    assert is_plain(text.page(edition))
    assert records.digest(edition)["topics"][0]["papers"][0]["title"] == hostile_text


@given(
    st.lists(
        st.sampled_from(
            [*"$\\{}_^&<>ax\"' ", "\\text{", "\\href{javascript:x}{", "\\frac", "\\color{red}"]
        )
    )
)
@settings(max_examples=200, deadline=None)
def test_no_formula_whatever_draws_more_than_mathml(parts: list[str]) -> None:
    check_html(
        f"<html><body><p>{with_maths(f'${chr(97)}{str().join(parts)}$')}</p></body></html>",
        HTML_ELEMENTS,
        set(),
    )


def test_rich_markup_in_a_title_is_shown_as_written() -> None:
    assert "[bold red]rich markup[/] :smile:" in shown(
        replace(WORK, title="[bold red]rich markup[/] :smile:"), color=False
    )


@given(st.text())
def test_printable_text_has_no_controls_and_escaping_keeps_every_character(text: str) -> None:
    plain = printable(text)

    assert plain.isprintable() or not any(ord(character) < 32 for character in plain)
    assert re.sub(rf"\\([{re.escape(punctuation)}])", r"\1", escape_markdown(text)) == plain


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "", " //x"]
)
def test_only_web_addresses_become_links(url: str) -> None:
    assert link(url) == ""


def test_json_is_valid_whatever_the_text() -> None:
    for title in HOSTILE:
        written = records.dumps(records.hit(Hit(replace(WORK, title=title), 0.5, title)))
        assert json.loads(written)["title"] == title
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", written)


def test_an_id_is_a_link_on_a_terminal_and_plain_elsewhere() -> None:
    assert "\x1b]8;" in shown(WORK)
    assert "\x1b" not in shown(WORK, color=False)


def test_the_snippet_begins_with_the_best_sentence_of_a_long_abstract() -> None:
    abstract = (
        "The beginning is long and says little. " * 10
        + "Here is the point. "
        + "Then more is said. " * 20
    )
    out = Console(file=io.StringIO(), width=100, highlight=False)

    terminal.hits(out, [Hit(replace(WORK, abstract=abstract), 0.5, "Here is the point.")])

    lines = out.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert lines[2].strip().startswith("… Here is the point.")
    assert lines[3].endswith("…")
    assert lines[4] == ""


def test_every_line_fits_the_width() -> None:
    work = replace(
        WORK,
        title="A very long title " * 20,
        authors=tuple(Author(f"Author Number {n}") for n in range(40)),
    )

    assert max(len(line) for line in shown(work, color=False).splitlines()) <= 100


@pytest.mark.parametrize("page", [html.page, markdown.page, text.page])
def test_every_page_says_what_was_considered_and_which_sources_are_unwell(
    page: Callable[[DigestView], str],
) -> None:
    sources = (
        SourceHealth("arxiv:cs.LG", "stale", 300),
        SourceHealth("neurips", "failed"),
        SourceHealth("acl", "current", 12),
    )
    output = " ".join(
        page(replace(EDITION, digest=replace(DIGEST, considered=320, sources=sources))).split()
    )

    assert "1 paper of 320 new ones" in output.replace("\\", "")
    assert "from arxiv:cs.LG 300, acl 12" in output.replace("\\", "")
    assert "stale: arxiv:cs.LG · failing: neurips" in output.replace("\\", "")


@pytest.mark.parametrize("page", [html.page, markdown.page, text.page])
def test_a_quiet_day_says_so(page: Callable[[DigestView], str]) -> None:
    quiet = DigestView(replace(DIGEST, considered=0), ())

    assert "nothing new has arrived" in page(quiet)
    assert "none of 1 new paper comes close" in page(DigestView(DIGEST, ()))
    assert "A quiet day" not in page(EDITION)


@pytest.mark.parametrize("page", [html.page, markdown.page, text.page])
def test_a_look_back_that_finds_nothing_names_its_first_day(
    page: Callable[[DigestView], str],
) -> None:
    look = page(DigestView(replace(DIGEST, considered=0, since="2026-06-16"), ()))

    assert "No paper has arrived since 16 June 2026." in look
    assert "since the last digest" not in look
    assert "0 papers of 0 since 2026-06-16" in look.replace("\\", "")


@pytest.mark.parametrize("page", [html.page, markdown.page, text.page])
def test_similar_papers_exploration_and_news_are_shown_separately(
    page: Callable[[DigestView], str],
) -> None:
    other = replace(WORK, key=2, title="A sibling", identifiers=(("arxiv", "2606.00002"),))
    odd = replace(WORK, key=3, title="Something else")
    known = replace(WORK, key=4, title="An old friend")
    entries = (
        Entry(WORK, 0.5, {"sentence": "It matched."}, similar=(other,)),
        Entry(odd, 0.3, {"sentence": ""}, role="exploration"),
    )
    news = (
        News(
            known,
            (
                Event("new_version", 2, "", "2026-06-17"),
                Event("accepted", 2, "ICML 2026", "2026-06-17"),
            ),
        ),
    )

    output = page(DigestView(DIGEST, (Section("Graphs", entries),), news))

    assert "and 1 similar" in output
    assert "A sibling" in output
    assert "2606.00002" in output
    assert output.count("exploring") - output.count(".exploring") - output.count('"exploring"') == 1
    assert output.index("News of papers you know") < output.index("An old friend")
    assert "version 2 appeared; accepted at ICML 2026" in output


def test_a_feed_is_valid_and_keeps_its_ids() -> None:
    page = atom.feed([EDITION, replace(EDITION, digest=replace(DIGEST, uid="1" * 32))], "a" * 32)

    feed = feedparser.parse(page)
    assert not feed.bozo
    assert feed.feed.updated == "2026-06-17T08:00:00Z"
    ids = [feed.feed.id, *(entry.id for entry in feed.entries)]
    assert len(set(ids)) == 3
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", found) for found in ids)
    assert feed.entries[0].link == WORK.url
    assert page == atom.feed(
        [EDITION, replace(EDITION, digest=replace(DIGEST, uid="1" * 32))], "a" * 32
    )


def test_formulas_are_drawn_on_the_page_and_written_in_the_mail() -> None:
    work = replace(
        WORK, title=r"An $O(n \log n)$ method for $5", abstract=r"Since $a < b$, \(x^2\) holds."
    )
    edition = replace(EDITION, sections=(Section("Graphs", (Entry(work, 0.5, {"sentence": ""}),)),))

    tree = lxml.html.document_fromstring(html.page(edition))

    assert len(tree.xpath("//h3//math")) == 1
    assert "method for $5" in tree.xpath("//h3")[0].text_content()
    assert len(tree.xpath("//details//msup")) == 1
    assert r"An $O(n \log n)$ method for $5" in html.page(edition, mail=True)


@pytest.mark.parametrize(
    "formula", [r"$\frac{a}{$", r"$\nosuchthing{x}$", "$" + "{" * 390 + "$", r"$\begin{cases}x$"]
)
def test_a_formula_that_cannot_be_drawn_stays_as_it_was_written(formula: str) -> None:
    assert with_maths(f"Of {formula} & more") == escape(f"Of {formula} & more")


def test_an_html_page_needs_nothing_from_elsewhere() -> None:
    page = html.page(EDITION)

    assert "default-src 'none'" in page
    assert not re.search(r"@import|url\(|<link|<script|src=", page)


def test_a_readers_own_template_comes_first_and_escapes_too(tmp_path: Path) -> None:
    (tmp_path / "digest.md").write_text(
        "{% for topic in topics %}{{ topic.name }}{% endfor %}", encoding="utf-8"
    )
    starred = replace(EDITION, sections=(Section("*stars*", EDITION.sections[0].entries),))

    assert markdown.page(starred, tmp_path) == r"\*stars\*"
    assert html.page(EDITION, tmp_path) == html.page(EDITION)


@pytest.mark.parametrize("name", ["summary", "told"])
def test_a_readers_own_template_gets_the_events_by_their_present_and_former_name(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "digest.md").write_text(
        f"{{% for known in news %}}{{{{ known.{name} }}}}{{% endfor %}}", encoding="utf-8"
    )
    news = (News(WORK, (Event("new_version", 2, "", "2026-06-17"),)),)

    assert markdown.page(replace(EDITION, news=news), tmp_path) == "version 2 appeared"


@pytest.mark.parametrize(
    ("template", "output"),
    [
        (
            "line\n{% for x in %}",
            "digest.html:2: Expected an expression, got 'end of statement block'",
        ),
        ("line\n\n{{ nosuch.thing }}", "digest.html:3: 'nosuch' is undefined"),
        (
            "{{ heading.__class__.__mro__ }}",
            "digest.html:1: access to attribute '__class__' of 'str' object is unsafe.",
        ),
        ("{% include 'nosuch.html' %}", "digest.html:1: there is no template nosuch.html"),
        ("{{ 1 / 0 }}", "digest.html:1: division by zero"),
    ],
)
def test_a_broken_template_is_named_with_its_line(
    tmp_path: Path, template: str, output: str
) -> None:
    (tmp_path / "digest.html").write_text(template, encoding="utf-8")

    with pytest.raises(PapertrailError) as failed:
        html.page(EDITION, tmp_path)

    assert str(failed.value) == f"{tmp_path}/{output}"


def test_a_template_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "digest.html").write_bytes(b"\xff\xfe")

    with pytest.raises(PapertrailError, match=r"digest\.html: it is not UTF-8 text"):
        html.page(EDITION, tmp_path)


def test_a_work_known_by_doi_only_has_a_doi_as_its_id() -> None:
    assert replace(WORK, identifiers=(("doi", "10.1000/1"),)).id == "doi:10.1000/1"


def test_formulas_are_formulas_in_markdown() -> None:
    text = r"A gain of 256$\times$256, $a_1 < b*c$ and \(x^2\) for $5 and $6; $\href{a}{b}$"

    assert escape_markdown(text) == (
        r"A gain of 256$\times$256, $a_1 \lt  b\ast c$ and $x^2$ for \$5 and \$6;"
        r" \$\\href\{a\}\{b\}\$"
    )


def best_of(topic: str) -> DigestView:
    """Return a digest of two topics, the second of which has the best paper."""
    works = [replace(WORK, key=key, title=f"Title {key}") for key in (1, 2, 3)]
    why = {"sentence": "Second sentence that matches.", "terms": []}
    entries = [
        Entry(work, score, why, topic=name)
        for work, score, name in zip(
            works, (0.6, 0.5, 0.9), ("Graphs", "Graphs", topic), strict=True
        )
    ]
    sections = (Section("Graphs", tuple(entries[:2])), Section(topic, (entries[2],)))
    return DigestView(replace(DIGEST, best=1), sections)


@pytest.mark.parametrize("page", [html.page, markdown.page, text.page])
def test_the_best_of_all_topics_is_read_first_with_its_topic(
    page: Callable[[DigestView], str],
) -> None:
    shown = page(best_of("Speech"))
    shown = shown[shown.find("<body>") + 1 :]

    order = [shown.index(part) for part in ("Best of all topics", "Title 3", "Title 1", "Title 2")]
    assert order == sorted(order)
    assert shown.count("Speech") == 1
    assert [entry["id"] for entry in records.digest(best_of("Speech"))["topics"][1]["papers"]]


@pytest.mark.parametrize("hostile_text", HOSTILE)
def test_the_topic_of_a_best_paper_is_only_text(hostile_text: str) -> None:
    view = best_of(hostile_text)

    check_html(html.page(view, mail=True), HTML_ELEMENTS, HTML_ATTRIBUTES)
    check_html(rendered(markdown.page(view)), MARKDOWN_ELEMENTS, {"href", "start"})
    assert is_plain(text.page(view))


def test_mails_and_files_have_whole_abstracts_and_pdfs() -> None:
    view = best_of("Speech")
    mail = lxml.html.document_fromstring(html.page(view, mail=True))
    plain = " ".join(text.page(view).split())

    (abstract, *_) = mail.find_class("abstract")
    assert abstract.text_content() == WORK.abstract
    assert abstract.findtext("strong") == "Second sentence that matches."
    assert plain.count(WORK.abstract) == 3
    for page in (plain, html.page(view), markdown.page(view)):
        assert "https://arxiv.org/pdf/2606.00001" in page


def test_an_id_is_never_cut_in_two() -> None:
    long = "openreview-of-a-venue-with-a-long-name/" * 4
    work = replace(WORK, identifiers=(("virtual", long),), url=f"https://example.org/{long}")

    printed = shown(work, color=False)

    assert printed.count(f"virtual:{long}") >= 3
    assert f"https://example.org/{long}" in printed

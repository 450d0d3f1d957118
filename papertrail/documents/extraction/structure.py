"""Decide what each paragraph of a document is: title, heading, body, caption and so on."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from papertrail.documents.extraction import headings
from papertrail.documents.extraction.furniture import PageLines, find_furniture, is_notice
from papertrail.documents.extraction.joining import Hyphens, join
from papertrail.documents.extraction.lines import Line
from papertrail.documents.extraction.order import Run, in_reading_order
from papertrail.documents.extraction.paragraphs import (
    Paragraph,
    cut_paragraphs,
    ends_sentence,
    looks_like_heading,
)
from papertrail.documents.extraction.references import cut_references, looks_like_entry
from papertrail.types.document import BlockKind

_MARK = re.compile(r"(?:\d{1,2}\.?|[*∗†‡§¶⋆♦♢◇]|[a-z](?=[A-Z]))\s*(?=[^\s\d.,%)])")
_LEADERS = re.compile(r"(?:\. ?){4,}\s*\d{1,4}$")
_LETTERS = re.compile(r"[^\W\d_]")


@dataclass(slots=True)
class Part:
    """A paragraph with its kind.

    Attributes:
        ordinals: the position of each line on its page, in the order of the file.
    """

    kind: BlockKind
    lines: list[Line]
    page: int
    text: str
    section: str = ""
    ordinals: list[int] = field(default_factory=list)


class _Layout:
    """Usual sizes of a document's type."""

    def __init__(self, pages: Iterable[PageLines]) -> None:
        sizes: Counter[float] = Counter()
        for page in pages:
            for line in page.lines:
                if not line.angle and line.maths < 0.5:
                    sizes[round(line.size * 2) / 2] += len(line.text)
        self.body = sizes.most_common(1)[0][0] if sizes else 10.0


def make_parts(pages: Sequence[PageLines]) -> list[Part]:
    """Return what a document has, in reading order, without running heads and page numbers."""
    layout = _Layout(pages)
    hyphens = Hyphens(line for page in pages for line in page.lines)
    furniture = find_furniture(pages)
    parts: list[Part] = []
    state = _State(layout.body)
    for page, away in zip(pages, furniture, strict=True):
        ordinals = {id(line): number for number, line in enumerate(page.lines)}
        kept = [line for number, line in enumerate(page.lines) if number not in away]
        runs = in_reading_order(kept, page.width)
        found = list(_page_parts(page, runs, state, hyphens))
        for part in found:
            part.ordinals = [ordinals[id(line)] for line in part.lines]
        parts += _joined_over_columns(_without_false_headings(found), hyphens)
    _name_sections(parts)
    return parts


@dataclass(slots=True)
class _State:
    """What was seen so far."""

    body: float
    in_references: bool = False
    has_title: bool = False
    has_begun: bool = False
    contents_on: int = 0

    def enter(self, heading: str, page: int) -> None:
        """Begin a section."""
        self.has_begun = True
        self.in_references = headings.starts_references(heading)
        if headings.starts_contents(heading):
            self.contents_on = page


def _page_parts(
    page: PageLines, runs: list[Run], state: _State, hyphens: Hyphens
) -> Iterator[Part]:
    title_size = 0.0 if state.has_title else _title_size(page, runs, state.body)
    feet = _feet(page, runs, state.body)
    if state.contents_on and _lists_contents(page):
        state.contents_on = page.number
    last: tuple[BlockKind, Run] | None = None
    for run in runs:
        if state.in_references and id(run) not in feet:
            pieces = cut_references(run.lines, state.body)
        else:
            pieces = cut_paragraphs(run.lines, state.body)
        for paragraph in pieces:
            kind: BlockKind | None
            kind = _kind(
                paragraph,
                state,
                page=page.number,
                title_size=title_size,
                at_foot=id(run) in feet,
            )
            if kind is BlockKind.OTHER and last and last[1] is run and last[0] is BlockKind.CAPTION:
                kind = BlockKind.CAPTION if _reads(paragraph, state.body) else kind
            if kind is None:
                continue
            text = join(paragraph.lines, hyphens)
            if kind is BlockKind.HEADING:
                state.enter(text, page.number)
            if kind is BlockKind.TITLE:
                state.has_title = True
            last = kind, run
            yield Part(kind, paragraph.lines, page.number, text)
    if runs:
        state.has_title = True


def _kind(
    paragraph: Paragraph, state: _State, *, page: int, title_size: float, at_foot: bool
) -> BlockKind | None:
    """Return the kind of a paragraph; None for a notice, which is no part of the paper."""
    text = paragraph.text
    size = paragraph.size
    if is_notice(text) and (at_foot or size < 0.97 * state.body or len(text) < 120):
        return None
    marked = size < 0.95 * state.body or paragraph.lines[0].bold > 0.1
    is_listing = paragraph.share("code") > 0.7
    kind = BlockKind.OTHER
    if title_size and size > 0.96 * title_size and not paragraph.lines[0].angle:
        kind = BlockKind.TITLE
    elif headings.starts_caption(text, marked=marked and not state.in_references):
        kind = BlockKind.CAPTION
    elif at_foot:
        kind = BlockKind.OTHER if is_listing and "/" not in text else BlockKind.FOOTNOTE
    elif _is_heading(paragraph, state, page):
        kind = BlockKind.HEADING
    elif state.in_references:
        kind = BlockKind.REFERENCE if looks_like_entry(paragraph) else BlockKind.OTHER
    elif state.contents_on == page or is_listing:
        kind = BlockKind.OTHER
    elif (state.has_begun or _is_prose(paragraph, state.body)) and _reads(paragraph, state.body):
        kind = BlockKind.BODY
    return kind


def _lists_contents(page: PageLines) -> bool:
    """Return whether a page goes on with a table of contents."""
    return sum(bool(_LEADERS.search(line.text)) for line in page.lines) >= 5


def _without_false_headings(parts: list[Part]) -> list[Part]:
    """Return parts of a page where bold words of tables and figures are no headings."""
    for part, following in reversed(list(pairwise(parts))):
        is_strange = part.kind is BlockKind.HEADING and not (
            headings.NUMBER.match(part.text) or headings.is_certain(part.text)
        )
        if is_strange and following.kind in (BlockKind.OTHER, BlockKind.CAPTION):
            part.kind = BlockKind.OTHER
    return parts


def _name_sections(parts: list[Part]) -> None:
    section = ""
    page = 0
    for part in parts:
        if part.kind is BlockKind.HEADING:
            section, page = part.text.rstrip(".:： "), part.page
        elif not section and part.kind is BlockKind.BODY and headings.starts_abstract(part.text):
            section, page = "Abstract", part.page
        elif part.page > page and headings.starts_abstract(section):
            # a letter has no headings
            section = ""
        part.section = "" if part.kind is BlockKind.TITLE else section


def _is_heading(paragraph: Paragraph, state: _State, page: int) -> bool:
    if len(paragraph.lines) > 3 or paragraph.lines[0].angle or state.contents_on == page:
        return False
    text = paragraph.text
    if len(text) > 140 or len(_LETTERS.findall(text)) < 0.5 * len(text):
        return False
    if not all(looks_like_heading(line, state.body) for line in paragraph.lines[:1]):
        return False
    numbered = headings.NUMBER.match(text) is not None
    named = headings.is_named(text)
    if state.in_references or not state.has_begun:
        return named or (numbered and paragraph.share("bold") > 0.8)
    if numbered or named:
        return True
    # bold words inside figures and tables are no headings
    return paragraph.size >= 0.98 * state.body and text[:1].isupper() and len(text) > 4


def _title_size(page: PageLines, runs: Sequence[Run], body: float) -> float:
    """Return the size of the title's type: the largest in the upper part of the page."""
    sizes = [
        line.size
        for run in runs
        for line in run.lines
        if not line.angle
        and line.baseline < 0.6 * page.height
        and len(_LETTERS.findall(line.text)) > 5
    ]
    largest = max(sizes, default=0.0)
    return largest if largest > 1.12 * body else 0.0


def _feet(page: PageLines, runs: Sequence[Run], body: float) -> set[int]:
    """Return ids of runs that are footnotes: small type under all of the body in their column."""
    feet: set[int] = set()
    for run in sorted(runs, key=lambda one: -one.bottom):
        lines = run.lines
        if run.top < 0.4 * page.height or lines[0].angle:
            continue
        if max(line.size for line in lines if len(line.text) > 2 or line is lines[0]) > 0.94 * body:
            continue
        first = lines[0].text
        below = [
            other
            for other in runs
            if other is not run
            and id(other) not in feet
            and other.top > run.bottom - 2
            and min(other.right, run.right) > max(other.left, run.left)
        ]
        if below or headings.starts_caption(first, marked=True):
            continue
        above_foot = any(
            id(other) in feet
            and abs(other.lines[0].size - lines[0].size) < 0.3
            and -2 <= other.top - run.bottom < 12
            and other.left < run.right
            and run.left < other.right
            for other in runs
        )
        if _MARK.match(first) or is_notice(first) or above_foot:
            feet.add(id(run))
    return feet


def _reads(paragraph: Paragraph, body: float) -> bool:
    """Return whether a paragraph is text to read, not part of a formula, table or figure."""
    text = paragraph.text
    solid = sum(not character.isspace() for character in text) or 1
    is_text = (
        not paragraph.lines[0].angle
        and 0.74 * body <= paragraph.size <= 1.3 * body
        and paragraph.share("maths") <= 0.4
        and len(_LETTERS.findall(text)) >= 0.6 * solid
        and not _lists_names(text)
    )
    rows = _rows(paragraph.lines)
    if not is_text or (rows > 1 and len(paragraph.lines) > 1.5 * rows):
        return False
    wide = sum(2 if character > "\u2e80" else 1 for character in text)
    if rows == 1:
        # one row of a table has no sentence
        return wide >= 12 and (ends_sentence(text) or (wide >= 40 and _lower_share(text) >= 0.5))
    return wide / rows >= 22


def _lists_names(text: str) -> bool:
    """Return whether a text is a list of names, such as the authors of an experiment."""
    latin = sum(character < "\u2e80" for character in text)
    return len(text.split()) >= 12 and latin > 0.8 * len(text) and _lower_share(text) < 0.2


def _lower_share(text: str) -> float:
    """Return the share of words in lower case; 1 for a script without cases."""
    words = [word for word in text.split() if word[0].isupper() or word[0].islower()]
    return sum(word[0].islower() for word in words) / len(words) if words else 1.0


def _is_prose(paragraph: Paragraph, body: float) -> bool:
    """Return whether a paragraph before the first heading is an abstract, not names."""
    text = paragraph.text
    if headings.starts_abstract(text):
        return True
    words = text.split()
    lower = sum(word[0].islower() for word in words)
    return _reads(paragraph, body) and len(words) >= 30 and lower > 0.55 * len(words)


def _rows(lines: Sequence[Line]) -> int:
    rows = 1
    for last, line in pairwise(lines):
        rows += abs(line.baseline - last.baseline) > 0.5 * max(line.size, last.size)
    return rows


def _joined_over_columns(parts: list[Part], hyphens: Hyphens) -> list[Part]:
    """Join a paragraph that goes on in the next column, after a figure or over a footnote."""
    found: list[Part] = []
    open_part: Part | None = None
    for part in parts:
        last = found[-1] if found else None
        if last and last.kind is part.kind is BlockKind.TITLE and _is_next_line(last, part):
            last.lines += part.lines
            last.ordinals += part.ordinals
            last.text = join(last.lines, hyphens)
            continue
        if part.kind is BlockKind.HEADING or part.kind is BlockKind.TITLE:
            open_part = None
        elif part.kind in (BlockKind.BODY, BlockKind.REFERENCE):
            if open_part and open_part.kind is part.kind and _goes_on(open_part, part):
                open_part.lines += part.lines
                open_part.ordinals += part.ordinals
                open_part.text = join(open_part.lines, hyphens)
                open_part = open_part if _is_unfinished(open_part) else None
                continue
            open_part = part if _is_unfinished(part) else None
        found.append(part)
    return found


def _is_next_line(part: Part, following: Part) -> bool:
    return abs(following.lines[0].baseline - part.lines[-1].baseline) < 2 * part.lines[-1].size


def _is_unfinished(part: Part) -> bool:
    return not ends_sentence(part.lines[-1].text)


def _goes_on(part: Part, following: Part) -> bool:
    last, first = part.lines[-1], following.lines[0]
    if abs(last.size - first.size) > 0.6:
        return False
    below = 0 < first.baseline - last.baseline < 3 * first.size and first.left < last.right
    if below and part.kind is BlockKind.BODY:
        # after a formula in between it is a paragraph of its own
        return following.ordinals[0] == part.ordinals[-1] + 1 and first.text[:1].islower()
    if part.kind is BlockKind.REFERENCE:
        return not re.match(r"\[\d|\d+\.\s", first.text) and not below and _starts_low(first.text)
    return _starts_low(first.text) or last.text.endswith("-")


def _starts_low(text: str) -> bool:
    return text[:1].islower() or text[:1] in "([,;)" or text[:1].isdigit()

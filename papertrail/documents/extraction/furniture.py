"""Find what belongs to pages and not to the paper: running heads, page numbers, notices."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from papertrail.documents.extraction.lines import Line

EDGE = 0.125
"""Share of a page's height at its top and bottom where running heads and page numbers are."""
ROWS = 4
"""Rows at the top and bottom of a page that can be running heads and notices."""

_PAGE_NUMBER = re.compile(
    r"\W*(?:page|seite|p\.)?\s*(?:\d{1,5}|[ivxlc]{2,7}|[ivx])(?:\s*(?:of|/|von)\s*\d{1,5})?\W*",
    re.IGNORECASE,
)
_CHINESE_PAGE = re.compile(r"第\s*\d+\s*页.*|[\u00b7\-\u2013\u2014\s]*\d+[\u00b7\-\u2013\u2014\s]*")
_NOTICE = re.compile(
    r"""
      arxiv:\d{4}\.\d{4,5}(?:v\d+)?\s*\[
    | arxiv:[a-z.-]+/\d{7}
    | proceedings\ of\ (?:the|machine)\b
    | (?:appearing|presented|to\ appear|accepted)\ (?:in|at|to)\b.{0,60}\b
        (?:proceedings|conference|workshop|19|20)
    | permission\ to\ (?:make|copy|reprint)
    | copyright\s+(?:\d{4}|©|\(c\)|is\ held)
    | (?:©|ⓒ|\(c\)|c)\s*(?:copyright\s+)?(?:held\s+by|(?:19|20)\d\d\b)
    | \d*\w{0,2}\s*conference\ on\ neural\ information\ processing\ systems
    | \d+(?:st|nd|rd|th)\ conference\ on\b.{0,80}(?:19|20)\d\d
    | preprint\.?(?:\s+(?:under\ review|work\ in\ progress)\b.*)?$
    | under\ review\ as\ a\ conference
    | published\ (?:as\ a\ conference\ paper\ at|in\ transactions\ on)
    | this\ (?:\w+\ )?(?:paper|version)\ is\ (?:the\ open\ access\ version|provided\ by)
    | this\ work\ is\ licensed\ under
    | publication\ rights\ licensed
    | (?:acm\ )?(?:isbn|issn)\b
    | jmlr:\ w&?cp
    | https?://doi\.org/10\.\d{4,}/\S+$
    | doi:?\s*10\.\d{4,}/\S+$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_DIGITS = re.compile(r"\d+")
_LINE_NUMBER = re.compile(r"\d{1,4}")


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of one page in the order of the file, and its size in points."""

    number: int
    width: float
    height: float
    lines: list[Line]


def is_notice(text: str) -> bool:
    """Return whether a text is the notice of a conference, publisher or archive."""
    return _NOTICE.match(text) is not None


def find_furniture(pages: Sequence[PageLines]) -> list[set[int]]:
    """Return for each page the positions of the lines that are no part of the paper."""
    edges = [_edge_rows(page) for page in pages]
    repeated = Counter(key for rows in edges for key in {key for _, key in rows})
    enough = 2 if len(pages) <= 4 else 3
    found = []
    for page, rows in zip(pages, edges, strict=True):
        away = set()
        for position, key in rows:
            line = page.lines[position]
            if repeated[key] >= enough or _is_number(line.text):
                away.add(position)
        away |= _stamps(page) | _line_numbers(page)
        found.append(away)
    return found


def _is_number(text: str) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(text) or _CHINESE_PAGE.fullmatch(text))


def _edge_rows(page: PageLines) -> list[tuple[int, tuple[str, int]]]:
    """Return lines of the outermost rows: position, and what is compared between pages."""
    flat = [(line.baseline, position) for position, line in enumerate(page.lines) if not line.angle]
    flat.sort()
    found = []
    for rows in (_rows(flat), _rows(flat[::-1])):
        for row in rows[:ROWS]:
            height = row[0][0] / max(page.height, 1.0)
            if EDGE < height < 1 - EDGE:
                break
            for baseline, position in row:
                text = _DIGITS.sub("#", page.lines[position].text.casefold())
                found.append((position, (text, round(baseline / 6))))
    return found


def _rows(places: list[tuple[float, int]]) -> list[list[tuple[float, int]]]:
    rows: list[list[tuple[float, int]]] = []
    for baseline, position in places:
        if rows and abs(rows[-1][-1][0] - baseline) <= 3.0:
            rows[-1].append((baseline, position))
        elif len(rows) == ROWS:
            break
        else:
            rows.append([(baseline, position)])
    return rows


def _stamps(page: PageLines) -> set[int]:
    """Return vertical lines at the edge of a page, such as arXiv's stamp."""
    return {
        position for position, line in enumerate(page.lines) if line.angle and is_notice(line.text)
    }


def _line_numbers(page: PageLines) -> set[int]:
    """Return the line numbers of a manuscript: many numbers in one column at the margin."""
    columns: dict[int, list[int]] = {}
    for position, line in enumerate(page.lines):
        at_margin = line.right < 0.13 * page.width or line.left > 0.87 * page.width
        if at_margin and not line.angle and _LINE_NUMBER.fullmatch(line.text):
            columns.setdefault(round(line.right / 4), []).append(position)
    return {position for column in columns.values() if len(column) >= 20 for position in column}

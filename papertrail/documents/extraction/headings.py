"""Recognise headings, captions and the names of sections by their wording."""

import re

NUMBER = re.compile(
    r"""
    (?: (?:appendix|annex|chapter|section|part|kapitel|abschnitt|anhang)\s+[A-Z\d]{1,3}[.:]?
      | (?:\d{1,2}|[A-Z])(?:\.\d{1,2}){0,4}\.?
      | [IVX]{1,5}\.
      | §\s?\d+
    )
    (?: \s+ | (?<=\.)(?=[A-Z]) | (?=[\u4e00-\u9fff]) )
    (?= [^\W\d_] | ["“‘$] )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NAMES = re.compile(
    r"""
    (?: abstract | summary | keywords? | index\ terms | introduction | background | motivation
      | preliminaries | related\ works? | prior\ work | methods? | methodology | approach | model
      | materials\ and\ methods | experiments? | experimental\ (?:setup|results) | evaluation
      | results? | results\ and\ discussion | discussion | analysis | ablations?(?:\ study)?
      | limitations? | (?:broader|societal)\ impacts?(?:\ statement)? | ethic(?:s|al)\b.{0,40}
      | conclusions? | conclusions?\ and\ .{3,30} | concluding\ remarks | future\ work
      | acknowledge?ments? | acknowledge?ments?\ and\ .{3,30} | funding | author\ contributions
      | reproducibility(?:\ statement)? | (?:data|code)(?:\ and\ (?:code|data))?\ availability
      | references? | bibliography | literature(?:\ cited)? | works\ cited
      | appendi(?:x|ces)\b.{0,60} | supplementa\w+\b.{0,60} | contents | table\ of\ contents
      | literatur(?:verzeichnis)? | zusammenfassung | einleitung | einf(?:ü|u)hrung | fazit | anhang
      | danksagung | inhaltsverzeichnis
      | 摘\s*要 | 引\s*言 | 关键词 | 参\s*考\s*文\s*献 | 结\s*论 | 结\s*束\s*语 | 致\s*谢 | 附\s*录
    )
    [.:]?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_REFERENCES = re.compile(
    r"(?:references?|bibliography|literature(?: cited)?|works cited|literatur(?:verzeichnis)?"
    r"|references and notes|参\s*考\s*文\s*献)\s*[.:：]?",
    re.IGNORECASE,
)
_CERTAIN = re.compile(
    r"abstract|references?$|bibliography|introduction|related|conclusion|acknowledg|appendi|supplem"
    r"|limitations$|discussion$|experiments$|contents$|keywords",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"(?:table of )?contents|inhaltsverzeichnis|inhalt|目\s*录", re.IGNORECASE)
_ABSTRACT = re.compile(r"(?:abstract|summary|zusammenfassung|摘\s*要)\b|摘\s*要", re.IGNORECASE)
_CAPTION = re.compile(
    r"""
    (?: (?:extended\ data\ |supplementary\ )?
        (?:figures?|fig\.?|tables?|tab\.?|algorithms?|listing|scheme|box|chart
        |abbildung|abb\.?|tabelle|code|program)
      | 图 | 表 | 圖
    )
    \s* (?P<number> S?\d{1,3}(?:[.-]\d{1,3})* | [IVX]{1,5} | [A-Z]\.?\d{1,3} )
    [a-z]?
    (?P<stop> \s*[:.|：] | \s*[\u2013\u2014-]\s | $ | (?=\s) )
    """,
    re.VERBOSE | re.IGNORECASE,
)


def is_named(text: str) -> bool:
    """Return whether a text is the name of a usual section, such as "Related Work"."""
    return _NAMES.fullmatch(without_number(text)) is not None


def is_certain(text: str) -> bool:
    """Return whether a name is that of a section wherever it occurs; "Model" is one of tables."""
    return _CERTAIN.match(without_number(text)) is not None


def without_number(text: str) -> str:
    """Return a heading without its number."""
    number = NUMBER.match(text)
    return text[number.end() :] if number else text


def starts_references(text: str) -> bool:
    """Return whether a heading is that of the bibliography."""
    return _REFERENCES.fullmatch(without_number(text)) is not None


def starts_contents(text: str) -> bool:
    """Return whether a heading is that of a table of contents."""
    return _CONTENTS.fullmatch(without_number(text)) is not None


def starts_abstract(text: str) -> bool:
    """Return whether a text begins as an abstract does."""
    return _ABSTRACT.match(text) is not None


def starts_caption(text: str, *, marked: bool) -> bool:
    """Return whether a text begins as a caption does.

    Args:
        text: a line or paragraph.
        marked: the type is smaller than that of the body, or bold; then "Figure 3" needs no stop.
    """
    found = _CAPTION.match(text)
    if not found:
        return False
    if found["stop"].strip() or found.end() == len(text):
        return True
    following = text[found.end() :].lstrip()
    return marked and not following[:1].islower()

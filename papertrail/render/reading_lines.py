"""Render reading help, and what a language model wrote, as lines of text."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from papertrail.render.escaping import link, printable
from papertrail.render.phrases import TITLE, plural

if TYPE_CHECKING:
    from papertrail.types.assist import AssistedText, Translation
    from papertrail.types.reading import Answers, Comparison, Glossary, Overview, Quote
    from papertrail.types.work import Work

_LONGEST = 1500
_SECTION = 60
_INDENT = "  "


def answers(found: "Answers", width: int) -> Iterator[str]:
    """Yield the answers to a question, each with its paper, page and section."""
    for number, answer in enumerate(found.answers, 1):
        best = answer.quotes[answer.best]
        yield from _wrapped(f"{number}. {_joined(answer.quotes)}", width, "   ")
        yield f"   {_named(answer.work)}, {place(best)}"
    if not found.answers:
        count = len(found.asked)
        where = "this paper" if count == 1 else f"these {plural(count, 'paper')}"
        yield f"nothing in {where} says this"


def overview(found: "Overview", width: int) -> Iterator[str]:
    """Yield a paper in extracted sentences."""
    yield _named(found.work)
    for part in found.parts:
        yield ""
        yield part.name
        yield from _quotes(part.quotes, width)
    if found.links:
        yield ""
        yield "code and data"
        for each in found.links:
            address = link(each.url) if each.url else "announced, without an address"
            where = f"p. {each.page}" if each.page else "abstract"
            yield f"{_INDENT}{each.whose.value} {each.kind.value}: {address} ({where})"


def glossary(found: "Glossary", width: int) -> Iterator[str]:
    """Yield the terms of a paper with the sentences that define them."""
    yield _named(found.work)
    for is_symbol, title in ((False, "acronyms"), (True, "symbols")):
        terms = [term for term in found.terms if term.is_symbol is is_symbol]
        if terms:
            yield ""
            yield title
        for term in terms:
            yield (
                f"{_INDENT}{printable(term.term)}: {printable(term.meaning)} ({place(term.quote)})"
            )
            yield from _wrapped(f"{_INDENT * 2}{printable(term.quote.text, _LONGEST)}", width)
    if not found.terms:
        yield f"{_INDENT}no definition of an acronym or symbol was found"


def comparison(found: "Comparison", width: int) -> Iterator[str]:
    """Yield papers next to each other, by aspect."""
    for number, work in enumerate(found.works, 1):
        yield f"[{number}] {_named(work)}"
    for aspect in found.aspects:
        yield ""
        yield aspect.name
        if aspect.shared:
            names = ", ".join(printable(name) for name in aspect.shared)
            yield f"{_INDENT}named in all: {names}"
        for number, quotes in enumerate(aspect.quotes, 1):
            yield f"{_INDENT}[{number}]"
            yield from _quotes(quotes, width, _INDENT * 2)


def assisted(found: "AssistedText", width: int) -> Iterator[str]:
    """Yield what a language model wrote, each sentence with the words that prove it."""
    for sentence in found.sentences:
        pages = ", ".join(str(page) for page in sentence.pages)
        yield from _wrapped(f"{printable(sentence.text, _LONGEST)} [p. {pages}]", width)
        several = f"{printable(sentence.work.id)}, " if len(found.works) > 1 else ""
        quoted = printable(sentence.quote.text, _LONGEST)
        yield from _wrapped(
            f"{_INDENT}\u201c{quoted}\u201d ({several}{place(sentence.quote)})", width, _INDENT
        )
    if not found.sentences:
        yield "the model wrote nothing that these passages support"


def struck(found: "AssistedText") -> str | None:
    """Return a line about sentences that were left out, None if there are none."""
    if not found.struck:
        return None
    return f"left out, since no passage supports it: {plural(found.struck, 'sentence')}"


def translation(found: "Translation", width: int) -> Iterator[str]:
    """Yield a translation below its original."""
    for original, translated in (
        (found.work.title, found.title),
        (found.work.abstract, found.abstract),
    ):
        if original.strip():
            yield from _wrapped(printable(original, 4 * _LONGEST), width)
            yield from _wrapped(printable(translated, 4 * _LONGEST), width)
            yield ""


def place(quote: "Quote") -> str:
    """Return the page and section of a sentence."""
    section = printable(quote.section, _SECTION)
    return f"p. {quote.page}, {section}" if section else f"p. {quote.page}"


def _quotes(quotes: "Sequence[Quote]", width: int, indent: str = _INDENT) -> Iterator[str]:
    for quote in quotes:
        text = f"{printable(quote.text, _LONGEST)} ({place(quote)})"
        yield from _wrapped(f"{indent}- {text}", width, f"{indent}  ")
    if not quotes:
        yield f"{indent}no sentence was found"


def _joined(quotes: "Sequence[Quote]") -> str:
    return " ".join(printable(quote.text, _LONGEST) for quote in quotes)


def _named(work: "Work") -> str:
    return f"{printable(work.id)}  {printable(work.title, TITLE)}"


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    begins = text[: len(text) - len(text.lstrip())]
    return textwrap.wrap(
        text.strip(),
        width,
        initial_indent=begins,
        subsequent_indent=indent or begins,
        break_long_words=False,
        break_on_hyphens=False,
    )

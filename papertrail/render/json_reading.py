"""Render reading help, and what a language model wrote, as JSON."""

from typing import Any

from papertrail.types.assist import AssistedText, Translation
from papertrail.types.document import Link
from papertrail.types.reading import Answers, Comparison, Glossary, Overview, Quote
from papertrail.types.work import Work


def answers(found: Answers) -> dict[str, Any]:
    """Return the answers to a question; `answers` is empty if nothing says it."""
    return {
        "question": found.question,
        "answers": [
            {
                **_paper(answer.work),
                "page": answer.quotes[answer.best].page,
                "section": answer.quotes[answer.best].section,
                "sentence": answer.quotes[answer.best].text,
                "sentences": [quote(each) for each in answer.quotes],
                "confidence": round(answer.confidence, 3),
            }
            for answer in found.answers
        ],
        "asked": [_paper(work) for work in found.asked],
        "without_text": [_paper(work) for work in found.unread],
    }


def overview(found: Overview) -> dict[str, Any]:
    """Return the parts of an overview, and the links."""
    parts = {part.name: [quote(each) for each in part.quotes] for part in found.parts}
    return {**_paper(found.work), "parts": parts, "links": [_link(each) for each in found.links]}


def glossary(found: Glossary) -> dict[str, Any]:
    """Return the terms of a paper."""
    return {
        **_paper(found.work),
        "terms": [
            {
                "term": term.term,
                "meaning": term.meaning,
                "kind": "symbol" if term.is_symbol else "acronym",
                **quote(term.quote),
            }
            for term in found.terms
        ],
    }


def comparison(found: Comparison) -> dict[str, Any]:
    """Return papers next to each other."""
    return {
        "papers": [_paper(work) for work in found.works],
        "aspects": [
            {
                "name": aspect.name,
                "shared": list(aspect.shared),
                "papers": [
                    {"id": work.id, "quotes": [quote(each) for each in quotes]}
                    for work, quotes in zip(found.works, aspect.quotes, strict=True)
                ],
            }
            for aspect in found.aspects
        ],
    }


def assisted(found: AssistedText) -> dict[str, Any]:
    """Return a summary or an answer of a language model."""
    return {
        "question": found.question or None,
        "papers": [_paper(work) for work in found.works],
        "sentences": [
            {
                "text": sentence.text,
                "id": sentence.work.id,
                "pages": list(sentence.pages),
                "quote": quote(sentence.quote),
            }
            for sentence in found.sentences
        ],
        "struck": found.struck,
        "tokens": found.tokens,
    }


def translation(found: Translation) -> dict[str, Any]:
    """Return a translation with its original."""
    return {
        **_paper(found.work),
        "abstract": found.work.abstract,
        "language": found.language,
        "translated": {"title": found.title, "abstract": found.abstract},
        "stored": found.stored,
    }


def quote(found: Quote) -> dict[str, Any]:
    """Return a sentence as it is printed."""
    return {"text": found.text, "page": found.page, "section": found.section}


def _paper(work: Work) -> dict[str, Any]:
    return {"id": work.id, "title": work.title}


def _link(found: Link) -> dict[str, Any]:
    return {
        "url": found.url,
        "kind": found.kind.value,
        "whose": found.whose.value,
        "page": found.page,
    }

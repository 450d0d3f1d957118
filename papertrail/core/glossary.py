"""Find where a term was introduced and is explained, in stored papers and bundled landmarks."""

import re
from collections.abc import Iterator

from index.errors import IndexingError
from papertrail.core.resources import Resources
from papertrail.errors import NotFoundError, PapertrailError, UsageError
from papertrail.learn.collection import Concept, Landmark, concepts, landmarks, plain
from papertrail.learn.reasons import introducers
from papertrail.reading.sentences import sentences_of, split_sentences
from papertrail.reading.term_sentences import kind_of, other_forms, pattern, score
from papertrail.types.glossary import Definition, TermEntry
from papertrail.types.work import Work

COUNT = 5
_ABSTRACTS, _DOCUMENTS = 200, 20
"""Stored papers whose abstracts and full texts are read at most."""


def glossary(resources: Resources, term: str, count: int = COUNT) -> TermEntry:
    """Return where a term was introduced, its other forms, and its best explanations.

    Args:
        resources: the home; without a database, the bundled landmarks alone are read.
        term: a name or an acronym.
        count: the most explanations.

    Raises:
        UsageError: the term has no letter.
        NotFoundError: no paper defines it.
    """
    term = " ".join(term.split())
    if not any(map(str.isalpha, term)):
        raise UsageError("the term has no letter")
    works = _works(resources, term)
    texts = [work.text for work in works] + [each.abstract for each in landmarks().values()]
    forms = _forms(term, texts)
    if forms:
        known = {work.id for work in works}
        works += [each for each in _works(resources, forms[0]) if each.id not in known]
    names = (term, *forms)
    found = [*_in_landmarks(names), *_in_abstracts(works, names)]
    found += _in_documents(resources, works, names)
    first = _collected(names)
    if not found and first is None:
        raise NotFoundError(
            f"no stored paper says what {term!r} is",
            "papertrail update and fetch bring more texts; papertrail search finds papers with it",
        )
    if first is not None:
        found.append(first)
    dated = sorted((each for each in found if each.day), key=lambda each: each.day)
    introduced = first or (dated[0] if dated else None)
    return TermEntry(term, forms, introduced, _best(found, names, count))


def _best(found: list[Definition], names: tuple[str, ...], count: int) -> tuple[Definition, ...]:
    """Return the best explanations, one of a paper."""
    ordered = sorted(
        found,
        key=lambda each: (-score(each.kind, each.sentence, each.title, names), each.day or "~"),
    )
    of_papers: dict[str, Definition] = {}
    for each in ordered:
        of_papers.setdefault(each.id, each)
    return tuple(of_papers.values())[:count]


def _forms(term: str, texts: list[str]) -> tuple[str, ...]:
    """Return other names: those that texts define, and acronyms among names of a concept."""
    found = dict.fromkeys(other_forms(term, texts))
    known = {plain(each) for each in found}
    concept = _concept(term)
    for each in (*concept.aliases, bare(concept.title)) if concept else ():
        is_acronym = plain(each) == initials(term)
        if plain(each) not in known and (is_acronym or initials(each) == plain(term)):
            found.setdefault(each.upper() if is_acronym else each)
    return tuple(each for each in found if plain(each).removesuffix("s") not in _spellings(term))


def bare(title: str) -> str:
    """Return the title of a concept without its article."""
    return title.removeprefix("the ")


def initials(text: str) -> str:
    """Return the first letters of the words of a text; empty for one word."""
    words = plain(text).split()
    return "".join(word[0] for word in words) if len(words) > 1 else ""


def _spellings(term: str) -> set[str]:
    return {plain(term), plain(term).removesuffix("s")}


def _concept(term: str) -> Concept | None:
    for concept in concepts().values():
        if _spellings(term) & {plain(bare(concept.title)), *map(plain, concept.aliases)}:
            return concept
    return None


def _collected(names: tuple[str, ...]) -> Definition | None:
    """Return the landmark that brought a term, by the collection.

    It is the one whose title is the term, such as "LoRA: ...", or the first with the concept that
    the term is a name of, unless that one does not name the term and another's title does.
    """
    wanted = [pattern(name) for name in names]
    concept = next(filter(None, map(_concept, names)), None)
    first = None
    if concept is not None and concept.name in introducers():
        first = landmarks()[introducers()[concept.name]]
        if _names(f"{first.title} {first.abstract}", wanted):
            return _collection(first)
    titled = [
        each
        for each in landmarks().values()
        if not each.is_survey
        and any(found.fullmatch(each.title.partition(":")[0].strip()) for found in wanted)
    ]
    own = min(titled, key=lambda each: (each.date, each.id), default=first)
    return _collection(own) if own else None


def _names(text: str, wanted: list[re.Pattern[str]]) -> bool:
    return any(each.search(text) for each in wanted)


def _collection(landmark: Landmark) -> Definition:
    sentences = split_sentences(landmark.abstract)[:2] or [landmark.title]
    return Definition(
        landmark.id,
        landmark.title,
        landmark.url,
        landmark.date,
        " ".join(sentences),
        "collection",
    )


def _in_landmarks(names: tuple[str, ...]) -> Iterator[Definition]:
    wanted = [pattern(name) for name in names]
    for each in landmarks().values():
        if _names(each.title, wanted):
            yield _collection(each)
        for sentence in split_sentences(each.abstract):
            kind = kind_of(sentence, names)
            if kind:
                yield Definition(each.id, each.title, each.url, each.date, sentence, kind)


def _in_abstracts(works: list[Work], names: tuple[str, ...]) -> Iterator[Definition]:
    for work in works:
        if work.id in landmarks() and "landmarks" in work.sources:
            continue
        for sentence in split_sentences(work.abstract):
            kind = kind_of(sentence, names)
            if kind:
                yield _definition(work, sentence, kind)


def _in_documents(
    resources: Resources, works: list[Work], names: tuple[str, ...]
) -> Iterator[Definition]:
    """Yield the sentences of fetched full texts, of papers that have the term in their abstract."""
    if not resources.has_store():
        return
    store = resources.store
    have = store.documents.all()
    first = {work.key: work for work in works if work.key in have}
    others = [key for key in have if key not in first]
    chosen = {**first, **{work.key: work for work in store.works.get(others[:_DOCUMENTS])}}
    for key, work in list(chosen.items())[:_DOCUMENTS]:
        document = store.documents.text(key)
        for sentence in sentences_of(document) if document else ():
            kind = kind_of(sentence.text, names)
            if kind:
                yield _definition(work, sentence.text, kind, sentence.page)


def _definition(work: Work, sentence: str, kind: str, page: int | None = None) -> Definition:
    return Definition(work.id, work.title, work.url, work.published or "", sentence, kind, page)


def _works(resources: Resources, form: str) -> list[Work]:
    """Return stored papers whose title or abstract has a form of the term."""
    from papertrail.core.search import SearchOptions, search

    if not resources.has_store() or not resources.store.works.count():
        return []
    words = " ".join("".join(c if c.isalnum() else " " for c in form).split())
    options = SearchOptions(count=_ABSTRACTS, mode="keyword")
    try:
        hits = search(resources, f'"{words}"', options).hits
    except (IndexingError, PapertrailError, OSError):
        # Without an index of words, landmarks and full texts still answer.
        return []
    wanted = pattern(form)
    return [hit.work for hit in hits if wanted.search(hit.work.text)]

"""Read papers with the help of their own sentences: ask, skim, terms, compare."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from papertrail.core.citations import Citations
from papertrail.core.document_text import full_text, no_text
from papertrail.core.papers import resolve
from papertrail.core.resources import Resources
from papertrail.errors import NotFoundError, UsageError
from papertrail.types.filter import Filter
from papertrail.types.reading import Answer, Answers, Comparison, Glossary, Overview
from papertrail.types.work import Work

if TYPE_CHECKING:
    from index.embedding.encoder import Encoder
    from papertrail.reading.answers import Found, Text
    from papertrail.types.document import DocumentText

SHORTLIST = 8
"""Papers that a question about all of them is put to: those whose passages are closest to it."""
COUNT = 3


class Reading:
    """Reading help without a language model. Papers are named as for `core.papers.resolve`."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    def ask(
        self,
        question: str,
        papers: Sequence[str] = (),
        *,
        topic: str | None = None,
        count: int = COUNT,
        doubtful: bool = False,
    ) -> Answers:
        """Return the sentences of papers that answer a question, best first.

        Args:
            question: in plain words.
            papers: ids of the papers to ask; all that were fetched if there are none.
            topic: ask only papers that match this topic.
            count: the most answers.
            doubtful: return those below the cut-off too.

        Raises:
            UsageError: the question has no words.
            ConfigError: there is no such topic.
            NotFoundError: a paper is not stored, or none has a text.
            IndexingError: the model can't be used.
        """
        from papertrail.reading.answers import Asker

        if not any(map(str.isalnum, question)):
            raise UsageError("the question has no words")
        works, unread, remarks = self._works(question, papers, topic)
        encoder = self._encoder
        asker = Asker(question, encoder)
        found: list[Answer] = []
        for work, text in self._texts(works, encoder):
            answers = asker.ask(text, count, doubtful=doubtful)
            found += [_answer(work, text, each) for each in answers]
        found.sort(key=lambda answer: -answer.confidence)
        return Answers(question, tuple(found[:count]), tuple(works), tuple(unread), tuple(remarks))

    def skim(self, paper: str) -> Overview:
        """Return a paper in extracted sentences: problem, method, results and so on.

        Raises:
            NotFoundError: it is not stored, or has no text.
            IndexingError: the model can't be used.
        """
        from papertrail.reading.overview import overview

        work = resolve(self._resources, paper)
        document = full_text(self._resources, work, paper)
        encoder = self._encoder
        parts = overview(self._text(document, encoder), encoder)
        return Overview(work, parts, Citations(self._resources).links(work.id))

    def terms(self, paper: str) -> Glossary:
        """Return the acronyms and symbols of a paper, each where it is defined.

        Raises:
            NotFoundError: it is not stored, or has no text.
        """
        from papertrail.reading.definitions import terms_of
        from papertrail.reading.sentences import sentences_of

        work = resolve(self._resources, paper)
        return Glossary(work, terms_of(sentences_of(full_text(self._resources, work, paper))))

    def compare(self, papers: Sequence[str]) -> Comparison:
        """Return what papers say about data, metrics, results, claims and limitations.

        Raises:
            UsageError: fewer than two papers are named.
            NotFoundError: one is not stored, or has no text.
            IndexingError: the model can't be used.
        """
        from papertrail.reading.comparison import compare
        from papertrail.reading.overview import overview

        works = {work.key: work for work in (resolve(self._resources, each) for each in papers)}
        if len(works) < 2:  # noqa: PLR2004 - a comparison is of two
            raise UsageError("name at least two papers to compare")
        documents = [full_text(self._resources, work, work.id) for work in works.values()]
        encoder = self._encoder
        texts = [self._text(document, encoder) for document in documents]
        overviews = [overview(text, encoder) for text in texts]
        aspects = compare([text.sentences for text in texts], overviews)
        return Comparison(tuple(works.values()), aspects)

    def _works(
        self, question: str, papers: Sequence[str], topic: str | None
    ) -> tuple[list[Work], list[Work], list[str]]:
        """Return the papers to ask, those without a text, and remarks."""
        store = self._resources.store
        remarks: list[str] = []
        if papers:
            named = {work.key: work for work in (resolve(self._resources, each) for each in papers)}
        else:
            keys = [*store.documents.all()]
            named = {work.key: work for work in store.works.get(keys)}
        if topic is not None:
            named = self._of_topic(topic, named)
        have = store.documents.of(named)
        works = [work for key, work in named.items() if key in have and not have[key].problem]
        unread = [work for work in named.values() if work not in works] if papers else []
        if not works:
            if len(unread) == 1:
                raise self._no_text(unread[0])
            named_first = unread[0].id if unread else "ID"
            raise NotFoundError(
                "none of these papers has a full text", f"run: papertrail fetch {named_first}"
            )
        for work in unread:
            error = self._no_text(work)
            remarks.append(f"{error.message}; {error.hint}")
        if not papers and len(works) > SHORTLIST:
            works, remarks = self._closest(question, works)
        return works, unread, remarks

    def _no_text(self, work: Work) -> NotFoundError:
        return no_text(self._resources, work, f"there is no full text of {work.id}")

    def _closest(self, question: str, works: list[Work]) -> tuple[list[Work], list[str]]:
        """Return the papers whose passages are closest to a question, and remarks.

        Papers that the index of passages does not know yet come last, the latest first.
        """
        from papertrail.core.full_text import search_full_text

        allowed = {work.key: work for work in works}
        words = " ".join("".join(c if c.isalnum() else " " for c in question).split())
        found = search_full_text(self._resources, words, Filter(), 4 * SHORTLIST)
        closest = [hit.work.key for hit in found.hits if hit.work.key in allowed]
        chosen = [allowed[key] for key in dict.fromkeys([*closest, *allowed])][:SHORTLIST]
        remarks = [f"of {len(works)} papers, the {SHORTLIST} closest ones were asked"]
        if found.pending:
            remarks.append("some full texts are not indexed yet; papertrail update goes on with it")
        return chosen, remarks

    def _of_topic(self, name: str, works: dict[int, Work]) -> dict[int, Work]:
        """Return the works that match a topic."""
        from papertrail.topics.ranker import Ranker

        topic = self._resources.config.topic(name)
        ranker = Ranker.open(self._resources.store, self._resources.semantics(), (topic,))
        scores = ranker.score([*works])
        matches = scores.relevance[0] >= scores.cut_offs[0]
        return {key: works[key] for key in scores.keys[matches].tolist()}

    def _texts(self, works: Sequence[Work], encoder: "Encoder") -> "Iterator[tuple[Work, Text]]":
        store = self._resources.store
        with self._resources.progress.track(len(works), "papers") as advance:
            for work in works:
                document = store.documents.text(work.key)
                if document is not None:
                    yield work, self._text(document, encoder)
                advance(1)

    def _text(self, document: "DocumentText", encoder: "Encoder") -> "Text":
        from papertrail.reading.vectors import ready

        return ready(document, encoder, self._resources.home.cache / "sentences")

    @property
    def _encoder(self) -> "Encoder":
        return self._resources.semantics().encoder


def _answer(work: Work, text: "Text", found: "Found") -> Answer:
    from papertrail.reading.overview import quote

    quotes = tuple(quote(text.sentences[place]) for place in found.places)
    return Answer(work, quotes, found.places.index(found.best), found.confidence)

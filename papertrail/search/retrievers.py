"""Retrieve papers for a query: by meaning from the vectors, by words from the keyword index."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from index.errors import IndexingError
from index.folding import plain
from index.keywords import analysis
from index.keywords.index import KeywordIndex, Match
from index.keywords.query import Clause, Name, Phrase, Question, Stem, Words
from papertrail.indexing.generations import Semantics, vectors_of
from papertrail.indexing.keywords import EVERYTHING, clause_of, clauses
from papertrail.search.filter import mask_of
from papertrail.search.sentences import best_sentences
from papertrail.types.query import Condition, Query, has_filter
from papertrail.types.search import Ranking

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]
    Vector = NDArray[np.float32]

COMMON = 0.25
"""Share of papers above which a word is common: a hybrid search does not look it up if the query
has rarer ones. Chosen with benchmarks/quality.py on the dev sets."""
COMPOUND = 0.3
"""The weight of a word with hyphens as a whole, in addition to its parts. Chosen with
benchmarks/quality.py on the dev sets."""
_MOST_COMPOUNDS = 16
_COMPOUND = re.compile(r"\w+(?:-\w+)+")
_EXAMPLES = 5
"""Papers in which the spelling of a word is looked up."""
_MOST_LISTED = 20_000
"""Papers with a phrase that are listed before the nearest are looked for; if there are more, the
nearest are checked for the phrase."""


@dataclass(frozen=True, slots=True)
class Unavailable:
    """A retriever can't answer.

    Attributes:
        error: an IndexingError or OSError that says why.
    """

    error: Exception

    @property
    def reason(self) -> str:
        """The error in one line."""
        return str(self.error)


class RetrieverError(IndexingError):
    """A retriever that had opened fails while it is read; from then on it is unavailable."""


class Retriever(Protocol):
    """Ranks papers for a query."""

    def retrieve(self, query: Query, mask: "Mask | None", depth: int) -> Ranking | Unavailable:
        """Return the best papers that pass a mask, or why they can't be retrieved.

        Args:
            query: its text is not empty.
            mask: for each key whether it may be found, bool [n]; None lets all pass.
            depth: the most papers to return.

        Raises:
            RetrieverError: the other retriever, which finds phrases, fails.
        """
        ...


class KeywordRetriever:
    """Retrieve by words, with BM25 scores."""

    def __init__(self, open_index: Callable[[], KeywordIndex], *, skip_common: bool) -> None:
        """Make a retriever over the keyword index.

        Common words take the most time and decide the least; what the others find is scored by all
        words. `open_index` may raise IndexingError or OSError.
        """
        self._open_index = open_index
        self._skip_common = skip_common
        self._failure: Unavailable | None = None

    def open(self) -> Unavailable | None:
        """Open the index; return why that is impossible, or None."""
        try:
            if self._failure is None:
                _ = self._index
        except (IndexingError, OSError) as error:
            self._failure = Unavailable(error)
        return self._failure

    @cached_property
    def _index(self) -> KeywordIndex:
        return self._open_index()

    def retrieve(self, query: Query, mask: "Mask | None", depth: int) -> Ranking | Unavailable:
        """Return the papers that match best, see `Retriever`."""
        if failure := self.open():
            return failure
        try:
            with self._reading() as index:
                return Ranking.of(dict(self._matches(index, query, mask, depth)))
        except RetrieverError as error:
            return Unavailable(error)

    def newest(self, query: Query, mask: "Mask | None", count: int) -> list[int]:
        """Return the keys of the newest papers that meet a query without text."""
        with self._reading() as index:
            return [match.key for match in index.search(_question(query), count, mask)]

    def scores(self, query: Query, keys: Sequence[int]) -> dict[int, float]:
        """Return papers with their scores by all words and phrases of a query, best first."""
        with self._reading() as index:
            return dict(_scored(index, query, keys))

    def with_phrases(self, query: Query, mask: "Mask | None") -> "Mask | None":
        """Narrow a mask to the papers with what a query demands if they are few enough to list."""
        demanded = _demanded(query)
        if not demanded or self.open():
            return mask
        question = Question(required=demanded)
        with self._reading() as index:
            if index.count(question) > _MOST_LISTED:
                return mask
            return mask_of(match.key for match in index.search(question, _MOST_LISTED, mask))

    def meeting(self, query: Query, keys: Sequence[int]) -> set[int]:
        """Return the papers that have what a query demands and nothing that it excludes."""
        if not keys or self.open():
            return set(keys)
        required = _demanded(query) or (EVERYTHING,)
        question = Question((), required, tuple(map(Phrase, query.excluded)))
        with self._reading() as index:
            return {match.key for match in index.search(question, len(keys), mask_of(keys))}

    def by_author(self, query: Query, mask: "Mask | None", count: int) -> list[int]:
        """Return the newest papers of the author whom a query's text names."""
        question = Question(required=(Name(query.text), *clauses(query.criteria)))
        with self._reading() as index:
            return [match.key for match in index.search(question, count, mask)]

    def having(self, condition: Condition, most: int | None = None) -> list[int]:
        """Return the papers that meet a condition on words; none if the index is unavailable."""
        if self.open():
            return []
        question = Question(required=(clause_of(condition), EVERYTHING))
        with self._reading() as index:
            return [match.key for match in index.search(question, most or max(len(index), 1))]

    def count(self, clause: Words | Name) -> int:
        """Return how many papers meet a clause; none if the index is unavailable."""
        if self.open():
            return 0
        question = (
            Question((clause,)) if isinstance(clause, Words) else Question(required=(clause,))
        )
        with self._reading() as index:
            return index.count(question)

    def inverse_frequency(self, term: str) -> float:
        """Return how rare a term is: the logarithm that BM25 weighs it by."""
        with self._reading() as index:
            count, papers = index.frequency(term), len(index)
        return math.log(1 + (papers - count + 0.5) / (count + 0.5))

    def rarity(self) -> Callable[[str], float]:
        """Return `inverse_frequency` for many terms, which raises IndexingError itself."""
        index, papers = self._index, len(self._index)

        def of_term(term: str) -> float:
            count = index.frequency(term)
            return math.log(1 + (papers - count + 0.5) / (count + 0.5))

        return of_term

    def are_rare(self, words: Sequence[str], share: float) -> bool:
        """Decide whether some papers have the words, and at most a share of them has each."""
        with self._reading() as index:
            counts = [index.frequency(term) for word in words for term in analysis.terms(word)]
            return bool(counts) and min(counts) > 0 and max(counts) <= share * len(index)

    def shares(self, words: Sequence[str], keys: Sequence[int]) -> list[float]:
        """Return for each paper the share of some words that it has."""
        with self._reading() as index:
            found = [index.scores([Phrase(word)], keys) for word in words]
        return [
            sum(score > 0 for score in scores) / len(words) for scores in zip(*found, strict=True)
        ]

    def count_word(self, word: str) -> int:
        """Return how many papers have a word, or the rarest of the terms that it consists of."""
        with self._reading() as index:
            return min(map(index.frequency, analysis.terms(word)), default=0)

    def has_author(self, word: str) -> bool:
        """Return whether a word is in the name of an author."""
        return self.count(Name(word)) > 0

    def terms_from(self, beginning: str, most: int) -> list[tuple[str, int]]:
        """Return the most frequent terms with a beginning, with their frequencies."""
        with self._reading() as index:
            return index.terms_from(beginning, most)

    def having_term(self, term: str) -> list[int]:
        """Return a few papers with a term as `terms_from` returns it."""
        with self._reading() as index:
            return [match.key for match in index.search(Question((Stem(term),)), _EXAMPLES)]

    def rare_words(
        self, text: str, documents: Sequence[str], share: float = 0.5
    ) -> list[list[str]]:
        """Return for each document the words of a text that it has and at most a share of all."""
        if self.open():
            return [[] for _ in documents]
        with self._reading() as index:
            return index.rare_words(text, documents, share)

    def _matches(
        self, index: KeywordIndex, query: Query, mask: "Mask | None", depth: int
    ) -> list[Match]:
        rarer = []
        if self._skip_common:
            rarer = index.rare_words(query.text, [query.text], COMMON)[0]
        if not rarer or [rarer] == index.rare_words(query.text, [query.text], 1):
            found = index.search(_question(query), depth, mask)
            if not (self._skip_common and _compounds(query)):
                return found
        else:
            found = index.search(_question(replace(query, text=" ".join(rarer))), depth, mask)
        return _scored(index, query, [match.key for match in found])

    @contextmanager
    def _reading(self) -> Iterator[KeywordIndex]:
        """Yield the index; turn its errors into RetrieverError and remember them."""
        try:
            yield self._index
        except (IndexingError, OSError) as error:
            self._failure = Unavailable(error)
            raise _retriever_error(error, str(error)) from error


class SemanticRetriever:
    """Retrieve by meaning, with cosine similarities to the query's vector."""

    def __init__(self, open_semantics: Callable[[], Semantics], keyword: KeywordRetriever) -> None:
        """Make a retriever over the model's vectors, with a keyword retriever for phrases.

        `open_semantics` may raise IndexingError or OSError.
        """
        self._open_semantics = open_semantics
        self._keyword = keyword
        self._failure: Unavailable | None = None
        self._opened: tuple[Semantics, Vector] | None = None

    def load(self) -> Unavailable | None:
        """Load the model, once; return why that is impossible, or None."""
        try:
            if self._failure is None:
                self._semantics.encoder.load()
        except (IndexingError, OSError) as error:
            self._failure = Unavailable(error)
        return self._failure

    @cached_property
    def _semantics(self) -> Semantics:
        return self._open_semantics()

    @property
    def model(self) -> str:
        """The name of the model; only after `load`."""
        return self._semantics.encoder.model.name

    def open(self, query: Query) -> Unavailable | None:
        """Load the model and embed the query, once; return why that is impossible, or None."""
        try:
            if self._failure is None and self._opened is None:
                semantics = self._semantics
                self._opened = semantics, semantics.encoder.encode_queries([query.text])[0]
        except (IndexingError, OSError) as error:
            self._failure = Unavailable(error)
        return self._failure

    @property
    def is_open(self) -> bool:
        """Whether it has answered and can be read."""
        return self._opened is not None and self._failure is None

    @property
    def vector(self) -> "Vector":
        """The query as a vector [dim]; only after `open`."""
        return self._ready[1]

    def retrieve(self, query: Query, mask: "Mask | None", depth: int) -> Ranking | Unavailable:
        """Return the nearest papers, see `Retriever`."""
        if failure := self.open(query):
            return failure
        strict = query.strict
        found = self._keyword.with_phrases(query, mask) if strict else mask
        wider = depth
        while True:
            try:
                near = self._nearest(wider, found)
            except RetrieverError as error:
                return Unavailable(error)
            kept = self._keyword.meeting(query, list(near)) if strict else near.keys()
            if not strict or len(kept) >= depth // 2 or len(near) < wider:
                return Ranking.of({key: score for key, score in near.items() if key in kept})
            wider *= 4

    def embeddings(self, keys: "NDArray[np.int64]") -> "NDArray[np.float32]":
        """Return the vectors [n, dim] of papers, see `generations.vectors_of`."""
        with self._reading():
            return vectors_of(self._ready[0], keys)

    def sentences(self, query: Query, abstracts: Sequence[str]) -> list[str]:
        """Return the sentence of each abstract that is closest to a query."""
        semantics, vector = self._ready
        with self._reading():
            return best_sentences(semantics, vector, abstracts, query.text)

    @property
    def _ready(self) -> "tuple[Semantics, Vector]":
        assert self._opened is not None  # noqa: S101 - callers have opened it
        return self._opened

    def _nearest(self, count: int, mask: "Mask | None") -> dict[int, float]:
        semantics, vector = self._ready
        with self._reading():
            return nearest(semantics, vector, count, mask)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Turn errors of the vectors and of their model into RetrieverError and remember them."""
        try:
            yield
        except (IndexingError, OSError) as error:
            message = ""
            if isinstance(error, OSError):
                message = f"the vectors can't be read: {error}"
            failure = _retriever_error(error, message)
            self._failure = Unavailable(failure)
            raise failure from error


def nearest(
    semantics: Semantics, vector: "Vector", count: int, mask: "Mask | None"
) -> dict[int, float]:
    """Return the nearest papers, nearest first, with their similarities."""
    keys, scores = semantics.vectors.search(vector[None, :], count, mask)
    pairs = zip(keys[0].tolist(), scores[0].tolist(), strict=True)
    return {key: score for key, score in pairs if key >= 0}


def _retriever_error(error: Exception, message: str) -> RetrieverError:
    if isinstance(error, IndexingError):
        return RetrieverError(error.message, error.hint)
    return RetrieverError(message)


def _scored(index: KeywordIndex, query: Query, keys: Sequence[int]) -> list[Match]:
    """Return papers with their scores by all words and phrases of a query, best first."""
    compounds = [Phrase(compound, COMPOUND) for compound in _compounds(query)]
    scored = index.scores([Words(query.text), *map(Phrase, query.phrases), *compounds], keys)
    return sorted(map(Match, keys, scored), key=lambda match: match.score, reverse=True)


def _compounds(query: Query) -> list[str]:
    """Return the words with hyphens, such as few-shot, which are one name, not two words."""
    found = dict.fromkeys(_COMPOUND.findall(plain(query.text)))
    return list(found)[:_MOST_COMPOUNDS]


def _demanded(query: Query) -> tuple[Clause, ...]:
    """Return what papers have to meet by their words; filters have made the mask."""
    conditions = (condition for condition in query.conditions if not has_filter(condition))
    return (*map(Phrase, query.phrases), *map(clause_of, conditions))


def _question(query: Query) -> Question:
    wanted = (Words(query.text),) if query.text else ()
    required = (*_demanded(query), *clauses(query.criteria))
    excluded = tuple(map(Phrase, query.excluded))
    return Question(wanted, required if wanted or required else (EVERYTHING,), excluded)

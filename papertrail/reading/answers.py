"""Find the sentences of one document that answer a question, or say that none does.

No model writes anything. A sentence is scored with its neighbours by what an embedding model and
the words say, by what answers to such questions have (numbers, addresses, "because"), and by where
it is. Each score is relative to the other sentences of the document.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from papertrail.reading.lexical import Words
from papertrail.reading.questions import Question, analyse
from papertrail.reading.sentences import Sentence, neighbourhood

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.embedding.encoder import Encoder
    from papertrail.reading.lexical import Scores

    Vectors = NDArray[np.float32]

# The weights were chosen with benchmarks/reading_answers.py on every second question.
_MEANING, _PASSAGE, _TOKENS, _STATEMENTS = 0.6, 0.3, 0.4, 0.5
_TERMS, _NEIGHBOURS, _SIGNS = 0.2, 0.4, 0.8
_OVERVIEW, _APPENDIX, _NO_TEXT, _HEADING = 0.4, -0.5, -1.0, 2.0
_ALIKE = 0.5
"""What the score of a sentence loses for each answer of its section, and of its passage."""
# Confidence: a logistic regression on the same questions and on others about the same papers.
_SURE_MEANING, _SURE_SCORE, _SURE_UNKNOWN, _SURE_NAME, _SURE = 2.35, 0.335, -2.79, -2.62, -1.23
CUT_OFF = -0.3
"""The least confidence of the best answer; below it, a document does not answer. It refuses all
five questions of the set that have no answer, and one of the 31 others."""

_IS_OVERVIEW = re.compile(r"abstract|introduction|conclusion|^$|摘要|引言|结论", re.IGNORECASE)
_IS_APPENDIX = re.compile(r"[A-Z]\.?\d|[A-Z]\.? |Appendix|Supplement|Acknowl")
_LEAST_LETTERS = 0.7
_SHORTEST = 25
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_LEFT_OUT = re.compile(r"[\s\u00ad\ufffe-]")


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence that may answer, with its neighbours.

    Attributes:
        places: of the sentences that are shown, in the document's sentences.
        best: the place of the sentence itself.
        confidence: how sure it is that this answers; comparable between documents.
    """

    places: tuple[int, ...]
    best: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Text:
    """A document, ready for questions.

    Attributes:
        vectors: of each sentence with its neighbours, unit length, float32 [sentences, dim].
    """

    sentences: tuple[Sentence, ...]
    vectors: "Vectors"


def window_texts(sentences: tuple[Sentence, ...]) -> list[str]:
    """Return each sentence with its neighbours: the texts of `Text.vectors`."""
    return [
        " ".join(sentences[near].text for near in neighbourhood(sentences, place))
        for place in range(len(sentences))
    ]


class Asker:
    """Asks one question of documents.

    Args:
        question: in plain words.
        encoder: the model that made the documents' vectors.
    """

    def __init__(self, question: str, encoder: "Encoder") -> None:
        self.question: Question = analyse(question)
        self._encoder = encoder
        queries = encoder.encode_queries([question, self.question.rewritten])
        self._query, self._rewritten = queries
        statements = list(self.question.statements)
        self._statements = encoder.encode(statements) if statements else None

    def ask(self, text: Text, count: int = 3, *, doubtful: bool = False) -> list[Found]:
        """Return the sentences that answer, best first; none if the best is below the cut-off.

        Args:
            text: the document.
            count: the most answers.
            doubtful: return them in any case.
        """
        found = self._best(text, count)
        return found if doubtful or (found and found[0].confidence >= CUT_OFF) else []

    def _best(self, text: Text, count: int) -> list[Found]:
        if not text.sentences:
            return []
        words = Words(text.sentences)
        scores = self._scores(text, words)
        confidence = self._confidence(text, words)
        sections = np.array([hash(sentence.section) for sentence in text.sentences])
        passages = np.array([sentence.passage for sentence in text.sentences])
        left = scores.copy()
        found: list[Found] = []
        while len(found) < count and np.isfinite(left).any():
            place = int(left.argmax())
            window = neighbourhood(text.sentences, place)
            places = tuple(near for near in window if np.isfinite(left[near]))
            found.append(Found(places, place, confidence(float(scores[place]))))
            left[[*places]] = -np.inf
            # What is next to an answer often says the same.
            left[sections == sections[place]] -= _ALIKE
            left[passages == passages[place]] -= _ALIKE
        return found

    def _scores(self, text: Text, words: Words) -> "Scores":
        vectors, sentences = text.vectors, text.sentences
        meaning = vectors @ self._query
        total = _MEANING * _standard(meaning) + _PASSAGE * _standard(
            _by_passage(meaning, sentences)
        )
        total += _TERMS * _standard(words.terms(self.question))
        total += _NEIGHBOURS * _standard(words.neighbours(self.question))
        total += _SIGNS * _standard(words.signs(self.question.kinds))
        if self._statements is not None:
            total += _STATEMENTS * _standard((vectors @ self._statements.T).max(axis=1))
        if self._encoder.words is not None:
            likeness = self._encoder.words.likeness(
                self.question.rewritten, window_texts(sentences)
            )
            total += _TOKENS * _standard(likeness)
        headings = [kind.headings for kind in self.question.kinds if kind.headings]
        return total + _priors(sentences) + _HEADING * _under(headings, sentences)

    def _confidence(self, text: Text, words: Words) -> Callable[[float], float]:
        """Return what turns a score in a document into a confidence."""
        known = _comparable(" ".join(sentence.text for sentence in text.sentences))
        absent = any(_comparable(name) not in known for name in self.question.names)
        base = (
            _SURE
            + _SURE_MEANING * float((text.vectors @ self._rewritten).max())
            + _SURE_UNKNOWN * words.unknown(self.question)
            + _SURE_NAME * absent
        )
        return lambda score: base + _SURE_SCORE * score


def _priors(sentences: Sequence[Sentence]) -> "Scores":
    return np.array(
        [
            _OVERVIEW * bool(_IS_OVERVIEW.search(sentence.section))
            + _APPENDIX * bool(_IS_APPENDIX.match(sentence.section))
            + _NO_TEXT * _is_no_text(sentence.text)
            for sentence in sentences
        ]
    )


def _under(headings: "Sequence[re.Pattern[str]]", sentences: Sequence[Sentence]) -> "Scores":
    """Return 1 for sentences under one of the headings, 0 for others."""
    return np.array(
        [any(heading.search(each.section) for heading in headings) for each in sentences], float
    )


def _is_no_text(text: str) -> bool:
    """Decide whether a sentence is too short, or mostly numbers and signs."""
    if _WIDE.search(text):
        return False
    letters = sum(character.isalpha() or character.isspace() for character in text)
    return len(text) < _SHORTEST or letters < _LEAST_LETTERS * len(text)


def _by_passage(scores: "NDArray[np.float32]", sentences: Sequence[Sentence]) -> "Scores":
    """Return for each sentence the mean of its passage."""
    passages = np.array([sentence.passage for sentence in sentences])
    _, places = np.unique(passages, return_inverse=True)
    means: Scores = np.bincount(places, weights=scores) / np.bincount(places)
    return means[places]


def _standard(values: "NDArray[np.floating]") -> "Scores":
    """Return values as standard scores (mean 0, deviation 1)."""
    exact = values.astype(np.float64)
    deviation = float(exact.std())
    return (exact - exact.mean()) / deviation if deviation else np.zeros(len(exact))


def _comparable(text: str) -> str:
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKC", text)).lower()

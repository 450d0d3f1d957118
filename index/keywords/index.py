"""Index texts by their words under integer keys, ranked by BM25 in tantivy."""

from __future__ import annotations

import errno
import json
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from weakref import finalize

from index.errors import DamagedIndexError, IndexingError
from index.keywords import analysis as words
from index.keywords.query import Phrase, Question, Words, query_of, scoring_query
from index.keywords.read_only import linked, needs_links

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    import numpy as np
    import tantivy
    from numpy.typing import NDArray

FORMAT = 3
"""The version of the schema and of the analysis of text."""
_FOLDED_OTHERWISE = frozenset({1, 2})
"""Earlier formats of the same schema: readable, and counted as built up to nothing."""
REBUILD = "run: papertrail reindex"

# The document that holds the state: written in the same commit as what it describes.
_STATE_KEY = -1
_HEAP = 64 << 20
# Above this many keys it is quicker to look through the best hits than to query the keys.
_FEW_KEYS = 20_000


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the index: a key and what is indexed under it.

    Attributes:
        key: not negative.
        text: what words and phrases are looked for in.
        names: each is found by its words in order.
        tags: each is found only as a whole, exactly.
        number: what `Span` compares, such as a day written 20260617.
    """

    key: int
    text: str
    names: Sequence[str] = ()
    tags: Sequence[str] = ()
    number: int = 0

    def __post_init__(self) -> None:
        if self.key < 0:
            raise ValueError(f"a key must not be negative, as {self.key} is")


class Match(NamedTuple):
    """A key and its BM25 score; 0 where nothing in the question scores."""

    key: int
    score: float


class Change(NamedTuple):
    """The changes of one commit.

    Attributes:
        entries: added; an entry of the same key is replaced.
        removed: keys to forget; those that are not there are passed over.
        sequence: up to where, in the caller's sequence of changes, the index then is built.
    """

    entries: Sequence[Entry]
    removed: Collection[int]
    sequence: int


class KeywordIndex:
    """An inverted index in a folder of its own.

    It shows what was committed when it was opened, and what it has committed itself since. Any
    number of processes may read while one writes. The process may end at any instant: the index
    is then at its last commit, and its `sequence` with it, since the sequence is kept in a
    document that the same commit replaces.
    """

    def __init__(self, directory: Path, index: tantivy.Index | None) -> None:
        self._directory = directory
        self._index = index
        self._refresh()

    @classmethod
    def open(cls, directory: Path) -> Self:
        """Open the index in `directory`; if there is none it is empty until the first `write`.

        Raises:
            DamagedIndexError: it cannot be used as it is: unreadable, incomplete, foreign, or of
            another format.
            IndexingError: the lock of readers can be taken neither there nor in a temporary folder.
            OSError: the folder cannot be read.
        """
        with _explaining(directory):
            if not _is_there(directory):
                return cls(directory, None)
            import tantivy

            if not needs_links(directory):
                return cls(directory, tantivy.Index.open(str(directory)))
            links = linked(directory)
            opened = cls(directory, tantivy.Index.open(str(links)))
            finalize(opened, shutil.rmtree, links, ignore_errors=True)
            return opened

    @property
    def sequence(self) -> int:
        """Up to where, in the caller's sequence of changes, the index is built."""
        return self._sequence

    def __len__(self) -> int:
        """Return the number of keys."""
        if not self._searcher:
            return 0
        return max(self._searcher.num_docs - 1, 0)

    def write(self, changes: Iterable[Change]) -> None:
        """Make changes, each in one commit. To make one again does no harm.

        Raises:
            IndexingError: another process is writing to the index.
            DamagedIndexError: the index is damaged.
            OSError: the disk is full or not writable; the last commit stays.
        """
        with _explaining(self._directory):
            self._index = self._index or _create(self._directory)
            writer = self._index.writer(_HEAP, 1)
        try:
            for change in changes:
                with _explaining(self._directory):
                    self._commit(writer, change)
        finally:
            with _explaining(self._directory):
                # What is not committed is dropped; merges of small segments are finished first.
                writer.wait_merging_threads()
                self._refresh()

    def search(
        self, question: Question, count: int, allowed: NDArray[np.bool_] | None = None
    ) -> list[Match]:
        """Return the `count` best matches; without scores, those of the greatest number.

        Args:
            question: what to look for; one that wants and requires nothing is met by nothing.
            count: at least 1.
            allowed: for each key, whether it may be found, bool [n]; keys beyond its end may
                not. None allows all.

        Raises:
            DamagedIndexError: the index turns out to be damaged.
        """
        if self._searcher is None or (allowed is not None and not allowed.any()):
            return []
        scored = any(
            isinstance(clause, Words | Phrase) for clause in (*question.wanted, *question.required)
        )
        with _explaining(self._directory):
            if allowed is None or allowed.sum() <= _FEW_KEYS:
                keys = None if allowed is None else allowed.nonzero()[0].tolist()
                return self._best(query_of(question, self._schema, keys), count, scored=scored)
            query, depth = query_of(question, self._schema), 4 * count
            while True:
                found = self._best(query, depth, scored=scored)
                some = [
                    match for match in found if match.key < len(allowed) and allowed[match.key]
                ][:count]
                if len(some) == count or len(found) < depth:
                    return some
                depth *= 8

    def scores(self, clauses: Sequence[Words | Phrase], keys: Sequence[int]) -> list[float]:
        """Return the BM25 score of each of some keys, 0 where it meets no clause or is not there.

        Raises:
            DamagedIndexError: the index turns out to be damaged.
        """
        if self._searcher is None or not keys:
            return [0.0] * len(keys)
        with _explaining(self._directory):
            query = scoring_query(clauses, self._schema, keys)
            found = dict(self._best(query, len(keys), scored=True))
        return [found.get(key, 0.0) for key in keys]

    def count(self, question: Question) -> int:
        """Return how many entries answer a question.

        Raises:
            DamagedIndexError: the index turns out to be damaged.
        """
        if self._searcher is None:
            return 0
        with _explaining(self._directory):
            found: int = self._searcher.search(query_of(question, self._schema), 1).count  # type: ignore[attr-defined]
            return found

    def rare_words(self, query: str, texts: Sequence[str], share: float = 0.5) -> list[list[str]]:
        """Return for each text the words of a query that it has and few entries have.

        Args:
            query: the words are spelled as in it, and in its order.
            texts: whose words are returned.
            share: of all entries that may have a word at most.
        """
        if self._searcher is None:
            return [[] for _ in texts]
        with _explaining(self._directory):
            most, count = len(self) * share, self._searcher.doc_freq
            rare = {
                word: terms
                for word, terms in words.spellings(query).items()
                if max((count("text", term) for term in terms), default=0) <= most
            }
        if not rare:
            return [[] for _ in texts]

        def rare_in(text: str) -> list[str]:
            there = set(words.terms(text))
            return [word for word, terms in rare.items() if not there.isdisjoint(terms)]

        return list(map(rare_in, texts))

    def frequency(self, term: str) -> int:
        """Return how many entries have a term of `analysis.terms` in their text."""
        if self._searcher is None:
            return 0
        known = self._frequencies.get(term)
        if known is None:
            with _explaining(self._directory):
                known = self._frequencies[term] = int(self._searcher.doc_freq("text", term))
        return known

    def terms_from(self, beginning: str, most: int) -> list[tuple[str, int]]:
        """Return the most frequent terms of texts with a beginning, with their frequencies."""
        if self._searcher is None:
            return []
        with _explaining(self._directory):
            found: list[tuple[str, int]] = self._searcher.terms_with_prefix(
                "text", beginning, limit=most
            )
            return found

    @property
    def _schema(self) -> tantivy.Schema:
        assert self._index is not None  # noqa: S101 - there is a searcher, so there is an index
        return self._index.schema

    def _best(self, query: tantivy.Query, count: int, *, scored: bool) -> list[Match]:
        assert self._searcher is not None  # noqa: S101 - both callers have looked
        limit = min(count, max(self._searcher.num_docs, 1))
        order = None if scored else "number"
        hits = self._searcher.search(query, limit, count=False, order_by_field=order).hits
        keys = self._searcher.fast_field_values("key", [address for _, address in hits])
        return [
            Match(int(key or 0), float(score) if scored else 0.0)
            for key, (score, _) in zip(keys, hits, strict=True)
        ]

    def _commit(self, writer: tantivy.IndexWriter, change: Change) -> None:
        for key in (*change.removed, *(entry.key for entry in change.entries), _STATE_KEY):
            writer.delete_documents_by_term("key", int(key))
        # Of an entry given twice the last counts, as if they had come one after the other.
        for entry in {entry.key: entry for entry in change.entries}.values():
            writer.add_document(_document(entry))
        writer.add_document(_state(change.sequence))
        writer.commit()

    def _refresh(self) -> None:
        """Show the newest commit."""
        self._searcher: tantivy.Searcher | None = None
        self._sequence = 0
        self._frequencies: dict[str, int] = {}
        if self._index is None:
            return
        # The default would watch the folder from a thread of its own.
        self._index.config_reader("manual")
        self._index.reload()
        self._index.register_tokenizer("words", words.stemming())
        self._index.register_tokenizer("names", words.unstemmed())
        self._searcher = self._index.searcher()
        if self._searcher.num_docs:
            self._sequence = _read_state(self._directory, self._index, self._searcher)


def _is_there(directory: Path) -> bool:
    """Decide whether a folder has an index; one without its first file is damaged."""
    if (directory / "meta.json").exists():
        return True
    if directory.is_dir() and any(
        file.suffix in {".idx", ".store"} for file in directory.iterdir()
    ):
        raise DamagedIndexError(f"the index in {directory} has lost its meta.json", REBUILD)
    return False


def _create(directory: Path) -> tantivy.Index:
    from tantivy import Index, SchemaBuilder

    directory.mkdir(parents=True, exist_ok=True)
    builder = SchemaBuilder()
    builder.add_integer_field("key", indexed=True, fast=True)
    builder.add_integer_field("number", fast=True)
    builder.add_text_field("text", tokenizer_name="words")
    builder.add_text_field("names", tokenizer_name="names")
    builder.add_text_field("tags", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("state", stored=True, tokenizer_name="raw", index_option="basic")
    index = Index(builder.build(), path=str(directory))
    index.register_tokenizer("words", words.stemming())
    index.register_tokenizer("names", words.unstemmed())
    return index


def _document(entry: Entry) -> tantivy.Document:
    from tantivy import Document

    document = Document()
    document.add_integer("key", entry.key)
    document.add_integer("number", entry.number)
    document.add_text("text", words.plain(entry.text))
    for name in entry.names:
        document.add_text("names", words.plain(name))
    for tag in entry.tags:
        document.add_text("tags", tag)
    return document


def _state(sequence: int) -> tantivy.Document:
    from tantivy import Document

    document = Document()
    document.add_integer("key", _STATE_KEY)
    document.add_text("state", json.dumps({"format": FORMAT, "sequence": sequence}))
    return document


def _read_state(directory: Path, index: tantivy.Index, searcher: tantivy.Searcher) -> int:
    """Return the sequence that the newest commit recorded."""
    from tantivy import Query

    hits = searcher.search(Query.term_query(index.schema, "key", _STATE_KEY), 1).hits
    try:
        state: dict[str, Any] = json.loads(searcher.doc(hits[0][1]).get_first("state") or "")
        known, sequence = int(state["format"]), int(state["sequence"])
    except (IndexError, ValueError, KeyError, TypeError) as error:
        raise DamagedIndexError(
            f"the index in {directory} does not say what it was built from", REBUILD
        ) from error
    if known in _FOLDED_OTHERWISE:
        return 0
    if known != FORMAT:
        raise DamagedIndexError(
            f"the index in {directory} has format {known}, not {FORMAT}", REBUILD
        )
    return sequence


@contextmanager
def _explaining(directory: Path) -> Iterator[None]:
    """Turn what tantivy raises into errors that say what to do.

    It raises ValueError for everything, with the cause in the text, and where it finds its data
    impossible it panics, which arrives as an exception outside Exception.
    """
    try:
        yield
    except ValueError as error:
        raise _explained(directory, str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise DamagedIndexError(
            f"the index in {directory} is damaged ({error})", REBUILD
        ) from error


def _explained(directory: Path, text: str) -> Exception:
    for number in (errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EDQUOT, errno.EFBIG, errno.EIO):
        if os.strerror(number) in text:
            if "Lockfile" in text and number in {errno.EROFS, errno.EACCES}:
                why = f"to read the index in {directory} takes a lock there ({os.strerror(number)})"
                return IndexingError(why, "make the folder writable")
            return OSError(number, os.strerror(number), str(directory))
    if "LockBusy" in text:
        return IndexingError(
            f"another process is writing to {directory}", "let it finish, then try again"
        )
    return DamagedIndexError(f"the index in {directory} cannot be read ({text[:200]})", REBUILD)

"""Words, phrases, names, tags and numbers are found; a failed write leaves the last commit."""

from __future__ import annotations

import errno
import gc
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.errors import DamagedIndexError, IndexingError
from index.keywords.index import Change, Entry, KeywordIndex
from index.keywords.query import (
    AllOf,
    AnyOf,
    Clause,
    Name,
    Phrase,
    Question,
    Span,
    Stem,
    Tag,
    Without,
    Words,
)

ENTRIES = (
    Entry(
        1,
        "Self-supervised learning of graphs",
        ("Chelsea Finn", "Bernhard Schölkopf"),
        ("cs.lg", "cs"),
        20240101,
    ),
    Entry(
        2,
        "Graph neural networks: a survey of graphs",
        ("Finn, Chelsea",),
        ("cs.lg", "cs"),
        20240201,
    ),
    Entry(
        3,
        r"LoRA and 3D-GS by $\alpha$-divergence",
        ("王小明", "Ada Finn"),
        ("stat.ml", "stat"),
        20230101,
    ),
    Entry(
        4,
        "Supervised speech recognition",
        ("Chelsea Sanders", "Finn Wolf"),
        ("eess.as", "eess"),
        20220101,
    ),
    Entry(0, "Nothing to do with the rest", (), (), 0),
)


@pytest.fixture
def index(tmp_path: Path) -> KeywordIndex:
    made = KeywordIndex.open(tmp_path / "index")
    made.write([Change(ENTRIES, (), 7)])
    return made


def found(index: KeywordIndex, *wanted: Clause, count: int = 10) -> list[int]:
    return [match.key for match in index.search(Question(wanted), count)]


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("graph", [2, 1]),
        ("GRAPHS", [2, 1]),
        ("self supervised", [1, 4]),
        ("self-supervised", [1, 4]),
        ("lora", [3]),
        ("3D-GS", [3]),
        ("\u03b1-divergence", [3]),
        ("alpha", [3]),
        ("nowhere to be seen", [0]),
        ("absent", []),
        ("", []),
        ("?!", []),
    ],
)
def test_words_are_found_in_any_inflection_and_spelling(
    index: KeywordIndex, query: str, keys: list[int]
) -> None:
    assert found(index, Words(query)) == keys


def test_rarer_and_more_frequent_words_score_higher(index: KeywordIndex) -> None:
    best, second = index.search(Question((Words("graph survey"),)), 10)

    assert (best.key, second.key) == (2, 1)
    assert best.score > second.score > 0


def test_a_word_written_twice_counts_twice(index: KeywordIndex) -> None:
    (once,) = index.search(Question((Words("survey"),)), 10)
    (twice,) = index.search(Question((Words("survey survey"),)), 10)

    assert twice.score == pytest.approx(2 * once.score, rel=1e-3)


@pytest.mark.parametrize(
    ("phrase", "keys"),
    [
        ("graph neural network", [2]),
        ("neural graph", []),
        ("supervised learning", [1]),
        ("survey", [2]),
        ("?", []),
    ],
)
def test_the_words_of_a_phrase_are_adjacent(
    index: KeywordIndex, phrase: str, keys: list[int]
) -> None:
    assert found(index, Phrase(phrase)) == keys


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("finn", {1, 2, 3, 4}),
        ("Chelsea Finn", {1, 2}),
        ("Finn, Chelsea", {1, 2}),
        ("Schölkopf", {1}),
        ("scholkopf", {1}),
        ("Bernhard Scho\u0308lkopf", {1}),
        ("王小明", {3}),
        ("小明", {3}),
        ("明王", set()),
        ("Sanders Finn", set()),
        ("", set()),
    ],
)
def test_a_name_is_found_in_either_order_and_never_across_two(
    index: KeywordIndex, name: str, keys: set[int]
) -> None:
    assert set(found(index, Name(name))) == keys


def test_without_words_the_greatest_number_comes_first(index: KeywordIndex) -> None:
    matches = index.search(Question(required=(Name("finn"),)), 3)

    assert [match.key for match in matches] == [2, 1, 3]
    assert {match.score for match in matches} == {0.0}


@pytest.mark.parametrize(
    ("required", "keys"),
    [
        (Tag(("cs.lg",)), [1, 2]),
        (Tag(("stat", "eess")), [4]),
        (Tag(("CS",)), []),
        (Span(20240101, 20240131), [1]),
        (Span(20240102), [2]),
        (Span(None, 20231231), [4]),
        (Name("Sanders"), [4]),
        (Phrase("speech recognition"), [4]),
        (Words("speech"), [4]),
    ],
)
def test_what_is_required_narrows_and_never_cuts_short(
    index: KeywordIndex, required: Clause, keys: list[int]
) -> None:
    matches = index.search(Question((Words("graph supervised"),), (required,)), 10)

    assert [match.key for match in matches] == keys


def test_filters_do_not_change_scores(index: KeywordIndex) -> None:
    free = dict(index.search(Question((Words("graph"),)), 10))
    filtered = dict(
        index.search(
            Question((Words("graph"),), (Tag(("cs",)), Span(1, 20990101), Name("finn"))), 10
        )
    )

    assert filtered == pytest.approx(free)


def test_what_is_excluded_is_not_found(index: KeywordIndex) -> None:
    def left(*excluded: Clause) -> list[int]:
        return [
            match.key
            for match in index.search(Question((Words("graph supervised"),), (), excluded), 10)
        ]

    assert set(left()) == {1, 2, 4}
    assert left(Words("survey speech")) == [1]
    assert set(left(Phrase("self supervised"))) == {2, 4}
    assert left(Tag(("cs",))) == [4]
    assert set(left(Words("?"))) == {1, 2, 4}
    assert index.search(Question(excluded=(Words("survey"),)), 10) == []


def test_a_required_word_makes_the_others_optional(index: KeywordIndex) -> None:
    matches = index.search(Question((Words("survey"),), (Words("graphs"),)), 10)

    assert [match.key for match in matches] == [2, 1]


@pytest.mark.parametrize("spare", [0, 30_000])
def test_only_the_keys_allowed_are_found_however_many(index: KeywordIndex, spare: int) -> None:
    more = [Entry(key, "graph graph graph graph") for key in range(100, 400)]
    index.write([Change(more, (), 8)])
    allowed = np.zeros(1000 + spare, dtype=bool)
    allowed[[1, 4]] = allowed[1000:] = True

    assert {
        match.key for match in index.search(Question((Words("graph supervised"),)), 5, allowed)
    } == {1, 4}
    assert index.search(Question((Words("graph"),)), 5, np.zeros(9, dtype=bool)) == []
    assert [match.key for match in index.search(Question((Words("graph"),)), 5, allowed[:2])] == [1]


@pytest.mark.parametrize(
    "clauses",
    [
        (Words("graph supervised"),),
        (Words("graph graph survey"), Phrase("neural networks")),
        (Phrase("learning of graphs"),),
        (Words(" ".join(f"absent{number}" for number in range(50)) + " graph speech"),),
    ],
)
def test_papers_that_are_given_score_as_a_search_scores_them(
    index: KeywordIndex, clauses: tuple[Words | Phrase, ...]
) -> None:
    searched = dict(index.search(Question(clauses), 10))
    keys = [4, 99, 1, 0, 2]

    assert searched
    assert index.scores(clauses, keys) == pytest.approx([searched.get(key, 0.0) for key in keys])
    assert index.scores(clauses, []) == []


def test_an_index_of_nothing_scores_nothing() -> None:
    assert KeywordIndex.open(Path("nowhere")).scores((Words("graph"),), [1, 2]) == [0.0, 0.0]


def test_rare_words_are_shared_by_few(index: KeywordIndex) -> None:
    index.write([Change([Entry(key, "the usual words") for key in range(10, 20)], (), 8)])

    query, texts = (
        "The usual graph surveys",
        ["The usual survey of graphs", "Nothing of it", "A GRAPH"],
    )
    assert index.rare_words(query, texts) == [["graph", "surveys"], [], ["graph"]]
    assert index.rare_words(query, texts, 0.07) == [["surveys"], [], []]
    assert index.rare_words("The usual", texts) == [[], [], []]
    assert KeywordIndex.open(Path("nowhere")).rare_words("graph", ["graph"]) == [[]]


def test_count_returns_the_number_of_entries(index: KeywordIndex) -> None:
    assert index.count(Question((Words("graph supervised"),))) == 3
    assert index.count(Question(required=(Name("finn"),))) == 4
    assert index.count(Question()) == 0
    assert len(index) == 5


def test_an_entry_is_replaced_by_its_key_and_removed(index: KeywordIndex) -> None:
    index.write([Change([Entry(1, "speech"), Entry(9, "first"), Entry(9, "second")], [2, 77], 8)])

    assert found(index, Words("graphs")) == []
    assert set(found(index, Words("speech"))) == {1, 4}
    assert found(index, Words("first")) == []
    assert found(index, Words("second")) == [9]
    assert found(index, Name("Schölkopf")) == []
    assert len(index) == 5


def test_a_change_made_again_does_no_harm(index: KeywordIndex, tmp_path: Path) -> None:
    before = index.search(Question((Words("graph"),)), 10)
    index.write([Change(ENTRIES, (), 7)])

    assert index.search(Question((Words("graph"),)), 10) == before
    assert (len(index), index.sequence) == (5, 7)


def test_the_sequence_comes_with_the_commit(index: KeywordIndex, tmp_path: Path) -> None:
    reader = KeywordIndex.open(tmp_path / "index")
    index.write([Change([], [], 8), Change([Entry(5, "new")], [], 9)])

    assert index.sequence == 9
    assert (reader.sequence, found(reader, Words("new"))) == (7, [])
    assert KeywordIndex.open(tmp_path / "index").sequence == 9


def test_an_index_that_is_not_there_is_empty_and_made_by_the_first_write(tmp_path: Path) -> None:
    empty = KeywordIndex.open(tmp_path / "none")

    assert (
        len(empty),
        empty.sequence,
        found(empty, Words("x")),
        empty.count(Question((Words("x"),))),
    ) == (0, 0, [], 0)
    assert not (tmp_path / "none").exists()
    empty.write([])
    assert KeywordIndex.open(tmp_path / "none").sequence == 0


def test_a_negative_key_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        Entry(-1, "x")


def test_two_writers_do_not_mix(index: KeywordIndex, tmp_path: Path) -> None:
    other = KeywordIndex.open(tmp_path / "index")

    def changes() -> object:
        yield Change([Entry(5, "mine")], (), 8)
        with pytest.raises(IndexingError, match="another process is writing"):
            other.write([Change([Entry(6, "theirs")], (), 9)])

    index.write(changes())  # type: ignore[arg-type]
    assert index.sequence == 8


def test_an_error_between_changes_leaves_the_last_commit(
    index: KeywordIndex, tmp_path: Path
) -> None:
    def changes() -> object:
        yield Change([Entry(5, "committed")], (), 8)
        raise ValueError("the source failed")

    with pytest.raises(ValueError, match="the source failed"):
        index.write(changes())  # type: ignore[arg-type]
    assert KeywordIndex.open(tmp_path / "index").sequence == 8
    index.write([Change([Entry(6, "afterwards")], (), 9)])
    assert set(found(index, Words("committed afterwards"))) == {5, 6}


WRITER = """
import os, sys, threading, time
from pathlib import Path
from index.keywords.index import Change, Entry, KeywordIndex
def changes():
    for step in range(1, 10_000):
        if step == 3:
            threading.Timer(float(sys.argv[2]), os._exit, [9]).start()
        entries = [Entry(step * 50 + number, f"word{step} text") for number in range(50)]
        yield Change(entries, [], step)
KeywordIndex.open(Path(sys.argv[1])).write(changes())
"""


@pytest.mark.parametrize("delay", [0.0, 0.003, 0.02, 0.05, 0.11])
def test_a_writer_killed_at_any_moment_leaves_a_commit(tmp_path: Path, delay: float) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", WRITER, str(tmp_path / "index"), str(delay)], check=False
    )

    assert killed.returncode == 9
    index = KeywordIndex.open(tmp_path / "index")
    assert index.sequence >= 2
    assert len(index) == 50 * index.sequence
    assert len(found(index, Words(f"word{index.sequence}"), count=100)) == 50
    index.write([Change([Entry(1, "after")], (), 99_999)])
    assert found(KeywordIndex.open(tmp_path / "index"), Words("after")) == [1]


def files(directory: Path) -> list[str]:
    data = [
        file.name
        for file in directory.iterdir()
        if not file.name.startswith(".") and file.suffix != ".pos"
    ]
    return [*data, ".managed.json"]


@pytest.mark.parametrize("harm", ["gone", "cut", "zeroes"])
def test_a_file_that_is_missing_or_broken_is_damage(
    index: KeywordIndex, tmp_path: Path, harm: str
) -> None:
    for number, name in enumerate(files(tmp_path / "index")):
        if harm == "gone" and name == ".managed.json":
            continue
        copy = shutil.copytree(tmp_path / "index", tmp_path / str(number))
        file = copy / name
        size = file.stat().st_size
        if harm == "gone":
            file.unlink()
        elif harm == "cut":
            os.truncate(file, size // 2)
        else:
            file.write_bytes(bytes(size))

        with pytest.raises(DamagedIndexError) as caught:
            KeywordIndex.open(copy)
        assert caught.value.hint == "run: papertrail reindex", name


def test_an_index_of_another_kind_or_format_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tantivy import Document, Index, SchemaBuilder

    foreign = tmp_path / "foreign"
    foreign.mkdir()
    writer = Index(SchemaBuilder().add_text_field("body").build(), path=str(foreign)).writer()
    document = Document()
    document.add_text("body", "x")
    writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    with pytest.raises(DamagedIndexError):
        KeywordIndex.open(foreign)

    monkeypatch.setattr("index.keywords.index.FORMAT", 4)
    KeywordIndex.open(tmp_path / "newer").write([Change(ENTRIES, (), 1)])
    monkeypatch.undo()
    with pytest.raises(DamagedIndexError, match="has format 4, not 3"):
        KeywordIndex.open(tmp_path / "newer")


@pytest.mark.parametrize(
    ("clause", "keys"),
    [
        (AllOf((Phrase("graphs"), Tag(("cs.lg",)))), {1, 2}),
        (AllOf((Phrase("graphs"), Without(Phrase("survey")))), {1}),
        (AnyOf((Phrase("speech"), Phrase("survey"))), {2, 4}),
        (AnyOf((Phrase("speech"), AllOf((Phrase("graphs"), Phrase("survey"))))), {2, 4}),
        (Without(AnyOf((Phrase("speech"), Phrase("graphs")))), {0, 3}),
        (Stem("supervis"), {1, 4}),
    ],
)
def test_clauses_are_combined_and_do_not_score(
    index: KeywordIndex, clause: Clause, keys: set[int]
) -> None:
    matches = index.search(Question(required=(clause,)), 10)

    assert {match.key for match in matches} == keys
    assert {match.score for match in matches} == {0.0}


def test_a_phrase_scores_by_its_weight(index: KeywordIndex) -> None:
    (whole,), (half,) = (
        index.scores([Phrase("graph neural", weight)], [2]) for weight in (1.0, 0.5)
    )

    assert half == pytest.approx(whole / 2)


def test_terms_are_listed_with_their_frequencies(index: KeywordIndex) -> None:
    assert index.terms_from("s", 2) == [("supervis", 2), ("self", 1)]
    assert (index.frequency("graph"), index.frequency("graphs")) == (2, 0)


def test_an_empty_index_has_no_terms(tmp_path: Path) -> None:
    empty = KeywordIndex.open(tmp_path / "none")

    assert (empty.terms_from("s", 2), empty.frequency("graph")) == ([], 0)


@pytest.mark.parametrize("known", [1, 2])
def test_an_index_whose_words_were_folded_otherwise_is_read_and_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: int
) -> None:
    monkeypatch.setattr("index.keywords.index.FORMAT", known)
    KeywordIndex.open(tmp_path).write([Change(ENTRIES, (), 7)])
    monkeypatch.undo()

    earlier = KeywordIndex.open(tmp_path)
    assert (earlier.sequence, len(earlier)) == (0, len(ENTRIES))
    earlier.write([Change(ENTRIES, (), 7)])
    again = KeywordIndex.open(tmp_path)
    assert (again.sequence, len(again)) == (7, len(ENTRIES))


FULL = """
import resource, sys
from pathlib import Path
from index.keywords.index import Change, Entry, KeywordIndex
index = KeywordIndex.open(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
entries = [Entry(key, f"word{key} " * 50 + str(hash(str(key)))) for key in range(10_000)]
try:
    index.write([Change(entries, [], 9)])
except OSError as error:
    print(error.errno, index.sequence)
"""


def test_a_full_disk_is_reported_and_the_last_commit_stays(
    index: KeywordIndex, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path / "index")],
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.stdout.split() == [str(errno.EFBIG), "7"], done.stderr
    assert found(KeywordIndex.open(tmp_path / "index"), Words("graph")) == [2, 1]
    index.write([Change([Entry(6, "afterwards")], (), 9)])
    assert found(index, Words("afterwards")) == [6]


def test_importing_and_opening_an_absent_index_loads_no_tantivy(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from index.keywords.index import KeywordIndex
KeywordIndex.open(Path(sys.argv[1]))
assert "tantivy" not in sys.modules and "numpy" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "none")], check=True)


def test_a_query_of_a_hundred_thousand_words_is_answered(index: KeywordIndex) -> None:
    assert found(index, Words("graph " + " ".join(f"w{number}" for number in range(100_000)))) == [
        2,
        1,
    ]


def test_a_folder_that_cannot_be_written_to_is_read_through_links(
    index: KeywordIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path.name for path in (tmp_path / "index").iterdir()}
    links = tmp_path / "links"
    links.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(links))
    # As on a file system that is mounted read-only, for root too.
    monkeypatch.setattr("index.keywords.index.needs_links", lambda _: True)

    opened = KeywordIndex.open(tmp_path / "index")

    assert found(opened, Words("graph")) == found(index, Words("graph"))
    assert (opened.sequence, len(opened)) == (index.sequence, len(index))
    assert {path.name for path in (tmp_path / "index").iterdir()} == before
    (folder,) = links.iterdir()
    del opened
    gc.collect()
    assert not folder.exists()

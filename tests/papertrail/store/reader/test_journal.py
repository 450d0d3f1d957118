"""Any sequence of changes can be taken back and done again, also after a process was killed."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from papertrail.store import Store
from tests.papertrail.store.reader.test_marks import NOW, stored

TABLES = ("marks", "tags", "priorities", "notes")
Content = dict[str, list[tuple[object, ...]]]


def content(store: Store) -> Content:
    """Return all rows that can be changed and taken back."""
    return {
        table: sorted(map(tuple, store.connection.execute(f"SELECT * FROM {table}")), key=repr)
        for table in TABLES
    }


def change(store: Store, act: tuple[str, str, tuple[int, ...]], now: datetime) -> None:
    """Change something as core does."""
    name, value, works = act
    with store.transaction() as tx, tx.journal.recording(name, works, now):
        match name:
            case "mark":
                tx.marks.set(works, value, now)
            case "like":
                tx.marks.set(works, "like", now, value)
            case "clear":
                tx.marks.clear(works)
            case "tag":
                tx.library.tag(works, value, now)
            case "untag":
                tx.library.untag(works, value)
            case "priority":
                tx.library.prioritise(works, len(value) % 3 - 1, now)
            case "note":
                tx.library.write_note(works[0], value, now)


_WORKS = st.lists(st.integers(1, 3), min_size=1, max_size=3, unique=True).map(tuple)
_ACTS = st.one_of(
    st.tuples(st.just("mark"), st.sampled_from(["later", "read", "dislike"]), _WORKS),
    st.tuples(st.just("like"), st.sampled_from(["", "Graphs"]), _WORKS),
    st.tuples(st.sampled_from(["tag", "untag"]), st.sampled_from(["Robots", "robots"]), _WORKS),
    st.tuples(st.sampled_from(["clear", "priority"]), st.sampled_from(["a", "ab"]), _WORKS),
    st.tuples(st.just("note"), st.sampled_from(["", "One.", "Two\x1b."]), _WORKS),
    st.tuples(st.sampled_from(["undo", "redo"]), st.just(""), st.just((1,))),
)


@settings(max_examples=60)
@given(st.lists(_ACTS, max_size=14))
def test_any_sequence_of_changes_is_taken_back_and_done_again(
    acts: list[tuple[str, str, tuple[int, ...]]],
) -> None:
    with TemporaryDirectory() as folder, opened(Path(folder)) as store:
        done, undone = [content(store)], list[Content]()
        for number, act in enumerate(acts):
            if act[0] in ("undo", "redo"):
                source, target = (done, undone) if act[0] == "undo" else (undone, done)
                with store.transaction() as tx:
                    moved = tx.journal.undo() if act[0] == "undo" else tx.journal.redo()
                assert (moved is not None) == (len(source) > (act[0] == "undo"))
                if moved:
                    target.append(source.pop())
            else:
                change(store, act, NOW + timedelta(seconds=number))
                if content(store) != done[-1]:
                    done.append(content(store))
                    undone = []
            assert content(store) == done[-1]
        for expected in done[-2::-1]:
            with store.transaction() as tx:
                assert tx.journal.undo()
            assert content(store) == expected
        with store.transaction() as tx:
            assert tx.journal.undo() is None


_TEMPLATE = list[bytes]()


def opened(folder: Path) -> Store:
    """Open a database with three papers."""
    path = folder / "papertrail.db"
    if not _TEMPLATE:
        with TemporaryDirectory() as other, Store.open(Path(other) / "a.db", create=True) as made:
            stored(made, "Graphs", "Speech", "Robots")
            made.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            _TEMPLATE.append((Path(other) / "a.db").read_bytes())
    path.write_bytes(_TEMPLATE[0])
    return Store.open(path)


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from papertrail.store import Store
with Store.open(Path(sys.argv[1])) as store:
    for number in range(100_000):
        now = datetime(2026, 6, 17, tzinfo=UTC)
        with store.transaction() as tx, tx.journal.recording(f"tag {number}", [1, 2], now):
            tx.library.tag([1, 2], f"tag {number}", now)
            tx.library.write_note(1, f"note {number}", now)
        print(number, flush=True)
"""


def test_a_process_that_is_killed_leaves_whole_changes(tmp_path: Path) -> None:
    opened(tmp_path).close()
    path = tmp_path / "papertrail.db"
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, env=os.environ
    ) as writer:
        assert writer.stdout is not None
        for line in writer.stdout:
            if int(line) == 20:
                break
        writer.send_signal(signal.SIGKILL)

    with Store.open(path) as store:
        number = len(store.library.of([2])[2].tags)
        assert number > 20
        note = store.library.note(1)
        assert note is not None
        assert note.text == f"note {number - 1}"
        for _ in range(number):
            with store.transaction() as tx:
                assert tx.journal.undo()
        assert store.journal.undoable(1) == []
        assert all(not rows for rows in content(store).values())


def test_readers_take_back_their_own_changes(tmp_path: Path) -> None:
    with opened(tmp_path) as me:
        ada = me.for_reader("ada")
        change(me, ("tag", "Robots", (1,)), NOW)
        change(ada, ("tag", "speech", (1, 2)), NOW)

        assert [entry.command for entry in me.journal.undoable(9)] == ["tag"]
        with ada.transaction() as tx:
            assert tx.journal.undo()

        assert [tag.name for tag in me.library.of([1])[1].tags] == ["Robots"]
        assert ada.library.of([1])[1].tags == ()


def test_a_change_of_a_work_that_was_merged_since_leaves_what_the_merge_joined(
    tmp_path: Path,
) -> None:
    with opened(tmp_path) as store:
        change(store, ("note", "Of one.", (1,)), NOW)
        change(store, ("note", "Of the other.", (2,)), NOW)
        change(store, ("tag", "robots", (2,)), NOW)
        with store.transaction() as tx:
            tx.works.join([1, 2], NOW)
        found = store.library.of([1])[1]
        assert found.note is not None
        assert found.note.text == "Of one.\n\n---\n\nOf the other."
        assert [tag.name for tag in found.tags] == ["robots"]

        with store.transaction() as tx:
            tagging = tx.journal.undo()
            noting = tx.journal.undo()
        assert tagging is not None
        assert noting is not None
        assert (tagging[1], noting[1]) == ((), (1,))
        found = store.library.of([1])[1]
        assert found.tags == ()
        assert found.note is not None
        assert "Of the other." in found.note.text


def test_a_split_of_what_was_merged_gives_both_their_own(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        change(store, ("note", "Of one.", (1,)), NOW)
        change(store, ("note", "Of the other.", (2,)), NOW)
        change(store, ("priority", "ab", (2,)), NOW)
        with store.transaction() as tx:
            tx.works.join([1, 2], NOW)
        with store.transaction() as tx:
            new = tx.works.split("arxiv", "2606.00001", datetime(2026, 6, 18, tzinfo=UTC))

        one, other = (store.library.of([work])[work] for work in (1, new))
        assert one.note is not None
        assert other.note is not None
        assert (one.note.text, one.priority) == ("Of one.", 0)
        assert (other.note.text, other.priority) == ("Of the other.", 1)
        with store.transaction() as tx:
            assert tx.journal.undo()
        assert store.library.of([new])[new].priority == 0

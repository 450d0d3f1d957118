r"""Papers that were stored with TeX in their texts are shown and found without it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.paper import Author, Paper
from papertrail.store import Store
from papertrail.store.plain_texts import write_tex_as_text

NOW = datetime(2026, 6, 17, 8, tzinfo=UTC)
RAW = ["Poincar\\'e maps", "\\emph{Both} gain 5\\% with $x_{\\%}$.", "see \\url{https://a.org}"]
READ = ["Poincaré maps", "Both gain 5% with $x_{\\%}$.", "see https://a.org"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Two papers, the second as an earlier version stored it."""
    papers = [
        Paper((("arxiv", f"2606.0000{number}"),), "Maps", "Plain.", (Author("Ada Lovelace"),))
        for number in (1, 2)
    ]
    with Store.open(tmp_path / "papertrail.db", create=True) as opened:
        with opened.transaction() as tx:
            tx.works.save(papers, "arxiv:cs.LG", NOW)
        texts = json.dumps({"title": RAW[0], "authors": ["Ren\\'e D."], "version": 2})
        connection = opened.connection
        connection.execute(
            "UPDATE works SET title = ?, abstract = ?, comment = ? WHERE id = 2", RAW
        )
        connection.execute("UPDATE authors SET name = 'Erd\\H{o}s' WHERE work = 2")
        connection.execute("UPDATE appearances SET overrides = ? WHERE work = 2", [texts])
        yield opened


def test_texts_and_names_are_written_without_tex(store: Store) -> None:
    write_tex_as_text(store.connection)

    plain, work = store.works.get([1, 2])
    assert plain.title == "Maps"
    assert [work.title, work.abstract, work.comment] == READ
    assert [author.name for author in work.authors] == ["Erdős"]
    (kept,) = store.connection.execute(
        "SELECT overrides FROM appearances WHERE work = 2"
    ).fetchone()
    assert json.loads(kept) == {"title": READ[0], "authors": ["René D."], "version": 2}


def test_only_what_changed_is_indexed_anew(store: Store) -> None:
    def changes() -> list[int]:
        rows = store.connection.execute("SELECT change FROM works ORDER BY id").fetchall()
        return [row[0] for row in rows]

    before = changes()
    write_tex_as_text(store.connection)
    after = changes()
    write_tex_as_text(store.connection)

    assert after[0] == before[0]
    assert after[1] > before[1]
    assert changes() == after

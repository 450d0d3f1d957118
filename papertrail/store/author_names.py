"""Look up works by the words of their authors' names: quick for millions, exact at any moment.

The tables `author_words` and `author_words_new` say which works have a word in an author's name.
They are brought forward along the sequence of changes, see `changes`; of works that changed since,
the names themselves are read. They never forget a word, so what they say is always checked against
the names.
"""

import sqlite3
from collections.abc import Iterator, Sequence

from papertrail.store.transaction import writing
from papertrail.text.names import asked_words, is_named, name_words

_MOST_NEW = 1 << 17
"""New words that are kept in a table of their own: words go to many places of a large table, so it
pays to bring many at once."""
_AT_ONCE = 8192
"""Works in one transaction: less than a second, so that other processes can write in between."""

_HAS_WORD = "SELECT work FROM author_words_all WHERE word = ?"
_HAS_WORD_OR_INITIAL = " INTERSECT SELECT work FROM author_words_all WHERE word IN (?, ?)"

_NOT_PLAIN = "*[^] -&(-[^-~]*"
"""Names with an apostrophe, a backslash or anything outside ASCII: only `is_named` can read them.
In others, the last word occurs as it is asked for, save for hyphens."""


def fill(connection: sqlite3.Connection) -> None:
    """Bring the words forward, in short transactions, or as parts of the one that is open."""
    while _fill_some(connection):
        pass


def _fill_some(connection: sqlite3.Connection) -> bool:
    """Bring the words forward by some works; return whether there were any."""
    with writing(connection):
        (reached,) = connection.execute("SELECT reached FROM author_words_reached").fetchone()
        last, count = connection.execute(
            "SELECT max(change), count(*) FROM (SELECT change"
            " FROM works WHERE change > ? ORDER BY change LIMIT ?)",
            [reached, _AT_ONCE],
        ).fetchone()
        if not count:
            # The end moves back where the last work is deleted.
            connection.execute(
                "UPDATE author_words_reached SET reached = (SELECT coalesce(max(change), 0)"
                " FROM works)"
                " WHERE reached > (SELECT coalesce(max(change), 0) FROM works)"
            )
            return False
        rows = connection.execute(
            "SELECT work, name FROM works JOIN authors ON work = id"
            " WHERE change > ? AND change <= ?",
            [reached, last],
        )
        connection.executemany(
            "INSERT OR IGNORE INTO author_words_new (word, work) VALUES (?, ?)",
            [(word, work) for work, name in rows for word in name_words(name)],
        )
        (new,) = connection.execute("SELECT count(*) FROM author_words_new").fetchone()
        if new >= _MOST_NEW:
            connection.execute(
                "INSERT OR IGNORE INTO author_words"
                " SELECT * FROM author_words_new ORDER BY word, work"
            )
            connection.execute("DELETE FROM author_words_new")
        connection.execute("UPDATE author_words_reached SET reached = ?", [last])
    return int(count) == _AT_ONCE


def written_by(connection: sqlite3.Connection, asked: str) -> list[int]:
    """Return the works that have an author of a name, see `names.is_named`."""
    found = dict[int, None]()
    for wanted in asked_words(asked):
        rows = connection.execute(
            "SELECT work, name FROM authors WHERE work IN"  # noqa: S608 - constants
            " (SELECT id FROM works WHERE change >"
            f" (SELECT reached FROM author_words_reached) UNION SELECT * FROM ({_HAS_WORD}"
            f"{_HAS_WORD_OR_INITIAL * sum(len(word) > 1 for word in wanted[:-1])}))"
            " AND (name LIKE ? OR replace(name, '-', '') LIKE ? OR name GLOB ?)",
            [wanted[-1], *_words_and_initials(wanted[:-1]), *[f"%{wanted[-1]}%"] * 2, _NOT_PLAIN],
        )
        found |= {work: None for work, name in rows if is_named(name, asked)}
    return list(found)


def _words_and_initials(given: Sequence[str]) -> Iterator[str]:
    for word in given:
        # An initial can be that of many words.
        if len(word) > 1:
            yield word
            yield word[0]

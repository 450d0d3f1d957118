"""Who wrote what, found by the words of names: quick to look up for millions, exact at any moment.

The tables `author_words` and `author_words_new` say which works have a word in an author's name.
They are brought forward along the sequence of changes, see `changes`; of works that changed since,
the names themselves are read. They never forget a word, so what they say is always checked against
the names.
"""

import sqlite3
from collections.abc import Sequence

from papertrail.dedup.titles import words
from papertrail.store.transaction import writing

_MOST_NEW = 1 << 17
"""New words that stand apart. A word goes to a place of its own in a large table, so it pays to
bring many at once."""
_AT_ONCE = 8192
"""Works in one transaction: less than a second, so that other processes can write in between."""


def fill(connection: sqlite3.Connection) -> None:
    """Bring the words forward, in short transactions, or as parts of the one that is open."""
    while _fill_some(connection):
        pass


def _fill_some(connection: sqlite3.Connection) -> bool:
    """Bring the words forward by some works; return whether there were any."""
    with writing(connection):
        (reached,) = connection.execute("SELECT reached FROM author_words_reached").fetchone()
        last, count = connection.execute(
            "SELECT max(change), count(*) FROM (SELECT change FROM works WHERE change > ? ORDER BY change LIMIT ?)",
            [reached, _AT_ONCE],
        ).fetchone()
        if not count:
            # The end moves back where the last work is deleted.
            connection.execute(
                "UPDATE author_words_reached SET reached = (SELECT coalesce(max(change), 0) FROM works)"
                " WHERE reached > (SELECT coalesce(max(change), 0) FROM works)"
            )
            return False
        rows = connection.execute(
            "SELECT work, name FROM works JOIN authors ON work = id WHERE change > ? AND change <= ?",
            [reached, last],
        )
        connection.executemany(
            "INSERT OR IGNORE INTO author_words_new (word, work) VALUES (?, ?)",
            [(word, work) for work, name in rows for word in words(name)],
        )
        (new,) = connection.execute("SELECT count(*) FROM author_words_new").fetchone()
        if new >= _MOST_NEW:
            connection.execute(
                "INSERT OR IGNORE INTO author_words SELECT * FROM author_words_new ORDER BY word, work"
            )
            connection.execute("DELETE FROM author_words_new")
        connection.execute("UPDATE author_words_reached SET reached = ?", [last])
    return int(count) == _AT_ONCE


def written_by(connection: sqlite3.Connection, asked: str) -> list[int]:
    """Return the works that have an author of a name, of which the given names may be left out or
    be initials.
    """
    family, _, given = asked.partition(",")
    wanted = words(f"{given} {family}")
    if not wanted:
        return []
    has_words = "SELECT work FROM author_words_all WHERE word = ?"
    values = [wanted[-1]]
    for word in wanted[:-1]:
        # An initial stands for many words.
        if len(word) > 1:
            has_words += " INTERSECT SELECT work FROM author_words_all WHERE word IN (?, ?)"
            values += [word, word[0]]
    # A name in plain letters has the last word as it is asked for; of others the reading decides.
    rows = connection.execute(
        "SELECT work, name FROM authors WHERE work IN (SELECT id FROM works WHERE change >"  # noqa: S608 - constants
        f" (SELECT reached FROM author_words_reached) UNION SELECT * FROM ({has_words}))"
        " AND (name LIKE '%' || ? || '%' OR name GLOB ?)",
        [*values, wanted[-1], "*[^ -&(-~]*"],
    )
    return [work for work, name in rows if _is_author(name, wanted)]


def _is_author(name: str, wanted: Sequence[str]) -> bool:
    """Tell whether a name has the last word that is wanted, and the others in full or as initials."""
    found = words(name)
    return wanted[-1] in found and all(
        any(
            word == other or (1 in (len(word), len(other)) and word[0] == other[0])
            for other in found
        )
        for word in wanted
    )

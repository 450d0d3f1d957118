"""Storing what sources say: which work a paper belongs to, and what that work is afterwards."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from feeds.authority import Authority, authority_by_name
from feeds.bounds import bounded
from feeds.paper import Paper
from papertrail.clock import iso
from papertrail.dedup.merge import (
    BLANK,
    COLUMNS,
    LENT,
    LENT_LISTS,
    Merged,
    borrowed,
    columns,
    lend,
    merge,
    with_borrowed,
    without_borrowed,
)
from papertrail.dedup.same_work import EXCLUSIVE, work_keys
from papertrail.store.changes import indexed, next_change, touch
from papertrail.store.entries import Entry
from papertrail.store.joining import (
    SPEAKS_FOR_PAPERS,
    absorb,
    columns_of,
    identifiers_of,
    keep_overrides,
    names_of,
    next_key,
    rank_of,
    replaced_facts,
    replaced_texts,
    set_columns,
)
from papertrail.store.placing import Placement, place
from papertrail.store.rereading import TakenOut, take_out, words_of
from papertrail.types.reader import DEFAULT_READER

_OF_A_VERSION = ("version", "submitted", "updated")


@dataclass(frozen=True, slots=True)
class Saved:
    """What storing a batch changed."""

    new: int
    updated: int


def save(
    connection: sqlite3.Connection,
    papers: Iterable[Paper],
    source: str,
    now: datetime,
    *,
    news: bool = False,
    authority: Authority | None = None,
) -> Saved:
    """Store papers as a source shows them; return what changed.

    A paper that is already known, by an identifier or by its title and authors, is brought up to
    date by those who speak for it, see `merge`. Others may only fill its gaps, see `placing`.

    Args:
        connection: the database.
        papers: what the source says; those that only point to a discussion are kept as such.
        source: its name.
        now: the clock.
        news: papers that were not known and carry no date were listed today.
        authority: the identifiers that the source speaks for, see `feeds.authority`; without it, as
            its name has it.
    """
    authority = authority_by_name(source) if authority is None else authority
    new = updated = 0
    for shown in map(bounded, papers):
        paper = _published_by(now, shown)
        if paper.discussions:
            _discuss(connection, paper, source, now)
            continue
        saved = _store(connection, Entry.read(paper, source, authority), now, news=news)
        new += saved.new
        updated += saved.updated
    return Saved(new, updated)


def _published_by(now: datetime, paper: Paper) -> Paper:
    """Return a paper with a day that has come: what is listed now was published by now.

    A day more is allowed, since days begin earlier in the east.
    """
    announced = paper.announced
    if announced is None or announced <= now.date() + timedelta(days=1):
        return paper
    year = now.year if paper.year == announced.year else paper.year
    return replace(paper, announced=now.date(), year=year)


def _store(
    connection: sqlite3.Connection,
    entry: Entry,
    now: datetime,
    *,
    news: bool = False,
    home: int | None = None,
) -> Saved:
    """Store one entry, then place those anew that came before its authority.

    Args:
        connection: the database.
        entry: what a source says of a paper.
        now: when the source showed them.
        news: as for `save`.
        home: an empty work that the paper becomes where it belongs to no other.
    """
    found = place(connection, entry)
    before = _shown_at(connection, entry)
    taken = _taken_out(connection, entry, found)
    connection.executemany("DELETE FROM identifiers WHERE scheme = ? AND value = ?", found.taken)
    works = found.works or ((home,) if home is not None else ())
    key = works[0] if works else _insert(connection, now)
    merged = _change(connection, key, entry, found, now, news=news)
    for other in works[1:]:
        absorb(connection, key, other, now)
    if found.agrees:
        _identify(connection, key, entry)
    if found.replaced:
        _show_anew(connection, key, now)
    _place_anew(connection, taken, entry, now)
    if before is not None and _is_empty(connection, before):
        absorb(connection, _shown_at(connection, entry) or key, before, now)
    if not works:
        return Saved(1, 0)
    return Saved(0, int(merged.text_changed or merged.new_version))


def _taken_out(connection: sqlite3.Connection, entry: Entry, found: Placement) -> list[TakenOut]:
    """Take out the entries to place anew after one, except its own source's former one."""
    taken: list[TakenOut] = []
    for work in found.reread:
        taken += take_out(connection, work, below=max(rank_of(connection, work), entry.rank))
    return [each for each in taken if each.entry.name != entry.name]


def _place_anew(
    connection: sqlite3.Connection, taken: Iterable[TakenOut], entry: Entry, now: datetime
) -> None:
    """Store entries again; an emptied work is merged into the one that took its first entry."""
    first: dict[int, Entry] = {}
    for each in sorted(taken, key=lambda each: each.number):
        home = None
        if _is_empty(connection, each.work):
            home = each.work
        _store(connection, each.entry, each.seen, home=home)
        first.setdefault(each.work, each.entry)
    for work, other in first.items():
        heir = _shown_at(connection, other) or _shown_at(connection, entry)
        if heir and _is_empty(connection, work):
            absorb(connection, heir, work, now)


def _shown_at(connection: sqlite3.Connection, entry: Entry) -> int | None:
    """Return the work at which an entry is shown."""
    row = connection.execute(
        "SELECT work FROM appearances WHERE source = ? AND scheme = ? AND value = ?", entry.name
    ).fetchone()
    if not row:
        return None
    return int(row["work"])


def _is_empty(connection: sqlite3.Connection, work: int) -> bool:
    """Return whether a work is stored and nothing is shown at it."""
    return bool(
        connection.execute(
            "SELECT 1 FROM works WHERE id = ? AND NOT EXISTS (SELECT 1"
            " FROM appearances WHERE work = works.id)",
            [work],
        ).fetchone()
    )


def _show_anew(connection: sqlite3.Connection, key: int, now: datetime) -> None:
    """Let each reader's next digest consider a work again whose text an authority replaced."""
    connection.execute("DELETE FROM shown WHERE work = ?", [key])
    connection.execute(
        "INSERT OR IGNORE INTO waiting (work, reader, since)"
        " SELECT ?, reader, ? FROM (SELECT ? AS reader UNION SELECT reader FROM digests)",
        [key, iso(now), DEFAULT_READER],
    )


def _insert(connection: sqlite3.Connection, now: datetime) -> int:
    """Make a work of which nothing is known yet; return its key."""
    key = next_key(connection)
    values = {"id": key, **BLANK, "fetched": iso(now), "change": next_change(connection)}
    connection.execute(
        f"INSERT INTO works ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",  # noqa: S608 - constants
        list(values.values()),
    )
    return key


def _change(
    connection: sqlite3.Connection,
    key: int,
    entry: Entry,
    found: Placement,
    now: datetime,
    *,
    news: bool,
) -> Merged:
    """Store what an entry brings to a work, and that it is shown there."""
    row, before = columns_of(connection, key), indexed(connection, key)
    is_new = not row["title"]
    merged = Merged({**row}, text_changed=False)
    if found.speaks:
        merged = _spoken(connection, row, entry)
    elif found.agrees:
        lent = LENT if rank_of(connection, key) == SPEAKS_FOR_PAPERS else COLUMNS
        values = lend(row, columns(entry.paper), lent)
        merged = Merged(values, text_changed=values["abstract"] != row["abstract"])
    values = {name: merged.values[name] for name in (*COLUMNS, "borrowed")}
    if news and is_new and not values["submitted"] and not values["announced"]:
        values["announced"] = now.date().isoformat()
    if merged.text_changed and not is_new:
        keep_overrides(connection, key, replaced_texts(row, values))
    if found.agrees:
        complete = (
            values["updated"] is not None and values["updated"] == columns(entry.paper)["updated"]
        )
        lists = _fill_lists(connection, key, entry, speaks=found.speaks, complete=complete)
        set_columns(
            connection, key, with_borrowed(values, borrowed(values).intersection(COLUMNS) | lists)
        )
    if found.speaks:
        connection.executemany(
            "INSERT OR IGNORE INTO title_keys (key, work) VALUES (?, ?)",
            [(found, key) for found in work_keys(entry.paper.title, entry.paper.abstract)],
        )
    if not is_new:
        connection.executemany(
            "INSERT INTO events (work, kind, version, detail, happened) VALUES (?, ?, ?, ?, ?)",
            [(key, kind, values["version"], detail, iso(now)) for kind, detail in merged.events],
        )
    _appear(connection, key, entry, values, now)
    if before != indexed(connection, key):
        touch(connection, key)
    return merged


def _spoken(connection: sqlite3.Connection, row: Mapping[str, Any], entry: Entry) -> Merged:
    """Return a work's columns after the word of someone who speaks for it."""
    known, shown = without_borrowed(row), columns(entry.paper)
    ours = {scheme for scheme, _ in entry.own}
    theirs = {scheme for scheme, _ in identifiers_of(connection, row["id"], own=True)}
    # Versions are arXiv's, so no other number may outdo or hide one of them.
    if "arxiv" in theirs - ours:
        shown |= dict.fromkeys(_OF_A_VERSION)
    elif "arxiv" in ours - theirs:
        known |= {name: None for name in _OF_A_VERSION if shown[name] is not None}
    merged = merge(known, shown)
    values = lend({**merged.values, "borrowed": None}, row, borrowed(row).intersection(COLUMNS))
    changed = any(values[name] != row[name] for name in ("title", "abstract"))
    return Merged(values, changed, merged.events)


def _fill_lists(
    connection: sqlite3.Connection, key: int, entry: Entry, *, speaks: bool, complete: bool
) -> set[str]:
    """Store a work's authors and categories; return which of these are borrowed afterwards.

    Args:
        connection: the database.
        key: the work.
        entry: what a source says of it.
        speaks: the source speaks for the work.
        complete: it says all; an announcement may lack classes and affiliations.
    """
    paper = entry.paper
    lent = borrowed(columns_of(connection, key)).intersection(LENT_LISTS)
    for table, rows in (
        (
            "authors",
            [
                (key, number, author.name, author.affiliation)
                for number, author in enumerate(paper.authors)
            ],
        ),
        ("categories", [(key, number, name) for number, name in enumerate(paper.categories)]),
    ):
        known = connection.execute(
            f"SELECT name FROM {table} WHERE work = ? ORDER BY position",  # noqa: S608
            [key],
        ).fetchall()
        may_replace = speaks and (complete or table in lent)
        if not rows or (known and not may_replace):
            continue
        names = [row["name"] for row in known]
        if table == "authors" and names and names != [row[2] for row in rows]:
            keep_overrides(connection, key, {"authors": names})
        connection.execute(f"DELETE FROM {table} WHERE work = ?", [key])  # noqa: S608 - two constants
        connection.executemany(
            f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})",  # noqa: S608
            rows,
        )
        lent = lent - {table} if speaks else lent | {table}
    return lent


def _identify(connection: sqlite3.Connection, key: int, entry: Entry) -> None:
    """Store the identifiers of an entry as those of a work, unless another work has them.

    What an entry only claims is left out where the authority gave the work another identifier of
    the kind.
    """
    given = {
        scheme for scheme, _ in identifiers_of(connection, key, own=True) if scheme in EXCLUSIVE
    }
    connection.executemany(
        "INSERT INTO identifiers (scheme, value, work, own) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (scheme, value) DO UPDATE SET own = max(own, excluded.own)"
        " WHERE work = excluded.work",
        [
            (*identifier, key, int(identifier in entry.own))
            for identifier in entry.paper.identifiers
            if identifier in entry.own or identifier[0] not in given
        ],
    )


def _appear(
    connection: sqlite3.Connection, key: int, entry: Entry, values: Mapping[str, Any], now: datetime
) -> None:
    """Store that a source shows a work, and what it says otherwise than the work does.

    Of a source that does not speak for papers, all of its words are kept, so that they can be read
    again.
    """
    paper, own = entry.paper, columns(entry.paper)
    overrides = replaced_texts(own, values) | replaced_facts(own, values)
    names = [author.name for author in paper.authors]
    if names and names != names_of(connection, key):
        overrides["authors"] = names
    if entry.rank < SPEAKS_FOR_PAPERS:
        overrides = words_of(paper)
    others = paper.identifiers[1:]
    (appearance,) = connection.execute(
        "INSERT INTO appearances (work, source, scheme, value, others, venue, year, url,"
        " overrides, seen, authority)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (source, scheme, value) DO UPDATE SET"
        " work = excluded.work, others = coalesce(excluded.others, others),"
        " venue = coalesce(excluded.venue, venue),"
        " year = coalesce(excluded.year, year), url = excluded.url, overrides = excluded.overrides,"
        " authority = excluded.authority RETURNING id",
        [
            key,
            *entry.name,
            json.dumps(others) if others else None,
            paper.venue,
            paper.year,
            paper.url,
            json.dumps(overrides) if overrides else None,
            iso(now),
            entry.rank,
        ],
    ).fetchone()
    connection.execute("DELETE FROM claims WHERE appearance = ?", [appearance])
    if entry.rank < SPEAKS_FOR_PAPERS:
        connection.executemany(
            "INSERT OR IGNORE INTO claims (scheme, value, appearance) VALUES (?, ?, ?)",
            [(*claimed, appearance) for claimed in paper.identifiers if claimed not in entry.own],
        )


def _discuss(connection: sqlite3.Connection, paper: Paper, source: str, now: datetime) -> None:
    """Keep where a paper is discussed, whether or not the paper itself is stored."""
    scheme, value = paper.identifiers[0]
    connection.executemany(
        "INSERT OR IGNORE INTO discussions (scheme, value, url, title, source, seen)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [(scheme, value, url, paper.title, source, iso(now)) for url in paper.discussions],
    )

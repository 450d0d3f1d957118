"""Read and write the references of documents, what they cite, and links to code and data."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from papertrail.types.document import Link, LinkKind, Reference, Whose
from papertrail.types.fetched import Document

if TYPE_CHECKING:
    from papertrail.dedup.same_work import Record

_SHARED = 200
"""The most works that share references with one."""


class StoredReference(NamedTuple):
    """A reference as it is stored.

    Attributes:
        id: its row.
        cited: the key of the work that it cites, or None.
    """

    id: int
    reference: Reference
    cited: int | None


class Citations:
    """The tables of references and links. They belong to no reader."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def references(self, work: int) -> list[StoredReference]:
        """Return the references of a work's document, in order; none if it was not read."""
        rows = self._connection.execute(
            "SELECT * FROM document_references WHERE work = ? ORDER BY position", [work]
        )
        return [_reference(row) for row in rows]

    def is_read(self, work: int) -> bool:
        """Return whether the references of a work are known."""
        query = "SELECT 1 FROM read_documents WHERE work = ?"
        return self._connection.execute(query, [work]).fetchone() is not None

    def count_read(self) -> int:
        """Return of how many works the references are known."""
        (count,) = self._connection.execute("SELECT count(*) FROM read_documents").fetchone()
        return int(count)

    def citing(self, work: int) -> list[int]:
        """Return the works whose documents cite a work."""
        rows = self._connection.execute(
            "SELECT DISTINCT work FROM document_references WHERE cited = ? AND work != ?",
            [work, work],
        )
        return [key for (key,) in rows]

    def sharing(self, work: int) -> list[tuple[int, int, int, int]]:
        """Return the works that share references with one.

        Returns:
            (work, shared references, its references, the other's references), most shared first.
        """
        rows = self._connection.execute(
            "WITH mine AS MATERIALIZED (SELECT DISTINCT key FROM document_references"
            "  JOIN reference_keys ON reference = id AND whole WHERE work = ?1),"
            " theirs AS (SELECT DISTINCT document_references.work AS work, reference AS id"
            "  FROM mine JOIN reference_keys USING (key)"
            "  JOIN document_references ON document_references.id = reference"
            "  WHERE whole AND document_references.work != ?1)"
            " SELECT work, count(*) AS shared,"
            "  (SELECT count(*) FROM document_references WHERE work = ?1) AS ours,"
            "  (SELECT count(*) FROM document_references AS all_of WHERE all_of.work = theirs.work)"
            " FROM theirs GROUP BY work ORDER BY shared DESC, work DESC LIMIT ?2",
            [work, _SHARED],
        )
        return [tuple(row) for row in rows]

    def cited_among(self, citing: Sequence[int], cited: Iterable[int]) -> dict[int, list[int]]:
        """Return, of works that cite any of others, which ones, in the order of their printing."""
        rows = self._connection.execute(
            "SELECT work, cited FROM document_references"
            " WHERE work IN (SELECT value FROM json_each(?))"
            " AND cited IN (SELECT value FROM json_each(?)) AND cited != work"
            " ORDER BY work, position",
            [json.dumps([int(key) for key in citing]), json.dumps([int(key) for key in cited])],
        )
        found: dict[int, list[int]] = defaultdict(list)
        for work, other in rows:
            if other not in found[work]:
                found[work].append(other)
        return dict(found)

    def links(self, works: Iterable[int]) -> dict[int, tuple[Link, ...]]:
        """Return the links of works; works without any are left out."""
        rows = self._connection.execute(
            "SELECT * FROM links WHERE work IN (SELECT value FROM json_each(?))"
            " ORDER BY work, position",
            [json.dumps([int(key) for key in works])],
        )
        found: dict[int, list[Link]] = defaultdict(list)
        for row in rows:
            found[row["work"]].append(_link(row))
        return {work: tuple(links) for work, links in found.items()}

    def with_code(self) -> list[int]:
        """Return the works that link code or a model of their own."""
        rows = self._connection.execute(
            "SELECT DISTINCT work FROM links WHERE kind = 'code' AND whose = 'own'"
        )
        return [key for (key,) in rows]

    def count_waiting(self) -> int:
        """Return how many works wait to be looked at."""
        (count,) = self._connection.execute("SELECT count(*) FROM unlinked").fetchone()
        return int(count)

    def waiting(self, limit: int) -> list[int]:
        """Return works that wait to be looked at; some may be gone."""
        rows = self._connection.execute("SELECT work FROM unlinked ORDER BY work LIMIT ?", [limit])
        return [key for (key,) in rows]

    def unread(self, finder: int) -> list[int]:
        """Return the works whose document has a text whose references are not known.

        Args:
            finder: the version of what finds references.
        """
        rows = self._connection.execute(
            "SELECT documents.work FROM documents JOIN document_texts USING (work)"
            " LEFT JOIN read_documents AS known ON known.work = documents.work"
            " WHERE known.work IS NULL OR (known.sha256, known.extractor, known.finder)"
            "  IS NOT (documents.sha256, documents.extractor, ?) ORDER BY documents.work",
            [finder],
        )
        return [key for (key,) in rows]

    def has_references(self) -> bool:
        """Return whether any reference is stored."""
        query = "SELECT 1 FROM document_references LIMIT 1"
        return self._connection.execute(query).fetchone() is not None

    def touched_by(self, keys: Mapping[int, Iterable[str]]) -> list[StoredReference]:
        """Return the references that cite some works, or share a key with them.

        Args:
            keys: of each work, see `keys_of`.
        """
        rows = self._connection.execute(
            "SELECT * FROM document_references WHERE id IN ("
            " SELECT id FROM document_references WHERE cited IN (SELECT value FROM json_each(?))"
            " UNION SELECT reference FROM reference_keys"
            "  WHERE key IN (SELECT value FROM json_each(?))) ORDER BY id",
            [
                json.dumps(list(keys)),
                json.dumps([key for of_work in keys.values() for key in of_work]),
            ],
        )
        return [_reference(row) for row in rows]


class CitationWriter:
    """Write references and links."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def save_references(
        self, work: int, document: Document, finder: int, references: Sequence[Reference]
    ) -> None:
        """Store the references of a document in place of earlier ones; none is matched yet."""
        from papertrail.dedup.same_work import title_keys

        self._connection.execute("DELETE FROM document_references WHERE work = ?", [work])
        self._connection.execute(
            "INSERT OR REPLACE INTO read_documents (work, sha256, extractor, finder)"
            " VALUES (?, ?, ?, ?)",
            [work, document.sha256, document.extractor, finder],
        )
        for position, reference in enumerate(references):
            values = [
                work,
                position,
                reference.number,
                reference.page,
                reference.text,
                reference.title,
                json.dumps(reference.authors, ensure_ascii=False),
                reference.year,
                json.dumps(reference.identifiers, ensure_ascii=False),
            ]
            row = self._connection.execute(
                "INSERT INTO document_references (work, position, number, page, text, title,"
                " authors, year, identifiers) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            ).lastrowid
            keys = keys_of(reference.title, reference.identifiers)
            whole = set(keys[:1] if title_keys(reference.title) else ()) | {
                key for key in keys if ":" in key
            }
            self._connection.executemany(
                "INSERT OR IGNORE INTO reference_keys (key, reference, whole) VALUES (?, ?, ?)",
                [(key, row, key in whole) for key in keys],
            )
        self.look_at([work])

    def set_cited(self, matches: Mapping[int, int | None]) -> None:
        """Record what references cite, by the ids of both."""
        self._connection.executemany(
            "UPDATE document_references SET cited = ? WHERE id = ?",
            [(cited, reference) for reference, cited in matches.items()],
        )

    def save_links(self, work: int, links: Sequence[Link]) -> None:
        """Store the links of a work in place of earlier ones."""
        self._connection.execute("DELETE FROM links WHERE work = ?", [work])
        self._connection.executemany(
            "INSERT INTO links (work, position, kind, whose, url, page, context)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (work, place, link.kind, link.whose, link.url, link.page, link.context)
                for place, link in enumerate(links)
            ],
        )

    def look_at(self, works: Iterable[int]) -> None:
        """Let works wait to be looked at."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO unlinked VALUES (?)", [(work,) for work in works]
        )

    def looked_at(self, works: Iterable[int]) -> None:
        """Record that works were looked at."""
        self._connection.executemany(
            "DELETE FROM unlinked WHERE work = ?", [(work,) for work in works]
        )


def keys_of(title: str, identifiers: Iterable[tuple[str, str]]) -> list[str]:
    """Return the keys by which a reference and a work find each other, that of the title first."""
    from papertrail.dedup.same_work import title_keys

    return [*title_keys(title), *(f"{scheme}:{value}" for scheme, value in identifiers)]


def record_of_reference(reference: Reference) -> "Record":
    """Return what a reference says about the work that it cites."""
    from papertrail.dedup.same_work import Record

    return Record(
        reference.title,
        reference.authors,
        reference.year,
        None,
        frozenset(reference.identifiers),
    )


def _reference(row: sqlite3.Row) -> StoredReference:
    return StoredReference(
        row["id"],
        Reference(
            row["number"],
            row["text"],
            row["page"],
            row["title"],
            tuple(json.loads(row["authors"])),
            row["year"],
            tuple((scheme, value) for scheme, value in json.loads(row["identifiers"])),
        ),
        row["cited"],
    )


def _link(row: sqlite3.Row) -> Link:
    return Link(row["url"], LinkKind(row["kind"]), Whose(row["whose"]), row["page"], row["context"])

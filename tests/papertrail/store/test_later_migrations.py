"""Databases of versions after 0.1.0: what their rows become."""

import sqlite3
from pathlib import Path

from sqlite_utils import Database

from papertrail.store import Store
from papertrail.store.database import APPLICATION_ID
from papertrail.store.schema_arxiv_ids import migrations

DIGEST = "INSERT INTO digests (id, created, considered, last_work, sources, uid) VALUES"
DELIVERY = "INSERT INTO deliveries (id, digest, channel, key, state, moment) VALUES"


def database(path: Path, version: int, *statements: str) -> Path:
    """Make a database as the first migrations leave it, with some rows."""
    connection = sqlite3.connect(path, isolation_level=None)
    names = [migration.name for migration in migrations.pending(Database(connection))]
    migrations.apply(Database(connection), stop_before=names[version])
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {version}")
    for statement in statements:
        connection.execute(statement)
    connection.close()
    return path


def test_what_went_out_with_another_digest_is_sent_no_second_time(tmp_path: Path) -> None:
    path = database(
        tmp_path / "papertrail.db",
        19,
        f"{DIGEST} (1, '2026-06-16T22:00:00Z', 3, 1, '[]', 'a')",
        f"{DIGEST} (2, '2026-06-17T06:00:00Z', 3, 1, '[]', 'b')",
        f"{DELIVERY} (1, 2, 'mail', 'x', 'confirmed', '2026-06-17T06:00:01Z')",
        f"{DELIVERY} (2, 2, 'page', 'y', 'failed', '2026-06-17T06:00:01Z')",
        "INSERT INTO enclosed (delivery, digest) VALUES (1, 1), (2, 1)",
    )

    with Store.open(path) as store:
        states = {(each.digest, each.channel): each.state for each in store.deliveries.recent(9)}
        days = [digest.day for digest in store.digests.up_to(2, 9)]

    assert states == {
        (1, "mail"): "confirmed",
        (2, "mail"): "confirmed",
        (1, "page"): "failed",
        (2, "page"): "failed",
    }
    assert days == ["2026-06-17", "2026-06-16"]


def test_an_acceptance_in_a_stored_comment_becomes_a_venue_without_an_event(tmp_path: Path) -> None:
    columns = "id, title, abstract, url, fetched, change, comment, venue"
    work = f"INSERT INTO works ({columns}) VALUES"
    path = database(
        tmp_path / "papertrail.db",
        21,
        f"{work} (1, 'a', '', '', '2026-06-01T00:00:00Z', 1, 'Accepted by ICML 2026', NULL)",
        f"{work} (2, 'b', '', '', '2026-06-01T00:00:00Z', 2, 'Accepted by ICML 2026', 'JMLR')",
        f"{work} (3, 'c', '', '', '2026-06-01T00:00:00Z', 3, 'Submitted', NULL)",
    )

    with Store.open(path) as store:
        rows = store.connection.execute("SELECT id, venue, year FROM works ORDER BY id").fetchall()
        changed = [key for _, key, _, _ in store.works.changed_after(3, 9)]
        assert store.works.events(1) == []

    assert [tuple(row) for row in rows] == [
        (1, "ICML 2026", 2026),
        (2, "JMLR", None),
        (3, None, None),
    ]
    assert changed == [1]

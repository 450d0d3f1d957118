"""Make the small home of version 0.1.1 that test_migrations.py opens.

Runs on the code of version 0.1.1, with the home of make_home_0_1_0.py cut down to some rows of
each table:

    git archive --prefix=old/ bb862ba | tar x -C /tmp
    PYTHONPATH=/tmp/old python tests/papertrail/store/make_home_0_1_1.py
"""

import sqlite3
import sys
import tempfile
from pathlib import Path

from papertrail.store import Store

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

KEPT = (1, 2, 7, 49, 50, 51, 52, 60, 61, 70, 150, 151, 152, 160, 200, 300, 401, 1801, 1802, 1830)
"""Works of each kind: revised, printed, discussed, withdrawn, removed, joined, split."""


def dump(connection: sqlite3.Connection) -> str:
    """Return the statements that make a database again."""
    pragmas = [
        f"PRAGMA {name} = {connection.execute(f'PRAGMA {name}').fetchone()[0]};"
        for name in ("application_id", "user_version")
    ]
    return "\n".join([*connection.iterdump(), *pragmas, ""])


def main() -> None:
    """Write the home's dump."""
    import make_home_0_1_0 as full

    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(Path(folder) / "papertrail.db", create=True) as store,
    ):
        with store.transaction():
            full.fill_works(store)
            full.fill_sources(store)
            full.fill_marks(store)
            full.fill_digests(store)
        run = store.connection.execute
        shown = [row[0] for row in run("SELECT work FROM digest_papers ORDER BY work LIMIT 15")]
        kept = ",".join(map(str, (*KEPT, *shown, 1700, 1701, 1750)))
        run(f"DELETE FROM works WHERE id NOT IN ({kept})")
        run("DELETE FROM digests WHERE id > 6")
        run("DELETE FROM facet_blocks")
        run("INSERT INTO claims SELECT 'doi', '10.1000/' || id, id FROM appearances WHERE id < 9")
        run("INSERT INTO enclosed SELECT max(id), 1 FROM deliveries")
        (HERE / "home_0_1_1.sql").write_text(dump(store.connection), encoding="utf-8")


if __name__ == "__main__":
    main()

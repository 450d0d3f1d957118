"""A list of papers as Textual's DataTable shows it, for comparison: `python ... DATABASE`."""

import sqlite3
import sys

from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Table(App[None]):
    """All papers of a database, the newest first, as the widget's manual does it."""

    def compose(self) -> ComposeResult:
        """Make the table."""
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        """Fill it."""
        table = self.query_one(DataTable)
        table.add_columns("mark", "day", "title", "id")
        rows = sqlite3.connect(sys.argv[1]).execute(
            "SELECT '', substr(submitted, 1, 10), title, value FROM works"
            " JOIN identifiers ON work = works.id ORDER BY submitted DESC, works.id DESC"
        )
        table.add_rows(rows)


if __name__ == "__main__":
    Table().run(mouse=False)
